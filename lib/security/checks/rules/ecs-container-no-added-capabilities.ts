import { items, record, text } from '../../../internal/template-value';
import { Rule, TASKS } from '../rule';
import { isLinux, judge, perContainer, worst } from '../verdict';

/** Capabilities that Docker gives by itself: adding one back after dropping ALL adds nothing new. */
const DOCKER_DEFAULT = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'NET_RAW',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];

export const ecsContainerNoAddedCapabilities: Rule = {
  id: 'ECSContainerNoAddedCapabilities',
  level: 'error',
  sections: ['4.4.3'],
  types: TASKS,
  info: "the container has capabilities beyond Docker's default set, with which it can reach out of its sandbox; remove them from 'LinuxParameters.Capabilities.Add'",
  check: (subject) =>
    isLinux(subject)
      ? perContainer(subject, 'LinuxParameters.Capabilities.Add', ({ properties }) =>
          worst(
            items(record(record(properties.LinuxParameters).Capabilities).Add).map((capability) =>
              judge(capability, 'compliant', (name) => DOCKER_DEFAULT.includes(text(name) ?? '')),
            ),
          ),
        )
      : [],
};
