import type { ProviderKind } from '../../app-model/capacity/plan-model';
import { error, Finding } from '../../internal/finding';
import { isUnknown, number, text } from '../../internal/template-value';

/*
 * What ECS demands of a capacity provider strategy. Ranges and counts: ECS API model 2014-11-13 and the API reference of
 * @aws-sdk/client-ecs 3.1161.0 (2026-11).
 */
export const MAXIMUM_PROVIDERS = 20;
export const MAXIMUM_BASE = 100_000;
export const MAXIMUM_WEIGHT = 1_000;

/** One item of a strategy, whoever wrote it. Values may be known only at deployment. */
export interface StrategyItem {
  /** The provider's name as the user knows it; also what tells two providers apart. */
  readonly label: string;
  /** Absent when nothing tells which kind it is, as for a name known only at deployment. */
  readonly kind?: ProviderKind;
  readonly base?: unknown;
  readonly weight?: unknown;
}

/** All faults of a strategy. An empty strategy means the cluster's default, so it is judged by whoever knows better. */
export function strategyFaults(strategy: readonly StrategyItem[]): Finding[] {
  return [
    ...countFaults(strategy),
    ...kindFaults(strategy),
    ...baseFaults(strategy),
    ...weightFaults(strategy),
    ...duplicateFaults(strategy),
  ];
}

function countFaults(strategy: readonly StrategyItem[]): Finding[] {
  return strategy.length > MAXIMUM_PROVIDERS
    ? [
        error(
          'CapacityStrategy.tooManyProviders',
          `a capacity provider strategy takes at most ${MAXIMUM_PROVIDERS} providers, got ${strategy.length}; merge groups of the same instances or split the service`,
        ),
      ]
    : [];
}

function kindFaults(strategy: readonly StrategyItem[]): Finding[] {
  const kinds = new Map<ProviderKind, string>();
  for (const { kind, label } of strategy) {
    if (kind !== undefined && !kinds.has(kind)) {
      kinds.set(kind, label);
    }
  }
  return kinds.size > 1
    ? [
        error(
          'CapacityStrategy.mixedKinds',
          `a capacity provider strategy takes providers of one kind (Fargate, Auto Scaling group or Managed Instances), got ${[
            ...kinds,
          ]
            .map(([kind, label]) => `'${label}' (${kind})`)
            .join(' and ')}; use one service for each kind`,
        ),
      ]
    : [];
}

function baseFaults(strategy: readonly StrategyItem[]): Finding[] {
  const ranges = strategy.flatMap((item) => rangeFault(item, 'base', MAXIMUM_BASE));
  const withBase = strategy.filter(({ base }) => (number(base) ?? 0) > 0);
  return withBase.length > 1
    ? [
        ...ranges,
        error(
          'CapacityStrategy.severalBases',
          `only one provider of a strategy may have a 'base' above 0, got ${withBase
            .map(({ label, base }) => `'${label}' (${String(base)})`)
            .join(' and ')}; keep the floor on one provider`,
        ),
      ]
    : ranges;
}

function weightFaults(strategy: readonly StrategyItem[]): Finding[] {
  const ranges = strategy.flatMap((item) => rangeFault(item, 'weight', MAXIMUM_WEIGHT));
  const settled = strategy.every(({ weight }) => !isUnknown(weight));
  return strategy.length > 0 && settled && strategy.every(({ weight }) => (number(weight) ?? 0) === 0)
    ? [
        ...ranges,
        error(
          'CapacityStrategy.noWeight',
          `at least one provider of a strategy needs a 'weight' above 0, got 0 for ${strategy
            .map(({ label }) => `'${label}'`)
            .join(', ')}; an omitted weight counts as 0`,
        ),
      ]
    : ranges;
}

function duplicateFaults(strategy: readonly StrategyItem[]): Finding[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { label } of strategy) {
    (seen.has(label) ? twice : seen).add(label);
  }
  return [...twice].map((label) =>
    error(
      'CapacityStrategy.duplicateProvider',
      `provider '${label}' is named twice in one strategy; add its weights up and name it once`,
    ),
  );
}

function rangeFault(item: StrategyItem, property: 'base' | 'weight', maximum: number): Finding[] {
  const value = item[property];
  if (value === undefined || isUnknown(value)) {
    return [];
  }
  const given = number(value);
  return given !== undefined && Number.isInteger(given) && given >= 0 && given <= maximum
    ? []
    : [
        error(
          `CapacityStrategy.${property}`,
          `'${property}' of ${item.label} must be an integer from 0 to ${maximum}, got ${text(value) ?? JSON.stringify(value)}`,
        ),
      ];
}
