import { asRecord, asText } from '../../app-model/values';
import type { Compute, Plane } from '../reach/hosts';
import type { NetworkModel } from '../../app-model/network/network-model';
import type { Placement } from '../reach/placements';
import { sendersOf } from '../reach/senders';
import { calledBy } from '../reach/vpc-links';
import { taskDefinitionView } from '../../app-model/views/task-definition';
import { associationsOf, providersOf } from '../../app-model/views/capacity';

/** Names of things that a placement needs and nobody told, by the call that tells them. */
export interface Outside {
  readonly targetGroups: Set<string>;
  readonly balancers: Set<string>;
  readonly fileSystems: Set<string>;
  /** Of mount targets, which do not tell their security groups. */
  readonly networkInterfaces: Set<string>;
  readonly clusters: Set<string>;
  readonly providers: Set<string>;
  readonly autoScalingGroups: Set<string>;
  /** Id and version, as `lt-0a1/3`. */
  readonly launchTemplates: Set<string>;
  readonly prefixLists: Set<string>;
  readonly vpcLinks: Set<string>;
}

/** Nothing yet. */
export function nothingOutside(): Outside {
  const none = () => new Set<string>();
  return {
    ...{ targetGroups: none(), balancers: none(), fileSystems: none(), clusters: none(), providers: none() },
    ...{ networkInterfaces: none(), autoScalingGroups: none(), launchTemplates: none(), prefixLists: none() },
    vpcLinks: none(),
  };
}

/** Names become parts of shell commands: these have nothing that a shell reads. */
const PLAIN = /^[\w:/.$+=@-]+$/;

/** Adds what a placement needs and nobody told. */
export function addOutside(
  found: Outside,
  model: NetworkModel,
  placement: Placement,
  compute: Compute,
  planes: readonly Plane[],
): void {
  const { graph } = model;
  const add = (to: Set<string>, id: string | undefined, shape: RegExp) => {
    if (id !== undefined && shape.test(id) && PLAIN.test(id) && graph.told(id) === undefined) {
      to.add(id);
    }
  };
  for (const { arn } of placement.service?.targets ?? []) {
    add(found.targetGroups, asText(arn), /^arn:[^:]*:elasticloadbalancing:.*:targetgroup\//);
    const group = arn === undefined ? undefined : model.identify(arn).resource;
    const arns = group === undefined ? [] : sendersOf(model, group).arns;
    arns.forEach((one) => add(found.balancers, one, /^arn:[^:]*:elasticloadbalancing:.*:loadbalancer\//));
  }
  const { volumes } = placement.taskDefinition ? taskDefinitionView(graph, placement.taskDefinition) : { volumes: [] };
  for (const { efs } of volumes) {
    const id = asText(efs?.fileSystem);
    add(found.fileSystems, id, /^fs-[0-9a-f]+$/);
    for (const mount of graph.ofType('AWS::EFS::MountTarget')) {
      const of = asText(graph.property(mount, 'FileSystemId'));
      const card = mount.told && of === id ? asText(graph.property(mount, 'NetworkInterfaceId')) : undefined;
      add(found.networkInterfaces, card, /^eni-[0-9a-f]+$/);
    }
  }
  if (compute.unknown !== undefined && placement.cluster?.resource === undefined) {
    const name = placement.cluster?.unknown === false ? placement.cluster.name : undefined;
    const told = graph
      .ofType('AWS::ECS::Cluster')
      .some((each) => each.told && asText(graph.property(each, 'ClusterName')) === name);
    add(found.clusters, told ? undefined : name, /^[\w:/-]+$/);
  }
  if (compute.kind === 'unknown') {
    (placement.capacityProviders ?? []).forEach(({ key }) => add(found.providers, key, /^(?!FARGATE)[\w-]+$/));
  }
  for (const { linkName } of calledBy(graph, placement).map(({ integration }) => integration)) {
    add(found.vpcLinks, asText(linkName), /^[a-z0-9]+$/);
  }
  addHosts(found, model, add);
  for (const { prefixList } of planes.flatMap(({ securityGroups }) => securityGroups.flatMap(({ egress }) => egress))) {
    // The lists of AWS are asked for all together, and first.
    if (graph.ofType('AWS::EC2::PrefixList').some(({ told }) => told)) {
      add(found.prefixLists, prefixList?.key, /^pl-[0-9a-f]+$/);
    }
  }
}

function addHosts(
  found: Outside,
  { graph }: NetworkModel,
  add: (to: Set<string>, id: string | undefined, shape: RegExp) => void,
): void {
  for (const { groupArn } of providersOf(graph)) {
    add(found.autoScalingGroups, asText(groupArn), /^arn:[^:]*:autoscaling:.*:autoScalingGroupName\//);
  }
  const known = providersOf(graph).map(({ name }) => asText(name));
  const told = associationsOf(graph).filter(({ resource }) => resource.told && resource.type === 'AWS::ECS::Cluster');
  for (const { defaults } of told) {
    const names = defaults.items.map(({ provider }) => asText(provider));
    names.filter((name) => !known.includes(name)).forEach((name) => add(found.providers, name, /^(?!FARGATE)[\w-]+$/));
  }
  for (const group of graph.ofType('AWS::AutoScaling::AutoScalingGroup').filter(({ told }) => told)) {
    const { LaunchTemplateId: id } = asRecord(graph.property(group, 'LaunchTemplate'));
    add(found.launchTemplates, asText(id), /^lt-[0-9a-f]+\//);
  }
}
