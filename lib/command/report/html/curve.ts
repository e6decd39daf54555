import type { Curve } from '../data/capacity';
import { Html, html } from './html';
import { count } from './section';

const WIDTH = 640;
const HEIGHT = 150;
const LEFT = 8;
const TOP = 22;
const BOTTOM = 24;

/** The desired tasks started at once on an empty group: instances and placed tasks, each as a share of their most. */
export function curveOf(name: string, { tasks, placed, instances, allPlacedAfter, peak, terminated }: Curve): Html {
  const last = Math.max(placed.length - 1, 1);
  const x = (minute: number): number => round(LEFT + (minute / last) * (WIDTH - 2 * LEFT));
  const y = (share: number): number => round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM));
  const steps = (values: readonly number[], most: number): string =>
    values
      .map((value, minute) => {
        const at = y(most === 0 ? 0 : value / most);
        return minute === 0 ? `M${x(0)} ${at}` : `H${x(minute)}V${at}`;
      })
      .join('');
  const until = allPlacedAfter === undefined ? 'never all placed' : `all placed after ${allPlacedAfter} min`;
  const words = `${count(tasks, 'task')} from zero: ${until}; ${count(peak, 'instance')} at most, ${terminated} go again`;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * last));
  return html`<figure class="curve">
    <figcaption>${words}. Two minutes from launch to registration are assumed.</figcaption>
    <svg role="img" aria-label="${name}: ${words}" viewBox="0 0 ${WIDTH} ${HEIGHT}">
      <line x1="${LEFT}" x2="${WIDTH - LEFT}" y1="${y(0)}" y2="${y(0)}" />
      <path class="c-instances" d="${steps(instances, peak)}" />
      <path class="c-placed" d="${steps(placed, tasks)}" />
      <text class="c-instances" x="${LEFT}" y="12">— instances, of ${peak}</text>
      <text class="c-placed" x="${LEFT + 170}" y="12">- - placed tasks, of ${tasks}</text>
      ${[...new Set(ticks)].map(
        (minute) =>
          html`<text
            x="${x(minute)}"
            y="${HEIGHT - 7}"
            text-anchor="${minute === 0 ? 'start' : minute === last ? 'end' : 'middle'}"
            >${minute} min</text
          >`,
      )}
    </svg>
  </figure>`;
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}
