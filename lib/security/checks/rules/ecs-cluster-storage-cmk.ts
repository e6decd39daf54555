import { isUnknown, items, record, text } from '../../../internal/template-value';
import { all, named } from '../app-reading';
import { defaultProviders, ServiceView } from '../sensitivity';
import { CLUSTER, SERVICE, TASK_DEFINITION } from '../resource-types';
import type { Rule } from '../rule';
import type { Subject } from '../subject';

export const ecsClusterStorageCmk: Rule = {
  id: 'ECSClusterStorageCmk',
  level: 'warning',
  sections: ['4.3.2'],
  types: [CLUSTER],
  info: "the tasks' ephemeral storage is encrypted with a key that AWS owns; set 'Configuration.ManagedStorageConfiguration' with FargateEphemeralStorageKmsKeyId",
  check: (subject) => {
    const { FargateEphemeralStorageKmsKeyId, KmsKeyId } = record(
      record(subject.properties.Configuration).ManagedStorageConfiguration,
    );
    return FargateEphemeralStorageKmsKeyId === undefined && KmsKeyId === undefined && !hasInstancesOnly(subject)
      ? ['']
      : [];
  },
};

/** Whether all tasks of the cluster run on instances, whose disks are encrypted by their launch template. */
function hasInstancesOnly({ model, resource }: Subject): boolean {
  const services = all(model, SERVICE).filter(
    (service) => model.referred(service.resource, service.properties.Cluster) === resource,
  );
  return (
    services.length > 0 &&
    services.every(runsOnInstances) &&
    // Tasks without a service may follow any task definition of the app.
    !all(model, TASK_DEFINITION).some(({ properties: { RequiresCompatibilities: platforms } }) =>
      isUnknown(platforms) ? true : items(platforms).some((platform) => !/^(EC2|EXTERNAL)$/.test(text(platform) ?? '')),
    )
  );
}

function runsOnInstances(service: ServiceView): boolean {
  const { LaunchType, CapacityProviderStrategy } = service.properties;
  if (LaunchType !== undefined) {
    return /^(EC2|EXTERNAL)$/.test(text(LaunchType) ?? '');
  }
  const own = items(CapacityProviderStrategy).map((entry) => record(entry).CapacityProvider);
  const providers = own.length > 0 ? own : defaultProviders(service);
  return (
    providers.length > 0 &&
    providers.every((value) => {
      const provider = named(service, value, 'AWS::ECS::CapacityProvider', 'Name');
      return provider !== undefined && provider.properties.AutoScalingGroupProvider !== undefined;
    })
  );
}
