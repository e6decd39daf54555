import { readFileSync } from 'node:fs';
import {
  OptionType,
  OptionTypes,
  PluginKind,
  optionsOf,
  pluginNames,
} from '../../lib/firelens/private/fluent-bit-schema';

interface Option {
  readonly name: string;
  readonly type: string;
}

interface Plugin {
  readonly name: string;
  readonly properties: Readonly<Record<string, readonly Option[]>>;
}

type Schema = Readonly<Record<'inputs' | 'filters' | 'outputs', readonly Plugin[]>>;

/** Outputs and inputs that are there for programs that embed Fluent Bit, or to end it. */
const EMBEDDED = ['exit', 'lib'];

/** The tables of plugins and options against the output of `fluent-bit -J`, without which there is nothing to compare. */
export function fluentBit(file?: string): string[] | undefined {
  if (file === undefined) {
    return undefined;
  }
  const schema = JSON.parse(readFileSync(file, 'utf8')) as Schema;
  return [
    ...differences('OUTPUT', schema.outputs),
    ...differences('FILTER', schema.filters),
    ...differences('INPUT', schema.inputs),
  ];
}

function differences(kind: PluginKind, plugins: readonly Plugin[]): string[] {
  const names = plugins.map(({ name }) => name).filter((name) => !EMBEDDED.includes(name));
  return [
    ...pluginNames(kind)
      .filter((name) => !names.includes(name))
      .map((name) => `${kind} ${name} is in the table, and not in this build`),
    ...names.filter((name) => !pluginNames(kind).includes(name)).map((name) => `${kind} ${name} is not in the table`),
    ...plugins.flatMap(({ name, properties }) =>
      optionDifferences(`${kind} ${name}`, properties, optionsOf(kind, name)),
    ),
  ];
}

function optionDifferences(plugin: string, properties: Plugin['properties'], known?: OptionTypes): string[] {
  const options = Object.values(properties).flat();
  const now = new Map(options.map((option) => [nameOf(option), typeOf(option)]));
  return known === undefined
    ? []
    : [
        ...[...now]
          .filter(([option, type]) => known.get(option) !== type && !option.startsWith('tls.windows.'))
          .map(
            ([option, type]) => `${plugin} has '${option}' (${type}), and the table has ${known.get(option) ?? 'none'}`,
          ),
        ...[...known.keys()]
          .filter((option) => !now.has(option) && !isOfEngine(option))
          .map((option) => `${plugin} has no '${option}', which is in the table`),
      ];
}

/** Whether the table gives an option to all plugins of a kind, which the schema lists where it makes sense. */
function isOfEngine(option: string): boolean {
  return (
    /^(net|tls)(\.|$)/.test(option) ||
    ['name', 'workers', 'storage.total_limit_size', 'host', 'port', 'listen'].includes(option)
  );
}

function nameOf({ name, type }: Option): string {
  return `${name.toLowerCase()}${type === 'prefixed string' ? '*' : ''}`;
}

function typeOf({ type }: Option): OptionType {
  return /delimited/.test(type) ? 'list' : (PLAIN.find((plain) => plain === type) ?? 'text');
}

const PLAIN: readonly OptionType[] = ['boolean', 'integer', 'size', 'time'];
