import { readBaseline } from '../checks/private/baseline';
import { FoundIds } from '../checks/private/found-ids';
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
  const ids = new FoundIds();
  judgement.findings.forEach(({ check, code }) => ids.add(`${check}::${code}`));
  const stale = baseline.unmatched().map(({ code, path }) => {
    const reason = ids.has(code) ? 'nothing is found there any more' : ids.missing(code);
    return `the baseline accepts ${code} at ${path}, and ${reason}; take it out, or correct it`;
  });
  return { ...judgement, findings, accepted: judgement.accepted + accepted, notes: [...judgement.notes, ...stale] };
}
