import { flag, items, record } from '../../../internal/template-value';
import { findingsOf, judge, worst } from '../verdict';
import { hostOf } from '../host';
import { HOSTS } from '../resource-types';
import type { Rule } from '../rule';

export const hostEbsEncrypted: Rule = {
  id: 'HostEbsEncrypted',
  level: 'error',
  sections: ['4.5.3'],
  types: HOSTS,
  info: "images and volumes of the containers lie unencrypted on the host's disk; set 'Ebs.Encrypted' for each of 'BlockDeviceMappings'",
  same: ['ControlTower CT.EC2.PR.14', 'checkov CKV_AWS_8', 'cdk-nag EC2EBSVolumeEncrypted'],
  around: true,
  check: (subject) => {
    const host = hostOf(subject);
    if (host === undefined) {
      return [];
    }
    const disks = items(host.properties.BlockDeviceMappings).map((mapping) => record(mapping).Ebs);
    const verdict =
      host.properties.BlockDeviceMappings === undefined
        ? 'broken'
        : worst(
            disks
              .filter((disk) => disk !== undefined)
              .map((disk) => judge(record(disk).Encrypted, 'broken', (value) => flag(value) === true)),
          );
    return findingsOf(verdict, '', 'BlockDeviceMappings');
  },
};
