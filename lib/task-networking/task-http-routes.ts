import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { failAll } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';
import { reportFindings } from '../internal/warnings';
import type { AddHttpApiServiceOptions } from './http-api-options';
import { openTargets } from './private/balanced-ports';
import { HttpRouteKeys, routeKeys } from './private/http-route-keys';
import { httpRouteFaults, serviceFaults, tlsFaults } from './private/http-route-faults';
import { explainOpenRoute, isOpen, ownAuthorizer } from './private/own-authorizer';
import { registryOf } from './private/registry';
import { taskIntegration } from './private/task-integration';
import type { ITaskVpcLink } from './task-vpc-link';

/**
 * An HTTP API of API Gateway, yours or one of a `TaskHttpApi`, and the services behind it.
 *
 * API Gateway asks Cloud Map for the tasks and calls them by the VPC link, without a load balancer. ECS tells Cloud Map which tasks
 * are healthy: those whose container health checks pass, and without such checks all that run.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html
 */
@guarded
export class TaskHttpRoutes {
  /**
   * The API as one for tasks. It may be of this app or imported.
   *
   * @param vpcLink by which it reaches them
   */
  public static of(api: apigateway.IHttpApi, vpcLink: ITaskVpcLink): TaskHttpRoutes {
    return new TaskHttpRoutes(api, vpcLink);
  }

  private constructor(
    /** The API. */
    public readonly api: apigateway.IHttpApi,
    /** The VPC link by which it reaches tasks. */
    public readonly vpcLink: ITaskVpcLink,
  ) {}

  /**
   * Routes a path to a service. Routes, integration and security-group rules go to the stack of the service.
   *
   * The service is registered in Cloud Map with SRV records, which tell API Gateway the port:
   * `ServiceDiscovery.named('orders', { recordType: cloudmap.DnsRecordType.SRV }).enableOn(service)`.
   *
   * Fails with `TaskHttpRoutes.notRegistered`, `TaskHttpRoutes.noPort` and `TaskHttpRoutes.networkMode` for a service that API Gateway
   * does not find or reach, with `TaskHttpRoutes.noAuthorizer` and `TaskHttpRoutes.authorizerTaken` when it is not said who may call,
   * with `TaskHttpRoutes.path`, `TaskHttpRoutes.methods`, `TaskHttpRoutes.scopes`, `TaskHttpRoutes.timeout` and
   * `TaskHttpRoutes.routeTaken` for routes that cannot be, with `TaskHttpRoutes.otherVpc`, and at synth with `TaskHttpRoutes.tls`.
   *
   * @param id of the routes under the service; it is part of the contract, as renaming it replaces them
   */
  public addService(
    id: string,
    service: ecs.BaseService,
    options: AddHttpApiServiceOptions = {},
  ): apigateway.HttpRoute[] {
    return this._add(id, service, options, false);
  }

  /**
   * Routes a path to a service.
   *
   * @param preflight whether requests of browsers that ask for permission need no authorizer
   * @internal
   */
  public _add(
    id: string,
    service: ecs.BaseService,
    options: AddHttpApiServiceOptions,
    preflight: boolean,
  ): apigateway.HttpRoute[] {
    const authorizer = options.authorizer ?? this.api.defaultAuthorizer;
    failAll(service, [...httpRouteFaults(this.api, options), ...serviceFaults(service, this.vpcLink.vpcLink.vpc)]);
    const registry = registryOf(service)!;
    const keys = routeKeys(options, preflight && !isOpen(authorizer));
    HttpRouteKeys.of(service).claim(service, this.api, keys);
    const place = new Construct(service, id);
    const integration = taskIntegration({
      vpcLinkId: this.vpcLink.vpcLink.vpcLinkId,
      registryArn: registry.registryArn!,
      timeout: options.timeout,
      parameterMapping: options.parameterMapping,
    });
    const known = ownAuthorizer(service, this.api, authorizer!, options.scopes);
    const routes = keys.map(
      ({ id: name, key, open }) =>
        new apigateway.HttpRoute(place, name, {
          httpApi: this.api,
          routeKey: key,
          integration,
          authorizer: open ? new apigateway.HttpNoneAuthorizer() : known,
          authorizationScopes: open ? [] : options.scopes,
        }),
    );
    routes.forEach(explainOpenRoute);
    openTargets(service, this.vpcLink, [registry.containerPort!], 'API Gateway');
    service.node.addValidation({
      validate: () => reportFindings(service, tlsFaults(service, registry.containerPort!)),
    });
    return routes;
  }
}
