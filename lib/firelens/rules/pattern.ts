/**
 * The fault of a pattern that surely stops Fluent Bit (`could not compile regex pattern`): open brackets, and a repeat
 * of nothing.
 */
export function patternFault(pattern: string): string | undefined {
  if (/[\r\n]/.test(pattern)) {
    return 'has a line break';
  }
  if (pattern === '') {
    return 'is empty';
  }
  let depth = 0;
  let inClass = false;
  for (let i = 0; i < pattern.length; i++) {
    const letter = pattern[i];
    if (letter === '\\') {
      i++;
    } else if (inClass) {
      inClass = letter !== ']';
    } else if (letter === '[') {
      inClass = true;
      // A bracket in first place is a letter of the class.
      i += pattern[i + 1] === ']' ? 1 : pattern.startsWith('^]', i + 1) ? 2 : 0;
    } else if (letter === '(') {
      depth++;
    } else if (letter === ')' && --depth < 0) {
      return "is no regular expression: a ')' too many";
    }
  }
  return inClass
    ? "is no regular expression: '[' is not closed"
    : depth > 0
      ? "is no regular expression: '(' is not closed"
      : /^[*+?]/.test(pattern)
        ? `is no regular expression: '${pattern[0]}' has nothing to repeat`
        : undefined;
}
