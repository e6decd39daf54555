import { Token } from 'aws-cdk-lib';
import { entryOf, readFluentBit } from '../../internal/fluent-bit-text';
import { INCLUDED_FILE } from '../../internal/fluent-bit-services';
import type { DiskBufferOptions } from '../router-buffer';
import { chunksFor } from './buffer-budget';
import { plainText } from './plain-text';

/** Directory that the router's own configuration is written to when it starts, in memory. */
export const CONFIG_DIR = '/firelens';
/** Volume for buffers and unfinished S3 objects. */
export const DATA_DIR = '/firelens-data';
const PARSERS_FILE = `${CONFIG_DIR}/parsers.conf`;

/** All that the included configuration says. */
export interface RouterText {
  readonly graceSeconds: number;
  readonly httpPort: number;
  readonly disk?: DiskBufferOptions;
  /** Unknown when only the deployment knows it. */
  readonly memoryLimitMiB?: number;
  /** Inputs that ECS generates and that keep chunks. */
  readonly inputs: number;
  /** `[FILTER]` sections. */
  readonly filters: readonly string[];
  /** Sections of the parsers file. */
  readonly parsers: readonly string[];
  /** Files of the image to include. */
  readonly files: readonly string[];
  /** Text of the user. */
  readonly texts: readonly string[];
  /** `[OUTPUT]` sections. */
  readonly outputs: readonly string[];
}

/** The text of the file that the generated configuration includes. */
export function routerText(router: RouterText): string {
  const { filters, files, texts, outputs } = router;
  return `${[service(router), ...filters, ...files.map((file) => `@INCLUDE ${file}`), ...texts.map(trimmed), ...outputs].join('\n\n')}\n`;
}

/** An `[OUTPUT]` section, options sorted. */
export function outputText(plugin: string, match: string, options: Readonly<Record<string, string>>): string {
  const entries = Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    '[OUTPUT]',
    `    Name ${plugin}`,
    `    Match ${match}`,
    ...entries.map(([key, value]) => `    ${key} ${value}`),
  ].join('\n');
}

/** Names that several parsers have which are not the same. */
export function parsersOfOneName(parsers: readonly string[]): string[] {
  const names = [...new Set(parsers.map(trimmed))]
    .flatMap((text) => readFluentBit(text).sections)
    .filter(({ kind }) => kind === 'PARSER' || kind === 'MULTILINE_PARSER')
    .map((section) => `${section.kind} ${entryOf(section, 'name')}`);
  return [...new Set(names.filter((name, index) => names.indexOf(name) < index))].map((name) => name.split(' ')[1]);
}

/** The text of the parsers file; the same parser asked for twice is one. */
function parsersText(parsers: readonly string[]): string {
  return `${[...new Set(parsers.map(trimmed))].join('\n\n')}\n`;
}

/**
 * The command of the router's shell: a script that writes the files and then becomes Fluent Bit, its name, and the texts.
 * As arguments they need no quoting, and are no environment that others would read.
 */
export function startCommand(init: boolean, included: string, parsers: readonly string[]): string[] {
  const script = [
    `printf '%s' "$1" > ${INCLUDED_FILE}`,
    ...(parsers.length > 0 ? [`printf '%s' "$2" > ${PARSERS_FILE}`] : []),
    // The init process is started by a relative path.
    ...(init ? ['cd /', 'exec /bin/sh /init/fluent_bit_init_entrypoint.sh'] : ['exec /bin/sh /entrypoint.sh']),
  ].join(' && ');
  return [script, 'log-router', included, ...(parsers.length > 0 ? [parsersText(parsers)] : [])];
}

function service({ graceSeconds, httpPort, disk, memoryLimitMiB, inputs, filters, parsers }: RouterText): string {
  const emitters = filters.filter((filter) => /^ +Name (multiline|rewrite_tag)$/m.test(filter)).length;
  const fitting =
    memoryLimitMiB === undefined || Token.isUnresolved(memoryLimitMiB)
      ? undefined
      : chunksFor(memoryLimitMiB, inputs, emitters);
  const chunks = disk?.maxChunksUp ?? fitting;
  return [
    '[SERVICE]',
    '    Flush 1',
    `    Grace ${plainText(graceSeconds)}`,
    '    HTTP_Server On',
    '    HTTP_Listen 127.0.0.1',
    `    HTTP_Port ${plainText(httpPort)}`,
    ...(parsers.length > 0 ? [`    Parsers_File ${PARSERS_FILE}`] : []),
    ...(disk === undefined
      ? []
      : [
          `    storage.path ${DATA_DIR}/buffers`,
          // The generated inputs take over what the service says: their own sections cannot be changed.
          '    storage.type filesystem',
          '    storage.inherit On',
          ...(chunks === undefined ? [] : [`    storage.max_chunks_up ${plainText(chunks)}`]),
        ]),
  ].join('\n');
}

function trimmed(text: string): string {
  return text.replace(/^\s*\n/, '').trimEnd();
}
