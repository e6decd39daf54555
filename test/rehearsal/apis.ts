import { ACCOUNT, Live, refersTo, Refused, REGION, World } from './world';

interface Api {
  /** ARN that a policy has to name. */
  readonly resource: (input: any) => string;
  readonly answer: (world: World, input: any, caller: Live) => unknown;
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

/** All calls that functions of the library make. Another one is refused until it is here. */
export const APIS: Readonly<Record<string, Api>> = {
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
  'ecs:DeleteAccountSetting': {
    resource: anything,
    answer: (_, { name }, { drift }) => {
      drift.settings = { ...(drift.settings as object), [name]: undefined };
      return {};
    },
  },
  'ecs:PutAccountSetting': {
    resource: anything,
    answer: (_, { name, value }, { drift }) => {
      drift.settings = { ...(drift.settings as object), [name]: value };
      return {};
    },
  },
  'ecs:DescribeClusters': {
    resource: ({ clusters }) => clusterArn(clusters[0]),
    answer: (world, { clusters }) => {
      const cluster = one(world, 'AWS::ECS::Cluster', clusters[0]);
      const capacityProviders = cluster?.drift.capacityProviders ?? cluster?.properties.CapacityProviders ?? [];
      return { clusters: cluster ? [{ status: 'ACTIVE', capacityProviders }] : [] };
    },
  },
  'ecr:BatchGetImage': {
    resource: repository,
    answer: (_, { imageIds: [{ imageDigest = 'sha256:0' }] }) => ({
      images: [
        { imageId: { imageDigest }, imageManifest: '{"mediaType":"application/vnd.oci.image.manifest.v1+json"}' },
      ],
    }),
  },
  'ecr:DescribeImageScanFindings': {
    resource: repository,
    answer: () => ({ imageScanStatus: { status: 'COMPLETE' }, imageScanFindings: { findingSeverityCounts: {} } }),
  },
  'ecr:DescribeImageSigningStatus': {
    resource: repository,
    answer: (world) => ({
      signingStatuses: [...world.live]
        .filter(({ type }) => type === 'AWS::Signer::SigningProfile')
        .map(({ attributes }) => ({ signingProfileArn: attributes.Arn, status: 'COMPLETE' })),
    }),
  },
  'ecs:DescribeServiceRevisions': {
    resource: ({ serviceRevisionArns: [arn] }) => arn,
    answer: (world, { serviceRevisionArns: [arn] }) => {
      const { taskDefinition } = world.called.get(arn)!;
      const containerImages = containersOf(world, taskDefinition).map(({ Name: containerName, Image: image }) => ({
        containerName,
        image,
        imageDigest: image.split('@')[1],
      }));
      return { serviceRevisions: [{ taskDefinition, containerImages }] };
    },
  },
  'ecs:DescribeTaskDefinition': {
    resource: anything,
    answer: (world, { taskDefinition }) => ({
      taskDefinition: {
        containerDefinitions: containersOf(world, taskDefinition).map(({ Name: name, Image: image }) => ({
          name,
          image,
        })),
      },
    }),
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

function containersOf(world: World, taskDefinition: string): any[] {
  return one(world, 'AWS::ECS::TaskDefinition', taskDefinition)?.properties.ContainerDefinitions ?? [];
}

function repository({ repositoryName, registryId = ACCOUNT }: any): string {
  return `arn:aws:ecr:${REGION}:${registryId}:repository/${repositoryName}`;
}

function securityGroup({ GroupId }: any): string {
  return `arn:aws:ec2:${REGION}:${ACCOUNT}:security-group/${GroupId}`;
}

function clusterArn(cluster: string): string {
  return cluster.startsWith('arn:') ? cluster : `arn:aws:ecs:${REGION}:${ACCOUNT}:cluster/${cluster}`;
}
