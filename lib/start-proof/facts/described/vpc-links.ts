import { items, text } from '../../../internal/template-value';
import { Reader, known } from './describing';

const GOING = ['DELETING', 'FAILED'];

/** The reader of `aws apigatewayv2 get-vpc-link`, whose one answer the command puts into a list. */
export const VPC_LINKS: Readonly<Record<string, Reader>> = {
  VpcLinks: (entry, told) => {
    const state = text(entry.VpcLinkStatus);
    told.add({
      ...known(entry, 'AWS::ApiGatewayV2::VpcLink', 'VpcLinkId', told),
      properties: {
        Name: entry.Name,
        SubnetIds: items(entry.SubnetIds),
        SecurityGroupIds: items(entry.SecurityGroupIds),
      },
      ...(state !== undefined && GOING.includes(state) && { unsettled: state }),
    });
  },
};
