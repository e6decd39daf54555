import { Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { ENDPOINT_SERVICES } from '../../internal/endpoint-services';
import { Fault, fail, failAll } from '../../internal/errors';
import { flatText } from '../../internal/flat-text';
import { isolatedSubnetIds } from '../../internal/isolated-subnets';
import { reachedServices } from '../../internal/reached-services';
import { warn } from '../../internal/warnings';
import { stacksIn } from './granted-ways';
import { warnOfGrants } from './grants-without-way';
import { EndpointPlanOptions, PlannedNetwork } from './planned-network';
import { PlannedTasks, instancesOf, needsOfPlanned, tasksIn } from './planned-tasks';
import type { Need } from '../../start-proof/reach/need';
import { Found, addressesOf, admitsVpc, foundEndpoint } from './found-endpoint';
import { serviceNameFaults } from './service-names';
import { allowIn, allowOut, ruleOf } from './rule-once';
import { s3Statements } from './s3-statements';
import { unmetNeed } from './unmet-need';

const HTTPS = ec2.Port.tcp(443);

/** A security group takes 60 inbound rules. Source: Amazon VPC user guide, quotas, remembered: it warns only. */
const MANY_RULES = 50;

/** Derives the endpoints of a network from the tasks in it, and opens exactly the ways that they need. */
export class EndpointPlan {
  public readonly endpoints = new Map<string, Found>();
  public dynamoDb = false;
  private readonly statements: iam.PolicyStatement[] = [];
  private readonly declared: { client: ec2.IConnectable; service: ec2.InterfaceVpcEndpointAwsService }[] = [];
  private s3Declared = false;
  private readonly clients = new Map<string, Set<ec2.ISecurityGroup>>();
  private applied = false;

  constructor(
    public readonly network: PlannedNetwork,
    public readonly options: EndpointPlanOptions,
  ) {}

  public addS3Statement(statement: iam.PolicyStatement): void {
    this.statements.push(statement);
    this.s3Declared = true;
  }

  public needS3(): void {
    this.s3Declared = true;
  }

  /** Adds a service that the application calls, beyond what its tasks need to start. */
  public addService(client: ec2.IConnectable, service: ec2.InterfaceVpcEndpointAwsService): void {
    this.declared.push({ client, service });
  }

  /** Once per synthesis, when the tree is complete. */
  public apply(added: readonly PlannedTasks[], instances: readonly ec2.IConnectable[]): void {
    if (this.applied) {
      return;
    }
    this.applied = true;
    const { network } = this;
    this.findEndpoints();
    const planned = [...tasksIn(network.node.root, network.vpc), ...added];
    const called = [...this.declared, ...planned.flatMap(callsOf)].map(({ service }) => service.shortName);
    const faults: Fault[] = serviceNameFaults(this.options, [...called, ...this.endpoints.keys()]);
    const needed = planned.map((tasks) => ({ tasks, needs: needsOfPlanned(tasks) }));
    for (const { tasks, needs } of needed) {
      faults.push(...this.unmet(tasks, needs, instances));
    }
    failAll(network, faults);
    const { internetConnectivityEstablished } = network.vpc.selectSubnets(network.vpcSubnets);
    for (const { tasks, needs } of needed) {
      tasks.starter?.node.addDependency(internetConnectivityEstablished);
      this.meet(tasks, needs, instances);
    }
    for (const { client, service } of [...this.declared, ...planned.flatMap(callsOf)]) {
      if (this.options.interfaces || this.endpoints.has(service.shortName)) {
        const callers = planned.filter(({ connectable }) => sharesGroup(connectable, client));
        for (const caller of callers.length > 0 ? callers : [undefined]) {
          this.meetInterface(service.shortName, [client], caller, service);
        }
      }
    }
    planned.forEach((tasks) => this.meetReach(tasks));
    if (this.s3Declared) {
      this.meetS3([], undefined);
    }
    planned.forEach((tasks) => warnOfGrants(tasks, this));
    this.warnOfRules();
  }

  private countRule(service: string, group: ec2.ISecurityGroup, client: ec2.ISecurityGroup): void {
    const key = `${service} (${group.node.path})`;
    this.clients.set(key, (this.clients.get(key) ?? new Set<ec2.ISecurityGroup>()).add(client));
  }

  private warnOfRules(): void {
    const full = [...this.clients].filter(([, clients]) => clients.size > MANY_RULES);
    if (full.length > 0) {
      warn(this.network, {
        code: 'TaskNetwork.endpointRules',
        message: `the security groups of the endpoints ${full.map(([key, { size }]) => `${key}: ${size}`).join(', ')} get one inbound rule for each group of tasks, and a group takes 60, a quota that can be raised; say 'endpointsAdmitVpc: true' to have one rule for the whole VPC, or raise the quota`,
      });
    }
  }

  /** Opens the ways to what the containers reach by declared grants. */
  private meetReach(tasks: PlannedTasks): void {
    for (const { service, statements } of reachedServices(tasks.taskDefinition)) {
      if (service === 's3') {
        this.meetS3([tasks.connectable], tasks);
        statements.flatMap((one) => this.endpointStatement(one) ?? []).forEach((one) => this.addOnce(one));
      } else if (service === 'dynamodb') {
        const peer = this.network.dynamoDbPeer;
        tasks.connectable.connections.securityGroups.forEach((group) => allowOut(group, peer, HTTPS, 'DynamoDB'));
        this.dynamoDb = true;
      } else if (this.options.interfaces || this.endpoints.has(service.shortName)) {
        this.meetInterface(service.shortName, [tasks.connectable], tasks, service);
      }
    }
  }

  /** The same for whoever passes the endpoint; none for what is of a stack that depends on this one. */
  private endpointStatement({ actions, resources, conditions }: iam.PolicyStatement): iam.PolicyStatement | undefined {
    const own = Stack.of(this.network);
    const above = [...stacksIn(this.network, resources)].some(
      (stack) => stack !== own && !own.dependencies.includes(stack),
    );
    return above || !actions.every((action) => action.startsWith('s3:'))
      ? undefined
      : new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions, resources, conditions });
  }

  /** Endpoints of the VPC that the app declares elsewhere. */
  private findEndpoints(): void {
    for (const node of this.network.node.root.node.findAll()) {
      if (!ec2.CfnVPCEndpoint.isCfnVPCEndpoint(node) || node.vpcId !== this.network.vpc.vpcId) {
        continue;
      }
      const name = flatText(Stack.of(node).resolve(node.serviceName)) ?? '';
      const service = /^(?:cn\.)?com\.amazonaws\.[^.]+\.(.+)$/.exec(name)?.[1];
      if (service !== undefined) {
        this.endpoints.set(service, foundEndpoint(node, this.network.vpc));
      }
    }
  }

  private unmet(tasks: PlannedTasks, needs: readonly Need[], instances: readonly ec2.IConnectable[]): Fault[] {
    const who = tasks.service?.node.path ?? tasks.taskDefinition.node.path;
    const onHosts = needs.some(({ plane }) => plane === 'host');
    const noHosts =
      onHosts && this.hosts(tasks, instances).length === 0
        ? [
            {
              code: 'TaskNetwork.noInstances',
              message: `'${who}' runs on container instances, but this network knows of none; pass them to addInstances()`,
            },
          ]
        : [];
    return [...noHosts, ...(this.isolated() ? needs.flatMap((need) => unmetNeed(who, need, this)) : [])];
  }

  /** Whether nothing but endpoints leads out of the subnets of the tasks. */
  private isolated(): boolean {
    const isolated = isolatedSubnetIds(this.network.vpc);
    const { subnetIds } = this.network.vpc.selectSubnets(this.network.vpcSubnets);
    return this.options.interfaces && subnetIds.some((subnet) => isolated.has(subnet));
  }

  private meet(tasks: PlannedTasks, needs: readonly Need[], instances: readonly ec2.IConnectable[]): void {
    const hosts = this.hosts(tasks, instances);
    for (const { target, plane } of needs) {
      if (target.kind !== 'service') {
        continue;
      }
      const clients = plane === 'host' ? hosts : [tasks.connectable];
      if (target.service === 's3') {
        this.meetS3(clients, tasks);
      } else if (this.options.interfaces || this.endpoints.has(target.service)) {
        this.meetInterface(target.service, clients, tasks);
      }
    }
    s3Statements(this.network, tasks).forEach((statement) => this.addOnce(statement));
  }

  private hosts(tasks: PlannedTasks, instances: readonly ec2.IConnectable[]): readonly ec2.IConnectable[] {
    return [...new Set([...instances, ...instancesOf(tasks)])];
  }

  private meetInterface(
    service: string,
    clients: readonly ec2.IConnectable[],
    dependent: PlannedTasks | undefined,
    declared?: ec2.InterfaceVpcEndpointAwsService,
  ): void {
    if (this.options.existing.includes(service) && !this.endpoints.has(service)) {
      this.endpoints.set(service, this.existing(clients));
    }
    const found = this.endpoints.get(service) ?? this.create(service, declared);
    this.endpoints.set(service, found);
    if (found.peer) {
      for (const client of clients.flatMap(({ connections }) => connections.securityGroups)) {
        allowOut(client, found.peer, HTTPS, `${service} endpoint`);
      }
    }
    for (const group of found.connectable?.connections.securityGroups ?? []) {
      for (const client of clients.flatMap(({ connections }) => connections.securityGroups)) {
        // Both rules go to the client's stack, which depends on this one anyway.
        if (admitsVpc(found, this.network, this.options)) {
          group.addIngressRule(ec2.Peer.ipv4(this.network.vpc.vpcCidrBlock), HTTPS, `${service} endpoint`);
        } else {
          allowIn(group, client, HTTPS, `${service} endpoint`);
          this.countRule(service, group, client);
        }
        allowOut(client, group, HTTPS, `${service} endpoint`);
      }
    }
    this.order(dependent, clients, found);
  }

  /** An endpoint that is not of this app: its group, or wherever in the VPC it is. */
  private existing(clients: readonly ec2.IConnectable[]): Found {
    const { existingGroup } = this.options;
    if (existingGroup !== undefined) {
      return { connectable: existingGroup };
    }
    const peer = addressesOf(this.network.vpc);
    const closed = clients.some(({ connections }) =>
      connections.securityGroups.some(({ allowAllOutbound }) => !allowAllOutbound),
    );
    if (peer === undefined && closed) {
      fail(
        this.network,
        'TaskNetwork.vpcAddresses',
        "the addresses of 'vpc' are not known, so the groups of the tasks cannot be opened towards 'existingEndpoints'; give 'existingEndpointGroup', or import the VPC with its 'vpcCidrBlock'",
      );
    }
    return { peer };
  }

  private create(service: string, declared: ec2.InterfaceVpcEndpointAwsService | undefined): Found {
    const { network } = this;
    const known = ENDPOINT_SERVICES[service];
    const entry =
      known !== undefined
        ? { id: known.id, service: ec2.InterfaceVpcEndpointAwsService[known.constant] }
        : declared && { id: pascal(service), service: declared };
    if (!entry) {
      fail(
        network,
        'TaskNetwork.unknownService',
        `no endpoint is known for ${service}; create it yourself, or name it in 'existingEndpoints'`,
      );
    }

    const endpoint = new ec2.InterfaceVpcEndpoint(network, entry.id, {
      vpc: network.vpc,
      service: entry.service,
      subnets: { subnets: onePerZone(network.vpc.selectSubnets(network.vpcSubnets).subnets) },
      securityGroups: [
        new ec2.SecurityGroup(network, `${entry.id}SecurityGroup`, {
          vpc: network.vpc,
          description: `Endpoint ${service}`,
          allowAllOutbound: false,
        }),
      ],
      open: false,
      privateDnsEnabled: true,
    });
    return { construct: endpoint, connectable: endpoint };
  }

  private meetS3(clients: readonly ec2.IConnectable[], dependent: PlannedTasks | undefined): void {
    const { existing, interfaces, ownVpc, restrictS3 } = this.options;
    // Where NAT gateways lead to S3 already, an endpoint in somebody's route tables could only take away.
    if (!this.endpoints.has('s3') && !existing.includes('s3') && (ownVpc || interfaces || restrictS3 === true)) {
      this.endpoints.set('s3', { construct: this.createS3() });
    }
    for (const client of clients.flatMap(({ connections }) => connections.securityGroups)) {
      allowOut(client, this.network.s3Peer, HTTPS, 's3 endpoint');
    }
    this.order(dependent, clients, this.endpoints.get('s3'));
  }

  private createS3(): ec2.GatewayVpcEndpoint {
    const { network } = this;
    const { ownVpc, restrictS3 } = this.options;
    const endpoint = new ec2.GatewayVpcEndpoint(network, 'S3', {
      vpc: network.vpc,
      service: ec2.GatewayVpcEndpointAwsService.S3,
      subnets: [network.vpcSubnets],
    });
    if (restrictS3 ?? ownVpc) {
      this.statements.forEach((statement) => endpoint.addToPolicy(statement));
    } else if (restrictS3 === undefined) {
      warn(network, {
        code: 'TaskNetwork.openS3Endpoint',
        message: `the S3 endpoint that the tasks need lets through every bucket, for all that is in the route tables of '${network.vpc.node.path}': that VPC was given, and a narrow policy would hold for whatever else is in it; say 'restrictS3: true' when nothing else uses S3 there, 'restrictS3: false' to keep it open, or 'existingEndpoints: ["s3"]' when the VPC has one`,
      });
    }
    return endpoint;
  }

  /**
   * Without its way a task starts and times out, and a host never joins its cluster. When all is deleted, the way goes last:
   * a task that stops still sends its last logs, and its host tells ECS that it has stopped.
   */
  private order(
    dependent: PlannedTasks | undefined,
    clients: readonly ec2.IConnectable[],
    found: Found | undefined,
  ): void {
    const way = found?.construct === undefined ? [] : [found.construct];
    const groups = clients.flatMap(({ connections }) => connections.securityGroups);
    const entrances = found?.connectable?.connections.securityGroups ?? [];
    const enters = entrances.flatMap((into) => groups.flatMap((from) => ruleOf('in', into, from, HTTPS) ?? []));
    const exits = found?.peer ? [found.peer] : found?.connectable ? entrances : [this.network.s3Peer];
    const leaves = groups.flatMap((from) => exits.flatMap((peer) => ruleOf('out', from, peer, HTTPS) ?? []));
    waits(dependent, ...way, ...enters, ...(dependent?.connectable.connections.securityGroups ?? []));
    for (const host of clients.filter((client) => !(dependent && sharesGroup(dependent.connectable, client)))) {
      launchersOf(host).forEach((launcher) => launcher.node.addDependency(...way, ...enters, ...leaves));
    }
  }

  private addOnce(statement: iam.PolicyStatement): void {
    const found = this.endpoints.get('s3')?.construct;
    const { ownVpc, restrictS3 = ownVpc } = this.options;
    // An endpoint that was there before keeps its policy.
    if (found && found.node.scope === this.network && restrictS3) {
      (found as ec2.GatewayVpcEndpoint).addToPolicy(statement);
    }
  }
}

function callsOf({ connectable, calls = [] }: PlannedTasks) {
  return calls.map((service) => ({ client: connectable, service }));
}

/** Whether the client is the tasks, or the group that they have. */
function sharesGroup(tasks: ec2.IConnectable, client: ec2.IConnectable): boolean {
  return client.connections.securityGroups.some((group) => tasks.connections.securityGroups.includes(group));
}

/** The resource itself waits, not what hangs under a service: its target groups and rules come before it anyway. */
function waits(tasks: PlannedTasks | undefined, ...those: IConstruct[]): void {
  tasks?.starter?.node.addDependency(...those);
}

/** The resources that launch instances. What hangs beside them, as their group, is what the rules speak of. */
function launchersOf(host: ec2.IConnectable): IConstruct[] {
  const construct = host as Partial<IConstruct>;
  return (construct.node?.findAll() ?? []).filter(
    (node) =>
      autoscaling.CfnAutoScalingGroup.isCfnAutoScalingGroup(node) ||
      (ecs.CfnCapacityProvider.isCfnCapacityProvider(node) && node.managedInstancesProvider !== undefined),
  );
}

/** `BedrockRuntime` of `bedrock-runtime`. */
function pascal(service: string): string {
  return service
    .split(/[^a-zA-Z0-9]+/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
}

/** An endpoint takes one subnet of each availability zone. */
function onePerZone(subnets: readonly ec2.ISubnet[]): ec2.ISubnet[] {
  return [...new Map([...subnets].reverse().map((subnet) => [subnet.availabilityZone, subnet])).values()].reverse();
}
