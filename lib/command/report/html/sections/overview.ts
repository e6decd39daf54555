import { counts } from '../../../judged';
import type { AppReport } from '../../app-report';
import { furtherParts } from '../../data/findings';
import { Html, Part, html } from '../html';
import { mark } from '../marks';
import { count, grouped } from '../section';
import { needCounts } from './proof';

/** The numbers that a reader looks for first. */
export function overview(app: AppReport): Html {
  const { proved, broken, unknown } = needCounts(app.starts);
  const { error: parts } = counts(furtherParts(app.judgement.findings).flatMap(({ findings }) => findings));
  const faults = counts(app.judgement.findings.filter(({ check }) => check !== 'NIST.800.190'));
  const hardening = counts(app.judgement.findings.filter(({ check }) => check === 'NIST.800.190'));
  const containers = app.tasks.flatMap((task) => task.containers);
  const root = containers.filter(({ runsAsRoot }) => runsAsRoot === 'yes').length;
  const image = containers.filter(({ runsAsRoot }) => runsAsRoot === 'the image decides').length;
  const later = containers.filter(({ runsAsRoot }) => runsAsRoot === 'known at deployment').length;
  return html`<div class="tiles">
    ${tile(
      'tasks',
      'Tasks',
      grouped(app.tasks.length),
      html`${count(containers.length, 'container')},
      ${
        root > 0 ? mark('warning', `${root} as root`) : '0 as root'
      }${image > 0 && html`, ${image} as the image decides`}${later > 0 && html`, ${later} known at deployment`}`,
    )}
    ${tile('proof', 'Start proof', html`${grouped(proved)} <small>of ${grouped(proved + broken + unknown)}</small>`, html`${broken + parts + unknown === 0 && mark('proved')} ${broken > 0 && mark('broken', `${broken} broken`)} ${parts > 0 && mark('error', `${parts} besides the ways`)} ${unknown > 0 && mark('unknown', `${unknown} unknown`)}`)}
    ${tile('findings', 'Findings', grouped(faults.error + faults.warning), html`${mark(faults.error > 0 ? 'error' : 'proved', `${faults.error} errors`)} ${faults.warning > 0 && mark('warning', `${faults.warning} warnings`)}`)}
    ${tile('findings', 'Hardening', grouped(hardening.error + hardening.warning), html`${hardening.error} errors, ${hardening.warning} warnings`)}
    ${tile('costs', 'A month', html`${grouped(Math.round(app.costs.total.desired))} <small>USD</small>`, html`${monthOf(app)}`)}
  </div>`;
}

/** The range of the estimate, in short. */
function monthOf({ costs: { total, lines } }: AppReport): string {
  const [least, most] = [total.least, total.most].map((usd) => grouped(Math.round(usd)));
  const spot = lines.some(({ varies }) => varies) ? ' and Spot' : '';
  return least === most ? `list prices${spot}` : `${least} to ${most}, list prices${spot}`;
}

function tile(to: string, name: string, value: Part, more: Part): Html {
  return html`<a class="tile" href="#${to}"
    ><span class="name">${name}</span><span class="value">${value}</span><span class="more">${more}</span></a
  >`;
}
