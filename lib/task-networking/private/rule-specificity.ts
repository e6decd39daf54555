/** The conditions of a listener rule. */
export interface RuleMatch {
  readonly hosts: readonly string[];
  readonly paths: readonly string[];
}

/**
 * The specificity of a rule. One that matches everything another one matches is less specific: its `parts` are fewer
 * or, with as many parts, its `detail` is less.
 */
export interface Specificity {
  /** Named hosts and named parts of the path: 0 of everything, 2 of `api.example.com/orders/*` and of `/api/orders/*`. */
  readonly parts: number;
  /** The literal text within a pattern, as in `/api*` or `*.example.com`; 0 of patterns that name whole parts. */
  readonly detail: number;
}

const NOTHING: Specificity = { parts: 0, detail: 0 };

/** Of lists, the pattern that says the least is what counts. */
export function specificity({ hosts, paths }: RuleMatch): Specificity {
  const host = least(hosts.map(ofHost));
  const path = least(paths.map(ofPath));
  return { parts: host.parts + path.parts, detail: host.detail + path.detail };
}

function ofHost(host: string): Specificity {
  return /[*?]/.test(host) ? { parts: 0, detail: detailOf(host) } : { parts: 1, detail: 0 };
}

/** Parts are named up to the first wildcard: 1 in `/api/*` and `/api`, none in `/api*`, which matches both. */
function ofPath(path: string): Specificity {
  const [named] = path.split(/[*?]/, 1);
  const slashes = named.split('/').length - 1;
  if (named === path) {
    return { parts: slashes, detail: 0 };
  }
  const whole = named.endsWith('/') && /^\*+$/.test(path.slice(named.length));
  return { parts: Math.max(slashes - 1, 0), detail: whole ? 0 : detailOf(path) };
}

/**
 * Whatever a wider pattern names, a narrower one names as well, so it has at least as many letters and is at least as long;
 * where both are equal, it has fewer `*`.
 */
function detailOf(pattern: string): number {
  const shortest = pattern.replace(/\*/g, '').length;
  const letters = pattern.replace(/[*?]/g, '').length;
  const stars = pattern.match(/\*[*?]*/g)?.length ?? 0;
  return Math.max(2 * letters + shortest - stars, 0);
}

function least(all: readonly Specificity[]): Specificity {
  return all.length === 0
    ? NOTHING
    : all.reduce((one, other) =>
        other.parts < one.parts || (other.parts === one.parts && other.detail < one.detail) ? other : one,
      );
}
