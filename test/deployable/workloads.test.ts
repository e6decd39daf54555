import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { expectCleanWorkload } from '../support/deployable';

const EXAMPLES = join(__dirname, '..', '..', 'examples');

/** A network, with aws-cdk-lib's function that looks up the prefix list of S3, and a cluster. */
const placeOf = (app: string) => [
  `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole] ${app}/AWS679f53fac002430cb0da5b7982bd2287/ServiceRole/Resource`,
  `AwsSolutions-IAM5[Resource::*] ${app}/Network/S3PrefixList/Lookup/CustomResourcePolicy/Resource`,
  `NIST.800.190-LogGroupCmk ${app}/AWS679f53fac002430cb0da5b7982bd2287/LogGroup/Resource`,
  `NIST.800.190-LogGroupCmk ${app}/Network/FlowLogGroup/Resource`,
  `NIST.800.190-LogGroupCmk ${app}/Cluster/ExecLog/Resource`,
  `NIST.800.190-ECSClusterStorageCmk ${app}/Cluster/Resource`,
];

/** A task: its execution role asks ECR for a token, which takes no resource. */
const taskOf = (workload: string) => [
  `AwsSolutions-IAM5[Resource::*] ${workload}/Task/ExecutionRole/Unscopable/Resource`,
  `NIST.800.190-LogGroupCmk ${workload}/Task/LogGroup/Resource`,
];

const balancer = (path: string) => [`AwsSolutions-S1 ${path}/AccessLogs/Resource`];

/** Actions that take no resource, revisions of one family, tasks of one cluster. */
const jobOf = (job: string, family: string) => [
  ...taskOf(`${job}/Job`),
  `AwsSolutions-IAM5[Resource::*] ${job}/Role/Unscopable/Resource`,
  `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:task-definition/${family}:*] ${job}/Role/Scoped/Resource`,
  `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:task/<ClusterEB0386A7>/*] ${job}/Role/Scoped/Resource`,
  `NIST.800.190-LogGroupCmk ${job}/Executions/Resource`,
];

/** Instances of one cluster register themselves, by ids that they learn from ECS. */
const instancesOf = (role: string) => [
  `AwsSolutions-IAM5[Resource::*] ${role}/Unscopable/Resource`,
  `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:container-instance/<ClusterEB0386A7>/*] ${role}/Scoped/Resource`,
  `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:task-set/<ClusterEB0386A7>/*] ${role}/Scoped/Resource`,
];

/** The rules of a listener, as cdk-nag spells them, which the function that holds some may change. */
function rulesOf(listener: string, held: string): string {
  const part = (index: number) =>
    JSON.stringify({ 'Fn::Select': [index, { 'Fn::Split': [':listener/', { Ref: listener }] }] });
  return `AwsSolutions-IAM5[Resource::${part(0)}:listener-rule/${part(1)}/*] WebCanary/Api/Service/Http/${held}/Rights/Resource`;
}

/** Containers whose images are AWS's. */
const foreign = (task: string, ...containers: string[]) =>
  containers.flatMap((name) =>
    ['ContainerDropsAllCapabilities', 'ContainerNonRootUser', 'ImagePinnedByDigest', 'ImageTrustedRegistry'].map(
      (rule) => `NIST.800.190-ECS${rule}[Container::${name}] ${task}/Resource`,
    ),
  );

const ACKNOWLEDGED: Readonly<Record<string, string[]>> = {
  'backend-cloud-map': [...placeOf('BackendCloudMap'), ...taskOf('BackendCloudMap/Orders')],
  'backend-connect': [
    ...placeOf('BackendConnect'),
    ...taskOf('BackendConnect/Orders'),
    ...taskOf('BackendConnect/Shop'),
    ...balancer('BackendConnect/Shop/LoadBalancer'),
    'NIST.800.190-ServiceConnectTls[Port::orders] BackendConnect/Orders/Service/Service',
  ],
  'job-nightly': [
    ...placeOf('JobNightly'),
    ...jobOf('JobNightly/Nightly', 'JobNightlyJobTask39CB27CD'),
    'AwsSolutions-EC23 JobNightly/Runtime/EndpointSecurityGroup/Resource',
    'AwsSolutions-SQS3 JobNightly/Nightly/Schedule/FailedStarts/Resource',
  ],
  'job-one-off': [...placeOf('JobOneOff'), ...jobOf('JobOneOff/Migration', 'JobOneOffMigrationJobTask8A5E5850')],
  'observe-service': [
    ...placeOf('ObserveService'),
    ...taskOf('ObserveService/Shop'),
    ...balancer('ObserveService/Shop/LoadBalancer'),
    ...foreign('ObserveService/Shop/Task', 'cloudwatch-agent', 'otel-instrumentation'),
    'AwsSolutions-ECS2 ObserveService/Shop/Task/Resource',
    'AwsSolutions-IAM5[Resource::*] ObserveService/Shop/Task/TaskRole/Unscopable/Resource',
    'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:/aws/application-signals/data:*] ObserveService/Shop/Task/TaskRole/Scoped/Resource',
    'NIST.800.190-LogGroupCmk ObserveService/Failures/Events/Resource',
  ],
  'web-canary': [
    ...placeOf('WebCanary'),
    ...taskOf('WebCanary/Api'),
    ...balancer('WebCanary/Api/LoadBalancer'),
    'AwsSolutions-IAM5[Resource::*] WebCanary/Api/Service/Http/ShiftRole/Unscopable/Resource',
    'AwsSolutions-IAM5[Resource::*] WebCanary/GroundworkListenerRules/Role/Unscopable/Resource',
    rulesOf('ApiLoadBalancerHttpsCC9AD958', 'HeldRule'),
    rulesOf('ApiLoadBalancerTest1A1A0CAE', 'TestRule'),
    'NIST.800.190-LogGroupCmk WebCanary/GroundworkListenerRules/Logs/Resource',
  ],
  'web-fargate-split': [
    ...placeOf('WebFargateSplit'),
    ...taskOf('WebFargateSplit/Shop'),
    ...balancer('WebFargateSplit/Shop/LoadBalancer'),
  ],
  'web-http-api': [
    ...placeOf('WebHttpApi'),
    ...taskOf('WebHttpApi/Orders'),
    'NIST.800.190-LogGroupCmk WebHttpApi/Orders/HttpApi/AccessLogs/Resource',
    // Its rule looks at the network mode alone; with SRV records ECS wants container and port.
    'cdk-preflight::pf-ecs-svc-registries-port-with-awsvpc WebHttpApi/Orders/Service/Service',
  ],
  'web-https': [...placeOf('WebHttps'), ...taskOf('WebHttps/Api'), ...balancer('WebHttps/Api/LoadBalancer')],
  'web-on-ec2': [
    // Its tasks run on instances, whose disks are encrypted by their launch template.
    ...placeOf('WebOnEc2').filter((rule) => !rule.includes('ECSClusterStorageCmk')),
    ...taskOf('WebOnEc2/Shop'),
    ...balancer('WebOnEc2/Shop/LoadBalancer'),
    ...instancesOf('WebOnEc2/Capacity/HostRole'),
    'AwsSolutions-AS3 WebOnEc2/Capacity/Group/ASG',
    'NIST.800.190-HostMinimalOs WebOnEc2/Capacity/LaunchTemplate/Resource',
  ],
  'web-on-managed-instances': [
    ...placeOf('WebOnManagedInstances'),
    ...taskOf('WebOnManagedInstances/Shop'),
    ...balancer('WebOnManagedInstances/Shop/LoadBalancer'),
    ...instancesOf('WebOnManagedInstances/Capacity/InstanceRole'),
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/AmazonECSInfrastructureRolePolicyForManagedInstances] WebOnManagedInstances/Capacity/InfrastructureRole/Resource',
  ],
  stages: [
    ...['ShopDev', 'ShopStaging', 'ShopProd'].flatMap((app) => [
      ...placeOf(app),
      ...taskOf(`${app}/Api`),
      ...balancer(`${app}/Api/LoadBalancer`),
      `AwsSolutions-EC23 ${app}/Api/LoadBalancer/SecurityGroup/Resource`,
      `NIST.800.190-AlbWaf ${app}/Api/LoadBalancer/Resource/Resource`,
    ]),
    ...['ShopDev', 'ShopStaging'].map((app) => `NIST.800.190-VpcFlowLogs ${app}/Network/Vpc/Resource`),
    'NIST.800.190-ECSServiceNoPublicIp ShopDev/Api/Service/Service',
    'NIST.800.190-ECSClusterContainerInsights ShopDev/Cluster/Resource',
  ].filter((each) => !/Shop(Dev|Staging)\/Network\/FlowLogGroup/.test(each)),
  'web-shared-balancer': [
    ...placeOf('WebSharedBalancer'),
    ...taskOf('WebSharedBalancer/Api'),
    ...taskOf('WebSharedBalancer/Shop'),
    ...balancer('WebSharedBalancer/Inside'),
    ...balancer('WebSharedBalancer/Outside'),
    'AwsSolutions-EC23 WebSharedBalancer/Outside/SecurityGroup/Resource',
    'NIST.800.190-AlbWaf WebSharedBalancer/Outside/Resource/Resource',
  ],
  'worker-queue': [
    ...placeOf('WorkerQueue'),
    ...taskOf('WorkerQueue/Thumbnails'),
    'AwsSolutions-ECS2 WorkerQueue/Thumbnails/Task/Resource',
    'NIST.800.190-LogGroupCmk WorkerQueue/QueueBacklogs/Log/Resource',
  ],
  'worker-topics': [
    ...placeOf('WorkerTopics'),
    ...taskOf('WorkerTopics/Accounting'),
    'AwsSolutions-ECS2 WorkerTopics/Accounting/Task/Resource',
    'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:task/<ClusterEB0386A7>/*] WorkerTopics/Accounting/Task/TaskRole/Scoped/Resource',
    'NIST.800.190-LogGroupCmk WorkerTopics/QueueBacklogs/Log/Resource',
  ],
};

const examples = readdirSync(EXAMPLES).filter((name) => /^(backend|job|observe|web|worker)-|^stages$/.test(name));

test.each(examples)('the example %s is clean under all checkers, and says why of all that it acknowledges', (name) => {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the examples are found by their folders
  const { build } = require(join(EXAMPLES, name, 'app')) as { build(app: App): void };

  expect(expectCleanWorkload(build)).toEqual([...ACKNOWLEDGED[name]].sort());
});
