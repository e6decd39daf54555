/** The code that has a page, in the code of a finding: without the pack before it and the container or statement after it. */
export function ruleName(code: string): string {
  return code.replace(/\[.*$/s, '').replace(/^NIST\.800\.190-/, '');
}
