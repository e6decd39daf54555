import { flag, items, record, text } from '../../../internal/template-value';
import { accountWide } from '../app-reading';
import { findingsOf, judge } from '../verdict';
import type { Rule } from '../rule';

export const ecrImageScanning: Rule = {
  id: 'ECRImageScanning',
  level: 'error',
  sections: ['4.1.1'],
  types: ['AWS::ECR::Repository'],
  info: "images pushed to the repository are never scanned; set 'ImageScanningConfiguration.ScanOnPush', or enhanced scanning for the registry",
  same: ['SecurityHub ECR.1', 'ControlTower CT.ECR.PR.2', 'checkov CKV_AWS_163'],
  around: true,
  check: (subject) => {
    // Scanning of the registry overrules what the repository says.
    const registry = accountWide(subject, 'AWS::ECR::RegistryScanningConfiguration');
    if (registry.some(({ ScanType, Rules }) => text(ScanType) === 'ENHANCED' || items(Rules).length > 0)) {
      return [];
    }
    const { ScanOnPush } = record(subject.properties.ImageScanningConfiguration);
    return findingsOf(
      judge(ScanOnPush, 'broken', (value) => flag(value) === true),
      '',
      'ImageScanningConfiguration.ScanOnPush',
    );
  },
};
