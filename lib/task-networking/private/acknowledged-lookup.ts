import { Stack, Validations } from 'aws-cdk-lib';
import { AwsCustomResource } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';

/** Id under the stack of the one function that makes the calls of every `AwsCustomResource`. */
const PROVIDER = `AWS${AwsCustomResource.PROVIDER_FUNCTION_UUID.replace(/-/g, '')}`;

/** Says why a custom resource has a wildcard, and that the function behind it is aws-cdk-lib's. */
export function acknowledgeLookup(scope: Construct, reason: string): void {
  Validations.of(scope).acknowledge({ id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]', reason });
  const provider = Stack.of(scope).node.tryFindChild(PROVIDER);
  if (provider) {
    const made = 'the function that calls AWS for custom resources is made by aws-cdk-lib';
    Validations.of(provider).acknowledge(
      {
        id: 'AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
        reason: `${made}, with this policy for its log`,
      },
      { id: 'AwsSolutions::AwsSolutions-L1', reason: `${made}, which chooses its runtime` },
    );
  }
}
