import { Token, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Finding } from '../internal/finding';
import { record } from '../internal/template-value';
import { acknowledges, acknowledgingIds, warningId } from './acknowledging-ids';
import type { ConstructIndex } from './constructs';
import type { Resource } from './resource';
import type { StackTemplate } from './templates';

/** An id, or the beginning of one with `*`, that somebody acknowledged at a construct. */
export interface Acknowledged {
  readonly id: string;
  readonly reason: string;
  readonly at: IConstruct;
}

/** The things said at a construct and above it that matters to findings, the closest first. */
export class Notes {
  constructor(
    private readonly warnings: readonly string[],
    private readonly acknowledged: readonly Acknowledged[],
  ) {}

  /** These, and what was said further up. */
  before(above: Notes | undefined): Notes {
    return above === undefined
      ? this
      : new Notes([...this.warnings, ...above.warnings], [...this.acknowledged, ...above.acknowledged]);
  }

  /** The closest acknowledgement of a finding of a check. */
  acknowledgement(check: string, { code }: Finding): Acknowledged | undefined {
    if (this.acknowledged.length === 0) {
      return undefined;
    }
    const ids = acknowledgingIds(check, code);
    return this.acknowledged.find(({ id }) => acknowledges(id, ids));
  }

  /**
   * True when the tree carries the warning already, or somebody acknowledged it there: constructs of this library warn by
   * themselves, and nobody should read or acknowledge one danger twice.
   */
  isTold(finding: Finding): boolean {
    const { code, message, severity } = finding;
    return (
      severity === 'warning' &&
      (this.warnings.some((warning) => warning.startsWith(message) && warning.endsWith(`:${code}]`)) ||
        this.acknowledged.some(({ id }) => id === warningId(finding)))
    );
  }
}

/** Reads what was said of constructs, each construct once: many findings have the same ancestors. */
export class ConstructNotes {
  private readonly known = new Map<IConstruct, Notes | undefined>();
  private readonly ofStacks = new Map<
    StackTemplate,
    { readonly notes: Notes | undefined; readonly isWhole: boolean }
  >();

  constructor(private readonly constructs: ConstructIndex) {}

  /** The notes of a resource: most stacks have none below them, and then no resource's construct has to be found. */
  of(resource: Resource): Notes | undefined {
    const { stack } = resource.scope;
    let above = this.ofStacks.get(stack);
    if (above === undefined) {
      const construct = stack.says?.(WARNINGS, ACKNOWLEDGED) === false ? this.constructs.ofStack(stack) : undefined;
      above = { notes: construct && this.at(construct), isWhole: construct !== undefined };
      this.ofStacks.set(stack, above);
    }
    const construct = above.isWhole ? undefined : this.constructs.of(resource);
    return construct === undefined ? above.notes : this.at(construct);
  }

  /** The notes at a construct and above it; `undefined` for most, of which nothing was said. */
  private at(construct: IConstruct): Notes | undefined {
    if (this.known.has(construct)) {
      return this.known.get(construct);
    }
    const { scope, metadata } = construct.node;
    const above = scope === undefined ? undefined : this.at(scope);
    const notes = metadata.some(({ type }) => type === WARNING || type === ACKNOWLEDGED)
      ? new Notes(warningsOf(metadata), acknowledgedAt(construct)).before(above)
      : above;
    this.known.set(construct, notes);
    return notes;
  }
}

const WARNING = 'aws:cdk:warning';
/** In each warning of this library. */
const WARNINGS = warningId({ code: '' });
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
