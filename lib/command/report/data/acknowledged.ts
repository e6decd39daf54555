import type { Acknowledgement } from '../../../app-model/acknowledged';

/** Acknowledgements of the same rules for the same reason. */
export interface AcknowledgedGroup {
  readonly reason: string;
  readonly ids: readonly string[];
  readonly paths: readonly string[];
}

/**
 * The acknowledgements of an app: first folded by reason, so that a reason is read once, then by the ids that have it at
 * the same places.
 */
export function groupedAcknowledgements(all: readonly Acknowledgement[]): AcknowledgedGroup[] {
  const byReason = new Map<string, { ids: Set<string>; paths: Set<string> }>();
  for (const { id, path, reason } of all) {
    const group = byReason.get(reason) ?? { ids: new Set(), paths: new Set() };
    group.ids.add(id);
    group.paths.add(path);
    byReason.set(reason, group);
  }
  return [...byReason].map(([reason, { ids, paths }]) => ({
    reason,
    ids: [...ids].sort(),
    paths: [...paths].sort(),
  }));
}
