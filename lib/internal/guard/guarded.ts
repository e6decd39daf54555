import { PropertyInjectors } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { GroundworkError, type Fault, faultLine } from '../errors';
import { warn } from '../warnings';
import { verdictOn } from './faults';
import { type Slip, heldSlips, holdSlips } from './held-slips';
import { type ClassShape, classShape, type Slot } from './shape';
import { otherWay } from './words';

type Constructor = new (...given: unknown[]) => object;
type Method = (this: unknown, ...given: unknown[]) => unknown;

/** The number of guarded calls under way. */
let depth = 0;

/** The number of static methods under way that take nothing, and so need no guard, but make an object. */
let factories = 0;

/**
 * Decorates a public class: whatever its constructor, static methods and methods are given is compared with their
 * declarations before anything else happens, so that callers without a compiler get one coded error instead of a TypeError
 * from the depths. The declarations are in shapes.ts, which `npm run shapes` writes.
 *
 * It stands above `@propertyInjectable`, since injectors stumble over a wrong scope.
 */
export function guarded<T extends object>(target: T, context: DecoratedClass): T {
  const name = context.name ?? '';
  const shape = classShape(name);
  if (shape === undefined) {
    return target;
  }
  const type = target as unknown as Constructor;
  shape.statics.forEach((slots, method) => guardMethod(type, method, `${name}.${method}()`, slots));
  shape.methods.forEach((slots, method) => guardMethod(type.prototype as object, method, `${name}.${method}()`, slots));
  if (shape.construction !== undefined) {
    return guardConstruction(type, name, shape.construction) as unknown as T;
  }
  return shape.made === undefined ? target : (guardMaking(type, name, shape, context) as unknown as T);
}

/** The context of a class decorator. */
interface DecoratedClass {
  readonly name: string | undefined;
  addInitializer(afterStaticFields: () => void): void;
}

/**
 * Refuses `new` of a class that callers do not make so, which only a compiler keeps them from. The class itself may: in its
 * static fields and static methods, and in methods that take something.
 */
function guardMaking(
  type: Constructor,
  name: string,
  { made, statics }: ClassShape,
  context: DecoratedClass,
): Constructor {
  let complete = false;
  context.addInitializer(() => (complete = true));
  for (const [method, { value }] of Object.entries(Object.getOwnPropertyDescriptors(type))) {
    if (typeof value === 'function' && method !== 'prototype' && !statics.has(method)) {
      const original = value as Method;
      const factory = function (this: unknown, ...given: unknown[]): unknown {
        factories++;
        try {
          return original.apply(this, given);
        } finally {
          factories--;
        }
      };
      Object.defineProperty(factory, 'name', { value: method });
      Object.defineProperty(type, method, { value: factory, writable: true, configurable: true });
    }
  }
  const Guarded = class extends type {
    constructor(...given: unknown[]) {
      if (new.target === (Guarded as unknown) && (made === 'base' || (complete && depth + factories === 0))) {
        refuse(given, [{ code: 'Props.notMadeByNew', message: `new ${name}() ${otherWay(name, made)}` }], Guarded);
      }
      super(...given);
    }
  };
  return Object.defineProperty(Guarded, 'name', { value: name });
}

function guardConstruction(type: Constructor, name: string, slots: readonly Slot[]): Constructor {
  const Guarded = class extends type {
    constructor(...given: unknown[]) {
      const { faults, slips } = verdictOn(name, slots, given);
      const supplied = faults.length > 0 && injected(given, type);
      const known = supplied ? faults.filter(({ code }) => code !== 'Props.missing') : faults;
      // The properties of a subclass come here too, and are its own.
      const own = new.target === (Guarded as unknown) ? slips : slips.filter(({ owner }) => owner !== name);
      refuse(given, withSlips([...known, ...idFaults(name, slots, given, undefined)], own), Guarded);
      depth++;
      try {
        super(...given);
      } catch (error) {
        throw depth > 1 ? error : toldWith(error, own);
      } finally {
        depth--;
      }
      tell(this, own);
    }
  };
  return Object.defineProperty(Guarded, 'name', { value: name });
}

function guardMethod(holder: object, method: string, owner: string, slots: readonly Slot[]): void {
  const original = (holder as Readonly<Record<string, Method>>)[method];
  const guardedMethod = function (this: unknown, ...given: unknown[]): unknown {
    const { faults, slips } = verdictOn(owner, slots, given);
    refuse([this], withSlips([...faults, ...idFaults(owner, slots, given, this)], slips), guardedMethod);
    let result: unknown;
    depth++;
    try {
      result = original.apply(this, given);
    } catch (error) {
      throw depth > 1 ? error : toldWith(error, slips);
    } finally {
      depth--;
    }
    tell(placeOf(slots, this, given) ?? result, [...heldSlips(this), ...slips]);
    return result;
  };
  Object.defineProperty(guardedMethod, 'name', { value: method });
  Object.defineProperty(holder, method, { value: guardedMethod, writable: true, configurable: true });
}

/** Ids that constructs refuse by an Error without code: an empty one, and one that the scope has already. */
function idFaults(owner: string, slots: readonly Slot[], given: readonly unknown[], self: unknown): Fault[] {
  const place = slots.findIndex(({ name }) => name === 'id');
  if (place < 0) {
    return [];
  }
  const id = given[place];
  const scope = place > 0 ? given[place - 1] : self;
  const fault = (what: string): Fault[] => [{ code: 'Props.id', message: `'id' of ${owner} must be ${what}` }];
  if (id === '') {
    return fault("a text of one letter at least, got ''");
  }
  return !Construct.isConstruct(scope) || typeof id !== 'string' || scope.node.tryFindChild(id) === undefined
    ? []
    : fault(`new in '${scope.node.path || 'the app'}', got '${id}', which is there already; choose another`);
}

/** Throws, with the caller's line at the top of the stack. */
function refuse(given: readonly unknown[], faults: readonly Fault[], at: Method | Constructor): void {
  if (faults.length > 0) {
    const error = new GroundworkError(faults, pathOf(given));
    Error.captureStackTrace(error, at);
    throw error;
  }
}

/** The path of the construct that is made in a scope, or has the method that is called. */
function pathOf([scope, id]: readonly unknown[]): string | undefined {
  if (!Construct.isConstruct(scope)) {
    return undefined;
  }
  return [scope.node.path, ...(typeof id === 'string' ? [id] : [])].filter((part) => part !== '').join('/');
}

/** The construct that a method is about: its own, the scope of what it makes, or the one that a mixin or link is applied to. */
function placeOf(slots: readonly Slot[], self: unknown, given: readonly unknown[]): unknown {
  if (Construct.isConstruct(self)) {
    return self;
  }
  return typeof self === 'function' && slots[0]?.name !== 'scope' ? undefined : given.find(Construct.isConstruct);
}

/**
 * Warns of slips at a construct; of those of a factory, where what it made is used. What this library passes on itself its
 * caller was told of already.
 */
function tell(at: unknown, slips: readonly Slip[]): void {
  if (depth > 0) {
    return;
  }
  if (!Construct.isConstruct(at)) {
    holdSlips(at, slips);
    return;
  }
  slips.forEach((slip) => warn(at, slipFault(slip)));
  if (slips.length > 0) {
    tellWithErrors(at, slips);
  }
}

/** Says slips once more among the errors of a synth that fails by their construct: its warnings are not printed then. */
function tellWithErrors(at: IConstruct, slips: readonly Slip[]): void {
  let asking = false;
  at.node.addValidation({
    validate: () => {
      if (asking) {
        return [];
      }
      asking = true;
      const fails = at.node.findAll().some(({ node }) => node.validate().length > 0);
      asking = false;
      return fails ? slips.map((slip) => faultLine(slipFault(slip))) : [];
    },
  });
}

function slipFault({ owner, path, meant }: Slip): Fault {
  return {
    code: 'Props.unknownProperty',
    message: `${owner} has no property '${path}', so it does nothing; ${meant}`,
  };
}

/** The faults of a call that fails, and its slips: they are the cause, as likely as not, and no construct will tell them. */
function withSlips(faults: readonly Fault[], slips: readonly Slip[]): readonly Fault[] {
  return faults.length === 0 || depth > 0 ? faults : [...faults, ...slips.map(slipFault)];
}

/** An error of this library with the slips of the call; any other as it is. */
function toldWith(error: unknown, slips: readonly Slip[]): unknown {
  if (!(error instanceof GroundworkError) || slips.length === 0) {
    return error;
  }
  const told = new GroundworkError([...error.faults, ...slips.map(slipFault)], error.constructPath);
  told.stack = error.stack?.replace(error.message, () => told.message);
  return told;
}

/** Whether an injector of the app may supply what the caller left out. */
function injected([scope]: readonly unknown[], type: Constructor): boolean {
  const { PROPERTY_INJECTION_ID: id } = type as { PROPERTY_INJECTION_ID?: string };
  return (
    id !== undefined &&
    Construct.isConstruct(scope) &&
    scope.node.scopes.some(
      (each: IConstruct) =>
        PropertyInjectors.hasPropertyInjectors(each) && PropertyInjectors.of(each).for(id) !== undefined,
    )
  );
}
