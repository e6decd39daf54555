import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { OpenPart, textParts } from './flat-text';

/** Explains the wildcard of one resource in a policy to cdk-nag, so that every other still shows. */
export function acknowledgeWildcard(scope: IConstruct, arn: string, reason: string): void {
  Validations.of(scope).acknowledge({
    id: `AwsSolutions::AwsSolutions-IAM5[Resource::${nagResource(scope, arn)}]`,
    reason,
  });
}

/** An ARN as cdk-nag spells it in the id of a finding: references in angle brackets. */
function nagResource(scope: IConstruct, arn: string): string {
  const parts = textParts(Stack.of(scope).resolve(arn)) ?? [];
  return parts.map((part) => (typeof part === 'string' ? part : written(part))).join('');
}

/** Functions other than a reference are spelled out. */
function written({ name, raw }: OpenPart): string {
  return name.startsWith('Fn::') || name === '?' ? JSON.stringify(raw) : `<${name}>`;
}
