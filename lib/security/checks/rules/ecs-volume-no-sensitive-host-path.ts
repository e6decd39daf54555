import { items, record, text } from '../../../internal/template-value';
import { findingsOf, judge } from '../verdict';
import { TASKS } from '../resource-types';
import type { Rule } from '../rule';

/** Folders of the host whose holder owns it: the system's, the container runtimes', the agents'. */
const SENSITIVE = [
  '/boot',
  '/dev',
  '/etc',
  '/proc',
  '/root',
  '/run',
  '/sys',
  '/usr',
  '/var/lib/docker',
  '/var/lib/containerd',
  '/var/lib/ecs',
  '/var/run',
];

export const ecsVolumeNoSensitiveHostPath: Rule = {
  id: 'ECSVolumeNoSensitiveHostPath',
  level: 'error',
  sections: ['4.5.5'],
  types: TASKS,
  info: "the volume gives the containers a part of the host that controls it; take a folder of your own below /var, or a volume without 'Host.SourcePath'",
  check: ({ properties }) =>
    items(properties.Volumes).flatMap((entry, index) => {
      const { Name, Host: host } = record(entry);
      return findingsOf(
        judge(record(host).SourcePath, 'compliant', (value) => !isSensitive(text(value) ?? '')),
        `Volume::${text(Name) ?? index + 1}`,
        'Host.SourcePath',
      );
    }),
};

function isSensitive(path: string): boolean {
  const clean = path.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
  return (
    clean === '/' ||
    /\.sock$/.test(clean) ||
    SENSITIVE.some((folder) => clean === folder || clean.startsWith(`${folder}/`))
  );
}
