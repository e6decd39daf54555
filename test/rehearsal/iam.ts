import { Live, refersTo, View } from './world';

interface Statement {
  readonly Effect: string;
  readonly Action?: string | string[];
  readonly NotAction?: string | string[];
  readonly Resource?: string | string[];
  readonly Principal?: any;
  readonly Condition?: Record<string, Record<string, string | string[]>>;
}

/** A call that somebody makes, and what is known of its circumstances. */
export interface Call {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
}

/** Policies of AWS that templates name, as far as anything here asks for them. */
const OF_AWS: Readonly<Record<string, readonly string[]>> = {
  AWSLambdaBasicExecutionRole: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
  AmazonECSTaskExecutionRolePolicy: [
    'ecr:GetAuthorizationToken',
    'ecr:BatchCheckLayerAvailability',
    'ecr:GetDownloadUrlForLayer',
    'ecr:BatchGetImage',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
  ],
  AmazonEC2ContainerServiceforEC2Role: ['ecs:*', 'ecr:*', 'logs:CreateLogStream', 'logs:PutLogEvents'],
};

/** What the policies of a role say that are certainly attached at this moment. */
export function policiesOf(role: Live, view: View): Statement[] {
  const attached = [role.properties.ManagedPolicyArns ?? []].flat() as string[];
  const theirs = view
    .of('AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy')
    .filter(
      ({ ref, properties: { Roles = [], RoleName } }) =>
        [...Roles, RoleName].some((each) => refersTo(role, each)) || attached.includes(ref),
    )
    .map(({ properties }) => properties.PolicyDocument);
  const inline = [role.properties.Policies ?? []].flat().map((each: any) => each.PolicyDocument);
  const ofAws = attached
    .filter((arn) => arn.includes(':iam::aws:policy/'))
    .map((arn) => ({ Effect: 'Allow', Action: [...(OF_AWS[arn.split('/').pop()!] ?? [])], Resource: '*' }));
  return [...[...inline, ...theirs].flatMap(statementsOf), ...ofAws];
}

/** Whether statements allow a call: one does, and none denies it. */
export function allows(statements: readonly Statement[], call: Call): boolean {
  const about = (effect: string) => statements.filter((each) => each.Effect === effect && concerns(each, call, effect));
  return about('Deny').length === 0 && about('Allow').length > 0;
}

export function statementsOf(document: any): Statement[] {
  return [document?.Statement ?? []].flat();
}

/** Whether a policy of a resource lets a service of AWS do something. */
export function letsService(document: any, service: string, action: string): boolean {
  return statementsOf(document).some(
    (each) =>
      each.Effect === 'Allow' &&
      list(each.Action).some((pattern) => matches(pattern, action)) &&
      (each.Principal === '*' ||
        [each.Principal?.Service ?? [], each.Principal?.AWS ?? []]
          .flat()
          .some((who) => who === service || who === '*')),
  );
}

function concerns(statement: Statement, { action, resource, context = {} }: Call, effect: string): boolean {
  const named =
    statement.NotAction === undefined
      ? list(statement.Action).some((pattern) => matches(pattern, action))
      : !list(statement.NotAction).some((pattern) => matches(pattern, action));
  return (
    named &&
    list(statement.Resource ?? '*').some((pattern) => matches(pattern, resource)) &&
    holds(statement.Condition ?? {}, context, effect === 'Allow')
  );
}

/** A key that nobody knows the value of speaks for the policy: an unknown denial denies nothing. */
function holds(
  condition: NonNullable<Statement['Condition']>,
  context: Readonly<Record<string, string>>,
  unknown: boolean,
): boolean {
  return Object.entries(condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => {
      const value = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
      if (value === undefined) {
        return unknown;
      }
      const hit = list(wanted).some((pattern) => matches(pattern, value));
      return /Not/.test(operator) ? !hit : hit;
    }),
  );
}

function matches(pattern: string, text: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${expression}$`, 'is').test(text);
}

function list(value: string | string[] | undefined): string[] {
  return value === undefined ? [] : [value].flat();
}
