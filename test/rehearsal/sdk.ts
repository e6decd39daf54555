import { allows, policiesOf, statementsOf } from './iam';
import { ACCOUNT, Live, refersTo, Refused, REGION, View, World } from './world';

interface Api {
  /** ARN that a policy has to name. */
  readonly resource: (input: any) => string;
  readonly answer: (world: World, input: any) => unknown;
}

/** Prefixes of actions, by the client of the SDK. */
const PREFIXES: Readonly<Record<string, string>> = {
  'auto-scaling': 'autoscaling',
  cloudformation: 'cloudformation',
  ec2: 'ec2',
  ecs: 'ecs',
  'elastic-load-balancing-v2': 'elasticloadbalancing',
  sts: 'sts',
};

/** Calls of the SDK as a role makes them, judged by what its policies say at this moment. */
export class Caller {
  public constructor(
    private readonly view: View,
    private readonly role: Live,
  ) {}

  public call(client: string, command: string, input: any): unknown {
    const action = `${PREFIXES[client] ?? client}:${command}`;
    if (action === 'sts:AssumeRole') {
      return this.assume(input.RoleArn);
    }
    const api = APIS[action];
    if (api === undefined) {
      throw new Refused('UnknownToTheDouble', `the double does not know ${action}`);
    }
    const resource = api.resource(input);
    if (!allows(policiesOf(this.role, this.view), { action, resource })) {
      throw new Refused(
        'AccessDenied',
        `${this.role.ref} is not authorized to perform: ${action} on resource: ${resource}`,
      );
    }
    return api.answer(this.view.world, input);
  }

  /** Whoever holds the credentials of a call of `AssumeRole` calls as that role. */
  public as(credentials?: { readonly sessionToken: string }): Caller {
    const role = credentials && this.view.byRef('AWS::IAM::Role', credentials.sessionToken);
    return role === undefined ? this : new Caller(this.view, role);
  }

  private assume(arn: string): unknown {
    const role = this.view.byRef('AWS::IAM::Role', arn);
    const trusted = statementsOf(role?.properties.AssumeRolePolicyDocument).some(
      ({ Effect, Principal }) =>
        Effect === 'Allow' && [Principal?.AWS ?? []].flat().some((each: string) => refersTo(this.role, each)),
    );
    if (!trusted) {
      throw new Refused(
        'AccessDenied',
        `${this.role.ref} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
      );
    }
    return { Credentials: { AccessKeyId: 'key', SecretAccessKey: 'secret', SessionToken: arn } };
  }
}

const anything = (): string => '*';
const elb = ({ RuleArn, ListenerArn, RulePriorities }: any): string =>
  RuleArn ?? ListenerArn ?? RulePriorities[0].RuleArn;
const groupArn = ({ AutoScalingGroupName: name }: any): string =>
  `arn:aws:autoscaling:${REGION}:${ACCOUNT}:autoScalingGroup:*:autoScalingGroupName/${name}`;

const one = (world: World, type: string, ref: unknown): Live | undefined =>
  [...world.live].find((each) => each.type === type && refersTo(each, ref));

/** One host that works, and one that is on its way out: AWS does not take protection from the latter. */
function instancesOf(group: Live): any[] {
  const protectedHosts = group.properties.NewInstancesProtectedFromScaleIn === true;
  group.drift.instances ??= ['InService', 'Terminating:Wait'].map((LifecycleState, index) => ({
    InstanceId: `i-${index}`,
    LifecycleState,
    ProtectedFromScaleIn: protectedHosts,
  }));
  return group.drift.instances as any[];
}

function rulesOf(world: World, listener: string): any[] {
  const ofTemplates = [...world.live]
    .filter(({ type, properties }) => type.endsWith('::ListenerRule') && properties.ListenerArn === listener)
    .map(({ ref, properties }) => ({ ...properties, RuleArn: ref, Priority: String(properties.Priority) }));
  return [...ofTemplates, ...[...world.called.values()].filter(({ ListenerArn }) => ListenerArn === listener)];
}

function rule(world: World, arn: string): any {
  const found = world.called.get(arn);
  if (found === undefined) {
    throw new Refused('RuleNotFoundException', `One or more rules not found: ${arn}`);
  }
  return found;
}

const APIS: Readonly<Record<string, Api>> = {
  'autoscaling:DescribeAutoScalingGroups': {
    resource: anything,
    answer: (world, { AutoScalingGroupNames: names }) => {
      const groups = names
        .map((name: string) => one(world, 'AWS::AutoScaling::AutoScalingGroup', name))
        .filter(Boolean);
      return {
        AutoScalingGroups: groups.map((group: Live) => ({
          AutoScalingGroupName: group.ref,
          MinSize: Number(group.properties.MinSize),
          Instances: instancesOf(group),
        })),
      };
    },
  },
  'autoscaling:UpdateAutoScalingGroup': {
    resource: groupArn,
    answer: (world, { AutoScalingGroupName: name, ...changed }) => {
      Object.assign(one(world, 'AWS::AutoScaling::AutoScalingGroup', name)!.drift, changed);
      return {};
    },
  },
  'autoscaling:SetInstanceProtection': {
    resource: groupArn,
    answer: (world, { AutoScalingGroupName: name, InstanceIds: ids, ProtectedFromScaleIn }) => {
      const group = one(world, 'AWS::AutoScaling::AutoScalingGroup', name)!;
      const instances = instancesOf(group).filter(({ InstanceId }) => ids.includes(InstanceId));
      const away = instances.find(({ LifecycleState }) => LifecycleState !== 'InService');
      if (away !== undefined) {
        throw new Refused('ValidationError', `The instance ${away.InstanceId} is not in InService state`);
      }
      instances.forEach((each) => (each.ProtectedFromScaleIn = ProtectedFromScaleIn));
      group.drift.released = instancesOf(group).every(
        (each) => each.LifecycleState !== 'InService' || !each.ProtectedFromScaleIn,
      );
      return {};
    },
  },
  'ec2:DescribeManagedPrefixLists': {
    resource: anything,
    answer: () => ({ PrefixLists: [{ PrefixListId: 'pl-00000001' }] }),
  },
  'ec2:RevokeSecurityGroupEgress': { resource: securityGroup, answer: () => ({}) },
  'ec2:RevokeSecurityGroupIngress': { resource: securityGroup, answer: () => ({}) },
  'ec2:AuthorizeSecurityGroupEgress': { resource: securityGroup, answer: () => ({}) },
  'ec2:AuthorizeSecurityGroupIngress': { resource: securityGroup, answer: () => ({}) },
  'ecs:DeleteAccountSetting': { resource: anything, answer: () => ({}) },
  'ecs:PutAccountSetting': { resource: anything, answer: () => ({}) },
  'ecs:DescribeClusters': {
    resource: ({ clusters }) => clusterArn(clusters[0]),
    answer: (world, { clusters }) => {
      const cluster = one(world, 'AWS::ECS::Cluster', clusters[0]);
      const capacityProviders = cluster?.drift.capacityProviders ?? cluster?.properties.CapacityProviders ?? [];
      return { clusters: cluster ? [{ status: 'ACTIVE', capacityProviders }] : [] };
    },
  },
  'ecs:PutClusterCapacityProviders': {
    resource: ({ cluster }) => clusterArn(cluster),
    answer: (world, { cluster, capacityProviders }) => {
      one(world, 'AWS::ECS::Cluster', cluster)!.drift.capacityProviders = capacityProviders;
      return {};
    },
  },
  'elasticloadbalancing:CreateRule': {
    resource: elb,
    answer: (world, { ListenerArn, Priority, ...rest }) => {
      if (rulesOf(world, ListenerArn).some((each) => each.Priority === String(Priority))) {
        throw new Refused('PriorityInUse', `Priority '${Priority}' is currently in use`);
      }
      const RuleArn = `${ListenerArn.replace(':listener/', ':listener-rule/')}/${world.next()}`;
      world.called.set(RuleArn, { RuleArn, ListenerArn, Priority: String(Priority), ...rest });
      return { Rules: [world.called.get(RuleArn)] };
    },
  },
  'elasticloadbalancing:DeleteRule': {
    resource: elb,
    answer: (world, { RuleArn }) => {
      rule(world, RuleArn);
      world.called.delete(RuleArn);
      return {};
    },
  },
  'elasticloadbalancing:DescribeRules': {
    resource: anything,
    answer: (world, { ListenerArn, RuleArns = [] }) => ({
      Rules: ListenerArn ? rulesOf(world, ListenerArn) : RuleArns.map((arn: string) => rule(world, arn)),
    }),
  },
  'elasticloadbalancing:DescribeTargetHealth': { resource: anything, answer: () => ({ TargetHealthDescriptions: [] }) },
  'elasticloadbalancing:ModifyRule': {
    resource: elb,
    answer: (world, { RuleArn, ...changed }) => {
      world.called.set(RuleArn, { ...rule(world, RuleArn), ...changed });
      return { Rules: [world.called.get(RuleArn)] };
    },
  },
  'elasticloadbalancing:SetRulePriorities': {
    resource: elb,
    answer: (world, { RulePriorities }) => {
      for (const { RuleArn, Priority } of RulePriorities) {
        world.called.set(RuleArn, { ...rule(world, RuleArn), Priority: String(Priority) });
      }
      return {};
    },
  },
};

function securityGroup({ GroupId }: any): string {
  return `arn:aws:ec2:${REGION}:${ACCOUNT}:security-group/${GroupId}`;
}

function clusterArn(cluster: string): string {
  return cluster.startsWith('arn:') ? cluster : `arn:aws:ecs:${REGION}:${ACCOUNT}:cluster/${cluster}`;
}
