import type * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import type { HttpApiOptions, HttpApiRouteOptions } from '../task-networking/http-api-options';
import type { ITaskVpcLink } from '../task-networking/task-vpc-link';

/** A new HTTP API that everybody may call. */
export interface PublicHttpApiIngressOptions extends HttpApiOptions, HttpApiRouteOptions {
  /**
   * VPC link by which the API reaches the tasks.
   *
   * @default TaskVpcLink.of(cluster.vpc)
   */
  readonly vpcLink?: ITaskVpcLink;
}

/** A new HTTP API. */
export interface HttpApiIngressOptions extends PublicHttpApiIngressOptions {
  /** The authorizer of the API, as `HttpJwtAuthorizer`, `HttpUserPoolAuthorizer`, `HttpIamAuthorizer` or `HttpLambdaAuthorizer`. */
  readonly authorizer: apigateway.IHttpRouteAuthorizer;
}

/** The requests that a shared HTTP API sends to a service. */
export interface SharedHttpApiIngressOptions extends HttpApiRouteOptions {
  /**
   * The authorizer of the routes; `HttpNoneAuthorizer` lets everybody call.
   *
   * @default - that of the API
   */
  readonly authorizer?: apigateway.IHttpRouteAuthorizer;
}

/** The requests that an HTTP API that you have sends to a service. */
export interface ExistingHttpApiIngressOptions extends SharedHttpApiIngressOptions {
  /**
   * VPC link by which the API reaches the tasks.
   *
   * @default TaskVpcLink.of(cluster.vpc)
   */
  readonly vpcLink?: ITaskVpcLink;
}
