import { App, Aws, Duration, Fn, Lazy, Size, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as library from '../../lib';
import { FOREIGN_NAMES } from '../../lib/internal/guard/foreign-names';
import { structShape } from '../../lib/internal/guard/shape';
import { WHOLE_UNITS } from '../../lib/internal/guard/whole-units';

// Names that no declaration has, and times and sizes that are no whole number of what AWS takes.

/** The library as callers without a compiler see it. */
const js = library as unknown as Record<string, any>;

const image = ecs.ContainerImage.fromRegistry('public.ecr.aws/shop/app:1');

function world() {
  const stack = new Stack(new App(), 'Stack');
  const vpc = new ec2.Vpc(stack, 'Vpc');
  return { stack, vpc, cluster: new library.TaskCluster(stack, 'Cluster', { vpc }) };
}

type World = ReturnType<typeof world>;

const worker =
  (props: object, container: object = {}) =>
  ({ stack, cluster }: World): unknown =>
    new js.WorkerService(stack, 'Worker', { cluster, container: { image, ...container }, ...props });

function warningsOf(call: (w: World) => unknown): string[] {
  const at = world();
  call(at);
  return Annotations.fromStack(at.stack)
    .findWarning('*', Match.anyValue())
    .map(({ id, entry }) => `${id.replace('/Stack/', '')}: ${String(entry.data).replace(/ \[ack.*/, '')}`);
}

describe('a property that no declaration has', () => {
  test('stands among the errors of a synth that fails by its construct, since warnings are not printed then', () => {
    const w = world();
    worker({ desiredCount: js.DesiredCount.scaled({ min: 1, max: 4, cpu: 60 }) })(w);

    expect(() => App.of(w.stack)!.synth()).toThrow(
      /\[Stack\/Worker\] \[Props\.unknownProperty\] DesiredCount\.scaled\(\) has no property 'cpu', so it does nothing; did you mean 'cpuPercent'\n.*\[ServiceScaling\.nothing\]/s,
    );
  });

  test('of what a map has, told where the mixin is used', () => {
    const warnings = warningsOf(({ stack }) => {
      const task = new ecs.FargateTaskDefinition(stack, 'Task');
      task.addContainer('web', { image });
      task.with(new js.TaskHardening({ writablePaths: ['/run'] }));
    });

    expect(warnings).toContainEqual(
      expect.stringMatching(
        /^Task: TaskHardening has no property 'writablePaths', so it does nothing; give it as 'containers\.<name>\.writablePaths'$/,
      ),
    );
  });

  test('is no error of a synth that passes', () => {
    const w = world();
    worker({ cpu: 512 })(w);
    const { messages } = App.of(w.stack)!.synth().getStackByName('Stack');

    expect(messages.filter(({ entry }) => String(entry.data).includes("'cpu'"))).toHaveLength(1);
  });

  test.each(['cpu', 'cpuTarget', 'targetCpu', 'cpuUtilization', 'targetCpuUtilization', 'cpuTargetPercent'])(
    'names the percentage that %s means',
    (name) => {
      expect(
        warningsOf(worker({ desiredCount: js.DesiredCount.scaled({ max: 4, [name]: 60, memoryPercent: 60 }) })),
      ).toEqual([
        `Worker: DesiredCount.scaled() has no property '${name}', so it does nothing; did you mean 'cpuPercent'`,
      ]);
    },
  );

  test.each<[string, (w: World) => unknown, string[]]>([
    [
      'of the patterns library',
      worker({ cpu: 512, memoryLimitMiB: 1024, maxScalingCapacity: 4 }),
      [
        "Worker: WorkerService has no property 'cpu', so it does nothing; give 'task', as in WorkloadTask.of({ size: TaskSize.of(512, 1024) })",
        "Worker: WorkerService has no property 'memoryLimitMiB', so it does nothing; give 'task', as in WorkloadTask.of({ size: TaskSize.of(512, 1024) })",
        "Worker: WorkerService has no property 'maxScalingCapacity', so it does nothing; give 'desiredCount', as in DesiredCount.scaled({ min: 2, max: 10, cpuPercent: 60 })",
      ],
    ],
    [
      'that nothing stands for',
      worker({ assignPublicIp: true }),
      [
        "Worker: WorkerService has no property 'assignPublicIp', so it does nothing; the network decides it, as in new TaskNetwork(this, 'Network', { egress: TaskEgress.publicIps() })",
      ],
    ],
    [
      'of an inner object, and of what a factory takes',
      worker({ size: library.TaskSize.of(512, 1024), maxReceiveCount: 3 }),
      [
        "Worker: WorkerService has no property 'size', so it does nothing; give it in 'task', as in WorkloadTask.of({ size })",
        "Worker: WorkerService has no property 'maxReceiveCount', so it does nothing; give it in 'queue', as in WorkerQueue.create({ maxReceiveCount })",
      ],
    ],
    [
      'of nearly the same name, told once though it is passed on',
      worker({}, { writeablePaths: ['/data'], env: { A: 'b' } }),
      [
        "Worker: WorkerService has no property 'container.writeablePaths', so it does nothing; did you mean 'writablePaths'",
        "Worker: WorkerService has no property 'container.env', so it does nothing; did you mean 'environment'",
      ],
    ],
    [
      'of a factory, told where what it made is used',
      (w) =>
        worker({
          task: js.WorkloadTask.of({ sise: library.TaskSize.of(512, 1024) }),
          desiredCount: js.DesiredCount.scaled({ max: 4, cpu_percent: 50, memoryPercent: 60 }),
        })(w),
      [
        "Worker: WorkloadTask.of() has no property 'sise', so it does nothing; did you mean 'size'",
        "Worker: DesiredCount.scaled() has no property 'cpu_percent', so it does nothing; did you mean 'cpuPercent'",
      ],
    ],
    [
      'of a method, told at the construct that has it',
      ({ stack }) => new js.HardenedTaskDefinition(stack, 'Task').addTaskContainer('app', { image, env: { A: 'b' } }),
      [
        "Task: HardenedTaskDefinition.addTaskContainer() has no property 'env', so it does nothing; did you mean 'environment'",
      ],
    ],
    [
      'of a mixin, told where it is applied',
      ({ stack }) => {
        const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
        taskDefinition.addContainer('app', { image });
        taskDefinition.with(new js.TaskHardening({ read_only_root_filesystem: false, readonlyRootFileSystem: false }));
      },
      [
        "Task: TaskHardening has no property 'read_only_root_filesystem', so it does nothing; did you mean 'readonlyRootFilesystem'",
        "Task: TaskHardening has no property 'readonlyRootFileSystem', so it does nothing; did you mean 'readonlyRootFilesystem'",
      ],
    ],
  ])('%s', (_, call, expected) => {
    expect(warningsOf(call).filter((line) => line.includes('has no property'))).toEqual(expected);
  });

  test.each<[string, (w: World) => unknown, string[]]>([
    [
      'a factory that refuses',
      () => js.DesiredCount.scaled({ minCapacity: 1, maxCapacity: 2 }),
      [
        "'max' of DesiredCount.scaled() is missing; it must be a finite number",
        "DesiredCount.scaled() has no property 'minCapacity', so it does nothing; did you mean 'min'",
        "DesiredCount.scaled() has no property 'maxCapacity', so it does nothing; did you mean 'max'",
      ],
    ],
    [
      'a construct that fails when it is made',
      ({ stack, cluster }) => new js.WorkerService(stack, 'Worker', { cluster, containers: [{ image }] }),
      [
        "'container' is not given; say which image runs, or give a 'task' that exists",
        "WorkerService has no property 'containers', so it does nothing; did you mean 'container'",
      ],
    ],
  ])('is among the faults of %s', (_, call, expected) => {
    let faults: { message: string }[] = [];
    try {
      call(world());
    } catch (error) {
      ({ faults } = error as { faults: { message: string }[] });
    }
    expect(faults.map(({ message }) => message)).toEqual(expected);
  });

  test('of the L2 is known to the network, tasks and ingress', () => {
    const lines = warningsOf((w) => {
      new js.TaskNetwork(w.stack, 'Network', { natGateways: 1 });
      worker({ task: js.WorkloadTask.of({ cpu: 512 }) })(w);
    });

    expect(lines).toEqual(
      expect.arrayContaining([
        "Network: TaskNetwork has no property 'natGateways', so it does nothing; give 'egress', as in TaskEgress.nat(1)",
        "Worker: WorkloadTask.of() has no property 'cpu', so it does nothing; give 'size', as in TaskSize.of(512, 1024)",
      ]),
    );
  });

  test.each<[string, (w: World) => unknown]>([
    [
      'of a wider object: of another type, or of a name of its own',
      worker({ vpc: 1, logs: 'all', port: 'http', team: 'shop' }),
    ],
    [
      'beside the one that is meant',
      worker(
        { cpu: 512, task: library.WorkloadTask.of({ size: library.TaskSize.of(512, 1024) }) },
        { env: 1, environment: {} },
      ),
    ],
    [
      'of a subclass, which has properties of its own',
      ({ stack, cluster }) => {
        class Shop extends library.WorkerService {}
        const props = { cluster, container: { image }, size: library.TaskSize.of(512, 1024), desired_count: 3 };
        return new Shop(stack, 'Shop', props);
      },
    ],
    ['that an inner object has already', worker({ user: '1000' }, { user: '1000' })],
    ['that is not set', worker({ cpu: undefined }, { env: undefined })],
  ])('passes %s', (_, call) => {
    expect(warningsOf(call).filter((line) => line.includes('has no property'))).toEqual([]);
  });

  test('is none of the names that other libraries have, and what stands for them is one', () => {
    for (const [struct, names] of Object.entries(FOREIGN_NAMES)) {
      const declared = structShape(struct);
      expect([struct, declared]).not.toEqual([struct, undefined]);
      for (const [name, foreign] of Object.entries(names ?? {})) {
        expect([...declared!.keys()].map((each) => each.toLowerCase())).not.toContain(name);
        expect([...declared!.keys(), undefined]).toContain(foreign?.property);
        for (const [, type, member] of (foreign?.way ?? '').matchAll(/\b([A-Z]\w+)\.(\w+)/g)) {
          expect([
            `${type}.${member}`,
            js[type] === undefined ? 'of aws-cdk-lib' : typeof js[type][member],
          ]).not.toEqual([`${type}.${member}`, 'undefined']);
        }
      }
    }
  });
});

describe('a time or size that is no whole number', () => {
  const task =
    (options: object) =>
    ({ stack }: World) =>
      new library.HardenedTaskDefinition(stack, 'Task').addTaskContainer('app', { image, ...options });

  test.each<[(w: World) => unknown, string]>([
    [
      task({ stopTimeout: Duration.millis(1500) }),
      "Stack/Task: [Props.wholeUnit] 'stopTimeout' of HardenedTaskDefinition.addTaskContainer() must be whole seconds, got 1.5 seconds; round it",
    ],
    [task({ healthCheck: { command: ['true'], interval: Duration.millis(5500) } }), "'healthCheck.interval'"],
    [
      ({ stack }) => new library.HardenedTaskDefinition(stack, 'Task', { ephemeralStorage: Size.mebibytes(21_500) }),
      "'ephemeralStorage' of HardenedTaskDefinition must be whole GiB, got 20.9961 GiB",
    ],
    [
      ({ stack }) => new library.ImageRepository(stack, 'Images', { untaggedAfter: Duration.hours(30) }),
      "'untaggedAfter' of ImageRepository must be whole days, got 1.25 days",
    ],
    [
      () => library.MultilineParser.custom('p', { firstLine: 'a', nextLine: 'b', flushTimeout: Duration.millis(1.5) }),
      "'flushTimeout' of MultilineParser.custom() must be whole milliseconds, got 1.5 milliseconds",
    ],
    [
      ({ stack, cluster }) =>
        new library.ManagedInstancesCapacity(stack, 'Capacity', {
          cluster,
          instanceRequirements: { vCpuCountMin: 1, memoryMin: Size.kibibytes(1500) },
        }),
      "'instanceRequirements.memoryMin' of ManagedInstancesCapacity must be whole MiB, got 1.46484 MiB",
    ],
  ])('%#: fails', (call, message) => {
    expect(() => call(world())).toThrow(message);
  });

  test('is none when it is whole in another unit, or known only at deployment', () => {
    const later = Lazy.number({ produce: () => 30 });

    expect(() => [
      task({ stopTimeout: Duration.millis(2000), startTimeout: Duration.minutes(0.5) })(world()),
      task({ stopTimeout: Duration.seconds(later) })(world()),
      new library.HardenedTaskDefinition(world().stack, 'Task', { ephemeralStorage: Size.mebibytes(21_504) }),
    ]).not.toThrow();
  });

  test('is asked of times and sizes that are declared', () => {
    for (const [struct, units] of Object.entries(WHOLE_UNITS)) {
      for (const name of Object.keys(units ?? {})) {
        expect([struct, name, structShape(struct)?.get(name)?.type]).toEqual([
          struct,
          name,
          expect.stringMatching(/^(Duration|Size)$/),
        ]);
      }
    }
  });
});

test('messages have neither line breaks nor marks of tokens', () => {
  const message = (call: () => unknown): string => {
    try {
      call();
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  };
  const { stack } = world();

  expect(message(() => library.IsolationTier.of('a\nb'))).toContain("got 'a\\nb'");
  expect(message(() => library.MultilineParser.custom(Fn.importValue('x'), { firstLine: 'a', nextLine: 'b' }))).toBe(
    "[MultilineParser.invalid] 'name' must be letters, digits, '_' and '-', got '<known at deployment>'",
  );
  expect(
    message(() =>
      library.CapacityAssertions.places(library.CapacityStrategy.fargate(), 1, {
        FARGATE: Lazy.number({ produce: () => 1 }),
      }),
    ),
  ).toBe('[CapacityAssertions.places] 1 tasks are placed as FARGATE 1, expected FARGATE <known at deployment>');
  expect(
    message(
      () =>
        new library.TaskSecurityGroup(stack, 'Group', {
          vpc: new ec2.Vpc(stack, 'Other'),
          description: `${Aws.REGION}\n`,
        }),
    ),
  ).not.toContain('Token[');
});
