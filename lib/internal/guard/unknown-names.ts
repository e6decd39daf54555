import { nearest } from '../did-you-mean';
import { FOREIGN_NAMES } from './foreign-names';
import { type Slot, classShape, structLine, structShape } from './shape';

type Fits = (type: string, value: unknown) => boolean;

/**
 * The property that was probably meant by one that a struct does not have: one of another library's name, one of nearly the
 * same name, or one that is declared a level below. What is set already was not meant.
 *
 * @param values all that was given
 */
export function meantBy(
  name: string,
  struct: string,
  values: Readonly<Record<string, unknown>>,
  fits: Fits,
): string | undefined {
  const slots = structShape(struct)!;
  const written = joined(name);
  const foreign = structLine(struct).flatMap((each) => FOREIGN_NAMES[each]?.[written] ?? []);
  if (foreign.length > 0) {
    const [{ property, way }] = foreign;
    return property === undefined || values[property] === undefined ? way : undefined;
  }
  const near = nearlyThe(written, slots);
  if (near !== undefined) {
    return values[near] === undefined ? `did you mean '${near}'` : undefined;
  }
  // Whoever passes a wider object may have a property of that name; one of that type as well is rare.
  const isMeant = ({ type }: Slot): boolean => fits(type, values[name]);
  return [...slots.values()]
    .filter((slot) => values[slot.name] === undefined || structShape(slot.type) !== undefined)
    .map((slot) => below(slot, written, values[slot.name], isMeant))
    .find((way) => way !== undefined);
}

/** The property of a struct or of what a factory takes that has the name. */
function below(slot: Slot, written: string, given: unknown, isMeant: (slot: Slot) => boolean): string | undefined {
  const struct = structShape(slot.type);
  if (struct !== undefined) {
    const inner = sameName(struct, written);
    const taken = inner !== undefined && (given as Readonly<Record<string, unknown>> | undefined)?.[inner.name];
    return inner !== undefined && taken === undefined && isMeant(inner)
      ? `give it as '${slot.name}.${inner.name}'`
      : undefined;
  }
  const ofMap = slot.type.startsWith('{') ? structShape(slot.type.slice(1)) : undefined;
  const each = ofMap && sameName(ofMap, written);
  if (each !== undefined && isMeant(each)) {
    return `give it as '${slot.name}.<name>.${each.name}'`;
  }
  for (const [factory, parameters] of classShape(slot.type)?.statics ?? []) {
    for (const parameter of parameters) {
      const inner = sameName(structShape(parameter.type) ?? NONE, written);
      if (inner !== undefined && isMeant(inner)) {
        return `give it in '${slot.name}', as in ${slot.type}.${factory}({ ${inner.name} })`;
      }
    }
  }
  return undefined;
}

function sameName(struct: ReadonlyMap<string, Slot>, written: string): Slot | undefined {
  return [...struct.values()].find((slot) => joined(slot.name) === written);
}

const NONE: ReadonlyMap<string, Slot> = new Map();

/** The property that a name is but for a letter, its case or its way of joining words. */
function nearlyThe(written: string, struct: ReadonlyMap<string, Slot>): string | undefined {
  const known = new Map([...struct.keys()].map((each) => [joined(each), each]));
  return known.get(nearest(written, known.keys(), written.length < 4 ? 0 : written.length < 8 ? 1 : 2) ?? '');
}

/** `desired_count`, `DesiredCount` and `desiredCount` are one. */
function joined(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
