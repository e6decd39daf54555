import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

/**
 * What was warned of under a topic once the app is synthesized, as `path Topic.code`, without what is acknowledged.
 *
 * Reads the metadata of the tree: a second synthesis, as `Annotations.fromStack` makes it, is one too many for some clusters.
 */
export function warningsOf(stack: Stack, topic: string): string[] {
  Template.fromStack(stack);
  return stack.node
    .findAll()
    .flatMap(({ node }) => node.metadata.map(({ type, data }) => ({ path: node.path, type, text: String(data) })))
    .filter(({ type }) => type === 'aws:cdk:warning')
    .flatMap(({ path, text }) => {
      const code = new RegExp(`${topic}\\.\\w+`).exec(text);
      return code === null ? [] : [`${path} ${code[0]}`];
    });
}
