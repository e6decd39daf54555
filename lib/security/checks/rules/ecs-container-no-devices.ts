import { items, record } from '../../../internal/template-value';
import { judge, perContainer, runsOutsideFargate } from '../verdict';
import { DAEMON_TASK_DEFINITION, TASKS } from '../resource-types';
import type { Rule } from '../rule';

export const ecsContainerNoDevices: Rule = {
  id: 'ECSContainerNoDevices',
  level: 'error',
  sections: ['4.4.3'],
  types: TASKS,
  info: "devices of the host are handed to the container; remove 'LinuxParameters.Devices'",
  check: (subject) =>
    subject.type === DAEMON_TASK_DEFINITION || runsOutsideFargate(subject)
      ? perContainer(subject, 'LinuxParameters.Devices', ({ properties }) =>
          judge(record(properties.LinuxParameters).Devices, 'compliant', (devices) => items(devices).length === 0),
        )
      : [],
};
