import { StartRight, StartVerdict } from '../start-proof-result';
import type { JudgedRights } from './rights';
import { readableArn } from './rights-findings';

const VERDICTS = { proved: StartVerdict.PROVED, broken: StartVerdict.BROKEN, unknown: StartVerdict.UNKNOWN } as const;

/** The rights as data. */
export function rightsData({ judge, judged }: JudgedRights): StartRight[] {
  return judged.map(({ right, verdict, actions, code, reason, outside }) => {
    const { subject, property, container, actor, role, resources, purpose } = right;
    const said = verdict === 'proved' ? {} : { code: outside === true ? 'Rights.onlyByResource' : code, reason };
    return {
      path: subject.path,
      stack: subject.scope.path,
      logicalId: subject.logicalId,
      property,
      ...(container !== undefined && { container }),
      actor,
      ...(role !== undefined && { role: role.name }),
      actions: [...actions],
      resource: right.somewhere === true ? 'any' : readableArn(judge.arns, resources[0] ?? '*'),
      purpose,
      verdict: VERDICTS[verdict],
      ...(said.code !== undefined && { code: said.code }),
      ...(said.reason !== undefined && { reason: judge.arns.readable(said.reason) }),
    };
  });
}
