import { items, record, text } from '../../../internal/template-value';
import { Describing, Entry, Reader, known, needed } from './describing';

/**
 * The readers of `aws ecs describe-clusters` and `describe-capacity-providers`, `aws autoscaling
 * describe-auto-scaling-groups` and `aws ec2 describe-launch-template-versions`.
 */
export const HOSTS: Readonly<Record<string, Reader>> = {
  clusters: (entry, told) =>
    told.add({
      ...known(entry, 'AWS::ECS::Cluster', 'clusterArn', told),
      properties: {
        ClusterName: entry.clusterName,
        CapacityProviders: items(entry.capacityProviders),
        DefaultCapacityProviderStrategy: items(entry.defaultCapacityProviderStrategy).map((item) => ({
          CapacityProvider: record(item).capacityProvider,
          Weight: record(item).weight,
          Base: record(item).base,
        })),
      },
    }),
  capacityProviders: readProvider,
  AutoScalingGroups: readGroup,
  LaunchTemplateVersions: readTemplate,
};

function readProvider(entry: Entry, told: Describing): void {
  const name = text(entry.name);
  if (name === 'FARGATE' || name === 'FARGATE_SPOT') {
    return;
  }
  const group = record(entry.autoScalingGroupProvider).autoScalingGroupArn;
  const network = record(record(record(entry.managedInstancesProvider).instanceLaunchTemplate).networkConfiguration);
  told.add({
    ...known(entry, 'AWS::ECS::CapacityProvider', 'capacityProviderArn', told),
    properties: {
      Name: name,
      ...(group !== undefined && { AutoScalingGroupProvider: { AutoScalingGroupArn: group } }),
      ...(entry.managedInstancesProvider !== undefined && {
        ManagedInstancesProvider: {
          InstanceLaunchTemplate: {
            NetworkConfiguration: { Subnets: network.subnets, SecurityGroups: network.securityGroups },
          },
        },
      }),
    },
  });
}

function readGroup(entry: Entry, told: Describing): void {
  const mixed = record(record(record(entry.MixedInstancesPolicy).LaunchTemplate).LaunchTemplateSpecification);
  const template = entry.LaunchTemplate === undefined ? mixed : record(entry.LaunchTemplate);
  told.add({
    ...known(entry, 'AWS::AutoScaling::AutoScalingGroup', 'AutoScalingGroupARN', told),
    properties: {
      AutoScalingGroupName: entry.AutoScalingGroupName,
      VPCZoneIdentifier: (text(entry.VPCZoneIdentifier) ?? '').split(',').filter((subnet) => subnet !== ''),
      MaxSize: entry.MaxSize,
      LaunchTemplate: {
        LaunchTemplateId: versionOf(text(template.LaunchTemplateId), text(template.Version)),
      },
    },
  });
}

/** The id under which a version of a launch template is told: a group names it by both. */
function versionOf(template: string | undefined, version = '$Default'): string | undefined {
  return template && `${template}/${version}`;
}

function readTemplate(entry: Entry, told: Describing): void {
  const template = needed(entry, 'LaunchTemplateId', 'LaunchTemplateName', told);
  const data = record(entry.LaunchTemplateData);
  const userData = text(data.UserData);
  const properties = {
    LaunchTemplateData: {
      ...data,
      ...(userData !== undefined && { UserData: Buffer.from(userData, 'base64').toString('utf8') }),
    },
  };
  const versions = [
    text(entry.VersionNumber) ?? '1',
    ...(entry.DefaultVersion === true ? ['$Default'] : []),
    // The newest is asked for by its name, and nothing else is in the answer.
    ...(told.asked.latest === undefined ? [] : ['$Latest']),
  ];
  for (const version of versions) {
    told.add({ type: 'AWS::EC2::LaunchTemplate', id: `${template}/${version}`, properties });
  }
}
