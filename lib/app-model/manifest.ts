import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../internal/errors';
import { items, record, text } from '../internal/template-value';

/** A thing that the manifest of an assembly tells of: a stack, a stage, a file of assets. */
export interface Artifact {
  readonly type: string;
  readonly environment?: string;
  readonly displayName?: string;
  readonly dependencies?: readonly string[];
  readonly metadata?: Metadata;
  readonly additionalMetadataFile?: string;
  readonly properties?: {
    readonly templateFile?: string;
    readonly stackName?: string;
    readonly directoryName?: string;
  };
}

/** Construct path (with a leading slash) to what the construct said of itself, its logical id among it. */
export type Metadata = Readonly<Record<string, unknown>>;

/** The artifacts of a cloud assembly directory, without those of its stages. */
export function artifactsOf(directory: string): [string, Artifact][] {
  const file = join(directory, 'manifest.json');
  if (!existsSync(file)) {
    fail(
      undefined,
      'AppModel.noAssembly',
      `'${directory}' is not a cloud assembly: it has no manifest.json; pass the folder that 'cdk synth' writes`,
    );
  }
  const { artifacts } = record(readJson(file));
  return Object.entries(record(artifacts)).map(([id, artifact]) => [id, soundArtifact(artifact)]);
}

/** An artifact of any JSON: what has the wrong type is left out. */
function soundArtifact(json: unknown): Artifact {
  const { type, environment, displayName, dependencies, metadata, additionalMetadataFile, properties } = record(json);
  const { templateFile, stackName, directoryName } = record(properties);
  return {
    type: text(type) ?? '',
    environment: named(environment),
    displayName: named(displayName),
    dependencies: items(dependencies).flatMap((id) => named(id) ?? []),
    ...(metadata !== undefined && { metadata: record(metadata) }),
    additionalMetadataFile: named(additionalMetadataFile),
    properties: {
      templateFile: named(templateFile),
      stackName: named(stackName),
      directoryName: named(directoryName),
    },
  };
}

/** A name that says something. */
export function named(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The folder of an artifact that is a stage, unless a damaged manifest names one around it. */
export function stageOf(
  directory: string,
  id: string,
  { type, properties }: Artifact,
  around: readonly string[],
): string | undefined {
  const stage = type === 'cdk:cloud-assembly' ? join(directory, properties?.directoryName ?? id) : undefined;
  return stage !== undefined && !around.includes(stage) && existsSync(stage) ? stage : undefined;
}

/** All that constructs said of themselves in an artifact: in the manifest, or in a file of its own. */
export function metadataOf(directory: string, { metadata, additionalMetadataFile }: Artifact): Metadata[] {
  const file = additionalMetadataFile && join(directory, additionalMetadataFile);
  const more = file !== undefined && existsSync(file) ? [record(readJson(file))] : [];
  return metadata === undefined ? more : [metadata, ...more];
}

/** The text of a file. */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (reason) {
    return fail(undefined, 'AppModel.unreadable', `'${file}' cannot be read: ${(reason as Error).message}`);
  }
}

/** The JSON of a file. */
export function readJson(file: string): unknown {
  return parsed(readText(file), file);
}

/** The JSON of the text of a file. */
export function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (reason) {
    fail(undefined, 'AppModel.unreadable', `'${file}' cannot be read as JSON: ${(reason as Error).message}`);
  }
}
