import { variableNameFault } from '../../internal/container-values';
import { Finding } from '../../internal/finding';
import { textParts } from '../../internal/flat-text';
import { ContainerView, TaskView } from '../../internal/task-view';
import { text } from '../../internal/template-value';
import { LocatedFinding, caution, inEcsWords, refusal } from '../private/located-finding';
import { entries, hasItems, knownContainers, knownCount, literal } from '../private/task-reading';

/**
 * Environment variables of one container. Past it CloudFormation registers the definition with none at all and reports
 * success (aws-cdk #38225, read 2026-11-20).
 */
const MAX_VARIABLES = 100;

/** Environment files of one container. ECS API reference, read 2026-11-20. */
const MAX_FILES = 10;

/** Environment variables, secrets and environment files. */
export function environmentFindings(task: TaskView): Finding[] {
  return knownContainers(task).flatMap((container) => [
    ...countFindings(container),
    ...unreadableFindings(container),
    ...nameFindings(container),
    ...fileFindings(container),
    ...roleFindings(container, task.properties.ExecutionRoleArn === undefined),
  ]);
}

function countFindings({ name, properties }: ContainerView): LocatedFinding[] {
  const findings: LocatedFinding[] = [];
  const variables = knownCount(properties.Environment);
  if (variables > MAX_VARIABLES) {
    findings.push(
      refusal(
        'Environment.tooMany',
        'Environment',
        `'environment' of container '${name}' must have at most ${MAX_VARIABLES} variables, got ${variables}: CloudFormation would silently register none of them; move some to an environment file`,
        name,
      ),
    );
  }
  const files = knownCount(properties.EnvironmentFiles);
  if (files > MAX_FILES) {
    findings.push(
      refusal(
        'Environment.tooManyFiles',
        'EnvironmentFiles',
        `'environmentFiles' of container '${name}' must have at most ${MAX_FILES}, got ${files}; join some${inEcsWords('The maximum number of environment files was exceeded. Specify ten or less and try again')}`,
        name,
      ),
    );
  }
  return findings;
}

/** Names under which no process finds a value. */
function unreadableFindings({ name, properties }: ContainerView): LocatedFinding[] {
  return (['Environment', 'Secrets'] as const).flatMap((list) =>
    entries(properties[list]).flatMap(([{ Name }, index]) => {
      const written = text(Name);
      const fault = written === undefined ? undefined : variableNameFault(written);
      return fault === undefined
        ? []
        : [
            refusal(
              'Environment.name',
              `${list}.${index}.Name`,
              `'${list.toLowerCase()}' of container '${name}' has the name '${written}', ${fault}`,
              name,
            ),
          ];
    }),
  );
}

function nameFindings({ name, properties }: ContainerView): LocatedFinding[] {
  const findings: LocatedFinding[] = [];
  const variables = new Set<string>();
  for (const [variable, index] of entries(properties.Environment)) {
    const key = text(variable.Name);
    if (key !== undefined && variables.has(key)) {
      findings.push(
        caution(
          'Environment.duplicate',
          `Environment.${index}.Name`,
          `'environment' of container '${name}' sets '${key}' twice: which value the container sees is not defined; remove one`,
          name,
        ),
      );
    }
    variables.add(key ?? '');
  }
  const secrets = new Set<string>();
  for (const [secret, index] of entries(properties.Secrets)) {
    const key = text(secret.Name);
    if (key === undefined) {
      continue;
    }
    const other = variables.has(key) ? "'environment'" : secrets.has(key) ? "'secrets' itself" : undefined;
    if (other !== undefined) {
      findings.push(
        refusal(
          'Environment.secretNameTaken',
          `Secrets.${index}.Name`,
          `'secrets' of container '${name}' must have names of their own, got '${key}', which is in ${other} too; remove the plain one${inEcsWords(`The secret name must be unique and not shared with any new or existing environment variables set on the container, such as '${key}'.`)}`,
          name,
        ),
      );
    }
    secrets.add(key);
  }
  return findings;
}

function fileFindings({ name, properties }: ContainerView): LocatedFinding[] {
  return entries(properties.EnvironmentFiles).flatMap(([file, index]) => {
    const property = `EnvironmentFiles.${index}.Value`;
    const whole = literal(file.Value);
    const end = tail(file.Value);
    const findings: LocatedFinding[] = [];
    if (whole !== undefined && !whole.startsWith('arn:')) {
      findings.push(
        refusal(
          'Environment.fileArn',
          property,
          `'environmentFiles' of container '${name}' must hold ARNs of S3 objects, got '${whole}'; use EnvironmentFile.fromBucket${inEcsWords('Invalid arn syntax')}`,
          name,
        ),
      );
    }
    if (end !== undefined && !end.endsWith('.env')) {
      findings.push(
        refusal(
          'Environment.fileSuffix',
          property,
          `'environmentFiles' of container '${name}' must end in '.env', got '${end}'; rename the object`,
          name,
        ),
      );
    }
    return findings;
  });
}

function roleFindings({ name, properties }: ContainerView, withoutRole: boolean): LocatedFinding[] {
  const findings: LocatedFinding[] = [];
  if (withoutRole && hasItems(properties.Secrets)) {
    findings.push(
      refusal(
        'Environment.secretsWithoutRole',
        'Secrets',
        `'secrets' of container '${name}' need an execution role to be read with, got none; give the task definition an 'executionRole' that may read them${inEcsWords("When you are specifying container secrets, you must also specify a value for 'executionRoleArn'")}`,
        name,
      ),
    );
  }
  if (withoutRole && hasItems(properties.EnvironmentFiles)) {
    findings.push(
      refusal(
        'Environment.filesWithoutRole',
        'EnvironmentFiles',
        `'environmentFiles' of container '${name}' need an execution role to be read with, got none: the task would stop before the container starts; give the task definition an 'executionRole' with s3:GetObject on them`,
        name,
      ),
    );
  }
  return findings;
}

/** The end of a text that may begin with something known only at deployment. */
function tail(value: unknown): string | undefined {
  return literal(textParts(value)?.at(-1));
}
