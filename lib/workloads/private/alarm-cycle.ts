import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { referencesOf } from '../../app-model/references';
import { fragmentOf } from '../../internal/cdk-internals';

function resourceOf(alarm: cloudwatch.IAlarm): cloudwatch.CfnAlarm | undefined {
  const child = alarm.node.defaultChild;
  return child !== undefined && cloudwatch.CfnAlarm.isCfnAlarm(child) ? child : undefined;
}

/** The name that an alarm was given, in the words in which it was given: no reference to the alarm. */
export function nameWithoutReference(alarm: cloudwatch.IAlarm): string | undefined {
  const resource = resourceOf(alarm);
  // Without a name, the L2 passes on a token of nothing.
  return resource !== undefined && Stack.of(resource).resolve(resource.alarmName) !== undefined
    ? resource.alarmName
    : undefined;
}

/** Whether an alarm refers to a service. Only once the tree is complete. */
export function refersTo(alarm: cloudwatch.IAlarm, service: ecs.BaseService): boolean {
  const resource = resourceOf(alarm);
  const stack = Stack.of(service);
  if (resource === undefined || Stack.of(resource) !== stack) {
    return false;
  }
  const { logicalId } = service.node.defaultChild as ecs.CfnService;
  return referencesOf(stack.resolve(fragmentOf(resource))).ids.has(stack.resolve(logicalId) as string);
}
