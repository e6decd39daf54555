import type { AppModel } from '../../app-model/app-model';
import type { JudgedFinding, Severity } from '../judged';
import type { AppReport } from '../report/app-report';
import { NameLine, callNames } from './call-names';
import { LostResource, lostResources } from './replacements';

/** The items that are only in the new app, and those that were only in the old one. */
export interface Change<Item> {
  readonly added: readonly Item[];
  readonly gone: readonly Item[];
}

/** A pair of callers and called, by security groups and routes. */
export interface ReachLine {
  readonly from: string;
  readonly to: string;
  readonly ports: string;
}

/** A right of a role on one resource. */
export interface RightLine {
  readonly role: string;
  readonly effect: string;
  readonly action: string;
  readonly resource: string;
  readonly conditions: string;
}

/** Something that a task must reach to start. */
export interface NeedLine {
  readonly task: string;
  readonly container: string;
  readonly purpose: string;
  readonly target: string;
  readonly verdict: string;
}

/** A number before and after. */
export interface Amount {
  readonly what: string;
  readonly old?: number;
  readonly now?: number;
}

/** The old and the new destination of the logs of a container. */
export interface LogMove {
  readonly task: string;
  readonly container: string;
  readonly old?: string;
  readonly now?: string;
}

/** A finding at one place. */
export interface FindingLine {
  readonly id: string;
  readonly severity: Severity;
  readonly path: string;
  readonly message: string;
}

/** The meaning of a change of an app. */
export interface AppDiff {
  readonly old: string;
  readonly now: string;
  readonly reach: Change<ReachLine>;
  readonly rights: Change<RightLine>;
  /** Names under which clients call the app; one that another resource has now is not gone. */
  readonly names: Change<NameLine>;
  readonly lost: readonly LostResource[];
  /** Needs that were proved and are not any more, and needs that are proved now. */
  readonly proof: Change<NeedLine>;
  /** Instances by provider, then money a month in US dollars; only what changed. */
  readonly instances: readonly Amount[];
  readonly money: readonly Amount[];
  readonly logs: readonly LogMove[];
  readonly findings: Change<FindingLine>;
}

/** An app as the report and the checks read it. */
export interface ReadApp {
  readonly report: AppReport;
  readonly model: AppModel;
}

/** Compares two apps by what they mean, not by their text. */
export function diffOf(old: ReadApp, now: ReadApp): AppDiff {
  const [before, after] = [old.report, now.report];
  return {
    old: before.input,
    now: after.input,
    reach: changeOf(before, after, reachOf),
    rights: changeOf(before, after, rightsOf),
    names: namesOf(old.model, now.model),
    lost: lostResources(old.model, now.model),
    proof: proofOf(before, after),
    instances: amountsOf(instancesOf(before), instancesOf(after)),
    money: amountsOf(moneyOf(before), moneyOf(after)),
    logs: movesOf(before, after),
    findings: changeOf(before, after, findingsOf),
  };
}

function changeOf<Item extends object>(
  before: AppReport,
  after: AppReport,
  linesOf: (report: AppReport) => readonly Item[],
): Change<Item> {
  const [old, now] = [keyed(linesOf(before)), keyed(linesOf(after))];
  return {
    added: [...now].filter(([key]) => !old.has(key)).map(([, item]) => item),
    gone: [...old].filter(([key]) => !now.has(key)).map(([, item]) => item),
  };
}

/** The items in the order of their text, each once. */
function keyed<Item extends object>(items: readonly Item[]): Map<string, Item> {
  const byKey = new Map(items.map((item): [string, Item] => [Object.values(item).join('\n'), item]));
  return new Map([...byKey].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function namesOf(before: AppModel, after: AppModel): Change<NameLine> {
  const [old, now] = [callNames(before), callNames(after)];
  const without = (names: readonly NameLine[], others: readonly NameLine[]): NameLine[] => {
    const known = new Set(others.map(({ name }) => name));
    return [...keyed(names.filter(({ name }) => !known.has(name))).values()];
  };
  return { added: without(now, old), gone: without(old, now) };
}

function reachOf({ networks }: AppReport): ReachLine[] {
  return networks.flatMap(({ nodes, calls }) => {
    const names = new Map(nodes.map(({ id, name, kind }) => [id, kind === 'internet' ? 'the internet' : name]));
    return calls
      .filter(({ ports }) => ports !== '')
      .map(({ from, to, ports }) => ({ from: names.get(from) ?? from, to: names.get(to) ?? to, ports }));
  });
}

function rightsOf({ roles }: AppReport): RightLine[] {
  return roles.flatMap(({ path, statements }) =>
    statements.flatMap(({ effect, actions, resources, conditions }) =>
      actions.flatMap((action) =>
        resources.map((resource) => ({ role: path, effect, action, resource, conditions: conditions.join('; ') })),
      ),
    ),
  );
}

function needsOf({ starts }: AppReport): NeedLine[] {
  return starts.flatMap(({ path, needs }) =>
    needs.map(({ container = '', purpose, target, verdict }) => ({
      task: path,
      container,
      purpose,
      target,
      verdict: String(verdict),
    })),
  );
}

/** Finds what is not proved now and was, or was not asked; and what is proved now and was not before. */
function proofOf(before: AppReport, after: AppReport): Change<NeedLine> {
  const [old, now] = [needsOf(before), needsOf(after)];
  const proved = (needs: readonly NeedLine[]): Set<string> =>
    new Set(needs.filter(({ verdict }) => verdict === 'proved').map(needKey));
  const [provedBefore, provedNow] = [proved(old), proved(now)];
  const open = new Set(old.filter(({ verdict }) => verdict !== 'proved').map(needKey));
  return {
    added: [
      ...keyed(
        now.filter((need) => need.verdict === 'proved' && open.has(needKey(need)) && !provedBefore.has(needKey(need))),
      ).values(),
    ],
    gone: [
      ...keyed(
        now.filter((need) => need.verdict !== 'proved' && !provedNow.has(needKey(need)) && !open.has(needKey(need))),
      ).values(),
    ],
  };
}

function needKey({ task, container, purpose, target }: NeedLine): string {
  return [task, container, purpose, target].join('\n');
}

function instancesOf({ capacity }: AppReport): Map<string, number> {
  return new Map(
    capacity.providers
      .filter(({ group }) => group)
      .flatMap(({ name, needs }) =>
        needs.slice(0, 3).map(([when, { most }]): [string, number] => [`${name}, at the ${when}`, most]),
      ),
  );
}

const MONEY = [
  ['at the minimum', 'least'],
  ['as usual', 'desired'],
  ['at the maximum', 'most'],
] as const;

function moneyOf({ costs: { total } }: AppReport): Map<string, number> {
  return new Map(MONEY.map(([when, key]): [string, number] => [when, Math.round(total[key] * 100) / 100]));
}

function amountsOf(old: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): Amount[] {
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((what) => old.get(what) !== now.get(what))
    .map((what) => ({
      what,
      ...(old.has(what) && { old: old.get(what) }),
      ...(now.has(what) && { now: now.get(what) }),
    }));
}

function movesOf(before: AppReport, after: AppReport): LogMove[] {
  const of = ({ logs }: AppReport): Map<string, string> => {
    const targets = new Map<string, string[]>();
    for (const { task, container, driver, target } of logs.routes) {
      const key = `${task}\n${container}`;
      targets.set(key, [...(targets.get(key) ?? []), `${driver} ${target}`.trim()]);
    }
    return new Map([...targets].map(([key, all]) => [key, all.sort().join(', ')]));
  };
  const [old, now] = [of(before), of(after)];
  return [...now.keys()]
    .filter((key) => old.has(key) && old.get(key) !== now.get(key))
    .sort()
    .map((key) => {
      const [task, container] = key.split('\n');
      return { task, container, old: old.get(key), now: now.get(key) };
    });
}

function findingsOf({ judgement }: AppReport): FindingLine[] {
  return judgement.findings.flatMap(({ check, code, severity, message, places }: JudgedFinding) =>
    places.map(({ path }) => ({ id: `${check}::${code}`, severity, path, message })),
  );
}
