import { flag, items, record, text } from '../../../internal/template-value';
import { judge, perContainer, worst } from '../verdict';
import { TASKS } from '../resource-types';
import type { Rule } from '../rule';

export const ecsHostMountReadOnly: Rule = {
  id: 'ECSHostMountReadOnly',
  level: 'warning',
  sections: ['4.5.5'],
  types: TASKS,
  info: "the container can change files of its host; set 'ReadOnly' of the mount point",
  check: (subject) => {
    const onHost = items(subject.properties.Volumes)
      .map(record)
      .filter((volume) => record(volume.Host).SourcePath !== undefined)
      .map(({ Name }) => text(Name));
    return perContainer(subject, 'MountPoints', ({ properties }) =>
      worst(
        items(properties.MountPoints)
          .map(record)
          .filter(({ SourceVolume }) => onHost.includes(text(SourceVolume)))
          .map(({ ReadOnly }) => judge(ReadOnly, 'broken', (value) => flag(value) === true)),
      ),
    );
  },
};
