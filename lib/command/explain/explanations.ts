import { RULES } from '../../security/checks/rules';
import { Explanation, Explanations } from './explanation';
import { ruleName } from './rule-name';
import { APP_AND_COMMAND } from './pages/app-and-command';
import { CAPACITY } from './pages/capacity';
import { CAPACITY_STRATEGY } from './pages/capacity-strategy';
import { FIRELENS } from './pages/firelens';
import { NETWORKING } from './pages/networking';
import { NIST_EXAMPLES } from './pages/nist';
import { NIST_IN_CDK } from './pages/nist-in-cdk';
import { ORDER_AND_ROLLOUT } from './pages/order-and-rollout';
import { SECURITY } from './pages/security';
import { SERVICE_CONNECT_AND_DISCOVERY } from './pages/service-connect-and-discovery';
import { SERVICE_OPERATIONS } from './pages/service-operations';
import { START_PROOF } from './pages/start-proof';
import { SYSTEM_CONTROLS } from './pages/system-controls';
import { TASK_CONTAINERS } from './pages/task-containers';
import { TASK_DEFINITIONS } from './pages/task-definitions';
import { WHOLE_APP } from './pages/whole-app';
import { WORKLOADS } from './pages/workloads';

/** The topic of the rules of the NIST pack, whose codes are names without one. */
export const NIST = 'NIST.800.190';

/** Every code of the library with its explanation, by code. */
export const EXPLANATIONS: Explanations = {
  ...APP_AND_COMMAND,
  ...CAPACITY,
  ...CAPACITY_STRATEGY,
  ...FIRELENS,
  ...NETWORKING,
  ...ORDER_AND_ROLLOUT,
  ...SECURITY,
  ...SERVICE_CONNECT_AND_DISCOVERY,
  ...SERVICE_OPERATIONS,
  ...START_PROOF,
  ...SYSTEM_CONTROLS,
  ...TASK_CONTAINERS,
  ...TASK_DEFINITIONS,
  ...WHOLE_APP,
  ...WORKLOADS,
  ...Object.fromEntries(RULES.flatMap(ofRule)),
};

/** The topic of a code: `StartProof` of `StartProof.noRoute`. */
export function topicOf(code: string): string {
  return code.includes('.') ? code.slice(0, code.indexOf('.')) : NIST;
}

/** The codes of each topic, both in alphabetical order. */
export function codesByTopic(): ReadonlyMap<string, readonly string[]> {
  const topics = new Map<string, string[]>();
  const sorted = Object.keys(EXPLANATIONS).sort((a, b) => compare(topicOf(a), topicOf(b)) || compare(a, b));
  for (const code of sorted) {
    topics.set(topicOf(code), [...(topics.get(topicOf(code)) ?? []), code]);
  }
  return topics;
}

/** The explanation of a finding's code, which may name a container or a statement in brackets. */
export function explanationOf(code: string): Explanation | undefined {
  const rule = ruleName(code);
  return Object.hasOwn(EXPLANATIONS, rule) ? EXPLANATIONS[rule] : undefined;
}

const PAGES = 'https://github.com/cdk-ecs-groundwork/cdk-ecs-groundwork/blob/main/docs/codes';

/** The address of the page that explains a code. */
export function pageOf(code: string): string {
  const rule = ruleName(code);
  return `${PAGES}/${topicOf(rule)}.md#${rule.toLowerCase().replaceAll('.', '')}`;
}

/** A rule says cause and cure in one sentence; the controls elsewhere that ask for the same belong to the cause. */
function ofRule({ id, info, sections, same = [] }: (typeof RULES)[number]): [string, Explanation][] {
  const example = NIST_EXAMPLES[id];
  if (example === undefined) {
    return [];
  }
  const end = info.indexOf('; ');
  const others = same.length === 0 ? '' : ` The same control elsewhere: ${same.join(', ')}.`;
  const cause = `${sentence(info.slice(0, end))} NIST SP 800-190 asks for it in ${sections.join(', ')}.${others}`;
  const inCdk = NIST_IN_CDK[id] === undefined ? '' : ` In the CDK: ${NIST_IN_CDK[id]}.`;
  return [[id, { cause, cure: `${sentence(info.slice(end + 2))}${inCdk}`, example }]];
}

/** The words of a message as a sentence, with names of properties as code. */
function sentence(text: string): string {
  const marked = text.replace(/(?<![\w'])'([^']+)'(?!\w)/g, '`$1`');
  return `${marked.charAt(0).toUpperCase()}${marked.slice(1)}.`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
