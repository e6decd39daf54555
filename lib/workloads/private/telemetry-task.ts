import { Duration, Validations } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as logs from 'aws-cdk-lib/aws-logs';
import { declareOwnVariables } from '../../internal/own-variables';
import { environmentOf } from '../../internal/cdk-internals';
import { acknowledgeWildcard } from '../../internal/acknowledge-wildcard';
import { declareRight } from '../../internal/declared-rights';
import { markSidecar } from '../../internal/application-containers';
import { record, text } from '../../internal/template-value';
import { warn } from '../../internal/warnings';
import { HardenedTaskDefinition } from '../../task-definition/hardened-task-definition';
import type { TaskContainerOptions } from '../../task-definition/task-container-options';
import type { TelemetryOptions } from '../telemetry-options';
import type { TelemetryAgent } from './telemetry-agent';
import { EXTENDED, INSTRUMENTATIONS } from './telemetry-language';

/** Volume, container and directory of the instrumentation. */
const VOLUME = 'otel-auto-instrumentation';
const DIRECTORY = `/${VOLUME}`;
const INIT_CONTAINER = 'otel-instrumentation';
/** Memory that the agent is known to run in, where nothing else bounds it. */
const AGENT_MEMORY_MIB = 128;
const INIT_MEMORY_MIB = 64;

/** A task and the container of it that is observed. */
interface Observed {
  readonly taskDefinition: ecs.TaskDefinition;
  readonly container: ecs.ContainerDefinition;
}

/** Adds agent and instrumentation to a task; gives the container of the agent. */
export function addTelemetry(
  options: TelemetryOptions,
  agent: TelemetryAgent,
  { taskDefinition, container }: Observed,
): ecs.ContainerDefinition {
  const added = addAgent(taskDefinition, agent, options);
  declareOwnVariables(added, Object.keys(agent.environment ?? {}));
  explainContainer(taskDefinition, added.containerName, agent.runsAs, options.agentImage);
  allow(taskDefinition, agent);
  tell(container, { ...agent.applicationEnvironment, ...names(options) });
  container.addContainerDependencies({ container: added, condition: ecs.ContainerDependencyCondition.START });
  if (options.language !== undefined) {
    addInstrumentation(options, { taskDefinition, container });
  }
  return added;
}

function addAgent(task: ecs.TaskDefinition, agent: TelemetryAgent, options: TelemetryOptions): ecs.ContainerDefinition {
  return addSidecar(task, agent.containerName, agent.writablePaths, {
    image: options.agentImage ?? ecs.ContainerImage.fromRegistry(agent.image),
    environment: agent.environment,
    essential: false,
    // The application outlives it, so somebody has to start it again.
    enableRestartPolicy: true,
    restartAttemptPeriod: Duration.seconds(60),
    memoryReservationMiB: options.agentMemoryReservationMiB ?? memoryWithoutSize(task, AGENT_MEMORY_MIB),
    logging: options.logging,
  });
}

function addInstrumentation(options: TelemetryOptions, { taskDefinition, container }: Observed): void {
  const instrumentation = INSTRUMENTATIONS[options.language as string];
  taskDefinition.addVolume({ name: VOLUME });
  const init = addSidecar(taskDefinition, INIT_CONTAINER, [], {
    image: options.instrumentationImage ?? ecs.ContainerImage.fromRegistry(instrumentation.image),
    command: instrumentation.command(DIRECTORY),
    essential: false,
    memoryReservationMiB: memoryWithoutSize(taskDefinition, INIT_MEMORY_MIB),
    logging: options.logging,
  });
  explainContainer(taskDefinition, INIT_CONTAINER, 'root, to whom the volume belongs', options.instrumentationImage);
  init.addMountPoints({ sourceVolume: VOLUME, containerPath: DIRECTORY, readOnly: false });
  container.addMountPoints({ sourceVolume: VOLUME, containerPath: DIRECTORY, readOnly: true });
  container.addContainerDependencies({ container: init, condition: ecs.ContainerDependencyCondition.SUCCESS });
  tell(container, instrumentation.environment(DIRECTORY, environmentOf(container), isArm(taskDefinition)));
}

/** Hardened where the task is, and with logs anywhere. */
function addSidecar(
  task: ecs.TaskDefinition,
  name: string,
  writablePaths: string[],
  options: TaskContainerOptions,
): ecs.ContainerDefinition {
  const sidecar =
    task instanceof HardenedTaskDefinition
      ? task.addTaskContainer(name, { ...options, writablePaths })
      : task.addContainer(name, { ...options, logging: options.logging ?? ownLogging(name) });
  markSidecar(sidecar);
  return sidecar;
}

function ownLogging(name: string): ecs.LogDriver {
  return ecs.LogDrivers.awsLogs({
    streamPrefix: name,
    logRetention: logs.RetentionDays.ONE_MONTH,
    mode: ecs.AwsLogDriverMode.NON_BLOCKING,
  });
}

function allow(task: ecs.TaskDefinition, agent: TelemetryAgent): void {
  const { taskRole } = task;
  for (const statement of agent.statements(task)) {
    // A role imported as immutable claims to have added what it dropped; its class is not exported.
    if ('addGrantsToResources' in taskRole || !taskRole.addToPrincipalPolicy(statement).statementAdded) {
      warn(task, {
        code: 'AppTelemetry.roleTakesNoPermissions',
        message: `the task role takes no permissions here, so give it yourself what '${agent.containerName}' needs: ${statement.actions.join(', ')} on ${statement.resources.join(', ')}`,
      });
      continue;
    }
    declareRight(taskRole, statement);
    statement.resources
      .filter((arn) => arn.endsWith(':*'))
      .forEach((arn) => acknowledgeWildcard(taskRole, arn, 'log streams are named by the agent'));
  }
}

/** AWS's images run as whom they are made for; from where a given one comes is the user's to explain. */
function explainContainer(task: ecs.TaskDefinition, name: string, runsAs: string, given?: ecs.ContainerImage): void {
  if (!(task instanceof HardenedTaskDefinition)) {
    return;
  }
  const reasons = {
    ECSContainerNonRootUser: `the image runs as ${runsAs}; its root file system is read-only, and it publishes no port`,
    ECSContainerDropsAllCapabilities: `the image runs as ${runsAs}, and AWS does not say which capabilities it needs`,
    ...(given === undefined && {
      ECSImageTrustedRegistry: 'AWS publishes the image in ECR Public, in a registry of its own',
      ECSImagePinnedByDigest: 'AWS publishes the image under a version that it does not move',
    }),
  };
  Validations.of(task).acknowledge(
    ...Object.entries(reasons).map(([rule, reason]) => ({
      id: `NIST.800.190::NIST.800.190-${rule}[Container::${name}]`,
      reason,
    })),
  );
}

function names({ serviceName, environmentName }: TelemetryOptions): Record<string, string> {
  return {
    ...(serviceName !== undefined && { OTEL_SERVICE_NAME: serviceName }),
    ...(environmentName !== undefined && { OTEL_RESOURCE_ATTRIBUTES: `deployment.environment=${environmentName}` }),
  };
}

/** Adds environment variables. Those that the container has stay, but for those that were built from what it has. */
function tell(container: ecs.ContainerDefinition, environment: Readonly<Record<string, string>>): void {
  const given = { ...environmentOf(container) };
  declareOwnVariables(
    container,
    Object.keys(environment).filter((name) => given[name] === undefined),
  );
  Object.entries(environment)
    .filter(([name]) => EXTENDED.includes(name) || given[name] === undefined)
    .forEach(([name, value]) => container.addEnvironment(name, value));
}

/** Without a size of the task, ECS asks for the memory of each container. */
function memoryWithoutSize(task: ecs.TaskDefinition, mebibytes: number): number | undefined {
  return (task.node.defaultChild as ecs.CfnTaskDefinition).memory === undefined ? mebibytes : undefined;
}

function isArm(task: ecs.TaskDefinition): boolean {
  const { runtimePlatform } = task.node.defaultChild as ecs.CfnTaskDefinition;
  return text(record(runtimePlatform).cpuArchitecture) === 'ARM64';
}
