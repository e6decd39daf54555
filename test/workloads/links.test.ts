import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as s3 from 'aws-cdk-lib/aws-s3';
import {
  BackendService,
  HardenedTaskDefinition,
  LinkAccess,
  OneOffJob,
  ResourceLink,
  TaskNetwork,
  WebService,
  WorkloadTask,
} from '../../lib';
import { containersOf, testStack } from '../support/stacks';

const image = ecs.ContainerImage.fromRegistry('111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1');

class Site {
  readonly stack: Stack = testStack();
  readonly network = new TaskNetwork(this.stack, 'Network');
  readonly cluster = new ecs.Cluster(this.stack, 'Cluster', { vpc: this.network.vpc });
  readonly backend = new BackendService(this.stack, 'Orders', { cluster: this.cluster, container: { image } });

  database(): rds.DatabaseInstance {
    return new rds.DatabaseInstance(this.stack, 'Database', {
      engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_17 }),
      vpc: this.network.vpc,
      vpcSubnets: this.network.vpcSubnets,
    });
  }

  of(type: string): Record<string, any>[] {
    return Object.values(Template.fromStack(this.stack).findResources(type)).map(({ Properties }) => Properties);
  }
}

describe('link()', () => {
  test('gives a bucket to a service: permission, variable and the way by the endpoint of S3', () => {
    const site = new Site();
    const bucket = new s3.Bucket(site.stack, 'Uploads');
    site.backend.link(ResourceLink.bucket('UPLOADS', bucket, LinkAccess.READ_WRITE));

    expect(containersOf(site.stack).app.Environment).toEqual([
      { Name: 'UPLOADS', Value: { Ref: expect.stringMatching(/^Uploads/) } },
    ]);
    const actions = site
      .of('AWS::IAM::ManagedPolicy')
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement.flatMap(({ Action }: { Action: unknown }) => Action));
    expect(actions).toEqual(expect.arrayContaining(['s3:GetObject', 's3:ListBucket', 's3:PutObject']));
    const [gateway] = site
      .of('AWS::EC2::VPCEndpoint')
      .filter(({ VpcEndpointType }) => VpcEndpointType === 'Gateway')
      .map(({ PolicyDocument }) => JSON.stringify(PolicyDocument));
    expect(gateway).toContain('s3:PutObject');
  });

  test.each<[string, (site: Site) => { link(resource: ResourceLink): void }]>([
    ['a service', ({ backend }) => backend],
    ['a job', ({ stack, cluster }) => new OneOffJob(stack, 'Job', { cluster, container: { image } })],
  ])('opens the network of %s to a database, with its credentials', (_, workload) => {
    const site = new Site();
    const database = site.database();
    const port = ec2.Port.tcp(database.instanceEndpoint.port);
    workload(site).link(ResourceLink.database('DB', database.secret!, database, port));

    const into = site
      .of('AWS::EC2::SecurityGroupIngress')
      .filter(({ GroupId }) => JSON.stringify(GroupId).includes('Database'));
    expect(into).toHaveLength(1);
  });

  test('fails while there is no container of an application', () => {
    const site = new Site();
    const task = WorkloadTask.existing(new HardenedTaskDefinition(site.stack, 'Empty'));
    const service = new BackendService(site.stack, 'Later', { cluster: site.cluster, task });

    expect(() => service.link(ResourceLink.bucket('B', new s3.Bucket(site.stack, 'Bucket'), LinkAccess.READ))).toThrow(
      "TestStack/Later: [Workload.noContainer] 'TestStack/Empty' has no essential container of an application yet, so nothing can be linked to it; add it before",
    );
  });
});

describe('allowTo() without a port', () => {
  test('takes the one on which a database listens', () => {
    const site = new Site();
    const database = site.database();
    site.backend.allowTo(database);

    expect(
      site.of('AWS::EC2::SecurityGroupIngress').filter(({ GroupId }) => JSON.stringify(GroupId).includes('Database')),
    ).toEqual([
      expect.objectContaining({ FromPort: { 'Fn::GetAtt': [expect.stringMatching(/^Database/), 'Endpoint.Port'] } }),
    ]);
  });

  test('makes the service and the job wait for the rules of both sides', () => {
    const site = new Site();
    const database = site.database();
    const job = new OneOffJob(site.stack, 'Migrate', { cluster: site.cluster, container: { image } });
    site.backend.allowTo(database);
    job.allowTo(database);

    const resources = Template.fromStack(site.stack).toJSON().Resources as Record<string, any>;
    const waits = Object.values(resources)
      .filter(({ Type }) => ['AWS::ECS::Service', 'AWS::StepFunctions::StateMachine'].includes(Type))
      .map(({ DependsOn }) => DependsOn as string[]);
    for (const [index, caller] of ['Orders', 'Migrate'].entries()) {
      expect(waits[index]).toEqual(
        expect.arrayContaining([
          expect.stringMatching(new RegExp(`^DatabaseSecurityGroupfrom.*${caller}`)),
          expect.stringMatching(new RegExp(`^${caller}(Job)?SecurityGroupto.*Database`)),
        ]),
      );
    }
  });

  test('takes the one of the listener of a load balancer', () => {
    const site = new Site();
    const arn = 'arn:aws:acm:eu-west-1:111122223333:certificate/x';
    const web = new WebService(site.stack, 'Api', {
      cluster: site.cluster,
      certificate: acm.Certificate.fromCertificateArn(site.stack, 'Certificate', arn),
      container: { image, port: 8080 },
    });
    site.backend.allowTo(web.loadBalancer!);

    const out = site.of('AWS::EC2::SecurityGroupEgress').filter(({ FromPort }) => FromPort === 443);
    expect(JSON.stringify(out)).toContain('ApiLoadBalancer');
  });

  test('fails where no port is known, or several are', () => {
    const site = new Site();
    const group = new ec2.SecurityGroup(site.stack, 'Group', { vpc: site.network.vpc });
    const connectable = (defaultPort: ec2.Port) => ({
      connections: new ec2.Connections({ securityGroups: [group], defaultPort }),
    });

    for (const server of [group, connectable(ec2.Port.tcpRange(1, 9)), connectable(ec2.Port.udp(53))]) {
      expect(() => site.backend.allowTo(server)).toThrow('[Workload.noPort]');
    }
  });
});
