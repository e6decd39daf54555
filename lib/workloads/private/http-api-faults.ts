import { Finding, error } from '../../internal/finding';
import { ServiceDiscovery } from '../service-discovery';
import type { WebServiceProps } from '../web-service-props';
import type { HttpApiTarget, IngressTarget } from './ingress-target';
import { unbalancedFaults } from './service-faults';

/** The properties of a service, with the registration in Cloud Map by which an HTTP API finds its tasks. */
export function registered(props: WebServiceProps): WebServiceProps {
  const { ingress, serviceDiscovery, containerName, containerPort } = props;
  return ingress?._target?.httpApi === undefined || serviceDiscovery !== undefined
    ? props
    : { ...props, serviceDiscovery: ServiceDiscovery._ofPort({ containerName, containerPort }) };
}

/** Finds what needs a load balancer, of a service that has an HTTP API in its place. */
export function httpApiFaults(props: WebServiceProps, { httpApi }: IngressTarget): Finding[] {
  if (httpApi === undefined) {
    return [];
  }
  const { deployment, desiredCount, domain, certificate } = props;
  const checks = (['healthCheck', 'deregistrationDelay'] as const).filter((name) => props[name] !== undefined);
  const names = Object.entries({ domain, certificate }).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  return [
    ...(deployment?.shiftsTraffic === true
      ? [
          error(
            'WebService.httpApiDeployment',
            "'deployment' shifts traffic between two target groups, and behind an HTTP API there is none: it calls whatever tasks are registered; use ServiceDeployment.rolling(), or a load balancer, to whose listener an HTTP API of yours may lead by HttpAlbIntegration",
          ),
        ]
      : unbalancedFaults(props)),
    ...checks.map((name) =>
      error(
        'WebService.httpApiHealthCheck',
        `'${name}' is for the targets of a load balancer, and behind an HTTP API there is none; ${name === 'healthCheck' ? "give 'healthCheck' in the options of the container, by which ECS says which tasks are healthy" : 'have the application answer for some seconds after SIGTERM, since API Gateway may still call a task that stops'}`,
      ),
    ),
    ...(desiredCount?._scaling?.requestsPerTarget === undefined
      ? []
      : [
          error(
            'WebService.httpApiScaling',
            "'requestsPerTarget' of 'desiredCount' is counted by a load balancer, and behind an HTTP API there is none; scale on 'cpuPercent' or 'memoryPercent'",
          ),
        ]),
    ...domainFaults(httpApi, names),
  ];
}

function domainFaults({ options }: HttpApiTarget, names: readonly string[]): Finding[] {
  const [name] = names;
  const both = names.map((each) => `'${each}'`).join(' and ');
  return options === undefined && name !== undefined
    ? [
        error(
          'WebService.httpApiDomain',
          `${both} would be for all services of the HTTP API; give the API its name where it is made, as 'domainName' and 'certificate' of TaskHttpApi`,
        ),
      ]
    : names.length === 1 && name === 'certificate'
      ? [
          error(
            'WebService.httpApiDomain',
            "'certificate' is given without 'domain', and API Gateway answers to its own names with its own certificate; give 'domain', or leave it out",
          ),
        ]
      : [];
}
