import { Tokenization } from 'aws-cdk-lib';

/** A value in a text. A number that only the deployment knows would be a meaningless one when it is written out. */
export function plainText(value: string | number | boolean): string {
  return typeof value === 'number' ? Tokenization.stringifyNumber(value) : String(value);
}
