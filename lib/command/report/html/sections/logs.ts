import type { AppReport } from '../../app-report';
import type { LogRoute, RouterConfiguration } from '../../data/logs';
import { Html, html } from '../html';
import { mark, pathOf } from '../marks';
import { Section, count, fold } from '../section';
import { TableKind, atMost } from '../table';

export const ROUTES = new TableKind('routes', 'Task', 'Container', 'Driver', 'Goes to', 'When it cannot keep up');

const MOST_ROUTES = 400;
const MOST_ROUTERS = 60;

/** Shows where the logs go, and what configuration the log routers will run with. */
export function logsSection({ logs: { routes, routers } }: AppReport): Section {
  return {
    id: 'logs',
    title: 'Log routes',
    note: routes.length,
    body: html`${routes.length === 0 && html`<p>No container is in these templates.</p>`}
    ${
      routes.length > 0 &&
      fold(
        html`Containers and their logs <span class="quiet">${routes.length}</span>`,
        html`${ROUTES.render('Where the logs of each container go', routes.slice(0, MOST_ROUTES).map(routeOf))}${
          routes.length > MOST_ROUTES &&
          html`<p class="more">and ${routes.length - MOST_ROUTES} more of ${routes.length}</p>`
        }`,
        routes.length <= 30,
      )
    }
    ${
      routers.length > 0 &&
      html`<h3>Configuration of the log routers, as the ECS agent generates it</h3>
        ${atMost(MOST_ROUTERS, routers, (router) => routerOf(router, routers.length === 1))}`
    }`,
  };
}

function routeOf({ task, container, driver, target, mode }: LogRoute) {
  return [
    pathOf(task),
    container,
    driver === 'none' ? mark('warning', 'none') : driver,
    html`<span class="wrap">${target}</span>`,
    mode === undefined ? (driver === 'awslogs' ? 'as the account setting says' : '') : mode,
  ];
}

function routerOf({ task, router, type, text, includes }: RouterConfiguration, open: boolean): Html {
  const lines = text?.trimEnd().split('\n') ?? [];
  return fold(
    html`${pathOf(task)} <span class="quiet">${type} in container ${router}, ${count(lines.length, 'line')}</span>`,
    html`${includes !== undefined && html`<p>It includes <code>${includes}</code>, whose content is not in the template.</p>`}
    ${
      text === undefined
        ? html`<p>
            ${mark('unknown', 'unknown')} The network mode, by which the agent decides, is known only at deployment.
          </p>`
        : html`<pre tabindex="0" role="region" aria-label="Configuration of ${router} in ${task}">${text}</pre>`
    }`,
    open,
  );
}
