import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as logs from 'aws-cdk-lib/aws-logs';
import { FirelensLogging } from '../../lib/firelens/firelens-logging';
import { LogDestination } from '../../lib/firelens/log-destination';
import { LogRouter } from '../../lib/firelens/log-router';
import { HardenedTaskDefinition } from '../../lib/task-definition/hardened-task-definition';
import { ProcessNamespace } from '../../lib/task-definition/process-namespace';
import { ProcessObserver } from '../../lib/task-definition/process-observer';
import { TaskSize } from '../../lib/task-definition/task-size';
import { AppTelemetry } from '../../lib/workloads/app-telemetry';
import { TelemetryLanguage } from '../../lib/workloads/telemetry-options';
import { BackendService } from '../../lib/workloads/backend-service';
import { OneOffJob } from '../../lib/workloads/one-off-job';
import { ServiceConnect } from '../../lib/workloads/service-connect';
import { WebService } from '../../lib/workloads/web-service';
import { WorkerService } from '../../lib/workloads/worker-service';
import { testStack } from '../support/stacks';
import { WebIngress } from '../../lib/workloads/web-ingress';
import { ServiceNamespace } from '../../lib/workloads/service-namespace';
import { WorkloadTask } from '../../lib/workloads/workload-task';

const image = ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/nginx:1.29');

type Build = (task: ecs.TaskDefinition, stack: Stack) => void;

const destination = (stack: Stack) => LogDestination.cloudWatchLogs(new logs.LogGroup(stack, 'Destination'));
const app: Build = (task) => {
  task.addContainer('app', { image, portMappings: [{ containerPort: 8080, name: 'orders' }] });
};
const mixin: Build = (task, stack) => {
  task.with(new FirelensLogging({ destination: destination(stack) }));
};
const observer: Build = (task) => {
  new ProcessObserver(task, 'Observer', { taskDefinition: task, image });
};
const telemetry: Build = (task) => {
  AppTelemetry.applicationSignals({ language: TelemetryLanguage.NODEJS }).addTo(task);
};

/** What a task definition is put together of, in every order that is possible. */
const ORDERS: [string, Build[]][] = [
  [
    'the log router, which its logs need, first',
    [
      (task, stack) => {
        const router = new LogRouter(stack, 'Router', { taskDefinition: task });
        task.addContainer('app', {
          image,
          portMappings: [{ containerPort: 8080, name: 'orders' }],
          logging: router.logTo(destination(stack)),
        });
      },
    ],
  ],
  ['the mixin of FireLens first', [mixin, app]],
  ['the mixin of FireLens last', [app, mixin]],
  ['an observer first', [observer, app]],
  ['an observer last', [app, observer]],
  ['the mixin, and telemetry last', [mixin, app, telemetry]],
  ['telemetry, and the mixin last', [app, telemetry, mixin]],
];

function given(builds: Build[]) {
  const stack = testStack();
  const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 1, maxAzs: 2, restrictDefaultSecurityGroup: false });
  const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
  // An observer is for hardened tasks, the mixin of FireLens for containers without logs.
  const taskDefinition: ecs.TaskDefinition = builds.includes(observer)
    ? new HardenedTaskDefinition(stack, 'Task', {
        size: TaskSize.of(1024, 2048),
        processNamespace: ProcessNamespace.sharedByTask(),
      })
    : new ecs.FargateTaskDefinition(stack, 'Task', { cpu: 1024, memoryLimitMiB: 2048 });
  builds.forEach((build) => build(taskDefinition, stack));
  return { stack, cluster, taskDefinition };
}

function only(stack: Stack, type: string): any {
  const found = Object.values(Template.fromStack(stack).findResources(type));
  expect(found).toHaveLength(1);
  return found[0].Properties;
}

describe.each(ORDERS)('with %s', (_, builds) => {
  test('a job is judged by the application, and overrides it', () => {
    const { stack, cluster, taskDefinition } = given(builds);

    new OneOffJob(stack, 'Job', {
      cluster,
      task: WorkloadTask.existing(taskDefinition),
      overrides: [{ command: ['migrate'] }],
    });

    const definition = JSON.stringify(only(stack, 'AWS::StepFunctions::StateMachine').DefinitionString);
    expect(definition).toContain(String.raw`\"container\":\"app\"`);
    expect(definition).toContain(String.raw`\"Name\":\"app\",\"Command\":[\"migrate\"]`);
  });

  test('a worker tells the application of its queue', () => {
    const { stack, cluster, taskDefinition } = given(builds);

    new WorkerService(stack, 'Worker', { cluster, task: WorkloadTask.existing(taskDefinition) });

    const containers: any[] = only(stack, 'AWS::ECS::TaskDefinition').ContainerDefinitions;
    expect(
      containers.filter(({ Environment = [] }) => Environment.some((one: any) => one.Name === 'QUEUE_URL')),
    ).toEqual([expect.objectContaining({ Name: 'app' })]);
  });

  test('a web service sends its traffic to the application', () => {
    const { stack, cluster, taskDefinition } = given(builds);

    new WebService(stack, 'Web', {
      cluster,
      task: WorkloadTask.existing(taskDefinition),
      ingress: WebIngress.plainHttp(),
    });

    expect(only(stack, 'AWS::ECS::Service').LoadBalancers).toEqual([
      expect.objectContaining({ ContainerName: 'app', ContainerPort: 8080 }),
    ]);
  });

  test('Service Connect offers the port of the application, and callers open it', () => {
    const { stack, cluster, taskDefinition } = given(builds);

    const backend = new BackendService(stack, 'Backend', {
      cluster,
      task: WorkloadTask.existing(taskDefinition),
      serviceConnect: ServiceConnect.server('api', { namespace: ServiceNamespace.create('shop') }),
    });
    new WorkerService(stack, 'Caller', { cluster, container: { image } }).allowTo(backend);

    const services = Object.values(Template.fromStack(stack).findResources('AWS::ECS::Service'));
    expect(services.flatMap(({ Properties }) => Properties.ServiceConnectConfiguration?.Services ?? [])).toEqual([
      expect.objectContaining({ PortName: 'orders' }),
    ]);
    const rules = Object.values(Template.fromStack(stack).findResources('AWS::EC2::SecurityGroupIngress'));
    expect(rules.map(({ Properties }) => Properties.FromPort)).toContain(8080);
  });
});

test.each(ORDERS.filter(([, builds]) => !builds.includes(telemetry)))(
  'telemetry added last instruments the application with %s',
  (_, builds) => {
    const { stack } = given([...builds, telemetry]);

    const containers: any[] = only(stack, 'AWS::ECS::TaskDefinition').ContainerDefinitions;
    expect(
      containers.filter(({ Environment = [] }) => Environment.some((one: any) => one.Name === 'NODE_OPTIONS')),
    ).toEqual([expect.objectContaining({ Name: 'app' })]);
  },
);

describe('Of a task definition whose application comes later', () => {
  test('a job takes it, whatever it is called, beside an override for another container', () => {
    const { stack, cluster, taskDefinition } = given([mixin]);

    new OneOffJob(stack, 'Job', {
      cluster,
      task: WorkloadTask.existing(taskDefinition),
      overrides: [{ command: ['migrate'] }, { container: 'app', environment: { LEVEL: 'debug' } }],
    });
    taskDefinition.addContainer('main', { image });
    taskDefinition.addContainer('app', { image, essential: false });

    const definition = JSON.stringify(only(stack, 'AWS::StepFunctions::StateMachine').DefinitionString);
    expect(definition).toContain(String.raw`\"container\":\"main\"`);
    expect(definition).toContain(String.raw`\"Name\":\"main\",\"Command\":[\"migrate\"]`);
  });

  test.each<[string, (site: ReturnType<typeof given>) => void, string]>([
    [
      'a worker',
      ({ stack, cluster, taskDefinition }) =>
        new WorkerService(stack, 'Worker', { cluster, task: WorkloadTask.existing(taskDefinition) }),
      "[WorkerService.noContainer] the task definition of 'task' has no essential container of an application yet",
    ],
    [
      'a web service',
      ({ stack, cluster, taskDefinition }) =>
        new WebService(stack, 'Web', {
          cluster,
          task: WorkloadTask.existing(taskDefinition),
          ingress: WebIngress.plainHttp(),
        }),
      "[WebService.noPort] no port of 'TestStack/Task', which has no essential container of an application yet, is known",
    ],
    [
      'telemetry',
      ({ stack, taskDefinition }) => telemetry(taskDefinition, stack),
      '[AppTelemetry.noContainer] the task has no essential container of an application yet',
    ],
  ])('%s fails, although there is a log router', (_, make, message) => {
    expect(() => make(given([mixin]))).toThrow(message);
  });
});

test('fails with the container that was looked at for a port', () => {
  const { stack, cluster, taskDefinition } = given([
    mixin,
    (task) => {
      task.addContainer('main', { image });
    },
  ]);

  expect(
    () =>
      new WebService(stack, 'Web', {
        cluster,
        task: WorkloadTask.existing(taskDefinition),
        ingress: WebIngress.plainHttp(),
      }),
  ).toThrow(
    "TestStack/Web: [WebService.noPort] no port of container 'main' of 'TestStack/Task' is known, so no traffic can be sent to it; give it a port mapping, or 'containerName' and 'containerPort'",
  );
});

test('fails with the container that was looked at for a call', () => {
  const { stack, cluster, taskDefinition } = given([
    mixin,
    (task) => {
      task.addContainer('main', { image });
    },
  ]);
  const called = new WorkerService(stack, 'Called', { cluster, task: WorkloadTask.existing(taskDefinition) });

  expect(() => new WorkerService(stack, 'Caller', { cluster, container: { image } }).allowTo(called)).toThrow(
    "[Workload.noPort] 'port' is required, because container 'main' of 'TestStack/Called/Service' has no port that is known; pass the port that it listens on",
  );
});
