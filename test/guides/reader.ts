import { App, Duration, Stack } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as groundwork from '../../lib';

const DIGEST = 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

/** The things that the code of a guide expects its reader to have. Each is made when it is named. */
export class Reader {
  public readonly app = new App({ context: { digest: DIGEST } });
  public readonly stack = new Stack(this.app, 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  public readonly digest = DIGEST;
  private readonly made = new Map<string, unknown>();

  private once<T>(id: string, make: (id: string) => T): T {
    if (!this.made.has(id)) {
      this.made.set(id, make(id));
    }
    return this.made.get(id) as T;
  }

  public get vpc(): ec2.IVpc {
    const { PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED } = ec2.SubnetType;
    return this.once(
      'ReaderVpc',
      (id) =>
        new ec2.Vpc(this.stack, id, {
          natGateways: 1,
          subnetConfiguration: [PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED].map((subnetType) => ({
            name: subnetType,
            subnetType,
          })),
        }),
    );
  }

  public get cluster(): ecs.Cluster {
    return this.once('ReaderCluster', (id) => new groundwork.TaskCluster(this.stack, id, { vpc: this.vpc }));
  }

  public get repository(): ecr.IRepository {
    return this.once('ReaderRepository', (id) =>
      ecr.Repository.fromRepositoryAttributes(this.stack, id, {
        repositoryArn: 'arn:aws:ecr:eu-west-1:111122223333:repository/shop',
        repositoryName: 'shop',
      }),
    );
  }

  public get image(): ecs.ContainerImage {
    return groundwork.PinnedImage.fromRepository(this.repository, DIGEST);
  }

  public get password(): secretsmanager.ISecret {
    return this.once('ReaderPassword', (id) => new secretsmanager.Secret(this.stack, id));
  }

  public get certificate(): acm.ICertificate {
    return this.once('ReaderCertificate', (id) =>
      acm.Certificate.fromCertificateArn(
        this.stack,
        id,
        'arn:aws:acm:eu-west-1:111122223333:certificate/12345678-90ab-cdef-1234-567890abcdef',
      ),
    );
  }

  public get zone(): route53.IHostedZone {
    return this.once('ReaderZone', (id) =>
      route53.HostedZone.fromHostedZoneAttributes(this.stack, id, { hostedZoneId: 'Z1', zoneName: 'example.com' }),
    );
  }

  public get taskDefinition(): ecs.FargateTaskDefinition {
    return this.once('ReaderTask', (id) => {
      const taskDefinition = new ecs.FargateTaskDefinition(this.stack, id, { cpu: 512, memoryLimitMiB: 1024 });
      taskDefinition.addContainer('web', {
        image: this.image,
        user: '10001',
        portMappings: [{ containerPort: 8080 }],
        logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'web', logGroup: this.logGroup }),
      });
      return taskDefinition;
    });
  }

  public get service(): ecs.FargateService {
    return this.once(
      'ReaderService',
      (id) =>
        new ecs.FargateService(this.stack, id, {
          cluster: this.cluster,
          taskDefinition: this.taskDefinition,
          minHealthyPercent: 100,
          circuitBreaker: { rollback: true },
        }),
    );
  }

  public get api(): groundwork.WebService {
    return this.once('ReaderApi', (id) => new groundwork.WebService(this.stack, id, this.workload()));
  }

  public get worker(): groundwork.BackendService {
    return this.once('ReaderBackend', (id) => new groundwork.BackendService(this.stack, id, this.workload()));
  }

  private workload() {
    const { cluster, image, certificate } = this;
    return { cluster, certificate, container: { image, port: 8080, user: '10001' } };
  }

  public get bucket(): s3.IBucket {
    return this.once('ReaderBucket', (id) => new s3.Bucket(this.stack, id));
  }

  public get queue(): sqs.IQueue {
    return this.once('ReaderQueue', (id) => new sqs.Queue(this.stack, id, { visibilityTimeout: Duration.minutes(5) }));
  }

  public get topic(): sns.ITopic {
    return this.once('ReaderTopic', (id) => new sns.Topic(this.stack, id));
  }

  public get alarmTopic(): sns.ITopic {
    return this.topic;
  }

  public get logGroup(): logs.ILogGroup {
    return this.once('ReaderLogs', (id) => new logs.LogGroup(this.stack, id));
  }

  public get lake(): firehose.IDeliveryStream {
    return this.once(
      'ReaderStream',
      (id) => new firehose.DeliveryStream(this.stack, id, { destination: this.toBucket }),
    );
  }

  private get toBucket(): firehose.IDestination {
    return new firehose.S3Bucket(this.bucket);
  }

  public get onCall(): iam.Role {
    return this.once('ReaderRole', (id) => new iam.Role(this.stack, id, { assumedBy: new iam.AccountRootPrincipal() }));
  }

  public get database(): rds.DatabaseInstance {
    return this.once(
      'ReaderDatabase',
      (id) =>
        new rds.DatabaseInstance(this.stack, id, {
          vpc: this.vpc,
          engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_17 }),
        }),
    );
  }
}
