import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { warn } from '../../internal/warnings';
import { Found, admitsVpc } from './found-endpoint';
import { Granted, grantsOf, letsThrough } from './granted-ways';
import { PlannedNetwork, EndpointPlanOptions } from './planned-network';
import { PlannedTasks } from './planned-tasks';
import { ruleOf } from './rule-once';

const HTTPS = ec2.Port.tcp(443);

/** The ways that lead out of a network, after its endpoints are derived. */
export interface DerivedWays {
  readonly network: PlannedNetwork;
  readonly options: EndpointPlanOptions;
  readonly endpoints: ReadonlyMap<string, Found>;
  /** Whether the network itself leads to DynamoDB. */
  readonly dynamoDb: boolean;
}

/** A right without a way to use it is found out when the application first calls. */
export function warnOfGrants(tasks: PlannedTasks, ways: DerivedWays): void {
  const missing = grantsOf(tasks.taskDefinition).filter((granted) => !leadsTo(granted, tasks, ways));
  for (const service of new Set(missing.map((granted) => granted.service))) {
    const grants = missing.filter((granted) => granted.service === service);
    const actions = [...new Set(grants.flatMap((granted) => granted.actions))].sort();
    warn(tasks.service ?? tasks.taskDefinition, {
      code: 'TaskNetwork.grantWithoutWay',
      message: `the task role of '${tasks.taskDefinition.node.path}' allows ${actions.join(', ')} on ${[...new Set(grants.flatMap(({ resources }) => resources))].join(', ')}, but nothing in '${ways.network.node.path}' lets it through; write ${wayTo(service, actions)}`,
    });
  }
}

function leadsTo(
  granted: Granted,
  { connectable }: PlannedTasks,
  { network, options, endpoints, dynamoDb }: DerivedWays,
): boolean {
  const { service, resources } = granted;
  const found = endpoints.get(service);
  const ours = found?.construct?.node.scope === network;
  if (service === 's3') {
    const own = ours ? (found.construct as ec2.GatewayVpcEndpoint) : undefined;
    const { policyDocument } = (own?.node.defaultChild ?? {}) as Partial<ec2.CfnVPCEndpoint>;
    return (
      resources.every((resource) => resource === '*') ||
      (found === undefined
        ? !options.interfaces || options.existing.includes('s3')
        : policyDocument === undefined || letsThrough(network, policyDocument, granted))
    );
  }
  if (!options.interfaces) {
    return true;
  }
  if (service === 'dynamodb') {
    return found !== undefined || dynamoDb || network.node.tryFindChild('DynamoDb') !== undefined;
  }
  if (found === undefined) {
    return options.existing.includes(service);
  }
  const own = ours ? (found.connectable?.connections.securityGroups ?? []) : [];
  const admitted = own.some((into) =>
    connectable.connections.securityGroups.some((from) =>
      admitsVpc(found, network, options)
        ? from.allowAllOutbound || ruleOf('out', from, into, HTTPS) !== undefined
        : ruleOf('in', into, from, HTTPS) !== undefined,
    ),
  );
  return own.length === 0 || admitted;
}

/** The line to write. */
function wayTo(service: string, actions: readonly string[]): string {
  switch (service) {
    case 's3':
      return `network.allowBucket(bucket, ${actions.map((action) => `'${action}'`).join(', ')}) and TaskAccess.of(service).toS3(network), for a bucket that the stack of the network can name, or ResourceLink.bucket(...) in place of the grant`;
    case 'dynamodb':
      return 'TaskAccess.of(service).toDynamoDb(network), or ResourceLink.table(...) in place of the grant';
    default:
      return `TaskAccess.of(service).toAwsService(network, new ec2.InterfaceVpcEndpointAwsService('${service}'))`;
  }
}
