import { Explanations, code, template } from '../explanation';

export const CAPACITY_STRATEGY: Explanations = {
  'CapacityAssertions.holdsMaximum': {
    cause: 'No service uses the provider that the test asks for.',
    cure: 'Name one of the providers that the message lists.',
    example: code("CapacityAssertions.holdsMaximum(plan, 'host');", "CapacityAssertions.holdsMaximum(plan, 'hosts');"),
  },
  'CapacityAssertions.places': {
    cause: 'The strategy places the tasks in another way than the test expects.',
    cure: 'Correct the strategy or the expectation: the message shows both.',
    example: code(
      'CapacityAssertions.places(strategy, 10, { FARGATE: 5, FARGATE_SPOT: 5 });',
      'CapacityAssertions.places(strategy, 10, { FARGATE: 4, FARGATE_SPOT: 6 });',
    ),
  },
  'CapacityPlan.baseAboveGroup': {
    cause:
      'The `Base` of the strategy asks for more instances than the group may have. Tasks of the base wait; they do not move to the next provider.',
    cure: 'Lower the base, or raise `MaxSize`.',
    example: template(
      `# service: CapacityProviderStrategy: [{ CapacityProvider: hosts, Base: 20 }]
# group:   MaxSize: '2'`,
      `# service: CapacityProviderStrategy: [{ CapacityProvider: hosts, Base: 4 }]
# group:   MaxSize: '2'`,
    ),
  },
  'CapacityPlan.bottlerocketEfs': {
    cause:
      'The volume uses an access point or IAM of EFS over TLS, and the hosts run Bottlerocket, which supports neither. ECS may never place the task there.',
    cure: 'Use hosts with Amazon Linux.',
    example: template(
      '# hosts: Bottlerocket; task: EFSVolumeConfiguration with AuthorizationConfig',
      '# hosts: Amazon Linux 2023',
    ),
  },
  'CapacityPlan.deploymentCannotFit': {
    cause:
      'During a deployment old and new tasks run beside each other, up to `MaximumPercent`. The group cannot hold them at its `MaxSize`, so the deployment waits for ever.',
    cure: 'Raise `MaxSize`, or lower `MinimumHealthyPercent` so that ECS may stop old tasks first.',
    example: template(
      "# 10 tasks, each half an instance; MaximumPercent: 200, MinimumHealthyPercent: 100; MaxSize: '5'",
      "# MaxSize: '10'",
    ),
  },
  'CapacityPlan.deploymentNeedsLastInstance': {
    cause:
      'A deployment fits only when every instance of the group is healthy and free. One instance that fails or drains stops it.',
    cure: 'Raise `MaxSize` by one or more.',
    example: template("# deployment needs 10 instances; MaxSize: '10'", "# MaxSize: '11'"),
  },
  'CapacityPlan.groupTooSmall': {
    cause:
      'The tasks that the services may have at their maximum do not fit into the group at its `MaxSize`. Scaling stops below the maximum, and tasks stay in PROVISIONING.',
    cure: 'Raise `MaxSize`, use larger instances, or lower the maximum of the services.',
    example: template("# 20 tasks of 2 GiB; m7g.large (8 GiB); MaxSize: '4'", "# MaxSize: '7'"),
  },
  'CapacityPlan.mayNotFit': {
    cause:
      'The group may launch instances of several sizes. When it launches the smallest, the tasks do not fit into `MaxSize` instances.',
    cure: 'Raise `MaxSize`, or drop the smallest type.',
    example: template(
      "# types m7g.large and m7g.2xlarge; MaxSize: '4'",
      "# types m7g.xlarge and m7g.2xlarge; MaxSize: '4'",
    ),
  },
  'CapacityPlan.noSuchHost': {
    cause:
      'The task definition asks for hosts with a certain attribute, and the hosts of the provider do not register it. ECS places no task there.',
    cure: 'Give the hosts the attribute, or remove the constraint.',
    example: template(
      "# task: PlacementConstraints: [{ Type: memberOf, Expression: 'attribute:tier == front' }]",
      '# user data of the hosts: ECS_INSTANCE_ATTRIBUTES={"tier":"front"}',
    ),
  },
  'CapacityPlan.taskMayNotFit': {
    cause:
      'The task takes nearly all memory of the largest instance. The kernel and the ECS agent keep about 3 % of it, so the task may never be placed.',
    cure: 'Allow larger instances, or make the task smaller.',
    example: template('# task: 16384 MiB on an instance of 16384 MiB', '# task: 15360 MiB on an instance of 16384 MiB'),
  },
  'CapacityPlan.taskTooLarge': {
    cause:
      'The task of a service or a job needs more CPU, memory, GPUs or network interfaces than any instance of the provider has. ECS never places it.',
    cure: 'Allow larger instances, or make the task smaller.',
    example: template('# task: 32 GiB; hosts: m7g.large (8 GiB)', '# hosts: m7g.4xlarge (64 GiB)'),
  },
  'CapacityProvider.desiredCapacity': {
    cause:
      'Every deployment of the stack sets the group back to `DesiredCapacity`, against the managed scaling of ECS.',
    cure: 'Leave it out.',
    example: template("DesiredCapacity: '2'", "MinSize: '0'"),
  },
  'CapacityProvider.emptyGroup': {
    cause: 'The group may have no instance at all, so no task could start.',
    cure: 'Raise `MaxSize`.',
    example: template("MaxSize: '0'", "MaxSize: '4'"),
  },
  'CapacityProvider.imageAccelerator': {
    cause:
      'Tasks ask for GPUs, and the machine image of the hosts has no driver for them. The agent registers none, so no task is placed: "no container instance met all of its requirements".',
    cure: 'Use the GPU variant of the image.',
    example: template(
      "ImageId: '{{resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id}}'",
      "ImageId: '{{resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/gpu/recommended/image_id}}'",
    ),
  },
  'CapacityProvider.imageArchitecture': {
    cause: 'The machine image is for another processor architecture than the instance type, so no instance starts.',
    cure: 'Use the image of the architecture, or another instance type.',
    example: template(
      'InstanceType: m7g.large # image: /aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id',
      'InstanceType: m7g.large # image: /aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id',
    ),
  },
  'CapacityProvider.imageWithoutAgent': {
    cause:
      'The machine image does not have the agent of ECS, and the user data installs none. No instance joins the cluster.',
    cure: 'Use an image that is optimized for ECS.',
    example: template(
      "ImageId: '{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64}}'",
      "ImageId: '{{resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id}}'",
    ),
  },
  'CapacityProvider.instanceWeights': {
    cause: 'ECS does not support instance weights of an Auto Scaling group behind a capacity provider.',
    cure: 'Remove `WeightedCapacity`.',
    example: template(
      "Overrides: [{ InstanceType: m7g.large, WeightedCapacity: '1' }]",
      'Overrides: [{ InstanceType: m7g.large }]',
    ),
  },
  'CapacityProvider.managedInstancesListed': {
    cause:
      'A provider of Managed Instances belongs to its cluster by `ClusterName`, and must not stand in `CapacityProviders` of the cluster too.',
    cure: 'Remove it from that list. The default strategy may name it.',
    example: template('# cluster: CapacityProviders: [!Ref ManagedProvider]', '# provider: ClusterName: !Ref Cluster'),
  },
  'CapacityProvider.name': {
    cause: 'The name of a capacity provider takes 1 to 255 letters, digits, hyphens and underscores.',
    cure: 'Choose such a name.',
    example: code("capacityProviderName: 'my hosts',", "capacityProviderName: 'my-hosts',"),
  },
  'CapacityProvider.nameCase': {
    cause:
      'The name begins like one of those that AWS keeps for itself (aws, ecs, fargate), in other capitals. AWS may refuse it.',
    cure: 'Choose another name.',
    example: code("capacityProviderName: 'Fargate-hosts',", "capacityProviderName: 'web-hosts',"),
  },
  'CapacityProvider.noCluster': {
    cause: 'A provider of Managed Instances needs the name of its cluster.',
    cure: 'Set `ClusterName`.',
    example: template(
      'ManagedInstancesProvider: { InfrastructureRoleArn: !GetAtt Role.Arn }',
      `ClusterName: !Ref Cluster
ManagedInstancesProvider: { InfrastructureRoleArn: !GetAtt Role.Arn }`,
    ),
  },
  'CapacityProvider.otherCluster': {
    cause:
      'The capacity provider is attached to one cluster, and its instances join another: the one that their user data names, or the cluster `default`. No task is placed on them.',
    cure: 'Write the name of the cluster into /etc/ecs/ecs.config.',
    example: template(
      "UserData: '#!/bin/bash'",
      `UserData: !Base64 { 'Fn::Sub': "#!/bin/bash\\necho ECS_CLUSTER=\${Cluster} >> /etc/ecs/ecs.config" }`,
    ),
  },
  'CapacityProvider.otherScaling': {
    cause:
      'A scaling policy of the group works against the managed scaling of the capacity provider: the one adds what the other removes.',
    cure: 'Remove one of them.',
    example: template(
      '# AWS::AutoScaling::ScalingPolicy on the group of a provider with ManagedScaling ENABLED',
      '# managed scaling alone',
    ),
  },
  'CapacityProvider.scalingSteps': {
    cause: 'The smallest step of managed scaling is above the largest one.',
    cure: 'Correct the two numbers.',
    example: template(
      'ManagedScaling: { MinimumScalingStepSize: 10, MaximumScalingStepSize: 5 }',
      'ManagedScaling: { MinimumScalingStepSize: 1, MaximumScalingStepSize: 10 }',
    ),
  },
  'CapacityProvider.sharedGroup': {
    cause: 'An Auto Scaling group serves one capacity provider only.',
    cure: 'Make a group for each provider.',
    example: template('# two AWS::ECS::CapacityProvider with the same AutoScalingGroupArn', '# one group each'),
  },
  'CapacityProvider.terminationProtection': {
    cause:
      'Managed termination protection needs managed scaling, and a group that protects new instances from scale-in.',
    cure: 'Turn both on, or the protection off.',
    example: template(
      'ManagedTerminationProtection: ENABLED # group: NewInstancesProtectedFromScaleIn: false',
      'ManagedTerminationProtection: ENABLED # group: NewInstancesProtectedFromScaleIn: true',
    ),
  },
  'CapacityProvider.twoClusters': {
    cause: 'The user data names two clusters, and an instance joins one of them.',
    cure: 'Keep one.',
    example: template('# ECS_CLUSTER=a, and later ECS_CLUSTER=b', '# ECS_CLUSTER=a'),
  },
  'CapacityProvider.unknownType': {
    cause: 'The instance type is none that this version knows, so it is left out of the plan.',
    cure: 'Correct the name. If the type is new, update this package or acknowledge the warning.',
    example: template('InstanceType: m7g.larg', 'InstanceType: m7g.large'),
  },
  'CapacityProvider.userData': {
    cause:
      'The user data is in a form that the operating system of the hosts does not run: Bottlerocket reads settings in TOML, the others run scripts. The instances do not join the cluster.',
    cure: 'Write it in the form of the system, or let the construct write it.',
    example: template('# Bottlerocket: #!/bin/bash', '# Bottlerocket: [settings.ecs] with cluster = "shop"'),
  },
  'CapacityStrategy.architecture': {
    cause: 'The task definition is for one processor architecture, and all instances of the provider have another.',
    cure: 'Use matching instance types, or another provider.',
    example: template(
      'RuntimePlatform: { CpuArchitecture: ARM64 } # hosts: m7i.large',
      'RuntimePlatform: { CpuArchitecture: ARM64 } # hosts: m7g.large',
    ),
  },
  'CapacityStrategy.daemon': {
    cause: 'A daemon service runs one task on each instance, and ECS takes no capacity provider strategy for it.',
    cure: 'Give it the launch type EC2 and no strategy.',
    example: template(
      `SchedulingStrategy: DAEMON
CapacityProviderStrategy: [{ CapacityProvider: hosts, Weight: 1 }]`,
      `SchedulingStrategy: DAEMON
LaunchType: EC2`,
    ),
  },
  'CapacityStrategy.defaultIgnored': {
    cause:
      'With a launch type, ECS ignores the default capacity provider strategy of the cluster. aws-cdk-lib sets the launch type unless the service has a strategy.',
    cure: 'Give the service a strategy of its own, or none and no launch type (`CapacityStrategy.clusterDefault()`).',
    example: template(
      'LaunchType: FARGATE # cluster: DefaultCapacityProviderStrategy: FARGATE_SPOT',
      'CapacityProviderStrategy: [{ CapacityProvider: FARGATE_SPOT, Weight: 1 }]',
    ),
  },
  'CapacityStrategy.distribute': {
    cause: 'The number of tasks to distribute must be a whole number of zero or more.',
    cure: 'Give such a number.',
    example: code('strategy.distribute(2.5);', 'strategy.distribute(3);'),
  },
  'CapacityStrategy.duplicateProvider': {
    cause: 'A provider stands twice in one strategy.',
    cure: 'Name it once, with the sum of the weights.',
    example: template(
      '[{ CapacityProvider: FARGATE, Weight: 1 }, { CapacityProvider: FARGATE, Weight: 2 }]',
      '[{ CapacityProvider: FARGATE, Weight: 3 }]',
    ),
  },
  'CapacityStrategy.empty': {
    cause: 'A strategy needs at least one provider.',
    cure: 'Name one, or use `CapacityStrategy.clusterDefault()` to leave the choice to the cluster.',
    example: code('CapacityStrategy.split();', 'CapacityStrategy.clusterDefault();'),
  },
  'CapacityStrategy.launchType': {
    cause: 'A service has a capacity provider strategy or a launch type, not both.',
    cure: 'Remove the launch type.',
    example: template(
      `LaunchType: FARGATE
CapacityProviderStrategy: [{ CapacityProvider: FARGATE_SPOT, Weight: 1 }]`,
      'CapacityProviderStrategy: [{ CapacityProvider: FARGATE_SPOT, Weight: 1 }]',
    ),
  },
  'CapacityStrategy.mixedKinds': {
    cause: 'All providers of one strategy must be of one kind: Fargate, Auto Scaling groups, or Managed Instances.',
    cure: 'Use one service for each kind.',
    example: template(
      '[{ CapacityProvider: FARGATE, Weight: 1 }, { CapacityProvider: hosts, Weight: 1 }]',
      '[{ CapacityProvider: FARGATE, Weight: 1 }, { CapacityProvider: FARGATE_SPOT, Weight: 1 }]',
    ),
  },
  'CapacityStrategy.noDefault': {
    cause:
      'Services leave the choice to the default strategy of the cluster, and the cluster has none. ECS would find neither a strategy nor a launch type.',
    cure: 'Give the cluster a default strategy, or name the providers at the service.',
    example: code(
      "new ecs.Cluster(this, 'Cluster', { vpc });",
      "new TaskCluster(this, 'Cluster', { vpc, defaultStrategy: CapacityStrategy.fargate() });",
    ),
  },
  'CapacityStrategy.noWeight': {
    cause:
      'All providers have the weight 0, so no task beyond the base would be placed. A weight that is left out counts as 0.',
    cure: 'Give one provider a weight above 0.',
    example: template(
      '[{ CapacityProvider: FARGATE, Base: 1 }]',
      '[{ CapacityProvider: FARGATE, Base: 1, Weight: 1 }]',
    ),
  },
  'CapacityStrategy.notAttached': {
    cause: 'The provider is not among those of the cluster, so the service could not use it.',
    cure: 'Add the provider to the cluster.',
    example: template(
      '# cluster: CapacityProviders: [FARGATE]; service: CapacityProvider: hosts',
      '# cluster: CapacityProviders: [FARGATE, hosts]',
    ),
  },
  'CapacityStrategy.otherCluster': {
    cause: 'A capacity provider serves one cluster, and this one belongs to another.',
    cure: 'Make a provider for this cluster.',
    example: code(
      "// 'hosts' was made with clusterA, the service is in clusterB",
      "new AsgCapacity(this, 'Hosts', { cluster: clusterB });",
    ),
  },
  'CapacityStrategy.platform': {
    cause: 'The provider runs tasks of a compatibility that the task definition does not have.',
    cure: 'Add it to `RequiresCompatibilities`, or choose another provider.',
    example: template(
      'RequiresCompatibilities: [EC2] # service: CapacityProvider: FARGATE',
      'RequiresCompatibilities: [FARGATE]',
    ),
  },
  'CapacityStrategy.severalBases': {
    cause: 'Only one provider of a strategy may have a base above 0.',
    cure: 'Keep the floor on one provider.',
    example: template(
      '[{ CapacityProvider: FARGATE, Base: 2 }, { CapacityProvider: FARGATE_SPOT, Base: 1, Weight: 1 }]',
      '[{ CapacityProvider: FARGATE, Base: 2 }, { CapacityProvider: FARGATE_SPOT, Weight: 1 }]',
    ),
  },
  'CapacityStrategy.tooManyProviders': {
    cause: 'A strategy takes a limited number of providers, which the message names.',
    cure: 'Merge groups of the same instances, or split the service.',
    example: template('# 21 providers in one strategy', '# 20 or fewer'),
  },
  'CapacityStrategy.windowsSpot': {
    cause: 'FARGATE_SPOT runs Linux tasks only.',
    cure: 'Use FARGATE for Windows.',
    example: template(
      '[{ CapacityProvider: FARGATE_SPOT, Weight: 1 }] # task: WINDOWS_SERVER_2022_CORE',
      '[{ CapacityProvider: FARGATE, Weight: 1 }]',
    ),
  },
  'Interruption.draining': {
    cause:
      'The group launches Spot instances, and their agent does not drain them when AWS takes them back. Tasks end without notice to the load balancer, in the midst of requests.',
    cure: 'Turn the draining on.',
    example: template(
      '# /etc/ecs/ecs.config without ECS_ENABLE_SPOT_INSTANCE_DRAINING',
      'echo ECS_ENABLE_SPOT_INSTANCE_DRAINING=true >> /etc/ecs/ecs.config',
    ),
  },
  'Interruption.stopTimeout': {
    cause:
      'The task runs on Spot behind a load balancer. AWS tells of an interruption 120 s before, but without `StopTimeout` the container is killed after 30 s, in the midst of requests.',
    cure: 'Set `StopTimeout` to up to 120 s.',
    example: template(
      "ContainerDefinitions: [{ Name: app, Image: 'x/app:1' }]",
      "ContainerDefinitions: [{ Name: app, Image: 'x/app:1', StopTimeout: 120 }]",
    ),
  },
  'ServiceCapacity.daemon': {
    cause: 'A daemon service takes no capacity provider strategy.',
    cure: 'Leave `ServiceCapacity` out, and give the service the launch type EC2.',
    example: code(
      'daemonService.with(new ServiceCapacity(strategy));',
      "new ecs.Ec2Service(this, 'Agent', { cluster, taskDefinition, daemon: true });",
    ),
  },
  'ServiceCapacity.replacesService': {
    cause:
      'A service that is deployed with a launch type is replaced when it gets a strategy. It has a name or an endpoint that the new one cannot take while the old one is there, so the deployment fails.',
    cure: 'Give the new service other names, or move the traffic to a second service first. If it was never deployed, acknowledge the warning.',
    example: code(
      "new ecs.FargateService(this, 'Api', { serviceName: 'api', … }).with(new ServiceCapacity(strategy));",
      "new ecs.FargateService(this, 'Api', { … }).with(new ServiceCapacity(strategy));",
    ),
  },
};
