import type { Resource } from '../../app-model/app-model';
import { mentionersOf } from '../../app-model/mentions';
import { ARN } from '../../app-model/policy/arns';
import { markOf } from '../../app-model/values';
import type { Judge } from './judge';
import { Right } from './right';

/** The types that refer to log groups of tasks, and of sessions of ECS Exec. */
const USERS = ['AWS::ECS::TaskDefinition', 'AWS::ECS::DaemonTaskDefinition', 'AWS::ECS::Cluster'];

const PURPOSE =
  'encrypt the log group, which is not made otherwise ("The specified KMS key does not exist or is not allowed to be used")';

/** One of them is enough: a policy that names CloudWatch Logs at all is taken for a right one. */
const CALLS = ['kms:Encrypt', 'kms:GenerateDataKey'];

/**
 * The right of CloudWatch Logs to use the customer keys of log groups that tasks write to. Without it the log group is not made:
 * "The specified KMS key does not exist or is not allowed to be used with Arn". aws-cdk-lib does not give it (aws-cdk#28304).
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function logKeyRights(judge: Judge): Right[] {
  const { model, resourcePolicies } = judge;
  const encrypted = model
    .ofType('AWS::Logs::LogGroup')
    .filter((group) => group.has('KmsKeyId') && !group.told && model.property(group, 'KmsKeyId') !== undefined);
  return encrypted
    .filter((group) => mentionersOf(model, group).some(({ type }) => USERS.includes(type)))
    .flatMap((group): Right[] => {
      const arn = resourcePolicies.keyArn(model.property(group, 'KmsKeyId'));
      const key = arn === undefined ? undefined : resourcePolicies.of(arn).resource;
      return arn === undefined || key === undefined ? [] : [rightOf(judge, group, arn, key)];
    });
}

function rightOf(judge: Judge, group: Resource, arn: string, key: Resource): Right {
  const { model, arns } = judge;
  const region = model.regionOf(group.scope);
  const account = arns.accountOf(group);
  const name = model.text(group.pointer('Ref')) ?? markOf(group.path);
  return {
    ...{ subject: group, property: 'KmsKeyId', actor: 'service', role: judge.service(group, 'CloudWatch Logs') },
    // Policies are read with the names of services as they are without a region.
    service: { principal: 'logs.amazonaws.com', here: `logs.${region}.amazonaws.com` },
    ...{ actions: CALLS, oneOf: 'enough', resources: [arn], purpose: PURPOSE },
    context: {
      'kms:EncryptionContext:aws:logs:arn': `${ARN}:logs:${region}:${account}:log-group:${name}`,
      'aws:SourceAccount': account,
    },
    grant: { resource: key, method: 'addToResourcePolicy' },
  };
}
