import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { IPolicyValidationContext } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { AppModel } from './app-model';
import { readAssembly, readStacks, readTemplateFile } from './read-assembly';
import { ConstructIndex } from './constructs';
import type { EcsFinding } from './ecs-finding';
import { withParameters } from './given-parameters';
import { unwrittenStacks } from './unwritten';
import { RawTemplate, StackTemplate, legible } from './templates';

/** An app under validation: its templates, and the constructs that made them. */
export interface LoadedApp {
  readonly model: AppModel;
  readonly constructs: ConstructIndex;
}

/** The app under validation: read once per synth, whichever plugin asks first. */
export function loadApp(context: IPolicyValidationContext): LoadedApp {
  if (context.templatePaths.length === 0) {
    return loadTree(context.appConstruct);
  }
  const fingerprint = fingerprintOf(context.templatePaths);
  const known = loaded.get(context.appConstruct);
  if (known?.fingerprint === fingerprint) {
    return known;
  }
  const constructs = new ConstructIndex(context.appConstruct);
  const model = new AppModel(stacksOf(context), (file, logicalId) => constructs.at(file, logicalId)?.node.path);
  const app = { fingerprint, model, constructs };
  loaded.set(context.appConstruct, app);
  return app;
}

/** An app whose templates are not written. */
export function loadTree(root: IConstruct): LoadedApp {
  return { model: new AppModel(unwrittenStacks(root)), constructs: new ConstructIndex(root) };
}

/** The model of the app under validation. */
export function modelOf(context: IPolicyValidationContext): AppModel {
  return loadApp(context).model;
}

/** The facts of a deployment that stand beside its templates. */
export interface Deployment {
  /** Values of parameters by their names, or by `Stack:Name` for those of one stack. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/**
 * The model of a cloud assembly on disk, its stages included; a file is taken for a template in JSON or YAML. Several
 * checks of the same path read it once.
 *
 * @throws `AppModel.unknownParameter` when no template has a parameter that is given
 */
export function modelOfPath(path: string, { parameters = {} }: Deployment = {}): AppModel {
  const isFile = existsSync(path) && statSync(path).isFile();
  const key = `${path} ${JSON.stringify(Object.entries(parameters).sort())}`;
  const known = lastOnDisk?.key === key ? lastOnDisk : undefined;
  if (known !== undefined && known.fingerprint === fingerprintOf(isFile ? known.files : filesOf(path))) {
    return known.model;
  }
  const model = new AppModel(withParameters(isFile ? [readTemplateFile(path)] : readAssembly(path), parameters));
  const files = isFile ? model.scopes.flatMap(({ templateFile }) => templateFile ?? []) : filesOf(path);
  lastOnDisk = { key, files, fingerprint: fingerprintOf(files), model };
  return model;
}

/**
 * The findings of a check on an app on disk, without those that the app acknowledges: its metadata holds the
 * acknowledgements. A template alone has none.
 */
export function openFindings(path: string, check: string, findings: EcsFinding[]): EcsFinding[] {
  if (findings.length === 0 || !statSync(path).isDirectory()) {
    return findings;
  }
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- on first use only: a synth reads no assembly
  const { Acknowledgements } = require('./acknowledged') as typeof import('./acknowledged');
  const acknowledged = new Acknowledgements(path);
  return findings.filter((finding) => !acknowledged.hasFinding(check, finding));
}

/** The model that was read last. */
let lastOnDisk:
  | { readonly key: string; readonly files: readonly string[]; readonly fingerprint: string; readonly model: AppModel }
  | undefined;

/** The files of an assembly, those of its stages included, without the contents of assets. */
function filesOf(directory: string): string[] {
  if (!existsSync(directory)) {
    return [];
  }
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory()
      ? entry.name.startsWith('assembly-')
        ? filesOf(path)
        : []
      : entry.isFile()
        ? [path]
        : [];
  });
}

/** The model of a template alone. */
export function modelOfTemplate(template: object, name = 'Template'): AppModel {
  return new AppModel([{ name, path: name, template: legible(template) as RawTemplate, nested: {} }]);
}

/** By app; a later synth writes the templates anew, and the fingerprint tells. */
const loaded = new WeakMap<object, LoadedApp & { readonly fingerprint: string }>();

/** Equal only while nobody wrote the templates again. */
function fingerprintOf(files: readonly string[]): string {
  return files
    .map((file) => {
      const found = statSync(file, { bigint: true, throwIfNoEntry: false });
      return `${file} ${found?.mtimeNs} ${found?.size} ${found?.ino}`;
    })
    .join('\n');
}

function stacksOf({ templatePaths }: IPolicyValidationContext): StackTemplate[] {
  const wanted = new Set(templatePaths);
  const directories = [...new Set(templatePaths.map((path) => dirname(path)))];
  return directories
    .flatMap((directory) => readStacks(directory))
    .filter(({ templateFile }) => templateFile !== undefined && wanted.has(templateFile));
}
