import { CfnResource, CustomResource, Duration, Stack, Token, Validations } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { Fault, fail, failAll, faultLine } from '../internal/errors';
import { finalProperties } from '../internal/final-properties';
import { guarded } from '../internal/guard/guarded';
import { ENI_TRUNKING } from '../internal/handlers';
import { flag, items, record, text } from '../internal/template-value';
import { booleanFaults } from '../internal/value-faults';
import { warn } from '../internal/warnings';
import { inlineFunctionIn } from '../security/inline-function';
import { acknowledgeLookup } from './private/acknowledged-lookup';
import { trunkSupport } from '../internal/instance-types';

/** Properties of ENI trunking. */
export interface EniTrunkingProps {
  /**
   * Groups whose instances shall have a trunk. Their launch templates are checked, and none of their instances launches
   * before trunking is on: an instance that registered before keeps its few network interfaces until it is replaced.
   */
  readonly autoScalingGroups: autoscaling.AutoScalingGroup[];

  /**
   * Instance types, to be checked at once.
   *
   * @default - those of the launch templates, checked when the app is synthesized
   */
  readonly instanceTypes?: ec2.InstanceType[];

  /**
   * Whether trunking is made the default of the whole account in the region, for every role and every cluster.
   *
   * It then stays on when the stack is deleted, since others may have come to depend on it.
   *
   * @default false
   */
  readonly accountWide?: boolean;
}

/**
 * Turns on ENI trunking (`awsvpcTrunking`) for the role of container instances, so that an instance runs many more tasks
 * with a network interface of their own: ten instead of two on an m5.large.
 *
 * ECS looks at the setting of the *instance role* when an instance registers, and changes it for the caller only. So a
 * function assumes that role, which is allowed to change this one setting, and sets it before the first instance
 * launches. It is off again when the stack is deleted. Nothing is changed for the rest of the account unless asked for.
 * Taken out of a stack that stays, it stays on for the role: CloudFormation takes away the right to change it first.
 *
 * The trunk network interface uses the default security group of the VPC. Instances in subnets that another account shares
 * cannot register with a trunk, nor can instances whose host name has a resource-based DNS A record.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-eni.html
 */
@guarded
@propertyInjectable
export class EniTrunking extends Construct {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.EniTrunking';

  /** The roles for which trunking is on; empty when it is on for the whole account. */
  public readonly roles: iam.IRole[];

  constructor(scope: Construct, id: string, props: EniTrunkingProps) {
    super(scope, id);
    failAll(this, booleanFaults('EniTrunking', { accountWide: props.accountWide }));
    if (props.autoScalingGroups.length === 0) {
      fail(
        this,
        'EniTrunking.noGroups',
        `'autoScalingGroups' is empty; name the groups whose instances shall have a trunk`,
      );
    }
    (props.instanceTypes ?? []).forEach((type) =>
      this.checkType(type.toString(), `'instanceTypes'`).forEach(({ code, message }) => fail(this, code, message)),
    );
    const roles = new Map(props.autoScalingGroups.map((group) => [group.role.node.path, group.role]));
    this.roles = props.accountWide ? [] : [...roles.values()];
    const settings = props.accountWide ? [this.setForAccount()] : this.setForRoles();
    for (const group of props.autoScalingGroups) {
      // The group itself, not its construct: the role hangs under that and must be there first.
      settings.forEach((setting) => group.node.defaultChild?.node.addDependency(setting));
      this.node.addValidation({ validate: () => this.faultsOf(group).map(faultLine) });
    }
  }

  private setForAccount(): Construct {
    const setting = new AwsCustomResource(this, 'AccountDefault', {
      resourceType: 'Custom::EniTrunking',
      onUpdate: {
        service: 'ECS',
        action: 'putAccountSettingDefault',
        parameters: { name: 'awsvpcTrunking', value: 'enabled' },
        physicalResourceId: PhysicalResourceId.of('awsvpcTrunking'),
        outputPaths: ['setting.name'],
      },
      installLatestAwsSdk: false,
      // The action has no resource; the condition narrows it to this setting.
      policy: AwsCustomResourcePolicy.fromStatements([
        new iam.PolicyStatement({
          actions: ['ecs:PutAccountSettingDefault'],
          resources: ['*'],
          conditions: { StringEquals: { 'ecs:account-setting': 'awsvpcTrunking' } },
        }),
      ]),
    });
    acknowledgeLookup(setting, 'account settings are no resources; the condition narrows the action to awsvpcTrunking');
    return setting;
  }

  private setForRoles(): Construct[] {
    const provider = inlineFunctionIn(this, {
      code: ENI_TRUNKING,
      description: 'Turns ENI trunking on for an instance role',
      timeout: Duration.minutes(4),
      memorySize: 256,
    });
    return this.roles.map((role, index) => {
      const trust = (role as Partial<iam.Role>).assumeRolePolicy;
      if (!trust) {
        fail(
          this,
          'EniTrunking.importedRole',
          `the role of '${role.node.path}' is imported, so its trust policy cannot be changed; give the group a role of this app, or set 'accountWide'`,
        );
      }
      trust.addStatements(
        new iam.PolicyStatement({
          actions: ['sts:AssumeRole'],
          principals: [new iam.ArnPrincipal(provider.role.roleArn)],
        }),
      );
      const permission = new iam.Policy(this, `Permission${index + 1}`, {
        roles: [role],
        statements: [
          // The actions have no resource; the condition narrows them to this setting, of the role itself.
          new iam.PolicyStatement({
            actions: ['ecs:DeleteAccountSetting', 'ecs:PutAccountSetting'],
            resources: ['*'],
            conditions: { StringEquals: { 'ecs:account-setting': 'awsvpcTrunking' } },
          }),
        ],
      });
      Validations.of(permission).acknowledge({
        id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
        reason: 'account settings are no resources; the condition narrows the actions to awsvpcTrunking',
      });
      provider.role.addToPolicy(new iam.PolicyStatement({ actions: ['sts:AssumeRole'], resources: [role.roleArn] }));
      const setting = new CustomResource(this, `Setting${index + 1}`, {
        resourceType: 'Custom::EniTrunking',
        serviceToken: provider.function.functionArn,
        properties: { RoleArn: role.roleArn },
      });
      // On deletion the setting goes first, while the role and both policies are still there.
      setting.node.addDependency(permission, provider.role, role);
      return setting;
    });
  }

  /** The faults of the final launch template of a group that rule out a trunk. */
  private faultsOf(group: autoscaling.AutoScalingGroup): Fault[] {
    const resource = group.node.defaultChild;
    if (!autoscaling.CfnAutoScalingGroup.isCfnAutoScalingGroup(resource)) {
      return [];
    }
    const properties = finalProperties(resource);
    const template = this.launchTemplateOf(group);
    const data = record(template && record(finalProperties(template)).LaunchTemplateData);
    const overrides = items(record(record(properties.MixedInstancesPolicy).LaunchTemplate).Overrides).map(
      (one) => record(one).InstanceType,
    );
    const types = [...new Set([data.InstanceType, ...overrides].flatMap((type) => text(type) ?? []))];
    const where = `the launch template of '${group.node.path}'`;
    const named = flag(record(data.PrivateDnsNameOptions).EnableResourceNameDnsARecord);
    return [
      ...types.flatMap((type) => this.checkType(type, where)),
      ...(named === true
        ? [
            {
              code: 'EniTrunking.resourceNameDns',
              message: `'EnableResourceNameDnsARecord' of ${where} is on, and an instance with such a record gets no trunk; turn it off`,
            },
          ]
        : []),
      ...this.namedSubnets(group, items(properties.VPCZoneIdentifier)),
    ];
  }

  private checkType(type: string, where: string): Fault[] {
    const support = Token.isUnresolved(type) ? 'supported' : trunkSupport(type);
    if (support === 'doubted') {
      warn(this, {
        code: 'EniTrunking.doubtedType',
        message: `${where} has ${type}, which the ECS developer guide of 2023 lists as unsupported for trunking; check that the instances register`,
      });
    }
    return support === 'never'
      ? [
          {
            code: 'EniTrunking.instanceType',
            message: `${where} has ${type}, which has no branch network interfaces and cannot trunk; use a Nitro type such as m7g.large, or run without trunking`,
          },
        ]
      : [];
  }

  /** Subnets of the app that give new instances a resource-based record. */
  private namedSubnets(group: autoscaling.AutoScalingGroup, zone: readonly unknown[]): Fault[] {
    const stack = Stack.of(group);
    const referred = new Set(zone.map((subnet) => (subnet as { Ref?: string } | undefined)?.Ref));
    return stack.node
      .findAll()
      .filter(
        (node): node is ec2.CfnSubnet =>
          ec2.CfnSubnet.isCfnSubnet(node) && referred.has(stack.resolve(node.logicalId) as string),
      )
      .filter(
        (subnet) =>
          flag(record(record(finalProperties(subnet)).PrivateDnsNameOptionsOnLaunch).EnableResourceNameDnsARecord) ===
          true,
      )
      .map((subnet) => ({
        code: 'EniTrunking.resourceNameDns',
        message: `subnet '${subnet.node.path}' gives instances a resource-based DNS A record, and an instance with such a record gets no trunk; turn 'EnableResourceNameDnsARecord' off`,
      }));
  }

  private launchTemplateOf(group: autoscaling.AutoScalingGroup): CfnResource | undefined {
    const known = [...group.node.findAll(), ...Stack.of(group).node.findAll()].filter(
      (node): node is ec2.CfnLaunchTemplate => ec2.CfnLaunchTemplate.isCfnLaunchTemplate(node),
    );
    const resource = group.node.defaultChild as autoscaling.CfnAutoScalingGroup;
    const rendered = JSON.stringify(finalProperties(resource));
    return known.find((template) => rendered.includes(`"${Stack.of(template).resolve(template.logicalId) as string}"`));
  }
}
