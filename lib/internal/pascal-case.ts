/** Properties whose keys are the user's own words. */
const MAPS = new Set(['dockerLabels', 'options', 'driverOpts', 'labels']);

/** An L1's properties (`camelCase`) in CloudFormation's spelling (`PascalCase`), all the way down; maps keep their keys. */
export function pascalCase(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(pascalCase);
  }
  // Tokens are class instances, and intrinsics have their own spelling.
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .map(([key, each]) => [key.charAt(0).toUpperCase() + key.slice(1), MAPS.has(key) ? each : pascalCase(each)]),
  );
}
