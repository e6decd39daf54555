import { PublishedTaskDefinitions } from '../../bin/published-task-definitions';
import { Search } from '../../bin/search';
import { Shop } from '../../bin/shop';
import { expectDeployable } from '../support/deployable';

test('the example app is deployable, and acknowledges what cannot be scoped, with the reason, and nothing else', () => {
  const { acknowledged } = expectDeployable((app) => new PublishedTaskDefinitions(app, 'Groundwork'));

  const ours = acknowledged.filter(({ rule }) => !rule.startsWith('CloudFormation Validate::'));
  expect(ours.map(({ rule, where }) => [rule.replace(/\[Policy::.*/, ''), where]).sort()).toEqual([
    ['AwsSolutions::AwsSolutions-IAM4', expect.stringMatching(/^Groundwork\/AWS[0-9a-f]+\/ServiceRole\/Resource$/)],
    [
      'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      expect.stringContaining('Groundwork/Network/S3PrefixList/Lookup/'),
    ],
    ['AwsSolutions::AwsSolutions-IAM5[Resource::*]', 'Groundwork/Proxy/ExecutionRole/Unscopable/Resource'],
  ]);
  expect(ours.every(({ reason }) => reason !== undefined && reason.length > 20)).toBe(true);
});

test('the shop of the example app is deployable, and says why of all that it acknowledges', () => {
  const { acknowledged } = expectDeployable((app) => new Shop(app, 'Shop'));

  expect(acknowledged.filter(({ reason = '' }) => reason.length < 20)).toEqual([]);
});

test('the search of the example app is deployable, and says why of all that it acknowledges', () => {
  const { acknowledged } = expectDeployable((app) => new Search(app, 'Search'));

  expect(acknowledged.filter(({ reason = '' }) => reason.length < 20)).toEqual([]);
});
