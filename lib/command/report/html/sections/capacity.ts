import type { Need } from '../../../../capacity-providers/private/group-plan';
import type { AppReport } from '../../app-report';
import type { ReportedProvider } from '../../data/capacity';
import { Html, Part, html } from '../html';
import { curveOf } from '../curve';
import { mark, pathOf } from '../marks';
import { Section, count, fold, grouped } from '../section';
import { TableKind, fewOf } from '../table';

export const LOADS = new TableKind(
  'loads',
  'With every service at',
  { name: 'Tasks', number: true },
  { name: 'Instances', number: true },
  'Limited by',
  'Fits',
);
export const PLACED = new TableKind(
  'placed',
  'Service',
  'Strategy',
  { name: 'Minimum', number: true },
  { name: 'Desired', number: true },
  { name: 'Maximum', number: true },
);

const MOST_PROVIDERS = 100;
const MOST_SERVICES = 300;
const MOST_TYPES = 8;

/** Shows where the tasks land: what each capacity provider has to bear, and how its group scales. */
export function capacitySection({ capacity: { providers, placed, unplanned } }: AppReport): Section {
  const groups = providers.filter(({ group }) => group);
  const hosted = providers.filter(({ group }) => !group);
  return {
    id: 'capacity',
    title: 'Where the tasks land',
    note: providers.length,
    body: html`${providers.length === 0 && html`<p>No capacity provider of these templates has a task to run.</p>`}
    ${groups.slice(0, MOST_PROVIDERS).map((provider) => groupOf(provider))}
    ${
      hosted.length > 0 &&
      html`<h3>Where AWS runs the hosts</h3>
        ${HOSTED.render(
          'Providers where AWS runs the hosts',
          hosted
            .slice(0, MOST_PROVIDERS)
            .map(({ name, needs }) => [pathOf(name), ...needs.map(([, { tasks }]) => grouped(tasks))]),
        )}`
    }
    ${
      placed.length > 0 &&
      fold(
        html`Services and their strategies <span class="quiet">${placed.length}</span>`,
        html`${PLACED.render(
          'Services and their strategies',
          placed
            .slice(0, MOST_SERVICES)
            .map(({ service, strategy, counts }) => [
              pathOf(service),
              strategy.join('; '),
              counts?.min ?? '?',
              counts?.desired ?? '?',
              counts?.max ?? '?',
            ]),
        )}${placed.length > MOST_SERVICES && html`<p class="more">and ${placed.length - MOST_SERVICES} more of ${placed.length}</p>`}`,
        placed.length <= 8,
      )
    }
    ${
      unplanned.length > 0 &&
      html`<h3>Not planned</h3>
        ${UNPLANNED.render(
          'Services that are not planned',
          unplanned
            .slice(0, MOST_SERVICES)
            .map(({ service, reason }) => [pathOf(service), html`${mark('unknown', 'not planned')} ${reason}`]),
        )}`
    }`,
  };
}

export const HOSTED = new TableKind(
  'hosted',
  'Provider',
  { name: 'Minimum', number: true },
  { name: 'Desired', number: true },
  { name: 'Maximum', number: true },
  { name: 'In a deployment', number: true },
  { name: 'At its fastest', number: true },
);
export const UNPLANNED = new TableKind('unplanned', 'Service', 'Because');

function groupOf(provider: ReportedProvider): Html {
  const { name, types, maxSize, needs, deploying, headroom, withTrunking, curve, spot } = provider;
  return fold(
    html`${pathOf(name)}
      <span class="quiet"
        >${types.length > 0 ? fewOf(MOST_TYPES, types, (type) => type) : 'instance types known only at deployment'},
        ${maxSize === undefined ? 'size known only at deployment' : `at most ${count(maxSize, 'instance')}`}${
          spot && ', Spot'
        }</span
      >`,
    html`${LOADS.render(
      `What ${name} has to bear`,
      needs.map(([when, need]) => [when, grouped(need.tasks), range(need), need.limit ?? '', fits(need, maxSize)]),
    )}
    ${deploying !== undefined && html`<p class="quiet">The deployment is that of ${deploying}.</p>`}
    ${headroom !== undefined && html`<p>Room for ${count(headroom, 'more task')} of its largest service at the maximum.</p>`}
    ${withTrunking && html`<p>With ENI trunking the maximum needs ${range(withTrunking)} instances.</p>`}
    ${curve && curveOf(name, curve)}`,
    true,
  );
}

function fits({ fewest, most }: Need, maxSize: number | undefined): Part {
  if (maxSize === undefined) {
    return mark('unknown', 'size unknown');
  }
  return fewest > maxSize
    ? mark('broken', 'more than the group has')
    : most > maxSize
      ? mark('warning', 'not on its smallest type')
      : mark('proved', 'yes');
}

function range({ fewest, most }: Need): string {
  return fewest === most ? grouped(fewest) : `${grouped(fewest)}–${grouped(most)}`;
}
