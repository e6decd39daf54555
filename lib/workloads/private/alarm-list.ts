import { Stack } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { deploymentAlarmsOf, setDeploymentAlarms } from '../../internal/cdk-internals';
import { fail } from '../../internal/errors';
import { record, text } from '../../internal/template-value';

/** Partitions in which ECS is not known to have deployment alarms. Source: aws-cdk-lib 2.276, base-service, 2026-11. */
const WITHOUT_ALARMS = ['aws-cn', 'aws-us-gov', 'aws-iso', 'aws-iso-b'];

/** Whether ECS is known to have no deployment alarms where a stack goes. */
export function lacksDeploymentAlarms(stack: Stack): boolean {
  return WITHOUT_ALARMS.includes(text(stack.partition) ?? '');
}

/**
 * The alarms that undo a deployment of a service, all of them: those given to the service before, those added here, and those
 * that `enableDeploymentAlarms()` brings later, of which aws-cdk-lib would drop all but the first list (aws-cdk#36308).
 */
export class AlarmList {
  constructor(private readonly service: ecs.BaseService) {
    const { deploymentController } = service.node.defaultChild as ecs.CfnService;
    const controller = text(record(deploymentController).type);
    if (controller !== undefined && controller !== 'ECS') {
      fail(
        service,
        'RollbackAlarms.controller',
        `the deployment controller is ${controller}, and alarms undo deployments of the controller ECS only; use that, or the alarms of ${controller}`,
      );
    }
    if (this.current?.enable === true && this.current.rollback === false) {
      fail(
        service,
        'RollbackAlarms.behavior',
        `'deploymentAlarms' of the service fails deployments on alarm without going back, and ECS has one behavior for all its alarms; use AlarmBehavior.ROLLBACK_ON_ALARM, or leave out the rollback alarms`,
      );
    }
    this.keepLaterOnes();
  }

  /** Adds the name of an alarm. */
  public add(name: string): void {
    this.set([...this.names, name]);
  }

  private get current(): ecs.CfnService.DeploymentAlarmsProperty | undefined {
    return deploymentAlarmsOf(this.service);
  }

  private get names(): readonly string[] {
    return this.current?.enable === true ? this.current.alarmNames : [];
  }

  private set(names: readonly string[]): void {
    setDeploymentAlarms(this.service, { enable: true, rollback: true, alarmNames: [...new Set(names)] });
  }

  /** Keeps the alarms that a later call of the L2's method would drop. */
  private keepLaterOnes(): void {
    const enable = this.service.enableDeploymentAlarms.bind(this.service);
    this.service.enableDeploymentAlarms = (alarmNames, options) => {
      const before = this.names;
      enable(alarmNames, options);
      if (before.length > 0) {
        this.set([...before, ...alarmNames]);
      }
    };
  }
}

/** Says in the template that no alarm undoes a deployment: what is only left out, ECS keeps as it was. */
export function detachAlarms(service: ecs.BaseService): void {
  if (deploymentAlarmsOf(service) === undefined && !lacksDeploymentAlarms(Stack.of(service))) {
    setDeploymentAlarms(service, { enable: false, rollback: false, alarmNames: [] });
  }
}
