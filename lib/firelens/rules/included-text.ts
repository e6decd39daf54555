import { isPartlyUnknown } from '../../internal/flat-text';
import { FluentBitSection, FluentBitText } from '../../internal/fluent-bit-text';
import { Finding, error, warning } from '../../internal/finding';
import { didYouMean } from '../../internal/did-you-mean';
import { FirelensView, matchOf } from '../private/firelens-view';
import { PluginKind, optionType, optionsOf, pluginNames, serviceOptions } from '../private/fluent-bit-schema';
import { valueFault } from '../private/option-value';
import { inlineConfiguration, isPlain } from '../private/output-section';
import { takesRecordsOf } from '../private/tag-match';

/** The included configuration, as far as the template shows it: shape, sections and whom its outputs take from. */
export function includedText(view: FirelensView): Finding[] {
  const read = inlineConfiguration(view);
  if (read === undefined || view.type !== 'fluentbit') {
    return [];
  }
  return [
    ...textFaults(read, 'the included configuration'),
    ...read.sections
      .filter(
        (section) => section.kind === 'OUTPUT' && !view.routed.some((u) => takesRecordsOf(section, u.container.name)),
      )
      .map((section) =>
        warning(
          'Firelens.idleOutput',
          `[OUTPUT] '${valueOf(section, 'name')}' of the included configuration matches '${valueOf(section, 'match')}', which no container of the task logs as; match '${matchOf('<container>', 'fluentbit')}'`,
        ),
      ),
  ];
}

/** Faults of a configuration text, wherever it comes from. */
export function textFaults(read: FluentBitText, where: string): Finding[] {
  const kinds = new Set(read.sections.map(({ kind }) => kind));
  const parsers = kinds.has('PARSER') || kinds.has('MULTILINE_PARSER');
  const pipeline = ['INPUT', 'FILTER', 'OUTPUT', 'SERVICE'].filter((kind) => kinds.has(kind));
  return [
    ...read.strayLines
      .filter((line) => !isPartlyUnknown(line))
      .map((line) =>
        error(
          'Firelens.strayLine',
          `'${line}' in ${where} belongs to no section; put it under [SERVICE], [FILTER] or [OUTPUT]`,
        ),
      ),
    ...(parsers && pipeline.length > 0
      ? [
          error(
            'Firelens.parsersInPipeline',
            `${where} has parsers beside [${pipeline.join('], [')}]: Fluent Bit reads parsers from files of their own; split them`,
          ),
        ]
      : []),
    ...read.sections.flatMap((section) => sectionFaults(section, where)),
  ];
}

function sectionFaults(section: FluentBitSection, where: string): Finding[] {
  switch (section.kind) {
    case 'SERVICE':
      return serviceFaults(section, where);
    case 'FILTER':
    case 'INPUT':
      return pluginFaults(section, section.kind, where);
    case 'OUTPUT':
    case 'PARSER':
    case 'MULTILINE_PARSER':
    case 'PLUGINS':
    case 'CUSTOM':
    case 'UPSTREAM':
    case 'NODE':
    case 'STREAM_TASK':
      return [];
    default:
      return [error('Firelens.unknownSection', `[${section.kind}] in ${where} is no section of Fluent Bit`)];
  }
}

/** Fluent Bit ignores what it does not know here, so a typo costs the setting and nobody hears of it. */
function serviceFaults({ entries }: FluentBitSection, where: string): Finding[] {
  const known = serviceOptions();
  return entries
    .filter(({ key }) => isPlain(key))
    .flatMap(({ key, value }) => {
      const type = optionType(known, key);
      if (type === undefined) {
        return [
          warning(
            'Firelens.unknownServiceKey',
            `'${key}' in [SERVICE] of ${where} is unknown, and Fluent Bit ignores it silently${didYouMean(key, known.keys())}`,
          ),
        ];
      }
      const wanted = isPlain(value) ? valueFault(type, value) : undefined;
      return wanted === undefined
        ? []
        : [error('Firelens.badValue', `'${key}' in [SERVICE] of ${where} must be ${wanted}, got '${value}'`)];
    });
}

function pluginFaults(section: FluentBitSection, kind: PluginKind, where: string): Finding[] {
  const name = valueOf(section, 'name').toLowerCase();
  const known = optionsOf(kind, name);
  const here = `[${kind}] '${name}' of ${where}`;
  if (known === undefined) {
    // The recorded build lacks some filters and inputs that other images have.
    return [
      warning(
        'Firelens.unknownPlugin',
        `${here}: no such plugin in aws-for-fluent-bit 3.4 as recorded${didYouMean(name, pluginNames(kind))}`,
      ),
    ];
  }
  return section.entries.flatMap(({ key, value }) => {
    const type = optionType(known, key);
    if (type === undefined) {
      // `modify` and `record_modifier` of other versions take rules as keys; a warning cannot stop them.
      const say = OPEN_KEYS.includes(name) ? [] : [unknown(key, here, known.keys())];
      return say;
    }
    const wanted = isPlain(value) && value !== '' ? valueFault(type, value) : undefined;
    return wanted === undefined
      ? []
      : [error('Firelens.badValue', `'${key}' in ${here} must be ${wanted}, got '${value}'`)];
  });
}

/** Filters whose keys are rules, not options. */
const OPEN_KEYS = ['modify', 'nest', 'expect', 'lua'];

function unknown(key: string, here: string, candidates: Iterable<string>): Finding {
  return error(
    'Firelens.unknownOption',
    `'${key}' in ${here} is no option: Fluent Bit refuses to start${didYouMean(key, candidates)}`,
  );
}

function valueOf({ entries }: FluentBitSection, key: string): string {
  return entries.find((entry) => entry.key.toLowerCase() === key)?.value ?? '';
}
