import { error, Finding, warning } from '../../internal/finding';

/**
 * Whether a name begins as ECS's own do. In any letters: whether ECS minds the case is documented nowhere, and a name that
 * CloudFormation gives cannot be corrected.
 */
export function isReservedPrefix(name: string): boolean {
  return RESERVED.test(name);
}

const RESERVED = /^(aws|ecs|fargate)/i;

/** What ECS says to the name of a capacity provider. ECS API model 2014-11-13. */
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
