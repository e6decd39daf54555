import type { AppReport } from '../../app-report';
import { HOURS_A_MONTH, PRICES, PRICES_READ, PRICES_REGION } from '../../data/prices';
import { html } from '../html';
import { pathOf } from '../marks';
import { Section, fold, grouped } from '../section';
import { TableKind, atMost } from '../table';

export const COSTS = new TableKind(
  'costs',
  'What',
  'How many',
  { name: 'Minimum', number: true },
  { name: 'Desired', number: true },
  { name: 'Maximum', number: true },
);
export const PRICE_LIST = new TableKind('prices', { name: 'USD', number: true }, 'For', 'Read in');

const MOST_LINES = 300;
const MOST_LEFT = 60;

/** The estimate of a month, with its prices and what it leaves out. */
export function costsSection({ costs: { lines, total, left } }: AppReport): Section {
  const shown = lines.slice(0, MOST_LINES);
  const rest = lines.slice(MOST_LINES);
  const sum = (pick: (line: (typeof lines)[number]) => number): string =>
    usd(rest.reduce((all, line) => all + pick(line), 0));
  return {
    id: 'costs',
    title: 'Estimated cost',
    note: lines.length > 0 && `${grouped(Math.round(total.desired))} USD`,
    body: html`<p>
        USD for a month of ${HOURS_A_MONTH} hours, at list prices of ${PRICES_REGION} read on ${PRICES_READ}, whatever
        the region of the app. Without discounts, free tiers, taxes, the price of Spot, which varies, and what is left
        out below.
      </p>
      ${COSTS.render('Estimated cost of a month in USD', [
        ...shown.map(({ what, how, least, desired, most, varies }) => [
          pathOf(what),
          how,
          ...[least, desired, most].map((each) => (varies ? 'varies' : usd(each))),
        ]),
        ...(rest.length > 0
          ? [
              [
                `${rest.length} more lines`,
                '',
                sum(({ least }) => least),
                sum(({ desired }) => desired),
                sum(({ most }) => most),
              ],
            ]
          : []),
        [
          html`<strong>Sum</strong>`,
          '',
          ...[total.least, total.desired, total.most].map((each) => html`<strong>${usd(each)}</strong>`),
        ],
      ])}
      <h3>Left out</h3>
      <ul>
        ${atMost(MOST_LEFT, left, (each) => html`<li>${each}</li>`)}
      </ul>
      ${fold(
        html`Prices <span class="quiet">${PRICES_REGION}, ${PRICES_READ}; look yours up</span>`,
        PRICE_LIST.render(
          'List prices',
          Object.values(PRICES).map(({ usd: price, unit, source }) => [String(price), unit, source]),
        ),
        false,
      )}`,
  };
}

function usd(amount: number): string {
  const [whole, cents] = amount.toFixed(2).split('.');
  return `${grouped(Number(whole))}.${cents}`;
}
