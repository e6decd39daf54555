import type { JudgedFinding } from '../../../judged';
import { counts } from '../../../judged';
import type { AppReport } from '../../app-report';
import { FindingGroup, groupedFindings } from '../../data/findings';
import { Html, Part, html } from '../html';
import { mark } from '../marks';
import { Section, anchorOf, count, fold } from '../section';
import { TableKind, atMost, fewOf } from '../table';

export const FINDINGS = new TableKind('findings', 'Severity', 'Code', 'What', 'Where');

const MOST_ROWS = 150;
/** So many findings of a code are told in full: the others differ from them by their places. */
const IN_FULL = 3;
const MOST_OTHERS = 30;
const MOST_PLACES = 8;

/** The findings of all checks by the beginning of their codes, hardening apart from what fails. */
export function findingsSection({ judgement: { findings, accepted, notes } }: AppReport): Section {
  const { faults, hardening } = groupedFindings(findings);
  const { error, warning } = counts(faults.flatMap((group) => group.findings));
  return {
    id: 'findings',
    title: 'Findings',
    note:
      error > 0
        ? mark('error', String(error))
        : warning > 0
          ? mark('warning', String(warning))
          : findings.length === 0
            ? mark('proved', 'none')
            : mark('info', 'hardening'),
    body: html`${findings.length === 0 && html`<p>${mark('proved', 'No findings')}</p>`}
    ${
      faults.length > 0 &&
      html`<h3>What fails, or will hurt</h3>
        <p><code>cdk-ecs-groundwork explain &lt;code&gt;</code> tells the cause, an example and the cure.</p>`
    }${faults.map((group) => groupOf(group, true))}
    ${
      hardening.length > 0 &&
      html`<h3>Hardening after NIST SP 800-190</h3>
        <p>The tasks start without it. Each is a control to add, or to acknowledge with a reason.</p>`
    }${hardening.map((group) => groupOf(group, group.findings.length <= 10))}
    ${accepted > 0 && html`<p>${count(accepted, 'finding')} accepted by the baseline are left out.</p>`}
    ${notes.map((note) => html`<p class="note">${note}</p>`)}`,
  };
}

function groupOf({ prefix, findings }: FindingGroup, open: boolean): Html {
  const { error, warning, info } = counts(findings);
  const rows = byCode(findings).flatMap(rowsOf);
  return fold(
    html`<strong>${prefix}</strong> ${error > 0 && mark('error', count(error, 'error'))}
      ${warning > 0 && mark('warning', count(warning, 'warning'))}
      ${info > 0 && mark('info', `${info} unknown or for information`)}`,
    html`${FINDINGS.render(`Findings of ${prefix}`, rows.slice(0, MOST_ROWS))}${
      rows.length > MOST_ROWS &&
      html`<p class="more">
        and ${rows.length - MOST_ROWS} more of ${rows.length}; <code>cdk-ecs-groundwork check</code> lists all
      </p>`
    }`,
    open,
    anchorOf(prefix),
  );
}

/** The findings of each code and severity, in the order of the first of each. */
function byCode(findings: readonly JudgedFinding[]): readonly (readonly JudgedFinding[])[] {
  const groups = new Map<string, JudgedFinding[]>();
  for (const finding of findings) {
    const key = `${finding.severity} ${finding.code.replace(/\[.*$/s, '')}`;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()];
}

function rowsOf(findings: readonly JudgedFinding[]): Part[][] {
  const others = findings.slice(IN_FULL);
  if (others.length <= 1) {
    return findings.map(rowOf);
  }
  const [{ severity, code }] = others;
  return [
    ...findings.slice(0, IN_FULL).map(rowOf),
    [
      mark(severity),
      html`<code>${code.replace(/\[.*$/s, '')}</code>`,
      `${others.length} more of this code`,
      fewOf(MOST_OTHERS, [...new Set(others.flatMap(({ places }) => places.map(({ path }) => path)))], (path) => path),
    ],
  ];
}

function rowOf({ severity, check, code, message, fix, places }: JudgedFinding): Part[] {
  return [
    mark(severity),
    html`<code title="${check}::${code}">${code}</code>`,
    html`${message}${fix !== undefined && html`<br /><strong>Fix:</strong> ${fix}`}`,
    atMost(
      MOST_PLACES,
      places,
      ({ path, file, line }) =>
        html`<div class="path">
          ${path}${file !== undefined && html` <span class="quiet">${file}${line !== undefined && `:${line}`}</span>`}
        </div>`,
    ),
  ];
}
