import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A template as CloudFormation will get it. */
export interface RawTemplate {
  readonly Parameters?: Record<string, Record<string, unknown>>;
  readonly Mappings?: Record<string, Record<string, Record<string, unknown>>>;
  readonly Resources?: Record<string, RawResource>;
  readonly Outputs?: Record<string, { readonly Value?: unknown; readonly Export?: { readonly Name?: unknown } }>;
}

export interface RawResource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly Metadata?: Record<string, unknown>;
  readonly Condition?: string;
}

/** One stack of the app with its template; nested stacks hang under the resource that creates them. */
export interface StackTemplate {
  readonly name: string;
  readonly path: string;
  readonly template: RawTemplate;
  /** `undefined` when known only at deployment. */
  readonly region?: string;
  readonly account?: string;
  readonly templateFile?: string;
  /** Construct path of a resource, when the assembly has it. Read on first use. */
  readonly pathOf?: (logicalId: string) => string | undefined;
  /** The templates of nested stacks, by the logical id of their `AWS::CloudFormation::Stack`. */
  readonly nested: Readonly<Record<string, NestedTemplate>>;
}

/** The template of a nested stack, and what is nested in it. */
export interface NestedTemplate {
  readonly template: RawTemplate;
  readonly nested: Readonly<Record<string, NestedTemplate>>;
}

/** Reads the stacks of a cloud assembly directory, those of its stages included. */
export function readAssembly(directory: string): StackTemplate[] {
  const stages = artifactsOf(directory).flatMap(([id, artifact]) =>
    artifact.type === 'cdk:cloud-assembly' ? [artifact.properties?.directoryName ?? id] : [],
  );
  return [...readStacks(directory), ...stages.flatMap((stage) => readAssembly(join(directory, stage)))];
}

/** Reads the stacks of one cloud assembly directory, without its stages. */
export function readStacks(directory: string): StackTemplate[] {
  return artifactsOf(directory).flatMap(([id, artifact]) =>
    artifact.type === 'aws:cloudformation:stack' ? [readStack(directory, id, artifact)] : [],
  );
}

function artifactsOf(directory: string): [string, Artifact][] {
  const manifest = readJson(join(directory, 'manifest.json')) as { artifacts?: Record<string, Artifact> };
  return Object.entries(manifest.artifacts ?? {});
}

interface Artifact {
  readonly type: string;
  readonly environment?: string;
  readonly displayName?: string;
  readonly metadata?: Metadata;
  readonly additionalMetadataFile?: string;
  readonly properties?: {
    readonly templateFile?: string;
    readonly stackName?: string;
    readonly directoryName?: string;
  };
}

/** Construct path (with a leading slash) to what the construct said of itself, its logical id among it. */
type Metadata = Readonly<Record<string, readonly { readonly type: string; readonly data?: unknown }[]>>;

function readStack(directory: string, id: string, artifact: Artifact): StackTemplate {
  const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(artifact.environment ?? '') ?? [];
  const templateFile = join(directory, artifact.properties?.templateFile ?? `${id}.template.json`);
  const template = readJson(templateFile) as RawTemplate;
  return {
    name: artifact.properties?.stackName ?? id,
    path: artifact.displayName ?? id,
    template,
    templateFile,
    pathOf: logicalPaths(directory, artifact),
    nested: readNested(templateFile, template),
    ...(region !== undefined && region !== 'unknown-region' && { region }),
    ...(account !== undefined && account !== 'unknown-account' && { account }),
  };
}

function logicalPaths(directory: string, artifact: Artifact): (logicalId: string) => string | undefined {
  let paths: Map<string, string> | undefined;
  return (logicalId) => {
    if (!paths) {
      paths = new Map();
      const file = artifact.additionalMetadataFile && join(directory, artifact.additionalMetadataFile);
      const more = file !== undefined && existsSync(file) ? (readJson(file) as Metadata) : {};
      for (const [path, entries] of Object.entries({ ...artifact.metadata, ...more })) {
        for (const { type, data } of entries) {
          if (type === 'aws:cdk:logicalId') {
            paths.set(String(data), path.slice(1));
          }
        }
      }
    }
    return paths.get(logicalId);
  };
}

/** Nested templates are file assets: the template URL ends in the asset's hash, the asset manifest has its file. */
function readNested(templateFile: string, template: RawTemplate): Record<string, NestedTemplate> {
  if (nestedStacks(template).length === 0) {
    return {};
  }
  const directory = dirname(templateFile);
  const manifest = templateFile.replace(/\.template\.json$/, '.assets.json');
  const files = existsSync(manifest)
    ? ((readJson(manifest) as { files?: Record<string, { source: { path?: string } }> }).files ?? {})
    : {};
  const read = (parent: RawTemplate): Record<string, NestedTemplate> => {
    const found: Record<string, NestedTemplate> = {};
    for (const [logicalId, resource] of nestedStacks(parent)) {
      const hash = /([0-9a-f]{64})\.json/.exec(JSON.stringify(resource.Properties?.TemplateURL ?? ''))?.[1];
      const file = hash === undefined ? undefined : files[hash]?.source.path;
      if (file !== undefined && existsSync(join(directory, basename(file)))) {
        const nested = readJson(join(directory, basename(file))) as RawTemplate;
        found[logicalId] = { template: nested, nested: read(nested) };
      }
    }
    return found;
  };
  return read(template);
}

function nestedStacks(template: RawTemplate): [string, RawResource][] {
  return Object.entries(template.Resources ?? {}).filter(([, { Type }]) => Type === 'AWS::CloudFormation::Stack');
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
