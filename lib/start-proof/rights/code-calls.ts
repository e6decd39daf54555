/**
 * Clients of the AWS SDK for JavaScript whose every command is the action of the same name, with the prefix of the action.
 * Others, as S3 (`ListObjectsV2` is `s3:ListBucket`) or Lambda (`Invoke`), are not read.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const PREFIXES: Readonly<Record<string, string | undefined>> = {
  'application-auto-scaling': 'application-autoscaling',
  'auto-scaling': 'autoscaling',
  ec2: 'ec2',
  ecr: 'ecr',
  ecs: 'ecs',
  'elastic-load-balancing-v2': 'elasticloadbalancing',
  scheduler: 'scheduler',
  'secrets-manager': 'secretsmanager',
  servicediscovery: 'servicediscovery',
  sfn: 'states',
  sns: 'sns',
  sqs: 'sqs',
  ssm: 'ssm',
};

/** Commands of these clients that need no right, or another one than their name says. */
const OTHERWISE =
  /^(SendMessageBatch|DeleteMessageBatch|ChangeMessageVisibilityBatch|PublishBatch|.*Activity.*|SendTask.*)$/;

const CLIENT = `["']@aws-sdk/client-([a-z0-9-]+)["']`;
/** `const { ECSClient, RunTaskCommand } = require(...)`, `import { ... } from ...`, and the same with a name for all. */
const TAKEN = new RegExp(
  `(?:(?:const|let|var)\\s+(\\{[^}]*\\}|\\w+)\\s*=\\s*require\\(\\s*${CLIENT}|import\\s+(?:\\*\\s+as\\s+)?(\\{[^}]*\\}|\\w+)\\s+from\\s+${CLIENT})`,
  'g',
);

/**
 * The actions that the inline code of a function calls, read from the commands that it takes from the AWS SDK for JavaScript.
 * One that takes another role calls the rest as that role: of it only `sts:AssumeRole` is told.
 */
export function callsIn(code: string): string[] {
  const taken = [...code.matchAll(TAKEN)].map(([, one, client, other, otherClient]) => ({
    names: one ?? other ?? '',
    client: client ?? otherClient ?? '',
  }));
  if (taken.some(({ client }) => client === 'sts') && code.includes('AssumeRoleCommand')) {
    return ['sts:AssumeRole'];
  }
  // With credentials of its own it acts as somebody else.
  if (/credential-providers|\bcredentials\b|accessKeyId/.test(code)) {
    return [];
  }
  const calls = taken.flatMap(({ names, client }) => {
    const prefix = PREFIXES[client];
    const commands = names.startsWith('{') ? commandsIn(names) : commandsOf(code, names);
    return prefix === undefined
      ? []
      : commands.filter((command) => !OTHERWISE.test(command)).map((command) => `${prefix}:${command}`);
  });
  return [...new Set(calls)];
}

/** The commands of a list of names: `{ ECSClient, RunTaskCommand: Run }`. */
function commandsIn(names: string): string[] {
  return [...names.matchAll(/\b([A-Z]\w*)Command\b(?!\w)/g)].map(([, command]) => command);
}

/** The commands of a client that has a name: `ecs.RunTaskCommand`, and by their names, `new ecs[name + 'Command']`. */
function commandsOf(code: string, name: string): string[] {
  const written = [...code.matchAll(new RegExp(`\\b${name}\\.([A-Z]\\w*)Command\\b`, 'g'))].map(
    ([, command]) => command,
  );
  const byName = new RegExp(`\\b${name}\\[\\w+ \\+ ["']Command["']\\]`).test(code);
  const named = byName ? [...code.matchAll(/\b(?:ask|send|call)\((?:\w+, )?["']([A-Z][A-Za-z]+)["']/g)] : [];
  return [...written, ...named.map(([, command]) => command)];
}
