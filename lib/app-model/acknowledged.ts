import { acknowledges, acknowledgingIds, warningId } from './acknowledging-ids';
import { items, record, text } from '../internal/template-value';
import { Metadata, artifactsOf, metadataOf, stageOf } from './manifest';
import type { EcsFinding } from './ecs-finding';

const ACKNOWLEDGED = 'aws:cdk:acknowledged-rules';
/** The CDK files an id without a name space under its own annotations. */
const ANNOTATION = /^annotation::/i;
/** The end of a warning, as aws-cdk-lib writes it: `[ack: Annotation::cdk-ecs-groundwork:Topic.fault]`. */
const WARNING = new RegExp(`^(.*) \\[ack: (?:\\w+::)?${warningId({ code: '' })}([\\w.]+)\\]$`, 's');

/** An acknowledgement as an assembly holds it. */
export interface Acknowledgement {
  /** Construct path. */
  readonly path: string;
  readonly id: string;
  readonly reason: string;
}

/** A warning of a construct of this library that an assembly holds. */
export interface ConstructWarning {
  /** Construct path. */
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** The acknowledgements that an assembly holds, the ids by construct path, and what they may be about: warnings of constructs. */
export class Acknowledgements {
  private readonly byPath = new Map<string, string[]>();
  private readonly all: Acknowledgement[] = [];
  private readonly warnings: ConstructWarning[] = [];

  constructor(assembly: string) {
    this.read(assembly);
  }

  /** True when one of these ids is acknowledged at the path or anywhere above it. An id that ends in `*` is a prefix. */
  public has(path: string, ids: readonly string[]): boolean {
    const parts = path.split('/');
    // What the CDK calls `Resource` is left out of the paths of findings.
    const places = [
      `${path}/Resource`,
      `${path}/Default`,
      ...parts.map((_, index) => parts.slice(0, parts.length - index).join('/')),
      '',
    ];
    return places.some((place) => (this.byPath.get(place) ?? []).some((known) => acknowledges(known, ids)));
  }

  /** True when somebody acknowledged a finding of a check; a warning, also by the id of the construct that raises it too. */
  public hasFinding(check: string, { code, severity, path }: Pick<EcsFinding, 'code' | 'severity' | 'path'>): boolean {
    const ids = acknowledgingIds(check, code);
    return this.has(path, severity === 'warning' ? [...ids, warningId({ code })] : ids);
  }

  /** All of them, in the order of the assembly. */
  public entries(): readonly Acknowledgement[] {
    return this.all;
  }

  /** The warnings of constructs of this library that nobody acknowledged. */
  public openWarnings(): readonly ConstructWarning[] {
    return this.warnings.filter(({ path, code }) => !this.has(path, [warningId({ code })]));
  }

  private read(directory: string, above: readonly string[] = []): void {
    const around = [...above, directory];
    for (const [id, artifact] of artifactsOf(directory)) {
      const stage = stageOf(directory, id, artifact, around);
      if (stage !== undefined) {
        this.read(stage, around);
      }
      metadataOf(directory, artifact).forEach((metadata) => this.add(metadata));
    }
  }

  private add(metadata: Metadata): void {
    for (const [path, said] of Object.entries(metadata)) {
      const at = path.replace(/^\//, '');
      const entries = items(said).map(record);
      const found = entries
        .filter(({ type }) => type === ACKNOWLEDGED)
        .flatMap(({ data }) => Object.entries<unknown>(Object(data)))
        .map(([id, reason]) => ({ path: at, id: id.replace(ANNOTATION, ''), reason: text(reason) ?? '' }));
      for (const { type, data } of entries) {
        const [, message, code] = (type === 'aws:cdk:warning' && WARNING.exec(text(data) ?? '')) || [];
        if (code !== undefined) {
          this.warnings.push({ path: at, code, message });
        }
      }
      if (found.length > 0) {
        this.all.push(...found);
        this.byPath.set(at, [...(this.byPath.get(at) ?? []), ...found.map(({ id }) => id)]);
      }
    }
  }
}
