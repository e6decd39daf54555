import { Duration, Lazy, Token } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { GroundworkError } from '../../lib/internal/errors';
import { Finding } from '../../lib/internal/finding';
import { viewTask } from '../../lib/internal/task-view';
import { KERNEL_PARAMETER_TABLE, RANGES } from '../../lib/task-definition/private/kernel-parameter-table';
import {
  findParameter,
  KernelParameter,
  kernelParameters,
  nearestName,
  parseTable,
} from '../../lib/task-definition/private/kernel-parameters';
import { settingFindings } from '../../lib/task-definition/private/system-control-findings';
import { parseInteger, parsePorts } from '../../lib/task-definition/private/system-control-values';
import { systemControlFindings } from '../../lib/task-definition/rules/system-controls';
import { SystemControls } from '../../lib/task-definition/system-controls';

const token = (): string => Lazy.string({ produce: () => 'late' });

function faultsOf(act: () => unknown): { code: string; message: string }[] {
  try {
    act();
  } catch (error) {
    return [...(error as GroundworkError).faults];
  }
  return [];
}

const codesOf = (act: () => unknown): string[] => faultsOf(act).map(({ code }) => code);
const ofOne = (name: string, value: string) => () => SystemControls.of({ [name]: value });
const warningsOf = (values: { [name: string]: string }): string[] =>
  SystemControls.of(values)._warnings.map(({ code }) => code);

describe('kernel parameter table', () => {
  const parameters = [...kernelParameters().values()];

  test('is not loaded by importing SystemControls, but by using it', () => {
    jest.isolateModules(() => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const fresh = require('../../lib/task-definition/system-controls') as {
        SystemControls: typeof SystemControls;
      };
      let loads = 0;
      jest.doMock('../../lib/task-definition/private/kernel-parameter-table', () => {
        loads++;
        return { KERNEL_PARAMETER_TABLE, RANGES };
      });

      expect(loads).toBe(0);
      fresh.SystemControls.of({});
      expect(loads).toBe(0);
      fresh.SystemControls.of({ 'net.core.somaxconn': '1' });
      fresh.SystemControls.of({ 'net.core.somaxconn': '2' });
      expect(loads).toBe(1);
    });
    jest.dontMock('../../lib/task-definition/private/kernel-parameter-table');
  });

  test('has 783 names, each with a state on each kernel', () => {
    expect(parameters).toHaveLength(783);
    for (const { states } of parameters) {
      expect(states).toHaveLength(4);
      expect(states).not.toContain(undefined);
    }
  });

  test.each([
    ['writable', 645],
    ['host-only', 109],
    ['read-only', 16],
  ])('has %s names', (state, count) => {
    const only = parameters.filter(({ states }) => states.every((each) => each === state || each === 'missing'));

    expect(only).toHaveLength(count);
  });

  test('reads back as it was written', () => {
    const rendered = parameters.map(renderParameter).join('\n');

    expect(parseTable(rendered, {})).toEqual(parseTable(KERNEL_PARAMETER_TABLE, RANGES));
  });

  test.each([
    ['net.core.somaxconn', '4096'],
    ['net.ipv4.ip_local_port_range', '32768 60999'],
    ['net.ipv4.conf.all.accept_source_route', '0'],
    ['net.ipv4.conf.default.accept_source_route', '1'],
    ['net.ipv6.conf.eth0.mtu', '65536'],
    ['net.ipv4.tcp_rmem', undefined],
  ])('%s starts as %s in a new namespace', (name, initial) => {
    expect(findParameter(name)?.initial).toBe(initial);
  });

  test.each([
    ['net.ipv4.conf.eth0.rp_filter', 'net.ipv4.conf.<iface>.rp_filter'],
    ['net.ipv4.conf.all.rp_filter', 'net.ipv4.conf.all.rp_filter'],
    ['net.ipv6.neigh.eth1.locktime', 'net.ipv6.neigh.<iface>.locktime'],
    ['net.ipv4.conf.rp_filter', undefined],
  ])('finds %s as %s', (name, found) => {
    expect(findParameter(name)?.name).toBe(found);
  });

  test.each([
    ['net.core.somaxcon', 'net.core.somaxconn'],
    ['net.core.tcp_keepalive_time', 'net.ipv4.tcp_keepalive_time'],
    ['net.ipv4.tcp_keepalive_interval', 'net.ipv4.tcp_keepalive_intvl'],
    ['NET.CORE.SOMAXCONN', 'net.core.somaxconn'],
    ['kernel.shmmx', 'kernel.shmmax'],
    ['kernel.core_pattern', undefined],
    ['vm.overcommit_memory', undefined],
  ])('the nearest name to %s is %s', (name, nearest) => {
    expect(nearestName(name)).toBe(nearest);
  });
});

/** One parameter as one table of its own. */
function renderParameter({ name, states, type, count, ranges, initial }: KernelParameter): string {
  const letters = { writable: 'w', 'read-only': 'r', 'host-only': 'h', trigger: 't', missing: '-' };
  const spans = ranges.map((range) => (range === undefined ? '' : `${range.low}..${range.high}`)).join('|');
  const kind = type === 'integer' ? spans || 'int' : type === 'numbers' ? `${count}${spans && ':'}${spans}` : type;
  const split = name.lastIndexOf('.', name.includes('.nf_log.') ? name.lastIndexOf('.') - 1 : undefined);
  const value = initial === undefined ? '' : `=${initial.replaceAll(' ', '~')}`;
  return `@${name.slice(0, split)}\n${states.map((state) => letters[state]).join('')} ${kind}: ${name.slice(split + 1)}${value}`;
}

describe('SystemControls', () => {
  test('sorts network and IPC parameters apart, by name', () => {
    const controls = SystemControls.of({
      'net.ipv4.tcp_keepalive_time': '60',
      'kernel.shmmax': '1073741824',
      'net.core.somaxconn': '6000',
      'fs.mqueue.msg_max': '20',
    });

    expect(controls.networkControls).toEqual([
      { namespace: 'net.core.somaxconn', value: '6000' },
      { namespace: 'net.ipv4.tcp_keepalive_time', value: '60' },
    ]);
    expect(controls.ipcControls).toEqual([
      { namespace: 'fs.mqueue.msg_max', value: '20' },
      { namespace: 'kernel.shmmax', value: '1073741824' },
    ]);
    expect(controls._warnings).toEqual([]);
  });

  test('may be empty', () => {
    expect(SystemControls.of({}).networkControls).toEqual([]);
  });

  test('lets tokens through as values', () => {
    for (const name of kernelParameters().keys()) {
      const findings = settingFindings([{ name }]).filter(({ severity }) => severity === 'error');
      expect(findings.map(({ code }) => code).filter((code) => code !== 'SystemControls.neverSettable')).toEqual([]);
    }
    const late = token();
    const controls = SystemControls.of({ 'net.ipv4.ip_local_port_range': late, 'kernel.sem': late });

    expect(controls.networkControls).toEqual([{ namespace: 'net.ipv4.ip_local_port_range', value: late }]);
  });

  test('fails with all faults at once', () => {
    expect(
      codesOf(() =>
        SystemControls.of({
          '': '1',
          'kernel.sem': '',
          'net.core.netdev_max_backlog': '1',
          'net.core.somaxcon': '1',
          'net.core.somaxconn': 'many',
          'vm.max_map_count': '262144',
        }),
      ),
    ).toEqual([
      'SystemControls.missingName',
      'SystemControls.missingValue',
      'SystemControls.neverSettable',
      'SystemControls.unknownName',
      'SystemControls.invalidValue',
      'SystemControls.notAllowed',
    ]);
  });

  test('fails when a name is a token', () => {
    expect(codesOf(() => SystemControls.of({ [token()]: '1' }))).toEqual(['SystemControls.unresolvedName']);
  });

  describe('names', () => {
    test.each([
      ['vm.max_map_count', 'node.store.allow_mmap=false'],
      ['vm.swappiness', "use 'swappiness' with 'maxSwap' of linuxParameters (EC2 only)"],
      ['fs.file-max', "raise the 'nofile' ulimit"],
      ['kernel.pid_max', 'it is one value for the whole host'],
      ['kernel.hostname', "use 'hostname' of the container"],
      ['kernel.msg_next_id', 'it belongs to the host or to another namespace'],
      ['kernel.shmmx', "did you mean 'kernel.shmmax'?"],
      ['netcore.somaxconn', "did you mean 'net.core.somaxconn'?"],
    ])('fails when ECS does not take %s', (name, wayOut) => {
      const [{ code, message }] = faultsOf(ofOne(name, '1'));

      expect(code).toBe('SystemControls.notAllowed');
      expect(message).toContain(`'systemControls' sets '${name}'; ECS takes net.*, fs.mqueue.* and kernel.msgmax, `);
      expect(message).toContain(wayOut);
    });

    test.each(['net.core.netdev_max_backlog', 'net.ipv4.neigh.default.gc_thresh3', 'net.ipv4.tcp_mem'])(
      'fails when %s exists only on the host',
      (name) => {
        expect(faultsOf(ofOne(name, '1'))).toEqual([
          {
            code: 'SystemControls.neverSettable',
            message:
              `'systemControls' sets '${name}', which no container can set: it exists only in the host's namespace ` +
              '(Linux 5.10, 6.1, 6.12 and 6.18); set it on the host, where it holds for every container (on EC2 in the ' +
              'user data, or in the settings of Bottlerocket), and leave it out where the host is not yours (Fargate)',
          },
        ]);
      },
    );

    test('fails when a name is host-only on old kernels and read-only on new ones', () => {
      expect(faultsOf(ofOne('net.core.rmem_max', '1'))[0].message).toContain(
        "which no container can set: it exists only in the host's namespace (Linux 5.10 and 6.1), it is read-only in a " +
          'container (Linux 6.12 and 6.18);',
      );
    });

    test.each([
      ['net/core/somaxconn', 'net.core.somaxconn'],
      ['kernel/sem', 'kernel.sem'],
      ['net.ipv4/tcp_keepalive_time', 'net.ipv4.tcp_keepalive_time'],
      [' net.core.somaxconn', 'net.core.somaxconn'],
      ['net.core.somaxconn ', 'net.core.somaxconn'],
    ])('fails when %j is not spelled with dots alone', (name, dotted) => {
      expect(faultsOf(ofOne(name, '1'))).toEqual([
        {
          code: 'SystemControls.spelling',
          message: `'systemControls' sets '${name}'; write '${dotted}', with dots and nothing around it`,
        },
      ]);
    });

    test.each([
      ['net.core.somaxcon', "did you mean 'net.core.somaxconn'?"],
      ['net.core.tcp_keepalive_time', "did you mean 'net.ipv4.tcp_keepalive_time'?"],
      ['net.ipv4.conf.all.rp_filterr', "did you mean 'net.ipv4.conf.all.rp_filter'?"],
      ['net.ipv4.tcp_something_of_the_future', 'correct it or leave it out'],
      ['fs.mqueue.message_count', 'correct it or leave it out'],
    ])('fails when no kernel has %s', (name, hint) => {
      const [{ code, message }] = faultsOf(ofOne(name, '1'));

      expect(code).toBe('SystemControls.unknownName');
      expect(message).toContain('not found on Linux 5.10, 6.1, 6.12 and 6.18');
      expect(message).toContain(hint);
    });

    test('fails when old kernels had a name, and says what helps instead', () => {
      expect(faultsOf(ofOne('net.ipv4.tcp_tw_recycle', '1'))[0].message).toContain('Linux 4.12 removed it');
    });

    test.each([
      ['net.smc.wmem', 'SystemControls.unverifiedName'],
      ['net.rds.max_dgram_qlen', 'SystemControls.unverifiedName'],
      ['net.tipc.tipc_rmem_of_old', 'SystemControls.unverifiedName'],
      ['net.core.optmem_max', 'SystemControls.kernelDependent'],
      ['net.ipv4.icmp_msgs_burst', 'SystemControls.kernelDependent'],
      ['net.ipv4.route.flush', 'SystemControls.kernelDependent'],
      ['net.netfilter.nf_conntrack_tcp_timeout_established', 'SystemControls.moduleDependent'],
      ['net.netfilter.nf_conntrack_something_of_the_future', 'SystemControls.unverifiedName'],
      ['net.ipv4.vs.conntrack', 'SystemControls.moduleDependent'],
      ['net.bridge.bridge-nf-call-iptables', 'SystemControls.moduleDependent'],
      ['net.ipv4.conf.eth0.rp_filter', 'SystemControls.interfaceDependent'],
    ])('warns that %s depends on the host', (name, code) => {
      expect(warningsOf({ [name]: '1' })).toEqual([code]);
    });

    test('says on which kernels a name can be set', () => {
      expect(SystemControls.of({ 'net.core.optmem_max': '1' })._warnings[0].message).toContain(
        "it exists only in the host's namespace (Linux 5.10 and 6.1), a container can set it (Linux 6.12 and 6.18); where",
      );
    });
  });

  describe('values', () => {
    test.each([
      ['net.core.somaxconn', '0x10', true],
      ['net.core.somaxconn', '010', true],
      ['net.core.somaxconn', '08', false],
      ['net.core.somaxconn', '+5', false],
      ['net.core.somaxconn', '-1', false],
      ['net.core.somaxconn', '1.5', false],
      ['net.core.somaxconn', '1e3', false],
      ['net.core.somaxconn', '12abc', false],
      ['net.core.somaxconn', '1 2', false],
      ['net.core.somaxconn', '2147483647', true],
      ['net.core.somaxconn', '2147483648', false],
      ['net.core.somaxconn', '99999999999999999999', false],
      ['net.ipv4.ip_local_port_range', '1024 65535', true],
      ['net.ipv4.ip_local_port_range', '1024\t65535', true],
      ['net.ipv4.ip_local_port_range', '1024 1024', true],
      ['net.ipv4.ip_local_port_range', '1023 65535', false],
      ['net.ipv4.ip_local_port_range', '0 65535', false],
      ['net.ipv4.ip_local_port_range', '1024 65536', false],
      ['net.ipv4.ip_local_port_range', '1025 1024', false],
      ['net.ipv4.ip_local_port_range', '1024', false],
      ['net.ipv4.ip_local_port_range', '1024-65535', false],
      ['net.ipv4.ip_local_port_range', '1024,65535', false],
      ['net.ipv4.ip_local_port_range', '1024 65535 7', false],
      ['net.ipv4.tcp_rmem', '4096 131072 6291456', true],
      ['net.ipv4.tcp_rmem', '0 131072 6291456', false],
      ['net.ipv4.tcp_rmem', '4096 131072', false],
      ['net.ipv4.tcp_wmem', '4096 16384 4194304 1', false],
      ['net.ipv4.tcp_wmem', '4096 16384 2147483648', false],
      ['kernel.sem', '250 32000 32 128', true],
      ['kernel.sem', '250 32000 32 32768', true],
      ['kernel.sem', '250 32000 32 32769', false],
      ['kernel.sem', '250 32000 32', false],
      ['kernel.sem', '250,32000,32,128', false],
      ['kernel.shmmax', '18446744073709551615', true],
      ['kernel.shmmax', '18446744073709551616', false],
      ['net.ipv4.ping_group_range', '0 2147483647', true],
      ['net.ipv4.ping_group_range', '0 4294967295', false],
      ['net.ipv4.ip_local_reserved_ports', '8080,9000-9100', true],
      ['net.ipv4.ip_local_reserved_ports', '8080 9000', false],
      ['net.ipv4.ip_local_reserved_ports', '9100-9000', false],
      ['net.ipv4.ip_local_reserved_ports', '65536', false],
      ['net.ipv4.ip_unprivileged_port_start', '0', true],
      ['net.ipv4.ip_unprivileged_port_start', '32768', true],
      ['net.ipv4.ip_unprivileged_port_start', '32769', false],
      ['net.bridge.bridge-nf-call-iptables', 'yes', false],
    ])('%s of %j: taken is %s', (name, value, taken) => {
      expect(codesOf(ofOne(name, value)).length === 0).toBe(taken);
    });

    test.each([
      ['net.core.somaxconn', 'many', "sets 'net.core.somaxconn' to 'many'; it must be one integer"],
      ['net.core.somaxconn', '1 2', 'it must be one integer: the kernel ignores the numbers that are too many'],
      ['kernel.sem', '250 1 1', 'it must be 4 integers with spaces between them: the kernel leaves the numbers that'],
      ['fs.mqueue.msg_max', '65537', "sets 'fs.mqueue.msg_max' to '65537'; it must be 1 to 65536"],
      ['net.ipv4.tcp_ecn', '256', 'it must be 0 to 255 (Linux 5.10), 0 to 2 (Linux 6.1, 6.12 and 6.18)'],
      ['net.ipv4.ip_local_port_range', '9 8', "it must be 'low high', with low not above high"],
      ['net.ipv4.ip_local_port_range', '0 8', 'it must be each 1 to 65535'],
    ])('fails when %s is %j, with what is allowed', (name, value, message) => {
      expect(faultsOf(ofOne(name, value))[0].message).toContain(message);
    });

    test.each([
      ['net.ipv4.tcp_ecn', '3', 'SystemControls.kernelDependentValue'],
      ['net.ipv4.tcp_congestion_control', 'bbr', 'SystemControls.hostDependentValue'],
      ['net.core.somaxconn', '0', 'SystemControls.questionableValue'],
      ['net.core.somaxconn', '010', 'SystemControls.questionableValue'],
      ['net.ipv4.tcp_keepalive_time', '0', 'SystemControls.questionableValue'],
      ['net.ipv4.tcp_keepalive_time', '32768', 'SystemControls.questionableValue'],
      ['net.ipv4.tcp_keepalive_probes', '0', 'SystemControls.questionableValue'],
      ['net.ipv4.tcp_syncookies', '3', 'SystemControls.questionableValue'],
      ['net.ipv4.tcp_rmem', '9 8 10', 'SystemControls.questionableValue'],
      ['net.ipv4.tcp_wmem', '8 10 9', 'SystemControls.questionableValue'],
    ])('warns when %s is %j', (name, value, code) => {
      expect(warningsOf({ [name]: value })).toEqual([code]);
    });

    test.each([
      ['net.ipv4.tcp_congestion_control', 'cubic'],
      ['net.ipv4.tcp_congestion_control', 'reno'],
      ['net.ipv4.tcp_keepalive_time', '32767'],
      ['net.ipv4.tcp_ecn', '2'],
    ])('says nothing when %s is %j', (name, value) => {
      expect(warningsOf({ [name]: value })).toEqual([]);
    });

    const integers = [...kernelParameters().values()].filter(
      ({ type, ranges, states }) => type === 'integer' && ranges.length > 0 && states.includes('writable'),
    );

    test('every integer takes its least and its greatest value, and nothing beyond', () => {
      expect(integers.length).toBeGreaterThan(400);
      for (const { name, ranges } of integers) {
        const known = ranges.filter((range) => range !== undefined);
        const low = known.reduce((least, range) => (range.low < least ? range.low : least), known[0].low);
        const high = known.reduce((most, range) => (range.high > most ? range.high : most), known[0].high);
        const faults = (value: bigint): string[] =>
          settingFindings([{ name, value: String(value) }])
            .filter(({ severity }) => severity === 'error')
            .map(({ code }) => `${name}=${value} ${code}`);

        expect(faults(low)).toEqual([]);
        expect(faults(high)).toEqual([]);
        expect(faults(low - 1n)).toEqual([`${name}=${low - 1n} SystemControls.outOfRange`]);
        expect(faults(high + 1n)).toEqual([`${name}=${high + 1n} SystemControls.outOfRange`]);
      }
    });

    test('reads integers as the kernel does', () => {
      fc.assert(
        fc.property(fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }), (number) => {
          const sign = number < 0n ? '-' : '';
          const size = number < 0n ? -number : number;

          expect(parseInteger(String(number))).toBe(number);
          expect(parseInteger(`${sign}0x${size.toString(16)}`)).toBe(number);
          expect(parseInteger(`${sign}0${size.toString(8)}`)).toBe(number);
        }),
      );
    });

    test('reads any list of ports', () => {
      const port = fc.integer({ min: 0, max: 65535 });
      fc.assert(
        fc.property(fc.array(fc.tuple(port, port), { minLength: 1 }), (pairs) => {
          const ranges = pairs.map(([one, other]) => [Math.min(one, other), Math.max(one, other)]);
          const text = ranges.map(([low, high]) => (low === high ? low : `${low}-${high}`)).join(',');

          expect(parsePorts(text)).toEqual(ranges.map(([low, high]) => ({ low: BigInt(low), high: BigInt(high) })));
        }),
      );
    });
  });

  describe('settings that limit each other', () => {
    const range = 'net.ipv4.ip_local_port_range';
    const start = 'net.ipv4.ip_unprivileged_port_start';

    test.each([
      [{ [range]: '1023 65535' }, ['SystemControls.portRange']],
      [{ [range]: '1024 65535', [start]: '1025' }, ['SystemControls.portRange']],
      [{ [range]: '1024 65535', [start]: '1024' }, []],
      [{ [range]: '1024 65535', [start]: '0' }, []],
      [{ [range]: '500 65535', [start]: '501' }, ['SystemControls.portRange']],
      [{ [range]: '1024 65536', [start]: '1024' }, ['SystemControls.outOfRange']],
      [{ 'net.ipv4.ipfrag_low_thresh': '9', 'net.ipv4.ipfrag_high_thresh': '8' }, ['SystemControls.outOfRange']],
    ])('%j: faults %j', (values, codes) => {
      expect(codesOf(() => SystemControls.of(values))).toEqual(codes);
    });

    test.each([
      [{ [range]: '500 65535', [start]: '500' }],
      [{ [range]: '1 65535', [start]: '0' }],
      [{ [range]: '40000 65535', [start]: '40000' }],
      [{ 'net.ipv4.ipfrag_low_thresh': '8388608', 'net.ipv4.ipfrag_high_thresh': '16777216' }],
    ])('warns when only one order of writing works: %j', (values) => {
      expect(warningsOf(values)).toEqual(['SystemControls.applyOrder']);
    });

    test.each([
      [{ [range]: '500 65535', [start]: token() }],
      [{ [range]: token(), [start]: '32768' }],
      [{ [range]: token(), [start]: '40000' }],
    ])('says nothing when one of them is a token: %#', (values) => {
      expect(warningsOf(values)).toEqual([]);
    });

    test('names both', () => {
      expect(faultsOf(() => SystemControls.of({ [range]: '1024 65535', [start]: '2000' }))[0].message).toBe(
        `'systemControls' sets '${range}' to '1024 65535', which begins below '${start}' (set to '2000'): the kernel ` +
          'refuses that and the container does not start; raise the one or lower the other',
      );
    });
  });

  describe('plus', () => {
    test('has the parameters of both', () => {
      const both = SystemControls.of({ 'net.core.somaxconn': '1' }).plus(SystemControls.of({ 'kernel.msgmax': '2' }));

      expect(both.networkControls).toEqual([{ namespace: 'net.core.somaxconn', value: '1' }]);
      expect(both.ipcControls).toEqual([{ namespace: 'kernel.msgmax', value: '2' }]);
    });

    test('fails when both set a name to different values', () => {
      const one = SystemControls.of({ 'net.core.somaxconn': '1', 'kernel.msgmax': '5' });

      expect(faultsOf(() => one.plus(SystemControls.of({ 'net.core.somaxconn': '2', 'kernel.msgmax': '5' })))).toEqual([
        {
          code: 'SystemControls.conflict',
          message: "'systemControls' sets 'net.core.somaxconn' to '1' and to '2'; leave one of them out",
        },
      ]);
    });

    test('fails when the two limit each other', () => {
      const start = SystemControls.of({ 'net.ipv4.ip_unprivileged_port_start': '2000' });

      expect(codesOf(() => SystemControls.proxy().plus(start))).toEqual(['SystemControls.portRange']);
    });

    test('does not depend on the order', () => {
      const names = ['kernel.msgmax', 'kernel.msgmnb', 'net.core.somaxconn', 'net.ipv4.tcp_retries2'];
      const some = fc.subarray(names).map((picked) => Object.fromEntries(picked.map((name) => [name, '7'])));
      fc.assert(
        fc.property(some, some, (one, other) => {
          const [left, right] = [SystemControls.of(one), SystemControls.of(other)];

          expect(left.plus(right)).toEqual(right.plus(left));
        }),
      );
    });
  });

  describe('presets', () => {
    const valuesOf = (controls: SystemControls): Record<string, string> =>
      Object.fromEntries(controls.networkControls.map(({ namespace, value }) => [namespace, value]));

    test('a proxy has deep queues and wide ports', () => {
      expect(valuesOf(SystemControls.proxy())).toEqual({
        'net.core.somaxconn': '16384',
        'net.ipv4.ip_local_port_range': '1024 65535',
        'net.ipv4.tcp_max_syn_backlog': '16384',
      });
    });

    test('a proxy can be told all of it', () => {
      const options = { acceptQueue: 6000, lowestPort: 2048, highestPort: 65000, reservedPorts: [8080, 9901] };

      expect(valuesOf(SystemControls.proxy(options))).toEqual({
        'net.core.somaxconn': '6000',
        'net.ipv4.ip_local_port_range': '2048 65000',
        'net.ipv4.ip_local_reserved_ports': '8080,9901',
        'net.ipv4.tcp_max_syn_backlog': '6000',
      });
    });

    test.each([
      [{ acceptQueue: -1 }, ['SystemControls.outOfRange']],
      [{ lowestPort: 1023 }, ['SystemControls.portRange']],
      [{ lowestPort: 2000, highestPort: 1999 }, ['SystemControls.portRange']],
      [{ highestPort: 65536 }, ['SystemControls.outOfRange']],
      [{ reservedPorts: [70000] }, ['SystemControls.invalidValue']],
      [{ acceptQueue: 1.5 }, ['SystemControls.invalidValue', 'SystemControls.invalidValue']],
    ])('fails when a proxy is told %j', (options, codes) => {
      expect(codesOf(() => SystemControls.proxy(options))).toEqual(codes);
    });

    test('dead peers are found within seconds', () => {
      const controls = SystemControls.deadPeerDetection();

      expect(valuesOf(controls)).toEqual({
        'net.ipv4.tcp_keepalive_intvl': '1',
        'net.ipv4.tcp_keepalive_probes': '5',
        'net.ipv4.tcp_keepalive_time': '1',
        'net.ipv4.tcp_retries2': '5',
        'net.ipv4.tcp_syn_retries': '3',
      });
      expect(controls.idlePeerDetectionTime()?.toSeconds()).toBe(6);
      expect(controls.unacknowledgedDataTime()?.toMilliseconds()).toBe(12_600);
      expect(controls._warnings).toEqual([]);
    });

    test('dead peer detection can be told all of it', () => {
      const controls = SystemControls.deadPeerDetection({
        idle: Duration.minutes(5),
        interval: Duration.seconds(10),
        probes: 3,
        retransmissions: 8,
        connectRetransmissions: 6,
      });

      expect(valuesOf(controls)).toEqual({
        'net.ipv4.tcp_keepalive_intvl': '10',
        'net.ipv4.tcp_keepalive_probes': '3',
        'net.ipv4.tcp_keepalive_time': '300',
        'net.ipv4.tcp_retries2': '8',
        'net.ipv4.tcp_syn_retries': '6',
      });
      expect(controls.idlePeerDetectionTime()?.toSeconds()).toBe(330);
      expect(controls.unacknowledgedDataTime()?.toMilliseconds()).toBe(102_200);
    });

    test('fails when a time is not whole seconds', () => {
      expect(faultsOf(() => SystemControls.deadPeerDetection({ idle: Duration.millis(1500) }))[0].message).toBe(
        "'systemControls' sets 'net.ipv4.tcp_keepalive_time' to '1.5'; it must be one integer",
      );
    });

    test("knows the kernel's own times", () => {
      const controls = SystemControls.of({});

      expect(controls.idlePeerDetectionTime()?.toSeconds()).toBe(7875);
      expect(controls.unacknowledgedDataTime()?.toMilliseconds()).toBe(924_600);
    });

    test('tokens pass, and the times are then not known', () => {
      const probes = Token.asNumber({ Ref: 'Probes' });
      const controls = SystemControls.deadPeerDetection({
        probes,
        retransmissions: probes,
        idle: Duration.seconds(probes),
      });

      expect(controls.idlePeerDetectionTime()).toBeUndefined();
      expect(controls.unacknowledgedDataTime()).toBeUndefined();
      expect(SystemControls.proxy({ acceptQueue: probes, lowestPort: probes })._warnings).toEqual([]);
    });

    test('both together warn of nothing', () => {
      expect(SystemControls.proxy().plus(SystemControls.deadPeerDetection())._warnings).toEqual([]);
    });
  });
});

describe('systemControlFindings', () => {
  type Controls = { [name: string]: unknown } | unknown[];
  const container = (Name: string, controls: Controls, more: object = {}): object => ({
    Name,
    SystemControls: Array.isArray(controls)
      ? controls
      : Object.entries(controls).map(([Namespace, Value]) => ({ Namespace, Value })),
    ...more,
  });
  const find = (containers: object[], task: object = {}): Finding[] =>
    systemControlFindings(
      viewTask({
        NetworkMode: 'awsvpc',
        RequiresCompatibilities: ['FARGATE'],
        ContainerDefinitions: containers,
        ...task,
      }),
    );
  const codes = (findings: Finding[]): string[] => findings.map(({ code }) => code);
  const listening = { PortMappings: [{ ContainerPort: 80 }] };

  test('finds nothing in a task without settings, or with good ones', () => {
    expect(find([{ Name: 'a' }, container('b', [])])).toEqual([]);
    expect(find([container('a', { 'net.core.somaxconn': '6000', 'kernel.msgmax': 9000 })])).toEqual([]);
  });

  test('finds nothing in what is known only at deployment', () => {
    const late = { Ref: 'Late' };

    expect(find([{ Name: 'a', SystemControls: late }])).toEqual([]);
    expect(find([container('a', [late, { Namespace: late, Value: '1' }])])).toEqual([]);
    expect(find([container('a', { 'net.core.somaxconn': late, 'net.ipv4.ip_local_port_range': token() })])).toEqual([]);
    const [known, unknown] = [{ 'net.ipv4.tcp_retries2': '3' }, { 'net.ipv4.tcp_retries2': late }];
    expect(find([container('a', unknown), container('b', known)])).toEqual([]);
    expect(find([container('a', known), container('b', unknown)])).toEqual([]);
    expect(
      find([container('a', { 'net.ipv4.tcp_retries2': '4' }), container('b', { 'net.ipv4.tcp_retries2': '3' })], {
        NetworkMode: late,
        RequiresCompatibilities: ['EC2'],
      }),
    ).toEqual([]);
    expect(find([container('a', { 'kernel.msgmax': '1' })], { NetworkMode: late, IpcMode: late })).toEqual([]);
  });

  test('checks names and values of each container, and says which container it is', () => {
    const findings = find([container('a', { 'vm.max_map_count': '1' }), container('b', { 'net.core.somaxconn': 'x' })]);

    expect(findings.map(({ code, severity, container: name }) => [code, severity, name])).toEqual([
      ['SystemControls.invalidValue', 'error', 'b'],
      ['SystemControls.notAllowed', 'error', 'a'],
    ]);
    expect(findings[0].message).toBe(
      "'systemControls' of container 'b' sets 'net.core.somaxconn' to 'x'; it must be one integer",
    );
  });

  test.each([
    [[{ Namespace: '', Value: '1' }], 'SystemControls.missingName'],
    [[{ Value: '1' }], 'SystemControls.missingName'],
    [[{ foo: 'bar' }], 'SystemControls.missingName'],
    [[{ Namespace: 'net.core.somaxconn', Value: '' }], 'SystemControls.missingValue'],
    [[{ Namespace: 'net.core.somaxconn' }], 'SystemControls.missingValue'],
  ])('fails when an item is incomplete: %j', (controls, code) => {
    expect(codes(find([container('a', controls)]))).toEqual([code]);
  });

  test('fails when a container sets a name twice, once for each name', () => {
    const item = { Namespace: 'net.core.somaxconn', Value: '1' };

    expect(codes(find([container('a', [item, { ...item, Value: '2' }, item])]))).toEqual([
      'SystemControls.duplicateName',
    ]);
  });

  test('fails on Windows, once for each container', () => {
    const findings = find(
      [container('a', { 'net.core.somaxconn': '1', 'kernel.msgmax': '1' }), container('b', { 'vm.x': '1' })],
      { RuntimePlatform: { OperatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' } },
    );

    expect(findings.map(({ code, container: name }) => [code, name])).toEqual([
      ['SystemControls.windows', 'a'],
      ['SystemControls.windows', 'b'],
    ]);
  });

  test.each([
    ['host', undefined, ['SystemControls.hostNetwork']],
    ['host', 'host', ['SystemControls.hostNetwork', 'SystemControls.hostIpc']],
    ['bridge', 'host', ['SystemControls.hostIpc']],
    ['none', 'task', []],
    [undefined, 'none', []],
  ])('network mode %s and ipc mode %s: %j', (NetworkMode, IpcMode, expected) => {
    expect(
      codes(
        find([container('a', { 'net.core.somaxconn': '1', 'kernel.msgmax': '1' })], {
          NetworkMode,
          IpcMode,
          RequiresCompatibilities: ['EC2'],
        }),
      ),
    ).toEqual(expected);
  });

  describe('one name on several containers', () => {
    const two = (name: string, one: string, other: string): object[] => [
      container('a', { [name]: one }),
      container('b', { [name]: other }),
    ];

    test('fails with two values in one network, and names both', () => {
      expect(find(two('net.core.somaxconn', '1024', '4096'))).toEqual([
        {
          code: 'SystemControls.conflict',
          severity: 'error',
          container: 'b',
          message:
            "'systemControls' sets 'net.core.somaxconn' to '1024' on container 'a' and to '4096' on container 'b', which " +
            'share one network namespace: the container that starts last decides for both; set one value on all of them',
        },
      ]);
    });

    test('fails where the network mode is a token on Fargate, which knows only awsvpc', () => {
      expect(codes(find(two('net.core.somaxconn', '1', '2'), { NetworkMode: { Ref: 'Mode' } }))).toEqual([
        'SystemControls.conflict',
      ]);
    });

    test.each([
      ['bridge', 'net.core.somaxconn', undefined, []],
      ['none', 'net.core.somaxconn', undefined, []],
      ['awsvpc', 'net.core.somaxconn', undefined, ['SystemControls.conflict']],
      ['awsvpc', 'kernel.msgmax', undefined, []],
      ['awsvpc', 'kernel.msgmax', 'none', []],
      ['awsvpc', 'kernel.msgmax', 'task', ['SystemControls.conflict']],
      ['bridge', 'fs.mqueue.msg_max', 'task', ['SystemControls.conflict']],
    ])('%s, %s with ipc mode %s: two values give %j', (NetworkMode, name, IpcMode, expected) => {
      expect(codes(find(two(name, '1', '2'), { NetworkMode, IpcMode, RequiresCompatibilities: ['EC2'] }))).toEqual(
        expected,
      );
    });

    test('may have one value, however it is spaced', () => {
      expect(find(two('net.ipv4.ip_local_port_range', '1024 65535', '1024\t65535'))).toEqual([]);
    });

    test('is warned about once', () => {
      expect(codes(find(two('net.core.optmem_max', '20480', '20480')))).toEqual(['SystemControls.kernelDependent']);
    });
  });

  describe('start order', () => {
    const setter = container('setter', { 'net.core.somaxconn': '6000' });

    test('warns when a listening container may start before the one with the setting', () => {
      expect(find([setter, { Name: 'web', ...listening }])).toEqual([
        {
          code: 'SystemControls.startOrder',
          severity: 'warning',
          container: 'setter',
          message:
            "'systemControls' of container 'setter' sets 'net.core.somaxconn' for the whole task, but 'web' may start " +
            "earlier, and what already listens keeps the kernel's own value; set it on every container, or let 'web' " +
            "depend on 'setter'",
        },
      ]);
    });

    test.each([
      ['the other does not listen', [setter, { Name: 'logs' }]],
      ['the other sets it too', [setter, container('web', { 'net.core.somaxconn': '6000' }, listening)]],
      [
        'the other waits for it',
        [setter, { Name: 'web', ...listening, DependsOn: [{ ContainerName: 'setter', Condition: 'START' }] }],
      ],
      [
        'the other waits for it through a third, in a circle even',
        [
          setter,
          { Name: 'web', ...listening, DependsOn: [{ ContainerName: 'init' }] },
          { Name: 'init', DependsOn: [{ ContainerName: 'web' }, { ContainerName: 'setter' }] },
        ],
      ],
      [
        'the setting holds at once',
        [container('setter', { 'net.ipv4.tcp_keepalive_time': '60' }), { Name: 'web', ...listening }],
      ],
    ])('says nothing when %s', (_, containers) => {
      expect(find(containers as object[])).toEqual([]);
    });

    test('warns once of a name that several containers set', () => {
      const other = container('other', { 'net.core.somaxconn': '6000' });

      expect(codes(find([setter, other, { Name: 'web', ...listening }]))).toEqual(['SystemControls.startOrder']);
    });

    test('says nothing where each container has its own network', () => {
      expect(
        find([setter, { Name: 'web', ...listening }], { NetworkMode: 'bridge', RequiresCompatibilities: ['EC2'] }),
      ).toEqual([]);
    });

    test('warns of every container when sockets take the value as they are made', () => {
      expect(codes(find([container('a', { 'net.ipv4.tcp_rmem': '4096 131072 6291456' }), { Name: 'b' }]))).toEqual([
        'SystemControls.startOrder',
      ]);
    });
  });

  describe('ports', () => {
    const range = 'net.ipv4.ip_local_port_range';
    const wide = { [range]: '1024 65535' };
    const ports = (...numbers: unknown[]): object => ({
      PortMappings: numbers.map((ContainerPort) => ({ ContainerPort })),
    });

    test('warns when outgoing connections may take the port of a container', () => {
      const findings = find([container('a', wide), { Name: 'b', ...ports(9901, 8080) }]);

      expect(codes(findings)).toEqual(['SystemControls.portClash']);
      expect(codes(find([container('a', wide), container('b', wide, ports(8080))]))).toEqual(codes(findings));
      expect(findings[0].message).toContain('includes the container port 8080,9901: an outgoing connection');
      expect(findings[0].message).toContain("reserve it with 'net.ipv4.ip_local_reserved_ports': '8080,9901'");
    });

    test.each([
      ['the ports are reserved', { ...wide, 'net.ipv4.ip_local_reserved_ports': '8000-8100' }, ports(8080)],
      ['the reserved ports are a token', { ...wide, 'net.ipv4.ip_local_reserved_ports': { Ref: 'P' } }, ports(8080)],
      ['the port is below the range', wide, ports(80)],
      ["the port is in the kernel's own range", wide, ports(50000)],
      ['the port is a token', wide, ports({ Ref: 'Port' })],
      ['the range is no wider than usual', { [range]: '32768 65535' }, ports(40000)],
    ])('says nothing when %s', (_, controls, more) => {
      expect(find([container('a', controls, more)])).toEqual([]);
    });

    test('looks only at the container itself where each has its own network', () => {
      const bridge = { NetworkMode: 'bridge', RequiresCompatibilities: ['EC2'] };

      expect(find([container('a', wide), { Name: 'b', ...ports(8080) }], bridge)).toEqual([]);
      expect(codes(find([container('a', wide, ports(8080))], bridge))).toEqual(['SystemControls.portClash']);
    });

    test.each([
      [['FARGATE'], 'error'],
      [['EC2', 'FARGATE'], 'error'],
      [['MANAGED_INSTANCES'], 'error'],
      [['EC2'], 'warning'],
      [undefined, 'warning'],
    ])('a range below 1024 on %j is an %s', (RequiresCompatibilities, severity) => {
      const findings = find([container('a', { [range]: '1000 65535' })], { RequiresCompatibilities });

      expect(findings.map((finding) => [finding.code, finding.severity])).toEqual([
        ['SystemControls.portRange', severity],
      ]);
    });

    test('fails when two containers of a task set a range and a start that exclude each other', () => {
      expect(
        codes(find([container('a', wide), container('b', { 'net.ipv4.ip_unprivileged_port_start': '2000' })])),
      ).toEqual(['SystemControls.portRange']);
    });
  });
});
