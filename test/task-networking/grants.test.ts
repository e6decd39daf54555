import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { flatText } from '../../lib/internal/flat-text';
import { LinkAccess, ResourceLink } from '../../lib/security';
import { EcsStartProof } from '../../lib/start-proof';
import { TaskAccess, TaskEgress, TaskNetwork, TaskSecurityGroup } from '../../lib/task-networking';
import { testApp } from '../support/stacks';

/** A network and a service, in one stack or in two. */
class Shop {
  readonly app: App = testApp({ '@aws-cdk/core:annotationsInValidationReport': false });
  readonly base = new Stack(this.app, 'Base');
  readonly stack: Stack;
  readonly network: TaskNetwork;
  readonly service: ecs.FargateService;
  readonly container: ecs.ContainerDefinition;

  constructor(options: { egress?: TaskEgress; two?: boolean } = {}) {
    this.stack = options.two ? new Stack(this.app, 'Service') : this.base;
    this.network = new TaskNetwork(this.base, 'Network', { egress: options.egress });
    const taskDefinition = new ecs.FargateTaskDefinition(this.stack, 'Task');
    this.container = taskDefinition.addContainer('web', {
      image: ecs.ContainerImage.fromEcrRepository(new ecr.Repository(this.base, 'Repository')),
    });
    this.service = new ecs.FargateService(this.stack, 'Web', {
      cluster: new ecs.Cluster(this.base, 'Cluster', { vpc: this.network.vpc }),
      taskDefinition,
      vpcSubnets: this.network.vpcSubnets,
      securityGroups: [new TaskSecurityGroup(this.stack, 'Group', { vpc: this.network.vpc })],
      minHealthyPercent: 100,
    });
  }

  get role() {
    return this.service.taskDefinition.taskRole;
  }

  /** What is said of grants that lead nowhere. */
  warnings(): string[] {
    const found = Annotations.fromStack(this.stack).findWarning('*', Match.stringLikeRegexp('lets it through'));
    return found.map(({ entry }) => String(entry.data));
  }

  /** Statements of the S3 endpoint, without ECR's layers. */
  s3Statements(): [unknown, string[]][] {
    const [endpoint] = Object.values(
      Template.fromStack(this.base).findResources('AWS::EC2::VPCEndpoint', {
        Properties: { VpcEndpointType: 'Gateway', PolicyDocument: Match.anyValue() },
      }),
    );
    return endpoint.Properties.PolicyDocument.Statement.map(({ Action, Resource }: any): [unknown, string[]] => [
      Action,
      [Resource]
        .flat()
        .map((one) => flatText(one) ?? '?')
        .filter((one) => !one.includes('starport')),
    ]);
  }

  interfaces(): string[] {
    return Object.values(Template.fromStack(this.base).findResources('AWS::EC2::VPCEndpoint')).map(({ Properties }) =>
      (flatText(Properties.ServiceName) ?? '').replace(/^.*»\./, ''),
    );
  }
}

describe('A ResourceLink brings its way', () => {
  test('to a bucket: the statements of its rights in the policy of the endpoint', () => {
    const shop = new Shop();
    const bucket = new s3.Bucket(shop.base, 'Bucket');
    ResourceLink.bucket('FILES', bucket, LinkAccess.READ, 'in/new').attachTo(shop.container);

    expect(shop.s3Statements()).toEqual([
      ['s3:GetObject', ['«Bucket83908E77.Arn»/in/new/*']],
      ['s3:ListBucket', ['«Bucket83908E77.Arn»']],
    ]);
    expect(shop.warnings()).toEqual([]);
  });

  test.each<[string, string, (shop: Shop) => ResourceLink]>([
    ['queue', 'sqs', ({ stack }) => ResourceLink.queue('JOBS', new sqs.Queue(stack, 'Jobs'), LinkAccess.WRITE)],
    ['topic', 'sns', ({ stack }) => ResourceLink.topic('NEWS', new sns.Topic(stack, 'News'))],
  ])('to a %s: endpoint, rules, and the order', (_, service, link) => {
    const shop = new Shop();
    link(shop).attachTo(shop.container);

    expect(shop.interfaces()).toContain(service);
    expect(EcsStartProof.prove(shop.app)).toMatchObject({ broken: 0, unknown: 0, duplicateRules: [] });
    expect(shop.warnings()).toEqual([]);
    const [{ DependsOn }] = Object.values(Template.fromStack(shop.stack).findResources('AWS::ECS::Service'));
    expect(DependsOn).toEqual(
      expect.arrayContaining([expect.stringMatching(new RegExp(`^Network${service}SecurityGroupfrom`, 'i'))]),
    );
  });

  test('to a table: gateway endpoint and rule', () => {
    const shop = new Shop();
    const table = new dynamodb.Table(shop.stack, 'Table', {
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
    });
    ResourceLink.table('TABLE', table, LinkAccess.READ_WRITE).attachTo(shop.container);

    expect(shop.interfaces()).toContain('dynamodb');
    expect(shop.warnings()).toEqual([]);
  });

  test('from a stack above the network, as far as the network can name what is linked', () => {
    const shop = new Shop({ two: true });
    ResourceLink.bucket('OWN', new s3.Bucket(shop.stack, 'Own'), LinkAccess.READ).attachTo(shop.container);
    ResourceLink.bucket('THEIRS', s3.Bucket.fromBucketName(shop.stack, 'Theirs', 'theirs'), LinkAccess.READ).attachTo(
      shop.container,
    );
    ResourceLink.queue('JOBS', new sqs.Queue(shop.stack, 'Jobs'), LinkAccess.WRITE).attachTo(shop.container);

    expect(shop.warnings()).toEqual([
      expect.stringMatching(/allows s3:GetObject, s3:ListBucket on .*«Own.*network\.allowBucket/),
    ]);
    expect(shop.s3Statements()).toEqual([
      ['s3:GetObject', ['arn:«AWS::Partition»:s3:::theirs/*']],
      ['s3:ListBucket', ['arn:«AWS::Partition»:s3:::theirs']],
    ]);
    expect(shop.interfaces()).toContain('sqs');
  });

  test.each(['', '/uploads', 'uploads/', '*', 'a?b'])("fails with the prefix '%s'", (prefix) => {
    const stack = new Stack();

    expect(() => ResourceLink.bucket('B', new s3.Bucket(stack, 'B'), LinkAccess.WRITE, prefix)).toThrow(
      `[ResourceLink.prefix] 'prefix' of the bucket link 'B' must not be empty, begin or end with '/', or have a wildcard, got '${prefix}'`,
    );
  });
});

describe('TaskNetwork.grantWithoutWay', () => {
  test.each<[string, RegExp, (shop: Shop) => void]>([
    [
      'a bucket',
      /allows s3:GetBucket\*, s3:GetObject\*, s3:List\* on .*write network\.allowBucket\(bucket, 's3:GetBucket\*'.*TaskAccess\.of\(service\)\.toS3\(network\)/,
      (shop) => new s3.Bucket(shop.base, 'Bucket').grantRead(shop.role),
    ],
    [
      'a topic',
      /allows sns:Publish on «News.*TaskAccess\.of\(service\)\.toAwsService\(network, new ec2\.InterfaceVpcEndpointAwsService\('sns'\)\)/,
      (shop) => new sns.Topic(shop.base, 'News').grantPublish(shop.role),
    ],
    [
      'a table',
      /TaskAccess\.of\(service\)\.toDynamoDb\(network\)/,
      (shop) =>
        new dynamodb.Table(shop.base, 'Table', {
          partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
        }).grantReadData(shop.role),
    ],
  ])('warns of a grant on %s, with the line to write', (_, message, grant) => {
    const shop = new Shop();
    grant(shop);

    expect(shop.warnings()).toEqual([expect.stringMatching(message)]);
  });

  test('warns beside NAT gateways of what the policy of the S3 endpoint holds back', () => {
    const shop = new Shop({ egress: TaskEgress.nat(1) });
    new s3.Bucket(shop.base, 'Bucket').grantRead(shop.role);
    new sns.Topic(shop.base, 'News').grantPublish(shop.role);

    expect(shop.warnings()).toEqual([expect.stringContaining('s3:GetObject*')]);
  });

  test('warns where another service has the endpoint to itself', () => {
    const shop = new Shop();
    const other = new TaskSecurityGroup(shop.base, 'Other', { vpc: shop.network.vpc });
    TaskAccess.of(other).toAwsService(shop.network, ec2.InterfaceVpcEndpointAwsService.SQS);
    new sqs.Queue(shop.base, 'Jobs').grantSendMessages(shop.role);

    expect(shop.warnings()).toEqual([expect.stringContaining('sqs:SendMessage')]);
  });

  test('says nothing where the way was opened, or none is taken', () => {
    const shop = new Shop();
    const bucket = new s3.Bucket(shop.base, 'Bucket', { encryptionKey: new kms.Key(shop.base, 'Key') });
    bucket.grantRead(shop.role);
    shop.network.allowBucket(bucket, 's3:GetObject', 's3:ListBucket');
    new sqs.Queue(shop.base, 'Jobs').grantSendMessages(shop.role);
    TaskAccess.of(shop.service).toAwsService(shop.network, ec2.InterfaceVpcEndpointAwsService.SQS);
    new dynamodb.Table(shop.base, 'Table', {
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
    }).grantReadData(shop.role);
    TaskAccess.of(shop.service).toDynamoDb(shop.network);
    // The agent reads it, by the endpoint that its need has made.
    shop.container.addSecret('P', ecs.Secret.fromSecretsManager(new secretsmanager.Secret(shop.base, 'Secret')));

    expect(shop.warnings()).toEqual([]);
  });
});
