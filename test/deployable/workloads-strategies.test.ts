import { App } from 'aws-cdk-lib';
import { build as fargateSplit } from '../../examples/web-fargate-split/app';
import { build as onEc2 } from '../../examples/web-on-ec2/app';
import { build as onManagedInstances } from '../../examples/web-on-managed-instances/app';
import { expectDeployable } from '../support/deployable';

test.each<[string, (app: App) => void]>([
  ['web-fargate-split', fargateSplit],
  ['web-on-ec2', onEc2],
  ['web-on-managed-instances', onManagedInstances],
])('the example %s is deployable, and says why of all that it acknowledges', (_, build) => {
  const { acknowledged } = expectDeployable(build);

  expect(acknowledged.filter(({ reason = '' }) => reason.trim() === '')).toEqual([]);
});
