import { App, Aws, Duration, Fn, type IPropertyInjector, Lazy, PropertyInjectors, Size, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as library from '../../lib';
import { GroundworkError } from '../../lib/internal/errors';
import { shapes } from '../../scripts/shapes';

const root = join(__dirname, '..', '..');
const written = readFileSync(join(root, 'lib/internal/guard/shapes.ts'), 'utf8');

/** The library as callers without a compiler see it. */
const js = library as unknown as Record<string, any>;

function world() {
  const stack = new Stack(new App(), 'Stack');
  const vpc = new ec2.Vpc(stack, 'Vpc');
  return { stack, vpc, cluster: new ecs.Cluster(stack, 'Cluster', { vpc }) };
}

function faultsOf(call: () => unknown): string[] {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(GroundworkError);
    return (error as GroundworkError).faults.map(({ code, message }) => `[${code}] ${message}`);
  }
  return [];
}

describe('the table of declarations', () => {
  test('is what the declarations say; renew it by `npm run shapes`', () => {
    expect(written).toBe(shapes());
  });

  test('has every public class; a new one needs @guarded', () => {
    const undecorated = Object.entries(js)
      .filter(([, value]) => typeof value === 'function')
      .map(([name]) => name)
      .filter((name) => !isGuarded(name));

    expect(undecorated).toEqual([]);
  });

  /** By a call with nothing right in it: a symbol is of no declared type. */
  function isGuarded(name: string): boolean {
    const block = new RegExp(`^class ${name}(?: \\w+)?\n((?: .*\n)*)`, 'm').exec(written)?.[1] ?? '';
    const [, fixed, method] = /^ {2}(static )?(\S+) /m.exec(block) ?? [];
    const wrong = Array.from({ length: 3 }, () => Symbol('wrong'));
    if (method === undefined) {
      return true; // nothing can be given to it
    }
    const call = (): unknown =>
      method === 'new' ? new js[name](...wrong) : (fixed ? js[name] : js[name].prototype)[method].call({}, ...wrong);
    try {
      return faultsOf(call).some((fault) => fault.startsWith('[Props.wrongType]'));
    } catch {
      return false;
    }
  }
});

describe('a wrong type', () => {
  test.each<[string, (w: ReturnType<typeof world>) => unknown, string[]]>([
    [
      'a number where a time belongs',
      () => js.IdleInstances.terminateAfter(30),
      [
        "[Props.wrongType] 'delay' of IdleInstances.terminateAfter() must be a Duration, got the number 30; write a time with its unit, as in Duration.seconds(30)",
      ],
    ],
    [
      'a number where a size belongs, and text where a list belongs',
      ({ stack }) => new js.HardenedTaskDefinition(stack, 'Task', { ephemeralStorage: 21, volumes: 'data', size: 512 }),
      [
        "[Props.wrongType] 'volumes' of HardenedTaskDefinition must be a list, each item an object with the properties of ecs.Volume, got the text 'data'; put it into a list: [value]",
        "[Props.wrongType] 'ephemeralStorage' of HardenedTaskDefinition must be a Size, got the number 21; write a size with its unit, as in Size.gibibytes(21)",
        "[Props.wrongType] 'size' of HardenedTaskDefinition must be a TaskSize, got the number 512; as made by TaskSize.of(), TaskSize.parse(), TaskSize.smallestFor(), TaskSize.onInstances()",
      ],
    ],
    [
      'texts that look like numbers',
      () => js.TaskSize.of('512', '1024'),
      [
        "[Props.wrongType] 'cpuUnits' of TaskSize.of() must be a finite number, got the text '512'; make it a number: 512, or Number(value)",
        "[Props.wrongType] 'memoryMiB' of TaskSize.of() must be a finite number, got the text '1024'; make it a number: 1024, or Number(value)",
      ],
    ],
    [
      'texts that are no number, and a number that is none',
      () => [js.TaskSize.of(' ', Number.NaN)],
      [
        "[Props.wrongType] 'cpuUnits' of TaskSize.of() must be a finite number, got the text ' '",
        "[Props.wrongType] 'memoryMiB' of TaskSize.of() must be a finite number, got the number NaN",
      ],
    ],
    [
      'a text where a time belongs',
      () => js.IdleInstances.terminateAfter('soon'),
      [
        "[Props.wrongType] 'delay' of IdleInstances.terminateAfter() must be a Duration, got the text 'soon'; write a time with its unit, as in Duration.seconds(30)",
      ],
    ],
    [
      'an object with an ARN where a network belongs',
      ({ stack }) => new js.TaskSecurityGroup(stack, 'Group', { vpc: { arn: 'arn:vpc' } }),
      [
        "[Props.wrongType] 'vpc' of TaskSecurityGroup must be an ec2.IVpc, got an object; as made by new ec2.Vpc(), ec2.Vpc.fromLookup(), ec2.Vpc.fromVpcAttributes()",
      ],
    ],
    [
      'a truth value among variables',
      ({ stack }) =>
        new js.HardenedTaskDefinition(stack, 'Task').addTaskContainer('app', {
          ...{ image: ecs.ContainerImage.fromRegistry('app'), environment: { DEBUG: true } },
        }),
      [
        "[Props.wrongType] 'environment.DEBUG' of HardenedTaskDefinition.addTaskContainer() must be a text, got true; write it in quotes: 'true'",
      ],
    ],
    [
      'the secret of another module, a number among variables, and one without value',
      ({ stack }) =>
        new js.HardenedTaskDefinition(stack, 'Task').addTaskContainer('app', {
          image: ecs.ContainerImage.fromRegistry('app'),
          user: 10001,
          environment: { PORT: 3000, NAME: undefined },
          secrets: { DB: new secretsmanager.Secret(stack, 'Secret') },
        }),
      [
        "[Props.missing] 'environment.NAME' of HardenedTaskDefinition.addTaskContainer() is missing; it must be a text",
        "[Props.wrongType] 'environment.PORT' of HardenedTaskDefinition.addTaskContainer() must be a text, got the number 3000; write it in quotes: '3000'",
        "[Props.wrongType] 'secrets.DB' of HardenedTaskDefinition.addTaskContainer() must be an ecs.Secret, got an object of class secretsmanager.Secret; as made by ecs.Secret.fromSecretsManager(), ecs.Secret.fromSecretsManagerVersion(), ecs.Secret.fromSsmParameter()",
        "[Props.wrongType] 'user' of HardenedTaskDefinition.addTaskContainer() must be a text, got the number 10001; write it in quotes: '10001'",
      ],
    ],
    [
      'an object within an object',
      ({ stack }) =>
        new js.HardenedTaskDefinition(stack, 'Task').addTaskContainer('app', {
          image: ecs.ContainerImage.fromRegistry('app'),
          healthCheck: { command: 'curl localhost', interval: 5 },
        }),
      [
        "[Props.wrongType] 'healthCheck.command' of HardenedTaskDefinition.addTaskContainer() must be a list, each item a text, got the text 'curl localhost'; write it as ['CMD-SHELL', 'curl localhost']",
        "[Props.wrongType] 'healthCheck.interval' of HardenedTaskDefinition.addTaskContainer() must be a Duration, got the number 5; write a time with its unit, as in Duration.seconds(5)",
      ],
    ],
    [
      'a number where a list of parts belongs',
      ({ cluster }) => js.CapacityStrategy.fargate().bind(cluster) && js.CapacityStrategy.split(1),
      [
        "[Props.wrongType] 'shares[0]' of CapacityStrategy.split() must be an object with the properties of CapacityShare, got the number 1; write it as in { capacity, base, weight }",
      ],
    ],
    [
      'null, and a hole in a list',
      ({ stack, vpc }) =>
        new js.EniTrunking(stack, 'Trunking', { accountWide: null, autoScalingGroups: [undefined, vpc] }),
      [
        "[Props.wrongType] 'autoScalingGroups[1]' of EniTrunking must be an autoscaling.AutoScalingGroup, got an object of class ec2.Vpc",
        "[Props.missing] 'autoScalingGroups[0]' of EniTrunking is missing; it must be an autoscaling.AutoScalingGroup",
        "[Props.wrongType] 'accountWide' of EniTrunking must be true or false, got null; leave it out",
      ],
    ],
    [
      'a time zone as text, which the template would be without, and commands of one text',
      ({ stack, cluster }) =>
        new js.ScheduledJob(stack, 'Job', {
          cluster,
          container: { image: ecs.ContainerImage.fromRegistry('app'), command: 'node server.js', entryPoint: 'a && b' },
          schedule: (ScheduleExpression as any).cron({ hour: '2', timeZone: 'Europe/Berlin' }),
        }),
      [
        "[Props.wrongType] 'container.command' of ScheduledJob must be a list, each item a text, got the text 'node server.js'; write it as ['node', 'server.js']",
        "[Props.wrongType] 'container.entryPoint' of ScheduledJob must be a list, each item a text, got the text 'a && b'; write it as ['sh', '-c', value], since only a shell reads its special characters",
        "[Props.wrongType] 'schedule.timeZone' of ScheduledJob must be a TimeZone, got the text 'Europe/Berlin'; write TimeZone.of('Europe/Berlin')",
      ],
    ],
    [
      'a switch where a construct belongs',
      ({ stack, cluster }) =>
        new js.WorkerService(stack, 'Worker', {
          cluster,
          container: { image: ecs.ContainerImage.fromRegistry('app') },
          exec: true,
        }),
      [
        "[Props.wrongType] 'exec' of WorkerService must be an ExecAccess, got true; as made by new ExecAccess(this, 'ExecAccess')",
      ],
    ],
    [
      'no scope',
      () => new js.TaskNetwork('Network', {}),
      [
        "[Props.wrongType] 'id' of TaskNetwork must be a text, got an object",
        "[Props.wrongType] 'scope' of TaskNetwork must be a construct, got the text 'Network'",
      ],
    ],
    [
      'no properties, of which some are needed',
      ({ stack }) => new js.TaskSecurityGroup(stack, 'Group'),
      [
        "[Props.missing] 'vpc' of TaskSecurityGroup is missing; it must be an ec2.IVpc; as made by new ec2.Vpc(), ec2.Vpc.fromLookup(), ec2.Vpc.fromVpcAttributes()",
      ],
    ],
    [
      'a size and a time of NaN',
      ({ stack, cluster, vpc }) => [
        new js.ManagedInstancesCapacity(stack, 'Capacity', { cluster, vpc, storage: Size.gibibytes(NaN) }),
      ],
      [
        "[Props.wrongType] 'storage' of ManagedInstancesCapacity must be a Size, got a Size without a finite amount; write a size with its unit, as in Size.gibibytes(20)",
      ],
    ],
    [
      'times and sizes of a text',
      ({ stack, cluster, vpc }) => [
        new js.ManagedInstancesCapacity(stack, 'Capacity', {
          cluster,
          vpc,
          storage: (Size as any).gibibytes('30'),
          idleInstances: js.IdleInstances.terminateAfter((Duration as any).minutes('5')),
        }),
      ],
      [
        "[Props.wrongType] 'delay' of IdleInstances.terminateAfter() must be a Duration, got one of the text '5'; make it a number: Duration.minutes(5)",
      ],
    ],
    [
      'a time of a text, which aws-cdk-lib multiplies',
      ({ stack, cluster }) =>
        new js.WorkerService(stack, 'Worker', {
          cluster,
          container: { image: ecs.ContainerImage.fromRegistry('app'), stopTimeout: (Duration as any).seconds('60') },
        }),
      [
        "[Props.wrongType] 'container.stopTimeout' of WorkerService must be a Duration, got one of the text '60'; make it a number: Duration.seconds(60)",
      ],
    ],
    [
      'a truth value where a member of an enumeration of aws-cdk-lib belongs',
      ({ stack, vpc }) => new js.TaskCluster(stack, 'Other', { vpc, containerInsights: false }),
      [
        "[Props.wrongType] 'containerInsights' of TaskCluster must be a member of ecs.ContainerInsights, as ENABLED, DISABLED, ENHANCED, got false",
      ],
    ],
    [
      'what a factory takes, in place of what it makes',
      ({ stack, cluster }) =>
        new js.WorkerService(stack, 'Worker', {
          cluster,
          container: { image: ecs.ContainerImage.fromRegistry('app') },
          desiredCount: 3,
          queue: new sqs.Queue(stack, 'Queue'),
          serviceConnect: 'worker',
          task: { size: library.TaskSize.of(512, 1024) },
          rollbackAlarms: true,
        }),
      [
        "[Props.wrongType] 'desiredCount' of WorkerService must be a DesiredCount, got the number 3; write DesiredCount.fixed(3)",
        "[Props.wrongType] 'queue' of WorkerService must be a WorkerQueue, got an object of class sqs.Queue; write WorkerQueue.existing(queue)",
        "[Props.wrongType] 'serviceConnect' of WorkerService must be a ServiceConnect, got the text 'worker'; write ServiceConnect.server('worker')",
        "[Props.wrongType] 'task' of WorkerService must be a WorkloadTask, got an object; write WorkloadTask.of({ … })",
        "[Props.wrongType] 'rollbackAlarms' of WorkerService must be a RollbackPolicy, got true; as made by RollbackPolicy.onAlarms(), RollbackPolicy.withoutAlarms()",
      ],
    ],
    [
      'the name of a factory, and a schedule as EventBridge writes it',
      ({ stack, cluster }) =>
        new js.ScheduledJob(stack, 'Job', {
          cluster,
          container: { image: ecs.ContainerImage.fromRegistry('app') },
          schedule: 'rate(1 day)',
          strategy: 'FARGATE_SPOT',
        }),
      [
        "[Props.wrongType] 'schedule' of ScheduledJob must be a scheduler.ScheduleExpression, got the text 'rate(1 day)'; write scheduler.ScheduleExpression.expression('rate(1 day)')",
        "[Props.wrongType] 'strategy' of ScheduledJob must be a CapacityStrategy, got the text 'FARGATE_SPOT'; write CapacityStrategy.fargateSpot()",
      ],
    ],
    [
      'a factory that is not called, and a class',
      ({ stack, cluster }) =>
        new js.WebService(stack, 'Web', {
          cluster,
          container: { image: ecs.ContainerImage.fromRegistry('app'), port: 80 },
          ingress: js.WebIngress.internetFacing,
          strategy: js.CapacityStrategy.fargate,
          exec: js.ExecAccess,
        }),
      [
        "[Props.wrongType] 'exec' of WebService must be an ExecAccess, got a function; it is the class itself, make one: new ExecAccess()",
        "[Props.wrongType] 'ingress' of WebService must be a WebIngress, got a function; call it: WebIngress.internetFacing()",
        "[Props.wrongType] 'strategy' of WebService must be a CapacityStrategy, got a function; call it: CapacityStrategy.fargate()",
      ],
    ],
    [
      'secrets of a name',
      ({ stack, cluster }) =>
        new js.WorkerService(stack, 'Worker', {
          cluster,
          container: {
            image: ecs.ContainerImage.fromRegistry('app'),
            secrets: {
              A: (ecs.Secret as any).fromSecretsManager('shop/db'),
              B: (ecs.Secret as any).fromSsmParameter('/shop/db'),
            },
          },
        }),
      ['A', 'B'].map(
        (name) =>
          `[Props.wrongType] 'container.secrets.${name}' of WorkerService must be an ecs.Secret, got one that was made of a text or of something else without an ARN; give it the secret: secretsmanager.Secret.fromSecretNameV2(this, 'Secret', 'name'), or of the Parameter Store ssm.StringParameter.fromSecureStringParameterAttributes()`,
      ),
    ],
    [
      'a workload in place of its service',
      ({ stack, cluster }) =>
        new js.ExecAccess(stack, 'Exec').enableOn(
          new js.WorkerService(stack, 'Worker', {
            cluster,
            container: { image: ecs.ContainerImage.fromRegistry('app') },
          }),
        ),
      [
        "[Props.wrongType] 'service' of ExecAccess.enableOn() must be an ecs.BaseService, got an object of class WorkerService; give its 'service'",
      ],
    ],
    [
      'a network in place of its VPC',
      ({ stack }) => new js.TaskCluster(stack, 'Other', { vpc: new js.TaskNetwork(stack, 'Network') }),
      [
        "[Props.wrongType] 'vpc' of TaskCluster must be an ec2.IVpc, got an object of class TaskNetwork; give its 'vpc'",
      ],
    ],
  ])('%s', (_, call, expected) => {
    expect(faultsOf(() => call(world())).sort()).toEqual([...expected].sort());
  });

  test('names the construct, and the line of the caller comes first', () => {
    const { stack } = world();
    const call = (): unknown => new js.TaskSecurityGroup(stack, 'Group', { vpc: 'vpc-1' });

    expect(call).toThrow("Stack/Group: [Props.wrongType] 'vpc' of TaskSecurityGroup must be an ec2.IVpc");
    try {
      call();
    } catch (error) {
      expect((error as Error).stack?.split('\n    at ')[1]).toContain('guarded.test.ts');
    }
  });
});

describe('new, of a class that is not made so', () => {
  const madeOtherwise = [...written.matchAll(/^class (\S+) (?:factories|base)$/gm)].map(([, name]) => name);

  test.each(madeOtherwise)('%s says how it is made', (name) => {
    const { stack } = world();
    const [fault, ...more] = faultsOf(() => new js[name](stack, 'It', {}));

    expect(more).toEqual([]);
    expect(fault).toMatch(
      new RegExp(`^\\[Props\\.notMadeByNew\\] new ${name}\\(\\) .* ([A-Z]\\w+(\\.\\w+)?(\\(\\))?|return one)$`),
    );
  });

  test('names the factories, those that take nothing too, and the classes of a common base', () => {
    expect(faultsOf(() => new js.WebIngress({ internetFacing: true }))).toEqual([
      '[Props.notMadeByNew] new WebIngress() makes nothing that can be used; write WebIngress.internal(), WebIngress.internetFacing(), WebIngress.plainHttp(), WebIngress.sharedBalancer(), WebIngress.listener(), WebIngress.httpApi(), WebIngress.publicHttpApi(), WebIngress.sharedHttpApi(), WebIngress.existingHttpApi()',
    ]);
    expect(faultsOf(() => new js.CapacityStrategy())[0]).toContain('write CapacityStrategy.fargate(), ');
    expect(faultsOf(() => new js.ServiceWorkload(world().stack, 'Api', {}))).toEqual([
      '[Props.notMadeByNew] new ServiceWorkload() makes the common part of other constructs alone; make one of these: new BackendService(), new WebService(), new WorkerService()',
    ]);
  });

  test('is what the factories do, also when they are called first', () => {
    expect(js.WebIngress.internal()).toBeInstanceOf(js.WebIngress);
    expect(js.CapacityStrategy.fargate()).toBeInstanceOf(js.CapacityStrategy);
    expect(js.MultilineParser.JAVA).toBeInstanceOf(js.MultilineParser);
    expect(js.SystemControls.of({}).plus(js.SystemControls.of({}))).toBeInstanceOf(js.SystemControls);
  });
});

describe('what is right passes', () => {
  test('whatever is known only at deployment', () => {
    const { stack, cluster, vpc } = world();

    expect(() => [
      new js.HardenedTaskDefinition(stack, 'Task', {
        family: Aws.STACK_NAME,
        ephemeralStorage: Size.gibibytes(Lazy.number({ produce: () => 21 })),
      }),
      new js.HardenedTaskDefinition(stack, 'Other').addTaskContainer('app', {
        image: ecs.ContainerImage.fromRegistry('app'),
        command: Fn.split(',', Aws.STACK_NAME),
        cpu: Lazy.string({ produce: () => '1' }),
        readonlyRootFilesystem: Fn.conditionIf('Prod', true, false),
        environment: { NAME: Fn.ref('AWS::Region'), OTHER: { Ref: 'AWS::Region' } },
      }),
      new js.ManagedInstancesCapacity(stack, 'Capacity', {
        cluster,
        vpc,
        storage: Size.gibibytes(Lazy.number({ produce: () => 30 })),
      }),
      js.IdleInstances.terminateAfter(Duration.seconds(Lazy.number({ produce: () => 30 }))),
    ]).not.toThrow();
  });

  test('objects of another copy of aws-cdk-lib, imported ones, and classes of the caller', () => {
    const { stack } = world();
    const foreign = { toMilliseconds: () => 30_000, toSeconds: () => 30, isUnresolved: () => false };
    class Mine extends library.TaskSecurityGroup {}
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Imported', { vpcId: 'vpc-1', availabilityZones: ['a'] });

    expect(js.IdleInstances.terminateAfter(foreign).scaleInAfter).toBe(30);
    const group = new Mine(stack, 'Mine', { vpc });
    expect(group).toBeInstanceOf(Mine);
    expect(group).toBeInstanceOf(library.TaskSecurityGroup);
    expect(Object.getPrototypeOf(Mine).name).toBe('TaskSecurityGroup');
  });

  test('what an injector of the app supplies may be left out', () => {
    const { stack, vpc } = world();
    const injector: IPropertyInjector = {
      constructUniqueId: library.TaskSecurityGroup.PROPERTY_INJECTION_ID,
      inject: (props) => ({ ...props, vpc }),
    };
    PropertyInjectors.of(stack).add(injector);

    expect(new js.TaskSecurityGroup(stack, 'Group', {})).toBeInstanceOf(library.TaskSecurityGroup);
    expect(() => new js.TaskSecurityGroup(stack, 'Wrong', { description: 1 })).toThrow('[Props.wrongType]');
    expect(() => new js.EniTrunking(stack, 'Trunking', {})).toThrow('[Props.missing]');
  });

  test('a wider object, with a warning where a name is nearly one of ours', () => {
    const { stack, vpc } = world();

    new js.TaskSecurityGroup(stack, 'Group', { vpc, allow_all_outbound: true, Descriptoin: 'x', team: 'shop' });
    new js.TaskSecurityGroup(stack, 'Said', { vpc, description: 'x', descriptions: 'y' });

    const warnings = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('unknownProperty'));
    expect(warnings.map(({ id, entry }) => [id, entry.data])).toEqual([
      [
        '/Stack/Group',
        expect.stringContaining(
          "TaskSecurityGroup has no property 'Descriptoin', so it does nothing; did you mean 'description'",
        ),
      ],
    ]);
  });
});
