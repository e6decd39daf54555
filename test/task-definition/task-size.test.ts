import { Lazy, Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as fc from 'fast-check';
import { GroundworkError } from '../../lib/internal/errors';
import {
  fargateSizes,
  isFargateSize,
  largestWithin,
  smallestHolding,
} from '../../lib/task-definition/private/fargate-sizes';
import { TaskSize } from '../../lib/task-definition/task-size';

describe('TaskSize.of', () => {
  test.each([
    [256, 512],
    [256, 2048],
    [512, 4096],
    [1024, 3072],
    [4096, 30720],
    [8192, 61440],
    [16384, 122880],
    [32768, 61440],
    [32768, 249856],
  ])('takes %i/%i', (cpuUnits, memoryMiB) => {
    expect(TaskSize.of(cpuUnits, memoryMiB)).toMatchObject({ fargate: true, cpuUnits, memoryMiB });
  });

  test('knows every pair that Fargate has', () => {
    const sizes = fargateSizes();

    expect(sizes).toHaveLength(3 + 4 + 7 + 13 + 23 + 12 + 12 + 3);
    sizes.forEach(({ cpuUnits, memoryMiB }) => expect(TaskSize.of(cpuUnits, memoryMiB).fargate).toBe(true));
  });

  test('fails when the memory does not go with the CPU, naming what does and the nearest sizes', () => {
    expect(() => TaskSize.of(256, 4096)).toThrow(
      "[TaskSize.noSuchPair] Fargate has no size with 'cpuUnits' 256 and 'memoryMiB' 4096: 'cpu' 256 goes with a memory of 512, 1024, 2048 MiB; nearest sizes: 256/2048 below, 512/4096 above",
    );
  });

  test('fails when Fargate does not have the CPU size, naming those that it has', () => {
    expect(() => TaskSize.of(300, 1024)).toThrow(
      "'cpu' must be one of 256, 512, 1024, 2048, 4096, 8192, 16384, 32768; nearest sizes: 256/1024 below, 512/1024 above",
    );
  });

  test.each([
    [2048, 4097, '2048 goes with a memory of 4096 to 16384 in steps of 1024 MiB'],
    [256, 511, 'nearest sizes: 256/512 above'],
    [32768, 249857, 'nearest sizes: 32768/249856 below'],
    [8192, 18432, 'nearest sizes: 8192/16384 below, 8192/20480 above'],
  ])('fails for %i/%i', (cpuUnits, memoryMiB, words) => {
    expect(() => TaskSize.of(cpuUnits, memoryMiB)).toThrow(words);
  });

  test('lets tokens through, and renders them', () => {
    const stack = new Stack();
    const size = TaskSize.of(Lazy.number({ produce: () => 256 }), 4096);

    expect(stack.resolve(size.cpuText)).toBe('256');
    expect(size.memoryText).toBe('4096');
  });
});

describe('TaskSize.parse', () => {
  test.each([
    ['1 vCPU', '2 GB', '1024/2048'],
    ['.25 vcpu', '0.5GB', '256/512'],
    ['0.5vCPU', '1024', '512/1024'],
    ['32 vCPU', '244 GB', '32768/249856'],
    [' 256 ', ' 512 ', '256/512'],
  ])('reads %s and %s', (cpu, memory, size) => {
    expect(TaskSize.parse(cpu, memory).toString()).toBe(size);
  });

  test.each([
    ['1 core', '2 GB', "'cpu' must read like '1 vCPU', '.25 vCPU' or '1024', got '1 core'"],
    ['1 vCPU', '2 GiB', "'memory' must read like '2 GB', '0.5 GB' or '2048', got '2 GiB'"],
    ['', '2 GB', "got ''"],
  ])('fails for %p and %p', (cpu, memory, words) => {
    expect(() => TaskSize.parse(cpu, memory)).toThrow(words);
  });

  test('fails when Fargate does not have the size', () => {
    expect(() => TaskSize.parse('1 vCPU', '1 GB')).toThrow(expect.objectContaining({ code: 'TaskSize.noSuchPair' }));
  });

  test('lets tokens through, and renders what they become', () => {
    const stack = new Stack();
    const size = TaskSize.parse(Lazy.string({ produce: () => '1 vCPU' }), '3 GB');

    expect(stack.resolve(size.cpuText)).toBe('1 vCPU');
    expect(size.memoryText).toBe('3072');
  });
});

describe('TaskSize.smallestFor', () => {
  test.each([
    [{}, '256/512'],
    [{ cpuUnits: 256, memoryMiB: 2048 }, '256/2048'],
    [{ cpuUnits: 256, memoryMiB: 2049 }, '512/3072'],
    [{ cpuUnits: 257 }, '512/1024'],
    [{ memoryMiB: 30721 }, '8192/32768'],
    [{ memoryMiB: 122881 }, '32768/249856'],
    // The one place where more CPU would save memory: 4 GB do not pay for 16 vCPU.
    [{ cpuUnits: 8193, memoryMiB: 61440 }, '16384/65536'],
    [
      {
        containers: [
          { cpu: 200, memoryLimitMiB: 512 },
          { cpu: 100, memoryReservationMiB: 256 },
        ],
      },
      '512/1024',
    ],
    [{ containers: [{ memoryLimitMiB: 512, memoryReservationMiB: 4096 }, {}] }, '256/512'],
    [{ memoryMiB: 100, containers: [{ memoryLimitMiB: 512 }] }, '256/1024'],
    [{ operatingSystemFamily: ecs.OperatingSystemFamily.WINDOWS_SERVER_2022_CORE }, '1024/2048'],
  ])('%p fits into %s', (needs, size) => {
    expect(TaskSize.smallestFor(needs).toString()).toBe(size);
  });

  test('takes container options of aws-ecs as they are', () => {
    const container: ecs.ContainerDefinitionOptions = {
      image: ecs.ContainerImage.fromRegistry('app'),
      cpu: 512,
      memoryLimitMiB: 1024,
    };

    expect(TaskSize.smallestFor({ containers: [container] }).toString()).toBe('512/1024');
  });

  test('fails when nothing is large enough', () => {
    expect(() => TaskSize.smallestFor({ memoryMiB: 249857 })).toThrow(
      '[TaskSize.tooLarge] Fargate has no size that holds 249857 MiB, the largest is 32768/249856; split the task or place it on instances',
    );
    expect(() =>
      TaskSize.smallestFor({
        cpuUnits: 4097,
        operatingSystemFamily: ecs.OperatingSystemFamily.WINDOWS_SERVER_2022_FULL,
      }),
    ).toThrow('Fargate on Windows has no size that holds 4097 CPU units, the largest is 4096/30720');
  });

  test('fails when a need is known only at deployment, or negative', () => {
    const token = Lazy.number({ produce: () => 1 });

    expect(() => TaskSize.smallestFor({ containers: [{ cpu: token }] })).toThrow("[TaskSize.unknownNeed] 'cpuUnits'");
    expect(() => TaskSize.smallestFor({ memoryMiB: -1 })).toThrow("[TaskSize.negativeNeed] 'memoryMiB' must be zero");
  });
});

describe('TaskSize.onInstances', () => {
  test('has neither part by default', () => {
    const size = TaskSize.onInstances();

    expect(size).toMatchObject({ fargate: false, cpuUnits: undefined, memoryMiB: undefined });
    expect(size.toString()).toBe('-/-');
  });

  test.each([128, 300, 196608])('takes %i CPU units with any memory', (cpuUnits) => {
    expect(TaskSize.onInstances({ cpuUnits, memoryMiB: 777 }).toString()).toBe(`${cpuUnits}/777`);
  });

  test.each([
    [{ cpuUnits: 127 }, "'cpuUnits' must be an integer from 128 to 196608, got 127"],
    [{ cpuUnits: 196609 }, 'got 196609'],
    [{ cpuUnits: 128.5 }, 'got 128.5'],
    [{ memoryMiB: 0 }, "'memoryMiB' must be a positive integer, got 0"],
  ])('fails for %p', (options, words) => {
    expect(() => TaskSize.onInstances(options)).toThrow(words);
    expect(() => TaskSize.onInstances(options)).toThrow(GroundworkError);
  });

  test('lets tokens through', () => {
    const token = Lazy.number({ produce: () => 1 });

    expect(TaskSize.onInstances({ cpuUnits: token, memoryMiB: token }).cpuUnits).toBe(token);
  });
});

describe('arithmetic of the sizes', () => {
  const cpu = fc.integer({ min: 0, max: 40000 });
  const memory = fc.integer({ min: 0, max: 300000 });
  const need = fc.record({ cpuUnits: cpu, memoryMiB: memory });
  /** Published prices have a vCPU at about nine times a GB. */
  const price = (size: { cpuUnits: number; memoryMiB: number }): number => 9 * size.cpuUnits + size.memoryMiB;
  const holds = (
    size: { cpuUnits: number; memoryMiB: number },
    wanted: { cpuUnits: number; memoryMiB: number },
  ): boolean => size.cpuUnits >= wanted.cpuUnits && size.memoryMiB >= wanted.memoryMiB;

  test.each([false, true])(
    'the smallest size is valid, holds the need, and is the cheapest that does (windows: %p)',
    (windows) => {
      fc.assert(
        fc.property(need, (wanted) => {
          const candidates = fargateSizes(windows).filter((size) => holds(size, wanted));
          const size = smallestHolding(wanted, windows);

          expect(size === undefined).toBe(candidates.length === 0);
          if (size !== undefined) {
            expect(isFargateSize(size, windows)).toBe(true);
            expect(holds(size, wanted)).toBe(true);
            expect(price(size)).toBe(Math.min(...candidates.map(price)));
          }
        }),
      );
    },
  );

  test('a greater need never gets a cheaper size', () => {
    fc.assert(
      fc.property(need, need, (a, b) => {
        const small = smallestHolding(a);
        const large = smallestHolding({ cpuUnits: a.cpuUnits + b.cpuUnits, memoryMiB: a.memoryMiB + b.memoryMiB });

        expect(large === undefined || price(large) >= price(small!)).toBe(true);
      }),
    );
  });

  test('the largest size within is valid, exceeds nothing, and none above it fits', () => {
    fc.assert(
      fc.property(need, (limit) => {
        const size = largestWithin(limit);
        const candidates = fargateSizes().filter((candidate) => holds(limit, candidate));

        expect(size).toEqual(candidates.pop());
      }),
    );
  });

  test('the order of the containers does not matter', () => {
    const containers = fc.array(fc.record({ cpu: fc.nat(2000), memoryLimitMiB: fc.nat(8000) }), { maxLength: 8 });
    fc.assert(
      fc.property(containers, (list) => {
        const reversed = [...list].reverse();

        expect(TaskSize.smallestFor({ containers: list })).toEqual(TaskSize.smallestFor({ containers: reversed }));
      }),
    );
  });
});
