import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import {
  AppTelemetry,
  AsgCapacity,
  BackendService,
  CapacityStrategy,
  EcsStartProof,
  EfsTaskVolume,
  ExecAccess,
  ImageGate,
  IsolationTier,
  LogDestination,
  ManagedInstancesCapacity,
  OneTaskPerHost,
  PinnedImage,
  ProcessNamespace,
  ProtectedHosts,
  RuntimeMonitoring,
  ScheduledJob,
  ScopedRole,
  ServiceConnect,
  ServiceDeployment,
  SystemControls,
  TaskApplicationLoadBalancer,
  TaskCluster,
  TaskEgress,
  TaskNetwork,
  TaskSize,
  TelemetryLanguage,
  WebService,
  WorkerService,
  WebIngress,
  WorkloadTask,
} from '../../lib';
import { testApp } from '../support/stacks';

const DIGEST = `sha256:${'a1'.repeat(32)}`;
const NIGHTLY = scheduler.ScheduleExpression.cron({ hour: '2', minute: '0' });

/** What is not proved of how the tasks of the app start: nothing, or which need of whom. */
function unproved(app: App): string[] {
  const { tasks, subnets } = EcsStartProof.prove(app);
  expect(tasks).not.toEqual([]);
  return [
    ...tasks.flatMap(({ path, needs }) =>
      needs
        .filter(({ verdict }) => verdict !== 'proved')
        .map(({ purpose, target, verdict, reason }) => `${path}: ${purpose} (${target}): ${verdict}, ${reason}`),
    ),
    ...subnets.filter(({ verdict }) => verdict === 'broken').map(({ path, reason }) => `${path}: ${reason}`),
  ];
}

/** What the tasks of the app are proved to reach. */
function targets(app: App): string[] {
  return EcsStartProof.prove(app).tasks.flatMap(({ needs }) => needs.map(({ target }) => target));
}

/** A network, a cluster in it, and what every container has. */
function place(egress?: TaskEgress, app = testApp()) {
  const stack = new Stack(app, 'TestStack');
  const network = new TaskNetwork(stack, 'Network', { egress });
  const cluster = new TaskCluster(stack, 'Cluster', { vpc: network.vpc });
  return { app, stack, network, cluster, container: { image: imageIn(stack, 'app'), user: '10001' } };
}

function imageIn(stack: Stack, name: string): ecs.ContainerImage {
  return PinnedImage.fromRepository(ecr.Repository.fromRepositoryName(stack, `Images-${name}`, name), DIGEST);
}

function certificateIn(stack: Stack): acm.ICertificate {
  const arn = stack.formatArn({ service: 'acm', resource: 'certificate', resourceName: '1' });
  return acm.Certificate.fromCertificateArn(stack, 'Certificate', arn);
}

function resources(stack: Stack, type: string): Record<string, any>[] {
  return Object.values(Template.fromStack(stack).findResources(type));
}

describe.each<[string, TaskEgress | undefined]>([
  ['isolated subnets', undefined],
  ['subnets with NAT', TaskEgress.nat(1)],
])('in %s', (_, egress) => {
  test('a web service and a worker let the on-call engineer in', () => {
    const { app, stack, cluster, container } = place(egress);
    const exec = new ExecAccess(stack, 'Exec');
    new WebService(stack, 'Web', {
      cluster,
      certificate: certificateIn(stack),
      container: { ...container, port: 8080 },
      exec,
    });
    new WorkerService(stack, 'Worker', { cluster, container, exec });

    expect(unproved(app)).toEqual([]);
    expect(targets(app)).toEqual(expect.arrayContaining(['ssmmessages', 'kms']));
    for (const { Properties } of resources(stack, 'AWS::ECS::TaskDefinition')) {
      const paths = Properties.ContainerDefinitions[0].MountPoints.map((mount: any) => mount.ContainerPath);
      expect(paths).toEqual(expect.arrayContaining(['/managed-agents', '/var/lib/amazon/ssm', '/var/log/amazon/ssm']));
    }
    expect(resources(stack, 'AWS::ECS::Service').map(({ Properties }) => Properties.EnableExecuteCommand)).toEqual([
      true,
      true,
    ]);
  });

  test('a bucket to which logs go as well is let through by the endpoint of S3', () => {
    const { app, stack, cluster, container } = place(egress);
    new BackendService(stack, 'Orders', {
      cluster,
      container,
      task: WorkloadTask.of({
        size: TaskSize.of(512, 1024),
        logs: [
          LogDestination.cloudWatchLogs(new logs.LogGroup(stack, 'Group')),
          LogDestination.s3(s3.Bucket.fromBucketName(stack, 'Archive', 'archive-of-orders')),
        ],
      }),
    });

    expect(unproved(app)).toEqual([]);
    const [gateway] = resources(stack, 'AWS::EC2::VPCEndpoint').filter(
      ({ Properties }) => Properties.VpcEndpointType === 'Gateway',
    );
    expect(gateway.Properties.PolicyDocument.Statement).toContainEqual({
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: 's3:PutObject',
      Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::archive-of-orders/*']] },
    });
  });

  test('one hardened task has a log router, an agent, kernel parameters, a shared process namespace, Exec and GuardDuty', () => {
    const { app, stack, network, cluster, container } = place(egress);
    const agentImage = imageIn(stack, 'agent');
    const web = new WebService(stack, 'Web', {
      cluster,
      certificate: certificateIn(stack),
      container: { ...container, port: 8080 },
      task: WorkloadTask.of({
        size: TaskSize.of(1024, 2048),
        systemControls: SystemControls.of({ 'net.core.somaxconn': '6000' }),
        processNamespace: ProcessNamespace.sharedByTask(),
        logs: [
          LogDestination.cloudWatchLogs(new logs.LogGroup(stack, 'Group')),
          LogDestination.dataFirehose(firehose.DeliveryStream.fromDeliveryStreamName(stack, 'Stream', 'logs')),
        ],
      }),
      exec: new ExecAccess(stack, 'Exec'),
      telemetry: AppTelemetry.applicationSignals({
        language: TelemetryLanguage.JAVA,
        agentImage,
        instrumentationImage: agentImage,
      }),
    });
    new RuntimeMonitoring(stack, 'Runtime', { vpc: network.vpc, vpcSubnets: network.vpcSubnets }).protect(
      web.taskDefinition,
    );
    new ImageGate(stack, 'Gate').protect(web.service);

    expect(unproved(app)).toEqual([]);
    // The second destination stands in the text of the router only.
    expect(targets(app)).toEqual(expect.arrayContaining(['kinesis-firehose', 'logs', 'ssmmessages']));
    const [{ Properties }] = resources(stack, 'AWS::ECS::TaskDefinition');
    expect(Properties.PidMode).toBe('task');
    expect(
      Properties.ContainerDefinitions.map((each: any) => [each.Name, each.ReadonlyRootFilesystem, each.Essential]),
    ).toEqual([
      ['log-router', true, true],
      ['app', true, true],
      ['cloudwatch-agent', true, false],
      ['otel-instrumentation', true, false],
    ]);
    for (const each of Properties.ContainerDefinitions) {
      expect(each.SystemControls).toEqual([{ Namespace: 'net.core.somaxconn', Value: '6000' }]);
      const mounted = each.MountPoints.map((mount: any) => mount.ContainerPath);
      expect(mounted).toEqual(
        expect.arrayContaining(['/managed-agents', '/var/lib/amazon/ssm', '/var/log/amazon/ssm']),
      );
    }
  });

  test('a file system is mounted', () => {
    const { app, stack, network, cluster, container } = place(egress);
    const fileSystem = new efs.FileSystem(stack, 'Files', { vpc: network.vpc, vpcSubnets: network.vpcSubnets });
    const worker = new WorkerService(stack, 'Worker', { cluster, container });
    const { taskDefinition } = worker;
    const accessPoint = fileSystem.addAccessPoint('Data', { path: '/data' });
    new EfsTaskVolume(stack, 'Volume', { taskDefinition, accessPoint }).mountIn(taskDefinition.defaultContainer!, {
      containerPath: '/data',
    });
    worker.allowTo(fileSystem, 2049);

    expect(unproved(app)).toEqual([]);
    expect(targets(app).filter((target) => /efs|file system|Files/i.test(target))).not.toEqual([]);
  });

  test('services and jobs start on Auto Scaling groups, apart from other tiers', () => {
    const { app, stack, network, cluster, container } = place(egress);
    const tier = IsolationTier.of('cardholder', { oneTaskPerHost: true });
    const capacity = new AsgCapacity(stack, 'Hosts', {
      cluster,
      instanceTypes: [new ec2.InstanceType('m7i.large')],
      maxCapacity: 20,
      vpcSubnets: network.vpcSubnets,
      attributes: tier.hostAttributes,
    });
    tier.ownProvider(capacity);
    const common = {
      cluster,
      container: { ...container, memoryReservationMiB: 256 },
      strategy: CapacityStrategy.only(capacity),
    };
    const worker = new WorkerService(stack, 'Worker', { ...common, exec: new ExecAccess(stack, 'Exec') });
    worker.service.with(new ProtectedHosts());
    tier.place(worker.service);
    const backend = new BackendService(stack, 'Backend', {
      ...common,
      container: { ...common.container, port: 8080 },
      task: WorkloadTask.of({ size: TaskSize.of(512, 1024) }),
      serviceConnect: ServiceConnect.server('backend'),
    });
    backend.service.with(new OneTaskPerHost());
    new ScheduledJob(stack, 'Job', { ...common, schedule: NIGHTLY });

    expect(unproved(app)).toEqual([]);
    expect(
      resources(stack, 'AWS::ECS::Service').map(({ Properties: { Tags, PlacementConstraints, LaunchType } }) => [
        Tags ?? [],
        PlacementConstraints,
        LaunchType,
      ]),
    ).toEqual([
      [
        [{ Key: 'Sensitivity', Value: 'cardholder' }],
        [{ Expression: 'attribute:sensitivity == cardholder', Type: 'memberOf' }, { Type: 'distinctInstance' }],
        undefined,
      ],
      [[], [{ Type: 'distinctInstance' }], undefined],
    ]);
  });

  test('services and jobs start on Managed Instances', () => {
    const { app, stack, network, cluster, container } = place(egress);
    const capacity = new ManagedInstancesCapacity(stack, 'Hosts', { cluster, vpcSubnets: network.vpcSubnets });
    cluster.useByDefault(CapacityStrategy.only(capacity));
    const common = { cluster, container, task: WorkloadTask.of({ size: TaskSize.of(512, 1024) }) };
    new WorkerService(stack, 'Worker', { ...common, exec: new ExecAccess(stack, 'Exec') });
    new BackendService(stack, 'Backend', { ...common, container: { ...container, port: 8080 } });
    new ScheduledJob(stack, 'Job', { ...common, schedule: NIGHTLY });

    expect(unproved(app)).toEqual([]);
  });

  test('cluster and load balancer are of another stack', () => {
    const at = place(egress);
    const { app, stack, network, cluster } = at;
    const balancer = new TaskApplicationLoadBalancer(stack, 'Shared', {
      vpc: network.vpc,
      certificate: certificateIn(stack),
    });
    const own = new Stack(app, 'Own');
    const web = new WebService(own, 'Web', {
      cluster,
      ingress: WebIngress.sharedBalancer(balancer, { hosts: ['shop.example.com'] }),
      container: { image: imageIn(own, 'app'), user: '10001', port: 8080 },
    });
    const worker = new WorkerService(own, 'Worker', {
      cluster,
      container: { image: imageIn(own, 'w'), user: '10001' },
    });
    worker.allowTo(balancer, 443);

    expect(unproved(app)).toEqual([]);
    expect(web.loadBalancer).toBe(balancer);
    Template.fromStack(own).resourceCountIs('AWS::ElasticLoadBalancingV2::TargetGroup', 1);
  });

  test('accounts and regions are fixed', () => {
    const app = testApp();
    for (const [account, region] of [
      ['111122223333', 'eu-west-1'],
      ['444455556666', 'us-east-1'],
    ]) {
      const stack = new Stack(app, `In-${region}`, { env: { account, region } });
      stack.node.setContext(`availability-zones:account=${account}:region=${region}`, [`${region}a`, `${region}b`]);
      const network = new TaskNetwork(stack, 'Network', { egress });
      const cluster = new TaskCluster(stack, 'Cluster', { vpc: network.vpc });
      new WebService(stack, 'Web', {
        cluster,
        certificate: certificateIn(stack),
        container: { image: imageIn(stack, 'app'), user: '10001', port: 8080 },
        exec: new ExecAccess(stack, 'Exec'),
      });
    }

    expect(unproved(app)).toEqual([]);
  });

  test('the app has no feature flags', () => {
    const at = place(egress, new App({ analyticsReporting: false }));
    const { app, stack, cluster, container } = at;
    const exec = new ExecAccess(stack, 'Exec');
    const web = new WebService(stack, 'Web', {
      cluster,
      certificate: certificateIn(stack),
      container: { ...container, port: 8080 },
      exec,
      task: WorkloadTask.of({ logs: [LogDestination.cloudWatchLogs(new logs.LogGroup(stack, 'Group'))] }),
    });
    new WorkerService(stack, 'Worker', { cluster, container, exec }).allowTo(web.loadBalancer!, 443);
    new ScheduledJob(stack, 'Job', { cluster, container, schedule: NIGHTLY });

    expect(unproved(app)).toEqual([]);
    const template = Template.fromStack(stack);
    template.resourcePropertiesCountIs('AWS::ECS::Service', { LaunchType: Match.anyValue() }, 0);
    template.hasResourceProperties('AWS::ECS::Service', {
      DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } },
    });
    template.resourcePropertiesCountIs(
      'AWS::EC2::SecurityGroup',
      { SecurityGroupEgress: Match.arrayWith([Match.objectLike({ CidrIp: '0.0.0.0/0', IpProtocol: '-1' })]) },
      0,
    );
  });
});

describe('what a deployment asks', () => {
  /** What the service waits for, of roles and their policies. */
  const waitsFor = (stack: Stack, start: string) =>
    resources(stack, 'AWS::ECS::Service')[0].DependsOn.filter((id: string) => id.startsWith(start));

  test('the gate of images may be asked before the service is made', () => {
    const { app, stack, cluster, container } = place();
    const worker = new WorkerService(stack, 'Worker', { cluster, container });
    new ImageGate(stack, 'Gate').protect(worker.service);

    expect(unproved(app)).toEqual([]);
    expect(waitsFor(stack, 'GateInvoker')).toEqual([
      expect.stringMatching(/^GateInvoker[0-9A-F]{8}$/),
      expect.stringMatching(/^GateInvokerScoped/),
    ]);
  });

  test.each(['given', 'made by aws-cdk-lib'])('hooks may be called before the service is made: role %s', (whose) => {
    const { stack, cluster, container } = place();
    const tester = lambda.Function.fromFunctionName(stack, 'Tester', 'smoke-test');
    const role = new ScopedRole(stack, 'Invoker', { assumedBy: new iam.ServicePrincipal('ecs.amazonaws.com') });
    tester.grantInvoke(role);
    new WebService(stack, 'Web', {
      cluster,
      certificate: certificateIn(stack),
      container: { ...container, port: 8080 },
      deployment: ServiceDeployment.blueGreen({
        lifecycleHooks: [
          new ecs.DeploymentLifecycleLambdaTarget(tester, 'Smoke', {
            ...(whose === 'given' && { role }),
            lifecycleStages: [ecs.DeploymentLifecycleStage.POST_TEST_TRAFFIC_SHIFT],
          }),
        ],
      }),
    });

    expect(waitsFor(stack, whose === 'given' ? 'Invoker' : 'WebServiceSmokeRole')).toHaveLength(2);
  });
});
