import type { AppReport } from '../app-report';
import { Html, html } from './html';
import type { Section } from './section';
import { acknowledgedSection } from './sections/acknowledged';
import { capacitySection } from './sections/capacity';
import { costsSection } from './sections/costs';
import { coverageSection } from './sections/coverage';
import { deploymentSection } from './sections/deployment';
import { findingsSection } from './sections/findings';
import { logsSection } from './sections/logs';
import { networkSection } from './sections/network';
import { overview } from './sections/overview';
import { proofSection } from './sections/proof';
import { rolesSection } from './sections/roles';
import { tasksSection } from './sections/tasks';
import { styleSheet } from './style';

/** Nothing is fetched and nothing is run: the page holds all that it shows. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** The report as one HTML page. */
export function pageOf(app: AppReport, stamp: string | undefined): Html {
  const sections = [
    tasksSection(app),
    networkSection(app),
    proofSection(app),
    capacitySection(app),
    deploymentSection(app),
    logsSection(app),
    rolesSection(app),
    findingsSection(app),
    acknowledgedSection(app),
    coverageSection(app),
    costsSection(app),
  ];
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${new Html(POLICY)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>ECS report: ${app.input}</title>
        <style>
          ${new Html(styleSheet())}
        </style>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the report</a>
        <header>
          <h1>ECS report</h1>
          <p class="input"><code>${app.input}</code></p>
          <p class="quiet">${app.judgement.scope}${stamp !== undefined && html`, ${stamp}`}</p>
        </header>
        <nav aria-label="Sections">
          <ul>
            ${sections.map(({ id, title, note }) => html`<li><a href="#${id}">${title}</a> ${note}</li>`)}
          </ul>
        </nav>
        <main id="main">${overview(app)} ${sections.map(sectionOf)}</main>
        <footer>
          <p>
            Read from finished templates, before anything is deployed. What only the deployment knows is in guillemets,
            or unknown.
          </p>
        </footer>
      </body>
    </html> `;
}

function sectionOf({ id, title, note, body }: Section): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title} <span class="count">${note}</span></h2>
    ${body}
  </section> `;
}
