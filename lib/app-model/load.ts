import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { IPolicyValidationContext } from 'aws-cdk-lib';
import { AppModel } from './app-model';
import { readAssembly, readStacks, readTemplateFile } from './read-assembly';
import type { RawTemplate, StackTemplate } from './templates';

/** The model of the app under validation: read once per synth, whichever plugin asks first. */
export function modelOf(context: IPolicyValidationContext): AppModel {
  const fingerprint = fingerprintOf(context.templatePaths);
  const known = models.get(context.appConstruct);
  if (known?.fingerprint === fingerprint) {
    return known.model;
  }
  const model = new AppModel(stacksOf(context));
  models.set(context.appConstruct, { fingerprint, model });
  return model;
}

/** The model of a cloud assembly on disk, its stages included; a file is taken for a template in JSON. */
export function modelOfPath(path: string): AppModel {
  return new AppModel(existsSync(path) && statSync(path).isFile() ? [readTemplateFile(path)] : readAssembly(path));
}

/** The model of a template alone. */
export function modelOfTemplate(template: object, name = 'Template'): AppModel {
  return new AppModel([{ name, path: name, template: template as RawTemplate, nested: {} }]);
}

/** By app; a later synth writes the templates anew, and the fingerprint tells. */
const models = new WeakMap<object, { readonly fingerprint: string; readonly model: AppModel }>();

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
