import { App, Duration, Stack } from 'aws-cdk-lib';
import * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as patterns from 'aws-cdk-lib/aws-ecs-patterns';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { IConstruct, IDependable } from 'constructs';
import { modelOfPath } from '../../../lib/app-model/load';
import { orderFindings } from '../../../lib/start-proof/order/order-check';
import { testApp } from '../../support/stacks';

const image = ecs.ContainerImage.fromRegistry('nginx');

class Shop extends Stack {
  readonly vpc = new ec2.Vpc(this, 'Vpc', { maxAzs: 2 });
  readonly internet = this.vpc.selectSubnets({
    subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS,
  }).internetConnectivityEstablished;

  cluster(props: ecs.ClusterProps = {}): ecs.Cluster {
    return new ecs.Cluster(this, 'Cluster', { vpc: this.vpc, ...props });
  }

  task(scope: Stack = this): ecs.FargateTaskDefinition {
    const task = new ecs.FargateTaskDefinition(scope, 'Task');
    task.addContainer('web', {
      image,
      portMappings: [{ containerPort: 80 }],
      logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'web' }),
    });
    return task;
  }

  ec2Task(): ecs.Ec2TaskDefinition {
    const task = new ecs.Ec2TaskDefinition(this, 'Task');
    task.addContainer('web', { image, memoryLimitMiB: 128 });
    return task;
  }
}

function waits(starter: IConstruct, ...others: IDependable[]): void {
  starter.node.defaultChild!.node.addDependency(...others);
}

const rules = (pattern: { service: ecs.BaseService; loadBalancer: elb.ApplicationLoadBalancer }) => [
  ...pattern.service.connections.securityGroups,
  ...pattern.loadBalancer.connections.securityGroups,
];

/** Apps of aws-cdk-lib alone: what is raced, and that what the finding advises ends it. */
const apps: [string, string[], (shop: Shop, app: App) => () => void][] = [
  [
    'a Fargate service',
    ['Order.raced Shop/Api/Service'],
    (shop) => {
      const taskDefinition = shop.task();
      const service = new ecs.FargateService(shop, 'Api', { cluster: shop.cluster(), taskDefinition });
      return () => waits(service, taskDefinition.obtainExecutionRole(), shop.internet);
    },
  ],
  [
    'a Fargate service behind an application load balancer',
    ['Order.raced Shop/Api/Service/Service'],
    (shop) => {
      const pattern = new patterns.ApplicationLoadBalancedFargateService(shop, 'Api', {
        vpc: shop.vpc,
        taskImageOptions: { image },
      });
      return () =>
        waits(pattern.service, pattern.taskDefinition.obtainExecutionRole(), shop.internet, ...rules(pattern));
    },
  ],
  [
    'a Fargate service behind a network load balancer',
    ['Order.raced Shop/Api/Service/Service'],
    (shop) => {
      const { service, taskDefinition } = new patterns.NetworkLoadBalancedFargateService(shop, 'Api', {
        vpc: shop.vpc,
        taskImageOptions: { image },
      });
      return () => waits(service, taskDefinition.obtainExecutionRole(), shop.internet);
    },
  ],
  [
    'Fargate Spot',
    ['Order.raced Shop/Api/Service'],
    (shop) => {
      const taskDefinition = shop.task();
      const cluster = shop.cluster({ enableFargateCapacityProviders: true });
      const service = new ecs.FargateService(shop, 'Api', {
        cluster,
        taskDefinition,
        capacityProviderStrategies: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }],
      });
      return () => waits(service, taskDefinition.obtainExecutionRole(), shop.internet, cluster);
    },
  ],
  [
    'instances by launch type',
    ['Order.raced Shop/Api/Service', 'Order.hostsCutOff Shop/Cluster/Hosts/ASG'],
    (shop) => {
      const cluster = shop.cluster();
      const group = cluster.addCapacity('Hosts', { instanceType: new ec2.InstanceType('t3.micro') });
      const service = new ecs.Ec2Service(shop, 'Api', { cluster, taskDefinition: shop.ec2Task() });
      return () => {
        waits(service, group);
        waits(group, shop.internet);
      };
    },
  ],
  [
    'an Auto Scaling group behind a provider',
    ['Order.raced Shop/Api/Service', 'Order.hostsCutOff Shop/Group/ASG'],
    (shop) => {
      const cluster = shop.cluster();
      const autoScalingGroup = new autoscaling.AutoScalingGroup(shop, 'Group', {
        vpc: shop.vpc,
        instanceType: new ec2.InstanceType('t3.micro'),
        machineImage: ecs.EcsOptimizedImage.amazonLinux2023(),
      });
      const provider = new ecs.AsgCapacityProvider(shop, 'Provider', { autoScalingGroup });
      cluster.addAsgCapacityProvider(provider);
      const service = new ecs.Ec2Service(shop, 'Api', {
        cluster,
        taskDefinition: shop.ec2Task(),
        capacityProviderStrategies: [{ capacityProvider: provider.capacityProviderName, weight: 1 }],
      });
      return () => {
        waits(service, cluster);
        waits(autoScalingGroup, shop.internet);
      };
    },
  ],
  [
    'a file system',
    ['Order.raced Shop/Api/Service'],
    (shop) => {
      const fileSystem = new efs.FileSystem(shop, 'Files', { vpc: shop.vpc });
      const taskDefinition = shop.task();
      taskDefinition.addVolume({ name: 'files', efsVolumeConfiguration: { fileSystemId: fileSystem.fileSystemId } });
      const service = new ecs.FargateService(shop, 'Api', { cluster: shop.cluster(), taskDefinition });
      fileSystem.connections.allowDefaultPortFrom(service);
      return () =>
        waits(
          service,
          taskDefinition.obtainExecutionRole(),
          shop.internet,
          fileSystem.mountTargetsAvailable,
          ...fileSystem.connections.securityGroups,
        );
    },
  ],
  [
    'a database that a service calls',
    ['Order.raced Shop/Api/Service'],
    (shop) => {
      const database = new ec2.SecurityGroup(shop, 'Database', { vpc: shop.vpc });
      const taskDefinition = shop.task();
      const service = new ecs.FargateService(shop, 'Api', { cluster: shop.cluster(), taskDefinition });
      service.connections.allowTo(database, ec2.Port.tcp(5432));
      return () => waits(service, taskDefinition.obtainExecutionRole(), shop.internet, database);
    },
  ],
  [
    'a scheduled task',
    ['Order.raced Shop/Nightly/ScheduledEventRule'],
    (shop) => {
      const scheduled = new patterns.ScheduledFargateTask(shop, 'Nightly', {
        vpc: shop.vpc,
        schedule: appscaling.Schedule.rate(Duration.hours(1)),
        scheduledFargateTaskImageOptions: { image, memoryLimitMiB: 512 },
      });
      const { taskDefinition, eventRule } = scheduled;
      return () =>
        waits(
          eventRule,
          taskDefinition.obtainExecutionRole(),
          taskDefinition.node.findChild('EventsRole'),
          shop.internet,
        );
    },
  ],
  [
    'a state machine that a rule starts',
    ['Order.raced Shop/Machine', 'Order.raced Shop/Rule'],
    (shop) => {
      const taskDefinition = shop.task();
      const machine = new sfn.StateMachine(shop, 'Machine', {
        definitionBody: sfn.DefinitionBody.fromChainable(
          new tasks.EcsRunTask(shop, 'Run', {
            cluster: shop.cluster(),
            taskDefinition,
            launchTarget: new tasks.EcsFargateLaunchTarget(),
            integrationPattern: sfn.IntegrationPattern.RUN_JOB,
          }),
        ),
      });
      const rule = new events.Rule(shop, 'Rule', {
        schedule: events.Schedule.rate(Duration.hours(1)),
        targets: [new targets.SfnStateMachine(machine)],
      });
      return () => {
        waits(machine, taskDefinition.obtainExecutionRole(), shop.internet);
        waits(rule, machine.node.findChild('EventsRole'));
      };
    },
  ],
  [
    'a service in another stack than its load balancer',
    ['Order.raced Api/Service/Service'],
    (shop, app) => {
      const stack = new Stack(app, 'Api');
      const taskDefinition = shop.task(stack);
      const loadBalancer = new elb.ApplicationLoadBalancer(shop, 'Balancer', { vpc: shop.vpc });
      const service = new ecs.FargateService(stack, 'Service', { cluster: shop.cluster(), taskDefinition });
      new elb.ApplicationListener(stack, 'Listener', {
        loadBalancer,
        port: 80,
        protocol: elb.ApplicationProtocol.HTTP,
      }).addTargets('Targets', { port: 80, targets: [service] });
      return () => waits(service, taskDefinition.obtainExecutionRole(), ...service.connections.securityGroups);
    },
  ],
];

describe.each(apps)('%s', (_, raced, build) => {
  const judge = (repaired: boolean) => {
    const app = testApp();
    const repair = build(new Shop(app, 'Shop'), app);
    if (repaired) {
      repair();
    }
    return orderFindings(modelOfPath(app.synth().directory));
  };

  test('has warnings only, one for each service and group', () => {
    const findings = judge(false);

    expect(findings.map(({ finding, resource }) => `${finding.code} ${resource.path}`)).toEqual(raced);
    expect(findings.map(({ finding }) => finding.severity)).toEqual(raced.map(() => 'warning'));
  });

  test('is in order when it follows the advice', () => {
    expect(judge(true).map(({ finding }) => finding.message)).toEqual([]);
  });
});
