import type { Duration } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import type * as logs from 'aws-cdk-lib/aws-logs';

/** A new HTTP API. */
export interface HttpApiOptions {
  /**
   * The requests a second that the API takes, and how many at once. What is above is answered with 429.
   *
   * @default - what the account allows in the Region to all its APIs together: 10,000 requests a second, 5,000 at once
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
   */
  readonly throttle?: apigateway.ThrottleSettings;

  /**
   * The web pages of other origins that may call the API. Browsers ask beforehand by an `OPTIONS` request, without any token, so
   * where a route takes all methods, these requests reach the tasks without an authorizer.
   *
   * @default - pages of no other origin
   */
  readonly corsPreflight?: apigateway.CorsPreflightOptions;

  /**
   * Log group of the access logs.
   *
   * @default - a new log group that keeps its events for three months
   */
  readonly accessLogGroup?: logs.ILogGroup;

  /**
   * Whether there are metrics of each route, which CloudWatch charges as custom metrics.
   *
   * @default false
   */
  readonly detailedMetrics?: boolean;
}

/** The requests that an HTTP API sends to a service. */
export interface HttpApiRouteOptions {
  /**
   * Path, as in `/orders` or `/shops/{shop}/orders`: the requests for it and for everything below.
   *
   * @default - every path
   */
  readonly path?: string;

  /**
   * HTTP methods.
   *
   * @default [HttpMethod.ANY]
   */
  readonly methods?: apigateway.HttpMethod[];

  /**
   * Scopes of which the token of the caller must have one. At most 10, and for an authorizer of JSON web tokens only.
   *
   * @default - no scope is asked for
   */
  readonly scopes?: string[];

  /**
   * Time in which the tasks must answer, from 50 milliseconds to 29 seconds. Later ones are answered with 504.
   *
   * @default - 30 seconds, as API Gateway has it
   */
  readonly timeout?: Duration;

  /**
   * Changes to requests on their way to the tasks, as to the path.
   *
   * @default - requests arrive as they were sent; those for a stage other than `$default` with its name before the path
   */
  readonly parameterMapping?: apigateway.ParameterMapping;
}

/** The requests that are routed to a service, and who may send them. */
export interface AddHttpApiServiceOptions extends HttpApiRouteOptions {
  /**
   * The authorizer of the routes; `HttpNoneAuthorizer` lets everybody call.
   *
   * @default - that of the API; one without any is refused
   */
  readonly authorizer?: apigateway.IHttpRouteAuthorizer;
}
