import { Validations } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { fail } from '../../internal/errors';

/** The APIs that authorizers were made in. aws-cdk-lib makes one resource of each, and hands it to other APIs too. */
const apisOf = new WeakMap<object, string>();

/** An authorizer that is refused where it is of another API, or has no scopes to look for. */
export function ownAuthorizer(
  service: ecs.BaseService,
  api: apigateway.IHttpApi,
  authorizer: apigateway.IHttpRouteAuthorizer,
  scopes: readonly string[] | undefined,
): apigateway.IHttpRouteAuthorizer {
  return {
    bind: (options) => {
      const config = authorizer.bind(options);
      if (config.authorizerId !== undefined && (apisOf.get(authorizer) ?? api.apiId) !== api.apiId) {
        fail(
          service,
          'TaskHttpRoutes.authorizerTaken',
          `'authorizer' is one of another API, and API Gateway knows an authorizer in its own API only; make one for '${api.node.path}'`,
        );
      }
      apisOf.set(authorizer, api.apiId);
      if (scopes !== undefined && config.authorizationType !== 'JWT') {
        fail(
          service,
          'TaskHttpRoutes.scopes',
          `'scopes' are those of JSON web tokens, and the authorizer is of type ${config.authorizationType}; leave them out, or give an HttpJwtAuthorizer or HttpUserPoolAuthorizer`,
        );
      }
      return config;
    },
  };
}

/** Whether it is said that everybody may call. */
export function isOpen(authorizer: apigateway.IHttpRouteAuthorizer | undefined): boolean {
  return (authorizer as Partial<apigateway.HttpNoneAuthorizer> | undefined)?.authorizationType === 'NONE';
}

/** Explains to cdk-nag why a route has no authorizer. */
export function explainOpenRoute(route: apigateway.HttpRoute): void {
  if ((route.node.defaultChild as apigateway.CfnRoute).authorizationType === 'NONE') {
    Validations.of(route).acknowledge({
      id: 'AwsSolutions::AwsSolutions-APIG4',
      reason:
        'everybody may call: the authorizer is HttpNoneAuthorizer, or the route answers browsers that ask for permission',
    });
  }
}
