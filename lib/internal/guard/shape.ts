import { SHAPES } from './shapes';
import { type WholeUnit, WHOLE_UNITS } from './whole-units';

/** A parameter or property: its name, and the notation of its type that shapes.ts explains. */
export interface Slot {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  readonly variadic: boolean;
  /** The unit in which a time or size must be a whole number. */
  readonly unit?: WholeUnit;
}

/** The parameters of a class that callers can give. */
export interface ClassShape {
  /** Parameters of the constructor, when callers may use it. */
  readonly construction?: readonly Slot[];
  /** The way in which objects come about of a class whose constructor callers may not use. */
  readonly made?: 'factories' | 'base';
  readonly statics: ReadonlyMap<string, readonly Slot[]>;
  readonly methods: ReadonlyMap<string, readonly Slot[]>;
}

/** The parameters of a public class; nothing for a class that shapes.ts does not have yet. */
export function classShape(name: string): ClassShape | undefined {
  const block = blocks().get(`class ${name}`);
  if (block === undefined) {
    return undefined;
  }
  const members = block.members.map((line) => {
    const [, fixed, method, slots] = /^(static )?(\S+)(.*)$/.exec(line)!;
    return { fixed: fixed !== undefined, method, slots: slotsOf(slots.split(' ').slice(1)) };
  });
  const methods = (fixed: boolean): ReadonlyMap<string, readonly Slot[]> =>
    new Map(
      members.filter((each) => each.fixed === fixed && each.method !== 'new').map((each) => [each.method, each.slots]),
    );
  return {
    made: block.head === 'factories' || block.head === 'base' ? block.head : undefined,
    construction: members.find(({ method, fixed }) => method === 'new' && !fixed)?.slots,
    statics: methods(true),
    methods: methods(false),
  };
}

/** The properties of a struct, inherited ones included. */
export const structShape = remembered((name): ReadonlyMap<string, Slot> | undefined => {
  const block = blocks().get(`struct ${name}`);
  return (
    block &&
    new Map([
      ...words(block.head).flatMap((base) => [...(structShape(base) ?? [])]),
      ...slotsOf(block.members).map((slot): [string, Slot] => [
        slot.name,
        { ...slot, unit: WHOLE_UNITS[name]?.[slot.name] },
      ]),
    ])
  );
});

/** A struct and those that it extends, itself first. */
export const structLine = remembered((name): readonly string[] => {
  const block = blocks().get(`struct ${name}`);
  return block === undefined ? [] : [name, ...words(block.head).flatMap((base) => structLine(base))];
});

/** The members of an enumeration; of one of aws-cdk-lib, which may have grown, none are listed. */
export const enumShape = remembered((name): Readonly<Record<string, string | number>> | undefined => {
  const block = blocks().get(`enum ${name}`);
  return block && (JSON.parse(/^\{.*/.exec(block.head)?.[0] ?? '{}') as Record<string, string | number>);
});

/** Names of members of an enumeration of aws-cdk-lib: some, since it may have more. */
export const enumExamples = remembered((name): readonly string[] => {
  const block = blocks().get(`enum ${name}`);
  return words(/^= (.*)/.exec(block?.head ?? '')?.[1] ?? '');
});

/** The members by which an object of a class or behavioural interface is known, and what makes one: `of()`, `JAVA`. */
export const thingShape = remembered((name): { marks: readonly string[]; makers: readonly string[] } | undefined => {
  const block = blocks().get(`thing ${name}`);
  const [marks = '', makers = ''] = block?.head.split('= ') ?? [];
  return block && { marks: words(marks), makers: words(makers) };
});

interface Block {
  readonly head: string;
  readonly members: readonly string[];
}

let table: ReadonlyMap<string, Block> | undefined;

function blocks(): ReadonlyMap<string, Block> {
  table ??= new Map(
    SHAPES.trim()
      .split(/\n(?! )/)
      .map((block) => {
        const [first, ...members] = block.split(/\n */);
        const [, title, head] = /^(\S+ \S+) ?(.*)$/.exec(first)!;
        return [title, { head, members }];
      }),
  );
  return table;
}

function slotsOf(written: readonly string[]): Slot[] {
  return written.map((slot) => {
    const [, dots, name, mark, type] = /^(\.\.\.)?(.+?)(\?)?:(.+)$/.exec(slot)!;
    const variadic = dots !== undefined;
    return { name, type: variadic ? type.slice(1) : type, optional: mark !== undefined, variadic };
  });
}

function remembered<T>(read: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    if (!known.has(name)) {
      known.set(name, read(name));
    }
    return known.get(name)!;
  };
}

function words(line: string): string[] {
  return line.split(' ').filter(Boolean);
}
