import { Duration, Stack, StackProps, TimeZone } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import {
  BackendService,
  CapacityStrategy,
  PinnedImage,
  ScheduledJob,
  ServiceConnect,
  TaskCluster,
  TaskNetwork,
  TaskSize,
  WebService,
  WorkerService,
  DesiredCount,
  WorkloadTask,
} from '../lib';

/** What a build pushed; a pipeline passes it on. */
const DIGEST = 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

/** A shop: a web service, a backend, a worker and a job, in subnets from which only endpoints lead out. */
export class Shop extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    // No NAT gateway, no way in: the endpoints come from what these four need, and nothing else.
    const { vpc } = new TaskNetwork(this, 'Network');
    const cluster = new TaskCluster(this, 'Cluster', { vpc, defaultStrategy: CapacityStrategy.onDemandFloor(2) });
    const repository = ecr.Repository.fromRepositoryName(this, 'Images', 'shop');
    // Two minutes between the notice of Spot and the end: time to finish what runs.
    const container = {
      image: PinnedImage.fromRepository(repository, DIGEST),
      user: '10001:10001',
      stopTimeout: Duration.seconds(120),
    };
    const size = TaskSize.of(512, 1024);

    // HTTPS on an internal load balancer; a release that answers with errors is taken back.
    const web = new WebService(this, 'Web', {
      cluster,
      certificate: acm.Certificate.fromCertificateArn(
        this,
        'Certificate',
        this.formatArn({
          service: 'acm',
          resource: 'certificate',
          resourceName: '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9',
        }),
      ),
      task: WorkloadTask.of({ size }),
      container: { ...container, port: 8080 },
      desiredCount: DesiredCount.scaled({ min: 2, max: 20, cpuPercent: 60 }),
      serviceConnect: ServiceConnect.client(),
    });
    // Found as http://orders:8080 by those who may call it.
    const orders = new BackendService(this, 'Orders', {
      cluster,
      task: WorkloadTask.of({ size }),
      container: { ...container, port: 8080, appProtocol: ecs.AppProtocol.http },
      serviceConnect: ServiceConnect.server('orders'),
    });
    // As many tasks as it takes for no message to wait longer than five minutes; never more than forty.
    const mails = new WorkerService(this, 'Mails', {
      cluster,
      container,
      desiredCount: DesiredCount.scaled({
        max: 40,
        backlog: { acceptableLatency: Duration.minutes(5), timePerMessage: Duration.seconds(3) },
      }),
    });
    // Every night, again when it fails, never for longer than two hours.
    new ScheduledJob(this, 'Report', {
      cluster,
      strategy: CapacityStrategy.fargate(),
      container,
      schedule: scheduler.ScheduleExpression.cron({ hour: '2', minute: '30', timeZone: TimeZone.EUROPE_BERLIN }),
      retries: { attempts: 2 },
      timeout: Duration.hours(2),
    });

    // Who may call whom, and nobody else may.
    web.allowTo(orders);
    mails.allowTo(web.loadBalancer!, 443);
  }
}
