import { App } from 'aws-cdk-lib';
import { build as nightly } from '../../examples/job-nightly/app';
import { build as oneOff } from '../../examples/job-one-off/app';
import { expectDeployable } from '../support/deployable';

/** What is acknowledged of AwsSolutions, by rule and construct. */
function acknowledgedIn(build: (app: App) => void): string[] {
  return expectDeployable(build)
    .acknowledged.filter(({ rule }) => rule.startsWith('AwsSolutions'))
    .map(({ rule, where }) => `${rule.replace(/^AwsSolutions::AwsSolutions-/, '')} ${where}`)
    .sort();
}

/** aws-cdk-lib's function that looks up the prefix list of S3. */
const lookup = (app: string) => [
  `IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole] ${app}/AWS679f53fac002430cb0da5b7982bd2287/ServiceRole/Resource`,
  `IAM5[Resource::*] ${app}/Network/S3PrefixList/Lookup/CustomResourcePolicy/Resource`,
];

/** What every job has: actions that take no resource, revisions of one family, tasks of one cluster. */
const jobOf = (path: string, family: string) => [
  `IAM5[Resource::*] ${path}/Job/Task/ExecutionRole/Unscopable/Resource`,
  `IAM5[Resource::*] ${path}/Role/Unscopable/Resource`,
  `IAM5[Resource::arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:task-definition/${family}:*] ${path}/Role/Scoped/Resource`,
  `IAM5[Resource::arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:task/<ClusterEB0386A7>/*] ${path}/Role/Scoped/Resource`,
];

test.each<[string, (app: App) => void, string[]]>([
  [
    'job-nightly',
    nightly,
    [
      ...lookup('JobNightly'),
      ...jobOf('JobNightly/Nightly', 'JobNightlyJobTask39CB27CD'),
      'EC23 JobNightly/Runtime/EndpointSecurityGroup/Resource',
      'SQS3 JobNightly/Nightly/Schedule/FailedStarts/Resource',
    ],
  ],
  [
    'job-one-off',
    oneOff,
    [...lookup('JobOneOff'), ...jobOf('JobOneOff/Migration', 'JobOneOffMigrationJobTask8A5E5850')],
  ],
])('the example %s is deployable, and acknowledges only what cannot be narrower', (_, build, acknowledged) => {
  expect(acknowledgedIn(build)).toEqual([...acknowledged].sort());
});
