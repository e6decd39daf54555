/** A text without control characters and line breaks: what a template says never reaches a terminal as a command. */
export function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
}

/** A text in lines of at most `width` columns, each after `indent`. A word that is longer goes on in the next line. */
export function wrapped(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  const most = Math.max(1, width - indent.length);
  const words = oneLine(text)
    .split(/ +/)
    .flatMap((word) => word.match(new RegExp(`.{1,${most}}`, 'gsu')) ?? ['']);
  for (const word of words) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return line === '' ? lines : [...lines, indent + line];
}
