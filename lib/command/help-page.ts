const DOCS = 'https://github.com/cdk-ecs-groundwork/cdk-ecs-groundwork/blob/main/docs/findings';

/** The page that explains a code: one for each topic, the code as its anchor. */
export function helpPage(code: string): string {
  const topic = code.split(/[.:-]/)[0].toLowerCase();
  return `${DOCS}/${topic}.md#${code.toLowerCase().replace(/[^a-z0-9-]/g, '')}`;
}
