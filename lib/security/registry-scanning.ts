import * as ecr from 'aws-cdk-lib/aws-ecr';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { guarded } from '../internal/guard/guarded';

/** Settings of `RegistryScanning`. */
export interface RegistryScanningProps {
  /**
   * Repositories that are scanned again whenever a new vulnerability becomes known, by name with `*` for any characters.
   * All others are scanned once, on push.
   *
   * @default - every repository
   */
  readonly continuously?: string[];
}

/**
 * Enhanced scanning by Amazon Inspector: operating system and language packages, again and again.
 *
 * The configuration belongs to the registry: make one per account and region. Inspector bills per image and scan.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-enhanced.html
 */
@guarded
@propertyInjectable
export class RegistryScanning extends Construct {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.RegistryScanning';

  constructor(scope: Construct, id: string, props: RegistryScanningProps = {}) {
    super(scope, id);
    const { continuously = ['*'] } = props;
    const filters = (patterns: string[]) => [...patterns].sort().map((filter) => ({ filter, filterType: 'WILDCARD' }));
    new ecr.CfnRegistryScanningConfiguration(this, 'Resource', {
      scanType: 'ENHANCED',
      rules: [
        { scanFrequency: 'CONTINUOUS_SCAN', repositoryFilters: filters(continuously) },
        ...(continuously.includes('*') ? [] : [{ scanFrequency: 'SCAN_ON_PUSH', repositoryFilters: filters(['*']) }]),
      ],
    });
  }
}
