import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import type { IConstruct } from 'constructs';
import { failAll } from '../../internal/errors';
import { error } from '../../internal/finding';
import { isUnknown } from '../../internal/template-value';
import type { HttpApiRouteOptions } from '../http-api-options';

/** A route of a service. */
export interface RouteKey {
  /** Id of the route, which stays when its path changes. */
  readonly id: string;
  readonly key: apigateway.HttpRouteKey;
  /** Whether it takes requests without an authorizer: those by which browsers ask for permission. */
  readonly open: boolean;
}

/**
 * The routes of a service: of each method the path, and what is below.
 *
 * API Gateway answers browsers that ask for permission by itself, unless a route takes their `OPTIONS` requests, as one for all
 * methods does. Then they need routes without an authorizer.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
export function routeKeys({ path, methods }: HttpApiRouteOptions, preflight: boolean): RouteKey[] {
  const { ANY, OPTIONS } = apigateway.HttpMethod;
  const everything = path === undefined && methods === undefined;
  return [
    ...(everything
      ? [{ id: 'Route', key: apigateway.HttpRouteKey.DEFAULT, open: false }]
      : (methods ?? [ANY]).flatMap((method) => pair(method === ANY ? '' : title(method), method, path, false))),
    ...(preflight && (methods ?? [ANY]).includes(ANY) && !(methods ?? []).includes(OPTIONS)
      ? pair('Preflight', OPTIONS, path, true)
      : []),
  ];
}

function pair(name: string, method: apigateway.HttpMethod, path = '', open: boolean): RouteKey[] {
  const key = (which: string) => apigateway.HttpRouteKey.with(which, method);
  return path.endsWith('+}')
    ? [{ id: `${name}Route`, key: key(path), open }]
    : [
        { id: `${name}Route`, key: key(path === '' ? '/' : path), open },
        { id: `${name}RouteBelow`, key: key(`${path}/{proxy+}`), open },
      ];
}

function title(method: string): string {
  return `${method.charAt(0)}${method.slice(1).toLowerCase()}`;
}

const KEY = Symbol.for('cdk-ecs-groundwork.HttpRouteKeys');

/** The routes of the APIs of an app: an API has each once. */
export class HttpRouteKeys {
  /** One for the whole app. */
  public static of(scope: IConstruct): HttpRouteKeys {
    const root = scope.node.root as IConstruct & { [KEY]?: HttpRouteKeys };
    root[KEY] ??= new HttpRouteKeys();
    return root[KEY];
  }

  private readonly owners = new Map<string, IConstruct>();

  private constructor() {}

  /** Takes routes, or fails with `TaskHttpRoutes.routeTaken`. */
  public claim(owner: IConstruct, api: apigateway.IHttpApi, keys: readonly RouteKey[]): void {
    const known = keys.map(({ key: { key } }) => key).filter((key) => !isUnknown(key));
    const taken = known.filter((key, index) => this.owners.has(placeOf(api, key)) || known.indexOf(key) < index);
    failAll(
      owner,
      taken.map((key) =>
        error(
          'TaskHttpRoutes.routeTaken',
          `route '${key}' of '${api.node.path}' is one of '${(this.owners.get(placeOf(api, key)) ?? owner).node.path}' already; give 'path' or 'methods' that tell the two apart`,
        ),
      ),
    );
    known.forEach((key) => this.owners.set(placeOf(api, key), owner));
  }
}

/** The place of a route in its API. The name of a parameter tells no route from another. */
function placeOf({ apiId }: apigateway.IHttpApi, key: string): string {
  return `${apiId} ${key.replace(/\{[^}]*?(\+?)\}/g, '{$1}')}`;
}
