import type { CollectionTag, ScalarTag, Tags } from 'yaml';
import { fail } from '../internal/errors';

/** A template as read from a file. */
export interface TemplateText {
  readonly template: unknown;
  /** The line of a resource in the file, from 1; `undefined` where it is not found. */
  readonly lineOf: (logicalId: string) => number | undefined;
}

/** The intrinsic functions that have a short form in YAML. `Ref` and `Condition` have no prefix in the long form. */
const WITHOUT_PREFIX = ['Ref', 'Condition'];
const WITH_PREFIX = [
  'And',
  'Base64',
  'Cidr',
  'Equals',
  'FindInMap',
  'ForEach',
  'GetAtt',
  'GetAZs',
  'GetStackOutput',
  'If',
  'ImportValue',
  'Join',
  'Length',
  'Not',
  'Or',
  'Select',
  'Split',
  'Sub',
  'ToJsonString',
  'Transform',
];

/**
 * Reads a CloudFormation template, JSON or YAML with the short forms of intrinsic functions.
 *
 * @throws `AppModel.notATemplate` with the line of the mistake when the text is neither, or is cut off.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
 */
export function readTemplateText(text: string, name: string): TemplateText {
  const isJson = /^[\ufeff\s]*\{/.test(text);
  const template = isJson ? fromJson(text, name) : fromYaml(text, name);
  return { template, lineOf: lines(text, isJson) };
}

/**
 * Refuses what is JSON or YAML, but no template.
 *
 * @throws `AppModel.notATemplate`
 */
export function refuseOtherThanTemplate(template: unknown, name: string): void {
  const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject(template)) {
    fail(
      undefined,
      'AppModel.notATemplate',
      `${name} is not a CloudFormation template: it must be an object with 'Resources'`,
    );
  }
  if (!isObject((template as { Resources?: unknown }).Resources)) {
    fail(
      undefined,
      'AppModel.notATemplate',
      `${name} is not a CloudFormation template: 'Resources' is missing or no object`,
    );
  }
}

function fromJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    return fail(undefined, 'AppModel.notATemplate', `${name} is not valid JSON: ${(error as Error).message}`);
  }
}

function fromYaml(text: string, name: string): unknown {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- only a template in YAML needs it
  const { parseDocument } = require('yaml') as typeof import('yaml');
  const document = parseDocument(text, {
    customTags: shortForms(),
    schema: 'core',
    prettyErrors: true,
    uniqueKeys: true,
  });
  const [error] = document.errors;
  if (error !== undefined) {
    fail(undefined, 'AppModel.notATemplate', `${name} is not valid YAML: ${error.message.split('\n')[0]}`);
  }
  return document.toJS({ maxAliasCount: 1000 });
}

/** `!Sub x` as `{ "Fn::Sub": "x" }`, for scalars, lists and maps. */
function shortForms(): Tags {
  return [...WITHOUT_PREFIX, ...WITH_PREFIX].flatMap((name) => {
    const key = WITHOUT_PREFIX.includes(name) ? name : `Fn::${name}`;
    const scalar: ScalarTag = { tag: `!${name}`, resolve: (value) => ({ [key]: value }) };
    const collections = (['map', 'seq'] as const).map((collection): CollectionTag => ({
      tag: `!${name}`,
      collection,
      resolve: (node) => ({ [key]: node.toJSON() as unknown }),
    }));
    return [scalar, ...collections];
  });
}

/** Looks a resource up by its key at the start of a line; good enough to point at, and linear. */
function lines(text: string, isJson: boolean): (logicalId: string) => number | undefined {
  let known: Map<string, number> | undefined;
  return (logicalId) => {
    known ??= isJson
      ? resourceLines(text, /^\s*"([A-Za-z0-9]+)"\s*:\s*\{/)
      : resourceLines(text, /^\s+["']?([A-Za-z0-9]+)["']?\s*:\s*(?:#.*)?$/);
    return known.get(logicalId);
  };
}

function resourceLines(text: string, key: RegExp): Map<string, number> {
  const found = new Map<string, number>();
  let inside = false;
  text.split('\n').forEach((line, index) => {
    inside ||= /^\s*["']?Resources["']?\s*:/.test(line);
    const id = inside ? key.exec(line)?.[1] : undefined;
    if (id !== undefined && !found.has(id)) {
      found.set(id, index + 1);
    }
  });
  return found;
}
