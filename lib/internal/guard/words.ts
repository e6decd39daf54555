import { shown } from '../value-faults';
import { madeOfOther } from './amounts';
import { fits } from './fits';
import { type ClassShape, classShape, enumExamples, enumShape, structShape, thingShape } from './shape';

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
    const examples = enumExamples(type);
    return names.length > 0
      ? `a member of ${type} (${names.join(', ')})`
      : `a member of ${type}${examples.length > 0 ? `, as ${examples.join(', ')}` : ''}`;
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
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return shown(value);
  }
  const made = className(value);
  if (type === 'ecs.Secret' && 'arn' in value) {
    return 'one that was made of a text or of something else without an ARN';
  }
  if (made === type) {
    // One of the right class is a Duration or Size of NaN, or of a text.
    const other = madeOfOther(value);
    return other === undefined ? `a ${type} without a finite amount` : `one of ${shown(other.amount)}`;
  }
  return made === 'Object' ? shown(value) : `an object of class ${made}`;
}

/** `secretsmanager.Secret`: what jsii wrote into the class, since two modules may have classes of one name. */
function className(value: object): string {
  const made = (value.constructor ?? Object) as { readonly name: string; readonly [JSII]?: { readonly fqn: string } };
  const written = made[JSII]?.fqn;
  // A class that jsii did not compile has that of its base.
  return written?.endsWith(`.${made.name.replace(/\d+$/, '')}`)
    ? written.replace(/^[^.]+\./, '').replace(/^aws_/, '')
    : made.name;
}

const JSII: unique symbol = Symbol.for('jsii.rtti');

/** Properties under which constructs show what they are made of, so that the construct may be given in place of it. */
const PARTS = [
  'service',
  'cluster',
  'vpc',
  'taskDefinition',
  'loadBalancer',
  'listener',
  'queue',
  'topic',
  'logGroup',
  'repository',
  'securityGroup',
  'role',
];

/** The most properties of an object that a message lists, beside those that it needs. */
const FEW = 4;

/** `; do this`, where it can be told from the type and the value. */
export function wayOut(type: string, value: unknown, path = ''): string {
  if (typeof value === 'string' && type === 'scheduler.ScheduleExpression' && /^(cron|rate|at)\(.*\)$/.test(value)) {
    return `; write ${type}.expression('${value}')`;
  }
  if (typeof value === 'string' || typeof value === 'function') {
    const called = typeof value === 'string' ? value : value.name;
    const factories = [...(classShape(type)?.statics.keys() ?? [])].map((each) => `${each}()`);
    const made = [...(thingShape(type)?.makers ?? []), ...factories];
    const maker = made.find((each) => !each.includes('.') && joined(each) === joined(called));
    if (maker !== undefined) {
      return `; ${typeof value === 'string' ? 'write' : 'call it:'} ${type}.${maker}`;
    }
    if (called === type && typeof value === 'function') {
      return `; it is the class itself, make one: new ${type}()`;
    }
  }
  if (typeof value === 'object' && value !== null) {
    const way = wayFrom(type, value);
    if (way !== undefined) {
      return way;
    }
  }
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
  if (type === 'apigatewayv2.IHttpRouteAuthorizer') {
    return "; as made by new HttpJwtAuthorizer('Users', issuer, { jwtAudience }) or new HttpIamAuthorizer(); to let everybody call, write WebIngress.publicHttpApi() or new HttpNoneAuthorizer()";
  }
  if (type === 'ITaskVpcLink') {
    return '; as made by TaskVpcLink.of(vpc) or TaskVpcLink.existing(vpcLink, [securityGroup])';
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
  const calls = value === undefined ? [] : callsWith(type, value);
  if (calls.length > 0) {
    return `; write ${calls.join(' or ')}`;
  }
  const makers = thingShape(type)?.makers ?? [];
  const construction = classShape(type)?.construction ?? [];
  if (makers.length === 0 && construction.length > 0) {
    const few = construction.filter(({ optional }) => !optional);
    return `; as made by new ${type}(${few.map(({ name }) => ({ scope: 'this', id: `'${type}'` })[name] ?? name).join(', ')})`;
  }
  return makers.length === 0 ? '' : `; as made by ${makers.map((each) => makerText(type, each)).join(', ')}`;
}

/** The way out that an object of a wrong type tells by itself. */
function wayFrom(type: string, value: object): string | undefined {
  if (type === 'ecs.Secret' && 'arn' in value) {
    return `; give it the secret: secretsmanager.Secret.fromSecretNameV2(this, 'Secret', 'name'), or of the Parameter Store ssm.StringParameter.fromSecureStringParameterAttributes()`;
  }
  const other = type === 'Duration' || type === 'Size' ? madeOfOther(value) : undefined;
  if (other !== undefined && typeof other.amount === 'string' && Number.isFinite(Number(other.amount))) {
    return `; make it a number: ${type}.${other.unit}(${Number(other.amount)})`;
  }
  const part = PARTS.find((name) => fits(type, (value as Readonly<Record<string, unknown>>)[name]));
  return part === undefined ? undefined : `; give its '${part}'`;
}

/** The end of a sentence that begins with `new X()`, of a class that is not made so. */
export function otherWay(type: string, made: ClassShape['made']): string {
  const makers = [
    ...new Set([
      ...(thingShape(type)?.makers ?? []),
      ...(made === 'base' ? [] : [...(classShape(type)?.statics.keys() ?? [])].map((each) => `${each}()`)),
    ]),
  ].map((each) => makerText(type, each));
  if (made === 'base') {
    return `makes the common part of other constructs alone; make one of these: ${makers.join(', ')}`;
  }
  return `makes nothing that can be used; ${makers.length === 0 ? 'methods of other classes return one' : `write ${makers.join(', ')}`}`;
}

/** `FARGATE_SPOT` and `fargateSpot()` are one. */
function joined(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** The factories of a class that take a value as it was given: `DesiredCount.fixed(3)`, `WorkerQueue.existing(queue)`. */
function callsWith(type: string, value: unknown): string[] {
  const statics = [...(classShape(type)?.statics ?? [])];
  // Properties tell a factory only where no other one takes properties: `internetFacing` does not mean plain HTTP.
  const one = statics.filter(([, [first]]) => structShape(first.type) !== undefined).length === 1;
  return statics.flatMap(([factory, [first, ...others]]) => {
    const takes =
      !first.variadic &&
      others.every(({ optional, variadic }) => optional || variadic) &&
      (fits(first.type, value) || (one && isOfStruct(first.type, value)));
    const shownValue =
      typeof value === 'object' ? (isOfStruct(first.type, value) ? '{ … }' : first.name) : shownLiteral(value);
    return takes ? [`${type}.${factory}(${shownValue})`] : [];
  });
}

/** Whether a plain object has properties of a struct alone, and all that it needs. */
function isOfStruct(type: string, value: unknown): boolean {
  const struct = structShape(type);
  return (
    struct !== undefined &&
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).length > 0 &&
    Object.keys(value).every((name) => struct.has(name)) &&
    [...struct.values()].every(({ name, optional }) => optional || name in value)
  );
}

function shownLiteral(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
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
