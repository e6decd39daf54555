import { Finding, error, warning } from '../../internal/finding';
import { outputPlugin } from '../../internal/fluent-bit-outputs';
import { didYouMean } from '../../internal/did-you-mean';
import { FirelensView } from '../private/firelens-view';
import { OptionTypes, optionType, optionsOf, pluginNames, undescribedOutputs } from '../private/fluent-bit-schema';
import { valueFault } from '../private/option-value';
import { OutputSection, isPlain, outputSections } from '../private/output-section';
import { RouterImageView, viewRouterImage } from '../private/router-image';

/** Every output against Fluent Bit's own table: plugins, options, types, and what breaks the file itself. */
export function outputOptions(view: FirelensView): Finding[] {
  const [router] = view.routers;
  if (view.type !== 'fluentbit' || router === undefined) {
    return [];
  }
  const image = viewRouterImage(router);
  return outputSections(view).flatMap((section) => [...fileFaults(section), ...pluginFaults(section, image)]);
}

/** Finds values that the agent copies unescaped and Fluent Bit then reads as something else, or refuses to read. */
function fileFaults({ where, container, entries, plugin }: OutputSection): Finding[] {
  const all = [{ key: 'Name', value: plugin, secret: false }, ...entries];
  return [
    ...all
      .filter(({ key, value }) => /[\r\n]/.test(key + value))
      .map(({ key }) =>
        error(
          'Firelens.lineBreak',
          `'${oneLine(key)}' in ${where} has a line break: what follows would be read as a line of its own in the Fluent Bit configuration; write it on one line`,
          container,
        ),
      ),
    ...all
      .filter(({ value, secret }) => value === '' && !secret)
      .map(({ key }) =>
        error(
          'Firelens.emptyValue',
          `'${key}' in ${where} is empty: Fluent Bit refuses the file ('key has an empty value'); give a value or leave it out`,
          container,
        ),
      ),
    ...entries
      .filter(({ key }) => /\s/.test(key.trim()) && !/[\r\n]/.test(key))
      .map(({ key }) => {
        const [first] = key.trim().split(/\s/);
        const known = optionsOf('OUTPUT', plugin.toLowerCase());
        // An option that exists gets a value that begins with the rest of the key; another one stops the router.
        const say = known !== undefined && optionType(known, first) !== undefined ? warning : error;
        return say(
          'Firelens.optionWithSpace',
          `'${key}' in ${where} has a space: Fluent Bit ends the name of an option there and reads '${first}'; take the space out`,
          container,
        );
      }),
  ];
}

function pluginFaults(section: OutputSection, image: RouterImageView): Finding[] {
  const { where, container, plugin } = section;
  const name = plugin.toLowerCase();
  if (!isPlain(plugin) || plugin === '' || undescribedOutputs().includes(name)) {
    return [];
  }
  // An image of one's own may hold plugins and options that no table knows.
  const say = image.official ? error : warning;
  const known = optionsOf('OUTPUT', name);
  if (known === undefined) {
    return [
      say(
        'Firelens.unknownPlugin',
        `'Name' in ${where} must be an output plugin of Fluent Bit, got '${plugin}'${
          didYouMean(name, [...pluginNames('OUTPUT'), ...undescribedOutputs()]) ||
          "; write its name as Fluent Bit's manual has it, or let LogDestination write it"
        }`,
        container,
      ),
    ];
  }
  return [
    ...section.entries
      .filter(({ key }) => isPlain(key) && !isOption(known, key))
      .map(({ key }) =>
        say(
          'Firelens.unknownOption',
          `'${key}' in ${where} is no option of '${plugin}': Fluent Bit refuses to start${didYouMean(key, known.keys())}`,
          container,
        ),
      ),
    ...(image.endOfLife ? tooNew(section, name) : []),
    ...duplicates(section, known),
    ...section.entries.flatMap((entry) => {
      const type = optionType(known, entry.key);
      const wanted =
        type && !entry.secret && isPlain(entry.value) && entry.value !== '' && valueFault(type, entry.value);
      return wanted
        ? [
            error(
              'Firelens.badValue',
              `'${entry.key}' in ${where} must be ${wanted}, got '${oneLine(entry.value)}'`,
              container,
            ),
          ]
        : [];
    }),
  ];
}

function tooNew({ entries, where, container, plugin }: OutputSection, name: string): Finding[] {
  return entries
    .filter(({ key }) => outputPlugin(name).since3?.includes(key.toLowerCase()))
    .map(({ key }) =>
      error(
        'Firelens.optionNeedsNewerImage',
        `'${key}' in ${where} is unknown to the '${plugin}' of aws-for-fluent-bit 2.x (Fluent Bit 1.9.10), which refuses to start; take a 3.4 image`,
        container,
      ),
    );
}

/** The same option twice: a fault for the plugin's own, and for the engine's the last one wins without a word. */
function duplicates({ entries, where, container }: OutputSection, known: OptionTypes): Finding[] {
  const seen = new Map<string, string>();
  return entries.flatMap(({ key, secret }) => {
    const lower = key.toLowerCase();
    const first = seen.get(lower);
    seen.set(lower, key);
    // An option and a secret of the same spelling: the secret replaces it, and the credential rule speaks.
    const replaced = first === key && !secret && container !== undefined;
    return first === undefined || replaced || optionType(known, key) === 'list'
      ? []
      : [
          error(
            'Firelens.optionTwice',
            `'${key}' in ${where} is given twice${first === key ? '' : ` ('${first}' is the same option: capitals do not count)`}; keep one`,
            container,
          ),
        ];
  });
}

function isOption(known: OptionTypes, key: string): boolean {
  return optionType(known, key.trim()) !== undefined || key.trim() === '' || /[\s]/.test(key);
}

function oneLine(text: string): string {
  return text.replace(/\r/g, '\\r').replace(/\n/g, '\\n');
}
