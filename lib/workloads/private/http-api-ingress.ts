import type * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { ApiGatewayv2DomainProperties } from 'aws-cdk-lib/aws-route53-targets';
import type { Construct } from 'constructs';
import { registriesOf } from '../../internal/cdk-internals';
import { failAll } from '../../internal/errors';
import { finalPropertiesNamed } from '../../internal/final-properties';
import { Finding, error, warning } from '../../internal/finding';
import { isUnknown, items, record } from '../../internal/template-value';
import { reportFindings } from '../../internal/warnings';
import { TaskHttpApi } from '../../task-networking/task-http-api';
import { TaskHttpRoutes } from '../../task-networking/task-http-routes';
import { TaskVpcLink } from '../../task-networking/task-vpc-link';
import type { WebServiceProps } from '../web-service-props';
import type { HttpApiTarget } from './ingress-target';
import { makeCertificate, makeRecord } from './web-domain';

/** The way from an HTTP API to a service. */
export interface HttpApiIngress {
  /** The API, unless it is one that exists. */
  readonly httpApi?: TaskHttpApi;
  /** The routes to the service. */
  readonly routes: apigateway.HttpRoute[];
  /** The URL of the service, where it is known. */
  readonly url?: string;
}

/** Puts a service behind an HTTP API. */
export function httpApiIngress(
  owner: Construct & { readonly service: ecs.BaseService },
  { options, shared, existing, vpcLink, route }: HttpApiTarget,
  props: Pick<WebServiceProps, 'certificate' | 'domain' | 'containerName' | 'containerPort'>,
): HttpApiIngress {
  const { service } = owner;
  const { certificate, domain } = props;
  failAll(owner, portFaults(service, props));
  const link = shared?.vpcLink ?? vpcLink ?? TaskVpcLink.of(service.cluster.vpc);
  const httpApi =
    options === undefined
      ? shared
      : new TaskHttpApi(owner, 'HttpApi', {
          ...options,
          vpcLink: link,
          authorizer: route.authorizer!,
          domainName: domain?.name,
          certificate: domain && (certificate ?? makeCertificate(owner, domain)),
        });
  const routes =
    httpApi?.addService('HttpApi', service, route) ??
    TaskHttpRoutes.of(existing!, link).addService('HttpApi', service, route);
  if (domain !== undefined) {
    const { regionalDomainName, regionalHostedZoneId } = httpApi!.domain!;
    makeRecord(owner, domain, new ApiGatewayv2DomainProperties(regionalDomainName, regionalHostedZoneId));
  }
  service.node.addValidation({ validate: () => reportFindings(owner, healthWarnings(service)) });
  return { httpApi, routes, url: urlOf(httpApi?.url ?? endpointOf(existing!), route.path) };
}

/** A container or port that is not the one which `serviceDiscovery` registers, and which API Gateway calls. */
function portFaults(
  service: ecs.BaseService,
  asked: Pick<WebServiceProps, 'containerName' | 'containerPort'>,
): Finding[] {
  const [registry] = registriesOf(service);
  return (['containerName', 'containerPort'] as const)
    .filter((name) => asked[name] !== undefined && (registry?.[name] ?? asked[name]) !== asked[name])
    .map((name) =>
      error(
        'WebService.httpApiPort',
        `'${name}' is ${asked[name]}, and 'serviceDiscovery' tells API Gateway ${registry[name]}; leave it out here, and give the service discovery the container and port that are meant`,
      ),
    );
}

/** The URL of a path; only the caller knows the value of a parameter. */
function urlOf(base: string | undefined, path = ''): string | undefined {
  return base === undefined || path.includes('{') ? base : `${base}${path}`;
}

/** The URL of an API that exists, unless it was imported without, or answers to a name of its own only. */
function endpointOf(api: apigateway.IHttpApi): string | undefined {
  try {
    return api.apiEndpoint;
  } catch {
    return undefined;
  }
}

/** A container of which nobody tells when it answers. */
function healthWarnings({ node, taskDefinition }: ecs.BaseService): Finding[] {
  const { ContainerDefinitions } = finalPropertiesNamed(taskDefinition.node.defaultChild as ecs.CfnTaskDefinition, [
    'ContainerDefinitions',
  ]);
  const containers = items(ContainerDefinitions);
  return isUnknown(ContainerDefinitions) ||
    containers.some((each) => isUnknown(each) || record(each).HealthCheck !== undefined)
    ? []
    : [
        warning(
          'WebService.noHealthCheck',
          `no container of '${node.path}' has a health check, so API Gateway calls a task as soon as it runs, before the application answers, and each deployment has requests that fail with 503; give the container a 'healthCheck'`,
        ),
      ];
}
