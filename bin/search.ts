import { ArnFormat, Stack, StackProps, Validations } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import {
  AsgCapacity,
  BackendService,
  CapacityStrategy,
  EniTrunking,
  ExecAccess,
  LogDestination,
  PinnedImage,
  ProcessNamespace,
  ProcessObserver,
  ServiceConnect,
  SystemControls,
  TaskCluster,
  TaskNetwork,
  TaskSecret,
  TaskSize,
  WebIngress,
  WebService,
  WorkloadTask,
} from '../lib';

/** What a build pushed; a pipeline passes it on. */
const DIGEST = 'sha256:60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752';

/** A search: a proxy that the internet reaches, on Fargate, before an index on EC2 instances. */
export class Search extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    // Only the load balancer is in public subnets; tasks and instances have no way to the internet.
    const { vpc, vpcSubnets } = new TaskNetwork(this, 'Network', { publicSubnets: true });
    const cluster = new TaskCluster(this, 'Cluster', { vpc });
    // From 0 to 4 instances, as many as the tasks need; with trunking not only two tasks fit on each.
    const hosts = new AsgCapacity(this, 'Hosts', {
      cluster,
      instanceTypes: [new ec2.InstanceType('m7g.large')],
      maxCapacity: 4,
      vpcSubnets,
    });
    new EniTrunking(this, 'Trunking', { autoScalingGroups: [hosts.autoScalingGroup] });

    // Found as http://index:9200 by those who may call it.
    const index = new BackendService(this, 'Index', {
      cluster,
      strategy: CapacityStrategy.only(hosts),
      task: WorkloadTask.of({
        size: TaskSize.onInstances({ cpuUnits: 512, memoryMiB: 2048 }),
        processNamespace: ProcessNamespace.sharedByTask(),
        runtimePlatform: { cpuArchitecture: ecs.CpuArchitecture.ARM64 },
      }),
      container: {
        image: this.image('index'),
        user: '10001',
        port: 9200,
        appProtocol: ecs.AppProtocol.http,
        secrets: { ADMIN_PASSWORD: TaskSecret.fromSecret(this.password()) },
      },
      serviceConnect: ServiceConnect.server('index'),
    });
    // It sees the processes of the index, and may stop without stopping the task.
    new ProcessObserver(this, 'Tracer', {
      taskDefinition: index.taskDefinition,
      image: this.image('tracer'),
      memoryLimitMiB: 128,
    });

    // Deep accept queues, and all local ports but those that the proxy (8080) and its log router listen on.
    const proxy = new WebService(this, 'Proxy', {
      cluster,
      ingress: WebIngress.internetFacing(),
      certificate: acm.Certificate.fromCertificateArn(
        this,
        'Certificate',
        this.formatArn({
          service: 'acm',
          resource: 'certificate',
          resourceName: '1b2c3d4e-5f60-7182-93a4-b5c6d7e8f90a',
        }),
      ),
      task: WorkloadTask.of({
        size: TaskSize.of(512, 1024),
        systemControls: SystemControls.proxy({ reservedPorts: [2020, 8080, 24224] }),
        // One for people, one for the data lake.
        logs: [
          LogDestination.cloudWatchLogs(new LogGroup(this, 'ProxyLogs', { retention: RetentionDays.ONE_MONTH })),
          LogDestination.dataFirehose(firehose.DeliveryStream.fromDeliveryStreamName(this, 'Lake', 'lake')),
        ],
      }),
      container: { image: this.image('proxy'), user: '10001', port: 8080 },
      serviceConnect: ServiceConnect.client(),
      // Sessions are encrypted and recorded; who may open one is up to ExecOperatorPolicy.
      exec: new ExecAccess(this, 'Exec'),
    });
    proxy.allowTo(index);

    Validations.of(proxy.service).acknowledge({
      id: 'cdk-ecs-groundwork:ExecAccess.droppedCapabilities',
      reason: 'a session was opened in staging',
    });
    Validations.of(this).acknowledge({
      id: 'CloudFormation Validate::W7001',
      reason: 'the mapping belongs to aws-cdk-lib, which adds it with every delivery stream, imported ones too',
    });
  }

  private image(name: string): ecs.ContainerImage {
    return PinnedImage.fromRepository(ecr.Repository.fromRepositoryName(this, `${name}-images`, name), DIGEST);
  }

  private password(): secretsmanager.ISecret {
    return secretsmanager.Secret.fromSecretCompleteArn(
      this,
      'Password',
      this.formatArn({
        service: 'secretsmanager',
        resource: 'secret',
        resourceName: 'search/admin-AbCdEf',
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    );
  }
}
