import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** An ARN as cdk-nag spells it in the id of a finding, for an acknowledgement: references in angle brackets. */
export function nagResource(scope: IConstruct, arn: string): string {
  const resolved = Stack.of(scope).resolve(arn) as unknown;
  return typeof resolved === 'string'
    ? resolved
    : joinedParts(resolved)
        .map((part) => (typeof part === 'string' ? part : written(part)))
        .join('');
}

function joinedParts(value: unknown): readonly unknown[] {
  return (value as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join']?.[1] ?? [value];
}

/** Functions other than a reference are spelled out. */
function written(part: unknown): string {
  const { Ref, ['Fn::GetAtt']: attribute } = part as { Ref?: string; 'Fn::GetAtt'?: string[] };
  const reference = Ref ?? attribute?.join('.');
  return reference === undefined ? JSON.stringify(part) : `<${reference}>`;
}
