import { Aws, Duration, RemovalPolicy, Stack, Token, Validations } from 'aws-cdk-lib';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

/** A bucket for access logs: encrypted by S3 (load balancers cannot write with a customer key), private, kept for 90 days. */
export class AccessLogBucket extends s3.Bucket {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      lifecycleRules: [{ expiration: Duration.days(90) }],
      // Also when its creation is rolled back: the load balancer has written its test file by then, and a bucket with content
      // cannot be deleted.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions::AwsSolutions-S1',
      reason: 'this is a bucket for access logs; its own would be logs of who reads logs, without end',
    });
  }
}

/**
 * Has a load balancer write its access logs.
 *
 * The L2 does it only where the region is known, for the account ids of the oldest regions. Elsewhere the service
 * principals do, which AWS names for every region by now.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
export function logAccess(
  balancer: elbv2.ApplicationLoadBalancer | elbv2.NetworkLoadBalancer,
  bucket: s3.IBucket,
  principal: 'logdelivery.elasticloadbalancing.amazonaws.com' | 'delivery.logs.amazonaws.com',
): void {
  if (!Token.isUnresolved(Stack.of(balancer).region)) {
    balancer.logAccessLogs(bucket);
    return;
  }
  const service = new iam.ServicePrincipal(principal);
  const conditions = { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } };
  bucket.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [service],
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects(`AWSLogs/${Aws.ACCOUNT_ID}/*`)],
      ...(principal === 'delivery.logs.amazonaws.com' && { conditions }),
    }),
  );
  if (principal === 'delivery.logs.amazonaws.com') {
    bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [service],
        actions: ['s3:GetBucketAcl'],
        resources: [bucket.bucketArn],
        conditions,
      }),
    );
  }
  balancer.setAttribute('access_logs.s3.enabled', 'true');
  balancer.setAttribute('access_logs.s3.bucket', bucket.bucketName);
  // The load balancer tries to write when the attribute is set: the policy must be there.
  if (bucket.policy) {
    balancer.node.addDependency(bucket.policy);
  }
}
