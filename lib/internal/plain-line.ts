import { withoutSecrets } from './secret-looking';

/**
 * A message as its readers can use it: on one line, whatever was given, and without the marks by which the CDK stands for what is
 * known only at deployment (`${Token[AWS.Region.4]}`, `#{Token[TOKEN.7]}`, -1.8881545897087e+289), which name nothing that its
 * reader wrote. What has the form of a secret is left out, since messages end in the logs of pipelines.
 */
export function plainLine(message: string): string {
  return withoutSecrets(message)
    .replace(/[$#]\{Token\[[^\]]*\]\}/g, '<known at deployment>')
    .replace(/-1\.\d+e\+289\b/g, '<known at deployment>')
    .replace(/\r/g, '\\r')
    .replace(/\n/g, '\\n');
}
