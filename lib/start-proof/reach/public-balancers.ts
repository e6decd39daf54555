import { Resource } from '../../app-model/app-model';
import type { ResourceFinding } from '../../app-model/check';
import { asText } from '../../app-model/values';
import { EgressRoutes } from './egress-route';
import type { Rule } from '../../app-model/network/security-groups';
import type { NetworkModel } from '../../app-model/network/network-model';
import { PlacedTask } from './placed-tasks';
import { balancersOf, listenersOf, loadBalancerView } from '../../app-model/views/load-balancing';
import { serviceView } from '../../app-model/views/service';

/**
 * Load balancers of services that face the internet, in subnets that it does not reach: "Each public subnet must have a
 * route to an internet gateway". Without a `Scheme` a load balancer faces the internet.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#subnets-load-balancer
 */
export function publicBalancers(model: NetworkModel, placed: readonly PlacedTask[]): ResourceFinding[] {
  const { graph } = model;
  if (graph.ofType('AWS::ElasticLoadBalancingV2::LoadBalancer').length === 0) {
    return [];
  }
  const routes = new EgressRoutes(model);
  const balancers = new Set(
    placed.flatMap(({ placement }) =>
      placement.kind === 'service'
        ? serviceView(graph, placement.resource).targets.flatMap(({ group }) =>
            group ? balancersOf(graph, group) : [],
          )
        : [],
    ),
  );
  const facing = [...balancers].filter(
    (balancer) => asText(loadBalancerView(graph, balancer).scheme) === 'internet-facing',
  );
  return facing.flatMap((balancer) => {
    const closed = closedFinding(model, balancer);
    const subnets = model.identifyAll(loadBalancerView(graph, balancer).subnets) ?? [];
    const cut = subnets.flatMap((identity) => {
      const { verdict, reason, via } = routes.from(model.subnet(identity), 'yes');
      return verdict === 'no' ? [reason] : via?.startsWith('NAT') === true ? [`${identity.name} leads to ${via}`] : [];
    });
    return [...(cut.length === 0 ? [] : [finding(balancer, cut.join('; '))]), ...closed];
  });
}

/** The load balancer that nobody reaches: its groups are of the app, and no rule of them admits the port of any of its listeners. */
function closedFinding(model: NetworkModel, balancer: Resource): ResourceFinding[] {
  const { graph } = model;
  const groups = model
    .identifyAll(loadBalancerView(graph, balancer).securityGroups)
    ?.map((identity) => model.securityGroup(identity));
  const listeners = listenersOf(graph, balancer);
  const ports = listeners.map((listener) => Number(asText(graph.property(listener, 'Port'))));
  if (
    groups === undefined ||
    groups.length === 0 ||
    groups.some(({ known }) => !known) ||
    listeners.length === 0 ||
    ports.some(Number.isNaN) ||
    groups.some(({ ingress }) => ingress.some((rule) => ports.some((port) => mayCover(rule, port))))
  ) {
    return [];
  }
  const names = groups.map(({ name }) => name).join(', ');
  return [
    {
      resource: balancer,
      location: 'Properties.SecurityGroups',
      finding: {
        code: 'StartProof.balancerClosed',
        severity: 'warning',
        message: `${balancer.path}: the load balancer faces the internet, and no rule of ${names} lets anybody in on ${[...new Set(ports)].join(', ')}, where it listens`,
        fix: `allow ingress on TCP ${ports[0]} to ${names} from those who shall call`,
      },
    },
  ];
}

/** Whether a rule of any protocol may be about a port: which one a network load balancer speaks does not matter here. */
function mayCover({ protocol, from, to }: Rule, port: number): boolean {
  return protocol === '-1' || from === undefined || to === undefined || (from <= port && port <= to);
}

function finding(balancer: Resource, reason: string): ResourceFinding {
  return {
    resource: balancer,
    location: 'Properties.Subnets',
    finding: {
      code: 'StartProof.balancerSubnet',
      severity: 'warning',
      message: `${balancer.path}: the load balancer faces the internet, and not every subnet of it has a route to an internet gateway (${reason}); clients do not get in there, and ELB refuses it where the VPC has no internet gateway`,
      fix: "place it in public subnets, or set 'Scheme' to internal",
    },
  };
}
