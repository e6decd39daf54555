import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { EcsStartProof } from '../../lib/start-proof';
import { TaskEgress, TaskNetwork, TaskNetworkProps, TaskSecurityGroup } from '../../lib/task-networking';
import { testApp } from '../support/stacks';

const env = { account: '111111111111', region: 'eu-west-1' };

/** A VPC that was there before, and a service in it. */
class Home {
  readonly app: App = testApp({ '@aws-cdk/core:annotationsInValidationReport': false });
  readonly stack = new Stack(this.app, 'Shop', { env });
  readonly vpc: ec2.IVpc;

  constructor(attributes: Partial<ec2.VpcAttributes> = {}) {
    this.vpc = ec2.Vpc.fromVpcAttributes(this.stack, 'Vpc', {
      vpcId: 'vpc-1',
      vpcCidrBlock: '10.1.0.0/16',
      availabilityZones: ['eu-west-1a', 'eu-west-1b'],
      isolatedSubnetIds: ['subnet-1', 'subnet-2'],
      isolatedSubnetRouteTableIds: ['rtb-1', 'rtb-2'],
      privateSubnetIds: ['subnet-3', 'subnet-4'],
      privateSubnetRouteTableIds: ['rtb-3', 'rtb-4'],
      ...attributes,
    });
  }

  network(props: Partial<TaskNetworkProps> = {}): TaskNetwork {
    return new TaskNetwork(this.stack, 'Network', { vpc: this.vpc, ...props });
  }

  serve(network: TaskNetwork): this {
    const taskDefinition = new ecs.FargateTaskDefinition(this.stack, 'Task');
    const repository = ecr.Repository.fromRepositoryName(this.stack, 'Repository', 'web');
    taskDefinition.addContainer('web', {
      image: ecs.ContainerImage.fromEcrRepository(repository, '1'),
      portMappings: [{ containerPort: 8080 }],
    });
    new ecs.FargateService(this.stack, 'Web', {
      cluster: new ecs.Cluster(this.stack, 'Cluster', { vpc: this.vpc }),
      taskDefinition,
      vpcSubnets: network.vpcSubnets,
      securityGroups: [new TaskSecurityGroup(this.stack, 'Group', { vpc: this.vpc })],
      minHealthyPercent: 100,
    });
    return this;
  }

  get template(): Template {
    return Template.fromStack(this.stack);
  }

  /** Policies of the S3 gateway endpoints. */
  s3Policies(): unknown[] {
    return Object.values(
      this.template.findResources('AWS::EC2::VPCEndpoint', { Properties: { VpcEndpointType: 'Gateway' } }),
    ).map(({ Properties }) => Properties.PolicyDocument);
  }

  /** Where the service may go, inline and standalone. */
  egress(): unknown[] {
    const peer = (rule: any) =>
      rule.CidrIp ?? rule.DestinationPrefixListId ?? rule.DestinationSecurityGroupId ?? 'nothing';
    const [group] = Object.values(
      this.template.findResources('AWS::EC2::SecurityGroup', {
        Properties: { GroupDescription: 'Shop/Group' },
      }),
    );
    return [
      ...(group.Properties.SecurityGroupEgress ?? []),
      ...Object.values(this.template.findResources('AWS::EC2::SecurityGroupEgress')).map(
        ({ Properties }) => Properties,
      ),
    ].map(peer);
  }
}

const WARNING = /restrictS3: true.*existingEndpoints: \["s3"\]/s;

describe('The S3 endpoint of a VPC that was given', () => {
  test('is not made where NAT gateways lead to S3', () => {
    const home = new Home();
    home.serve(home.network({ egress: TaskEgress.nat() }));

    expect(home.s3Policies()).toEqual([]);
    Annotations.fromStack(home.stack).hasNoWarning('*', Match.stringLikeRegexp('S3'));
  });

  test('is open in isolated subnets, and says so', () => {
    const home = new Home();
    home.serve(home.network());

    expect(home.s3Policies()).toEqual([undefined]);
    Annotations.fromStack(home.stack).hasWarning('/Shop/Network', Match.stringLikeRegexp('openS3Endpoint|restrictS3'));
    expect(Annotations.fromStack(home.stack).findWarning('/Shop/Network', Match.anyValue())[0].entry.data).toMatch(
      WARNING,
    );
  });

  test('is as narrow or open as was said, without a warning', () => {
    const narrow = new Home();
    narrow.serve(narrow.network({ restrictS3: true }));
    const nat = new Home();
    nat.serve(nat.network({ egress: TaskEgress.nat(), restrictS3: true }));
    const open = new Home();
    open.serve(open.network({ restrictS3: false }));

    for (const home of [narrow, nat]) {
      expect(home.s3Policies()).toEqual([
        {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { AWS: '*' },
              Action: 's3:GetObject',
              Resource: 'arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*',
            },
          ],
        },
      ]);
    }
    expect(open.s3Policies()).toEqual([undefined]);
    for (const { stack } of [narrow, nat, open]) {
      Annotations.fromStack(stack).hasNoWarning('/Shop/Network', Match.stringLikeRegexp('S3'));
    }
  });
});

describe('Endpoints that a given VPC has', () => {
  const existing = ['ecr.api', 'ecr.dkr', 's3'];

  test('are reached at the addresses of the VPC', () => {
    const home = new Home();
    home.serve(home.network({ existingEndpoints: existing }));

    home.template.resourceCountIs('AWS::EC2::VPCEndpoint', 0);
    expect(home.egress()).toEqual([
      '10.1.0.0/16',
      { 'Fn::GetAtt': [expect.any(String), 'PrefixLists.0.PrefixListId'] },
    ]);
  });

  test('are reached by their group alone, which admits the tasks', () => {
    const home = new Home();
    const group = ec2.SecurityGroup.fromSecurityGroupId(home.stack, 'Endpoints', 'sg-12345678');
    home.serve(home.network({ existingEndpoints: existing, existingEndpointGroup: group }));

    expect(home.egress()).toHaveLength(2);
    expect(home.egress()).toContainEqual('sg-12345678');
    home.template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      GroupId: 'sg-12345678',
      FromPort: 443,
      SourceSecurityGroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Group'), 'GroupId'] },
    });
    expect(EcsStartProof.prove(home.app).duplicateRules).toEqual([]);
  });

  test('cannot be reached where nobody says what addresses the VPC has', () => {
    const home = new Home({ vpcCidrBlock: undefined });
    home.serve(home.network({ existingEndpoints: existing }));

    expect(() => home.app.synth()).toThrow(/\[TaskNetwork\.vpcAddresses\].*existingEndpointGroup/);
  });

  test.each<[string, object]>([
    ['of its group', { securityGroupIds: ['sg-87654321'] }],
    ['of the VPC', {}],
  ])('may be resources directly in the stack; they are reached at the addresses %s', (_, groups) => {
    const home = new Home();
    new ec2.CfnVPCEndpoint(home.stack, 'Dkr', {
      vpcId: home.vpc.vpcId,
      serviceName: 'com.amazonaws.eu-west-1.ecr.dkr',
      vpcEndpointType: 'Interface',
      privateDnsEnabled: true,
      ...groups,
    });
    new ec2.CfnVPCEndpoint(home.stack, 'S3', { vpcId: home.vpc.vpcId, serviceName: 'com.amazonaws.eu-west-1.s3' });
    home.serve(home.network());

    expect(home.egress()).toContainEqual('securityGroupIds' in groups ? 'sg-87654321' : '10.1.0.0/16');
    const [{ DependsOn }] = Object.values(home.template.findResources('AWS::ECS::Service'));
    expect(DependsOn).toEqual(expect.arrayContaining(['Dkr', 'S3']));
  });

  test.each<[string, string[], string]>([
    ['existingEndpoints', ['ecr'], "did you mean 'ecr.api' or 'ecr.dkr'"],
    ['existingEndpoints', ['com.amazonaws.eu-west-1.logs'], "did you mean 'logs'"],
    ['existingEndpoints', ['secretmanager'], "did you mean 'secretsmanager'"],
    ['endpointServices', ['ecr.api', 'ecr.dkr', 'ssmmesages'], "did you mean 'ssmmessages'"],
    ['existingEndpoints', ['nonsense-of-mine'], '.ecr.api'],
  ])('fails when %s has %j', (prop, names, guess) => {
    const home = new Home();
    home.serve(home.network({ [prop]: names }));

    let message = '';
    try {
      home.app.synth();
    } catch (error) {
      ({ message } = error as Error);
    }
    expect(message).toContain(
      `[TaskNetwork.unknownEndpoint] '${prop}' has '${names.at(-1)}', which is no service with an endpoint`,
    );
    expect(message).toContain(guess);
  });

  test('may be of a service that aws-cdk-lib does not know, when the app calls it', () => {
    const home = new Home();
    const network = home.network({ existingEndpoints: ['brand-new'] });
    home.serve(network);
    network._allowService(
      new TaskSecurityGroup(home.stack, 'Caller', { vpc: home.vpc }),
      new ec2.InterfaceVpcEndpointAwsService('brand-new'),
    );

    const made = JSON.stringify(home.template.findResources('AWS::EC2::VPCEndpoint'));
    expect(made).toContain('.ecr.api');
    expect(made).not.toContain('brand-new');
  });
});

describe('A given VPC', () => {
  test('fails without isolated subnets, or without private ones with NAT gateways', () => {
    const none = { isolatedSubnetIds: undefined, isolatedSubnetRouteTableIds: undefined };
    const open = { privateSubnetIds: undefined, privateSubnetRouteTableIds: undefined };

    expect(() => new Home(none).network()).toThrow(
      "[TaskNetwork.noIsolatedSubnets] 'vpc' has no isolated subnets, in which endpoints are the only way out; use 'egress: TaskEgress.nat()' where its private subnets have NAT gateways, or give 'vpcSubnets' to have endpoints in those",
    );
    expect(() => new Home(open).network({ egress: TaskEgress.nat() })).toThrow('[TaskNetwork.noPrivateSubnets]');
    expect(() =>
      new Home(none).network({ vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } }),
    ).not.toThrow();
  });

  test('may be one that is still looked up', () => {
    const stack = new Stack(testApp(), 'Shop', { env });
    const vpc = ec2.Vpc.fromLookup(stack, 'Vpc', { vpcName: 'home' });

    expect(() => new TaskNetwork(stack, 'Network', { vpc })).not.toThrow();
  });
});
