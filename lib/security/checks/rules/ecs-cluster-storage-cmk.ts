import { isUnknown, items, record, text } from '../../../internal/template-value';
import { serviceView } from '../../../app-model/views/service';
import { all } from '../app-reading';
import { ServiceOfApp, defaultProviders, ownProviders, providerOf } from '../sensitivity';
import { CLUSTER, SERVICE, TASK_DEFINITION } from '../resource-types';
import type { Rule } from '../rule';
import type { Subject } from '../subject';

export const ecsClusterStorageCmk: Rule = {
  id: 'ECSClusterStorageCmk',
  level: 'warning',
  sections: ['4.3.2'],
  types: [CLUSTER],
  info: "the tasks' ephemeral storage is encrypted with a key that AWS owns; set 'Configuration.ManagedStorageConfiguration' with FargateEphemeralStorageKmsKeyId",
  around: true,
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
  const services = model
    .referrersOf(resource, SERVICE, 'Cluster')
    .filter((service) => serviceView(model, service).cluster === resource);
  return (
    services.length > 0 &&
    services.every((service) => runsOnInstances({ model, resource: service })) &&
    // Tasks without a service may follow any task definition of the app.
    !all(model, TASK_DEFINITION).some(({ properties: { RequiresCompatibilities: platforms } }) =>
      isUnknown(platforms) ? true : items(platforms).some((platform) => !/^(EC2|EXTERNAL)$/.test(text(platform) ?? '')),
    )
  );
}

function runsOnInstances(service: ServiceOfApp): boolean {
  const { LaunchType } = service.resource.properties;
  if (LaunchType !== undefined) {
    return /^(EC2|EXTERNAL)$/.test(text(LaunchType) ?? '');
  }
  const own = ownProviders(service);
  const providers = own.length > 0 ? own : defaultProviders(service);
  return (
    providers.length > 0 &&
    providers.every((each) => {
      const provider = providerOf(service, each);
      return provider !== undefined && provider.properties.AutoScalingGroupProvider !== undefined;
    })
  );
}
