import { asText } from '../../../app-model/values';
import type { Plane } from '../hosts';
import type { ServiceTarget } from '../need';
import type { Endpoint } from '../../../app-model/network/endpoints';
import type { Subnet } from '../../../app-model/network/subnets';
import type { Vpc } from '../../../app-model/network/vpcs';
import { EndpointWay } from './endpoint-way';
import { InternetWay } from './internet-way';
import type { Judgement } from './judgement';
import type { Passage } from './passage';
import { GATEWAY_SERVICES, isTold, sameRegion } from './service-region';
import { WayWithoutEndpoint } from './way-without-endpoint';

/** In place of route tables of which nothing is known. */
const UNKNOWN = { unknown: true };

/** The way to a service of AWS: through the endpoint to which its name leads, or over the internet. */
export class ServiceWay {
  private readonly endpoint: EndpointWay;
  private readonly without: WayWithoutEndpoint;

  constructor(
    private readonly passage: Passage,
    private readonly internet: InternetWay,
  ) {
    this.endpoint = new EndpointWay(passage);
    this.without = new WayWithoutEndpoint(passage, internet);
  }

  /** Whether a service is reached from a subnet. */
  to(target: ServiceTarget, plane: Plane, subnet: Subnet): Judgement {
    const vpc = this.passage.model.vpc(subnet.vpc);
    const dns = this.passage.dns(vpc, target.service);
    if (dns) {
      return dns;
    }
    const candidates = this.passage.model.endpoints(vpc).filter((endpoint) => endpoint.service === target.service);
    const inRegion = candidates.filter(
      (endpoint) => sameRegion(endpoint.region, target.region) === 'yes' || isTold(endpoint, target.region),
    );
    // Private DNS answers for the whole VPC: where it is on, the name leads to the endpoint, whatever routes there are.
    const named = inRegion.filter(
      ({ kind, privateDns }) => kind === 'Interface' && asText(privateDns) !== 'false' && privateDns !== undefined,
    );
    const certain = named.filter(({ conditional, privateDns }) => !conditional && asText(privateDns) === 'true');
    if (named.length > 1 && certain.length <= 1) {
      return {
        verdict: 'maybe',
        reason: `which of ${named.map(({ name }) => name).join(' and ')} has the private DNS name of ${target.service}`,
      };
    }
    if (named.length > 1) {
      return {
        verdict: 'no',
        code: 'duplicateEndpoint',
        reason: `${named.map(({ name }) => name).join(' and ')} both claim the private DNS name of ${target.service}`,
        fix: `keep one endpoint for ${target.service} in ${vpc.name}`,
      };
    }
    if (GATEWAY_SERVICES.has(target.service)) {
      return this.gatewayService(target, plane, subnet, vpc, inRegion, target.gatewayOnly ? undefined : named[0]);
    }
    if (named.length === 1) {
      return this.byInterface(named[0], target, plane, subnet);
    }
    return this.without.to(target, plane, subnet, vpc, candidates);
  }

  /** The way by an interface endpoint. Where a condition takes it away, another way may be there. */
  private byInterface(endpoint: Endpoint, target: ServiceTarget, plane: Plane, subnet: Subnet): Judgement {
    const found = this.endpoint.byInterface(endpoint, target, plane, subnet);
    return endpoint.conditional && found.verdict === 'no'
      ? { verdict: 'maybe', reason: `the condition of ${endpoint.name}` }
      : found;
  }

  private gatewayService(
    target: ServiceTarget,
    plane: Plane,
    subnet: Subnet,
    vpc: Vpc,
    inRegion: readonly Endpoint[],
    named: Endpoint | undefined,
  ): Judgement {
    if (named) {
      return this.byInterface(named, target, plane, subnet);
    }
    const gateways = inRegion.filter(({ kind }) => kind === 'Gateway');
    const table = subnet.routeTable;
    const routed = gateways.find(({ routeTables }) => table && routeTables?.some(({ key }) => key === table.key));
    if (routed) {
      return this.endpoint.byGateway(routed, target, plane, subnet);
    }
    const internet = this.internet.toPublic(target.service, 443, 'tcp', plane, subnet);
    if (internet.verdict === 'yes') {
      return internet;
    }
    if (
      gateways.length > 0 &&
      (!table ||
        table.unknown ||
        !subnet.resource ||
        gateways.some(({ routeTables = [UNKNOWN] }) => routeTables.some(({ unknown }) => unknown)))
    ) {
      return {
        verdict: 'maybe',
        reason: `whether ${gateways[0].name} has a route in the route table of subnet ${subnet.name}`,
      };
    }
    if (gateways.length > 0 && internet.verdict === 'no') {
      return {
        verdict: 'no',
        code: 'gatewayRouteTable',
        reason: `gateway endpoint ${gateways[0].name} does not serve route table ${table?.name} of subnet ${subnet.name}`,
        fix: `add the route table of ${subnet.name} to ${gateways[0].name}: its 'subnets' (CDK), its 'RouteTableIds' (template)`,
      };
    }
    return this.without.to(
      target,
      plane,
      subnet,
      vpc,
      this.passage.model.endpoints(vpc).filter(({ service }) => service === target.service),
    );
  }
}
