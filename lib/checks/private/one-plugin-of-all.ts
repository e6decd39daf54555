import type { IPolicyValidationPlugin } from 'aws-cdk-lib';
import { fail } from '../../internal/errors';

/**
 * Lets the list of all checks say what is wrong when it is given as one plugin, which only a compiler refuses:
 * `addPlugins(EcsChecks.all())`. aws-cdk-lib would fail with a TypeError that names neither.
 */
export function refusedAsOne(checks: IPolicyValidationPlugin[]): IPolicyValidationPlugin[] {
  const validate = (): never =>
    fail(
      undefined,
      'EcsChecks.oneList',
      'addPlugins() was given the list of EcsChecks.all() as one plugin; write addPlugins(...EcsChecks.all())',
    );
  return Object.defineProperties(checks, { name: { value: 'EcsChecks' }, validate: { value: validate } });
}
