import { Token, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Finding } from '../internal/finding';
import { record } from '../internal/template-value';

/** An id, or the beginning of one with `*`, that somebody acknowledged at a construct. */
export interface Acknowledged {
  readonly id: string;
  readonly reason: string;
  readonly at: IConstruct;
}

/** The metadata of constructs that matter to findings. Each construct is read once: many findings have the same ancestors. */
export class ConstructNotes {
  private readonly known = new Map<IConstruct, Notes>();

  /** The closest acknowledgement of a finding, by any of its names or by the beginning of one. */
  acknowledgement(construct: IConstruct | undefined, namesOf: () => readonly string[]): Acknowledged | undefined {
    const { acknowledged } = this.upFrom(construct);
    if (acknowledged.length === 0) {
      return undefined;
    }
    const names = namesOf();
    return acknowledged.find(({ id }) =>
      id.endsWith('*') ? names.some((name) => name.startsWith(id.slice(0, -1))) : names.includes(id),
    );
  }

  /**
   * True when the tree carries the warning already, or somebody acknowledged it there: constructs of this library warn by
   * themselves, and nobody should read or acknowledge one danger twice.
   */
  isTold(construct: IConstruct | undefined, { code, message }: Finding): boolean {
    const { warnings, acknowledged } = this.upFrom(construct);
    return (
      warnings.some((warning) => warning.startsWith(message) && warning.endsWith(`:${code}]`)) ||
      acknowledged.some(({ id }) => id === `cdk-ecs-groundwork:${code}`)
    );
  }

  /** The notes at a construct and above it, the closest first. */
  private upFrom(construct: IConstruct | undefined): Notes {
    if (construct === undefined) {
      return NONE;
    }
    const known = this.known.get(construct);
    if (known !== undefined) {
      return known;
    }
    const above = this.upFrom(construct.node.scope);
    const { metadata } = construct.node;
    const notes = metadata.some(({ type }) => type === WARNING || type === ACKNOWLEDGED)
      ? {
          warnings: [...warningsOf(metadata), ...above.warnings],
          acknowledged: [...acknowledgedAt(construct), ...above.acknowledged],
        }
      : above;
    this.known.set(construct, notes);
    return notes;
  }
}

interface Notes {
  readonly warnings: readonly string[];
  readonly acknowledged: readonly Acknowledged[];
}

const NONE: Notes = { warnings: [], acknowledged: [] };
const WARNING = 'aws:cdk:warning';
const ACKNOWLEDGED = Validations.ACKNOWLEDGED_RULES_METADATA_KEY;

function warningsOf(metadata: IConstruct['node']['metadata']): string[] {
  return metadata.flatMap(({ type, data }) => (type === WARNING && typeof data === 'string' ? [data] : []));
}

/** The acknowledgements at a construct itself. */
export function acknowledgedAt(construct: IConstruct): Acknowledged[] {
  return (
    construct.node.metadata
      .filter(({ type, data }) => type === ACKNOWLEDGED && !Token.isUnresolved(data))
      .flatMap(({ data }) => Object.entries(record(data)))
      // Core files an id without a name space under its own annotations.
      .map(([id, reason]) => ({ id: id.replace(/^annotation::/i, ''), reason: String(reason), at: construct }))
  );
}
