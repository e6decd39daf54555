import { Duration, Token, Tokenization } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { failAll } from '../internal/errors';
import { error, Finding } from '../internal/finding';
import { guarded } from '../internal/guard/guarded';
import { text } from '../internal/template-value';
import { settingFindings } from './private/system-control-findings';
import { isNetworkName, Setting } from './private/system-control-names';

/** Options of {@link SystemControls.proxy}. */
export interface ProxySystemControlsOptions {
  /**
   * The number of connections that may wait to be accepted on one listening socket, and of those that may be half open.
   *
   * The queue is the smaller of this and what the program asks `listen()` for: nginx and Node.js ask for 511, Envoy for
   * 128, so raise `backlog` in their configuration too. A deep queue turns refused connections into slow ones.
   *
   * @default 16384
   */
  readonly acceptQueue?: number;

  /**
   * Lowest local port of outgoing connections.
   *
   * Ports below 1024 cannot be had: the kernel refuses a range that begins below the unprivileged ports.
   *
   * @default 1024
   */
  readonly lowestPort?: number;

  /**
   * Highest local port of outgoing connections.
   *
   * @default 65535
   */
  readonly highestPort?: number;

  /**
   * Ports that outgoing connections must not take, because some container of the task listens on them.
   *
   * A wide range has the usual ports of servers in it. Where an outgoing connection holds such a port at the moment when a
   * container starts to listen, that container fails with "address already in use".
   *
   * @default - no port is reserved
   */
  readonly reservedPorts?: number[];
}

/** Options of {@link SystemControls.deadPeerDetection}. */
export interface DeadPeerDetectionOptions {
  /**
   * The time that a connection is idle before the first keepalive probe (`tcp_keepalive_time`). Whole seconds.
   *
   * Below 350 seconds it also keeps connections through a NAT gateway or a Network Load Balancer alive: both forget a
   * connection that is idle for 350 seconds.
   *
   * @default Duration.seconds(1)
   */
  readonly idle?: Duration;

  /**
   * Time between probes that are not answered (`tcp_keepalive_intvl`). Whole seconds.
   *
   * @default Duration.seconds(1)
   */
  readonly interval?: Duration;

  /**
   * Unanswered probes after which the peer counts as dead (`tcp_keepalive_probes`).
   *
   * @default 5
   */
  readonly probes?: number;

  /**
   * Retransmissions of data that the peer does not acknowledge, before the connection is given up (`tcp_retries2`).
   *
   * Keepalive says nothing while data is on its way, so a query that is sent to a dead database waits for this.
   *
   * @default 5
   */
  readonly retransmissions?: number;

  /**
   * Retransmissions of the first packet of a new connection (`tcp_syn_retries`).
   *
   * 3 give up after 15 seconds, after 19 seconds on newer kernels; the kernel's own 6 take more than two minutes.
   *
   * @default 3
   */
  readonly connectRetransmissions?: number;
}

/**
 * Kernel parameters of containers (`systemControls`), checked against what ECS passes on and what Linux lets a container
 * set.
 *
 * A container whose parameter is missing, read-only or out of range does not start, minutes into a deployment and with a
 * message from the container runtime. Here names and values are checked when the object is made, all faults together.
 *
 * `net.*` belongs to the network namespace: with the network mode `awsvpc` (always on Fargate) that is the *task*, and
 * the container that starts last decides. The other names belong to the IPC namespace: each container has its own,
 * unless the task shares one (`ipcMode` `task`). Setting a parameter on the host of an `awsvpc` task does not help: a new
 * namespace starts from the kernel's own values.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_SystemControl.html
 */
@guarded
export class SystemControls {
  /**
   * Kernel parameters by name.
   *
   * Names are spelled with dots, values are text as in `/proc/sys`. Values may be tokens.
   *
   * @param values for example `{ 'net.core.somaxconn': '6000' }`
   * @throws `SystemControls.notAllowed`, `.neverSettable`, `.unknownName`, `.spelling`, `.missingValue`, `.invalidValue`,
   * `.outOfRange` or `.portRange`: what is wrong with the names and values, reported together
   */
  public static of(values: { [name: string]: string }): SystemControls {
    return new SystemControls(values);
  }

  /**
   * A proxy or load balancer with many connections: deep accept queues and a wide range of local ports.
   *
   * Sets `net.core.somaxconn`, `net.ipv4.tcp_max_syn_backlog` and `net.ipv4.ip_local_port_range`. A proxy needs a local
   * port for each connection to one upstream address and port: the kernel's 32768 to 60999 are 28,232 of them, 1024 to
   * 65535 are 64,512. Name the ports that containers of the task listen on as `reservedPorts`.
   *
   * @throws `SystemControls.outOfRange`, `.portRange` or `.invalidValue` when an option is not what the kernel takes
   */
  public static proxy(options: ProxySystemControlsOptions = {}): SystemControls {
    const { acceptQueue = 16384, lowestPort = 1024, highestPort = 65535, reservedPorts = [] } = options;
    return new SystemControls({
      'net.core.somaxconn': Tokenization.stringifyNumber(acceptQueue),
      'net.ipv4.ip_local_port_range': `${Tokenization.stringifyNumber(lowestPort)} ${Tokenization.stringifyNumber(highestPort)}`,
      ...(reservedPorts.length > 0 && {
        'net.ipv4.ip_local_reserved_ports': reservedPorts.map(Tokenization.stringifyNumber).join(','),
      }),
      'net.ipv4.tcp_max_syn_backlog': Tokenization.stringifyNumber(acceptQueue),
    });
  }

  /**
   * Notices within seconds that the other end of a TCP connection is gone: an Aurora writer that failed over, or a NAT
   * gateway that forgot the connection.
   *
   * A peer that vanishes without a word is noticed
   *
   * - on an idle connection after `idle + interval x probes`: 1 + 1 x 5 = 6 seconds with the defaults, 2 hours 11 minutes
   *   (7200 + 75 x 9 = 7875 seconds) with the kernel's own. Only for sockets that ask for keepalive (`SO_KEEPALIVE`:
   *   `tcpKeepAlive=true` of the JDBC drivers; libpq does by default), and that do not bring their own times;
   * - with data under way after `retransmissions` attempts with doubling pauses that begin at 0.2 seconds:
   *   0.2 x (2^(5+1) - 1) = 12.6 seconds with the default, 924.6 seconds with the kernel's own 15. That is the least: the
   *   pauses begin later on a slow path. Pauses grow to 120 seconds at most;
   * - while connecting after 15 seconds (2^(3+1) - 1), or 19 seconds on newer kernels.
   *
   * The defaults are what AWS recommends for Aurora. Each idle connection then sends a packet every second: for many
   * thousand idle connections take `idle` of 60 seconds or more, but less than 350 where they pass a NAT gateway.
   *
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.BestPractices.FastFailover.html
   * @throws `SystemControls.outOfRange` when an option is not what the kernel takes
   */
  public static deadPeerDetection(options: DeadPeerDetectionOptions = {}): SystemControls {
    const {
      idle = Duration.seconds(1),
      interval = Duration.seconds(1),
      probes = 5,
      retransmissions = 5,
      connectRetransmissions = 3,
    } = options;
    return new SystemControls({
      [KEEPALIVE_INTERVAL]: wholeSeconds(interval),
      [KEEPALIVE_PROBES]: Tokenization.stringifyNumber(probes),
      [KEEPALIVE_TIME]: wholeSeconds(idle),
      [RETRANSMISSIONS]: Tokenization.stringifyNumber(retransmissions),
      'net.ipv4.tcp_syn_retries': Tokenization.stringifyNumber(connectRetransmissions),
    });
  }

  /** The parameters of the network namespace (`net.*`), sorted by name. In `awsvpc` they belong to the whole task. */
  public readonly networkControls: ecs.SystemControl[];

  /** The parameters of the IPC namespace (`kernel.*`, `fs.mqueue.*`), sorted by name. They belong to each container. */
  public readonly ipcControls: ecs.SystemControl[];

  /**
   * The warnings, for the construct that takes the settings to raise.
   *
   * @internal
   */
  public readonly _warnings: readonly Finding[];

  private constructor(values: { readonly [name: string]: string }) {
    const names = Object.keys(values).sort();
    const incomplete = names.flatMap((name) => incompleteFindings(name, values[name]));
    const settings = names
      .filter((name) => !Token.isUnresolved(name) && name !== '')
      .map((name): Setting => ({ name, value: text(values[name]) || undefined }));
    const findings = [...incomplete, ...settingFindings(settings)];
    failAll(undefined, findings);
    const controls = names.map((namespace) => ({ namespace, value: values[namespace] }));
    this.networkControls = controls.filter(({ namespace }) => isNetworkName(namespace));
    this.ipcControls = controls.filter(({ namespace }) => !isNetworkName(namespace));
    this._warnings = findings.filter(({ severity }) => severity === 'warning');
  }

  /**
   * These parameters and the others.
   *
   * @throws `SystemControls.conflict` when both set one name to different values
   */
  public plus(other: SystemControls): SystemControls {
    const mine = this.values();
    const theirs = other.values();
    failAll(
      undefined,
      Object.keys(theirs)
        .filter((name) => mine[name] !== undefined && mine[name] !== theirs[name])
        .map((name) =>
          error(
            'SystemControls.conflict',
            `'systemControls' sets '${name}' to '${mine[name]}' and to '${theirs[name]}'; leave one of them out`,
          ),
        ),
    );
    return new SystemControls({ ...mine, ...theirs });
  }

  /**
   * The time until an idle TCP connection to a dead peer ends, on sockets that ask for keepalive: `tcp_keepalive_time`
   * + `tcp_keepalive_intvl` x `tcp_keepalive_probes`, with the kernel's own 7200, 75 and 9 where they are not set.
   *
   * @returns nothing when one of the values is known only at deployment
   */
  public idlePeerDetectionTime(): Duration | undefined {
    const [time, interval, probes] = [
      this.numberOf(KEEPALIVE_TIME, 7200),
      this.numberOf(KEEPALIVE_INTERVAL, 75),
      this.numberOf(KEEPALIVE_PROBES, 9),
    ];
    return time === undefined || interval === undefined || probes === undefined
      ? undefined
      : Duration.seconds(time + interval * probes);
  }

  /**
   * The shortest time until a TCP connection ends whose data is not acknowledged: the pauses before each of the
   * `tcp_retries2` retransmissions and after the last, which begin at 0.2 seconds and double up to 120 seconds.
   *
   * @returns nothing when the value is known only at deployment
   */
  public unacknowledgedDataTime(): Duration | undefined {
    const retransmissions = this.numberOf(RETRANSMISSIONS, 15);
    if (retransmissions === undefined) {
      return undefined;
    }
    const pauses = Array.from({ length: retransmissions + 1 }, (_, index) => Math.min(200 * 2 ** index, 120_000));
    return Duration.millis(pauses.reduce((sum, pause) => sum + pause, 0));
  }

  private values(): { [name: string]: string } {
    return Object.fromEntries(
      [...this.networkControls, ...this.ipcControls].map(({ namespace, value }) => [namespace, value]),
    );
  }

  private numberOf(name: string, initial: number): number | undefined {
    const value = this.values()[name];
    const known = text(value);
    return value === undefined ? initial : known === undefined ? undefined : Number(known);
  }
}

const KEEPALIVE_INTERVAL = 'net.ipv4.tcp_keepalive_intvl';
const KEEPALIVE_PROBES = 'net.ipv4.tcp_keepalive_probes';
const KEEPALIVE_TIME = 'net.ipv4.tcp_keepalive_time';
const RETRANSMISSIONS = 'net.ipv4.tcp_retries2';

/** Seconds as text; a fraction is left in, for the check of the value to name it. */
function wholeSeconds(duration: Duration): string {
  return Tokenization.stringifyNumber(duration.toSeconds({ integral: false }));
}

/** Names and values that are not there, or a name that cannot be told apart. */
function incompleteFindings(name: string, value: unknown): Finding[] {
  if (Token.isUnresolved(name)) {
    return [
      error(
        'SystemControls.unresolvedName',
        "'systemControls' has a name that is known only at deployment; name it in the code, only values may be tokens",
      ),
    ];
  }
  if (name === '') {
    return [error('SystemControls.missingName', "'systemControls' has an empty name; name the kernel parameter")];
  }
  return value === undefined || value === null || value === ''
    ? [
        error(
          'SystemControls.missingValue',
          `'systemControls' sets '${name}' to nothing; give a value, or leave the name out to keep the kernel's own`,
        ),
      ]
    : [];
}
