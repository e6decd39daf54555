import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';

/** The network, as far as its endpoints depend on it. */
export interface PlannedNetwork extends Construct {
  readonly vpc: ec2.IVpc;
  readonly vpcSubnets: ec2.SubnetSelection;
  readonly s3Peer: ec2.IPeer;
  readonly dynamoDbPeer: ec2.IPeer;
}

/** The options of new endpoints. */
export interface EndpointPlanOptions {
  /** Services with an endpoint that the app does not show. */
  readonly existing: readonly string[];
  /** The group of those endpoints. */
  readonly existingGroup?: ec2.ISecurityGroup;
  /** The only services that may get one. */
  readonly allowed?: readonly string[];
  /** Whether interface endpoints are made at all. */
  readonly interfaces: boolean;
  /** Whether the VPC is this network's, so that nothing else is behind its route tables. */
  readonly ownVpc: boolean;
  /** Whether the S3 endpoint is narrow, as far as it was said. */
  readonly restrictS3?: boolean;
  /** Whether the endpoints made here admit the whole VPC. */
  readonly admitVpc: boolean;
}
