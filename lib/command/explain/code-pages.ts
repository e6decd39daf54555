import { asMarkdownPage } from './explanation-page';
import { EXPLANATIONS, codesByTopic } from './explanations';

/** The pages of all codes in Markdown, by the name of the file: one for each topic, and the list of them. */
export function codePages(): ReadonlyMap<string, string> {
  const topics = [...codesByTopic()];
  const pages = topics.map(([topic, codes]): [string, string] => [
    `${topic}.md`,
    [
      `# ${topic}\n\n[All topics](README.md)\n\n`,
      ...codes.map((code) => asMarkdownPage(code, EXPLANATIONS[code])),
    ].join(''),
  ]);
  const list = topics.map(
    ([topic, codes]) => `- [${topic}](${topic}.md): ${codes.map((code) => short(code)).join(', ')}`,
  );
  return new Map([
    ...pages,
    [
      'README.md',
      [
        '# Codes',
        'Every finding, error and warning has a stable code. Each page has the cause, an example and the cure; the command prints',
        'the same: `npx cdk-ecs-groundwork explain StartProof.noRoute`.',
        '',
        ...list,
        '',
      ].join('\n'),
    ],
  ]);
}

function short(code: string): string {
  return code.slice(code.indexOf('.') + 1);
}
