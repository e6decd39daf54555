import { Token } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { IConstruct } from 'constructs';
import { finalProperties, finalPropertiesNamed } from '../../internal/final-properties';
import { Finding, warning } from '../../internal/finding';
import { items, record, text } from '../../internal/template-value';

/** The containers of some tasks: their names, and whether there may be others. */
interface Names {
  readonly known: ReadonlySet<string>;
  readonly complete: boolean;
}

/**
 * Finds what makes a policy of operators useless: names that no container has, and Exec that is on nowhere. Only where the
 * app tells all that runs in the cluster: what is imported, or written as plain CloudFormation, may have any name.
 *
 * Tasks that no service runs count too, since anybody may start them in the cluster.
 */
export function enteredContainerFindings(cluster: ecs.ICluster, containers: readonly string[]): Finding[] {
  const all = cluster.node.root.node.findAll();
  const services = all.filter(isService);
  const own = services.filter((service) => service.cluster === cluster);
  if (own.length === 0 || !ecs.CfnCluster.isCfnCluster(cluster.node.defaultChild) || all.some(isPlainService)) {
    return [];
  }
  const ran = new Set<IConstruct>(services.map(({ taskDefinition }) => taskDefinition));
  const inServices = namesOf(own.map(({ taskDefinition }) => taskDefinition.node.defaultChild));
  const beside = namesOf(
    all.filter(ecs.CfnTaskDefinition.isCfnTaskDefinition).filter(({ node }) => !ran.has(node.scope as IConstruct)),
  );
  if (!inServices.complete || !beside.complete) {
    return [];
  }
  const unknown = containers.filter(
    (name) => !Token.isUnresolved(name) && !inServices.known.has(name) && !beside.known.has(name),
  );
  const where = cluster.node.path;
  return [
    ...(unknown.length === 0
      ? []
      : [
          warning(
            'ExecOperatorPolicy.noSuchContainer',
            `'containers' names ${quoted(unknown)}, and no container in cluster ${where} has that name in this app, so nobody may enter it; the services there have ${quoted([...inServices.known].sort())}`,
          ),
        ]),
    ...(own.every(isOff) && !containers.some((name) => beside.known.has(name) || Token.isUnresolved(name))
      ? [
          warning(
            'ExecOperatorPolicy.notEnabled',
            `ECS Exec is on at no service of cluster ${where}, so every session is refused; give the workloads 'exec', or call enableOn() of the access for their services`,
          ),
        ]
      : []),
  ];
}

function namesOf(taskDefinitions: readonly (IConstruct | undefined)[]): Names {
  const known = new Set<string>();
  let complete = true;
  for (const resource of taskDefinitions) {
    const { ContainerDefinitions } = ecs.CfnTaskDefinition.isCfnTaskDefinition(resource)
      ? finalProperties(resource)
      : { ContainerDefinitions: undefined };
    const names = items(ContainerDefinitions).map((each) => text(record(each).Name));
    complete &&= Array.isArray(ContainerDefinitions) && !names.includes(undefined);
    names.forEach((name) => name !== undefined && known.add(name));
  }
  return { known, complete };
}

function isOff(service: ecs.BaseService): boolean {
  const resource = service.node.findAll().find(ecs.CfnService.isCfnService);
  const { EnableExecuteCommand = false } = resource
    ? finalPropertiesNamed(resource, ['EnableExecuteCommand'])
    : { EnableExecuteCommand: true };
  return EnableExecuteCommand === false;
}

function isService(construct: IConstruct): construct is ecs.BaseService {
  if (!construct.node.children.some((child) => ecs.CfnService.isCfnService(child))) {
    return false;
  }
  const { taskDefinition, cluster } = construct as Partial<ecs.BaseService>;
  return taskDefinition !== undefined && cluster !== undefined;
}

/** A service whose tasks nothing but its template tells. */
function isPlainService(construct: IConstruct): boolean {
  return ecs.CfnService.isCfnService(construct) && !isService(construct.node.scope as IConstruct);
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}
