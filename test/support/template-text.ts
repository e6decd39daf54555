import type { App } from 'aws-cdk-lib';

/** The hash of an asset, which changes with every version of aws-cdk-lib and says nothing. */
const ASSET_HASH = /[0-9a-f]{64}/g;

/**
 * All templates of an app as one text that stays as it is until something in them changes: by stack, keys
 * sorted, hashes of assets masked, without what CDK puts into each to look for its bootstrap stack.
 *
 * The rules of the app are not run, which is for test/deployable.
 */
export function templatesOf(app: App): string {
  const { stacksRecursively } = app.synth({ skipValidation: true });
  const templates = Object.fromEntries(
    stacksRecursively.map(({ hierarchicalId, template }) => [hierarchicalId, bare(template)]),
  );
  return `${JSON.stringify(sorted(templates), undefined, 2).replace(ASSET_HASH, '<asset>')}\n`;
}

function bare({ Parameters, Rules, ...template }: Record<string, any>): Record<string, unknown> {
  return {
    ...template,
    ...without('Parameters', Parameters, 'BootstrapVersion'),
    ...without('Rules', Rules, 'CheckBootstrapVersion'),
  };
}

function without(section: string, entries: Record<string, unknown> = {}, name: string): Record<string, unknown> {
  const rest = Object.fromEntries(Object.entries(entries).filter(([key]) => key !== name));
  return Object.keys(rest).length === 0 ? {} : { [section]: rest };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, inner]) => [key, sorted(inner)]),
      )
    : value;
}
