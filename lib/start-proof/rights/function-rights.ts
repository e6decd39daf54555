import { Pointer, Resource, Value } from '../../app-model/app-model';
import { asRecord, markOf } from '../../app-model/values';
import { logStreams } from './access';
import { callsIn } from './code-calls';
import { BY_RESOURCE, customResourceRights, resourcesMayAllow } from './custom-resource-rights';
import type { Judge } from './judge';
import { Right } from './right';
import { LAMBDA, trustRight } from './trust-rights';
import { servicesOf } from '../../app-model/views/service';

type Common = Pick<Right, 'subject' | 'property' | 'actor' | 'role'>;

/**
 * The rights of functions: to be run by Lambda, to log, to do what their inline code calls, and what the custom resources that
 * they serve are known to need. Only roles of the app are asked about.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
 */
export function functionRights(judge: Judge): Right[] {
  const { model, roles } = judge;
  const functions = model.ofType('AWS::Lambda::Function');
  if (functions.length === 0) {
    return [];
  }
  const served = servedBy(judge);
  return functions.flatMap((subject) => {
    const role = roles.role(model.property(subject, 'Role'));
    const common: Common = { subject, property: 'Role', actor: 'role', role };
    return role?.resource === undefined
      ? []
      : [
          ...trustRight(judge, common, LAMBDA),
          ...logRights(judge, common, served.has(subject)),
          ...codeRights(judge, common),
          ...(served.get(subject) ?? []).flatMap((resource) => customResourceRights(judge, common, resource)),
        ];
  });
}

/** The functions that custom resources and hooks of deployments call, with these custom resources. */
function servedBy({ model }: Judge): Map<Resource, Resource[]> {
  const served = new Map<Resource, Resource[]>();
  for (const resource of model.customResources()) {
    const target = model.property(resource, 'ServiceToken');
    if (target instanceof Pointer) {
      served.set(target.resource, [...(served.get(target.resource) ?? []), resource]);
    }
  }
  for (const { deployment } of servicesOf(model)) {
    for (const { HookTargetArn: target } of deployment.hooks) {
      if (target instanceof Pointer && !served.has(target.resource)) {
        served.set(target.resource, []);
      }
    }
  }
  return served;
}

/** Asked of a function that a deployment needs, and of one that is given a log group: without the right it runs unseen. */
function logRights({ model, arns }: Judge, common: Common, isServed: boolean): Right[] {
  const { subject } = common;
  const given: Value = asRecord(model.property(subject, 'LoggingConfig')).LogGroup;
  const group =
    given === undefined ? `/aws/lambda/${model.text(new Pointer(subject, 'Ref')) ?? ''}` : model.text(given);
  if (group === undefined || (given === undefined && !isServed)) {
    return [];
  }
  const streams = arns.write(logStreams(model.regionOf(subject.scope), arns.accountOf(subject), group));
  const actions = ['logs:CreateLogStream', 'logs:PutLogEvents'];
  const resources = [streams, streams.replace(/:log-stream:.*$/, '')];
  return [{ ...common, actions, later: actions, resources, purpose: 'write its logs' }];
}

/** The code does not say which resource a call is about: a right to call it on any is taken for it. */
function codeRights({ model }: Judge, common: Common): Right[] {
  const { ZipFile: code } = asRecord(model.property(common.subject, 'Code'));
  const calls = callsIn(model.text(code) ?? '');
  const resources = [markOf(`what ${common.subject.path} calls for`)];
  const asked = (actions: readonly string[], doubt?: string): Right[] =>
    actions.length === 0
      ? []
      : [
          {
            ...{ ...common, actions, later: actions, resources, somewhere: true, purpose: 'do what its code calls' },
            ...(doubt !== undefined && { doubt }),
          },
        ];
  return [
    ...asked(calls.filter((call) => !resourcesMayAllow(call))),
    ...asked(calls.filter(resourcesMayAllow), BY_RESOURCE),
  ];
}
