import { readBaseline } from '../checks/private/baseline';
import { Judgement } from './judged';

/** Takes the findings out that a baseline file accepts. Entries that match nothing any more are noted. */
export function withBaseline(judgement: Judgement, file: string): Judgement {
  const baseline = readBaseline(file);
  let accepted = 0;
  const findings = judgement.findings.flatMap((finding) => {
    const places = finding.places.filter(
      ({ path }) => baseline.match(`${finding.check}::${finding.code}`, [path]) === undefined,
    );
    accepted += finding.places.length - places.length;
    return places.length === 0 ? [] : [{ ...finding, places }];
  });
  const stale = baseline
    .unmatched()
    .map(({ code, path }) => `the baseline accepts ${code} at ${path}, which is not found any more; take it out`);
  return { ...judgement, findings, accepted: judgement.accepted + accepted, notes: [...judgement.notes, ...stale] };
}
