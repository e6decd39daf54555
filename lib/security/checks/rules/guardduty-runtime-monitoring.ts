import { items, record, text } from '../../../internal/template-value';
import type { Rule } from '../rule';

export const guardDutyRuntimeMonitoring: Rule = {
  id: 'GuardDutyRuntimeMonitoring',
  level: 'warning',
  sections: ['4.1.3', '4.4.4'],
  types: ['AWS::GuardDuty::Detector'],
  info: 'the detector does not watch what containers do; enable the feature RUNTIME_MONITORING with ECS_FARGATE_AGENT_MANAGEMENT',
  same: ['SecurityHub GuardDuty.11'],
  check: ({ properties }) =>
    items(properties.Features).some((feature) => {
      const { Name, Status } = record(feature);
      return text(Name) === 'RUNTIME_MONITORING' && text(Status) !== 'DISABLED';
    })
      ? []
      : [''],
};
