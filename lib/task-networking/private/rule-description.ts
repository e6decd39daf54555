import { Token } from 'aws-cdk-lib';

/** Texts that EC2 takes. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html */
const DESCRIPTION = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/;

/** The end of a message about one that is not. */
export const DESCRIPTION_RULE = 'must be 1 to 255 letters, digits, blanks and ._-:/()#,@[]+=&;{}!$*';

/** Whether EC2 takes a text as the description of a security group or of a rule. */
export function isDescription(text: string): boolean {
  return Token.isUnresolved(text) || DESCRIPTION.test(text);
}
