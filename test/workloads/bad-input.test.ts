import { App, CfnParameter, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import {
  BackendService,
  DesiredCount,
  OneOffJob,
  RollbackPolicy,
  RollbackSignal,
  ServiceConnect,
  ServiceDeployment,
  WebIngress,
  WebService,
  WorkerQueue,
  WorkerService,
  WorkloadTask,
} from '../../lib';
import type { GroundworkError } from '../../lib/internal/errors';
import { testApp } from '../support/stacks';

const image = ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/nginx:1.27');

/** What a team has; the props of its services are as loose as those of callers without a compiler. */
class Site {
  readonly app: App = testApp({ '@aws-cdk/core:annotationsInValidationReport': false });
  readonly stack = new Stack(this.app, 'Shop');
  readonly cluster: ecs.ICluster;

  constructor(zones = ['a', 'b']) {
    const vpc = ec2.Vpc.fromVpcAttributes(this.stack, 'Vpc', {
      vpcId: 'vpc-1',
      availabilityZones: zones,
      privateSubnetIds: zones.map((zone) => `subnet-${zone}`),
      privateSubnetRouteTableIds: zones.map((zone) => `rtb-${zone}`),
    });
    this.cluster = ecs.Cluster.fromClusterAttributes(this.stack, 'Cluster', { clusterName: 'main', vpc });
  }

  web(props: object): WebService {
    const arn = 'arn:aws:acm:eu-west-1:111111111111:certificate/x';
    const certificate = acm.Certificate.fromCertificateArn(this.stack, 'Certificate', arn);
    return new WebService(this.stack, 'It', { ...this.common(), certificate, ...props });
  }

  backend(props: object): BackendService {
    return new BackendService(this.stack, 'It', { ...this.common(), ...props });
  }

  worker(props: object): WorkerService {
    return new WorkerService(this.stack, 'It', { ...this.common(), ...props });
  }

  job(props: object): OneOffJob {
    return new OneOffJob(this.stack, 'It', { cluster: this.cluster, container: { image }, ...props });
  }

  private common() {
    return { cluster: this.cluster, container: { image, port: 8080 } };
  }
}

type Kind = 'web' | 'backend' | 'worker' | 'job';
const KINDS: Kind[] = ['web', 'backend', 'worker', 'job'];

/** The faults of a workload that cannot be. */
function faultsOf(kind: Kind, props: object | ((site: Site) => object), site = new Site()): string[] {
  try {
    site[kind](typeof props === 'function' ? props(site) : props);
  } catch (error) {
    const { faults = [], message } = error as Partial<GroundworkError>;
    return faults.length > 0 ? faults.map((each) => `${each.code}: ${each.message}`) : [`bare: ${message}`];
  }
  return [];
}

describe('what every workload needs', () => {
  test.each(KINDS)('fails without a cluster: %s', (kind) => {
    expect(faultsOf(kind, { cluster: undefined })).toEqual([
      expect.stringMatching(
        /^Props\.missing: 'cluster' of \w+ is missing; it must be an ecs\.ICluster; as made by new TaskCluster\(this, 'Cluster', \{ vpc \}\)$/,
      ),
    ]);
  });

  test.each(KINDS)('fails without a container, and without an image: %s', (kind) => {
    expect(faultsOf(kind, { container: undefined })).toEqual([
      "Workload.noContainer: 'container' is not given; say which image runs, or give a 'task' that exists",
    ]);
    expect(faultsOf(kind, { container: { port: 80 } })).toEqual([expect.stringContaining("'container.image'")]);
  });

  test.each<Kind>(['backend', 'worker'])('fails when a task definition does not run on the capacity: %s', (kind) => {
    const given = ({ stack }: Site) => {
      const taskDefinition = new ecs.Ec2TaskDefinition(stack, 'Task', { networkMode: ecs.NetworkMode.AWS_VPC });
      taskDefinition.addContainer('app', { image, memoryLimitMiB: 128 });
      return { task: WorkloadTask.existing(taskDefinition), container: undefined };
    };

    expect(faultsOf(kind, given)).toEqual([
      "Workload.incompatibleTask: 'task' 'Shop/Task' does not run on Fargate, where 'strategy' puts it; give it the compatibility, or another 'strategy'",
    ]);
  });

  test.each(['', 'my service', 'ä', 'x'.repeat(256)])('fails when ECS does not take the name %p', (serviceName) => {
    expect(faultsOf('backend', { serviceName })).toEqual([
      `Workload.serviceName: 'serviceName' must be 1 to 255 of A-Z, a-z, 0-9, '_' and '-', got '${serviceName}'; leave it out to have one`,
    ]);
  });

  test('services and jobs take grants for their task role', () => {
    const site = new Site();
    const service = site.backend({});

    new s3.Bucket(site.stack, 'Bucket').grantRead(service);

    expect(service.grantPrincipal).toBe(service.taskDefinition.taskRole);
    Template.fromStack(site.stack).hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: Match.arrayWith(['s3:List*']) })]) },
    });
  });
});

describe('numbers', () => {
  test.each<[Kind, string, string, (value: any) => object]>([
    [
      'web',
      'Workload.desiredCount',
      "'desiredCount' must be an integer of at least 0",
      (tasks) => ({ desiredCount: DesiredCount.fixed(tasks as number) }),
    ],
    [
      'web',
      'ServiceDeployment.percent',
      "'minHealthyPercent' must be an integer of at least 0",
      (minHealthyPercent) => ({ deployment: ServiceDeployment.rolling({ minHealthyPercent }) }),
    ],
    [
      'web',
      'RollbackAlarms.percent',
      "'cpuPercent' must be above 0 and at most 100",
      (cpuPercent) => ({ rollbackAlarms: RollbackPolicy.onAlarms({ cpuPercent }) }),
    ],
    [
      'worker',
      'WorkerService.maxReceiveCount',
      "'maxReceiveCount' must be an integer from 1 to 1000",
      (count) => ({ queue: WorkerQueue.create({ maxReceiveCount: count as number }) }),
    ],
    [
      'job',
      'Job.override',
      "'cpu' for the container of the job must be an integer of at least 1",
      (cpu) => ({ overrides: [{ cpu }] }),
    ],
    [
      'job',
      'Job.retries',
      "'attempts' of 'retries' must be an integer from 0 to 100",
      (attempts) => ({ retries: { attempts } }),
    ],
  ])('fails when one is no number, and takes tokens: %s %s', (kind, code, rule, given) => {
    const says = (bad: unknown): string[] => {
      try {
        return faultsOf(kind, given(bad));
      } catch (error) {
        return (error as GroundworkError).faults.map(({ code, message }) => `${code}: ${message}`); // of a value class
      }
    };
    expect(says(-1)).toEqual([`${code}: ${rule}, got -1`]);
    for (const bad of ['x', '2', NaN, null]) {
      expect(says(bad)).toEqual([expect.stringMatching(/^Props\.wrongType: .* must be a finite number, got /)]);
    }
    expect(
      faultsOf(kind, ({ stack }) => given(new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber)),
    ).toEqual([]);
    expect(faultsOf(kind, given(Lazy.number({ produce: () => 1 })))).toEqual([]);
  });

  test('fails when retries do not say how many', () => {
    expect(faultsOf('job', { retries: {} })).toEqual([
      "Props.missing: 'retries.attempts' of OneOffJob is missing; it must be a finite number",
    ]);
  });

  test('fails when a backlog says neither time', () => {
    expect(() => DesiredCount.scaled({ max: 3, backlog: {} as never })).toThrow(
      /\[Props\.missing\] 'backlog\.acceptableLatency' of DesiredCount\.scaled\(\) is missing; it must be a Duration(.|\n)*'backlog\.timePerMessage'/,
    );
  });
});

describe('deployments that ask for a load balancer', () => {
  test.each<[Kind, ServiceDeployment, string]>([
    ['backend', ServiceDeployment.blueGreen({ testPort: 8443 }), "'testPort'"],
    ['backend', ServiceDeployment.rolling({ readyToShift: true }), "'readyToShift'"],
    ['worker', ServiceDeployment.rolling({ readyToShift: true }), "'readyToShift'"],
  ])('fails where there is none: %s', (kind, deployment, option) => {
    expect(faultsOf(kind, { deployment })).toEqual([
      `Workload.noLoadBalancer: ${option} of the deployment is for a load balancer, and only a WebService has one; leave it out`,
    ]);
  });
});

describe('load balancers and their targets', () => {
  test.each<[string, string, object, string]>([
    ['healthCheckPath', "'path' of 'healthCheck'", { healthCheck: { path: 'up' } }, "must begin with '/', got 'up'"],
    [
      'healthyHttpCodes',
      "'healthyHttpCodes' of 'healthCheck'",
      { healthCheck: { healthyHttpCodes: 'ok' } },
      "must be codes as in '200', '200,302' or '200-299', got 'ok'",
    ],
    [
      'healthCheckInterval',
      "'interval' of 'healthCheck'",
      { healthCheck: { interval: Duration.seconds(4) } },
      'must be from 5 to 300 whole seconds, got 4 s',
    ],
    [
      'healthCheckInterval',
      "'interval' of 'healthCheck'",
      { healthCheck: { interval: Duration.seconds(301) } },
      'must be from 5 to 300 whole seconds, got 301 s',
    ],
    [
      'deregistrationDelay',
      "'deregistrationDelay'",
      { deregistrationDelay: Duration.hours(2) },
      'must be from 0 to 3600 whole seconds, got 7200 s',
    ],
    [
      'deregistrationDelay',
      "'deregistrationDelay'",
      { deregistrationDelay: Duration.millis(1500) },
      'must be from 0 to 3600 whole seconds, got 1.5 s',
    ],
  ])('fails when Elastic Load Balancing does not take %s', (name, option, props, rule) => {
    const expected = [`TaskListener.${name}: ${option} ${rule}`];

    expect(faultsOf('web', props)).toEqual(expected);
    expect(faultsOf('web', { ...props, deployment: ServiceDeployment.blueGreen() })).toEqual(expected);
  });

  test.each([
    { healthCheck: { path: '/', healthyHttpCodes: '200-299,404', interval: Duration.seconds(6) } },
    { deregistrationDelay: Duration.seconds(0) },
    {
      healthCheck: {
        path: Lazy.string({ produce: () => '/up' }),
        healthyHttpCodes: Lazy.string({ produce: () => '200' }),
      },
    },
    { deregistrationDelay: Duration.hours(1), healthCheck: { interval: Duration.seconds(300) } },
  ])('takes what it does take: %#', (props) => {
    expect(faultsOf('web', props)).toEqual([]);
  });

  test('fails when the service gets no whole number of seconds to start', () => {
    expect(faultsOf('web', { healthCheck: { gracePeriod: Duration.millis(1500) } })).toEqual([
      "WebService.healthCheckGracePeriod: 'gracePeriod' of 'healthCheck' must be whole seconds, got 1.5 s",
    ]);
  });

  test('fails when a rule has more than five hosts and paths', () => {
    const hosts = ['a.x', 'b.x', 'c.x'];

    expect(faultsOf('web', { ingress: WebIngress.internal({ hosts, paths: ['/1', '/2'] }) })).toEqual([]);
    expect(faultsOf('web', { ingress: WebIngress.internal({ hosts, paths: ['/1', '/2', '/3'] }) })).toEqual([
      "TaskListener.tooManyConditions: 'hosts' and 'paths' have 6 values, and a rule takes 5; put a wildcard for some, or add the service a second time with the others",
    ]);
  });

  test.each([
    [{ internetFacing: true }, 'an object'],
    ['internet', "the text 'internet'"],
  ])('fails with an ingress of %p', (ingress, got) => {
    expect(faultsOf('web', { ingress })).toEqual([
      expect.stringContaining(
        `Props.wrongType: 'ingress' of WebService must be a WebIngress, got ${got}; as made by WebIngress.`,
      ),
    ]);
  });

  test('fails when a listener was imported without its security group', () => {
    const listener = ({ stack }: Site) => ({
      certificate: undefined,
      ingress: WebIngress.listener(
        elbv2.ApplicationListener.fromApplicationListenerAttributes(stack, 'Listener', {
          listenerArn: 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener/app/a/b/c',
          securityGroup: undefined as unknown as ec2.ISecurityGroup,
        }),
        { paths: ['/x'] },
      ),
    });

    expect(faultsOf('web', listener)).toEqual([
      "TaskListener.noSecurityGroup: the security group of listener 'Shop/Listener' is not known, so neither side can be opened; import it by elbv2.ApplicationListener.fromApplicationListenerAttributes with its 'securityGroup'",
    ]);
  });

  test('fails in one zone, and on the internet without public subnets', () => {
    expect(faultsOf('web', {}, new Site(['a']))).toEqual([
      "TaskApplicationLoadBalancer.oneZone: the subnets of the load balancer are all in the zone a, and it needs two; give the VPC, or 'vpcSubnets', subnets in another",
    ]);
    expect(faultsOf('web', { ingress: WebIngress.internetFacing() })).toEqual([
      "TaskApplicationLoadBalancer.noPublicSubnets: 'internetFacing' needs public subnets, and 'Shop/Vpc' has none; leave it out, or give the VPC some, as in new TaskNetwork(this, 'Network', { publicSubnets: true })",
    ]);
  });
});

describe('workers', () => {
  test.each<[object, string]>([
    [
      {
        queue: WorkerQueue.create({ maxMessageAge: Duration.minutes(5) }),
        rollbackAlarms: RollbackPolicy.withoutAlarms(),
      },
      "'maxMessageAge' is given, but 'rollbackAlarms' leaves out the age of messages; leave out one of the two",
    ],
    [
      {
        queue: WorkerQueue.create({ maxMessageAge: Duration.minutes(5) }),
        rollbackAlarms: RollbackPolicy.onAlarms({ without: [RollbackSignal.QUEUE_AGE] }),
      },
      "'maxMessageAge' is given, but 'rollbackAlarms' leaves out the age of messages; leave out one of the two",
    ],
    [
      { queue: WorkerQueue.create({ maxMessageAge: Duration.millis(1500) }) },
      "'maxMessageAge' must be whole seconds, at least one, got 1.5 s",
    ],
    [
      { queue: WorkerQueue.create({ maxMessageAge: Duration.days(4) }) },
      "'maxMessageAge' of 345600 s is never reached, as the queue keeps messages for 345600 s; lower it, or raise 'messageRetention'",
    ],
    [
      { queue: WorkerQueue.create({ maxMessageAge: Duration.minutes(5), messageRetention: Duration.minutes(2) }) },
      "'maxMessageAge' of 300 s is never reached, as the queue keeps messages for 120 s; lower it, or raise 'messageRetention'",
    ],
  ])('fails when no alarm would look at the age of messages: %#', (props, message) => {
    expect(faultsOf('worker', props)).toEqual([`WorkerService.maxMessageAge: ${message}`]);
  });

  test('takes an age below the retention, and tokens', () => {
    expect(
      faultsOf('worker', { queue: WorkerQueue.create({ maxMessageAge: Duration.days(4).minus(Duration.seconds(1)) }) }),
    ).toEqual([]);
    expect(
      faultsOf('worker', {
        queue: WorkerQueue.create({ maxMessageAge: Duration.seconds(Lazy.number({ produce: () => 1 })) }),
      }),
    ).toEqual([]);
  });

  test.each([
    [undefined, 30, true],
    [Duration.seconds(44), 44, true],
    [Duration.seconds(45), 45, false],
  ])(
    'warns when a queue that exists hides messages for less than they take: %p',
    (visibilityTimeout, hidden, warns) => {
      const site = new Site();
      const queue = new sqs.Queue(site.stack, 'Queue', { visibilityTimeout });
      const backlog = { acceptableLatency: Duration.minutes(10), timePerMessage: Duration.seconds(45) };

      site.worker({ queue: WorkerQueue.existing(queue), desiredCount: DesiredCount.scaled({ max: 3, backlog }) });

      const message = `'Shop/Queue' hides a message for ${hidden} s, less than the 45 s of 'timePerMessage', so a second task gets it while the first one works on it; raise its 'visibilityTimeout' to several times as long`;
      expect(Annotations.fromStack(site.stack).findWarning('*', Match.stringLikeRegexp(message))).toHaveLength(
        warns ? 1 : 0,
      );
    },
  );

  test('fails when the variable of the queue has no name', () => {
    expect(faultsOf('worker', { queue: WorkerQueue.create({ variable: '' }) })).toEqual([
      'ResourceLink.variable: a variable for container app has no name; name it',
    ]);
  });
});

describe('jobs', () => {
  test('fails when a container is overridden by its name and as the own one', () => {
    expect(faultsOf('job', { overrides: [{ cpu: 64 }, { container: 'app', cpu: 128 }] })).toEqual([
      "Job.override: two 'overrides' are for container 'app'; write them as one",
    ]);
  });

  test('takes a name of the container that is known at deployment only', () => {
    const site = new Site();
    site.job({ jobContainer: new CfnParameter(site.stack, 'Name').valueAsString });

    const machines = Template.fromStack(site.stack).findResources('AWS::StepFunctions::StateMachine');
    expect(JSON.stringify(machines)).toContain('{"Ref":"Name"}');
  });
});

test('fails when an endpoint has no name', () => {
  expect(faultsOf('backend', { serviceConnect: ServiceConnect.server('') })[0]).toBe(
    "ServiceConnect.name: name of the endpoint must be up to 64 of a-z, 0-9, '_' and '-', not starting with '-', got ''",
  );
});
