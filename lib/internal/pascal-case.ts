/** Properties whose keys are the user's own words. */
const MAPS: ReadonlySet<string> = new Set(['dockerLabels', 'options', 'driverOpts', 'labels']);

/** An L1's properties (`camelCase`) in CloudFormation's spelling (`PascalCase`), all the way down; maps keep their keys. */
export function pascalCase(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(pascalCase);
  }
  // Tokens are class instances, and intrinsics have their own spelling.
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) {
    return value;
  }
  const spelled: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const each = (value as Record<string, unknown>)[key];
    if (each !== undefined) {
      spelled[pascalKey(key)] = keepsKeys(key) ? each : pascalCase(each);
    }
  }
  return spelled;
}

/** Whether the keys inside that property are the user's own words. */
export function keepsKeys(property: string): boolean {
  return MAPS.has(property);
}

/** `ContainerName` of `containerName`. */
export function pascalKey(key: string): string {
  // There are some hundred names, and every task definition has the same ones.
  let spelled = SPELLED.get(key);
  if (spelled === undefined) {
    spelled = key.charAt(0).toUpperCase() + key.slice(1);
    SPELLED.set(key, spelled);
  }
  return spelled;
}

const SPELLED = new Map<string, string>();
