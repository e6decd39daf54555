import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { Duration } from 'aws-cdk-lib';
import { Finding, error } from '../../internal/finding';
import { text } from '../../internal/template-value';
import { tlsPorts } from '../../internal/tls-ports';
import { enumFault, milliseconds } from '../../internal/value-faults';
import type { AddHttpApiServiceOptions } from '../http-api-options';
import { registryOf } from './registry';

/** Scopes of one route. Source: API Gateway, quotas of HTTP APIs, 2026-11. */
const MOST_SCOPES = 10;

/** Parts between slashes: letters, digits and signs, or one parameter; a greedy one is the last. */
const PATH = /^(\/([\w.~!$&'()*,;=:@%-]+|\{[\w.-]+\}))*(\/\{[\w.-]+\+\})?$/;

/** Finds the reasons why routes could not be made, or would let in whom nobody named. */
export function httpRouteFaults(api: apigateway.IHttpApi, options: AddHttpApiServiceOptions): Finding[] {
  const { path, methods, scopes, authorizer } = options;
  const known = text(path);
  return [
    ...(known !== undefined && (known === '' || !PATH.test(known))
      ? [
          error(
            'TaskHttpRoutes.path',
            `'path' must be as in /orders or /shops/{shop}/orders, without a slash at its end, got '${known}'; everything below it is routed too, and left out it is every path`,
          ),
        ]
      : []),
    ...(methods?.length === 0
      ? [error('TaskHttpRoutes.methods', "'methods' is empty, so nothing is routed; leave it out for all of them")]
      : (methods ?? []).flatMap((method) =>
          enumFault('TaskHttpRoutes.methods', "each of 'methods'", method, apigateway.HttpMethod),
        )),
    ...(scopes !== undefined && (scopes.length === 0 || scopes.length > MOST_SCOPES)
      ? [
          error(
            'TaskHttpRoutes.scopes',
            `'scopes' must be from 1 to ${MOST_SCOPES}, got ${scopes.length}; leave it out when none is asked for`,
          ),
        ]
      : []),
    ...timeoutFaults(options.timeout),
    ...(authorizer === undefined && api.defaultAuthorizer === undefined
      ? [
          error(
            'TaskHttpRoutes.noAuthorizer',
            `'authorizer' is not given and '${api.node.path}' is not known to have one, so everybody could call the tasks; give one, as in new HttpIamAuthorizer(), or let everybody call by new HttpNoneAuthorizer()`,
          ),
        ]
      : []),
  ];
}

function timeoutFaults(timeout: Duration | undefined): Finding[] {
  const time = milliseconds(timeout);
  return time !== undefined && (!Number.isInteger(time) || time < 50 || time > 29_000)
    ? [
        error(
          'TaskHttpRoutes.timeout',
          `'timeout' must be from 50 milliseconds to 29 seconds, got ${time} milliseconds; work that takes longer is better answered at once and done by a WorkerService`,
        ),
      ]
    : [];
}

/** Finds the reasons why API Gateway would not find or reach the tasks of a service. */
export function serviceFaults(service: ecs.BaseService, vpc: ec2.IVpc): Finding[] {
  const { networkMode } = service.taskDefinition;
  const registry = registryOf(service);
  if (networkMode !== ecs.NetworkMode.AWS_VPC) {
    return [
      error(
        'TaskHttpRoutes.networkMode',
        `'${service.node.path}' uses network mode ${networkMode}, in which its tasks have the addresses and groups of their hosts, so the way to them cannot be opened; use awsvpc`,
      ),
    ];
  }
  return [
    ...(registry === undefined
      ? [
          error(
            'TaskHttpRoutes.notRegistered',
            `'${service.node.path}' is not registered in Cloud Map, where API Gateway looks for its tasks; register it before, as in ServiceDiscovery.named('orders', { recordType: cloudmap.DnsRecordType.SRV }).enableOn(service)`,
          ),
        ]
      : registry.containerPort === undefined
        ? [
            error(
              'TaskHttpRoutes.noPort',
              `'${service.node.path}' is registered in Cloud Map without a port, as A records are, so API Gateway does not know on which one to call its tasks; give its service discovery 'recordType' SRV. Services that call it by that name then find it by Service Connect`,
            ),
          ]
        : []),
    ...(isOther(service.cluster.vpc, vpc)
      ? [
          error(
            'TaskHttpRoutes.otherVpc',
            `the VPC link is in '${vpc.node.path}', and the tasks of '${service.node.path}' in '${service.cluster.vpc.node.path}'; give a VPC link of that VPC, as TaskVpcLink.of(cluster.vpc)`,
          ),
        ]
      : []),
  ];
}

/** Two VPCs that are both made in the app, or whose ids are both written out; of others it is not known. */
function isOther(one: ec2.IVpc, other: ec2.IVpc): boolean {
  const made = [one, other].every(({ node }) => ec2.CfnVPC.isCfnVPC(node.defaultChild));
  const [id, otherId] = [text(one.vpcId), text(other.vpcId)];
  return made ? one !== other : id !== undefined && otherId !== undefined && id !== otherId;
}

/** A port on which a proxy takes TLS only, by a certificate of a private authority, which API Gateway does not trust. */
export function tlsFaults(service: ecs.BaseService, port: number): Finding[] {
  return tlsPorts(service).includes(port)
    ? [
        error(
          'TaskHttpRoutes.tls',
          `'tls' of Service Connect has the tasks take TLS on port ${port} with certificates of a private authority, and API Gateway takes those of public ones only; leave out 'tls', or give the endpoint an 'ingressPortOverride', which leaves the port of the container in clear text`,
        ),
      ]
    : [];
}
