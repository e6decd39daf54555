import { build as auditLogs } from '../../examples/firelens-audit-logs/app';
import { build as cloudWatchAndFirehose } from '../../examples/firelens-cloudwatch-and-firehose/app';
import { build as datadog } from '../../examples/firelens-datadog/app';
import { build as javaOpenSearch } from '../../examples/firelens-java-opensearch/app';
import { expectDeployable } from '../support/deployable';

test.each([
  ['firelens-audit-logs', auditLogs, ['AwsSolutions::AwsSolutions-IAM5']],
  ['firelens-cloudwatch-and-firehose', cloudWatchAndFirehose, ['CloudFormation Validate::W7001']],
  ['firelens-datadog', datadog, []],
  ['firelens-java-opensearch', javaOpenSearch, ['AwsSolutions::AwsSolutions-IAM5']],
])('the example %s is deployable', (_, build, expected) => {
  const { acknowledged } = expectDeployable(build);

  expect(acknowledged.map(({ rule }) => rule.split('[')[0])).toEqual(expected);
});
