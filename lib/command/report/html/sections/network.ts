import type { AppReport } from '../../app-report';
import type { FoldedNode } from '../../data/network/folded';
import type { ReportedNetwork } from '../../data/network/network';
import { Html, Part, html } from '../html';
import { mark, pathOf } from '../marks';
import { pictureOf } from '../picture';
import { Section, count, fold, grouped } from '../section';
import { TableKind, fewOf } from '../table';

export const CALLS = new TableKind('calls', 'From', 'May call', 'Ports', 'Known');
export const PLACES = new TableKind('places', 'Subnet', 'IPv4 block', 'Way to the internet', 'What is in it');

const MOST_CALLS = 300;
const MOST_NAMES = 6;
const MOST_SUBNETS = 100;

/** The network: who may call whom as a picture and as a table, and the subnets. */
export function networkSection({ networks }: AppReport): Section {
  return {
    id: 'network',
    title: 'Who may call whom',
    note: networks.length,
    body: html`${
      networks.length === 0
        ? html`<p>Nothing in these templates has a network interface of its own.</p>`
        : html`<p>
            An arrow is there when the security groups of both ends let it pass. What calls the same others on the same
            ports is one box.
          </p>`
    }
    ${networks.map((network) => networkOf(network, networks.length))}`,
  };
}

function networkOf(network: ReportedNetwork, of: number): Html {
  const { name, folded, subnets } = network;
  const names = new Map(folded.nodes.map((node) => [node.id, node]));
  const show = (id: string): Part => nodeName(names.get(id));
  const picture = pictureOf(network);
  return fold(
    html`${pathOf(name)}
      <span class="quiet"
        >${grouped(network.nodes.length)} callers and called, ${count(network.calls.length, 'call')}</span
      >`,
    html`${picture ?? html`<p class="note">The picture is left out: it would have ${folded.nodes.length} boxes. The table has what it would show.</p>`}
    ${fold(
      html`Calls <span class="quiet">${folded.calls.length}</span>`,
      html`${CALLS.render(
        `Who may call whom in ${name}`,
        folded.calls
          .slice(0, MOST_CALLS)
          .map(({ from, to, ports, doubtful, pairs }) => [
            show(from),
            show(to),
            html`${ports.join(', ') || 'any'}${
              pairs !== undefined && html` <span class="quiet">${count(pairs, 'pair')}</span>`
            }`,
            doubtful ? mark('unknown', 'at deployment') : mark('proved', 'yes'),
          ]),
      )}${more(folded.calls.length, MOST_CALLS)}`,
      picture === undefined,
    )}
    ${
      subnets.length > 0 &&
      fold(
        html`Subnets <span class="quiet">${subnets.length}</span>`,
        html`${PLACES.render(
          `Subnets of ${name}`,
          subnets
            .slice(0, MOST_SUBNETS)
            .map(({ path, cidr, zone, way, tasks, hosts, balancers, endpoints }) => [
              html`${pathOf(path)}${zone !== undefined && html` <span class="quiet">${zone}</span>`}`,
              cidr ?? 'known at deployment',
              way,
              [
                kindIn('tasks', tasks),
                kindIn('instances', hosts),
                kindIn('load balancers', balancers),
                kindIn('endpoints', endpoints),
              ],
            ]),
        )}${more(subnets.length, MOST_SUBNETS)}`,
        false,
      )
    }`,
    of <= 4,
  );
}

function kindIn(what: string, names: readonly string[]): Part {
  return (
    names.length > 0 && html`<div><span class="quiet">${what}:</span> ${fewOf(MOST_NAMES, names, (name) => name)}</div>`
  );
}

function nodeName(node: FoldedNode | undefined): Part {
  return (
    node &&
    html`<span class="path">${fewOf(MOST_NAMES, node.nodes, ({ name }) => name)}</span>
      <span class="quiet">${node.nodes[0].about}</span>`
  );
}

function more(length: number, most: number): Part {
  return length > most && html`<p class="more">and ${length - most} more of ${length}</p>`;
}
