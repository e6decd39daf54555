import { ACCOUNT, REGION } from './world';

/** Something that a task, or its host, has to do before the containers of a service run, or while they do. */
export interface Need {
  readonly what: string;
  /** Whether the agent does it, by the host's network if there is a host, or a container, by the task's own. */
  readonly by: 'agent' | 'task';
  /** The service of AWS that it calls, or `internet`. */
  readonly service: string;
  readonly role: 'execution' | 'task' | 'none';
  readonly calls: readonly { readonly action: string; readonly resource: string }[];
}

const IMAGE = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/([^:@]+)/;

/** @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html */
const layers = `arn:aws:s3:::prod-${REGION}-starport-layer-bucket/layer`;

/**
 * What a task definition needs to start.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
 */
export function needsOf(task: Readonly<Record<string, any>>, exec: boolean): Need[] {
  const containers: any[] = task.ContainerDefinitions ?? [];
  return [...containers.flatMap(needsOfContainer), ...(exec ? [EXEC] : [])];
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html */
const EXEC: Need = {
  what: 'open the channel of ECS Exec',
  by: 'task',
  service: 'ssmmessages',
  role: 'task',
  calls: ['CreateControlChannel', 'CreateDataChannel', 'OpenControlChannel', 'OpenDataChannel'].map((action) => ({
    action: `ssmmessages:${action}`,
    resource: '*',
  })),
};

function needsOfContainer(container: any): Need[] {
  const { Name, Image, LogConfiguration, Secrets = [], EnvironmentFiles = [], Environment = [] } = container;
  const agent = (what: string, service: string, calls: Need['calls']): Need => ({
    what: `${what} of ${Name}`,
    by: 'agent',
    service,
    role: 'execution',
    calls,
  });
  return [
    ...imageNeeds(Image, agent),
    ...(LogConfiguration?.LogDriver === 'awslogs' ? [logs(LogConfiguration.Options, agent)] : []),
    ...[...Secrets, ...(LogConfiguration?.SecretOptions ?? [])].map(({ ValueFrom }: any) => secret(ValueFrom, agent)),
    // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html
    ...EnvironmentFiles.map(({ Value }: any) => agent('read the environment file', 's3', object(Value))),
    ...(container.FirelensConfiguration?.Options?.['config-file-type'] === 's3'
      ? [agent('read the configuration', 's3', object(container.FirelensConfiguration.Options['config-file-value']))]
      : []),
    // https://github.com/aws/aws-for-fluent-bit/tree/mainline/use_cases/init-process-for-fluent-bit
    ...Environment.filter((each: any) => /^aws_fluent_bit_init_s3_/i.test(each.Name)).map(({ Value }: any): Need => ({
      what: `fetch the configuration of ${Name}`,
      by: 'task',
      service: 's3',
      role: 'task',
      calls: [{ action: 's3:GetObject', resource: Value }],
    })),
  ];
}

type Agent = (what: string, service: string, calls: Need['calls']) => Need;

function imageNeeds(image: string, agent: Agent): Need[] {
  const [, account, region, repository] = IMAGE.exec(image) ?? [];
  if (region !== REGION) {
    return [{ ...agent('pull the image', 'internet', []), role: 'none' }];
  }
  const resource = `arn:aws:ecr:${region}:${account}:repository/${repository}`;
  return [
    agent('ask for a token for the image', 'ecr.api', [{ action: 'ecr:GetAuthorizationToken', resource: '*' }]),
    agent(
      'pull the image',
      'ecr.dkr',
      ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'].map((action) => ({ action, resource })),
    ),
    { ...agent('pull the layers', 's3', [{ action: 's3:GetObject', resource: layers }]), role: 'none' },
  ];
}

function logs(options: any, agent: Agent): Need {
  const group = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${options['awslogs-group']}:log-stream:stream`;
  return agent(
    'write the log',
    'logs',
    ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({ action, resource: group })),
  );
}

function secret(from: string, agent: Agent): Need {
  return from.includes(':secretsmanager:')
    ? agent('read a secret', 'secretsmanager', [
        { action: 'secretsmanager:GetSecretValue', resource: from.split(':').slice(0, 7).join(':') },
      ])
    : agent('read a parameter', 'ssm', [
        {
          action: 'ssm:GetParameters',
          resource: from.startsWith('arn:')
            ? from
            : `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/${from.replace(/^\//, '')}`,
        },
      ]);
}

function object(arn: string): Need['calls'] {
  return [
    { action: 's3:GetObject', resource: arn },
    { action: 's3:GetBucketLocation', resource: arn.split('/')[0] },
  ];
}
