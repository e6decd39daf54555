import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** An ARN as cdk-nag spells it in the id of a finding, for an acknowledgement: references in angle brackets. */
export function nagResource(scope: IConstruct, arn: string): string {
  const resolved = Stack.of(scope).resolve(arn) as unknown;
  return typeof resolved === 'string'
    ? resolved
    : joinedParts(resolved)
        .map((part) => (typeof part === 'string' ? part : `<${referenceOf(part)}>`))
        .join('');
}

function joinedParts(value: unknown): readonly unknown[] {
  return (value as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join']?.[1] ?? [value];
}

function referenceOf(part: unknown): string {
  const { Ref, ['Fn::GetAtt']: attribute } = part as { Ref?: string; 'Fn::GetAtt'?: string[] };
  return Ref ?? attribute?.join('.') ?? '';
}
