import { Unknown, Value } from '../../app-model/app-model';
import { asRecord, asText, isUnknown, items } from '../../app-model/values';
import { givenBy, repositoryArn, streamsIn } from './access';
import { Right } from './right';
import { logRouterOf } from '../../app-model/views/log-router';
import type { Container } from '../../app-model/views/task-definition';
import { Base, Definition, base, keyRights, objectRights } from './task-definition';

/**
 * The rights for what the agent does before a container starts, as the execution role: it pulls, reads what the
 * container is given, and opens the log streams.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
 */
export function executionRights(definition: Definition): Right[] {
  const rights: Right[] = [];
  for (const container of definition.containers) {
    const { LogConfiguration: log, Secrets: secrets, EnvironmentFiles: files } = container.properties;
    rights.push(...imageRights(definition, container));
    rights.push(...logRights(definition, log, 'LogConfiguration', container.name));
    for (const secret of items(secrets)) {
      rights.push(...givenRights(definition, asRecord(secret).ValueFrom, about(definition, 'Secrets', container)));
    }
    for (const file of items(files)) {
      rights.push(...fileRights(definition, 'EnvironmentFiles', container, asRecord(file).Value, ENVIRONMENT));
    }
    // On instances the agent fetches the configuration of a log router that its options name.
    for (const file of logRouterOf(container)?.fetchedByAgent ?? []) {
      rights.push(...fileRights(definition, 'FirelensConfiguration', container, file, ROUTING));
    }
  }
  return rights;
}

const ENVIRONMENT = 'read an environment file';
const ROUTING = 'read the log router configuration from S3';

function fileRights(
  definition: Definition,
  property: string,
  container: Container,
  file: Value,
  purpose: string,
): Right[] {
  const { judge } = definition;
  const object = judge.model.text(file);
  return object === undefined ? [] : objectRights(judge, about(definition, property, container), object, purpose);
}

function about(definition: Definition, property: string, { name }: Container): Base {
  return base(definition, 'execution role', property, name);
}

function imageRights(definition: Definition, container: Container): Right[] {
  const { Image: image, RepositoryCredentials: credentials } = container.properties;
  const login = asRecord(credentials).CredentialsParameter;
  const pull = pullRights(definition, definition.judge.arns.textOf(image) ?? '', image, container);
  if (login === undefined) {
    return pull;
  }
  const common = about(definition, 'RepositoryCredentials', container);
  return [...givenRights(definition, login, common, 'read the registry credentials'), ...pull];
}

function pullRights(definition: Definition, text: string, image: Value, container: Container): Right[] {
  const { judge } = definition;
  const repository = repositoryArn(text);
  // AWS publishes the image of its own router as the value of a parameter: anybody who is logged in may pull it.
  const published = image instanceof Unknown && image.reason.includes('/aws/service/aws-for-fluent-bit');
  if (repository === undefined && !published) {
    return [];
  }
  const common = about(definition, 'Image', container);
  const resource = repository === undefined ? undefined : judge.resourcePolicies.of(repository).resource;
  const grant = resource && { grant: { resource, method: 'grantPull' } };
  const login = { purpose: 'log in to the image registry', ...common, actions: LOGIN, resources: ['*'], ...grant };
  return repository === undefined
    ? [login]
    : [
        login,
        { purpose: 'pull the image', ...common, actions: PULL, resources: [repository], ...grant },
        ...importRights(definition, common, repository),
      ];
}

// Literals here begin with a plain property: what follows a spread at the beginning costs V8 ten times as much.
const LOGIN = ['ecr:GetAuthorizationToken'];
const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

/**
 * The first pull by a pull through cache rule of the app brings the image. Permissions of the registry may allow it as well.
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-iam.html
 */
function importRights({ judge: { model, resourcePolicies } }: Definition, common: Base, repository: string): Right[] {
  const rules = model.ofType('AWS::ECR::PullThroughCacheRule');
  if (rules.length === 0) {
    return [];
  }
  const name = repository.replace(/^.*:repository\//, '');
  const cached = rules
    .map((rule) => model.text(model.property(rule, 'EcrRepositoryPrefix')))
    .some((prefix) => prefix !== undefined && name.startsWith(`${prefix}/`));
  if (!cached || model.ofType('AWS::ECR::RegistryPolicy').length > 0) {
    return [];
  }
  const makes = resourcePolicies.of(repository).resource === undefined ? ['ecr:CreateRepository'] : [];
  const actions = ['ecr:BatchImportUpstreamImage', ...makes];
  return [
    { ...common, actions, later: actions, resources: [repository], purpose: 'bring the image on its first pull' },
  ];
}

/** The `awslogs` driver, and what the options of any driver are given in secret. */
export function logRights(definition: Definition, log: Value, property: string, container?: string): Right[] {
  const { judge, region, account } = definition;
  const { LogDriver: driver, Options: given, SecretOptions: secrets } = asRecord(log);
  const options = asRecord(given);
  const common = base(definition, 'execution role', property, container);
  const secret = items(secrets).flatMap((each) =>
    givenRights(definition, asRecord(each).ValueFrom, { ...common, property: `${property}.SecretOptions` }),
  );
  if (asText(driver) !== 'awslogs' || isUnknown(given)) {
    return secret;
  }
  const place = judge.model.text(options['awslogs-region']) ?? region;
  const streams = streamsIn(judge, options['awslogs-group'], { region: place, account });
  if (streams === undefined) {
    return secret;
  }
  const whole = streams.slice(0, streams.indexOf(':log-stream:'));
  const named = judge.arns.resourceOf('AWS::Logs::LogGroup', `${whole}:*`);
  const ship: Right = {
    purpose: 'ship logs to CloudWatch Logs',
    ...common,
    actions: SHIP,
    later: SHIP_LATER,
    resources: [streams, whole],
    ...(named && { grant: { resource: named, method: 'grantWrite' } }),
  };
  if (named !== undefined || asText(options['awslogs-create-group']) !== 'true') {
    return [ship, ...secret];
  }
  const create: Right = {
    ...common,
    ...{ actions: ['logs:CreateLogGroup'], purpose: 'create the log group (awslogs-create-group)' },
    resources: [`${whole}:log-stream:`, whole],
  };
  return [ship, create, ...secret];
}

const SHIP = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const SHIP_LATER = ['logs:PutLogEvents'];

function givenRights(definition: Definition, value: Value, common: Base, purpose: string = 'read a secret'): Right[] {
  const { judge } = definition;
  const given = givenBy(judge, value, definition);
  if (given === undefined) {
    return [];
  }
  const [arn] = given.arns;
  if (given.kind === 'secret') {
    const { resource } = judge.resourcePolicies.of(arn);
    return [
      {
        purpose,
        ...common,
        ...{ actions: READ_SECRET, resources: given.arns },
        ...(resource && { grant: { resource, method: 'grantRead' } }),
      },
      ...keyRights(judge, common, arn, 'secretsmanager'),
    ];
  }
  if (given.kind === 'parameter') {
    const resource = judge.arns.resourceOf('AWS::SSM::Parameter', arn);
    return [
      {
        purpose: 'read a parameter',
        ...common,
        ...{ actions: READ_PARAMETER, resources: given.arns },
        ...(resource && { grant: { resource, method: 'grantRead' } }),
      },
    ];
  }
  const actions = [...READ_SECRET, ...READ_PARAMETER];
  return [{ purpose: 'read a secret or a parameter', ...common, actions, resources: given.arns, oneOf: 'open' }];
}

const READ_SECRET = ['secretsmanager:GetSecretValue'];
const READ_PARAMETER = ['ssm:GetParameters'];
