import type { Resource } from '../../app-model/app-model';
import type { ResourceFinding } from '../../app-model/check';
import type { ArnWriter } from '../../app-model/policy/arns';
import { Judged, Right } from './right';

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
  const [{ right, actions, outside, reason, code = 'Rights.notAllowed' }] = same;
  const { subject, role, property } = right;
  const atRunTime = actions.every((action) => right.later?.includes(action) === true);
  const severity = outside === true || atRunTime ? 'warning' : 'error';
  const resource = readable(arns, right.resources[0]);
  const what = `${actions.join(', ')} on ${resource === '*' ? 'all resources (*)' : resource}`;
  const rest = outside === true ? `; only a policy of ${resource} itself, which is not part of the app, could` : '';
  return {
    ...places(same),
    finding: {
      code: outside === true ? 'Rights.onlyByResource' : code,
      message:
        role === undefined
          ? `${subject.path}: it has no ${right.actor}, which must ${purposes(same)}`
          : `${subject.path}: its ${right.actor} ${role.name} may not ${what}, to ${purposes(same)}: ${reason}${rest}`,
      fix: fixOf(arns, right, actions, code),
      severity,
    },
    location: property,
  };
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
  return { ...first, ...(also.length > 0 && { also }) };
}

/** The smallest change, in the words of whoever wrote the role. */
function fixOf(arns: ArnWriter, right: Right, actions: readonly string[], code: string): string {
  const { role, resources, grant, subject } = right;
  const byCdk = subject.constructPath !== undefined;
  if (role === undefined) {
    return byCdk
      ? `give it one: taskDefinition.obtainExecutionRole() makes it, and grants to it say what it may`
      : `set ${right.actor === 'task role' ? 'TaskRoleArn' : 'ExecutionRoleArn'}`;
  }
  const resource = readable(arns, resources[0]);
  if (code === 'Rights.denied') {
    return `take the call out of that statement, or give the task another role`;
  }
  if (byCdk && grant?.resource.constructPath !== undefined && right.actor === 'execution role') {
    return `${variable(grant.resource)}.${grant.method}(taskDefinition.obtainExecutionRole())`;
  }
  const list = actions.map((action) => `'${action}'`).join(', ');
  const statement = `new iam.PolicyStatement({ actions: [${list}], resources: ['${resource}'] })`;
  if (byCdk && right.actor === 'execution role') {
    return `taskDefinition.addToExecutionRolePolicy(${statement})`;
  }
  if (byCdk) {
    return right.actor === 'task role'
      ? `taskDefinition.addToTaskRolePolicy(${statement})`
      : `role.addToPolicy(${statement})`;
  }
  const json = JSON.stringify({ Effect: 'Allow', Action: actions, Resource: resource });
  return `add to the policies of ${role.name}: ${json}`;
}

function readable(arns: ArnWriter, resource: string): string {
  return arns.readable(resource).replace(/:log-stream:«[^»]*»$/, ':*');
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
