import { build } from '../../examples/observe-service/app';
import { expectDeployable } from '../support/deployable';

test('the example observe-service is deployable, and acknowledges only what cannot be narrower', () => {
  const acknowledged = expectDeployable(build)
    .acknowledged.filter(({ rule }) => rule.startsWith('AwsSolutions'))
    .map(({ rule, where }) => `${rule.replace(/^AwsSolutions::AwsSolutions-/, '')} ${where}`)
    .sort();

  expect(acknowledged).toEqual([
    'ECS2 ObserveService/Shop/Task/Resource',
    'IAM5[Resource::*] ObserveService/Shop/Task/TaskRole/Unscopable/Resource',
    'IAM5[Resource::arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:/aws/application-signals/data:*] ObserveService/Shop/Task/TaskRole/Scoped/Resource',
    'S1 ObserveService/Shop/LoadBalancer/AccessLogs/Resource',
  ]);
});
