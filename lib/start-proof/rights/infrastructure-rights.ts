import { AppModel, Resource, Value } from '../../app-model/app-model';
import { ARN } from '../../app-model/policy/arns';
import type { RequestContext } from '../../app-model/policy/condition';
import type { RoleView } from '../../app-model/policy/roles';
import { asRecord, asText, isUnknown, items, markOf } from '../../app-model/values';
import type { Judge } from './judge';
import { Actor, Right } from './right';
import { ECS, trustRight } from './trust-rights';
import { ProviderView, providersOf } from '../../app-model/views/capacity';
import { roleOfProfile } from '../../app-model/views/launch';
import { ServiceView, servicesOf } from '../../app-model/views/service';
import { resourceOf } from '../../app-model/views/view';

/** The part of a call that every right of one role of a service has. */
type Common = Pick<Right, 'subject' | 'property' | 'actor' | 'role'>;

/**
 * The rights of ECS itself, which acts by a role of yours: volumes, certificates of Service Connect, traffic shifting,
 * VPC Lattice, hooks of deployments and Managed Instances.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/infrastructure_IAM_role.html
 */
export function infrastructureRights(judge: Judge): Right[] {
  const { model } = judge;
  return [
    ...servicesOf(model).flatMap((service) => serviceRights(judge, service)),
    ...model.ofType('AWS::ECS::ExpressGatewayService').flatMap((service) => expressRights(judge, service)),
    ...providersOf(model).flatMap((provider) => managedInstanceRights(judge, provider)),
  ];
}

/** The rights of ECS for a service, by the property that names a role for it. Most services name none. */
const OF_SERVICES: readonly (readonly [property: string, rightsOf: (judge: Judge, service: ServiceView) => Right[]])[] =
  [
    ['VolumeConfigurations', volumeRights],
    ['ServiceConnectConfiguration', certificateRights],
    ['LoadBalancers', shiftRights],
    ['VpcLatticeConfigurations', latticeRights],
    ['DeploymentConfiguration', hookRights],
  ];

function serviceRights(judge: Judge, service: ServiceView): Right[] {
  const named = OF_SERVICES.filter(([property]) => service.resource.has(property));
  return named.flatMap(([, rightsOf]) => rightsOf(judge, service));
}

/** The rights of one purpose. AWS's own policy for it allows them on whatever ECS is told of, known or not. */
function asked(judge: Judge, common: Common, policy: string, rights: readonly Omit<Right, keyof Common>[]): Right[] {
  const whole = hasPolicy(common, policy);
  return [
    ...rights.map((right) => ({ ...common, whole, managedPolicy: policy, ...right })),
    ...trustRight(judge, common, ECS),
  ];
}

function hasPolicy({ role }: Common, policy: string): boolean {
  return role?.identity.some(({ name }) => name === policy) === true;
}

function common(
  judge: Judge,
  subject: Resource,
  property: string,
  role: Value,
  actor: Actor = 'infrastructure role',
): Common {
  return { subject, property, actor, role: judge.roles.role(role) };
}

/** The tag of everything that ECS makes for you. */
const MANAGED = 'AmazonECSManaged';

/** The tags that ECS gives what it makes. */
function tags(judge: Judge, { subject }: Common, kind: string): RequestContext {
  const created = own(judge, subject, 'ecs', `${kind}/${markOf('cluster')}/${markOf('id')}`);
  return Object.fromEntries(
    ['aws:RequestTag', 'aws:ResourceTag', 'ec2:ResourceTag'].flatMap((key) => [
      [`${key}/${MANAGED}`, 'true'],
      [`${key}/AmazonECSCreated`, created],
    ]),
  );
}

function own({ model, arns }: Judge, resource: Resource, service: string, rest: string): string {
  return `${ARN}:${service}:${model.regionOf(resource.scope)}:${arns.accountOf(resource)}:${rest}`;
}

function volumeRights(judge: Judge, { resource: service, volumes }: ServiceView): Right[] {
  return volumes.flatMap(({ RoleArn: role }) => {
    if (role === undefined) {
      return [];
    }
    const about = common(judge, service, 'VolumeConfigurations', role);
    const resources = [own(judge, service, 'ec2', `volume/${markOf('a volume')}`)];
    const context = tags(judge, about, 'task');
    return asked(judge, about, 'service-role/AmazonECSInfrastructureRolePolicyForVolumes', [
      {
        actions: ['ec2:CreateVolume', 'ec2:AttachVolume'],
        resources,
        context,
        purpose: 'attach the EBS volume of a task',
      },
      {
        ...{ actions: ['ec2:DetachVolume', 'ec2:DeleteVolume'], later: ['ec2:DetachVolume', 'ec2:DeleteVolume'] },
        ...{ resources, context, purpose: 'delete the EBS volume of a task' },
      },
    ]);
  });
}

function certificateRights(judge: Judge, { resource: service, connect }: ServiceView): Right[] {
  return (connect?.services ?? []).flatMap(({ Tls: tls }) => {
    const { RoleArn: role, IssuerCertificateAuthority: issuer } = asRecord(tls);
    if (role === undefined) {
      return [];
    }
    const about = common(judge, service, 'ServiceConnectConfiguration', role);
    const context = {
      ...tags(judge, about, 'service'),
      'acm-pca:TemplateArn': `${ARN}:acm-pca:::template/EndEntityCertificate/V1`,
      'secretsmanager:ResourceTag/aws:secretsmanager:owningService': 'ecs-sc',
    };
    const secrets = [own(judge, service, 'secretsmanager', `secret:ecs-sc!${markOf('a secret')}`)];
    return asked(judge, about, CERTIFICATES, [
      issuingRight(judge, about, asRecord(issuer).AwsPcaAuthorityArn, context),
      {
        ...{ actions: ['secretsmanager:CreateSecret', 'secretsmanager:PutSecretValue'], resources: secrets, context },
        purpose: 'keep the certificates of Service Connect',
      },
    ]);
  });
}

const CERTIFICATES = 'service-role/AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity';

/** AWS's own policy lets ECS use authorities only that carry a tag. */
function issuingRight(judge: Judge, about: Common, named: Value, context: RequestContext): Omit<Right, keyof Common> {
  const { model, arns } = judge;
  const authority = resourceOf(model, named, 'AWS::ACMPCA::CertificateAuthority');
  const arn = arns.write(model.text(named) ?? markOf('an authority'));
  const called = authority?.path ?? arns.readable(arn);
  const tag = authority && tagOf(model, authority, MANAGED);
  const right = {
    actions: ['acm-pca:IssueCertificate', 'acm-pca:GetCertificate'],
    resources: [arn],
    purpose: 'issue the certificates of Service Connect',
    whole: false,
  };
  const key = `aws:ResourceTag/${MANAGED}`;
  if (authority === undefined || isUnknown(tag)) {
    const rest = Object.fromEntries(Object.entries(context).filter(([each]) => each !== key));
    return { ...right, context: rest, open: `whether ${called} has the tag ${MANAGED}: true` };
  }
  return {
    ...right,
    context: { ...context, [key]: asText(tag) ?? null },
    ...(tag !== 'true' && hasPolicy(about, CERTIFICATES) && { fix: `give ${called} the tag ${MANAGED}: true` }),
  };
}

/** The value of a tag, `undefined` where the resource has none of that key, unknown where only the deployment knows. */
function tagOf(model: AppModel, resource: Resource, key: string): Value {
  const tags = model.property(resource, 'Tags');
  const all = items(tags).map(asRecord);
  const found = all.find(({ Key }) => Key === key);
  return found?.Value ?? [tags, ...items(tags), ...all.map(({ Key }) => Key)].find((value) => isUnknown(value));
}

function shiftRights(judge: Judge, { resource: service, targets }: ServiceView): Right[] {
  return targets.flatMap((target) => {
    const advanced = asRecord(target.advanced);
    const listeners = [advanced.ProductionListenerRule, advanced.TestListenerRule];
    if (advanced.RoleArn === undefined) {
      return [];
    }
    const about = common(judge, service, 'LoadBalancers', advanced.RoleArn);
    const changes = listeners.flatMap((rule) => {
      const arn = rule === undefined ? '' : judge.arns.write(judge.model.text(rule) ?? '');
      const kinds = /:listener-rule\//.test(arn) ? ['ModifyRule'] : /:listener\//.test(arn) ? ['ModifyListener'] : BOTH;
      const actions = kinds.map((kind) => `elasticloadbalancing:${kind}`);
      // A rule that a custom resource makes may be either.
      return arn === ''
        ? []
        : [{ actions, resources: [arn], purpose: 'shift the traffic of a deployment', oneOf: 'enough' as const }];
    });
    const reads = ['elasticloadbalancing:DescribeListeners', 'elasticloadbalancing:DescribeRules'];
    return asked(judge, about, 'AmazonECSInfrastructureRolePolicyForLoadBalancers', [
      { actions: reads, resources: ['*'], purpose: 'read where the traffic of a deployment goes', oneOf: 'enough' },
      ...changes,
      ...targetRights(judge, [target.arn, advanced.AlternateTargetGroupArn]),
    ]);
  });
}

/** AWS's own policy for the role has these since its second version; no page tells for which deployments they are needed. */
function targetRights({ model, arns }: Judge, groups: readonly Value[]): Omit<Right, keyof Common>[] {
  const actions = ['elasticloadbalancing:RegisterTargets', 'elasticloadbalancing:DeregisterTargets'];
  return groups.flatMap((group) => {
    const arn = arns.write(model.text(group) ?? '');
    return arn === '' ? [] : [{ actions, later: actions, resources: [arn], purpose: 'register targets' }];
  });
}

const BOTH = ['ModifyRule', 'ModifyListener'];

function latticeRights(judge: Judge, { resource: service, lattice }: ServiceView): Right[] {
  return lattice.flatMap(({ RoleArn: role, TargetGroupArn: group }) => {
    if (role === undefined) {
      return [];
    }
    const about = common(judge, service, 'VpcLatticeConfigurations', role);
    const resources = [judge.arns.write(judge.model.text(group) ?? '')];
    return asked(judge, about, 'AmazonECSInfrastructureRolePolicyForVpcLattice', [
      { actions: ['vpc-lattice:RegisterTargets'], resources, purpose: 'register tasks with VPC Lattice' },
    ]);
  });
}

/** The first calls for what Express Mode makes around a service. Conditions on its tags hold. */
function expressRights(judge: Judge, service: Resource): Right[] {
  const property = 'InfrastructureRoleArn';
  const about = common(judge, service, property, judge.model.property(service, property));
  const resources = [markOf(`what ECS makes for ${service.path}`)];
  const calls = [
    ...['elasticloadbalancing:CreateLoadBalancer', 'elasticloadbalancing:CreateTargetGroup'],
    ...['elasticloadbalancing:CreateListener', 'ec2:CreateSecurityGroup'],
  ];
  return about.role === undefined
    ? []
    : asked(judge, about, 'service-role/AmazonECSInfrastructureRoleforExpressGatewayServices', [
        { actions: calls, resources, somewhere: true, purpose: 'make what is around an Express service' },
      ]);
}

function hookRights(judge: Judge, { resource: service, deployment }: ServiceView): Right[] {
  return deployment.hooks.flatMap(({ RoleArn: role, HookTargetArn: target }) => {
    const arn = judge.arns.write(judge.model.text(target) ?? '');
    if (role === undefined || !/:function:/.test(arn)) {
      return [];
    }
    const about = common(judge, service, 'DeploymentConfiguration', role, 'hook role');
    return [
      { ...about, actions: ['lambda:InvokeFunction'], resources: [arn], purpose: 'call a hook of the deployment' },
      ...trustRight(judge, about, ECS),
    ];
  });
}

/** AWS's own policy passes roles only whose name begins with `ecsInstanceRole`. */
function managedInstanceRights(judge: Judge, { resource: provider, managed }: ProviderView): Right[] {
  if (managed?.infrastructureRole === undefined) {
    return [];
  }
  const about = common(judge, provider, 'ManagedInstancesProvider', managed.infrastructureRole);
  const host = instanceRole(judge, managed.profile);
  const start = [
    {
      ...{ actions: ['ec2:CreateFleet'], resources: [own(judge, provider, 'ec2', `fleet/${markOf('a fleet')}`)] },
      ...{ context: tags(judge, about, 'cluster'), purpose: 'start instances' },
    },
  ];
  const passes: Right[] = [host].flatMap((passed) =>
    passed === undefined
      ? []
      : [
          {
            ...{
              ...about,
              actions: ['iam:PassRole'],
              resources: [passed.arn],
              purpose: `give instances the role ${passed.name}`,
            },
            context: { 'iam:PassedToService': 'ec2.amazonaws.com' },
          },
        ],
  );
  return [...asked(judge, about, 'AmazonECSInfrastructureRolePolicyForManagedInstances', start), ...passes];
}

/** The role of an instance profile that is named by its ARN or its name. */
export function instanceRole({ model, roles }: Judge, profile: Value): RoleView | undefined {
  const role = roleOfProfile(model, profile);
  return role === undefined ? undefined : roles.role(role);
}
