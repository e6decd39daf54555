import { Resource } from '../../app-model/app-model';
import type { ResourceFinding } from '../../app-model/check';
import { asText } from '../../app-model/values';
import { EgressRoutes } from './egress-route';
import type { NetworkModel } from '../../app-model/network/network-model';
import { PlacedTask } from './placed-tasks';
import { balancersOf, loadBalancerView } from '../../app-model/views/load-balancing';
import { serviceView } from '../../app-model/views/service';

/**
 * Load balancers of services that face the internet, in subnets that it does not reach: "Each public subnet must have a
 * route to an internet gateway". Without a `Scheme` a load balancer faces the internet.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#subnets-load-balancer
 */
export function publicBalancers(model: NetworkModel, placed: readonly PlacedTask[]): ResourceFinding[] {
  const { graph } = model;
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
  return [...balancers]
    .filter((balancer) => asText(loadBalancerView(graph, balancer).scheme) === 'internet-facing')
    .flatMap((balancer) => {
      const subnets = model.identifyAll(loadBalancerView(graph, balancer).subnets) ?? [];
      const cut = subnets.flatMap((identity) => {
        const { verdict, reason, via } = routes.from(model.subnet(identity), 'yes');
        return verdict === 'no'
          ? [reason]
          : via?.startsWith('NAT') === true
            ? [`${identity.name} leads to ${via}`]
            : [];
      });
      return cut.length === 0 ? [] : [finding(balancer, cut.join('; '))];
    });
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
