import { flag, items, record, text } from '../../../internal/template-value';
import { findingsOf, judge } from '../verdict';
import { SERVICE } from '../resource-types';
import type { Rule } from '../rule';

export const ecsVolumeEncrypted: Rule = {
  id: 'ECSVolumeEncrypted',
  level: 'error',
  sections: ['4.3.2'],
  types: [SERVICE],
  info: "the EBS volume of each task is not encrypted; set 'ManagedEBSVolume.Encrypted'",
  check: ({ properties }) =>
    items(properties.VolumeConfigurations).flatMap((entry, index) => {
      const { Name, ManagedEBSVolume: volume } = record(entry);
      return findingsOf(
        judge(record(volume).Encrypted, 'broken', (value) => flag(value) === true),
        `Volume::${text(Name) ?? index + 1}`,
        'ManagedEBSVolume.Encrypted',
      );
    }),
};
