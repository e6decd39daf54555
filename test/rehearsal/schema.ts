import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { Properties, Refused } from './world';

type Database = ReturnType<typeof loadAwsServiceSpecSync>;
type PropertySpecs = NonNullable<ReturnType<typeof schemaOf>>['properties'];
type PropertyType = PropertySpecs[string]['type'];

let loaded: Database | undefined;

/** The schema of a type; custom resources have none. */
export function schemaOf(type: string) {
  loaded ??= loadAwsServiceSpecSync();
  return loaded.lookup('resource', 'cloudFormationType', 'equals', type)[0];
}

/** Refuses properties that the schema of the resource does not have, or has otherwise. */
export function validate(type: string, properties: Properties): void {
  if (/^Custom::|^AWS::CloudFormation::CustomResource$/.test(type)) {
    return;
  }
  const schema = schemaOf(type);
  if (schema === undefined) {
    throw new Refused('ValidationError', `Unrecognized resource types: [${type}]`);
  }
  const faults = faultsOf(schema.properties, properties, type);
  if (faults.length > 0) {
    throw new Refused('InvalidRequest', `Properties validation failed: ${faults.join('; ')}`);
  }
}

/** Names of the properties whose change makes a new resource of it. */
export function replacing(type: string, before: Properties, after: Properties): string[] {
  const schema = schemaOf(type);
  return schema === undefined ? [] : replacingIn(schema.properties, before, after, '');
}

export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function faultsOf(specs: PropertySpecs, properties: Properties, at: string): string[] {
  const missing = Object.entries(specs)
    .filter(([name, { required }]) => required === true && properties[name] === undefined)
    .map(([name]) => `${at}: ${name} is required`);
  const wrong = Object.entries(properties).flatMap(([name, value]) =>
    specs[name] === undefined ? [`${at}: extraneous key ${name}`] : fits(specs[name], value, `${at}.${name}`),
  );
  return [...missing, ...wrong];
}

function fits({ type, previousTypes = [] }: PropertySpecs[string], value: unknown, at: string): string[] {
  const all = [type, ...previousTypes].map((each) => faultsOfValue(each, value, at));
  return all.some((faults) => faults.length === 0) ? [] : all[0];
}

function faultsOfValue(type: PropertyType, value: any, at: string): string[] {
  const no = [`${at}: ${JSON.stringify(value)?.slice(0, 60)} is no ${type.type}`];
  switch (type.type) {
    case 'string':
    case 'date-time':
      return typeof value === 'object' ? no : [];
    case 'integer':
      return Number.isInteger(typeof value === 'string' && value !== '' ? Number(value) : value) ? [] : no;
    case 'number':
      return Number.isNaN(Number(value)) || typeof value === 'object' ? no : [];
    case 'boolean':
      return value === true || value === false || value === 'true' || value === 'false' ? [] : no;
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((each, index) => faultsOfValue(type.element, each, `${at}[${index}]`))
        : no;
    case 'map':
      return isRecord(value)
        ? Object.entries(value).flatMap(([key, each]) => faultsOfValue(type.element, each, `${at}.${key}`))
        : no;
    case 'ref': {
      const { properties } = loaded!.get('typeDefinition', type.reference);
      return isRecord(value) ? faultsOf(properties, value, at) : no;
    }
    case 'tag':
      return isRecord(value) && 'Key' in value && 'Value' in value ? [] : no;
    case 'union': {
      const all = type.types.map((each) => faultsOfValue(each, value, at));
      return all.some((faults) => faults.length === 0) ? [] : all[0];
    }
    default:
      return [];
  }
}

function replacingIn(specs: PropertySpecs, before: Properties, after: Properties, at: string): string[] {
  return Object.entries(specs).flatMap(([name, { causesReplacement = 'no', type }]) => {
    if (same(before[name], after[name])) {
      return [];
    }
    return causesReplacement !== 'no' ? [at + name] : replacingWithin(type, before[name], after[name], `${at}${name}.`);
  });
}

function replacingWithin(type: PropertyType, before: any, after: any, at: string): string[] {
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null) {
    return [];
  }
  switch (type.type) {
    case 'ref':
      return replacingIn(loaded!.get('typeDefinition', type.reference).properties, before, after, at);
    case 'array':
    case 'map':
      return Object.keys(after).flatMap((key) =>
        key in before ? replacingWithin(type.element, before[key], after[key], at) : [],
      );
    case 'union':
      return type.types.flatMap((each) => replacingWithin(each, before, after, at));
    default:
      return [];
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  return isRecord(value)
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, inner]) => [key, sorted(inner)]),
      )
    : value;
}
