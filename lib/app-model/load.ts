import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { IPolicyValidationContext } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { AppModel } from './app-model';
import { readAssembly, readStacks, readTemplateFile } from './read-assembly';
import { ConstructIndex } from './constructs';
import { unwrittenStacks } from './unwritten';
import type { RawTemplate, StackTemplate } from './templates';

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

/**
 * The model of a cloud assembly on disk, its stages included; a file is taken for a template in JSON or YAML. Several
 * checks of the same path read it once.
 */
export function modelOfPath(path: string): AppModel {
  const stacks = existsSync(path) && statSync(path).isFile() ? [readTemplateFile(path)] : undefined;
  const fingerprint = stacks === undefined && existsSync(path) ? fingerprintOf(filesOf(path)) : undefined;
  if (fingerprint !== undefined && lastOnDisk?.fingerprint === fingerprint) {
    return lastOnDisk.model;
  }
  const model = new AppModel(stacks ?? readAssembly(path));
  lastOnDisk = fingerprint === undefined ? undefined : { fingerprint, model };
  return model;
}

/** The assembly that was read last. */
let lastOnDisk: { readonly fingerprint: string; readonly model: AppModel } | undefined;

/** The files of an assembly, those of its stages included, without the contents of assets. */
function filesOf(directory: string): string[] {
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
  return new AppModel([{ name, path: name, template: template as RawTemplate, nested: {} }]);
}

/** By app; a later synth writes the templates anew, and the fingerprint tells. */
const loaded = new WeakMap<object, LoadedApp & { readonly fingerprint: string }>();

/** Equal only while nobody wrote the templates again. */
function fingerprintOf(files: readonly string[]): string {
  return files
    .map((file) => {
      const { mtimeNs, size, ino } = statSync(file, { bigint: true });
      return `${file} ${mtimeNs} ${size} ${ino}`;
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
