import type { Finding } from '../../internal/finding';
import { nameFindings, Setting } from './system-control-names';
import { isPaired, pairFindings } from './system-control-pairs';
import { valueFindings } from './system-control-values';

/** All that is wrong or dangerous about settings that one network or IPC namespace gets. */
export function settingFindings(settings: readonly Setting[], startedByDocker = false): readonly Finding[] {
  if (settings.length === 0) {
    return NOTHING;
  }
  // The tasks of an app share few sets of settings, and each is looked at when it is made and in every synthesis.
  const key = JSON.stringify([startedByDocker, settings]);
  let findings = judged.get(key);
  if (findings === undefined) {
    findings = judge(settings, startedByDocker);
    judged.set(key, findings);
  }
  return findings;
}

const NOTHING: readonly Finding[] = [];
const judged = new Map<string, readonly Finding[]>();

function judge(settings: readonly Setting[], startedByDocker: boolean): readonly Finding[] {
  return [
    ...settings.flatMap((setting) => [
      ...nameFindings(setting),
      ...valueFindings(setting, isPaired(setting, settings)),
    ]),
    ...pairFindings(settings, startedByDocker),
  ];
}
