import { ArnFormat, Stack } from 'aws-cdk-lib';
import type * as acmpca from 'aws-cdk-lib/aws-acmpca';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { fail } from '../internal/errors';
import { acknowledgeWildcard } from '../internal/acknowledge-wildcard';
import { guarded } from '../internal/guard/guarded';
import { refuseOtherRegion } from './private/secret-access';
import { EcsRoleProps, ScopedRole } from './scoped-role';

/** The changes that ECS may make to a load balancer while it shifts traffic. */
export interface TrafficShiftOptions {
  /** Target groups of both sides, blue and green. At least two. */
  readonly targetGroups: elbv2.ITargetGroup[];

  /**
   * Rules of an Application Load Balancer that ECS rewrites.
   *
   * @default - none
   */
  readonly listenerRules?: elbv2.ApplicationListenerRule[];

  /**
   * ARNs of further such rules, which are no resources of CloudFormation.
   *
   * @default - none
   */
  readonly listenerRuleArns?: string[];

  /**
   * Listeners of a Network Load Balancer, or of an Application Load Balancer whose default action shifts, that ECS rewrites.
   *
   * @default - none
   */
  readonly listenerArns?: string[];
}

/** The certificate authority and keys of Service Connect TLS. */
export interface ServiceConnectTlsOptions {
  /** The private certificate authority that issues the certificates. */
  readonly certificateAuthority: acmpca.ICertificateAuthority;

  /**
   * Key of the secrets in which ECS keeps the private keys.
   *
   * @default - a key that AWS owns
   */
  readonly encryptionKey?: kms.IKey;
}

/**
 * The infrastructure role: what ECS may do with volumes, load balancers and certificates on your behalf.
 *
 * It starts without permissions. The AWS managed policies for it cover every load balancer of the account and volumes of
 * every region; here each method names what one service uses. Give it as `role` of an `AlternateTarget` or of a managed EBS
 * volume. AWS documents no condition for its trust policy, so there is none.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/infrastructure_IAM_role.html
 */
@guarded
@propertyInjectable
export class InfrastructureRole extends ScopedRole {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.InfrastructureRole';

  constructor(scope: Construct, id: string, props: EcsRoleProps = {}) {
    super(scope, id, { ...props, assumedBy: new iam.ServicePrincipal('ecs.amazonaws.com') });
  }

  /**
   * Lets ECS shift traffic between two target groups, for blue/green, canary and linear deployments.
   *
   * Fails with `InfrastructureRole.targetGroups` with fewer than two target groups, and with
   * `InfrastructureRole.nothingToShift` when neither rule nor listener is given.
   */
  public allowTrafficShift(options: TrafficShiftOptions): void {
    const { targetGroups, listenerRules = [], listenerRuleArns = [], listenerArns = [] } = options;
    const ruleArns = [...listenerRules.map(({ listenerRuleArn }) => listenerRuleArn), ...listenerRuleArns];
    if (targetGroups.length < 2) {
      fail(
        this,
        'InfrastructureRole.targetGroups',
        `'targetGroups' must have both sides of the shift, got ${targetGroups.length}; give the service's target group and the alternate one`,
      );
    }
    if (ruleArns.length === 0 && listenerArns.length === 0) {
      fail(
        this,
        'InfrastructureRole.nothingToShift',
        "'listenerRules' or 'listenerArns' must name what is rewritten, got neither; give the production rule or listener, and the test one if there is one",
      );
    }
    this.grantOn(
      ['elasticloadbalancing:DeregisterTargets', 'elasticloadbalancing:RegisterTargets'],
      targetGroups.map(({ targetGroupArn }) => targetGroupArn),
    );
    this.grantOn(['elasticloadbalancing:ModifyRule'], ruleArns);
    this.grantOn(['elasticloadbalancing:ModifyListener'], listenerArns);
    this.grantOn(
      [
        'elasticloadbalancing:DescribeListeners',
        'elasticloadbalancing:DescribeRules',
        'elasticloadbalancing:DescribeTargetGroups',
        'elasticloadbalancing:DescribeTargetHealth',
      ],
      ['*'],
    );
  }

  /**
   * Lets ECS make, attach and delete an EBS volume for each task, and encrypt it with a customer managed key.
   *
   * Only volumes that carry ECS's own tags, in this account and region. Statements as in version 4 of
   * AmazonECSInfrastructureRolePolicyForVolumes (2026-02), with region and account named.
   *
   * Fails with `EncryptionKey.otherRegion` when the key is of another region.
   */
  public allowEbsVolumes(encryptionKey?: kms.IKey): void {
    const stack = Stack.of(this);
    const arnOf = (resource: string, account?: string) =>
      stack.formatArn({ service: 'ec2', resource, resourceName: '*', ...(account !== undefined && { account }) });
    const tasks = stack.formatArn({ service: 'ecs', resource: 'task', resourceName: '*' });
    const [volumes, instances, snapshots] = [arnOf('volume'), arnOf('instance'), arnOf('snapshot', '')];
    const managed = { 'aws:RequestTag/AmazonECSManaged': 'true' };
    const created = { ArnLike: { 'aws:RequestTag/AmazonECSCreated': tasks } };
    const theirs = { 'aws:ResourceTag/AmazonECSManaged': 'true' };
    this.grantOn(['ec2:CreateVolume'], [volumes], { ...created, StringEquals: managed });
    this.grantOn(['ec2:CreateVolume'], [snapshots]);
    this.grantOn(['ec2:CreateTags'], [volumes], {
      ...created,
      StringEquals: { ...managed, 'ec2:CreateAction': 'CreateVolume' },
    });
    this.grantOn(['ec2:AttachVolume', 'ec2:DetachVolume'], [volumes], { StringEquals: theirs });
    this.grantOn(['ec2:AttachVolume', 'ec2:DetachVolume'], [instances]);
    this.grantOn(['ec2:DeleteVolume'], [volumes], {
      ArnLike: { 'aws:ResourceTag/AmazonECSCreated': tasks },
      StringEquals: theirs,
    });
    this.grantOn(['ec2:DescribeAvailabilityZones', 'ec2:DescribeInstances', 'ec2:DescribeVolumes'], ['*']);
    if (encryptionKey !== undefined) {
      this.allowEncryption(encryptionKey);
    }
    for (const arn of [volumes, instances, snapshots]) {
      acknowledgeWildcard(this, arn, 'ECS makes the volumes with the tasks, and its tags in the conditions tell them');
    }
  }

  /**
   * Lets ECS issue the certificates of Service Connect by one certificate authority, and keep their private keys in secrets
   * of its own.
   *
   * Only end-entity certificates, and only secrets that carry ECS's own tags, in this account and region. Statements as in
   * version 4 of AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity (2026-02), with region, account
   * and certificate authority named; the key as the developer guide has it.
   *
   * Fails with `EncryptionKey.otherRegion` when the key is of another region.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-tls.html
   */
  public allowServiceConnectTls(options: ServiceConnectTlsOptions): void {
    const stack = Stack.of(this);
    const secrets = stack.formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: 'ecs-sc!*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const ownerOf = (resource: string) => stack.formatArn({ service: 'ecs', resource, resourceName: '*/*' });
    const template = stack.formatArn({
      service: 'acm-pca',
      region: '',
      account: '',
      resource: 'template',
      resourceName: 'EndEntityCertificate/V1',
    });
    const authority = options.certificateAuthority.certificateAuthorityArn;
    this.grantOn(['secretsmanager:CreateSecret', 'secretsmanager:TagResource'], [secrets], {
      ArnLike: { 'aws:RequestTag/AmazonECSCreated': [ownerOf('service'), ownerOf('task-set')] },
      StringEquals: { 'aws:RequestTag/AmazonECSManaged': 'true' },
    });
    this.grantOn(
      [
        'secretsmanager:DeleteSecret',
        'secretsmanager:GetSecretValue',
        'secretsmanager:PutSecretValue',
        'secretsmanager:RotateSecret',
        'secretsmanager:UpdateSecret',
        'secretsmanager:UpdateSecretVersionStage',
      ],
      [secrets],
      { StringEquals: { 'secretsmanager:ResourceTag/aws:secretsmanager:owningService': 'ecs-sc' } },
    );
    this.grantOn(['secretsmanager:DescribeSecret'], [secrets]);
    this.grantOn(
      ['acm-pca:DescribeCertificateAuthority', 'acm-pca:GetCertificate', 'acm-pca:GetCertificateAuthorityCertificate'],
      [authority],
    );
    this.grantOn(['acm-pca:IssueCertificate'], [authority], {
      StringEquals: { 'acm-pca:TemplateArn': template },
    });
    if (options.encryptionKey !== undefined) {
      refuseOtherRegion(this, options.encryptionKey, stack.region, 'certificates');
      this.grantOn(
        ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyPair'],
        [options.encryptionKey.keyArn],
      );
    }
    acknowledgeWildcard(this, secrets, 'ECS makes the secrets with the services, under a prefix that is its own');
  }

  private allowEncryption(key: kms.IKey): void {
    const { region } = Stack.of(this);
    refuseOtherRegion(this, key, region, 'volumes');
    const viaEbs = { 'kms:ViaService': `ec2.${region}.amazonaws.com` };
    this.grantOn(['kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext'], [key.keyArn], { StringEquals: viaEbs });
    this.grantOn(['kms:CreateGrant'], [key.keyArn], {
      Bool: { 'kms:GrantIsForAWSResource': 'true' },
      StringEquals: viaEbs,
    });
  }

  private grantOn(actions: string[], resources: string[], conditions?: { [key: string]: unknown }): void {
    if (resources.length > 0) {
      this.addToPolicy(new iam.PolicyStatement({ actions, resources, conditions }));
    }
  }
}
