import { Stack, Token } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type * as ssm from 'aws-cdk-lib/aws-ssm';
import type { IConstruct } from 'constructs';
import { failAll } from '../internal/errors';
import { error, Finding, warning } from '../internal/finding';
import { guarded } from '../internal/guard/guarded';
import { text } from '../internal/template-value';
import { warn } from '../internal/warnings';
import { allow, taskGrantee } from './private/grantee';
import { parameterStatements, secretStatements } from './private/secret-access';

/** The part and the version of a secret that a container gets. */
export interface TaskSecretOptions {
  /**
   * Key of a JSON secret whose value is injected.
   *
   * @default - the whole secret
   */
  readonly jsonField?: string;

  /**
   * Staging label of the version, as `AWSPREVIOUS`. Excludes `versionId`.
   *
   * @default 'AWSCURRENT'
   */
  readonly versionStage?: string;

  /**
   * Id of one version. The task then never follows a rotation. Excludes `versionStage`.
   *
   * @default - the version that the staging label names when the task starts
   */
  readonly versionId?: string;

  /**
   * Customer managed key of the secret, when the secret object does not know it (imported secrets).
   *
   * @default - the key of the secret object; without one, the AWS managed key, which needs no permission
   */
  readonly encryptionKey?: kms.IKey;
}

/** The attributes of an imported SSM parameter that the CDK cannot look up. */
export interface TaskParameterOptions {
  /**
   * Customer managed key of a `SecureString`, when the parameter object does not know it.
   *
   * @default - the key of the parameter object; without one, the AWS managed key, which needs no permission
   */
  readonly encryptionKey?: kms.IKey;
}

/**
 * A secret for a container, by reference: ECS fetches it when the task starts and it is never in the template.
 *
 * The result is an ordinary `ecs.Secret`, good for `secrets`, `secretOptions` of log drivers and `repositoryCredentials`.
 * Unlike those of aws-cdk-lib it allows exactly what the agent calls, and the use of a customer managed key also when
 * secret and key are imported.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
 */
@guarded
export class TaskSecret extends ecs.Secret {
  /**
   * A secret of Secrets Manager, or one key or version of it.
   *
   * Fails with `TaskSecret.jsonField`, `TaskSecret.version` and `EncryptionKey.otherRegion`; warns with
   * `TaskSecret.partialArn` and `TaskSecret.otherRegion`.
   */
  public static fromSecret(secret: secretsmanager.ISecret, options: TaskSecretOptions = {}): TaskSecret {
    const { jsonField, versionStage, versionId, encryptionKey } = options;
    failAll(secret, faults(options));
    const part = jsonField !== undefined || versionStage !== undefined || versionId !== undefined;
    if (secret.secretFullArn === undefined) {
      warn(
        secret,
        warning(
          'TaskSecret.partialArn',
          `secret is imported without the six characters at the end of its ARN${part ? ', and a JSON key or version needs them' : ''}; ` +
            'import it with fromSecretCompleteArn, or the permission covers every secret whose name starts the same',
        ),
      );
    }
    const arn = secret.secretFullArn ?? secret.secretArn;
    const statements = secretStatements(secret, encryptionKey);
    return new TaskSecret(
      part ? `${arn}:${jsonField ?? ''}:${versionStage ?? ''}:${versionId ?? ''}` : arn,
      jsonField !== undefined,
      secret,
      statements,
    );
  }

  /**
   * A parameter of the Systems Manager Parameter Store.
   *
   * Fails with `EncryptionKey.otherRegion`; warns with `TaskSecret.otherRegion`.
   */
  public static fromParameter(parameter: ssm.IParameter, options: TaskParameterOptions = {}): TaskSecret {
    const key = options.encryptionKey ?? (parameter as Partial<ssm.StringParameter>).encryptionKey;
    return new TaskSecret(
      parameter.parameterArn,
      false,
      parameter,
      parameterStatements(parameter, key as kms.IKey | undefined),
    );
  }

  /** Whether this is one field of a JSON secret. */
  public readonly hasField?: boolean;

  private constructor(
    /** The ARN that the task definition names. */
    public readonly arn: string,
    hasField: boolean,
    private readonly source: IConstruct & { readonly env: { readonly region: string } },
    private readonly statements: iam.PolicyStatement[],
  ) {
    super();
    this.hasField = hasField;
  }

  /** Allows a role to read the secret. Task definitions call it with their execution role. */
  public override grantRead(grantee: iam.IGrantable): iam.Grant {
    const principal = grantee.grantPrincipal;
    if (!isRole(principal)) {
      return this.statements
        .map(({ actions, resources: resourceArns, conditions }) =>
          iam.Grant.addToPrincipal({ grantee, actions, resourceArns, conditions }),
        )
        .reduce((all, grant) => all.combine(grant));
    }
    this.warnOfOtherRegion(principal);
    const target = taskGrantee(principal, 'executionRole');
    return this.statements.map((statement) => allow(target, statement)).reduce((all, grant) => all.combine(grant));
  }

  private warnOfOtherRegion(role: iam.IRole): void {
    const own = this.source.env.region;
    const { region } = Stack.of(role);
    if (!Token.isUnresolved(own) && !Token.isUnresolved(region) && own !== region) {
      warn(
        role,
        warning(
          'TaskSecret.otherRegion',
          `secret ${this.source.node.path} is of region ${own}, the task of ${region}; an interface endpoint of this region does not reach it: ` +
            `replicate the secret to ${region}, or give the task a route to ${own}`,
        ),
      );
    }
  }
}

function isRole(principal: iam.IPrincipal): principal is iam.IRole {
  return 'roleArn' in principal;
}

function faults({ jsonField, versionStage, versionId }: TaskSecretOptions): Finding[] {
  const found: Finding[] = [];
  const field = text(jsonField);
  if (field !== undefined && (field === '' || field.includes(':'))) {
    found.push(
      error(
        'TaskSecret.jsonField',
        `'jsonField' must be a key without a colon, got '${field}'; ECS separates the parts of the reference by colons: rename the key`,
      ),
    );
  }
  if (versionStage !== undefined && versionId !== undefined) {
    found.push(
      error(
        'TaskSecret.version',
        `'versionStage' and 'versionId' exclude each other, got both; keep 'versionStage' to follow rotations, 'versionId' to stay on one version`,
      ),
    );
  }
  return found;
}
