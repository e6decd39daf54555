import type { AppReport } from '../../app-report';
import type { ServiceForecast } from '../../../../start-proof/deployment-forecast-result';
import { Html, Part, html } from '../html';
import { mark, pathOf } from '../marks';
import type { Section } from '../section';
import { TableKind } from '../table';

export const FORECASTS = new TableKind(
  'forecasts',
  'Service',
  'Strategy',
  { name: 'At least', number: true },
  'Made of',
  'May add',
);

const MOST_SERVICES = 300;

/** Shows how long a new version of each service takes at least, and which settings make it so. */
export function deploymentSection({ forecasts }: AppReport): Section {
  return {
    id: 'deployment',
    title: 'Deployment forecast',
    note: forecasts.length,
    body: html`${
      forecasts.length === 0
        ? html`<p>No service of these templates is deployed by ECS.</p>`
        : html`<p>The least time of an ordinary deployment until CloudFormation goes on, counted from the settings.</p>
            ${FORECASTS.render('How long a deployment of each service takes at least', forecasts.slice(0, MOST_SERVICES).map(rowOf))}${
              forecasts.length > MOST_SERVICES &&
              html`<p class="more">and ${forecasts.length - MOST_SERVICES} more of ${forecasts.length}</p>`
            }`
    }`,
  };
}

function rowOf({ path, strategy, atLeastSeconds, parts, mayAdd, unknown, limitSeconds }: ServiceForecast): Part[] {
  return [
    pathOf(path),
    strategy,
    html`${timeOf(atLeastSeconds)}${limitSeconds < atLeastSeconds && html` ${mark('broken', 'too long')}`}`,
    parts.map(partOf),
    [...mayAdd.map(partOf), ...unknown.map((each) => html`<div>${mark('unknown')} ${each}</div>`)],
  ];
}

function partOf({ name, seconds, reason }: ServiceForecast['parts'][number]): Html {
  return html`<div>${timeOf(seconds)} ${name} <span class="quiet">${reason}</span></div>`;
}

/** `1 h 5 min`, `40 s`. */
function timeOf(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  const said = [
    [hours, 'h'],
    [minutes, 'min'],
    [rest, 's'],
  ].filter(([amount]) => amount !== 0);
  return said.length === 0 ? '0 s' : said.map(([amount, unit]) => `${amount} ${unit}`).join(' ');
}
