import { App } from 'aws-cdk-lib';
import { build as canary } from '../../examples/web-canary/app';
import { build as https } from '../../examples/web-https/app';
import { build as sharedBalancer } from '../../examples/web-shared-balancer/app';
import { expectDeployable } from '../support/deployable';

/** What is acknowledged of AwsSolutions, by rule and construct. */
function acknowledgedIn(build: (app: App) => void): string[] {
  return expectDeployable(build)
    .acknowledged.filter(({ rule }) => rule.startsWith('AwsSolutions'))
    .map(({ rule, where }) => `${rule.replace(/^AwsSolutions::AwsSolutions-/, '')} ${where}`)
    .sort();
}

/** The rules of a listener, as cdk-nag spells them, which the function that holds some may change. */
function rulesOf(listener: string): string {
  const part = (index: number) =>
    JSON.stringify({ 'Fn::Select': [index, { 'Fn::Split': [':listener/', { Ref: listener }] }] });
  return `IAM5[Resource::${part(0)}:listener-rule/${part(1)}/*] WebCanary/GroundworkListenerRules/Role/Scoped/Resource`;
}

test.each<[string, (app: App) => void, string[]]>([
  [
    'web-https',
    https,
    [
      'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole] WebHttps/AWS679f53fac002430cb0da5b7982bd2287/ServiceRole/Resource',
      'IAM5[Resource::*] WebHttps/Api/Task/ExecutionRole/Unscopable/Resource',
      'IAM5[Resource::*] WebHttps/Network/S3PrefixList/Lookup/CustomResourcePolicy/Resource',
      'S1 WebHttps/Api/LoadBalancer/AccessLogs/Resource',
    ],
  ],
  [
    'web-shared-balancer',
    sharedBalancer,
    [
      'EC23 WebSharedBalancer/Outside/SecurityGroup/Resource',
      'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole] WebSharedBalancer/AWS679f53fac002430cb0da5b7982bd2287/ServiceRole/Resource',
      'IAM5[Resource::*] WebSharedBalancer/Api/Task/ExecutionRole/Unscopable/Resource',
      'IAM5[Resource::*] WebSharedBalancer/Network/S3PrefixList/Lookup/CustomResourcePolicy/Resource',
      'IAM5[Resource::*] WebSharedBalancer/Shop/Task/ExecutionRole/Unscopable/Resource',
      'S1 WebSharedBalancer/Inside/AccessLogs/Resource',
      'S1 WebSharedBalancer/Outside/AccessLogs/Resource',
    ],
  ],
  [
    'web-canary',
    canary,
    [
      'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole] WebCanary/AWS679f53fac002430cb0da5b7982bd2287/ServiceRole/Resource',
      'IAM5[Resource::*] WebCanary/Api/Service/Http/ShiftRole/Unscopable/Resource',
      'IAM5[Resource::*] WebCanary/Api/Task/ExecutionRole/Unscopable/Resource',
      'IAM5[Resource::*] WebCanary/GroundworkListenerRules/Role/Unscopable/Resource',
      'IAM5[Resource::*] WebCanary/Network/S3PrefixList/Lookup/CustomResourcePolicy/Resource',
      rulesOf('ApiLoadBalancerHttpsCC9AD958'),
      rulesOf('ApiLoadBalancerTest1A1A0CAE'),
      'S1 WebCanary/Api/LoadBalancer/AccessLogs/Resource',
    ],
  ],
])('the example %s is deployable, and acknowledges only what cannot be narrower', (_, build, acknowledged) => {
  expect(acknowledgedIn(build)).toEqual(acknowledged);
});
