import { CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { BackendService } from '../../lib/workloads/backend-service';
import { OneOffJob } from '../../lib/workloads/one-off-job';
import { shiftFindings } from '../../lib/workloads/private/deployment-check';
import { RollbackPolicy } from '../../lib/workloads/rollback-policy';
import { RollbackSignal } from '../../lib/workloads/rollback-alarm-options';
import { ScheduledJob } from '../../lib/workloads/scheduled-job';
import { ServiceConnect } from '../../lib/workloads/service-connect';
import { ServiceDeployment } from '../../lib/workloads/service-deployment';
import { WorkerService } from '../../lib/workloads/worker-service';
import type { WorkerServiceProps } from '../../lib/workloads/worker-service-props';
import { onlyProperties, testStack } from '../support/stacks';
import { ServiceNamespace } from '../../lib/workloads/service-namespace';
import { WorkloadSecurityGroups } from '../../lib/workloads/workload-security-groups';
import { WorkerQueue } from '../../lib/workloads/worker-queue';
import { DesiredCount } from '../../lib/workloads/desired-count';

const image = ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/nginx:1.29');

function site(stack = testStack()) {
  const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 1, maxAzs: 2, restrictDefaultSecurityGroup: false });
  return { stack, vpc, cluster: new ecs.Cluster(stack, 'Cluster', { vpc }) };
}

function worker(props: (stack: Stack) => Partial<WorkerServiceProps>): WorkerService {
  const { stack, cluster } = site();
  return new WorkerService(stack, 'Worker', { cluster, container: { image }, ...props(stack) });
}

describe('The name of a service', () => {
  const serviceName = 'orders';

  test('fails when another service of the cluster has it', () => {
    const { stack, cluster } = site();
    new WorkerService(stack, 'Orders', { cluster, container: { image }, serviceName });

    expect(() => new WorkerService(stack, 'More', { cluster, container: { image }, serviceName })).toThrow(
      "TestStack/More: [Workload.serviceNameTaken] 'serviceName' 'orders' is that of 'TestStack/Orders' in the same cluster, which has each name once; give another one, or leave it out",
    );
  });

  test("is free in another cluster, and a token is nobody's", () => {
    const { stack, vpc, cluster } = site();
    const other = new ecs.Cluster(stack, 'Other', { vpc });
    const token = new CfnParameter(stack, 'Name').valueAsString;

    new WorkerService(stack, 'A', { cluster, container: { image }, serviceName });
    new WorkerService(stack, 'B', { cluster: other, container: { image }, serviceName });
    new WorkerService(stack, 'C', { cluster, container: { image }, serviceName: token });
    const last = new WorkerService(stack, 'D', { cluster, container: { image }, serviceName: token });

    expect(stack.resolve((last.service.node.defaultChild as ecs.CfnService).serviceName)).toEqual({ Ref: 'Name' });
  });
});

describe('A schedule', () => {
  const scheduled = (expression: string) => {
    const { stack, cluster } = site();
    new ScheduledJob(stack, 'Nightly', {
      cluster,
      container: { image },
      schedule: scheduler.ScheduleExpression.expression(expression),
    });
    return stack;
  };

  test.each(['0 2 * * *', 'cron', 'every day', 'cron()', ' rate(1 day)'])('fails as %p', (expression) => {
    expect(() => scheduled(expression)).toThrow(
      `TestStack/Nightly/Schedule: [JobSchedule.expression] 'schedule' must be at(…), rate(…) or cron(…) with six fields, got '${expression}'`,
    );
  });

  test.each(['cron(0 2 * * ? *)', 'rate(1 day)', 'at(2027-01-01T00:00:00)'])('is %p', (expression) => {
    expect(onlyProperties(scheduled(expression), 'AWS::Scheduler::Schedule').ScheduleExpression).toBe(expression);
  });

  test('may be a token', () => {
    const { stack, cluster } = site();
    const schedule = scheduler.ScheduleExpression.expression(new CfnParameter(stack, 'When').valueAsString);

    new ScheduledJob(stack, 'Nightly', { cluster, container: { image }, schedule });

    expect(onlyProperties(stack, 'AWS::Scheduler::Schedule').ScheduleExpression).toEqual({ Ref: 'When' });
  });

  test('of the scaling fails likewise', () => {
    expect(() =>
      worker(() => ({
        desiredCount: DesiredCount.scaled({
          max: 4,
          cpuPercent: 60,
          schedules: [{ name: 'night', schedule: appscaling.Schedule.expression('0 2 * * *'), min: 0 }],
        }),
      })),
    ).toThrow("[ServiceScaling.schedule] 'schedule' of schedule 'night' must be at(…), rate(…) or cron(…)");
  });
});

describe('A FIFO queue', () => {
  const fifo = (stack: Stack, id = 'Fifo') => new sqs.Queue(stack, id, { fifo: true });

  test('fails with a standard topic, given or added', () => {
    const given = (topic: (stack: Stack) => sns.ITopic) =>
      worker((stack) => ({ queue: WorkerQueue.existing(fifo(stack), { topics: [topic(stack)] }) }));

    const message =
      "TestStack/Worker: [WorkerService.fifo] the queue is a FIFO queue, and SNS lets no standard topic as 'TestStack/Topic' send to one; take a FIFO topic, or a standard queue";
    expect(() => given((stack) => new sns.Topic(stack, 'Topic'))).toThrow(message);
    expect(() =>
      given((stack) => sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:111122223333:orders')),
    ).toThrow(message);
  });

  test('takes FIFO topics, and those of which nothing is known', () => {
    const service = worker((stack) => ({
      queue: WorkerQueue.existing(fifo(stack), {
        topics: [
          new sns.Topic(stack, 'Topic', { fifo: true }),
          sns.Topic.fromTopicArn(stack, 'Known', 'arn:aws:sns:eu-west-1:111122223333:orders.fifo'),
          sns.Topic.fromTopicArn(stack, 'Token', new CfnParameter(stack, 'Arn').valueAsString),
        ],
      }),
    }));

    expect(service.queue.fifo).toBe(true);
  });

  test('fails as the dead-letter queue of the new standard queue', () => {
    expect(() => worker((stack) => ({ queue: WorkerQueue.create({ deadLetterQueue: fifo(stack, 'Dead') }) }))).toThrow(
      "TestStack/Worker: [WorkerService.fifo] 'deadLetterQueue' 'TestStack/Dead' is a FIFO queue",
    );
  });
});

describe('Security groups of a task', () => {
  test('fail when there are more than five', () => {
    const count = 6;

    expect(() =>
      worker((stack) => ({
        securityGroups: WorkloadSecurityGroups.existing(
          Array.from({ length: count }, (_, index) =>
            ec2.SecurityGroup.fromSecurityGroupId(stack, `Group${index}`, `sg-${index}`),
          ),
        ),
      })),
    ).toThrow(`[Workload.securityGroups] 'securityGroups' must be 5 at most, got ${count}`);
  });
});

test('fails on a signal that there is none of', () => {
  expect(() => RollbackPolicy.onAlarms({ without: ['cpu' as RollbackSignal, RollbackSignal.MEMORY] })).toThrow(
    "[Props.wrongType] 'without[0]' of RollbackPolicy.onAlarms() must be a member of RollbackSignal (CPU, MEMORY, SERVER_ERRORS, UNHEALTHY_TARGETS, QUEUE_AGE), got the text 'cpu'",
  );
});

describe('A service that shifts traffic', () => {
  test.each<[string, Record<string, unknown>, string[]]>([
    ['nothing', {}, ['ServiceDeployment.nothingToShift']],
    ['an empty list', { VpcLatticeConfigurations: [] }, ['ServiceDeployment.nothingToShift']],
    ['VPC Lattice', { VpcLatticeConfigurations: [{ TargetGroupArn: 'arn' }] }, []],
    ['a gateway', { GatewayConnectors: [{ Name: 'api' }] }, []],
    ['what only the deployment knows', { VpcLatticeConfigurations: { Ref: 'Lattice' } }, []],
  ])('has traffic by %s', (_, properties, codes) => {
    expect(shiftFindings(properties, 'ServiceDeployment.blueGreen()').map(({ code }) => code)).toEqual(codes);
  });
});

describe('One run of a job', () => {
  const machine = (props: object) => {
    const { stack, cluster } = site();
    new OneOffJob(stack, 'Job', { cluster, container: { image }, ...props });
    const { DefinitionString } = onlyProperties(stack, 'AWS::StepFunctions::StateMachine');
    const text: string = DefinitionString['Fn::Join'][1]
      .map((part: unknown) => (typeof part === 'string' ? part : 'x'))
      .join('');
    return Object.entries<any>(JSON.parse(text).States).find(([id]) => id.endsWith('Run'))![1];
  };

  test('may take as long as is said, and counts as failed then', () => {
    const run = machine({ runTimeout: Duration.minutes(10), retries: { attempts: 2 } });

    expect(run.TimeoutSeconds).toBe(600);
    expect(run.Catch.map(({ ErrorEquals }: any) => ErrorEquals)).toEqual([['States.TaskFailed'], ['States.Timeout']]);
    expect(run.Catch[1].Next).toBe(run.Catch[0].Next);
    expect(JSON.stringify(run.Catch[1].Assign)).toContain("'verdict': 'Failed', 'failure': $states.errorOutput");
  });

  test('takes as long as the execution unless it is said', () => {
    const run = machine({ timeout: Duration.hours(1) });

    expect(run.TimeoutSeconds).toBeUndefined();
    expect(run.Catch).toHaveLength(1);
  });

  test.each([
    [{ runTimeout: Duration.millis(1500) }, "'runTimeout' must be whole seconds, at least one, got 1.5 seconds"],
    [{ runTimeout: Duration.seconds(0) }, "'runTimeout' must be whole seconds, at least one, got 0 seconds"],
    [
      { runTimeout: Duration.hours(2), timeout: Duration.hours(2) },
      "'runTimeout' of 7200 seconds is never reached, as the execution is given up after 'timeout', 7200 seconds; lower it, or raise 'timeout'",
    ],
  ])('fails on %p', (props, message) => {
    expect(() => machine(props)).toThrow(`[Job.runTimeout] ${message}`);
  });
});

test('a BackendService behind VPC Lattice by its L1 may be deployed blue/green', () => {
  const { stack, cluster } = site();
  const backend = new BackendService(stack, 'Backend', {
    cluster,
    container: { image, port: 8080 },
    deployment: ServiceDeployment.blueGreen(),
  });
  (backend.service.node.defaultChild as ecs.CfnService).addPropertyOverride('VpcLatticeConfigurations', [
    { PortName: 'api', RoleArn: 'arn:aws:iam::111122223333:role/lattice', TargetGroupArn: 'arn:aws:vpc-lattice:x' },
  ]);

  expect(onlyProperties(stack, 'AWS::ECS::Service').DeploymentConfiguration.Strategy).toBe('BLUE_GREEN');
});

describe('What is true or false', () => {
  const loose = 'false' as unknown as boolean;

  test.each<[string, string, () => unknown]>([
    ['dashboard', 'WorkerService', () => worker(() => ({ dashboard: loose }))],
    [
      'httpsEgress',
      'WorkloadSecurityGroups.create()',
      () => worker(() => ({ securityGroups: WorkloadSecurityGroups.create({ httpsEgress: loose }) })),
    ],
    ['scaleInProtection', 'WorkerService', () => worker(() => ({ scaleInProtection: loose }))],
    [
      'accessLogQueries',
      'ServiceConnect.client()',
      () =>
        worker(() => ({
          serviceConnect: ServiceConnect.client({
            namespace: ServiceNamespace.create('shop'),
            accessLogs: ecs.ServiceConnectAccessLogFormat.JSON,
            accessLogQueries: loose,
          }),
        })),
    ],
    [
      'circuitBreaker',
      'ServiceDeployment.rolling()',
      () => worker(() => ({ deployment: ServiceDeployment.rolling({ circuitBreaker: loose }) })),
    ],
    [
      'readyToShift',
      'ServiceDeployment.rolling()',
      () => worker(() => ({ deployment: ServiceDeployment.rolling({ readyToShift: loose }) })),
    ],
    [
      'enabled',
      'ScheduledJob',
      () => {
        const { stack, cluster } = site();
        return new ScheduledJob(stack, 'Nightly', {
          cluster,
          container: { image },
          schedule: scheduler.ScheduleExpression.rate(Duration.days(1)),
          enabled: loose,
        });
      },
    ],
  ])('fails when %s of %s is a text, which would count as true', (name, type, make) => {
    expect(make).toThrow(
      `[Props.wrongType] '${name}' of ${type} must be true or false, got the text 'false'; compare it first, as in value === 'true'`,
    );
  });

  test('fails when it is null, for which no default stands in', () => {
    expect(() => worker(() => ({ dashboard: null as unknown as boolean }))).toThrow(
      "[Props.wrongType] 'dashboard' of WorkerService must be true or false, got null; leave it out",
    );
  });
});
