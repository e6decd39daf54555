import type { AppReport } from '../../app-report';
import type { ReportedRole } from '../../data/roles';
import { Part, html } from '../html';
import { mark, pathOf } from '../marks';
import { Section, fold } from '../section';
import { TableKind, fewOf } from '../table';

export const ROLES = new TableKind('roles', 'Role', 'Effect', 'Actions', 'Resources', 'Conditions');

const MOST_ROWS = 800;
const MOST_NAMES = 4;
const MOST_TEXTS = 40;

/** All roles in one table: each statement with its actions and resources. */
export function rolesSection({ roles }: AppReport): Section {
  const rows = roles.flatMap(rowsOf);
  return {
    id: 'roles',
    title: 'Roles',
    note: roles.length,
    body:
      roles.length === 0
        ? html`<p>No role is in these templates.</p>`
        : fold(
            html`Statements by action and resource <span class="quiet">${rows.length}</span>`,
            html`${ROLES.render('What each role may do', rows.slice(0, MOST_ROWS))}${
              rows.length > MOST_ROWS && html`<p class="more">and ${rows.length - MOST_ROWS} more of ${rows.length}</p>`
            }`,
            rows.length <= 30,
          ),
  };
}

function rowsOf({ path, trusted, used, statements, unread }: ReportedRole): Part[][] {
  const name = (first: boolean): Part =>
    html`${pathOf(path)}${
      first &&
      html`<div class="quiet">
        ${used.length > 0 ? fewOf(MOST_NAMES, used, (each) => each) : html`for ${fewOf(MOST_NAMES, trusted, (each) => each)}`}
      </div>`
    }`;
  const rows = statements.map(({ effect, actions, resources, conditions }, index): Part[] => [
    name(index === 0),
    effect === 'unknown' ? mark('unknown') : effect,
    lines(actions),
    resources.length === 1 && resources[0] === '*'
      ? html`<code>*</code> <span class="quiet">every resource</span>`
      : lines(resources),
    lines(conditions),
  ]);
  return [
    ...(rows.length === 0 && unread.length === 0 ? [[name(true), '', 'nothing', '', '']] : rows),
    ...unread.map((each) => [
      name(rows.length === 0),
      mark('unknown'),
      html`<span class="wrap">${each}</span>`,
      '',
      '',
    ]),
  ];
}

function lines(texts: readonly string[]): Part[] {
  return [
    ...texts.slice(0, MOST_TEXTS).map((text) => html`<div><code>${text}</code></div>`),
    texts.length > MOST_TEXTS && html`<div class="quiet">and ${texts.length - MOST_TEXTS} more</div>`,
  ];
}
