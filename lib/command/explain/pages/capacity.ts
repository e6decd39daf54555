import { Explanations, code, template } from '../explanation';

export const CAPACITY: Explanations = {
  'AsgCapacity.accelerators': {
    cause:
      'The instances of one group share one machine image, and there is one image for GPUs, one for Neuron devices and one for neither.',
    cure: 'Make a group for each kind.',
    example: code(
      "instanceTypes: [new ec2.InstanceType('g5.xlarge'), new ec2.InstanceType('m7i.large')],",
      "instanceTypes: [new ec2.InstanceType('g5.xlarge')],",
    ),
  },
  'AsgCapacity.architectures': {
    cause: 'The instances of one group share one machine image, which is for one processor architecture.',
    cure: 'Make a group for each architecture.',
    example: code(
      "instanceTypes: [new ec2.InstanceType('m7g.large'), new ec2.InstanceType('m7i.large')],",
      "instanceTypes: [new ec2.InstanceType('m7g.large'), new ec2.InstanceType('m6g.large')],",
    ),
  },
  'AsgCapacity.armAccelerators': {
    cause: 'Amazon Linux has no ECS image for accelerators on ARM.',
    cure: 'Use Bottlerocket, or x86 instances.',
    example: code(
      "instanceTypes: [new ec2.InstanceType('g5g.xlarge')],",
      "instanceTypes: [new ec2.InstanceType('g5.xlarge')],",
    ),
  },
  'AsgCapacity.attributes': {
    cause: 'Names and values of instance attributes take 1 to 128 letters, digits and `.`, `_`, `/`, `-`.',
    cure: 'Choose such a text.',
    example: code("attributes: { tier: 'front end' },", "attributes: { tier: 'front-end' },"),
  },
  'AsgCapacity.bottlerocketHostNetwork': {
    cause:
      'The agent of Bottlerocket always gives tasks in network mode host their role, so that cannot be turned off.',
    cure: 'Leave the option out, or use Amazon Linux 2023.',
    example: code(
      '{ operatingSystem: HostOperatingSystem.BOTTLEROCKET, hostNetworkTasks: false }',
      '{ operatingSystem: HostOperatingSystem.BOTTLEROCKET }',
    ),
  },
  'AsgCapacity.bottlerocketNeuron': {
    cause: 'Bottlerocket has no ECS image for Neuron devices.',
    cure: 'Use Amazon Linux 2023.',
    example: code(
      "{ operatingSystem: HostOperatingSystem.BOTTLEROCKET, instanceTypes: [new ec2.InstanceType('inf2.xlarge')] }",
      "{ operatingSystem: HostOperatingSystem.AMAZON_LINUX_2023, instanceTypes: [new ec2.InstanceType('inf2.xlarge')] }",
    ),
  },
  'AsgCapacity.bottlerocketPids': {
    cause: 'Bottlerocket has no setting for the number of processes of a task.',
    cure: 'Leave `taskPidsLimit` out, or use Amazon Linux 2023.',
    example: code(
      '{ operatingSystem: HostOperatingSystem.BOTTLEROCKET, taskPidsLimit: 1024 }',
      '{ operatingSystem: HostOperatingSystem.BOTTLEROCKET }',
    ),
  },
  'AsgCapacity.instanceTypes': {
    cause: 'A group needs at least one instance type.',
    cure: 'Name one.',
    example: code('instanceTypes: [],', "instanceTypes: [new ec2.InstanceType('m7g.large')],"),
  },
  'AsgCapacity.maxInstanceLifetime': {
    cause: 'EC2 Auto Scaling takes a lifetime of 1 to 365 days.',
    cure: 'Choose a time in the range.',
    example: code('maxInstanceLifetime: Duration.hours(2),', 'maxInstanceLifetime: Duration.days(14),'),
  },
  'AsgCapacity.noSubnets': {
    cause: 'The selection of subnets is empty, so no instance could start.',
    cure: 'Select subnets of the VPC that are there.',
    example: code("vpcSubnets: { subnetGroupName: 'Aplication' },", "vpcSubnets: { subnetGroupName: 'Application' },"),
  },
  'AsgCapacity.operatingSystem': {
    cause: 'The operating system is none of those that the construct knows.',
    cure: 'Use a member of `HostOperatingSystem`.',
    example: code(
      "operatingSystem: 'UBUNTU' as HostOperatingSystem,",
      'operatingSystem: HostOperatingSystem.BOTTLEROCKET,',
    ),
  },
  'AsgCapacity.otherStack': {
    cause:
      'The cluster is in another stack of this app. Its capacity would refer back to this stack, and CloudFormation deploys no circle.',
    cure: 'Make the capacity in the stack of the cluster, or import the cluster.',
    example: code(
      "new AsgCapacity(otherStack, 'Hosts', { cluster });",
      "new AsgCapacity(Stack.of(cluster), 'Hosts', { cluster });",
    ),
  },
  'Capacity.fargateName': {
    cause: 'The providers of Fargate have fixed names, and the name that was given is another one.',
    cure: 'Correct the name or the kind.',
    example: code("Capacity.fromName('MY_FARGATE', { kind: CapacityKind.FARGATE });", 'Capacity.fargate();'),
  },
  'Capacity.kind': {
    cause: 'The kind of a provider that is known by its name must be given.',
    cure: 'Use a member of `CapacityKind`.',
    example: code(
      "Capacity.fromName('hosts', { kind: undefined });",
      "Capacity.fromName('hosts', { kind: CapacityKind.AUTO_SCALING_GROUP });",
    ),
  },
  'Capacity.name': {
    cause: 'The name of a capacity provider is empty.',
    cure: 'Give the name.',
    example: code("Capacity.fromName('', { kind });", "Capacity.fromName('hosts', { kind });"),
  },
  'EniTrunking.doubtedType': {
    cause: 'The ECS developer guide of 2023 lists this instance type as one that does not support trunking.',
    cure: 'Check that the instances register with the cluster, or use another type.',
    example: code("new ec2.InstanceType('c5n.metal')", "new ec2.InstanceType('m7g.large')"),
  },
  'EniTrunking.importedRole': {
    cause:
      'Trunking is set per instance role, whose trust policy has to change, and the role of this group is imported.',
    cure: 'Give the group a role of this app, or set `accountWide`.',
    example: code(
      "new EniTrunking(this, 'Trunking', { autoScalingGroups: [groupWithImportedRole] });",
      "new EniTrunking(this, 'Trunking', { autoScalingGroups: [group], accountWide: true });",
    ),
  },
  'EniTrunking.instanceType': {
    cause: 'The instance type has no branch network interfaces, so it cannot have a trunk.',
    cure: 'Use a Nitro type, or run without trunking.',
    example: code("new ec2.InstanceType('t3.large')", "new ec2.InstanceType('m7g.large')"),
  },
  'EniTrunking.noGroups': {
    cause: 'No group is named whose instances shall have a trunk.',
    cure: 'Name the groups.',
    example: code(
      "new EniTrunking(this, 'Trunking', { autoScalingGroups: [] });",
      "new EniTrunking(this, 'Trunking', { autoScalingGroups: [hosts.autoScalingGroup] });",
    ),
  },
  'EniTrunking.resourceNameDns': {
    cause: 'An instance whose resource name has a DNS record gets no trunk.',
    cure: 'Turn the record off.',
    example: template(
      'PrivateDnsNameOptions: { EnableResourceNameDnsARecord: true }',
      'PrivateDnsNameOptions: { EnableResourceNameDnsARecord: false }',
    ),
  },
  'IdleInstances.terminateAfter': {
    cause: 'The delay must be from 0 to 3600 seconds.',
    cure: 'Choose a time in the range.',
    example: code(
      'IdleInstances.terminateAfter(Duration.hours(2));',
      'IdleInstances.terminateAfter(Duration.minutes(30));',
    ),
  },
  'InstancePurchase.onDemandBase': {
    cause: 'The number of On-Demand instances that come first is a whole number of zero or more.',
    cure: 'Give such a number.',
    example: code(
      'InstancePurchase.mixed({ onDemandBase: -1, spotPercent: 50 });',
      'InstancePurchase.mixed({ onDemandBase: 1, spotPercent: 50 });',
    ),
  },
  'InstancePurchase.spotPercent': {
    cause: 'The share of Spot is a whole number from 0 to 100.',
    cure: 'Give such a number.',
    example: code('InstancePurchase.mixed({ spotPercent: 150 });', 'InstancePurchase.mixed({ spotPercent: 50 });'),
  },
  'IsolationTier.name': {
    cause:
      'The name of a tier becomes the value of an instance attribute: 1 to 128 letters, digits, hyphens, underscores or dots.',
    cure: 'Choose such a name.',
    example: code("IsolationTier.of('card data');", "IsolationTier.of('card-data');"),
  },
  'IsolationTier.oneTaskPerHost': {
    cause:
      'The service runs on Managed Instances, and aws-cdk-lib sets placement constraints of services on EC2 alone, so nothing would keep two tasks of the tier apart.',
    cure: 'Place it on a provider of its own, or run it on Fargate, where each task has a host of its own.',
    example: code(
      "IsolationTier.of('gold', { oneTaskPerHost: true }).place(service);",
      "const tier = IsolationTier.of('gold');\ntier.ownProvider(capacity);\ntier.place(service);",
    ),
  },
  'IsolationTier.shared': {
    cause: 'The construct belongs to another tier already. Tasks of both tiers would share a kernel.',
    cure: 'Give each tier hosts of its own.',
    example: code(
      'front.ownHosts(hosts); back.ownHosts(hosts);',
      'front.ownHosts(frontHosts); back.ownHosts(backHosts);',
    ),
  },
  'ManagedInstancesCapacity.noSubnets': {
    cause: 'The selection of subnets is empty, so no instance could start.',
    cure: 'Select subnets of the VPC that are there.',
    example: code("vpcSubnets: { subnetGroupName: 'Aplication' },", "vpcSubnets: { subnetGroupName: 'Application' },"),
  },
  'ManagedInstancesCapacity.securityGroups': {
    cause: 'The list of security groups is empty.',
    cure: 'Leave it out to get a closed one.',
    example: code('securityGroups: [],', 'securityGroups: undefined,'),
  },
  'ManagedInstancesCapacity.storage': {
    cause: 'The disk of an instance is from 30 to 16384 GiB.',
    cure: 'Choose a size in the range.',
    example: code('storage: Size.gibibytes(20),', 'storage: Size.gibibytes(80),'),
  },
  'ProtectedHosts.platform': {
    cause: 'Placement constraints work for task definitions of compatibility EC2 alone.',
    cure: 'Leave `ProtectedHosts` out for this task.',
    example: code('fargateTask.with(new ProtectedHosts());', 'ec2Task.with(new ProtectedHosts());'),
  },
  'SpotInterruptions.port': {
    cause: 'The port of a target is a whole number from 1 to 65535.',
    cure: 'Give the port on which the targets are registered.',
    example: code('targets: [{ targetGroup, port: 0 }],', 'targets: [{ targetGroup, port: 8080 }],'),
  },
  'SpotInterruptions.targets': {
    cause: 'There is no target group from which a task could be taken before it ends.',
    cure: 'Name the target groups of the service.',
    example: code(
      "new SpotInterruptions(this, 'Spot', { targets: [] });",
      "new SpotInterruptions(this, 'Spot', { targets: [{ targetGroup, port: 8080 }] });",
    ),
  },
  'TaskCluster.containerInsights': {
    cause: 'The value is none of those that ECS has.',
    cure: 'Use a member of `ecs.ContainerInsights`.',
    example: code(
      "containerInsights: 'on' as ecs.ContainerInsights,",
      'containerInsights: ecs.ContainerInsights.ENHANCED,',
    ),
  },
  'TaskCluster.defaultStrategy': {
    cause:
      'The default strategy of a cluster must name providers; `clusterDefault()` is what services say to ask for it.',
    cure: 'Name the providers.',
    example: code(
      'defaultStrategy: CapacityStrategy.clusterDefault(),',
      'defaultStrategy: CapacityStrategy.fargate(),',
    ),
  },
  'TaskCluster.execLogRetention': {
    cause: 'The retention is for the log group that the cluster makes, and another group was given.',
    cure: 'Set the retention of that group, or leave one of the two out.',
    example: code('{ execLogGroup, execLogRetention: logs.RetentionDays.ONE_YEAR }', '{ execLogGroup }'),
  },
  'TaskCluster.name': {
    cause: 'ECS takes up to 255 letters, digits, underscores and hyphens as the name of a cluster.',
    cure: 'Choose another, or leave it out to have one.',
    example: code("clusterName: 'my shop',", "clusterName: 'my-shop',"),
  },
};
