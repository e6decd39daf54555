import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { error, Finding, warning } from '../../internal/finding';

/**
 * Whether CloudFormation would give a name that begins as ECS's own do: its names begin with that of the stack, those in
 * nested stacks with that of the outermost. In any letters: whether ECS minds the case is documented nowhere, and a name
 * that CloudFormation gives cannot be corrected.
 */
export function isNamedApart(scope: IConstruct): boolean {
  let stack = Stack.of(scope);
  while (stack.nestedStackParent !== undefined) {
    stack = stack.nestedStackParent;
  }
  return RESERVED.test(stack.stackName);
}

const RESERVED = /^(aws|ecs|fargate)/i;

/** Checks the name of a capacity provider as ECS does. ECS API model 2014-11-13. */
export function providerNameFindings(name: string): Finding[] {
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(name)) {
    return [
      error(
        'CapacityProvider.name',
        `a capacity provider's name takes 1 to 255 letters, digits, hyphens and underscores, got '${name}'`,
      ),
    ];
  }
  const reserved = RESERVED.exec(name)?.[1];
  if (reserved === undefined) {
    return [];
  }
  const message = `a capacity provider's name must not begin with 'aws', 'ecs' or 'fargate', got '${name}'; choose another name`;
  return [
    reserved === reserved.toLowerCase()
      ? error('CapacityProvider.name', message)
      : // Whether ECS minds the case is documented nowhere.
        warning('CapacityProvider.nameCase', message),
  ];
}
