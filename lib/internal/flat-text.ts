import { text } from './template-value';

/*
 * The one place that takes the texts of templates apart. All else asks here, in the spelling of one of these:
 * `«AWS::Region»` for people, or a gap of its own choice.
 */

/** A part of a text: what is written, or what only the deployment fills in. */
export type TextPart = string | OpenPart;

/** A part of a text that is known only at deployment. */
export interface OpenPart {
  /** As people should read it: `AWS::Region`, `Stream.Arn`, `Fn::ImportValue`. */
  readonly name: string;
  /** The reference or function in its place; what `Fn::Sub` writes as `${X}` is written as a reference here. */
  readonly raw: unknown;
}

/** Stands for a part of a text that is known only at deployment: `«AWS::Region»`. */
const UNKNOWN = /«[^«»]*»/;

/** The parts of a template value, `Fn::Join` and `Fn::Sub` taken apart. `undefined` for what is no text at all. */
export function textParts(value: unknown): readonly TextPart[] | undefined {
  const plain = text(value);
  if (plain !== undefined || typeof value !== 'object' || value === null) {
    const written = plain ?? (typeof value === 'boolean' ? String(value) : undefined);
    return written === undefined ? undefined : [written];
  }
  const [[name, argument] = []] = Object.entries(value) as [string, unknown][];
  switch (name) {
    case 'Ref':
      return [{ name: nameOf(argument), raw: value }];
    case 'Fn::GetAtt':
      return [{ name: (Array.isArray(argument) ? argument : [argument]).map(nameOf).join('.'), raw: value }];
    case 'Fn::Join':
      return joined(argument) ?? [{ name, raw: value }];
    case 'Fn::Sub':
      return substituted(argument) ?? [{ name, raw: value }];
    default:
      return name?.startsWith('Fn::') === true ? [{ name, raw: value }] : undefined;
  }
}

/** A part of the name behind a reference, which a damaged template may leave out. */
function nameOf(part: unknown): string {
  return typeof part === 'string' ? part : '?';
}

/**
 * A template value as one line of text, every part that only the deployment knows in guillemets: `«AWS::Region»`,
 * `«Stream.Arn»`. `undefined` for what is no text at all.
 */
export function flatText(value: unknown): string | undefined {
  return textParts(value)
    ?.map((part) => (typeof part === 'string' ? part : `«${part.name}»`))
    .join('');
}

/** The same with one gap for every part that only the deployment knows, for what takes the text apart again. */
export function textWithGaps(value: unknown, gap: string): string | undefined {
  return textParts(value)
    ?.map((part) => (typeof part === 'string' ? part : gap))
    .join('');
}

/** Whether a flattened text holds a part that is known only at deployment. */
export function isPartlyUnknown(flat: string): boolean {
  return UNKNOWN.test(flat);
}

/** The pieces of the text of an `Fn::Sub`: what is written, and the names in `${...}`. */
export function substitutions(template: string): readonly (string | { readonly name: string })[] {
  const pieces: (string | { readonly name: string })[] = [];
  let written = 0;
  const write = (end: number): void => {
    if (end > written) {
      pieces.push(template.slice(written, end).replace(/\$\{!/g, '${'));
    }
  };
  // No regular expression: one would look for the end of each `${` of a text that has none.
  for (let start = template.indexOf('${'); start !== -1; start = template.indexOf('${', start)) {
    const isName = template[start + 2] !== '!' && template[start + 2] !== '}';
    const end = isName ? template.indexOf('}', start + 3) : start + 2;
    if (end === -1) {
      break;
    }
    if (isName) {
      write(start);
      pieces.push({ name: template.slice(start + 2, end) });
      written = end + 1;
    }
    start = isName ? end + 1 : end;
  }
  write(template.length);
  return pieces;
}

function joined(argument: unknown): TextPart[] | undefined {
  const [delimiter, pieces] = Array.isArray(argument) ? (argument as unknown[]) : [];
  if (!Array.isArray(pieces) || typeof delimiter !== 'string') {
    return undefined;
  }
  return pieces.flatMap((piece: unknown, index) => [
    ...(index > 0 && delimiter !== '' ? [delimiter] : []),
    ...(textParts(piece) ?? [{ name: '?', raw: piece }]),
  ]);
}

function substituted(argument: unknown): TextPart[] | undefined {
  const [template, variables] = (Array.isArray(argument) ? argument : [argument]) as unknown[];
  const own = Object(variables) as Record<string, unknown>;
  return typeof template !== 'string'
    ? undefined
    : substitutions(template).flatMap((piece): readonly TextPart[] =>
        typeof piece === 'string'
          ? [piece]
          : Object.hasOwn(own, piece.name)
            ? (textParts(own[piece.name]) ?? [{ name: piece.name, raw: own[piece.name] }])
            : [{ name: piece.name, raw: referenceTo(piece.name) }],
      );
}

function referenceTo(name: string): unknown {
  const [id, ...attribute] = name.trim().split('.');
  return attribute.length === 0 ? { Ref: id } : { 'Fn::GetAtt': [id, attribute.join('.')] };
}
