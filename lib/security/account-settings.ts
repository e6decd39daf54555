import { Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as cr from 'aws-cdk-lib/custom-resources';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { fail } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';

/** The time between the notice and the retirement of a Fargate task. */
export enum RetirementWaitPeriod {
  /** Tasks are retired at once. */
  IMMEDIATELY = '0',
  /** Seven days, as AWS sets it. */
  SEVEN_DAYS = '7',
  /** Fourteen days. */
  FOURTEEN_DAYS = '14',
}

/** Settings of `EcsAccountSettings`. */
export interface EcsAccountSettingsProps {
  /**
   * The time that Fargate waits before it retires a task.
   *
   * @default - the setting is not touched; AWS waits 7 days
   */
  readonly fargateTaskRetirementWaitPeriod?: RetirementWaitPeriod;

  /**
   * Retire Fargate tasks in the EC2 event windows that are associated with their tags.
   *
   * @default - the setting is not touched
   */
  readonly fargateEventWindows?: boolean;

  /**
   * Fargate tasks use FIPS 140 validated cryptography. Only where AWS offers it.
   *
   * @default - the setting is not touched; AWS leaves it off
   */
  readonly fargateFipsMode?: boolean;

  /**
   * Containers go on when their log driver cannot keep up, at the price of lost lines.
   *
   * @default - the setting is not touched; AWS has been setting it to non-blocking since June 2025
   */
  readonly nonBlockingLogs?: boolean;
}

/** The id of the function that all `AwsCustomResource`s of a stack share in aws-cdk-lib. */
const PROVIDER = 'AWS679f53fac002430cb0da5b7982bd2287';

/**
 * Account settings of ECS, which CloudFormation has no resource for.
 *
 * They apply to every task of the account in this region, whoever runs it: make them in one stack only. What is left out
 * is not touched. Deleting the stack leaves the settings as they are, since other stacks may count on them.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html
 */
@guarded
@propertyInjectable
export class EcsAccountSettings extends Construct {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.EcsAccountSettings';

  /** Fails with `EcsAccountSettings.nothing` when no setting is given. */
  constructor(scope: Construct, id: string, props: EcsAccountSettingsProps) {
    super(scope, id);
    const onOff = (value?: boolean) => (value === undefined ? undefined : value ? 'enabled' : 'disabled');
    const settings = Object.entries({
      defaultLogDriverMode:
        props.nonBlockingLogs === undefined ? undefined : props.nonBlockingLogs ? 'non-blocking' : 'blocking',
      fargateEventWindows: onOff(props.fargateEventWindows),
      fargateFIPSMode: onOff(props.fargateFipsMode),
      fargateTaskRetirementWaitPeriod: props.fargateTaskRetirementWaitPeriod,
    });
    const given = settings.filter(([, value]) => value !== undefined);
    if (given.length === 0) {
      fail(this, 'EcsAccountSettings.nothing', 'at least one setting must be given, got none; leave the construct out');
    }
    for (const [name, value] of given) {
      this.put(name, value as string);
    }
    this.acknowledgeProvider();
  }

  private put(name: string, value: string): void {
    const call: cr.AwsSdkCall = {
      service: 'ECS',
      action: 'putAccountSettingDefault',
      parameters: { name, value },
      // One id for good: a change of the value is an update, never a replacement that would undo itself.
      physicalResourceId: cr.PhysicalResourceId.of(`ecs-account-setting-${name}`),
    };
    const resource = new cr.AwsCustomResource(this, `${name.charAt(0).toUpperCase()}${name.slice(1)}`, {
      resourceType: 'Custom::EcsAccountSetting',
      onCreate: call,
      onUpdate: call,
      installLatestAwsSdk: false,
      policy: cr.AwsCustomResourcePolicy.fromStatements([
        new iam.PolicyStatement({ actions: ['ecs:PutAccountSettingDefault'], resources: ['*'] }),
      ]),
    });
    Validations.of(resource).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason: 'ecs:PutAccountSettingDefault takes no resource: the setting is of the account',
    });
  }

  /** The shared function is aws-cdk-lib's, so its findings can only be explained. */
  private acknowledgeProvider(): void {
    const provider = Stack.of(this).node.tryFindChild(PROVIDER);
    if (provider !== undefined) {
      Validations.of(provider).acknowledge(
        {
          id: 'AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
          reason:
            'the function that calls AWS for custom resources is made by aws-cdk-lib, with this policy for its log',
        },
        {
          id: 'AwsSolutions::AwsSolutions-L1',
          reason: 'the function that calls AWS for custom resources is made by aws-cdk-lib, which chooses its runtime',
        },
      );
    }
  }
}
