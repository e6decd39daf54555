import { Finding, error, warning } from '../../internal/finding';
import { EVERY_OUTPUT, OptionValues, outputPlugin } from '../../internal/fluent-bit-outputs';
import { FirelensView } from '../private/firelens-view';
import { sizeInBytes } from '../private/option-value';
import { OutputEntry, OutputSection, isPlain, outputSections } from '../private/output-section';

/** Values that Fluent Bit accepts silently and wrongly, and limits that only its start would tell. */
export function outputValues(view: FirelensView): Finding[] {
  return view.type === 'fluentbit'
    ? outputSections(view).flatMap((section) =>
        section.entries.flatMap((entry) => [...stolenLogs(view, section, entry), ...wrongValue(section, entry)]),
      )
    : [];
}

function wrongValue({ plugin, where, container }: OutputSection, { key, value, secret }: OutputEntry): Finding[] {
  if (secret || value === '' || !isPlain(value)) {
    return [];
  }
  return [...(EVERY_OUTPUT.values ?? []), ...(outputPlugin(plugin).values ?? [])]
    .filter((rule) => rule.option === key.toLowerCase() && !isTaken(rule, value))
    .map(({ takes, allowed = String(takes).replaceAll(',', ', '), otherwise }) =>
      error('Firelens.wrongValue', `'${key}' in ${where} must be ${allowed}, got '${value}': ${otherwise}`, container),
    );
}

function isTaken({ takes }: OptionValues, value: string): boolean {
  if (takes instanceof RegExp) {
    return takes.test(value);
  }
  if ('from' in takes) {
    const amount = takes.unit === 'bytes' ? sizeInBytes(value) : Number(value);
    return amount !== undefined && amount >= takes.from && amount <= takes.to;
  }
  return takes.includes(value.toLowerCase());
}

/** The agent has written `Match` already; a second one takes the place of the first. Alone, a container robs nobody. */
function stolenLogs({ routed }: FirelensView, { where, container }: OutputSection, { key }: OutputEntry): Finding[] {
  if (container === undefined || !/^match(_regex)?$/i.test(key)) {
    return [];
  }
  const [say, effect] =
    routed.length > 1
      ? [error, "takes other containers' logs"]
      : [warning, 'will take the logs of the next container that logs through the router too'];
  return [
    say(
      'Firelens.matchAsOption',
      `'${key}' in ${where} replaces the pattern that ECS writes, and ${effect}; leave it out, or use 'include-pattern' to choose lines`,
      container,
    ),
  ];
}

/** `${NAME}` that nothing sets: Fluent Bit warns in its own log and goes on with an empty text. */
export function undefinedVariables(view: FirelensView, defined: ReadonlySet<string>): Finding[] {
  return view.type !== 'fluentbit'
    ? []
    : outputSections(view).flatMap(({ where, container, entries }) =>
        entries
          // References that the agent makes of secretOptions are defined by it.
          .filter(({ secret }) => !secret || container === undefined)
          .flatMap(({ key, value }) =>
            [...value.matchAll(/\$\{(\w+)\}/g)]
              .filter(([, name]) => !defined.has(name))
              .map(([reference, name]) =>
                warning(
                  'Firelens.undefinedVariable',
                  `'${key}' in ${where} refers to ${reference}, which neither 'environment' nor 'secrets' of the log router sets: unless the image does, Fluent Bit takes an empty text; set ${name} on the router`,
                  container,
                ),
              ),
          ),
      );
}
