import { ENDPOINT_SERVICES } from '../../../internal/endpoint-services';
import type { Plane } from '../hosts';
import type { ServiceTarget } from '../need';
import type { Endpoint } from '../../../app-model/network/endpoints';
import type { Subnet } from '../../../app-model/network/subnets';
import type { Vpc } from '../../../app-model/network/vpcs';
import type { Peer } from '../packet-filter';
import type { InternetWay } from './internet-way';
import { Judgement, names } from './judgement';
import type { Passage } from './passage';
import { GATEWAY_SERVICES, sameRegion, shown } from './service-region';

/** The way to a service whose name leads to no endpoint of the VPC. */
export class WayWithoutEndpoint {
  constructor(
    private readonly passage: Passage,
    private readonly internet: InternetWay,
  ) {}

  /** Whether a service is reached from a subnet all the same. */
  to(target: ServiceTarget, plane: Plane, subnet: Subnet, vpc: Vpc, candidates: readonly Endpoint[]): Judgement {
    const internet = this.internet.toPublic(target.service, 443, 'tcp', plane, subnet);
    if (internet.verdict === 'yes') {
      return internet;
    }
    const perhaps = candidates.find((endpoint) => sameRegion(endpoint.region, target.region) === 'maybe');
    if (perhaps) {
      return {
        verdict: 'maybe',
        reason: `whether ${shown(perhaps.region)} of ${perhaps.name} is the region ${shown(target.region)}: set the 'env' of the stack`,
      };
    }
    const hidden = this.passage.model.perhapsEndpoint(vpc, target.service);
    if (hidden) {
      return { verdict: 'maybe', reason: `whether ${hidden.name} serves ${target.service} in ${vpc.name}` };
    }
    if (this.passage.routes.leadsToNeighbours(subnet) || this.passage.model.hasZoneFor(vpc, target.service)) {
      return {
        verdict: 'maybe',
        reason: `whether ${target.service} is served to ${vpc.name} from another network, to which its routes or its hosted zones lead`,
      };
    }
    // An instance may go through a proxy, which its own configuration names; a task on an interface of its own does not.
    if (
      plane.kind === 'task' &&
      !vpc.endpointsKnown &&
      this.passage.filter.mayLeave(plane.securityGroups, { kind: 'stranger' }, 443) === 'no'
    ) {
      const list: Peer = { kind: 'prefixList', service: target.service };
      if (
        !GATEWAY_SERVICES.has(target.service) ||
        this.passage.filter.mayLeave(plane.securityGroups, list, 443) === 'no'
      ) {
        const whose = names(plane.securityGroups);
        return {
          verdict: 'no',
          code: 'taskSecurityGroup',
          reason: `${whose} lets TCP 443 out neither to the internet nor to an endpoint for ${target.service} that ${vpc.name} may have`,
          fix: `allow egress on TCP 443 from ${whose} to the security group of the endpoint for ${target.service}`,
        };
      }
    }
    if (internet.verdict === 'maybe' || !vpc.endpointsKnown) {
      return {
        verdict: 'maybe',
        reason: vpc.endpointsKnown
          ? internet.reason
          : `whether ${vpc.name} has an endpoint for ${target.service}, or ${internet.reason ?? 'a route to the internet'}`,
      };
    }
    if (internet.code === 'taskSecurityGroup' && candidates.length === 0) {
      return internet;
    }
    return this.missingEndpoint(target, plane, vpc, candidates, internet);
  }

  private missingEndpoint(
    target: ServiceTarget,
    plane: Plane,
    vpc: Vpc,
    candidates: readonly Endpoint[],
    internet: Judgement,
  ): Judgement {
    const otherRegion = candidates.find((endpoint) => sameRegion(endpoint.region, target.region) === 'no');
    if (otherRegion) {
      return {
        verdict: 'no',
        code: 'endpointRegion',
        reason: `${otherRegion.name} serves ${shown(otherRegion.region)}, the need is in ${shown(target.region)}, and ${internet.reason}`,
        fix: `use ${target.service} in ${shown(otherRegion.region)}, or give the tasks a route to the internet by a NAT gateway`,
      };
    }
    const muted = candidates.find(({ kind }) => kind === 'Interface');
    if (muted && !GATEWAY_SERVICES.has(target.service)) {
      return {
        verdict: 'no',
        code: 'privateDns',
        reason: `private DNS of ${muted.name} is off, so the name of ${target.service} does not lead to it, and ${internet.reason}`,
        fix: `turn on private DNS of ${muted.name}: its 'privateDnsEnabled' (CDK), its 'PrivateDnsEnabled' (template)`,
      };
    }
    const elsewhere = this.passage.model.otherEndpoints(vpc).find(({ service }) => service === target.service);
    const publicIp =
      internet.code !== 'noPublicIp'
        ? ''
        : plane.kind === 'task'
          ? '; or give the tasks a public IP (Fargate only) or private subnets behind a NAT gateway'
          : '; or place the instances in private subnets behind a NAT gateway';
    return {
      verdict: 'no',
      code: internet.code === 'noPublicIp' ? 'noPublicIp' : 'noEndpoint',
      reason: `${vpc.name} has no endpoint for ${target.service}${elsewhere ? ` (${elsewhere.name} is in another VPC)` : ''}${muted ? `: interface endpoint ${muted.name} does not serve ECR's layers` : ''}, and ${internet.reason}`,
      fix: `${newEndpoint(target.service, vpc)}${publicIp}`,
    };
  }
}

/** The endpoint to add, in the words of the CDK and in those of a template. */
function newEndpoint(service: string, vpc: Vpc): string {
  const gateway = GATEWAY_SERVICES.has(service);
  const known = ENDPOINT_SERVICES[service]?.constant;
  const construct = gateway
    ? `GatewayVpcEndpointAwsService.${service === 's3' ? 'S3' : 'DYNAMODB'}`
    : known === undefined
      ? `new InterfaceVpcEndpointAwsService('${service}')`
      : `InterfaceVpcEndpointAwsService.${known}`;
  const resource = `AWS::EC2::VPCEndpoint with 'ServiceName' com.amazonaws.<region>.${service}`;
  return `add ${gateway ? 'a gateway' : 'an interface'} endpoint for ${service} to ${vpc.name}: ${construct} (CDK), ${resource}${gateway ? '' : ", 'VpcEndpointType' Interface and 'PrivateDnsEnabled' true"} (template)`;
}
