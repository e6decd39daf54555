/** A piece of HTML that is safe as it stands: written here, with all that a template says escaped. */
export class Html {
  constructor(readonly text: string) {}
}

/**
 * The values that may stand in HTML: text of any origin is escaped, a list is put together, `undefined` and `false`
 * leave nothing.
 */
export type Part = Html | string | number | undefined | false | readonly Part[];

/** HTML with parts in it. Attributes in double quotes only: a part is escaped for these two places and no other. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(squeezed(strings).reduce((whole, string, index) => whole + rendered(parts[index - 1]) + string));
}

const known = new WeakMap<TemplateStringsArray, readonly string[]>();

/** Without the indentation of the source: a page of many rows would be spaces for a third. */
function squeezed(strings: TemplateStringsArray): readonly string[] {
  let short = known.get(strings);
  if (short === undefined) {
    short = strings.map((string) => string.replace(/\s*\n\s*/g, '\n'));
    known.set(strings, short);
  }
  return short;
}

/** The pieces with something between them. */
export function joined(parts: readonly Part[], between: Part): Part[] {
  return parts
    .filter((part) => part !== false && part !== undefined)
    .flatMap((part, index) => (index === 0 ? [part] : [between, part]));
}

function rendered(part: Part): string {
  if (part === undefined || part === false) {
    return '';
  }
  if (part instanceof Html) {
    return part.text;
  }
  return typeof part === 'object' ? part.map(rendered).join('') : escaped(String(part));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Control characters are shown, not sent: among them are those that turn the direction of a line. */
// eslint-disable-next-line no-control-regex -- these are what is looked for
const SPECIAL = /[&<>"'`\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Any text as HTML that shows it. Line breaks and tabs stay. */
export function escaped(text: string): string {
  return text.replace(LONE_SURROGATE, '\ufffd').replace(SPECIAL, (character) => {
    const entity = ENTITIES[character];
    if (entity !== undefined) {
      return entity;
    }
    const code = character.charCodeAt(0);
    return character === '\n' || character === '\t'
      ? character
      : code < 0x20
        ? String.fromCharCode(0x2400 + code)
        : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
