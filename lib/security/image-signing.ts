import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as signer from 'aws-cdk-lib/aws-signer';
import { Duration } from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { fail } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';

/** Settings of `ImageSigning`. */
export interface ImageSigningProps {
  /**
   * Signing profile, of the platform for container images.
   *
   * @default - a new profile
   */
  readonly signingProfile?: signer.ISigningProfile;

  /**
   * The validity of a signature of a profile that is created here.
   *
   * @default - 135 months, as AWS Signer sets it
   */
  readonly signatureValidity?: Duration;

  /**
   * Repositories whose images are signed, by name with `*` for any characters. At least one.
   *
   * @default - every repository of the registry
   */
  readonly repositories?: string[];
}

/**
 * Managed signing: ECR signs every image as it is pushed, with a profile of AWS Signer.
 *
 * The configuration belongs to the registry: make one per account and region. Whoever pushes needs leave to sign
 * (`grantSign`); without it the push succeeds and the image stays unsigned. An `ImageGate` keeps such images from
 * running.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/managed-signing.html
 */
@guarded
@propertyInjectable
export class ImageSigning extends Construct {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.ImageSigning';

  /** The profile that signs. */
  public readonly signingProfile: signer.ISigningProfile;

  /** Fails with `ImageSigning.repositories` when an empty list is given. */
  constructor(scope: Construct, id: string, props: ImageSigningProps = {}) {
    super(scope, id);
    const { repositories } = props;
    if (repositories?.length === 0) {
      fail(
        this,
        'ImageSigning.repositories',
        "'repositories' must name at least one repository, got none; leave it out to sign all images of the registry",
      );
    }
    if (props.signingProfile !== undefined && props.signatureValidity !== undefined) {
      fail(
        this,
        'ImageSigning.signatureValidity',
        "'signatureValidity' is for the profile made here and cannot be combined with 'signingProfile'; set it where that profile is made",
      );
    }
    const validity = props.signatureValidity;
    if (validity !== undefined && !validity.isUnresolved() && validity.toDays() < 1) {
      fail(this, 'ImageSigning.signatureValidity', "'signatureValidity' must be at least a day, got 0 days");
    }
    this.signingProfile =
      props.signingProfile ??
      new signer.SigningProfile(this, 'Profile', {
        platform: signer.Platform.NOTATION_OCI_SHA384_ECDSA,
        signatureValidity: props.signatureValidity,
      });
    new ecr.CfnSigningConfiguration(this, 'Configuration', {
      rules: [
        {
          signingProfileArn: this.signingProfile.signingProfileArn,
          ...(repositories !== undefined && {
            repositoryFilters: [...repositories].sort().map((filter) => ({ filter, filterType: 'WILDCARD_MATCH' })),
          }),
        },
      ],
    });
  }

  /** Lets whoever pushes images sign them. */
  public grantSign(grantee: iam.IGrantable): iam.Grant {
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['signer:GetSigningProfile', 'signer:SignPayload'],
      resourceArns: [this.signingProfile.signingProfileArn],
    });
  }
}
