import { Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { IConstruct } from 'constructs';
import { Fault, fail, faultLine } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';
import { DESCRIPTION_RULE, isDescription } from './private/rule-description';
import { RuleStacks } from './private/rule-stacks';
import { allowOut, openWay } from './private/rule-once';
import { ingressPortsOf } from './private/service-connect-reading';
import { waitForRules } from './private/wait-for-rules';
import type { TaskNetwork } from './task-network';

/**
 * Network access between tasks, one statement for each way: `TaskAccess.of(worker).to(api, 8080)`.
 *
 * A statement writes the egress rule of the caller and the ingress rule of the called, and nothing else. Both go to the
 * same stack, chosen so that statements in both directions between two stacks make no dependency cycle. The caller and
 * the called are anything with security groups: services, load balancers, databases, caches, functions.
 */
@guarded
export class TaskAccess {
  /** Starts a statement: who opens the connection. */
  public static of(client: ec2.IConnectable): TaskAccess {
    return new TaskAccess(client);
  }

  private constructor(private readonly client: ec2.IConnectable) {}

  /**
   * Lets the client open TCP connections to a port of the server.
   *
   * When the server is an ECS service, one of its containers must expose the port, or the proxy of Service Connect; that is checked when the app is
   * synthesized, since containers may come later (`TaskAccess.portNotExposed`).
   *
   * Fails with `TaskAccess.port`, and when the app is synthesized with `TaskAccess.noSecurityGroup` for a service whose tasks have
   * the groups of their hosts.
   *
   * @param port TCP port, 1 to 65535
   */
  public to(server: ec2.IConnectable, port: number): void {
    checkPort(server, port);
    const service = asService(server);
    service?.node.addValidation({ validate: () => unexposed(service, port).map(faultLine) });
    for (const each of [asService(this.client) ?? [], service ?? []].flat()) {
      each.node.addValidation({ validate: () => groupless(each).map(faultLine) });
    }
    const [from, into] = [stackOf(this.client), stackOf(server)];
    // Known before CDK sees the references, which it does when the app is synthesized.
    for (const each of [asService(this.client) ?? [], service ?? []].flat()) {
      RuleStacks.of(each).depends(Stack.of(each), Stack.of(each.cluster), Stack.of(each.cluster.vpc));
    }
    const holder = from && into && RuleStacks.of(from).belongIn(from, into) === into ? 'server' : 'client';
    openWay(this.client, server, ec2.Port.tcp(port), holder);
    waitForRules(this.client, server, ec2.Port.tcp(port));
  }

  /**
   * Lets the client open TCP connections to an AWS service by the interface endpoint of the network, which is created if
   * the VPC has none. Whatever starting the tasks needs is derived by itself; this is for what the application calls.
   *
   * With NAT gateways in place of endpoints there is nothing to open here: use `toInternet`.
   */
  public toAwsService(network: TaskNetwork, service: ec2.InterfaceVpcEndpointAwsService): void {
    network._allowService(this.client, service);
  }

  /**
   * Lets the client open TCP connections to S3 by the gateway endpoint of the network. Which buckets, and what for, is
   * said by `TaskNetwork.allowBucket`.
   */
  public toS3(network: TaskNetwork): void {
    network._needS3();
    this.allowOut(network.s3Peer, 443, 'S3');
  }

  /** Lets the client open TCP connections to DynamoDB by the gateway endpoint of the network. */
  public toDynamoDb(network: TaskNetwork): void {
    this.allowOut(network.dynamoDbPeer, 443, 'DynamoDB');
  }

  /**
   * Lets the client open TCP connections to any address of the internet, which is what a closed group is there to
   * prevent: prefer any other destination.
   *
   * @param port TCP port, 1 to 65535
   * Fails with `TaskAccess.noReason`, and with `TaskAccess.reason` for a text that EC2 does not take.
   *
   * @param reason why nothing narrower will do; it becomes the description of the rule
   */
  public toInternet(port: number, reason: string): void {
    checkPort(this.client, port);
    if (!Token.isUnresolved(reason) && reason.trim() === '') {
      fail(
        asConstruct(this.client),
        'TaskAccess.noReason',
        `'reason' of toInternet is empty; say why nothing narrower will do`,
      );
    }
    if (!isDescription(reason)) {
      fail(
        asConstruct(this.client),
        'TaskAccess.reason',
        `'reason' of toInternet ${DESCRIPTION_RULE}, got '${reason}': it becomes the description of the rule; write it shorter or in plain letters`,
      );
    }
    this.allowOut(ec2.Peer.anyIpv4(), port, reason);
  }

  private allowOut(peer: ec2.IPeer, port: number, description: string): void {
    for (const group of this.client.connections.securityGroups) {
      allowOut(group, peer, ec2.Port.tcp(port), description);
    }
  }
}

function checkPort(scope: ec2.IConnectable, port: number): void {
  if (!Token.isUnresolved(port) && (!Number.isInteger(port) || port < 1 || port > 65535)) {
    fail(asConstruct(scope), 'TaskAccess.port', `'port' must be an integer from 1 to 65535, got ${port}`);
  }
}

function asConstruct(value: ec2.IConnectable): IConstruct | undefined {
  const construct = value as Partial<IConstruct>;
  return construct.node === undefined ? undefined : (construct as IConstruct);
}

function stackOf(value: ec2.IConnectable): Stack | undefined {
  const construct = asConstruct(value);
  return construct && Stack.of(construct);
}

function asService(value: ec2.IConnectable): ecs.BaseService | undefined {
  const service = value as Partial<ecs.BaseService>;
  return service.taskDefinition !== undefined && service.cluster !== undefined
    ? (service as ecs.BaseService)
    : undefined;
}

/** In any other network mode than awsvpc the tasks have the groups of their host. */
function groupless(service: ecs.BaseService): Fault[] {
  return service.connections.securityGroups.length > 0
    ? []
    : [
        {
          code: 'TaskAccess.noSecurityGroup',
          message: `'${service.node.path}' has no security group, so no rule is written: its tasks use network mode ${service.taskDefinition.networkMode} and the groups of their hosts; use awsvpc, or say TaskAccess of or to the hosts`,
        },
      ];
}

function unexposed(service: ecs.BaseService, port: number): Fault[] {
  const mappings = service.taskDefinition.node.children.flatMap(
    (child) => (child as Partial<ecs.ContainerDefinition>).portMappings ?? [],
  );
  const known = mappings.filter(({ containerPort }) => !Token.isUnresolved(containerPort));
  const ranges = mappings.flatMap(({ containerPortRange }) => containerPortRange ?? []);
  const exposed =
    Token.isUnresolved(port) ||
    known.length < mappings.length ||
    known.some(({ containerPort }) => containerPort === port) ||
    ingressPortsOf(service).includes(port) ||
    ranges.some((range) => {
      const [from, to] = range.split('-').map(Number);
      return from <= port && port <= to;
    });
  const listed =
    [...known.map(({ containerPort }) => containerPort).filter((one) => one !== 0), ...ranges].join(', ') || 'none';
  return exposed
    ? []
    : [
        {
          code: 'TaskAccess.portNotExposed',
          message: `'port' ${port} is not exposed by '${service.node.path}', its containers expose ${listed}; add it to the port mappings, or allow one of these`,
        },
      ];
}
