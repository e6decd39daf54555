import { circleOf, importGraph, importsOf, named } from './import-graph.mjs';

/**
 * An ESLint rule: no file imports itself through others, be it by a type, by `require` or on first use. Files in a circle
 * are read, moved and tested only together. The option `root` is the folder.
 */
export const circles = {
  meta: {
    type: 'problem',
    schema: [
      {
        type: 'object',
        properties: { root: { type: 'string' } },
        required: ['root'],
        additionalProperties: false,
      },
    ],
  },
  create: (context) => ({
    Program(program) {
      const [{ root }] = context.options;
      const graph = graphOf(root);
      const file = context.filename;
      // An editor lints what is not saved yet.
      graph.set(file, importsOf(file, context.sourceCode.text));
      const circle = circleOf(file, graph);
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
