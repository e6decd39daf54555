import { Right } from './right';
import { Definition, base } from './task-definition';
import { fileSystemRights } from './file-system-rights';
import { routerRights } from './output-rights';

/** The rights of what runs in the task, as the task role, as far as the definition shows it. */
export function taskRoleRights(definition: Definition): Right[] {
  return [...routerRights(definition), ...fileSystemRights(definition), ...agentRights(definition)];
}

const DAEMON = /(^|\/)aws-xray-daemon(:|@|$)/;
const AGENT = /(^|\/)(amazon-)?cloudwatch-agent(:|@|$)/;

/** Sidecars of AWS, known by their image. The agent of CloudWatch does what its configuration says. */
function agentRights(definition: Definition): Right[] {
  const { judge, containers } = definition;
  return containers.flatMap(({ name, properties }): Right[] => {
    const image = judge.model.text(properties.Image) ?? '';
    const isDaemon = DAEMON.test(image);
    const actions = isDaemon ? TRACES : AGENT.test(image) ? EVERYTHING : undefined;
    if (actions === undefined) {
      return [];
    }
    const purpose = isDaemon ? 'send traces' : 'send metrics, logs or traces';
    const common = base(definition, 'task role', 'Image', name);
    return [{ ...common, actions, later: actions, resources: ['*'], purpose, oneOf: 'enough' }];
  });
}

const TRACES = ['xray:PutTraceSegments'];
const EVERYTHING = ['cloudwatch:PutMetricData', 'logs:PutLogEvents', ...TRACES];
