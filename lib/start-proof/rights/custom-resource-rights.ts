import type { Resource, Value } from '../../app-model/app-model';
import { ARN } from '../../app-model/policy/arns';
import { mayHavePolicy } from '../../app-model/policy/resource-policies';
import { asRecord, markOf } from '../../app-model/values';
import type { Judge } from './judge';
import { Right } from './right';

type Common = Pick<Right, 'subject' | 'property' | 'actor' | 'role'>;

/**
 * The rights of a function for a custom resource that shows what it does: the calls that an `AwsCustomResource` writes down, and the
 * types of aws-cdk-lib and of this library. A deployment fails without it.
 */
export function customResourceRights(judge: Judge, common: Common, resource: Resource): Right[] {
  const { model } = judge;
  const property = (name: string) => model.property(resource, name);
  switch (resource.type) {
    case 'Custom::VpcRestrictDefaultSG':
      return defaultGroupRights(judge, common, resource, property('DefaultSecurityGroupId'));
    case 'Custom::EcsListenerRule':
      return ruleRights(judge, common, resource, property('ListenerArn'));
    case 'Custom::EniTrunking':
      return trunkingRights(judge, resource, property('RoleArn'));
    default:
      return ['Create', 'Update', 'Delete'].flatMap((phase) =>
        callRights(common, resource, model.text(property(phase))),
      );
  }
}

/** Takes the rules out of the default security group of a VPC, and puts them back when it goes. */
function defaultGroupRights({ model, arns }: Judge, common: Common, { path, scope }: Resource, group: Value): Right[] {
  const text = model.text(group);
  const calls = ['Revoke', 'Authorize'].flatMap((verb) => [
    `${verb}SecurityGroupIngress`,
    `${verb}SecurityGroupEgress`,
  ]);
  const place = `${model.regionOf(scope)}:${arns.accountOf(common.subject)}`;
  return text === undefined
    ? []
    : [
        {
          ...{ ...common, actions: calls.map((call) => `ec2:${call}`), purpose: `make ${path}` },
          resources: [`${ARN}:ec2:${place}:security-group/${text}`],
        },
      ];
}

/** A rule of a listener that the function makes, and changes later. */
function ruleRights({ model, arns }: Judge, common: Common, { path }: Resource, listener: Value): Right[] {
  const arn = arns.write(model.text(listener) ?? '');
  const purpose = `make ${path}`;
  const changes = ['elasticloadbalancing:ModifyRule', 'elasticloadbalancing:DeleteRule'];
  const rule = `${arn.replace(':listener/', ':listener-rule/')}/${markOf('a rule')}`;
  return arn === ''
    ? []
    : [
        { ...common, actions: ['elasticloadbalancing:CreateRule'], resources: [arn], purpose },
        { ...common, actions: changes, resources: [rule], purpose },
      ];
}

/** The setting is made as the role of the instances that it is for. */
function trunkingRights({ roles }: Judge, subject: Resource, value: Value): Right[] {
  const role = roles.role(value);
  const actions = ['ecs:PutAccountSetting', 'ecs:DeleteAccountSetting'];
  return role?.resource === undefined
    ? []
    : [
        {
          ...{ subject, property: 'RoleArn', actor: 'instance role' as const, role, actions, resources: ['*'] },
          ...{ purpose: `make ${subject.path}`, context: { 'ecs:account-setting': 'awsvpcTrunking' } },
        },
      ];
}

/**
 * Services whose calls are actions of the same names, as an `AwsCustomResource` names them, with the prefix of the actions.
 * Others have calls that need another right than their name says.
 */
const PREFIXES: Readonly<Record<string, string | undefined>> = {
  ApplicationAutoScaling: 'application-autoscaling',
  AutoScaling: 'autoscaling',
  EC2: 'ec2',
  ECR: 'ecr',
  ECS: 'ecs',
  ELBv2: 'elasticloadbalancing',
  SSM: 'ssm',
  SecretsManager: 'secretsmanager',
  ServiceDiscovery: 'servicediscovery',
};

/** The doubt about a call of a service whose resources have policies, when the call does not say which one it is about. */
export const BY_RESOURCE = 'whether the policy of a resource allows it';

export function resourcesMayAllow(action: string): boolean {
  return mayHavePolicy(`${ARN}:${action.split(':')[0]}:`);
}

function callRights(common: Common, { path }: Resource, written: string | undefined): Right[] {
  const { service, action, assumedRoleArn, ignoreErrorCodesMatching: ignored } = parsed(written ?? '');
  const prefix = PREFIXES[String(service)];
  if (prefix === undefined || typeof action !== 'string' || assumedRoleArn !== undefined || ignored !== undefined) {
    return [];
  }
  const call = `${prefix}:${action[0].toUpperCase()}${action.slice(1)}`;
  return [
    {
      ...{ ...common, actions: [call], purpose: `make ${path}` },
      ...(resourcesMayAllow(call) && { doubt: BY_RESOURCE }),
      ...{ resources: [markOf(`what ${path} calls for`)], somewhere: true },
    },
  ];
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return asRecord(JSON.parse(text) as Value);
  } catch {
    return {};
  }
}
