import { items, record, text } from '../../../internal/template-value';
import { Reader, known } from './describing';

/** The readers of `aws elbv2 describe-load-balancers` and `describe-target-groups`. */
export const BALANCERS: Readonly<Record<string, Reader>> = {
  LoadBalancers: (entry, told) => {
    const state = text(record(entry.State).Code);
    told.add({
      ...known(entry, 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'LoadBalancerArn', told),
      properties: {
        Name: entry.LoadBalancerName,
        Type: entry.Type,
        Scheme: entry.Scheme,
        Subnets: items(entry.AvailabilityZones).map((zone) => record(zone).SubnetId),
        SecurityGroups: items(entry.SecurityGroups),
      },
      ...(state === 'failed' && { unsettled: state }),
    });
  },
  TargetGroups: (entry, told) =>
    told.add({
      ...known(entry, 'AWS::ElasticLoadBalancingV2::TargetGroup', 'TargetGroupArn', told),
      properties: {
        Name: entry.TargetGroupName,
        TargetType: entry.TargetType,
        Port: entry.Port,
        Protocol: entry.Protocol,
        HealthCheckPort: entry.HealthCheckPort,
        LoadBalancerArns: items(entry.LoadBalancerArns),
      },
    }),
};
