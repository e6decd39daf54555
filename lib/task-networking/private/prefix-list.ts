import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { acknowledgeLookup } from './acknowledged-lookup';

/** Properties of a prefix list that AWS manages. */
export interface ServicePrefixListProps {
  /**
   * Service whose addresses it holds: `s3` or `dynamodb`.
   */
  readonly service: string;
}

/** An AWS-managed prefix list of the stack's region. No CloudFormation function gives its id: it is looked up at deployment. */
export class ServicePrefixList extends Construct {
  /** Id of the list, `pl-…`. */
  public readonly prefixListId: string;

  constructor(scope: Construct, id: string, props: ServicePrefixListProps) {
    super(scope, id);
    const name = `com.amazonaws.${Stack.of(this).region}.${props.service}`;
    const path = 'PrefixLists.0.PrefixListId';
    const lookup = new AwsCustomResource(this, 'Lookup', {
      resourceType: 'Custom::ManagedPrefixList',
      onUpdate: {
        service: 'EC2',
        action: 'describeManagedPrefixLists',
        parameters: { Filters: [{ Name: 'prefix-list-name', Values: [name] }] },
        physicalResourceId: PhysicalResourceId.of(name),
        outputPaths: [path],
      },
      installLatestAwsSdk: false,
      // Describe calls of EC2 have no resource to be narrowed to.
      policy: AwsCustomResourcePolicy.fromStatements([
        new iam.PolicyStatement({ actions: ['ec2:DescribeManagedPrefixLists'], resources: ['*'] }),
      ]),
    });
    acknowledgeLookup(this, 'ec2:DescribeManagedPrefixLists takes no resource, and it only reads');
    this.prefixListId = lookup.getResponseField(path);
  }
}
