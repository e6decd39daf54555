import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as signer from 'aws-cdk-lib/aws-signer';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { fail, failAll } from '../internal/errors';
import { acknowledgeWildcard } from '../internal/acknowledge-wildcard';
import { explainFunction } from '../internal/explain-function';
import { guarded } from '../internal/guard/guarded';
import { booleanFaults } from '../internal/value-faults';
import { IMAGE_GATE } from '../internal/handlers';
import { inlineSource, writeTo } from './inline-function';
import { ScopedRole } from './scoped-role';

/** Severities of scan findings, worst first. */
export enum FindingSeverity {
  /** Critical. */
  CRITICAL = 'CRITICAL',
  /** High. */
  HIGH = 'HIGH',
  /** Medium. */
  MEDIUM = 'MEDIUM',
  /** Low. */
  LOW = 'LOW',
  /** Informational. */
  INFORMATIONAL = 'INFORMATIONAL',
}

/** Settings of an `ImageGate`. */
export interface ImageGateProps {
  /**
   * Repositories whose images may run. The gate may read these and no others.
   *
   * @default - all repositories of the account and region
   */
  readonly repositories?: ecr.IRepository[];

  /**
   * Registries beside ECR whose images may run, unscanned: a host, or a host with a path, as `public.ecr.aws/nginx`.
   *
   * @default - none: images outside of ECR are denied
   */
  readonly trustedRegistries?: string[];

  /**
   * Findings of this severity and worse deny the deployment. The repository has to scan.
   *
   * @default FindingSeverity.CRITICAL
   */
  readonly denyFrom?: FindingSeverity;

  /**
   * Whether scan findings are checked.
   *
   * @default true
   */
  readonly checkFindings?: boolean;

  /**
   * Whether every image must be named by its digest.
   *
   * @default true
   */
  readonly requireDigest?: boolean;

  /**
   * Profiles of managed signing, one of which must have signed every image of ECR.
   *
   * @default - signatures are not checked
   */
  readonly signingProfiles?: signer.ISigningProfile[];

  /**
   * The time that a scan or signature may take before the deployment is denied, in steps of 30 seconds. A time that
   * only the deployment knows counts as the default.
   *
   * @default Duration.minutes(15)
   */
  readonly waitFor?: Duration;

  /**
   * Whether the registry uses enhanced scanning, whose findings the gate reads from Amazon Inspector.
   *
   * @default false
   */
  readonly enhancedScanning?: boolean;

  /**
   * Key that encrypts the gate's log. Its policy must let CloudWatch Logs use it.
   *
   * @default - encrypted with a key that AWS owns
   */
  readonly logEncryptionKey?: kms.IKey;
}

/**
 * Lets a deployment start only with images that may run: from the right registry, pinned, scanned, signed.
 *
 * ECS asks it before the first new task starts (PRE_SCALE_UP) and rolls back when it denies; the reasons are in its log.
 * Anything that it cannot find out is a denial. It asks again while a scan is running or AWS does not answer, up to `waitFor`.
 *
 * It judges every deployment by today's findings, a forced one of the same images too: `TaskRetirement` restarts tasks by
 * such a deployment, and the gate denies it when the image got a new finding. Fargate then retires the tasks at its time.
 *
 * It guards deployments of services; a task that somebody starts with RunTask does not pass it. A signature counts when
 * ECR's managed signing reports it complete; the gate does not verify it cryptographically.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html
 */
@guarded
@propertyInjectable
export class ImageGate extends Construct {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.ImageGate';

  /** The function that decides. */
  public readonly handler: lambda.Function;
  /** Its log, with the reasons. */
  public readonly logGroup: logs.LogGroup;

  private readonly invoker: ScopedRole;

  /** Fails with `ImageGate.waitFor` outside of 30 seconds to 24 hours, and with `ImageGate.denyFrom` when no findings are checked. */
  constructor(scope: Construct, id: string, props: ImageGateProps = {}) {
    super(scope, id);
    const { denyFrom = FindingSeverity.CRITICAL, checkFindings = true, requireDigest = true } = props;
    const { waitFor = Duration.minutes(15), signingProfiles = [], trustedRegistries = [] } = props;
    failAll(
      this,
      booleanFaults('ImageGate', { requireDigest, checkFindings, enhancedScanning: props.enhancedScanning }),
    );
    if (!checkFindings && props.denyFrom !== undefined) {
      fail(
        this,
        'ImageGate.denyFrom',
        "'denyFrom' says which findings deny, and 'checkFindings' is false; leave out one of the two",
      );
    }
    if (!waitFor.isUnresolved() && (waitFor.toSeconds() < 30 || waitFor.toSeconds() > 86_400)) {
      fail(
        this,
        'ImageGate.waitFor',
        `'waitFor' must be from 30 seconds to 24 hours, got ${waitFor.toSeconds()} seconds; ECS itself gives up after a day`,
      );
    }
    this.logGroup = new logs.LogGroup(this, 'Log', {
      retention: logs.RetentionDays.ONE_YEAR,
      encryptionKey: props.logEncryptionKey,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    const role = new ScopedRole(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      description: 'Reads images before they are deployed',
    });
    this.allowReading(role, props);
    this.handler = new lambda.Function(this, 'Handler', {
      ...inlineSource(IMAGE_GATE),
      description: 'Decides whether the images of a deployment may run',
      timeout: Duration.minutes(2),
      memorySize: 256,
      role,
      logGroup: this.logGroup,
      environment: {
        DIGEST: String(requireDigest),
        TRIES: String(Math.ceil((waitFor.isUnresolved() ? 900 : waitFor.toSeconds()) / 30)),
        ...(checkFindings && { DENY_FROM: denyFrom }),
        ...(trustedRegistries.length > 0 && { REGISTRIES: [...trustedRegistries].sort().join(',') }),
        ...(signingProfiles.length > 0 && {
          SIGNERS: signingProfiles.map(({ signingProfileArn }) => signingProfileArn).join(','),
        }),
      },
    });
    explainFunction(this.handler);
    this.invoker = new ScopedRole(this, 'Invoker', {
      assumedBy: new iam.ServicePrincipal('ecs.amazonaws.com'),
      description: 'Lets ECS ask the gate',
    });
    this.invoker.addToPolicy(
      new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.handler.functionArn] }),
    );
  }

  /** Puts the gate before the deployments of a service, which must use the ECS deployment controller. */
  public protect(service: ecs.BaseService): void {
    service.addLifecycleHook(
      new ecs.DeploymentLifecycleLambdaTarget(this.handler, 'ImageGate', {
        role: this.invoker,
        lifecycleStages: [ecs.DeploymentLifecycleStage.PRE_SCALE_UP],
      }),
    );
    // The first deployment asks it too, and fails when ECS may not ask yet.
    service.node.findChild('Service').node.addDependency(this.invoker);
  }

  private allowReading(role: ScopedRole, props: ImageGateProps): void {
    const { repositories, signingProfiles = [], enhancedScanning = false, checkFindings = true } = props;
    const stack = Stack.of(this);
    const every = stack.formatArn({ service: 'ecr', resource: 'repository', resourceName: '*' });
    const revisions = stack.formatArn({
      service: 'ecs',
      resource: 'service-revision',
      resourceName: '*',
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['ecs:DescribeServiceRevisions'], resources: [revisions] }));
    role.addToPolicy(new iam.PolicyStatement({ actions: ['ecs:DescribeTaskDefinition'], resources: ['*'] }));
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: [
          'ecr:BatchGetImage',
          ...(checkFindings ? ['ecr:DescribeImageScanFindings'] : []),
          ...(signingProfiles.length > 0 ? ['ecr:DescribeImageSigningStatus'] : []),
        ],
        resources: repositories === undefined ? [every] : repositories.map(({ repositoryArn }) => repositoryArn),
      }),
    );
    role.addToPolicy(writeTo(this.logGroup));
    if (enhancedScanning) {
      role.addToPolicy(
        new iam.PolicyStatement({ actions: ['inspector2:ListCoverage', 'inspector2:ListFindings'], resources: ['*'] }),
      );
    }
    acknowledgeWildcard(role, revisions, 'revisions have no ARN before their deployment');
    if (repositories === undefined) {
      acknowledgeWildcard(role, every, 'no repositories were named, so every one of the account may be deployed');
    }
  }
}
