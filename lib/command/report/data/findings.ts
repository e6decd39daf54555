import { HARDENING, JudgedFinding, sorted } from '../../judged';

/** The findings whose codes begin alike: `StartProof`, `CapacityPlan`, `NIST.800.190`. */
export interface FindingGroup {
  readonly prefix: string;
  readonly findings: readonly JudgedFinding[];
}

/** The findings by the beginning of their codes, the worst first. */
export function groupedFindings(findings: readonly JudgedFinding[]): {
  readonly faults: readonly FindingGroup[];
  readonly hardening: readonly FindingGroup[];
} {
  const groups = new Map<string, JudgedFinding[]>();
  for (const finding of sorted(findings)) {
    const prefix = finding.check === HARDENING ? HARDENING : finding.code.replace(/\..*$/s, '');
    groups.set(prefix, [...(groups.get(prefix) ?? []), finding]);
  }
  const all = [...groups].map(([prefix, each]) => ({ prefix, findings: each }));
  return {
    faults: all.filter(({ prefix }) => prefix !== HARDENING),
    hardening: all.filter(({ prefix }) => prefix === HARDENING),
  };
}

/** Groups what the start proof finds besides the ways: rights, order and rollout, by the beginning of their codes. */
export function furtherParts(findings: readonly JudgedFinding[]): readonly FindingGroup[] {
  return groupedFindings(
    findings.filter(({ check, code }) => check === 'EcsStartProof' && !code.startsWith('StartProof.')),
  ).faults;
}
