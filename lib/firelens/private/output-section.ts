import { isPartlyUnknown } from '../../internal/flat-text';
import { inlineText } from '../../internal/fluent-bit-services';
import { FluentBitText, readFluentBit } from '../../internal/fluent-bit-text';
import { FirelensView } from './firelens-view';

/** One option of an output, as the user wrote it. */
export interface OutputEntry {
  readonly key: string;
  readonly value: string;
  /** Whether the value comes from `secretOptions`, or from the environment (`${NAME}`) in an included file. */
  readonly secret: boolean;
}

/** One `[OUTPUT]` of the effective Fluent Bit configuration. */
export interface OutputSection {
  /** For messages: where the user wrote it. */
  readonly where: string;
  readonly container?: string;
  /** Value of `Name` as it was written. */
  readonly plugin: string;
  readonly entries: readonly OutputEntry[];
}

const sections = new WeakMap<FirelensView, readonly OutputSection[]>();
const texts = new WeakMap<FirelensView, FluentBitText>();

/** The outputs that the template shows: those of the containers, and those of the router's inline configuration. */
export function outputSections(view: FirelensView): readonly OutputSection[] {
  const known = sections.get(view) ?? readSections(view);
  sections.set(view, known);
  return known;
}

function readSections(view: FirelensView): OutputSection[] {
  const ofContainers = view.routed.flatMap(({ container, plugin, options, secrets, output }): OutputSection[] =>
    plugin === undefined
      ? []
      : [
          {
            where: `log options of container '${container.name}'`,
            container: container.name,
            plugin,
            entries: [
              ...output.map(([key, value]) => ({ key, value, secret: secrets.includes(key) })),
              // Given both ways, the secret wins; the plain text is still in the template.
              ...secrets
                .filter((key) => options[key] !== undefined)
                .map((key) => ({ key, value: options[key], secret: false })),
            ],
          },
        ],
  );
  const ofText = (inlineConfiguration(view)?.sections ?? [])
    .filter(({ kind }) => kind === 'OUTPUT')
    .map(({ entries }): OutputSection => {
      const plugin = entries.find(({ key }) => key.toLowerCase() === 'name')?.value ?? '';
      return {
        where: `[OUTPUT] '${plugin}' of the included configuration`,
        plugin,
        entries: entries
          .filter(({ key }) => !['name', 'match', 'match_regex'].includes(key.toLowerCase()))
          .map(({ key, value }) => ({ key, value, secret: /\$\{\w+\}/.test(value) })),
      };
    });
  return [...ofContainers, ...ofText];
}

/** The router's inline configuration, read; `undefined` when it carries none. */
export function inlineConfiguration(view: FirelensView): FluentBitText | undefined {
  const [router] = view.routers;
  const text = router === undefined ? undefined : inlineText(router);
  if (text === undefined) {
    return undefined;
  }
  // Every rule asks for it; the text is read once.
  const known = texts.get(view) ?? readFluentBit(text);
  texts.set(view, known);
  return known;
}

/** The value of an option, whatever its capitals; the last one counts, as in Fluent Bit. */
export function optionOf({ entries }: OutputSection, key: string): OutputEntry | undefined {
  return entries.filter((entry) => entry.key.toLowerCase() === key).pop();
}

/** Whether the value can be judged: neither deployment nor start of the router will change it. */
export function isPlain(value: string): boolean {
  return !isPartlyUnknown(value) && !/\$\{\w+\}/.test(value);
}
