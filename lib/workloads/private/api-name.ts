import type { IHttpApi } from 'aws-cdk-lib/aws-apigatewayv2';

/** The id of what watches an API: that of its construct, or of what holds it. */
export function apiName({ node }: IHttpApi): string {
  const id = node.id === 'Resource' ? node.scope!.node.id : node.id;
  return id.charAt(0).toUpperCase() + id.slice(1);
}
