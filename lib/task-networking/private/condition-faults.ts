import { Token } from 'aws-cdk-lib';
import { bareHostHint } from '../../internal/bare-host';
import { Finding, error } from '../../internal/finding';

/**
 * Hosts and paths that Elastic Load Balancing does not take, or that no request ever has.
 *
 * Source: Elastic Load Balancing, "Add a listener rule for your Application Load Balancer", 2026-11: at most 128 characters;
 * letters, digits, wildcards, and in hosts `-_.` with at least one `.`, in paths `_-.$/~"'@:+;&`.
 */
export function conditionFaults(hosts: readonly string[], paths: readonly string[]): Finding[] {
  return [...literal(hosts).flatMap(hostFaults), ...literal(paths).flatMap(pathFaults)];
}

const LONGEST = 128;

function hostFaults(host: string): Finding[] {
  const wildcard = /[*?]/.test(host);
  const right = host.length <= LONGEST && /^[A-Za-z0-9_.*?-]+$/.test(host) && (wildcard || host.includes('.'));
  return right
    ? []
    : [
        error(
          'TaskListener.host',
          `'hosts' takes names as in api.example.com or *.example.com, of at most ${LONGEST} characters and with a dot, without scheme, port and path, got '${host}'${bareHostHint(host)}`,
        ),
      ];
}

function pathFaults(path: string): Finding[] {
  const right = path.length <= LONGEST && /^[A-Za-z0-9_.$/~"'@:+;&*?-]+$/.test(path) && /^[/*?]/.test(path);
  return right
    ? []
    : [
        error(
          'TaskListener.path',
          `'paths' takes patterns that begin with '/', as in /api/*, of at most ${LONGEST} characters and without blanks, host and '%', got '${path}'`,
        ),
      ];
}

function literal(values: readonly string[]): string[] {
  // A list that only the deployment knows has one item, which stands for them all.
  return Token.isUnresolved(values) ? [] : values.filter((value) => !Token.isUnresolved(value));
}
