import { isRouter, routerConfiguration } from '../../app-model/views/routing-container';
import { Finding } from '../../internal/finding';
import { ContainerView, TaskView, runsOn } from '../../internal/task-view';
import { isUnknown, isWhollyKnown, record, text } from '../../internal/template-value';
import { LocatedFinding, caution, inEcsWords, refusal } from '../private/located-finding';
import { hasItems, isSet, knownContainers } from '../private/task-reading';

/** Checks the log configuration of the containers. */
export function loggingFindings(task: TaskView): Finding[] {
  const containers = knownContainers(task);
  const fargate = runsOn(task, 'FARGATE');
  const withoutRole = task.properties.ExecutionRoleArn === undefined;
  return [
    ...containers.flatMap((container) => [
      ...configurationFindings(container, withoutRole),
      ...awslogsFindings(container, fargate, fargate && withoutRole),
    ]),
    ...routerFindings(task, containers),
  ];
}

function configurationFindings({ name, properties }: ContainerView, withoutRole: boolean): LocatedFinding[] {
  const { LogConfiguration } = properties;
  if (LogConfiguration === undefined) {
    return [
      caution(
        'Logging.none',
        'LogConfiguration',
        `container '${name}' has no log configuration: what it prints before it dies is lost; set 'logging'`,
        name,
      ),
    ];
  }
  const configuration = record(LogConfiguration);
  const options = record(configuration.Options);
  const findings: LocatedFinding[] = [];
  if (text(options.mode) === 'blocking') {
    findings.push(
      caution(
        'Logging.blocking',
        'LogConfiguration.Options.mode',
        `log 'mode' of container '${name}' is blocking: when logs cannot be delivered, the application stops at its next line; use non-blocking with a 'max-buffer-size'`,
        name,
      ),
    );
  }
  if (withoutRole && hasItems(configuration.SecretOptions)) {
    findings.push(
      refusal(
        'Logging.secretOptionsWithoutRole',
        'LogConfiguration.SecretOptions',
        `'secretOptions' of container '${name}' need an execution role to be read with, got none: the task would stop before the container starts; give the task definition an 'executionRole'`,
        name,
      ),
    );
  }
  return findings;
}

function awslogsFindings({ name, properties }: ContainerView, fargate: boolean, withoutRole: boolean) {
  const configuration = record(properties.LogConfiguration);
  if (text(configuration.LogDriver) !== 'awslogs') {
    return [];
  }
  const findings: LocatedFinding[] = [];
  if (withoutRole) {
    findings.push(
      refusal(
        'Logging.withoutRole',
        'LogConfiguration',
        `log driver awslogs of container '${name}' needs an execution role on Fargate, got none; give the task definition an 'executionRole' that may write the log group${inEcsWords('Fargate requires task definition to have execution role ARN to support log driver awslogs')}`,
        name,
      ),
    );
  }
  if (isUnknown(configuration.Options)) {
    return findings;
  }
  const options = record(configuration.Options);
  if (options['awslogs-group'] === undefined) {
    findings.push(
      refusal(
        'Logging.group',
        'LogConfiguration.Options',
        `log driver awslogs of container '${name}' needs the option 'awslogs-group', got none${inEcsWords('Log driver awslogs requires options: awslogs-group')}`,
        name,
      ),
    );
  }
  if (fargate && options['awslogs-stream-prefix'] === undefined) {
    findings.push(
      refusal(
        'Logging.streamPrefix',
        'LogConfiguration.Options',
        `log driver awslogs of container '${name}' needs the option 'awslogs-stream-prefix' on Fargate, got none; set 'streamPrefix'${inEcsWords('Fargate requires log configuration options to include awslogs-stream-prefix')}`,
        name,
      ),
    );
  }
  if (isSet(options['awslogs-datetime-format']) && isSet(options['awslogs-multiline-pattern'])) {
    findings.push(
      caution(
        'Logging.multiline',
        'LogConfiguration.Options.awslogs-multiline-pattern',
        `'awslogs-multiline-pattern' of container '${name}' is ignored beside 'awslogs-datetime-format'; keep one of them`,
        name,
      ),
    );
  }
  return findings;
}

function routerFindings(task: TaskView, containers: readonly ContainerView[]): LocatedFinding[] {
  const routers = containers.filter(isRouter);
  const certain = routers.filter((container) => isSet(routerConfiguration(container)));
  const findings: LocatedFinding[] = [];
  if (certain.length > 1) {
    findings.push(
      refusal(
        'Logging.severalRouters',
        'ContainerDefinitions',
        `a task must have at most one FireLens router, got ${certain.map(({ name }) => name).join(', ')}; route to several destinations from one`,
      ),
    );
  }
  if (task.operatingSystem === 'WINDOWS' && certain.length > 0) {
    findings.push(
      refusal(
        'Logging.routerOnWindows',
        'FirelensConfiguration',
        `container '${certain[0].name}' is a FireLens router, which Windows tasks must not have; use the awslogs driver`,
        certain[0].name,
      ),
    );
  }
  if (routers.length === 0 && isWhollyKnown(task.properties.ContainerDefinitions)) {
    for (const { name, properties } of containers) {
      if (text(record(properties.LogConfiguration).LogDriver) === 'awsfirelens') {
        findings.push(
          refusal(
            'Logging.routerMissing',
            'LogConfiguration.LogDriver',
            `container '${name}' logs through awsfirelens, the task has no FireLens router; add one with addFirelensLogRouter (CDK), or a container with 'FirelensConfiguration' (template)${inEcsWords('When awsfirelens log driver is specified in log configuration, a firelens configuration object must be specified')}`,
            name,
          ),
        );
      }
    }
  }
  return findings;
}
