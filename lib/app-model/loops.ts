/** Gives the items of a list that is a parameter; `undefined` where only the deployment knows them. */
export type ListOf = (parameter: string) => readonly string[] | undefined;

/** More than any template of CloudFormation has; a damaged one may ask for more than there is room for. */
const MOST = 10_000;

/**
 * Writes out the loops of a template, `Fn::ForEach::Name`, as CloudFormation does. One whose list only the deployment knows stays
 * as it is.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-foreach.html
 */
export function withoutLoops(json: unknown, listOf: ListOf): unknown {
  return isObject(json) && 'Transform' in json ? new Loops(listOf).written(json, new Map()) : json;
}

class Loops {
  private made = 0;

  constructor(private readonly listOf: ListOf) {}

  /** A part of a template, with the values of the loops around it. */
  written(part: unknown, values: ReadonlyMap<string, string>): unknown {
    if (typeof part === 'string') {
      return filled(part, values);
    }
    if (Array.isArray(part)) {
      return part.map((item: unknown) => this.written(item, values));
    }
    if (!isObject(part)) {
      return part;
    }
    const { Ref } = part;
    const entries = Object.entries(part);
    return typeof Ref === 'string' && entries.length === 1 && values.has(Ref)
      ? values.get(Ref)
      : Object.fromEntries(entries.flatMap(([key, value]) => this.entries(key, value, values)));
  }

  private entries(key: string, value: unknown, values: ReadonlyMap<string, string>): [string, unknown][] {
    const [name, list, body] = key.startsWith('Fn::ForEach::') && Array.isArray(value) ? (value as unknown[]) : [];
    const items = typeof name === 'string' && isObject(body) ? this.itemsOf(list, values) : undefined;
    if (items === undefined) {
      return [[filled(key, values), this.written(value, values)]];
    }
    return items.flatMap((item) =>
      Object.entries(body as object).flatMap(([each, made]) =>
        this.entries(each, made, new Map([...values, [name as string, item]])),
      ),
    );
  }

  private itemsOf(list: unknown, values: ReadonlyMap<string, string>): readonly string[] | undefined {
    const written = this.written(list, values);
    const { Ref } = isObject(written) ? written : {};
    const items = typeof Ref === 'string' ? this.listOf(Ref) : written;
    const isKnown = Array.isArray(items) && items.every((item) => typeof item === 'string' || typeof item === 'number');
    this.made += isKnown ? items.length : 0;
    return isKnown && this.made <= MOST ? items.map(String) : undefined;
  }
}

/** A text with the values of loops: `${Name}`, or `&{Name}` for its letters and digits alone. */
function filled(text: string, values: ReadonlyMap<string, string>): string {
  return values.size === 0
    ? text
    : text.replace(/([$&])\{(\w+)\}/g, (whole: string, sign: string, name: string) => {
        const value = values.get(name);
        return value === undefined ? whole : sign === '&' ? value.replace(/[^A-Za-z0-9]/g, '') : value;
      });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
