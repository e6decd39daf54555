import * as ecs from 'aws-cdk-lib/aws-ecs';
import { applicationContainers, markSidecar } from '../../lib/internal/application-containers';
import { LogDestination, LogRouter } from '../../lib/firelens';
import { ProcessObserver } from '../../lib/task-definition/process-observer';
import { AppTelemetry, TelemetryLanguage } from '../../lib/workloads';
import { testStack } from '../support/stacks';

const image = ecs.ContainerImage.fromRegistry('public.ecr.aws/acme/app:1.0');

function task(): ecs.FargateTaskDefinition {
  return new ecs.FargateTaskDefinition(testStack(), 'Task', {
    cpu: 1024,
    memoryLimitMiB: 2048,
    pidMode: ecs.PidMode.TASK,
    runtimePlatform: { operatingSystemFamily: ecs.OperatingSystemFamily.LINUX },
  });
}

function names(taskDefinition: ecs.TaskDefinition): string[] {
  return applicationContainers(taskDefinition).map(({ containerName }) => containerName);
}

describe('applicationContainers', () => {
  test('leaves out every container that the library adds, wherever it was added', () => {
    const taskDefinition = task();
    const { stack } = taskDefinition;
    const router = new LogRouter(stack, 'Router', { taskDefinition });
    new ProcessObserver(stack, 'Observer', { taskDefinition, image, essential: true });

    const app = taskDefinition.addContainer('app', { image, logging: router.logTo(LogDestination.discard()) });
    taskDefinition.addContainer('proxy', { image });
    AppTelemetry.applicationSignals({ language: TelemetryLanguage.JAVA }).addTo(taskDefinition);

    expect(names(taskDefinition)).toEqual(['app', 'proxy']);
    expect(taskDefinition.defaultContainer).toBe(app);
  });

  test('leaves out a log router of aws-cdk-lib', () => {
    const taskDefinition = task();
    taskDefinition.addFirelensLogRouter('router', {
      image,
      firelensConfig: { type: ecs.FirelensLogRouterType.FLUENTBIT },
    });
    taskDefinition.addContainer('app', { image });

    expect(names(taskDefinition)).toEqual(['app']);
  });

  test('a sidecar gives its place to the first essential container that is there already', () => {
    const taskDefinition = task();
    const sidecar = taskDefinition.addContainer('sidecar', { image });
    taskDefinition.addContainer('helper', { image, essential: false });
    const app = taskDefinition.addContainer('app', { image });

    markSidecar(sidecar);

    expect(taskDefinition.defaultContainer).toBe(app);
  });

  test('a default container that somebody chose stays', () => {
    const taskDefinition = task();
    const sidecar = taskDefinition.addContainer('sidecar', { image });
    taskDefinition.addContainer('app', { image });
    const chosen = taskDefinition.addContainer('chosen', { image });
    taskDefinition.defaultContainer = chosen;

    markSidecar(sidecar);

    expect(taskDefinition.defaultContainer).toBe(chosen);
  });
});
