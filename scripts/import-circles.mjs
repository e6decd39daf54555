import { resolve } from 'node:path';
import { circleOf, importGraph, importsOf, named } from './import-graph.mjs';

/**
 * An ESLint rule: no file imports itself through others, be it by a type, by `require` or on first use. Files in a circle
 * are read, moved and tested only together. The option `root` is the folder; `known` are the imports that may close one.
 */
export const circles = {
  meta: {
    type: 'problem',
    schema: [
      {
        type: 'object',
        properties: { root: { type: 'string' }, known: { type: 'array' } },
        required: ['root', 'known'],
        additionalProperties: false,
      },
    ],
  },
  create: (context) => ({
    Program(program) {
      const [{ root, known }] = context.options;
      const graph = graphOf(root);
      const file = context.filename;
      // An editor lints what is not saved yet.
      const imported = importsOf(file, context.sourceCode.text);
      graph.set(file, imported);
      const bridges = known.map((pair) => pair.map((name) => resolve(root, name)));
      const stale = bridges.find(([from, to]) => from === file && !imported.includes(to));
      if (stale !== undefined) {
        context.report({ node: program, message: `no longer imports ${named([stale[1]], root)}: take it off 'known'` });
      }
      const circle = circleOf(file, without(graph, bridges));
      if (circle !== undefined) {
        const next = circle[1];
        const node = program.body.find((each) => importsOf(file, context.sourceCode.getText(each)).includes(next));
        context.report({
          node: node ?? program,
          message: `imports itself: ${named(circle, root)}; move what both need into a file of its own`,
        });
      }
    },
  }),
};

const graphs = new Map();

/** The imports of a folder, read once: 0.5 seconds. */
function graphOf(root) {
  if (!graphs.has(root)) {
    graphs.set(root, importGraph(root));
  }
  return graphs.get(root);
}

function without(graph, bridges) {
  const rest = new Map(graph);
  for (const [from, to] of bridges) {
    rest.set(
      from,
      (graph.get(from) ?? []).filter((each) => each !== to),
    );
  }
  return rest;
}
