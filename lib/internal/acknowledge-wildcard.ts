import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { record, text, items } from './template-value';

/** Explains the wildcard of one resource in a policy to cdk-nag, so that every other still shows. */
export function acknowledgeWildcard(scope: IConstruct, arn: string, reason: string): void {
  Validations.of(scope).acknowledge({
    id: `AwsSolutions::AwsSolutions-IAM5[Resource::${written(Stack.of(scope).resolve(arn))}]`,
    reason,
  });
}

/** An ARN as cdk-nag writes it: references in angle brackets. */
function written(value: unknown): string {
  if (typeof value !== 'object' || value === null) {
    return text(value) ?? '';
  }
  // An intrinsic is no record to the readers of values, so it is looked at as one entry of many.
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = record({ ...value, '': 0 });
  if (join !== undefined) {
    const [separator, pieces] = items(join);
    return items(pieces)
      .map(written)
      .join(text(separator) ?? '');
  }
  return `<${text(Ref) ?? items(attribute).map(text).join('.')}>`;
}
