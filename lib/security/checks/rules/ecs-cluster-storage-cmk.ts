import { record } from '../../../internal/template-value';
import { Rule } from '../rule';

export const ecsClusterStorageCmk: Rule = {
  id: 'ECSClusterStorageCmk',
  level: 'warning',
  sections: ['4.3.2'],
  types: ['AWS::ECS::Cluster'],
  info: "the tasks' ephemeral storage is encrypted with a key that AWS owns; set 'Configuration.ManagedStorageConfiguration' with FargateEphemeralStorageKmsKeyId",
  check: ({ properties }) => {
    const { FargateEphemeralStorageKmsKeyId, KmsKeyId } = record(
      record(properties.Configuration).ManagedStorageConfiguration,
    );
    return FargateEphemeralStorageKmsKeyId === undefined && KmsKeyId === undefined ? [''] : [];
  },
};
