import type { CoverageSection } from '../../../../security/checks/coverage';
import { Nist800190Coverage } from '../../../../security/checks/coverage';
import type { JudgedFinding } from '../../../judged';
import type { AppReport } from '../../app-report';
import { Part, html } from '../html';
import { mark } from '../marks';
import type { Section } from '../section';
import { count, fold } from '../section';
import { TableKind } from '../table';

export const COVERAGE = new TableKind('coverage', 'Section', 'Findings', 'Rules', 'What no template can show');

/** NIST SP 800-190 section by section: the rules that check it, their findings, and what they cannot see. */
export function coverageSection({ judgement: { findings } }: AppReport): Section {
  const byRule = new Map<string, JudgedFinding[]>();
  for (const finding of findings) {
    const rule = finding.code.replace(/\[.*$/s, '');
    byRule.set(rule, [...(byRule.get(rule) ?? []), finding]);
  }
  const sections = Nist800190Coverage.sections();
  return {
    id: 'coverage',
    title: 'NIST SP 800-190',
    note: sections.length,
    body: fold(
      html`Sections with countermeasures, and what checks them
        <span class="quiet"
          >${count(new Set(sections.flatMap(({ rules }) => rules.map(({ ruleId }) => ruleId))).size, 'rule')}</span
        >`,
      COVERAGE.render(
        'NIST SP 800-190 section by section',
        sections.map((section) => rowOf(section, byRule)),
      ),
      false,
    ),
  };
}

function rowOf(
  { section, title, rules, notCheckable }: CoverageSection,
  byRule: ReadonlyMap<string, JudgedFinding[]>,
): Part[] {
  const found = rules.flatMap(({ ruleId }) => byRule.get(ruleId) ?? []);
  const places = (severity: string): number =>
    found.filter((finding) => finding.severity === severity).reduce((sum, finding) => sum + finding.places.length, 0);
  const [errors, warnings] = [places('error'), places('warning')];
  return [
    html`<strong>${section}</strong> ${title}`,
    rules.length === 0
      ? mark('unknown', 'no rule')
      : html`${errors > 0 && mark('error', count(errors, 'error'))}
        ${warnings > 0 && mark('warning', count(warnings, 'warning'))}
        ${errors + warnings === 0 && mark('proved', 'none')}`,
    rules.map(
      ({ ruleId, info }) => html`<div><code title="${info}">${ruleId.replace('NIST.800.190-', '')}</code></div>`,
    ),
    notCheckable,
  ];
}
