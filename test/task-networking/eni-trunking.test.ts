import { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { EniTrunking } from '../../lib/task-networking';
import { trunkSupport } from '../../lib/internal/instance-types';
import { testStack } from '../support/stacks';

function groupIn(stack: Stack, props: Partial<autoscaling.AutoScalingGroupProps> = {}): autoscaling.AutoScalingGroup {
  return new autoscaling.AutoScalingGroup(stack, 'Asg', {
    vpc: new ec2.Vpc(stack, 'Vpc', { natGateways: 0, restrictDefaultSecurityGroup: false }),
    vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
    instanceType: new ec2.InstanceType('m7g.large'),
    machineImage: ecs.EcsOptimizedImage.amazonLinux2023(ecs.AmiHardwareType.ARM),
    ...props,
  });
}

describe('EniTrunking', () => {
  test('sets the instance role, as that role, before the group launches anything', () => {
    const stack = testStack();
    const trunking = new EniTrunking(stack, 'Trunking', { autoScalingGroups: [groupIn(stack)] });

    const template = Template.fromStack(stack);
    expect(trunking.roles).toHaveLength(1);
    template.hasResourceProperties('Custom::EniTrunking', {
      RoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^AsgInstanceRole'), 'Arn'] },
    });
    template.hasResource('AWS::AutoScaling::AutoScalingGroup', {
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^TrunkingSetting1')]),
    });
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Principal: {
              AWS: { 'Fn::GetAtt': [Match.stringLikeRegexp('^TrunkingRole'), 'Arn'] },
              Service: 'ec2.amazonaws.com',
            },
          },
        ],
      },
    });
  });

  test('lets the role change this one setting, and the function assume this one role', () => {
    const stack = testStack();
    new EniTrunking(stack, 'Trunking', { autoScalingGroups: [groupIn(stack)] });

    const template = Template.fromStack(stack);
    const documents = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].flatMap((type) =>
      Object.entries(template.findResources(type)).map(([id, { Properties }]) => [
        id.replace(/[0-9A-F]{8}$/, ''),
        Properties.PolicyDocument.Statement,
      ]),
    );

    expect(Object.fromEntries(documents)).toMatchObject({
      TrunkingPermission1: [
        {
          Effect: 'Allow',
          Action: ['ecs:DeleteAccountSetting', 'ecs:PutAccountSetting'],
          Resource: '*',
          Condition: { StringEquals: { 'ecs:account-setting': 'awsvpcTrunking' } },
        },
      ],
      TrunkingRoleScoped: [
        {
          Effect: 'Allow',
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: { 'Fn::GetAtt': [expect.stringMatching(/^TrunkingLogs/), 'Arn'] },
        },
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Resource: { 'Fn::GetAtt': [expect.stringMatching(/^AsgInstanceRole/), 'Arn'] },
        },
      ],
    });
  });

  test('keeps the ids of its function, its role and its log', () => {
    const stack = testStack();
    new EniTrunking(stack, 'Trunking', { autoScalingGroups: [groupIn(stack)] });

    const ids = Object.keys(Template.fromStack(stack).toJSON().Resources);
    expect(ids).toEqual(
      expect.arrayContaining(['TrunkingFunctionF5740B04', 'TrunkingRole7719807B', 'TrunkingLogs993529A4']),
    );
  });

  test('changes the account only when asked for', () => {
    const stack = testStack();
    const trunking = new EniTrunking(stack, 'Trunking', { autoScalingGroups: [groupIn(stack)], accountWide: true });

    const template = Template.fromStack(stack);
    expect(trunking.roles).toEqual([]);
    template.hasResourceProperties('Custom::EniTrunking', {
      Update: Match.stringLikeRegexp('putAccountSettingDefault'),
      Delete: Match.absent(),
    });
    template.hasResource('AWS::AutoScaling::AutoScalingGroup', {
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^TrunkingAccountDefault')]),
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'ecs:PutAccountSettingDefault',
            Resource: '*',
            Condition: { StringEquals: { 'ecs:account-setting': 'awsvpcTrunking' } },
          },
        ],
      },
    });
  });

  test('sets a role that two groups share once', () => {
    const stack = testStack();
    const role = new iam.Role(stack, 'Shared', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    const first = groupIn(stack, { role });
    const second = new autoscaling.AutoScalingGroup(stack, 'Second', {
      vpc: first.node.scope!.node.findChild('Vpc') as ec2.Vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
      instanceType: new ec2.InstanceType('c7g.large'),
      machineImage: ecs.EcsOptimizedImage.amazonLinux2023(ecs.AmiHardwareType.ARM),
      role,
    });
    new EniTrunking(stack, 'Trunking', { autoScalingGroups: [first, second] });

    Template.fromStack(stack).resourceCountIs('Custom::EniTrunking', 1);
  });

  test.each(['t3.large', 'm4.large', 't4g.small'])('fails when the launch template has %s', (type) => {
    const stack = testStack();
    new EniTrunking(stack, 'Trunking', {
      autoScalingGroups: [groupIn(stack, { instanceType: new ec2.InstanceType(type) })],
    });

    expect(() => Template.fromStack(stack)).toThrow(
      `[EniTrunking.instanceType] the launch template of 'TestStack/Asg' has ${type}, which has no branch network interfaces and cannot trunk; use a Nitro type such as m7g.large, or run without trunking`,
    );
  });

  test('fails when an override of the group cannot trunk', () => {
    const stack = testStack();
    const group = groupIn(stack, {
      instanceType: undefined,
      machineImage: undefined,
      mixedInstancesPolicy: {
        launchTemplate: new ec2.LaunchTemplate(stack, 'Template', {
          machineImage: ecs.EcsOptimizedImage.amazonLinux2023(),
          instanceType: new ec2.InstanceType('m5.large'),
          role: new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') }),
          userData: ec2.UserData.forLinux(),
        }),
        launchTemplateOverrides: [
          { instanceType: new ec2.InstanceType('m5.large') },
          { instanceType: new ec2.InstanceType('t3a.large') },
        ],
      },
    });
    new EniTrunking(stack, 'Trunking', { autoScalingGroups: [group] });

    expect(() => Template.fromStack(stack)).toThrow(/\[EniTrunking\.instanceType\] .* has t3a\.large/);
  });

  test('fails when the launch template asks for resource-based DNS records', () => {
    const stack = testStack();
    const group = groupIn(stack);
    const template = stack.node
      .findAll()
      .find((node) => ec2.CfnLaunchTemplate.isCfnLaunchTemplate(node)) as ec2.CfnLaunchTemplate;
    template.addPropertyOverride('LaunchTemplateData.PrivateDnsNameOptions', { EnableResourceNameDnsARecord: true });
    new EniTrunking(stack, 'Trunking', { autoScalingGroups: [group] });

    expect(() => Template.fromStack(stack)).toThrow(
      "[EniTrunking.resourceNameDns] 'EnableResourceNameDnsARecord' of the launch template of 'TestStack/Asg' is on, and an instance with such a record gets no trunk; turn it off",
    );
  });

  test('fails when a subnet gives out resource-based DNS records', () => {
    const stack = testStack();
    const group = groupIn(stack);
    const subnet = stack.node.findAll().find((node) => ec2.CfnSubnet.isCfnSubnet(node)) as ec2.CfnSubnet;
    subnet.addPropertyOverride('PrivateDnsNameOptionsOnLaunch', { EnableResourceNameDnsARecord: true });
    new EniTrunking(stack, 'Trunking', { autoScalingGroups: [group] });

    expect(() => Template.fromStack(stack)).toThrow(
      /\[EniTrunking\.resourceNameDns\] subnet 'TestStack\/Vpc\/PublicSubnet1\/Subnet' gives/,
    );
  });

  test('fails when the role is imported or no group is named', () => {
    const stack = testStack();
    const role = iam.Role.fromRoleArn(stack, 'Imported', 'arn:aws:iam::111111111111:role/instances');

    expect(() => new EniTrunking(stack, 'Trunking', { autoScalingGroups: [groupIn(stack, { role })] })).toThrow(
      /\[EniTrunking\.importedRole\] the role of 'TestStack\/Imported' is imported/,
    );
    expect(() => new EniTrunking(stack, 'Empty', { autoScalingGroups: [] })).toThrow(/\[EniTrunking\.noGroups\]/);
    expect(
      () =>
        new EniTrunking(stack, 'Types', {
          autoScalingGroups: [groupIn(testStack())],
          instanceTypes: [new ec2.InstanceType('t2.micro')],
        }),
    ).toThrow(/\[EniTrunking\.instanceType\] 'instanceTypes' has t2\.micro/);
  });

  test('warns of a type that the guide doubts, and says nothing of an unknown one', () => {
    const stack = testStack();
    new EniTrunking(stack, 'Trunking', {
      autoScalingGroups: [groupIn(stack)],
      instanceTypes: [new ec2.InstanceType('c5n.large')],
    });

    Annotations.fromStack(stack).hasWarning('/TestStack/Trunking', Match.stringLikeRegexp('EniTrunking.doubtedType'));
    expect(['m5.large', 'c8g.large', 'x9.new'].map(trunkSupport)).toEqual(['supported', 'supported', 'supported']);
  });

  test('a size that the table does not know is like its family', () => {
    expect(['t3.9xlarge', 'g4dn.9xlarge', 'm5.9xlarge', 'g3.4xlarge'].map(trunkSupport)).toEqual([
      'never',
      'doubted',
      'supported',
      'doubted',
    ]);
  });
});
