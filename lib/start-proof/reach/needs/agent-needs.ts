import type { Need } from '../need';
import { Context, calls, service } from './context';

/** Sidecars known by their image: what they send is configured inside, so the need is a guess. */
export function agentNeeds(context: Context, image: string, container: string): Need[] {
  if (/(^|\/)aws-xray-daemon(:|@|$)/.test(image)) {
    return [guess(context, container, 'xray', 'xray:PutTraceSegments', 'send traces')];
  }
  if (/(^|\/)(cloudwatch-agent|amazon-cloudwatch-agent)(:|@|$)/.test(image)) {
    return [guess(context, container, 'monitoring', 'cloudwatch:PutMetricData', 'send metrics')];
  }
  return [];
}

function guess(context: Context, container: string, name: string, action: string, purpose: string): Need {
  const access = context.callsMatter && calls(context.taskRole, [action], '*');
  const target = service(name, context.region, access);
  return { plane: context.task, container, property: 'Image', soft: true, target, purpose };
}
