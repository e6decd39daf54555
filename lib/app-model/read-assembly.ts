import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { record } from '../internal/template-value';
import { Artifact, Metadata, artifactsOf, named, parsed, readJson, readText, stageOf } from './manifest';
import { readTemplateText } from './template-text';
import { NestedTemplate, RawResource, RawTemplate, StackTemplate, legible } from './templates';

/** Reads the stacks of a cloud assembly directory, those of its stages included. */
export function readAssembly(directory: string): StackTemplate[] {
  return readWithStages(directory, []);
}

function readWithStages(directory: string, above: readonly string[]): StackTemplate[] {
  const around = [...above, directory];
  const stages = artifactsOf(directory).flatMap(([id, artifact]) => stageOf(directory, id, artifact, around) ?? []);
  return [...readStacks(directory), ...stages.flatMap((stage) => readWithStages(stage, around))];
}

/** Reads the stacks of one cloud assembly directory, without its stages. */
export function readStacks(directory: string): StackTemplate[] {
  return artifactsOf(directory).flatMap(([id, artifact]) =>
    artifact.type === 'aws:cloudformation:stack' ? [readStack(directory, id, artifact)] : [],
  );
}

/** Reads one template in JSON or YAML that no assembly describes; it is called by its file's name. */
export function readTemplateFile(file: string): StackTemplate {
  const name = basename(file).replace(/(\.template)?\.(json|ya?ml|template)$/, '');
  const template = legible(readTemplateText(readText(file), `'${file}'`).template) as RawTemplate;
  return {
    name,
    path: name,
    template,
    templateFile: file,
    parameters: defaultsOf(template),
    nested: readNested(file, template),
  };
}

/**
 * The defaults of the parameters of a template that may be taken for their values. That of an SSM parameter is the name of its
 * value, not the value; an empty one stands for a value that must be given, unless a condition asks for it.
 */
function defaultsOf(template: unknown): Record<string, string> {
  const { Conditions, Resources } = record(template);
  const nested = Object.values(record(Resources)).filter((each) => record(each).Type === 'AWS::CloudFormation::Stack');
  const asked = JSON.stringify([Conditions, nested]);
  const isAsked = (name: string) => asked.includes(`"${name}"`) || asked.includes(`\${${name}}`);
  return Object.fromEntries(
    Object.entries(record(record(template).Parameters)).flatMap(([name, parameter]) => {
      const { Type, Default } = record(parameter);
      const isValue = typeof Type === 'string' && !Type.startsWith('AWS::SSM::Parameter::Value');
      const isText = typeof Default === 'string' || typeof Default === 'number' || typeof Default === 'boolean';
      return isValue && isText && (Default !== '' || isAsked(name)) ? [[name, String(Default)]] : [];
    }),
  );
}

function readStack(directory: string, id: string, artifact: Artifact): StackTemplate {
  const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(artifact.environment ?? '') ?? [];
  const templateFile = join(directory, artifact.properties?.templateFile ?? `${id}.template.json`);
  const template = legible(readJson(templateFile)) as RawTemplate;
  const metadata = stackMetadata(directory, artifact);
  const paths = logicalPaths(metadata);
  return {
    name: artifact.properties?.stackName ?? id,
    path: artifact.displayName ?? id,
    template,
    templateFile,
    artifact: join(directory, id),
    after: (artifact.dependencies ?? []).map((other) => join(directory, other)),
    pathOf: paths.pathOf,
    says: saidOf(metadata),
    nested: readNested(templateFile, template, paths),
    imagePlatforms: imagePlatformsOf(templateFile),
    ...(region !== undefined && region !== 'unknown-region' && { region }),
    ...(account !== undefined && account !== 'unknown-account' && { account }),
  };
}

/** The asset manifest of a stack tells for which platform an image is built, when somebody said so. */
function imagePlatformsOf(templateFile: string): () => ReadonlyMap<string, string> {
  let known: ReadonlyMap<string, string> | undefined;
  const manifest = templateFile.replace(/\.template\.json$/, '.assets.json');
  return () => {
    known ??= new Map(
      manifest === templateFile || !existsSync(manifest)
        ? []
        : Object.values(record(record(readJson(manifest)).dockerImages)).flatMap((image): [string, string][] => {
            const { source, destinations } = record(image);
            const { platform } = record(source);
            return typeof platform === 'string'
              ? Object.values(record(destinations)).map((each) => [String(record(each).imageTag), platform])
              : [];
          }),
    );
    return known;
  };
}

/** Construct paths of one template of a stack: the stack's own, or a nested one's. */
interface Paths {
  pathOf(logicalId: string): string | undefined;
  /** Those of the nested stack behind a logical id. */
  nested(logicalId: string): Paths;
}

/** A manifest lists the logical ids of a stack and of all that is nested in it together. Read on first use. */
function logicalPaths(metadata: StackMetadata): Paths {
  let owners: Map<string, Map<string, string>> | undefined;
  const within = (owner: () => string): Paths => {
    const pathOf = (logicalId: string) => {
      owners ??= byOwner(entriesOf(metadata));
      return owners.get(owner())?.get(logicalId);
    };
    return {
      pathOf,
      nested: (logicalId) =>
        within(
          () =>
            NESTED.exec(pathOf(logicalId) ?? '')
              ?.slice(1, 3)
              .join('') ?? logicalId,
        ),
    };
  };
  return within(() => '');
}

/** The resource that creates the nested stack `Shop/Nested`. */
const NESTED = /^(.*\/)([^/]+)\.NestedStack\/\2\.NestedStackResource$/;

/** Paths by logical id, by the path of the nested stack that they belong to; `''` for the stack itself. */
function byOwner({ paths, ids }: Entries): Map<string, Map<string, string>> {
  const nested = paths.flatMap((path) =>
    path.endsWith('.NestedStackResource') ? (NESTED.exec(path)?.slice(1, 3).join('') ?? []) : [],
  );
  const owners = new Map<string, Map<string, string>>([['', new Map<string, string>()]]);
  paths.forEach((path, index) => {
    const owner = nested.length === 0 ? '' : longest(nested.filter((each) => path.startsWith(`${each}/`)));
    let ofOwner = owners.get(owner);
    if (ofOwner === undefined) {
      ofOwner = new Map();
      owners.set(owner, ofOwner);
    }
    ofOwner.set(ids[index], path);
  });
  return owners;
}

function longest(texts: readonly string[]): string {
  return texts.reduce((known, each) => (each.length > known.length ? each : known), '');
}

/** Construct paths, and the logical ids of what they made. Two lists: an app has thousands. */
interface Entries {
  readonly paths: readonly string[];
  readonly ids: readonly string[];
}

function entriesOf({ own, text }: StackMetadata): Entries {
  const [paths, ids]: [string[], string[]] = [[], []];
  const more = text?.();
  for (const metadata of [own ?? {}, more === undefined ? {} : record(parsed(more.text, more.file))]) {
    for (const path of Object.keys(metadata)) {
      // A template that is included names its outputs and parameters as it does resources.
      const id = path.includes('/$') ? undefined : logicalIdIn(metadata[path]);
      if (id !== undefined) {
        paths.push(path.slice(1));
        ids.push(id);
      }
    }
  }
  return { paths, ids };
}

/** The logical id among the things that a construct said of itself; it is nearly always the first. */
function logicalIdIn(said: unknown): string | undefined {
  if (!Array.isArray(said)) {
    return undefined;
  }
  for (const each of said as unknown[]) {
    const { type, data } = (each ?? {}) as { readonly type?: unknown; readonly data?: unknown };
    if (type === 'aws:cdk:logicalId') {
      return named(data);
    }
  }
  return undefined;
}

/** The metadata of a stack: in the manifest itself, and in a file of its own. */
interface StackMetadata {
  /** Nothing of it is missing. */
  readonly isThere: boolean;
  readonly own?: Metadata;
  /** Absent without a file. */
  readonly text?: () => { readonly text: string; readonly file: string };
}

/** The file is asked for twice, for paths and for words, so its text is held from the first time to the second only. */
function stackMetadata(directory: string, { metadata: own, additionalMetadataFile }: Artifact): StackMetadata {
  const file = additionalMetadataFile && join(directory, additionalMetadataFile);
  let held: string | undefined;
  const text = (path: string) => () => {
    const known = held;
    const read = known ?? readText(path);
    held = known === undefined ? read : undefined;
    return { text: read, file: path };
  };
  const isThere = file === undefined ? own !== undefined : existsSync(file);
  return { isThere, ...(own && { own }), ...(file !== undefined && isThere && { text: text(file) }) };
}

/** Whether the metadata of a stack holds one of some words, when it has any: its text is not taken apart, and read once. */
function saidOf({ isThere, own, text }: StackMetadata): (...words: readonly string[]) => boolean | undefined {
  const known = new Map<string, boolean>();
  return (...words) => {
    if (!isThere) {
      return undefined;
    }
    const key = words.join('\n');
    let isSaid = known.get(key);
    if (isSaid === undefined) {
      const texts = [own && JSON.stringify(own), text?.().text];
      isSaid = texts.some((each) => words.some((word) => each?.includes(word)));
      known.set(key, isSaid);
    }
    return isSaid;
  };
}

/** Nested templates are file assets: the template URL ends in the asset's hash, the asset manifest has its file. */
function readNested(templateFile: string, template: RawTemplate, paths?: Paths): Record<string, NestedTemplate> {
  if (nestedStacks(template).length === 0) {
    return {};
  }
  const directory = dirname(templateFile);
  const manifest = templateFile.replace(/\.template\.json$/, '.assets.json');
  const files = manifest !== templateFile && existsSync(manifest) ? record(record(readJson(manifest)).files) : {};
  const read = (parent: RawTemplate, above: readonly string[], around?: Paths): Record<string, NestedTemplate> => {
    const found: Record<string, NestedTemplate> = {};
    for (const [logicalId, url] of nestedStacks(parent)) {
      const hash = /([0-9a-f]{64})\.json/.exec(JSON.stringify(url ?? ''))?.[1];
      const path = hash === undefined ? undefined : named(record(record(files[hash]).source).path);
      const nestedFile = path === undefined ? undefined : join(directory, basename(path));
      if (nestedFile !== undefined && !above.includes(nestedFile) && existsSync(nestedFile)) {
        const nested = legible(readJson(nestedFile)) as RawTemplate;
        const own = around?.nested(logicalId);
        found[logicalId] = {
          template: nested,
          templateFile: nestedFile,
          nested: read(nested, [...above, nestedFile], own),
          ...(own && { pathOf: own.pathOf }),
        };
      }
    }
    return found;
  };
  return read(template, [], paths);
}

/** Logical ids and template URLs of the nested stacks; nothing here relies on the template being sound. */
function nestedStacks(template: RawTemplate | null): [string, unknown][] {
  const resources = (template?.Resources ?? {}) as Readonly<Record<string, RawResource | null>>;
  return Object.keys(resources)
    .filter((id) => resources[id]?.Type === 'AWS::CloudFormation::Stack')
    .map((id) => [id, resources[id]?.Properties?.TemplateURL]);
}
