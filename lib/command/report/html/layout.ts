import type { EdgeLabel, GraphLabel, NodeLabel, Point } from '@dagrejs/dagre';

/** A box to be placed. */
export interface Box {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

/** A line to be drawn between two boxes, with room for its label. */
export interface Line {
  readonly from: string;
  readonly to: string;
  readonly width: number;
  readonly height: number;
}

/** The places where everything stands. Coordinates of boxes and labels are those of their middle. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Readonly<{ x: number; y: number }>>;
  readonly lines: readonly { readonly points: readonly Point[]; readonly label: Point }[];
}

/** Places boxes in layers from left to right. The same input always gives the same picture. */
export function layOut(boxes: readonly Box[], lines: readonly Line[]): Layout {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- only a report with a picture needs it
  const { Graph, layout } = require('@dagrejs/dagre') as typeof import('@dagrejs/dagre');
  const graph = new Graph<GraphLabel, NodeLabel, EdgeLabel>({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 18, ranksep: 34, edgesep: 10, marginx: 8, marginy: 8 });
  for (const { id, width, height } of boxes) {
    graph.setNode(id, { width, height });
  }
  lines.forEach(({ from, to, width, height }, index) => {
    graph.setEdge(from, to, { width, height, labelpos: 'c', minlen: 1, weight: 1 }, String(index));
  });
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    boxes: new Map(
      boxes.map(({ id }) => {
        const { x = 0, y = 0 } = graph.node(id);
        return [id, { x: rounded(x), y: rounded(y) }];
      }),
    ),
    lines: lines.map(({ from, to }, index) => {
      const { points = [], x = 0, y = 0 } = graph.edge(from, to, String(index));
      return {
        points: points.map((point) => ({ x: rounded(point.x), y: rounded(point.y) })),
        label: { x: rounded(x), y: rounded(y) },
      };
    }),
  };
}

function rounded(number: number): number {
  return Math.round(number * 10) / 10;
}
