import { inWords } from '../../../../start-proof/whole-proof';
import type { AppReport } from '../../app-report';
import { counts } from '../../../judged';
import { FindingGroup, furtherParts } from '../../data/findings';
import type { ReportedStart } from '../../data/starts';
import { Html, Part, html, joined } from '../html';
import { mark, pathOf } from '../marks';
import { Section, anchorOf, count, fold, opens } from '../section';
import { TableKind, atMost, fewOf } from '../table';

export const NEEDS = new TableKind('needs', 'Verdict', 'Container', 'Needs to', 'Target', 'By, or because');
export const SUBNETS = new TableKind(
  'budget',
  'Verdict',
  'Subnet',
  'IPv4 block',
  { name: 'Addresses', number: true },
  { name: 'Endpoints, load balancers', number: true },
  { name: 'Tasks and instances', number: true },
  'Because',
);

/** So many groups of starts are shown. */
const MOST = 300;
const MOST_NAMES = 20;

/** Starts with the same needs and verdicts are one entry. */
interface SameNeeds {
  readonly starts: readonly ReportedStart[];
  readonly first: ReportedStart;
}

/** The start proof: what each task must reach before it runs, and whether it does. */
export function proofSection({ starts, subnets, counts: verdicts, judgement }: AppReport): Section {
  const [, ...others] = inWords(verdicts);
  const groups = sameNeeds(starts);
  const { proved, broken, unknown } = needCounts(starts);
  const parts = furtherParts(judgement.findings);
  const { error: errors } = counts(parts.flatMap(({ findings }) => findings));
  return {
    id: 'proof',
    title: 'Can every task start?',
    note:
      broken + errors > 0
        ? mark('broken', `${broken + errors} broken`)
        : unknown > 0
          ? mark('unknown', `${unknown} unknown`)
          : starts.length > 0 && mark('proved'),
    body: html`<p>
        ${mark('proved', `${proved} proved`)} ${broken > 0 && mark('broken', `${broken} broken`)}
        ${unknown > 0 && mark('unknown', `${unknown} unknown`)} What a task, its agent or its host must reach, judged
        from the finished templates.
      </p>
      <p>Besides these ways: ${others.join('; ')}.</p>
      ${parts.length > 0 && html`<p>Findings of these: ${joined(parts.map(partOf), ', ')}.</p>`}
      ${groups.length > 0 && groups.length < starts.length && html`<p class="quiet">Starts with the same needs and verdicts are one entry.</p>`}
      ${atMost(MOST, groups, (group) => groupOf(group, opens(groups.length)))}
      ${
        subnets.length > 0 &&
        html`<h3>Addresses of the subnets</h3>
          ${SUBNETS.render(
            'Addresses of the subnets',
            subnets.map(({ path, cidr, addresses, endpointsAndLoadBalancers, tasks, verdict, reason }) => [
              mark(verdict),
              pathOf(path),
              cidr ?? 'known at deployment',
              addresses ?? '?',
              endpointsAndLoadBalancers,
              tasks,
              reason,
            ]),
          )}`
      }`,
  };
}

/** A further part of the proof, with its findings. */
function partOf({ prefix, findings }: FindingGroup): Html {
  const { error, warning, info } = counts(findings);
  return html`<a href="#${anchorOf(prefix)}">${prefix}</a> ${error > 0 && mark('error', count(error, 'error'))}
    ${warning > 0 && mark('warning', count(warning, 'warning'))} ${info > 0 && mark('info', `${info} unknown`)}`;
}

/** The needs of all starts by verdict. */
export function needCounts(
  starts: readonly ReportedStart[],
): Readonly<Record<'proved' | 'broken' | 'unknown', number>> {
  const counts = { proved: 0, broken: 0, unknown: 0 };
  for (const { needs } of starts) {
    for (const { verdict } of needs) {
      counts[verdict]++;
    }
  }
  return counts;
}

function sameNeeds(starts: readonly ReportedStart[]): SameNeeds[] {
  const groups = new Map<string, ReportedStart[]>();
  for (const start of starts) {
    // The own path stands in reasons and fixes; it is what differs between services of one kind.
    const key = JSON.stringify([start.compute, start.needs]).replaceAll(JSON.stringify(start.path).slice(1, -1), '');
    const same = groups.get(key);
    if (same === undefined) {
      groups.set(key, [start]);
    } else {
      same.push(start);
    }
  }
  const worst = { broken: 0, unknown: 1, proved: 2 };
  return [...groups.values()]
    .map((same) => ({ starts: same, first: same[0] }))
    .sort((one, other) => worst[one.first.verdict] - worst[other.first.verdict]);
}

function groupOf({ starts, first }: SameNeeds, open: boolean): Html {
  const { verdict, needs, compute } = first;
  return fold(
    html`${mark(verdict)} ${pathOf(first.path)}${starts.length > 1 && html` and ${starts.length - 1} more alike`}
      <span class="quiet">${compute}, ${count(needs.length, 'need')}</span>`,
    html`${starts.length > 1 && html`<p class="names">${fewOf(MOST_NAMES, starts, ({ path }) => pathOf(path))}</p>`}${
      needs.length === 0
        ? html`<p>Nothing has to be reached.</p>`
        : NEEDS.render(`Needs of ${first.path}`, needs.map(needOf))
    }`,
    open || verdict === 'broken',
  );
}

function needOf({
  verdict,
  container,
  purpose,
  target,
  via,
  reason,
  fix,
  subnets,
  note,
  plane,
}: ReportedStart['needs'][number]): Part[] {
  return [
    mark(verdict),
    container ?? html`<span class="quiet">${plane === 'host' ? 'the host' : 'the task'}</span>`,
    purpose,
    html`<code>${target}</code>`,
    html`${verdict === 'proved' ? (via ?? []).join(', ') : reason}${
      subnets && html` <span class="quiet">in ${subnets.join(', ')}</span>`
    }${fix !== undefined && html`<br /><strong>Fix:</strong> ${fix}`}${note !== undefined && html`<br /><span class="quiet">${note}</span>`}`,
  ];
}
