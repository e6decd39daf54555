import type { Check, ResourceFinding } from '../../app-model/check';
import { perModel } from '../../app-model/views/view';
import { hookFindings } from './hook-findings';
import { paceFindings } from './pace-findings';
import { registryFindings } from './registry-findings';
import { scalingFindings } from './scaling-findings';
import { readServices } from './service-reading';
import { shiftFindings } from './shift-findings';
import { desiredCountFindings, targetFindings } from './target-findings';
import { timeFindings } from './time-findings';

/** Whether a new version of a service can take the place of the old one. */
export const ROLLOUT_CHECK: Check = {
  types: ['AWS::ECS::Service', 'AWS::ApplicationAutoScaling::ScalableTarget'],
  run: ({ model }) => rolloutFindings(model),
};

/** Finds what stops a deployment, what ECS refuses of it, and what does nothing in it: once for the report and the result. */
export const rolloutFindings = perModel((model): readonly ResourceFinding[] => {
  const services = readServices(model);
  return [
    ...services.flatMap((service) =>
      paceFindings(service).concat(
        shiftFindings(model, service),
        hookFindings(service),
        desiredCountFindings(service),
        registryFindings(model, service),
        timeFindings(model, service),
      ),
    ),
    ...targetFindings(model, services),
    ...scalingFindings(model),
  ];
});
