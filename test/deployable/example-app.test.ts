import { PublishedTaskDefinitions } from '../../bin/published-task-definitions';
import { expectDeployable } from '../support/deployable';

test('the example app is deployable, and acknowledges what cannot be scoped and nothing else of ours', () => {
  const { acknowledged } = expectDeployable((app) => new PublishedTaskDefinitions(app, 'Groundwork'));

  const ours = acknowledged.filter(({ rule }) => !rule.startsWith('CloudFormation Validate::'));
  expect(ours).toEqual([
    {
      rule: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      where: 'Groundwork/Proxy/ExecutionRole/Unscopable/Resource',
      message: expect.stringContaining('wildcard'),
      reason: expect.stringContaining('AWS offers nothing narrower than *'),
    },
  ]);
});
