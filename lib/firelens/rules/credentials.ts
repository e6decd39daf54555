import { Finding, error, warning } from '../../internal/finding';
import { EVERY_OUTPUT, OUTPUTS, outputPlugin } from '../../internal/fluent-bit-outputs';
import { FirelensView } from '../private/firelens-view';
import { isOn } from '../private/option-value';
import { OutputEntry, OutputSection, isPlain, optionOf, outputSections } from '../private/output-section';

/** Options whose value is a credential, of whatever plugin: one that is not known has the same names. */
const CREDENTIALS: ReadonlySet<string> = new Set(
  [EVERY_OUTPUT, ...Object.values(OUTPUTS)].flatMap((plugin) => plugin.credentials ?? []),
);

/** Credentials come from a secret, and travel encrypted. */
export function credentials(view: FirelensView): Finding[] {
  return view.type === 'fluentbit' ? outputSections(view).flatMap((s) => [...plaintext(s), ...inTheClear(s)]) : [];
}

/** Whether the option carries a credential: by its name, or an Authorization header. */
export function isCredential({ key, value }: Pick<OutputEntry, 'key' | 'value'>): boolean {
  const lower = key.toLowerCase();
  return (
    CREDENTIALS.has(lower) ||
    (lower === 'header' && /^(authorization|api-key|x-api-key|x-\S*(token|key|secret))\s/i.test(value))
  );
}

function plaintext({ where, container, entries }: OutputSection): Finding[] {
  return entries
    .filter((entry) => isCredential(entry) && !entry.secret && isPlain(entry.value))
    .map(({ key }) =>
      error(
        'Firelens.plaintextCredential',
        `'${key}' in ${where} is a credential in plain text, readable by everyone who may describe the task definition; give it through 'secretOptions' as an ecs.Secret`,
        container,
      ),
    );
}

function inTheClear(section: OutputSection): Finding[] {
  const { where, container, plugin, entries } = section;
  const tls = optionOf(section, 'tls');
  const host = optionOf(section, 'host')?.value;
  const carrier = entries.find((entry) => isCredential(entry) || entry.key.toLowerCase() === 'http_user');
  const local = host === '127.0.0.1' || host === 'localhost';
  if (
    carrier === undefined ||
    local ||
    outputPlugin(plugin).clearByDefault !== true ||
    (tls !== undefined && (!isPlain(tls.value) || isOn(tls.value)))
  ) {
    return [];
  }
  const message = `'${carrier.key}' in ${where} would travel unencrypted: 'tls' of '${plugin}' is off unless set; set 'tls' to 'on'`;
  return [
    plugin.toLowerCase() === 'datadog'
      ? error('Firelens.credentialWithoutTls', message, container)
      : warning('Firelens.credentialWithoutTls', message, container),
  ];
}
