import type { Resource } from '../../app-model/app-model';
import type { ResourceFinding } from '../../app-model/check';
import type { ArnWriter } from '../../app-model/policy/arns';
import { STREAMS } from './access';
import { Actor, Judged, Right } from './right';

/** The findings on the rights: a finding for each that is missing, and one for all that is not known of a role. */
export function rightsFindings(arns: ArnWriter, judged: readonly Judged[]): ResourceFinding[] {
  const missing = judged.filter(({ verdict, outside }) => verdict === 'broken' || outside === true);
  const open = judged.filter(({ verdict, outside }) => verdict === 'unknown' && outside !== true);
  return [
    ...grouped(missing, missingKey).map((same) => missingFinding(arns, same)),
    ...grouped(open, ({ right, reason }) => `${right.actor}|${right.role?.arn}|${reason}`).map((same) =>
      openFinding(arns, same),
    ),
  ];
}

/** One right that several containers of a task want is missing once. */
function missingKey({ right, actions, reason, code }: Judged): string {
  const { subject, role, resources, purpose } = right;
  const what = code === 'Rights.noRole' ? '' : `${actions.join()}|${resources[0]}|${purpose}`;
  return [subject.id, right.actor, role?.arn, code, reason, what].join('|');
}

function missingFinding(arns: ArnWriter, same: readonly Judged[]): ResourceFinding {
  const [{ right, actions, outside, code = 'Rights.notAllowed' }] = same;
  const { subject, property } = right;
  const atRunTime = actions.every((action) => right.later?.includes(action) === true);
  const severity = outside === true || atRunTime ? 'warning' : 'error';
  const resource = readableArn(arns, right.resources[0]);
  const named = resource === '*' ? 'all resources (*)' : resource;
  const what = `${actions.join(', ')} on ${right.somewhere === true ? 'any resource' : named}`;
  const rest = outside === true ? `; only a policy of ${resource} itself, which is not part of the app, could` : '';
  return {
    ...places(same),
    finding: {
      code: outside === true ? 'Rights.onlyByResource' : code,
      message: `${subject.path}: ${sentence(same, what)}${rest}`,
      fix: fixOf(arns, right, actions, code),
      severity,
    },
    location: property,
  };
}

/** The fault in a sentence, by who acts. */
function sentence(same: readonly Judged[], what: string): string {
  const [{ right, reason }] = same;
  const { actor, role, trustedService } = right;
  if (role === undefined) {
    return `it has no ${actor}, which must ${purposes(same)}`;
  }
  if (trustedService !== undefined) {
    return `${trustedService} may not take its ${actor} ${role.name}: ${reason}`;
  }
  const who =
    actor === 'client without IAM'
      ? 'it mounts without IAM, and a client without IAM may not'
      : actor === 'service'
        ? `${role.name} may not`
        : `its ${actor} ${role.name} may not`;
  return `${who} ${what}, to ${purposes(same)}: ${reason}`;
}

function openFinding(arns: ArnWriter, same: readonly Judged[]): ResourceFinding {
  const [{ right, reason }] = same;
  const subjects = [...new Set(same.map(({ right: { subject } }) => subject.path))];
  const who =
    subjects.length <= 3 ? subjects.join(', ') : `${subjects.slice(0, 3).join(', ')} and ${subjects.length - 3} more`;
  return {
    ...places(same),
    finding: {
      code: 'Rights.unknown',
      message: `${who}: ${right.actor} ${right.role?.name} may or may not ${purposes(same)}: not known is ${arns.readable(reason ?? '')}`,
      severity: 'info',
    },
  };
}

function purposes(same: readonly Judged[]): string {
  const byPurpose = new Map<string, Set<string>>();
  for (const { right } of same) {
    const containers = byPurpose.get(right.purpose) ?? new Set<string>();
    byPurpose.set(right.purpose, containers);
    if (right.container !== undefined) {
      containers.add(right.container);
    }
  }
  return [...byPurpose]
    .map(([purpose, containers]) => (containers.size === 0 ? purpose : `${purpose} of ${[...containers].join(', ')}`))
    .join(', ');
}

function places(same: readonly Judged[]): Pick<ResourceFinding, 'resource' | 'location' | 'also'> {
  const all = [...new Map(same.map(({ right }) => [right.subject.id, right])).values()];
  const [first, ...also] = all.map(({ subject, property }) => ({ resource: subject, location: property }));
  return { ...first, also };
}

/** The smallest change, in the words of whoever wrote the role. */
function fixOf(arns: ArnWriter, right: Right, actions: readonly string[], code: string): string {
  const { actor, role, resources, grant, subject, trustedService, managedPolicy } = right;
  const byCdk = subject.constructPath !== undefined;
  if (right.fix !== undefined) {
    return right.fix;
  }
  if (role === undefined) {
    return byCdk && actor === 'execution role'
      ? 'give it one: taskDefinition.obtainExecutionRole() makes it, and grants to it say what it may'
      : MISSING[actor];
  }
  if (trustedService !== undefined) {
    return byCdk
      ? `make the role with assumedBy: new iam.ServicePrincipal('${trustedService}')`
      : `allow sts:AssumeRole to the service ${trustedService} in AssumeRolePolicyDocument of ${role.name}`;
  }
  if (actor === 'client without IAM') {
    return "enable IAM in the volume's authorization configuration and allow the task role elasticfilesystem:ClientMount, or allow it to everybody";
  }
  if (code === 'Rights.denied') {
    return 'take the call out of that statement, or let another role act';
  }
  if (right.service !== undefined) {
    return fixOfKey(arns, right.service.here, grant?.resource, resources[0]);
  }
  if (managedPolicy !== undefined) {
    const policy = byCdk
      ? `iam.ManagedPolicy.fromAwsManagedPolicyName('${managedPolicy}')`
      : `the managed policy ${managedPolicy}`;
    return `attach ${policy} to ${role.name}, or statements as those of that policy`;
  }
  if (byCdk && grant?.resource.constructPath !== undefined && GRANTEES[actor] !== undefined) {
    return `${variable(grant.resource)}.${grant.method}(${GRANTEES[actor]})`;
  }
  const resource = right.somewhere === true ? '<ARN>' : readableArn(arns, resources[0]).replace(/«\?»/g, '*');
  const list = actions.map((action) => `'${action}'`).join(', ');
  return byCdk
    ? `${ADDERS[actor] ?? 'role.addToPolicy'}(new iam.PolicyStatement({ actions: [${list}], resources: ['${resource}'] }))`
    : `add to the policies of ${role.name}: ${JSON.stringify({ Effect: 'Allow', Action: actions, Resource: inTemplate(resource) })}`;
}

/** The statement of AWS's page, in the policy of the key. */
function fixOfKey(arns: ArnWriter, service: string, key: Resource | undefined, arn: string): string {
  const principal = arns.readable(service);
  const actions = ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'];
  return key?.constructPath !== undefined
    ? `${variable(key)}.addToResourcePolicy(new iam.PolicyStatement({ principals: [new iam.ServicePrincipal(\`${principal.replace(/«AWS::Region»/g, '${Aws.REGION}')}\`)], actions: [${actions.map((action) => `'${action}'`).join(', ')}], resources: ['*'] }))`
    : `add to KeyPolicy of ${key?.path ?? readableArn(arns, arn)}: ${JSON.stringify({ Effect: 'Allow', Principal: { Service: inTemplate(principal) }, Action: actions, Resource: '*' })}`;
}

/** A text as a template has it, where parameters of AWS are all that is known only at deployment. */
function inTemplate(text: string): unknown {
  const written = text.replace(/«(AWS::\w+)»/g, '${$1}');
  // eslint-disable-next-line no-restricted-syntax -- written, not read
  return written === text || written.includes('«') ? text : { 'Fn::Sub': written };
}

/** The property that names the role of an actor. */
const MISSING: Readonly<Record<Actor, string>> = {
  'execution role': 'set ExecutionRoleArn',
  'task role': 'set TaskRoleArn',
  'instance role': 'give the instances an instance profile',
  'infrastructure role': 'set RoleArn',
  'hook role': 'set RoleArn',
  role: 'set RoleArn',
  service: 'name the service in the policy of the resource',
  'client without IAM': 'enable IAM for the volume',
};

/** The grantee of an L2 grant, and the method that adds a statement. */
const GRANTEES: Readonly<Partial<Record<Actor, string>>> = {
  'execution role': 'taskDefinition.obtainExecutionRole()',
  'task role': 'taskDefinition.taskRole',
};
const ADDERS: Readonly<Partial<Record<Actor, string>>> = {
  'execution role': 'taskDefinition.addToExecutionRolePolicy',
  'task role': 'taskDefinition.addToTaskRolePolicy',
};

/** An ARN as people should read it. */
export function readableArn(arns: ArnWriter, resource: string): string {
  return resource.endsWith(STREAMS)
    ? arns.readable(`${resource.slice(0, -STREAMS.length)}:*`)
    : arns.readable(resource).replace(/:log-stream:«[^»]*»$/, ':*');
}

/** A resource as a variable of a program might be called: `repository` for `Shop/Repository`. */
function variable({ path }: Resource): string {
  const name = path.split('/').pop() ?? path;
  return /^[A-Za-z]\w*$/.test(name) ? name[0].toLowerCase() + name.slice(1) : 'it';
}

function grouped(all: readonly Judged[], keyOf: (judged: Judged) => string): Judged[][] {
  const groups = new Map<string, Judged[]>();
  for (const judged of all) {
    const key = keyOf(judged);
    const same = groups.get(key);
    if (same === undefined) {
      groups.set(key, [judged]);
    } else {
      same.push(judged);
    }
  }
  return [...groups.values()];
}
