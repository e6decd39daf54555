import type { Finding } from '../../internal/finding';
import { nameFindings, Setting } from './system-control-names';
import { isPaired, pairFindings } from './system-control-pairs';
import { valueFindings } from './system-control-values';

/** All that is wrong or dangerous about settings that one network or IPC namespace gets. */
export function settingFindings(settings: readonly Setting[], startedByDocker = false): Finding[] {
  return [
    ...settings.flatMap((setting) => [
      ...nameFindings(setting),
      ...valueFindings(setting, isPaired(setting, settings)),
    ]),
    ...pairFindings(settings, startedByDocker),
  ];
}
