import type { AppModel } from '../app-model';
import type { Resource } from '../resource';
import { Value, asText, valueAt, isUnknown, items } from '../values';
import { perResource, resourceOf } from './view';

const VPC_LINK = 'AWS::ApiGatewayV2::VpcLink';

/** An integration of an HTTP API by a VPC link. */
export interface PrivateIntegration {
  readonly resource: Resource;
  /** The VPC link as the integration names it. */
  readonly linkName: Value;
  /** The VPC link, when it is in the app. */
  readonly link: Resource | undefined;
}

/** The integrations of HTTP APIs that lead to a listener of a load balancer, or look for tasks in a service of Cloud Map. */
export const integrationsOf = perResource((model: AppModel, target: Resource): readonly PrivateIntegration[] =>
  model.referrersOf(target, 'AWS::ApiGatewayV2::Integration', 'IntegrationUri').map((resource) => {
    const linkName = model.property(resource, 'ConnectionId');
    return { resource, linkName, link: resourceOf(model, linkName, VPC_LINK) };
  }),
);

/** The network interfaces of a VPC link. */
export interface VpcLinkView {
  readonly subnets: Value;
  readonly securityGroups: Value;
}

/** The view of a VPC link. */
export const vpcLinkView = perResource((model, resource): VpcLinkView => ({
  subnets: model.property(resource, 'SubnetIds'),
  securityGroups: model.property(resource, 'SecurityGroupIds'),
}));

/** The types of the records of a service of Cloud Map; `undefined` where they are not known, or it has none. */
export const recordTypesOf = perResource((model, registry): readonly string[] | undefined => {
  const records = valueAt(model.property(registry, 'DnsConfig'), 'DnsRecords');
  const types = items(records).map((each) => asText(valueAt(each, 'Type')));
  return isUnknown(records) || types.length === 0 || types.some((type) => type === undefined)
    ? undefined
    : (types as string[]);
});
