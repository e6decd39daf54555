import { shown } from '../value-faults';
import { classShape, enumShape, structShape, thingShape } from './shape';

/** A type as a message names it, in the words of shapes.ts. */
export function wanted(type: string): string {
  if (type.startsWith('[')) {
    return `a list, each item ${wanted(type.slice(1))}`;
  }
  if (type.startsWith('{')) {
    return `a map, each value ${wanted(type.slice(1))}`;
  }
  const plain = { s: 'a text', n: 'a finite number', b: 'true or false', '*': 'given', Construct: 'a construct' }[type];
  if (plain !== undefined) {
    return plain;
  }
  const members = enumShape(type);
  if (members !== undefined) {
    const names = Object.keys(members);
    return `a member of ${type}${names.length === 0 ? '' : ` (${names.join(', ')})`}`;
  }
  return structShape(type) === undefined
    ? `${/^[aeiouAEIOU]/.test(type) ? 'an' : 'a'} ${type}`
    : `an object with the properties of ${type}`;
}

/** A value as a message shows it. */
export function given(type: string, value: unknown): string {
  if (typeof value === 'number') {
    return `the number ${value}${Number.isFinite(value) && type === 'n' ? ', which is beyond whole numbers' : ''}`;
  }
  const made = typeof value === 'object' && value !== null && !Array.isArray(value) ? className(value) : 'Object';
  // One of the right class is a Duration or Size of NaN.
  return made === 'Object'
    ? shown(value)
    : made === type
      ? `a ${type} without a finite amount`
      : `an object of class ${made}`;
}

/** `secretsmanager.Secret`: what jsii wrote into the class, since two modules may have classes of one name. */
function className(value: object): string {
  const made = (value.constructor ?? Object) as { readonly name: string; readonly [JSII]?: { readonly fqn: string } };
  return made[JSII]?.fqn.replace(/^[^.]+\./, '').replace(/^aws_/, '') ?? made.name;
}

const JSII: unique symbol = Symbol.for('jsii.rtti');

/** The most properties of an object that a message lists, beside those that it needs. */
const FEW = 4;

/** `; do this`, where it can be told from the type and the value. */
export function wayOut(type: string, value: unknown, path = ''): string {
  if (type === 'Duration') {
    return `; write a time with its unit, as in Duration.seconds(${finite(value, 30)})`;
  }
  if (type === 'Size') {
    return `; write a size with its unit, as in Size.gibibytes(${finite(value, 20)})`;
  }
  if (type === 'TimeZone' && typeof value === 'string') {
    return `; write TimeZone.of('${value}')`;
  }
  if (type === 's' && ['number', 'boolean'].includes(typeof value)) {
    return `; write it in quotes: '${String(value)}'`;
  }
  if (typeof value === 'string') {
    if (type === 'b') {
      return `; compare it first, as in value === 'true'`;
    }
    if (type === 'n' && value.trim() !== '' && Number.isFinite(Number(value))) {
      return `; make it a number: ${Number(value)}, or Number(value)`;
    }
  }
  if (type.startsWith('[') && typeof value !== 'object' && value !== undefined) {
    return type === '[s' && typeof value === 'string' && /(^|\.)(command|entryPoint)$/.test(path) && value.includes(' ')
      ? `; write it as ${argumentsText(value, path)}`
      : '; put it into a list: [value]';
  }
  if (type === 'ecs.ICluster') {
    return "; as made by new TaskCluster(this, 'Cluster', { vpc })";
  }
  if (type === 'ec2.IConnectable') {
    return '; a workload, an instance, a database or a security group, say';
  }
  const properties = [...(structShape(type)?.values() ?? [])].filter(
    ({ optional }, _, all) => !optional || all.length <= FEW,
  );
  if (properties.length > 0) {
    return `; write it as in { ${properties.map(({ name }) => name).join(', ')} }`;
  }
  const makers = thingShape(type)?.makers ?? [];
  const construction = classShape(type)?.construction ?? [];
  if (makers.length === 0 && construction.length > 0) {
    const few = construction.filter(({ optional }) => !optional);
    return `; as made by new ${type}(${few.map(({ name }) => ({ scope: 'this', id: `'${type}'` })[name] ?? name).join(', ')})`;
  }
  return makers.length === 0 ? '' : `; as made by ${makers.map((each) => makerText(type, each)).join(', ')}`;
}

/** A command of one text as the list that it must be. Nothing splits it at run time, and without a shell nothing expands it. */
function argumentsText(command: string, path: string): string {
  if (path.endsWith('healthCheck.command')) {
    return `['CMD-SHELL', '${command}']`;
  }
  return /[^\w\s./:=@,+%-]/.test(command)
    ? `['sh', '-c', value], since only a shell reads its special characters`
    : `[${command
        .trim()
        .split(/\s+/)
        .map((each) => `'${each}'`)
        .join(', ')}]`;
}

/** `of()` of a class is its own; that of an interface names its class: `s3.Bucket.new`, `s3.Bucket.fromBucketArn()`. */
function makerText(type: string, maker: string): string {
  return maker.includes('.') ? maker.replace(/^(.*)\.new$/, 'new $1()') : `${type}.${maker}`;
}

/** `; do this`, for a property that is missing since something else did not give it. */
export function missingHint(path: string, type: string): string {
  return path === 'digest'
    ? "; take it from the push, as in cdk deploy -c digest=sha256:… and node.getContext('digest')"
    : wayOut(type, undefined);
}

function finite(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}
