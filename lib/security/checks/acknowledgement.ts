import { Token, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { record } from '../../internal/template-value';

/** An acknowledgement at a construct. */
export interface Acknowledged {
  readonly id: string;
  readonly reason: string;
  readonly at: IConstruct;
}

/** Reads acknowledgements, those of each construct once: many findings have the same ancestors. */
export class Acknowledgements {
  private readonly known = new Map<IConstruct, readonly Acknowledged[]>();

  /** The closest acknowledgement of a finding, by any of its names or by the beginning of one, as `...-Host*`. */
  find(construct: IConstruct | undefined, namesOf: () => readonly string[]): Acknowledged | undefined {
    const all = construct === undefined ? [] : this.upFrom(construct);
    if (all.length === 0) {
      return undefined;
    }
    const names = namesOf();
    return all.find(({ id }) =>
      id.endsWith('*') ? names.some((name) => name.startsWith(id.slice(0, -1))) : names.includes(id),
    );
  }

  /** The acknowledgements at a construct and above it, the closest first. */
  private upFrom(construct: IConstruct): readonly Acknowledged[] {
    const known = this.known.get(construct);
    if (known !== undefined) {
      return known;
    }
    const { scope, metadata } = construct.node;
    const own = metadata
      .filter(({ type, data }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY && !Token.isUnresolved(data))
      .flatMap(({ data }) =>
        Object.entries(record(data)).map(([key, reason]) => ({
          // Core files an id without a name space under its own annotations.
          id: key.replace(/^annotation::/i, ''),
          reason: String(reason),
          at: construct,
        })),
      );
    const above = scope === undefined ? [] : this.upFrom(scope);
    const all = own.length === 0 ? above : [...own, ...above];
    this.known.set(construct, all);
    return all;
  }
}
