import { textWithGaps } from './flat-text';
import { items, record, text } from './template-value';

/*
 * Finding secrets where everybody can read them: `ecs:DescribeTaskDefinition`, CloudFormation and CloudTrail show
 * environment variables, commands, labels and log options in clear text.
 */

/** A place that holds, or by its name claims to hold, a secret in clear text. */
export interface PlainSecret {
  /** As `Environment.DB_PASSWORD` or `Command.2`. */
  readonly where: string;
  /** The reason why it looks like a secret. Never the value itself. */
  readonly why: string;
  /** True when the name is that of a secret, and its value is known only at deployment. */
  readonly unresolved?: boolean;
}

/** Words that end the name of a secret. Names that go on (`TOKEN_URL`, `PASSWORD_FILE`, `MAX_TOKENS`) are none. */
const SECRET_ENDINGS = [
  'access key',
  'access key id',
  'api key',
  'apikey',
  'auth data',
  'client key',
  'connection string',
  'credential',
  'credentials',
  'dsn',
  'encryption key',
  'license key',
  'passphrase',
  'passwd',
  'password',
  'private key',
  'pwd',
  'secret',
  'secret key',
  'shared key',
  'signing key',
  'token',
] as const;

const PRIVATE_KEY = 'a private key';
const REFERENCE = 'a secret that CloudFormation writes out in clear text';

/** The dynamic reference that `unsafeUnwrap()` becomes. `{{resolve:ssm:…}}` is a plain parameter. */
const DYNAMIC_REFERENCE = /\{\{resolve:(secretsmanager|ssm-secure):/;

/** Forms that only secrets have. Source: the issuers' documentation of their token formats, 2026-11. */
const SECRET_FORMS: readonly (readonly [RegExp, string])[] = [
  [/\b(AKIA|ASIA)[0-9A-Z]{16}\b/, 'an AWS access key id'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, PRIVATE_KEY],
  [/\bgh[pousr]_[0-9A-Za-z]{36}/, 'a GitHub token'],
  [/\bgithub_pat_[0-9A-Za-z_]{22}/, 'a GitHub token'],
  [/\bglpat-[0-9A-Za-z_-]{20}/, 'a GitLab token'],
  [/\bxox[abeprs]-[0-9A-Za-z-]{10}/, 'a Slack token'],
  [/hooks\.slack\.com\/services\/T[0-9A-Z]+\//, 'a Slack webhook'],
  [/\b[rs]k_live_[0-9A-Za-z]{16}/, 'a Stripe key'],
  [/\bAIza[0-9A-Za-z_-]{35}/, 'a Google API key'],
  [/\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\./, 'a JSON web token'],
  [/:\/\/[^\s:/@{}$]+:[^\s:/@{}$]+@/, 'a password in a URL'],
  [DYNAMIC_REFERENCE, REFERENCE],
];

/** Stands where the deployment fills in: as a reference of a shell, it is no secret. */
const GAP = '${}';

/** No form is shorter than `://a:b@`. */
const SHORTEST_FORM = 7;

/** Values of switches that are named after secrets: `REQUIRE_PASSWORD=true`. */
const NO_SECRET = /^(|true|false|yes|no|on|off|none|null|0|1)$/i;

/** `NAME=value`, quoted or not. */
const ASSIGNMENT = /([A-Za-z][\w.-]*)=["']?([^\s"';]+)/g;
/** `--name value`. */
const FLAG = /(?:^|\s)--?([A-Za-z][\w-]*)\s+["']?([^\s"'-][^\s"';]*)/g;

/** Whether a name says that it holds a secret. */
export function isSecretName(name: string): boolean {
  // The containers of an app share the names of their variables and log options.
  let secret = judged.get(name);
  if (secret === undefined) {
    secret = endsAsSecret(name);
    judged.set(name, secret);
  }
  return secret;
}

const judged = new Map<string, boolean>();

function endsAsSecret(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .join(' ')
    .trim()
    .toLowerCase();
  return SECRET_ENDINGS.some((ending) => words === ending || words.endsWith(` ${ending}`));
}

/** The kind of secret that a text contains, going by forms that nothing else has. */
export function secretIn(value: string): string | undefined {
  return value.length < SHORTEST_FORM ? undefined : SECRET_FORMS.find(([form]) => form.test(value))?.[1];
}

/** A text with the kind of each secret in place of the secret. References to secrets stay. */
export function withoutSecrets(text: string): string {
  return SECRET_PATTERNS.reduce((kept, [pattern, kind]) => kept.replace(pattern, `<${kind}>`), text);
}

/** The forms, each with what goes on after it: all of a key up to the next quote, the rest of a token. */
const SECRET_PATTERNS = SECRET_FORMS.filter(([, kind]) => kind !== REFERENCE).map(
  ([form, kind]) => [new RegExp(`${form.source}${kind === PRIVATE_KEY ? "[^']*" : '[\\w-]*'}`, 'g'), kind] as const,
);

/** A name with its value: by the value's form, or by the name. */
export function plainSecret(where: string, name: string, value: unknown): PlainSecret | undefined {
  const known = text(value);
  const literal = textWithGaps(value, GAP);
  const form = literal === undefined ? undefined : secretIn(literal);
  if (form !== undefined) {
    return { where, why: `its value is ${form}` };
  }
  if (!isSecretName(name)) {
    return undefined;
  }
  if (known === undefined) {
    return value === undefined ? undefined : { where, why: 'its name says so', unresolved: true };
  }
  return NO_SECRET.test(known) ? undefined : { where, why: 'its name says so' };
}

/** All places of a container definition (in CloudFormation's spelling) that hold a secret in clear text. */
export function plainSecretsOf(container: Readonly<Record<string, unknown>>): PlainSecret[] {
  return [
    ...namedTexts(container).map(({ where, name, value }) => plainSecret(where, name, value)),
    ...Object.entries(argumentsOf(container)).flatMap(([where, words]) => inArguments(where, words)),
  ].filter((found) => found !== undefined);
}

/** A place of a container definition: as people read it, and in the template. */
export interface SecretPlace {
  /** As `Environment.DB_PASSWORD` or `Command.2`. */
  readonly where: string;
  /** As `Environment.0.Value` or `Command.1`. */
  readonly property: string;
}

/** The places of a container definition into which CloudFormation writes a secret, by a dynamic reference. */
export function writtenOutSecretsOf(container: Readonly<Record<string, unknown>>): SecretPlace[] {
  const words = Object.entries(argumentsOf(container)).flatMap(([list, values]) =>
    values.map((value, index) => ({ where: `${list}.${index + 1}`, property: `${list}.${index}`, value })),
  );
  return [...namedTexts(container), ...words]
    .filter(({ value }) => DYNAMIC_REFERENCE.test(textWithGaps(value, GAP) ?? ''))
    .map(({ where, property }) => ({ where, property }));
}

/** The texts that have names: variables, log options and labels. */
function namedTexts(
  container: Readonly<Record<string, unknown>>,
): (SecretPlace & { readonly name: string; readonly value: unknown })[] {
  const variables = items(container.Environment).map((entry, index) => {
    const { Name, Value } = record(entry);
    const name = text(Name) ?? '';
    return { where: `Environment.${name}`, property: `Environment.${index}.Value`, name, value: Value };
  });
  const maps = {
    'LogConfiguration.Options': record(record(container.LogConfiguration).Options),
    DockerLabels: record(container.DockerLabels),
  };
  return [
    ...variables,
    ...Object.entries(maps).flatMap(([map, values]) =>
      Object.entries(values).map(([name, value]) => {
        const where = `${map}.${name}`;
        return { where, property: where, name, value };
      }),
    ),
  ];
}

/** The words that are run, list by list. */
function argumentsOf(container: Readonly<Record<string, unknown>>): Readonly<Record<string, readonly unknown[]>> {
  return {
    Command: items(container.Command),
    EntryPoint: items(container.EntryPoint),
    'HealthCheck.Command': items(record(container.HealthCheck).Command),
  };
}

/** Secrets in free text: assignments and flags (`TOKEN=x`, `--password x`), and the forms of secrets. */
export function plainSecretsInText(where: string, script: string): PlainSecret[] {
  const form = secretIn(script);
  const found: PlainSecret[] = form === undefined ? [] : [{ where, why: `it contains ${form}` }];
  const named = [...script.matchAll(ASSIGNMENT), ...script.matchAll(FLAG)];
  for (const [, name, value] of named) {
    // A reference to a variable or the output of a command is no secret, whatever it is called.
    if (isSecretName(name) && !NO_SECRET.test(value) && !/^[$<{`]/.test(value)) {
      found.push({ where: `${where}.${name}`, why: 'its name says so' });
    }
  }
  return found;
}

function inArguments(where: string, words: readonly unknown[]): PlainSecret[] {
  return words.flatMap((word, index) => {
    const known = textWithGaps(word, GAP);
    if (known === undefined) {
      return [];
    }
    const flagged = /^--?([A-Za-z][\w-]*)$/.exec(known)?.[1];
    const next = words[index + 1];
    if (flagged !== undefined && isSecretName(flagged) && next !== undefined) {
      const found = plainSecret(`${where}.${index + 2}`, flagged, next);
      return found === undefined || /^[$]/.test(text(next) ?? '') ? [] : [found];
    }
    return plainSecretsInText(`${where}.${index + 1}`, known);
  });
}
