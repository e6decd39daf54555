import { App } from 'aws-cdk-lib';
import { build as cloudMap } from '../../examples/backend-cloud-map/app';
import { build as connect } from '../../examples/backend-connect/app';
import { expectDeployable } from '../support/deployable';

test.each<[string, (app: App) => void, string[]]>([
  [
    'backend-connect',
    connect,
    [
      'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole] BackendConnect/AWS679f53fac002430cb0da5b7982bd2287/ServiceRole/Resource',
      'IAM5[Resource::*] BackendConnect/Network/S3PrefixList/Lookup/CustomResourcePolicy/Resource',
      'IAM5[Resource::*] BackendConnect/Orders/Task/ExecutionRole/Unscopable/Resource',
      'IAM5[Resource::*] BackendConnect/Shop/Task/ExecutionRole/Unscopable/Resource',
      'S1 BackendConnect/Shop/LoadBalancer/AccessLogs/Resource',
    ],
  ],
  [
    'backend-cloud-map',
    cloudMap,
    [
      'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole] BackendCloudMap/AWS679f53fac002430cb0da5b7982bd2287/ServiceRole/Resource',
      'IAM5[Resource::*] BackendCloudMap/Network/S3PrefixList/Lookup/CustomResourcePolicy/Resource',
      'IAM5[Resource::*] BackendCloudMap/Orders/Task/ExecutionRole/Unscopable/Resource',
    ],
  ],
])('the example %s is deployable, and acknowledges only what cannot be narrower', (_, build, acknowledged) => {
  expect(
    expectDeployable(build)
      .acknowledged.map(({ rule, where }) => `${rule.replace('AwsSolutions::AwsSolutions-', '')} ${where}`)
      .sort(),
  ).toEqual(acknowledged);
});
