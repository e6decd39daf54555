import type { FoldedCall, FoldedNode } from '../data/network/folded';
import type { ReportedNetwork } from '../data/network/network';
import type { NodeKind } from '../data/network/nodes';
import { Html, html } from './html';
import { Layout, layOut } from './layout';
import { count } from './section';

/** Widths of characters at the size of the picture, for the widest of common fonts. */
const WIDTHS = { narrow: 4.8, capital: 9.4, other: 7.7 };
/** The lines that are not bold are smaller. */
const PLAIN = 0.84;
const LINE = 15;
const PADDING = 9;
const WIDEST = 28;
/** Below this share of its size a picture is not read any more: it then scrolls. */
const SMALLEST = 0.62;
const MOST_LINES = 3;

const INDENT = '\u00a0\u00a0';

/** Larger pictures tell nobody anything; the table has every call. */
const MOST_BOXES = 100;

/** The contents of a box. */
interface Drawn {
  readonly node: FoldedNode;
  readonly kind: NodeKind;
  readonly title: string;
  readonly lines: readonly string[];
  readonly quiet: readonly string[];
  readonly width: number;
  readonly height: number;
}

/** A network as a picture: boxes for interfaces, arrows for who may call whom. Absent when it would be too large to read. */
export function pictureOf(network: ReportedNetwork): Html | undefined {
  const { nodes, calls } = network.folded;
  if (nodes.length > MOST_BOXES || nodes.length === 0) {
    return undefined;
  }
  const inside = new Map(calls.filter(({ from, to }) => from === to).map((call) => [call.from, labelOf(call)]));
  const between = calls.filter(({ from, to }) => from !== to);
  const boxes = nodes.map((node) => drawn(node, network.reach, inside.get(node.id)));
  const labels = between.map(labelOf);
  const layout = layOut(
    boxes.map(({ node, width, height }) => ({ id: node.id, width, height })),
    between.map(({ from, to }, index) => ({ from, to, width: labels[index].length * 6 + 8, height: LINE })),
  );
  const title = `Who may call whom in ${network.name}: ${count(between.length, 'arrow')}; the table below has the same`;
  return html`<div class="picture" tabindex="0" role="region" aria-label="Picture of ${network.name}">
    <svg
      role="img"
      aria-label="${title}"
      viewBox="0 0 ${layout.width} ${layout.height}"
      style="width:100%;height:auto;max-width:${layout.width}px;min-width:${Math.round(layout.width * SMALLEST)}px"
    >
      ${between.map((call, index) => lineOf(call, layout.lines[index], labels[index]))}
      ${boxes.map((box) => boxOf(box, layout.boxes.get(box.node.id)))}
    </svg>
  </div>`;
}

function drawn(node: FoldedNode, reach: ReadonlyMap<string, string>, inside: string | undefined): Drawn {
  const [first] = node.nodes;
  const names = node.nodes.map(({ name }) => name);
  const title = names.join(', ');
  const shown = names.length <= MOST_LINES ? names : [...names.slice(0, 2), `and ${names.length - 2} more alike`];
  const lines = shown
    .flatMap((name) => wrapped(name).map((line, index) => (index === 0 ? line : `${INDENT}${line}`)))
    .slice(0, MOST_LINES * MOST_LINES);
  const about = node.nodes.length > 1 && first.about ? `${node.nodes.length} × ${first.about}` : first.about;
  const own = inside && `${node.nodes.length > 1 ? 'each other' : 'its own tasks'}: ${inside}`;
  const quiet = [about, reach.get(first.id), own].flatMap((text) =>
    text === undefined ? [] : wrapped(text).slice(0, 2),
  );
  return {
    node,
    kind: first.kind,
    title,
    lines,
    quiet,
    width: Math.max(...lines.map(widthOf), ...quiet.map((line) => widthOf(line) * PLAIN)) + 2 * PADDING + 4,
    height: (lines.length + quiet.length) * LINE + 2 * PADDING - 4,
  };
}

/** A guess at the width of a bold line: without a browser nobody knows its fonts. */
function widthOf(line: string): number {
  return [...line].reduce(
    (sum, character) =>
      sum +
      (/[il1|/.,:;'\s()-]/.test(character)
        ? WIDTHS.narrow
        : /[A-Zmw@%&\u00ff-\uffff]/.test(character)
          ? WIDTHS.capital
          : WIDTHS.other),
    0,
  );
}

/** A long path in lines, broken where its parts are. */
function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of text.split(/(?<=[/ ])/)) {
    if (line !== '' && line.length + part.length > WIDEST) {
      lines.push(line);
      line = '';
    }
    line += part.length > WIDEST ? `${part.slice(0, WIDEST - 1)}…` : part;
  }
  const all = [...lines, line];
  return all.length > MOST_LINES ? [all[0], '…', ...all.slice(-1)] : all;
}

function labelOf({ ports, pairs }: FoldedCall): string {
  const shown = ports.length <= 3 ? ports.join(', ') : `${ports.slice(0, 2).join(', ')} and ${ports.length - 2} more`;
  const known = shown.replace(/, TCP /g, ', ').replace(/, UDP /g, ', UDP ');
  return `${known}${pairs === undefined ? '' : ` (${count(pairs, 'pair')})`}`;
}

function boxOf(
  { kind, title, lines, quiet, width, height }: Drawn,
  at: { x: number; y: number } = { x: 0, y: 0 },
): Html {
  const [left, top] = [at.x - width / 2, at.y - height / 2].map((number) => Math.round(number * 10) / 10);
  const text = (line: string, index: number, name: string): Html =>
    html`<text class="${name}" x="${left + PADDING + 4}" y="${top + PADDING + 9 + index * LINE}">${line}</text>`;
  return html`<g class="box k-${kind}">
    <title>${title}</title>
    <rect x="${left}" y="${top}" width="${Math.round(width)}" height="${height}" rx="5" />
    <rect class="bar" x="${left}" y="${top}" width="4" height="${height}" rx="2" />
    ${lines.map((line, index) => text(line, index, 'n'))}
    ${quiet.map((line, index) => text(line, index + lines.length, 'q'))}
  </g>`;
}

function lineOf({ doubtful }: FoldedCall, { points, label }: Layout['lines'][number], text: string): Html {
  return html`<g class="line${doubtful && ' doubtful'}">
    <path d="${curve(points)}" />
    ${headOf(points)} ${text !== '' && html`<text x="${label.x}" y="${label.y + 4}">${text}</text>`}
  </g>`;
}

/** A line through the points that is round where it turns. */
function curve(points: Layout['lines'][number]['points']): string {
  const [first, ...rest] = points;
  if (first === undefined) {
    return '';
  }
  const last = rest[rest.length - 1] ?? first;
  const middle = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1];
    const end = index === rest.length - 2 ? next : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q${point.x} ${point.y} ${Math.round(end.x * 10) / 10} ${Math.round(end.y * 10) / 10}`;
  });
  return `M${first.x} ${first.y}${middle.length === 0 ? `L${last.x} ${last.y}` : middle.join('')}`;
}

/** The head of the arrow, which points along the last piece of the line. */
function headOf(points: Layout['lines'][number]['points']): Html | undefined {
  const [before, end] = points.slice(-2);
  if (end === undefined) {
    return undefined;
  }
  const angle = Math.round((Math.atan2(end.y - before.y, end.x - before.x) * 180) / Math.PI);
  return html`<path class="head" d="M0 0L-8 -4L-8 4Z" transform="translate(${end.x} ${end.y}) rotate(${angle})" />`;
}
