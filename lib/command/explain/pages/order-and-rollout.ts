import { Explanations, code, template } from '../explanation';

export const ORDER_AND_ROLLOUT: Explanations = {
  'DeploymentForecast.noService': {
    cause: 'No service that ECS deploys has the path, or several have it as a part of theirs.',
    cure: 'Give the path of one service, as the message lists them.',
    example: code("forecast.service('Shop');", "forecast.service('Shop/Api');"),
  },
  'DeploymentForecast.tooSlow': {
    cause:
      'An ordinary deployment of the service takes longer than the test allows. The message says what takes longest.',
    cure: 'Shorten what takes longest, or allow more.',
    example: code(
      "forecast.expectWithin('Shop/Api', Duration.minutes(5));",
      'targetGroup.setAttribute("deregistration_delay.timeout_seconds", "30");',
    ),
  },
  'Order.byName': {
    cause:
      'The service says a cluster, a task definition or a namespace of the app by its name, so CloudFormation may create the service first. ECS then refuses it, and CloudFormation does not try again.',
    cure: 'Refer to the resource instead of its name, or let the service depend on it.',
    example: template('Cluster: shop', 'Cluster: !Ref Cluster'),
  },
  'Order.clusterFirst': {
    cause:
      'Nothing makes the Auto Scaling group wait for the cluster, so at deletion the cluster may go first. ECS refuses to delete a cluster with registered instances.',
    cure: 'Name the cluster in the user data by a reference, or let the group depend on it.',
    example: template(
      'UserData: !Base64 "echo ECS_CLUSTER=shop >> /etc/ecs/ecs.config"',
      'UserData: !Base64 { Fn::Sub: "echo ECS_CLUSTER=${Cluster} >> /etc/ecs/ecs.config" }',
    ),
  },
  'Order.hostsCutOff': {
    cause:
      'Nothing makes the instances wait for their rights or for their way to ECS. At deletion these may go while tasks still stop: the agent cannot tell ECS that they have, and the deletion of the service waits for it.',
    cure: 'Let the Auto Scaling group, or the provider of Managed Instances, depend on what the message names.',
    example: code(
      'new autoscaling.AutoScalingGroup(this, "Hosts", { vpc, ... });',
      'hosts.node.defaultChild!.node.addDependency(vpc.selectSubnets().internetConnectivityEstablished);',
    ),
  },
  'Order.late': {
    cause:
      'What the tasks need waits for the service, or is in a stack that is deployed after it. CloudFormation goes on when the service is stable, and the service is not stable without it.',
    cure: 'Move it to the stack of the service or an earlier one, without a reference to the service.',
    example: template('ExecutionPolicy: { DependsOn: [Service] }', 'Service: { DependsOn: [ExecutionPolicy] }'),
  },
  'Order.listener': {
    cause:
      'Nothing makes the service wait for the listener or the rule by which its target group gets a load balancer. ECS refuses to create the service before ("The target group does not have an associated load balancer"), and CloudFormation does not try again.',
    cure: 'Let the service depend on the listener or on one of the rules.',
    example: template(
      'Service: { Type: AWS::ECS::Service }',
      'Service: { Type: AWS::ECS::Service, DependsOn: [Listener] }',
    ),
  },
  'Order.raced': {
    cause:
      'The first tasks need what CloudFormation creates at the same time as the service: policies of their roles, routes, endpoints, rules of security groups, mount targets, the association of capacity providers, or services that they call by Service Connect. ECS starts tasks of a service again that fail for it, with growing pauses, so most of these races are won late. A run of a rule, a schedule, a pipe or a state machine that fails is lost. At deletion stopping tasks may lose what they still need.',
    cure: 'Let the service depend on them. A construct brings along what is below it: a role its policies, a security group its rules.',
    example: code(
      'new ecs.FargateService(this, "Api", { cluster, taskDefinition });',
      'service.node.defaultChild!.node.addDependency(taskDefinition.obtainExecutionRole(), vpc.selectSubnets().internetConnectivityEstablished);',
    ),
  },
  'Order.undeclaredImport': {
    cause:
      'A stack with tasks imports a value of another stack of the app by the name of its export. That makes no dependency: the CDK deploys the two in any order, or at the same time, and CloudFormation refuses an import that does not exist yet. Later deployments meet an export that is there.',
    cure: 'Refer to the construct, which exports, imports and makes the dependency, or add the dependency.',
    example: code(
      'new ecs.CfnService(this, "Api", { cluster: Fn.importValue("shop-cluster"), ... });',
      'new ecs.FargateService(this, "Api", { cluster: base.cluster, ... });',
    ),
  },
  'Rollout.alternateTarget': {
    cause:
      'A deployment that shifts traffic needs a second target group for each load balancer of the service. ECS refuses the service without it.',
    cure: 'Give each load balancer an alternate target, or deploy by ROLLING.',
    example: template(
      'LoadBalancers: [{ ContainerName: app, ContainerPort: 80, TargetGroupArn: !Ref Blue }]',
      'LoadBalancers: [{ ContainerName: app, ContainerPort: 80, TargetGroupArn: !Ref Blue, AdvancedConfiguration: { AlternateTargetGroupArn: !Ref Green, ProductionListenerRule: !Ref Rule, RoleArn: !GetAtt Role.Arn } }]',
    ),
  },
  'Rollout.apiWithoutPort': {
    cause:
      'An HTTP API looks for the tasks in a service of Cloud Map whose records tell addresses only. API Gateway asks for SRV records of tasks that ECS registers, which tell the port too.',
    cure: 'Give the service of Cloud Map SRV records.',
    example: template('DnsRecords: [{ Type: A, TTL: 60 }]', 'DnsRecords: [{ Type: SRV, TTL: 60 }]'),
  },
  'Rollout.blocked': {
    cause:
      'ECS may neither stop an old task nor start a new one: it rounds the minimum up and the maximum down to whole tasks. Every deployment waits until CloudFormation gives up.',
    cure: 'Raise the maximum so that one more task may run, or lower the minimum so that one may stop.',
    example: template(
      'DeploymentConfiguration: { MinimumHealthyPercent: 100, MaximumPercent: 150 } # one task',
      'DeploymentConfiguration: { MinimumHealthyPercent: 100, MaximumPercent: 200 }',
    ),
  },
  'Rollout.circuitBreaker': {
    cause:
      'The circuit breaker is for rolling deployments. One that shifts traffic is undone by hooks and alarms alone.',
    cure: 'Leave the circuit breaker out, and give the deployment alarms or hooks.',
    example: template(
      'DeploymentConfiguration: { Strategy: BLUE_GREEN, DeploymentCircuitBreaker: { Enable: true, Rollback: true } }',
      'DeploymentConfiguration: { Strategy: BLUE_GREEN, Alarms: { Enable: true, Rollback: true, AlarmNames: [errors] } }',
    ),
  },
  'Rollout.controller': {
    cause:
      'CodeDeploy and external controllers do not look at circuit breaker, alarms, hooks and strategy of the service. ECS refuses a circuit breaker beside them.',
    cure: 'Use the controller ECS, or leave them out.',
    example: template(
      'DeploymentController: { Type: CODE_DEPLOY } # beside DeploymentCircuitBreaker',
      'DeploymentController: { Type: ECS }',
    ),
  },
  'Rollout.daemonShift': {
    cause:
      'A shift of traffic brings up a second set of tasks. Each host takes one task of a DAEMON service, so there is no room for it.',
    cure: 'Deploy daemons by ROLLING.',
    example: template(
      'DeploymentConfiguration: { Strategy: BLUE_GREEN }',
      'DeploymentConfiguration: { Strategy: ROLLING }',
    ),
  },
  'Rollout.daemonSurge': {
    cause: 'Each host takes one task of a DAEMON service, so ECS takes no maximum above 100 percent for it.',
    cure: 'Leave the maximum out, and lower the minimum so that tasks may stop first.',
    example: template(
      'DeploymentConfiguration: { MaximumPercent: 200 }',
      'DeploymentConfiguration: { MinimumHealthyPercent: 50, MaximumPercent: 100 }',
    ),
  },
  'Rollout.hookRole': {
    cause: 'ECS calls the function of a lifecycle hook by a role, and the hook has none.',
    cure: 'Give it a role that `ecs.amazonaws.com` may take and that may invoke the function.',
    example: template(
      'LifecycleHooks: [{ HookTargetArn: !GetAtt Hook.Arn, LifecycleStages: [POST_SCALE_UP] }]',
      'LifecycleHooks: [{ HookTargetArn: !GetAtt Hook.Arn, LifecycleStages: [POST_SCALE_UP], RoleArn: !GetAtt HookRole.Arn }]',
    ),
  },
  'Rollout.hookStages': {
    cause: 'The hook has no stage, or one at which ECS runs no hook.',
    cure: 'Name one of the stages that the message lists.',
    example: template('LifecycleStages: [BAKE_TIME]', 'LifecycleStages: [POST_PRODUCTION_TRAFFIC_SHIFT]'),
  },
  'Rollout.listenerRule': {
    cause:
      'ECS shifts an application load balancer by a rule and a network load balancer by a listener. Here a listener is given for a rule.',
    cure: 'Name a rule of the listener.',
    example: template('ProductionListenerRule: !Ref Listener', 'ProductionListenerRule: !Ref Rule'),
  },
  'Rollout.noTestTraffic': {
    cause:
      'A hook runs when test traffic has been shifted, and no load balancer of the service has a test listener rule.',
    cure: 'Give the alternate target a test listener, or run the hook at `POST_SCALE_UP`.',
    example: template('LifecycleStages: [POST_TEST_TRAFFIC_SHIFT]', 'LifecycleStages: [POST_SCALE_UP]'),
  },
  'Rollout.nothingToShift': {
    cause:
      'The service is behind no load balancer and offers nothing by Service Connect or VPC Lattice, so there is no traffic to shift: a deployment runs twice the tasks, and no circuit breaker undoes it.',
    cure: 'Deploy by ROLLING, or put the service behind one of them.',
    example: template(
      'DeploymentConfiguration: { Strategy: CANARY }',
      'DeploymentConfiguration: { Strategy: ROLLING }',
    ),
  },
  'Rollout.registryPort': {
    cause:
      'In network mode awsvpc a service that is registered with SRV records gives their port, and one with A records gives none. ECS refuses the service otherwise.',
    cure: 'Give container and port with SRV records only.',
    example: template(
      'ServiceRegistries: [{ RegistryArn: !GetAtt ARecords.Arn, ContainerName: app, ContainerPort: 8080 }]',
      'ServiceRegistries: [{ RegistryArn: !GetAtt ARecords.Arn }]',
    ),
  },
  'Rollout.sameRule': {
    cause: 'One rule is for production and for test traffic, which ECS refuses.',
    cure: 'Give test traffic a rule of its own.',
    example: template(
      'ProductionListenerRule: !Ref Rule, TestListenerRule: !Ref Rule',
      'ProductionListenerRule: !Ref Rule, TestListenerRule: !Ref TestRule',
    ),
  },
  'Rollout.shiftRights': {
    cause:
      'ECS changes the production rule by an infrastructure role. Without rule or role it has nothing to change, or no right to.',
    cure: 'Give both. The role needs what `AmazonECSInfrastructureRolePolicyForLoadBalancers` allows.',
    example: template(
      'AdvancedConfiguration: { AlternateTargetGroupArn: !Ref Green, ProductionListenerRule: !Ref Rule }',
      'AdvancedConfiguration: { AlternateTargetGroupArn: !Ref Green, ProductionListenerRule: !Ref Rule, RoleArn: !GetAtt Role.Arn }',
    ),
  },
  'Rollout.slow': {
    cause:
      'Health checks and draining alone take more than half an hour: few tasks start at a time, checks are rare, or the deregistration delay is long.',
    cure: 'Let more tasks start at once, check their health more often, and set the deregistration delay to the time of the longest request.',
    example: template(
      'DeploymentConfiguration: { MaximumPercent: 102 } # 60 tasks',
      'DeploymentConfiguration: { MaximumPercent: 200 }',
    ),
  },
  'Rollout.targetGroupUnused': {
    cause:
      'No listener and no rule sends to a target group of the service. ECS refuses a service whose target group has no load balancer.',
    cure: 'Add the target group to a listener or a rule, or leave it out of the service.',
    example: template(
      'DefaultActions: [{ Type: fixed-response, FixedResponseConfig: { StatusCode: "404" } }]',
      'DefaultActions: [{ Type: forward, TargetGroupArn: !Ref Targets }]',
    ),
  },
  'Rollout.targetNotInRule': {
    cause:
      'A target group of the service is in neither the production nor the test rule. ECS rolls the deployment back.',
    cure: 'Let the production rule forward to both target groups, with weights 100 and 0.',
    example: template(
      'TargetGroups: [{ TargetGroupArn: !Ref Blue, Weight: 100 }]',
      'TargetGroups: [{ TargetGroupArn: !Ref Blue, Weight: 100 }, { TargetGroupArn: !Ref Green, Weight: 0 }]',
    ),
  },
  'Rollout.testListener': {
    cause: 'The production rule has one of the two target groups only, so ECS asks for a test rule that has the other.',
    cure: 'Let the production rule forward to both target groups, or give a test listener rule.',
    example: template(
      'TargetGroups: [{ TargetGroupArn: !Ref Blue, Weight: 100 }]',
      'TargetGroups: [{ TargetGroupArn: !Ref Blue, Weight: 100 }, { TargetGroupArn: !Ref Green, Weight: 0 }]',
    ),
  },
  'Rollout.tooLong': {
    cause:
      'CloudFormation refuses linear and canary deployments whose bake time and steps come to more than 33 hours, and gives up after 36 hours, of a rolling deployment after 3.',
    cure: 'Shorten what takes longest.',
    example: template(
      'LinearConfiguration: { StepPercent: 5, StepBakeTimeInMinutes: 120 }',
      'LinearConfiguration: { StepPercent: 5, StepBakeTimeInMinutes: 60 }',
    ),
  },
  'Rollout.weights': {
    cause:
      'The production rule sends traffic to both target groups of the service, or to another one. ECS asks for exactly one that serves, and rolls the deployment back.',
    cure: 'Give one of the two the weight 100 and the other 0, and take any other out of the rule.',
    example: template(
      'TargetGroups: [{ TargetGroupArn: !Ref Blue, Weight: 50 }, { TargetGroupArn: !Ref Green, Weight: 50 }]',
      'TargetGroups: [{ TargetGroupArn: !Ref Blue, Weight: 100 }, { TargetGroupArn: !Ref Green, Weight: 0 }]',
    ),
  },
  'Rollout.zoneRebalancing': {
    cause:
      'Rebalancing starts a task in another zone before it stops one. ECS refuses it for DAEMON services and with a maximum of 100 percent, and it needs tasks that are spread over zones first.',
    cure: 'Raise the maximum above 100, spread over zones first, or set it to DISABLED.',
    example: template(
      'AvailabilityZoneRebalancing: ENABLED # MaximumPercent: 100',
      'AvailabilityZoneRebalancing: DISABLED',
    ),
  },
};
