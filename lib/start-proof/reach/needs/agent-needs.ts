import type { Need } from '../need';
import { Context, calls, service } from './context';

/** Sidecars known by their image: what they send is configured inside, so the need is a guess. */
export function agentNeeds(context: Context, image: string, container: string): Need[] {
  const base = { plane: context.task, container, property: 'Image', soft: true };
  if (/(^|\/)aws-xray-daemon(:|@|$)/.test(image)) {
    return [
      {
        ...base,
        target: service('xray', context.region, calls(context.taskRole, ['xray:PutTraceSegments'], '*')),
        purpose: 'send traces',
      },
    ];
  }
  if (/(^|\/)(cloudwatch-agent|amazon-cloudwatch-agent)(:|@|$)/.test(image)) {
    return [
      {
        ...base,
        target: service('monitoring', context.region, calls(context.taskRole, ['cloudwatch:PutMetricData'], '*')),
        purpose: 'send metrics',
      },
    ];
  }
  return [];
}
