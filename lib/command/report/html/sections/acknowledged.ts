import type { AppReport } from '../../app-report';
import { html } from '../html';
import { Section, count, fold } from '../section';
import { atMost } from '../table';

const MOST = 200;
const MOST_LINES = 40;

/** Shows what is acknowledged: each reason once, with all that it is said of. */
export function acknowledgedSection({ acknowledged }: AppReport): Section {
  return {
    id: 'acknowledged',
    title: 'Acknowledged',
    note: acknowledged.length,
    body: html`${acknowledged.length === 0 ? html`<p>Nothing is acknowledged.</p>` : html`<p>Each reason once, with its findings and their paths.</p>`}
    ${atMost(MOST, acknowledged, ({ reason, ids, paths }) =>
      fold(
        html`${reason} <span class="quiet">${count(ids.length, 'id')}, ${count(paths.length, 'place')}</span>`,
        html`<div class="columns">
          <div>
            <h3>Findings</h3>
            <ul>
              ${atMost(MOST_LINES, ids, (id) => html`<li><code>${id}</code></li>`)}
            </ul>
          </div>
          <div>
            <h3>Places</h3>
            <ul>
              ${atMost(MOST_LINES, paths, (path) => html`<li class="path">${path}</li>`)}
            </ul>
          </div>
        </div>`,
        false,
      ),
    )}`,
  };
}
