import { items, number, record } from '../../../internal/template-value';
import { judge, perContainer, worst } from '../verdict';
import { TASK_DEFINITION } from '../resource-types';
import type { Rule } from '../rule';

/** Ports of remote administration: SSH, telnet, Docker, RDP, WinRM. */
const ADMIN_PORTS = [22, 23, 2375, 2376, 3389, 5985, 5986];

export const ecsContainerNoRemoteAdminPort: Rule = {
  id: 'ECSContainerNoRemoteAdminPort',
  level: 'error',
  sections: ['4.1.2'],
  types: [TASK_DEFINITION],
  info: "the container offers a port of remote administration (SSH, telnet, Docker, RDP, WinRM); remove it from 'PortMappings' and use ECS Exec",
  check: (subject) =>
    perContainer(subject, 'PortMappings', ({ properties }) =>
      worst(
        items(properties.PortMappings).map((mapping) =>
          judge(record(mapping).ContainerPort, 'compliant', (port) => !ADMIN_PORTS.includes(number(port) ?? 0)),
        ),
      ),
    ),
};
