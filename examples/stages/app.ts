// How do dev, staging and prod of one app differ in one place, without a condition in the code?
import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as sns from 'aws-cdk-lib/aws-sns';
import {
  CapacityStrategy,
  DesiredCount,
  EcsStartProof,
  PinnedImage,
  RollbackPolicy,
  TaskCluster,
  TaskEgress,
  TaskLogGroup,
  TaskNetwork,
  WebIngress,
  WebService,
  WorkloadTask,
} from '../../lib';

/** All that differs between the stages. Changing a line, but for `egress`, replaces no service and no network. */
export interface StageSettings {
  readonly host: string;
  /** Chosen before the first deployment: another one later means other subnets. */
  readonly egress: TaskEgress;
  readonly strategy: CapacityStrategy;
  readonly desiredCount: DesiredCount;
  readonly rollbackAlarms: RollbackPolicy;
  readonly insights: ecs.ContainerInsights;
  readonly retention: logs.RetentionDays;
  readonly flowLogs: boolean;
  /** Findings that the stage lives with, and why. */
  readonly accepted: { readonly id: string; readonly reason: string }[];
}

const ONLY_DATA_OF_TESTS = 'the stage holds data of tests only';

/** What a month costs more than the load balancer, in USD: us-east-1, tasks of 0.25 vCPU and 0.5 GiB, before traffic. */
export const STAGES: Readonly<Record<string, StageSettings>> = {
  // About 6: one task on Spot and its public address.
  Dev: {
    host: 'dev.shop.example.com',
    egress: TaskEgress.publicIps(),
    strategy: CapacityStrategy.fargateSpot(),
    desiredCount: DesiredCount.fixed(1),
    rollbackAlarms: RollbackPolicy.withoutAlarms(),
    insights: ecs.ContainerInsights.DISABLED,
    retention: logs.RetentionDays.THREE_DAYS,
    flowLogs: false,
    accepted: [
      {
        id: 'NIST.800.190-ECSServiceNoPublicIp',
        reason: 'an address costs a tenth of a NAT gateway, and no group lets anybody in',
      },
      { id: 'NIST.800.190-ECSClusterContainerInsights', reason: ONLY_DATA_OF_TESTS },
      { id: 'NIST.800.190-VpcFlowLogs', reason: ONLY_DATA_OF_TESTS },
      { id: 'AwsSolutions-ECS4', reason: ONLY_DATA_OF_TESTS },
      { id: 'AwsSolutions-VPC7', reason: ONLY_DATA_OF_TESTS },
    ],
  },
  // About 60: two tasks, one NAT gateway, alarms.
  Staging: {
    host: 'staging.shop.example.com',
    egress: TaskEgress.nat(1),
    strategy: CapacityStrategy.onDemandFloor(1),
    desiredCount: DesiredCount.fixed(2),
    rollbackAlarms: RollbackPolicy.onAlarms(),
    insights: ecs.ContainerInsights.ENABLED,
    retention: logs.RetentionDays.TWO_WEEKS,
    flowLogs: false,
    accepted: [
      { id: 'NIST.800.190-VpcFlowLogs', reason: ONLY_DATA_OF_TESTS },
      { id: 'AwsSolutions-VPC7', reason: ONLY_DATA_OF_TESTS },
    ],
  },
  // About 80 and the insights, which are billed by the metric: endpoints in two zones, two tasks and more.
  Prod: {
    host: 'shop.example.com',
    egress: TaskEgress.endpoints(),
    strategy: CapacityStrategy.fargate(),
    desiredCount: DesiredCount.scaled({ min: 2, max: 20, cpuPercent: 60 }),
    rollbackAlarms: RollbackPolicy.onAlarms(),
    insights: ecs.ContainerInsights.ENHANCED,
    retention: logs.RetentionDays.ONE_YEAR,
    flowLogs: true,
    accepted: [],
  },
};

/** What the build pushed; a pipeline passes it on. */
const DIGEST = 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

/** The app, the same in every stage. */
export class Shop extends Stack {
  constructor(app: App, id: string, stage: StageSettings) {
    super(app, id);
    const network = new TaskNetwork(this, 'Network', {
      egress: stage.egress,
      publicSubnets: true,
      flowLogs: stage.flowLogs,
    });
    const cluster = new TaskCluster(this, 'Cluster', { vpc: network.vpc, containerInsights: stage.insights });
    const zone = route53.HostedZone.fromHostedZoneAttributes(this, 'Zone', {
      hostedZoneId: 'Z0123456789ABCDEFGHIJ',
      zoneName: 'shop.example.com',
    });
    new WebService(this, 'Api', {
      cluster,
      ingress: WebIngress.internetFacing(),
      domain: { name: stage.host, zone },
      container: {
        image: PinnedImage.fromRepository(ecr.Repository.fromRepositoryName(this, 'Repository', 'shop'), DIGEST),
        port: 8080,
        user: '10001',
        stopTimeout: Duration.seconds(120), // All that Spot gives to finish requests.
      },
      task: WorkloadTask.of({ logGroup: TaskLogGroup.create({ retention: stage.retention }) }),
      strategy: stage.strategy,
      desiredCount: stage.desiredCount,
      rollbackAlarms: stage.rollbackAlarms,
      alarmTopic: new sns.Topic(this, 'Alarms', { enforceSSL: true }),
    });
  }
}

export function build(app: App): void {
  for (const [name, stage] of Object.entries(STAGES)) {
    const shop = new Shop(app, `Shop${name}`, stage);
    // For Nist800190Checks: keys of your own cost 1 USD a month each.
    Validations.of(shop).acknowledge(
      { id: 'NIST.800.190-AlbWaf', reason: 'CloudFront has the firewall' },
      { id: 'NIST.800.190-LogGroupCmk', reason: 'the logs hold no personal data' },
      { id: 'NIST.800.190-ECSClusterStorageCmk', reason: 'the tasks keep nothing on disk' },
      ...stage.accepted,
    );
  }
  Validations.of(app).addPlugins(new EcsStartProof());
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
