import type { ResourceFinding } from '../../app-model/check';
import type { Resource } from '../../app-model/app-model';
import { OrderVerdict } from '../start-proof-result';
import type { JudgedOrder } from './judged-order';
import { Requirement, RequirementKind } from './requirement';
import { keepsTasks, Starter, STARTERS } from './starter';

/** The names that findings give to what is missing, in the order in which they list it. */
const NAMES: Readonly<Record<RequirementKind, readonly [one: string, many: string]>> = {
  policy: ['policy', 'policies'],
  route: ['route', 'routes'],
  endpoint: ['endpoint', 'endpoints'],
  rule: ['security group rule', 'security group rules'],
  mountTarget: ['mount target', 'mount targets'],
  association: ['capacity provider association', 'capacity provider associations'],
  instances: ['Auto Scaling group', 'Auto Scaling groups'],
  logGroup: ['log group', 'log groups'],
  callee: ['service', 'services'],
  alarm: ['alarm', 'alarms'],
  taskDefinition: ['task definition', 'task definitions'],
  cluster: ['cluster', 'clusters'],
};

/**
 * The argument that a user of aws-cdk-lib passes to `addDependency` for it: a construct brings along what is below it.
 */
const HINTS: Readonly<Record<RequirementKind, string>> = {
  policy: 'role',
  route: 'vpc.selectSubnets(...).internetConnectivityEstablished',
  endpoint: 'endpoint',
  rule: 'securityGroup',
  mountTarget: 'fileSystem.mountTargetsAvailable',
  association: 'cluster',
  instances: 'autoScalingGroup',
  logGroup: 'logGroup',
  callee: 'calledService',
  alarm: 'alarm',
  taskDefinition: 'taskDefinition',
  cluster: 'cluster',
};

const SHOWN = 3;

/**
 * Finds what nothing puts before something that starts tasks. ECS starts tasks of a service again that fail for it, with
 * pauses that grow, and a run comes at its time or with its event, which is after the deployment as a rule: it is a warning.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
 */
export function raceFindings({ starter, dependencies }: JudgedOrder): ResourceFinding[] {
  const [raced, late]: [Requirement[], Requirement[]] = [[], []];
  for (const { requirement, verdict } of dependencies) {
    if (verdict === OrderVerdict.RACED) {
      raced.push(requirement);
    } else if (verdict === OrderVerdict.LATE && keepsTasks(starter)) {
      late.push(requirement);
    }
  }
  return [
    ...(raced.length === 0 ? [] : [racedFinding(starter, raced)]),
    ...(late.length === 0 ? [] : [lateFinding(starter, late)]),
  ];
}

function racedFinding(starter: Starter, raced: readonly Requirement[]): ResourceFinding {
  const { kind, resource } = starter;
  return {
    resource,
    location: 'DependsOn',
    finding: {
      code: 'Order.raced',
      severity: 'warning',
      message: `${resource.path}: nothing makes the ${STARTERS[kind][0]} wait for ${listed(raced)}; ${consequences(starter, raced).join('; ')}`,
      fix: waitFix(resource, raced, STARTERS[kind][1]),
    },
  };
}

/** The consequences: ECS starts tasks again that fail, and not everything ends with that. */
function consequences(starter: Starter, raced: readonly Requirement[]): string[] {
  const has = (kind: RequirementKind) => raced.some((each) => each.kind === kind);
  return [
    ...(raced.some(({ kind }) => kind !== 'alarm') ? [keepsTasks(starter) ? TASKS : runs(starter)] : []),
    ...(has('association') && keepsTasks(starter) ? [ASSOCIATION] : []),
    ...(has('callee') ? [CALLEE] : []),
    ...(has('alarm') ? [ALARM] : []),
  ];
}

const TASKS =
  'it may be created before they are there, and they may be deleted before it: first tasks fail until they are there (ECS starts others, with growing pauses, and a circuit breaker may give up), and tasks that stop lose them';

/**
 * A run that fails is lost: "Rather than retrying, EventBridge sends these events directly to the DLQ", of missing
 * permissions, and a task that was accepted and does not start is no failure to it.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 * @see https://github.com/aws-samples/aws-ecs-stepfunctions-synchronous-runtask
 */
function runs({ kind }: Starter): string {
  const again =
    kind === 'stateMachine'
      ? "starts again only where the state has a 'Retry' for it"
      : 'is not started again (EventBridge does not retry for missing rights, and does not see whether a task starts)';
  return `a run that comes before they are there fails and ${again}, and one that still goes at deletion loses them`;
}

/** The deletion that fails without the dependency: containers-roadmap#631, and aws-cdk#19275. */
const ASSOCIATION =
  'the association cannot be deleted before the service ("The specified capacity provider is in use and cannot be removed")';

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html */
const CALLEE =
  'tasks that start before a service that they call by Service Connect do not find it until their own next deployment';

const ALARM = 'a deployment is not undone by an alarm that is not there yet';

/** CloudFormation goes on when the service is stable, and it is not stable without them. */
function lateFinding({ kind, resource }: Starter, late: readonly Requirement[]): ResourceFinding {
  const [noun] = STARTERS[kind];
  return {
    resource,
    location: 'DependsOn',
    finding: {
      code: 'Order.late',
      severity: 'warning',
      message: `${resource.path}: the tasks need ${listed(late)}, which come only after the ${noun} is stable, since they wait for it or for its stack; tasks that cannot start without them keep the deployment from ever getting there`,
      fix: `take the reference to the ${noun} out of them, or move them to the stack of the ${noun} or one that is deployed before it; then let the ${noun} depend on them`,
    },
  };
}

/** Lists what is missing, by kind, with what it is for. */
export function listed(raced: readonly Requirement[]): string {
  const kinds = new Set(raced.map(({ kind }) => kind));
  return (kinds.size === 1 ? [...kinds] : KINDS.filter((kind) => kinds.has(kind)))
    .map((kind) => {
      const same = raced.filter((each) => each.kind === kind);
      const purposes = [...new Set(same.map(({ purpose }) => purpose))];
      const [routes, others] = [same.filter(isRoute), same.filter((each) => !isRoute(each))];
      const paths = [...routes, ...others].map(({ resource }) => resource.path);
      const more = paths.length > SHOWN ? ` and ${paths.length - SHOWN} more` : '';
      const named = `${NAMES[kind][same.length === 1 ? 0 : 1]} ${paths.slice(0, SHOWN).join(', ')}${more}`;
      return PURPOSEFUL.includes(kind) ? `${named} (${purposes.join(', ')})` : named;
    })
    .join('; ');
}

const KINDS = Object.keys(NAMES) as RequirementKind[];

/** Kinds of which the purpose says more than the name. */
const PURPOSEFUL: readonly RequirementKind[] = ['policy', 'route', 'endpoint', 'callee'];

/** A route says more than the association of a route table. */
function isRoute({ resource }: Requirement): boolean {
  return resource.type === 'AWS::EC2::Route';
}

/** The dependency to add, in the words of the CDK and in those of a template. */
export function waitFix(waiting: Resource, raced: readonly Requirement[], variable: string): string {
  const isOwn = ({ resource }: Requirement) => resource.scope.stack === waiting.scope.stack;
  const own = raced.filter(isOwn);
  const stacks = [...new Set(raced.filter((each) => !isOwn(each)).map(({ resource }) => resource.scope.path))];
  const ids = [...new Set(own.map(({ resource }) => resource.logicalId))];
  // The parent of a nested stack cannot be waited for, the nested stack can wait.
  const nested = own.some(({ resource }) => resource.scope !== waiting.scope) ? ' of the nested stack' : '';
  return [
    ...(own.length === 0
      ? []
      : [
          `${variable}.node.defaultChild!.node.addDependency(${[...new Set(own.map(({ kind }) => HINTS[kind]))].join(', ')}); in a template, DependsOn${nested}: [${ids.join(', ')}]`,
        ]),
    ...(stacks.length === 0 ? [] : [`let the stack depend on ${stacks.join(', ')} (stack.addDependency)`]),
  ].join('; ');
}
