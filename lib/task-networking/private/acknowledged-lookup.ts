import { Stack, Validations } from 'aws-cdk-lib';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { AwsCustomResource } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { explainFunction, explainLog } from '../../internal/explain-function';

/** Id under the stack of the one function that makes the calls of every `AwsCustomResource`. */
const PROVIDER = `AWS${AwsCustomResource.PROVIDER_FUNCTION_UUID.replace(/-/g, '')}`;

/**
 * Says why a custom resource has a wildcard, and that the function behind it is aws-cdk-lib's. The resource waits for the log
 * group of that function.
 */
export function acknowledgeLookup(scope: Construct, reason: string): void {
  Validations.of(scope).acknowledge({ id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]', reason });
  for (const pack of ['HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321']) {
    Validations.of(scope).acknowledge({
      id: `${pack}::${pack}-IAMNoInlinePolicy`,
      reason: 'the policy of a custom resource is made by aws-cdk-lib',
    });
  }
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
    // Lambda makes the log group of a function that is called before it, and then CloudFormation cannot.
    const logs = provider.node.findAll().filter((node) => CfnLogGroup.isCfnLogGroup(node));
    scope.node.addDependency(...logs);
    explainFunction(provider);
    explainLog(provider, `${made}, with a log that holds what it called and what AWS answered`);
  }
}
