import {
  CONFIGURATION,
  OUTPUT_ACTIONS,
  OutputReach,
  fluentBitReaches,
  initObjectName,
} from '../../internal/fluent-bit-services';
import { viewTask } from '../../internal/task-view';
import { record, text } from '../../internal/template-value';
import { Compute } from './hosts';
import { imageSource } from './image-host';
import { NetworkModel } from './network-model';
import { Placement } from './placements';
import { Pointer, Resource, AppModel, Unknown, Value } from '../../app-model/app-model';
import { asRecord, asText, dig, items } from '../../app-model/values';

/** An API call that an endpoint policy must allow. */
export interface Access {
  readonly actions: readonly string[];
  /** ARN as text, marks for what is known only at deployment; `*` when the call has no resource. */
  readonly resource: string;
}

/** A target that must be reached. */
export type Target =
  /** `gatewayOnly`: an interface endpoint cannot stand in (ECR's layers). */
  | {
      readonly kind: 'service';
      readonly service: string;
      readonly region: string;
      readonly gatewayOnly?: boolean;
      readonly access?: Access;
    }
  | { readonly kind: 'host'; readonly host: string; readonly port: number; readonly protocol: 'tcp' | 'udp' }
  /** Of EFS, unless it is one of S3 Files. */
  | { readonly kind: 'fileSystem'; readonly fileSystem: Value; readonly s3Files?: boolean }
  | { readonly kind: 'unknown'; readonly reason: string };

/** One thing that must be reached for a task to start and to work, and where it comes from. */
export interface Need {
  readonly target: Target;
  /** Whose network interface opens the connection. */
  readonly plane: 'task' | 'host';
  readonly container?: string;
  /** Property of the task definition, the service or the cluster that brings it. */
  readonly property: string;
  readonly purpose: string;
  /** The need itself is a guess (an agent's image, a managed sidecar): never an error. */
  readonly soft?: boolean;
  /** A remark that a user should know although the target is reachable. */
  readonly note?: string;
}

/** The mark of `AWS::Partition`. */
const PARTITION = '\u27e6?AWS::Partition\u27e7';

const PULL_THROUGH_NOTE =
  'the first pull of an image through a pull-through cache rule may need a route to the internet, as the ECR guide says; pull it once from outside';

/** Everything that the tasks of a placement, their agent and their hosts must reach. */
export function needsOf(model: NetworkModel, placement: Placement, compute: Compute): Need[] {
  const { taskDefinition } = placement;
  const host = compute.kind === 'EC2' || compute.kind === 'MANAGED_INSTANCES' ? 'host' : 'task';
  const instanceNeeds = host === 'host' ? registrationNeeds(model, placement.resource) : [];
  if (!taskDefinition) {
    return instanceNeeds;
  }
  const mode = asText(model.graph.property(taskDefinition, 'NetworkMode')) ?? 'bridge';
  const context: Context = {
    graph: model.graph,
    placement,
    definition: taskDefinition,
    region: model.graph.regionOf(placement.resource.scope),
    host,
    task: host === 'host' && mode !== 'awsvpc' ? 'host' : 'task',
    managed: compute.kind === 'MANAGED_INSTANCES',
  };
  const list = model.graph.property(taskDefinition, 'ContainerDefinitions');
  const containers = list instanceof Unknown ? [list] : items(list);
  return [
    ...instanceNeeds,
    ...containers.flatMap((container, index) =>
      container instanceof Unknown
        ? [openNeed(context, 'start a container', 'ContainerDefinitions', container)]
        : containerNeeds(context, asRecord(container), index),
    ),
    ...fireLensNeeds(context),
    ...volumeNeeds(context),
    ...execNeeds(context),
    ...serviceConnectNeeds(context),
    ...guardDutyNeeds(context),
  ];
}

interface Context {
  readonly graph: AppModel;
  readonly placement: Placement;
  readonly definition: Resource;
  readonly region: string;
  /** The interface of whoever pulls, reads secrets and ships the log driver's lines. */
  readonly host: 'task' | 'host';
  /** Whose interface the containers themselves use. */
  readonly task: 'task' | 'host';
  readonly managed: boolean;
}

function registrationNeeds(model: NetworkModel, resource: Resource): Need[] {
  const region = model.graph.regionOf(resource.scope);
  const calls = {
    ecs: 'ecs:RegisterContainerInstance',
    'ecs-agent': 'ecs:Poll',
    'ecs-telemetry': 'ecs:StartTelemetrySession',
  };
  return Object.entries(calls).map(([service, action]) => ({
    target: { kind: 'service', service, region, access: { actions: [action], resource: '*' } },
    plane: 'host',
    property: 'the container instance',
    purpose: 'register the container instance with its cluster',
  }));
}

/** A need that the deployment decides: it may not even exist. */
function openNeed(context: Context, purpose: string, property: string, { reason }: Unknown, container?: string): Need {
  return {
    target: { kind: 'unknown', reason },
    plane: context.host,
    property,
    purpose,
    ...(container !== undefined && { container }),
  };
}

function containerNeeds(context: Context, container: Readonly<Record<string, Value>>, index: number): Need[] {
  const name = asText(container.Name) ?? `#${index + 1}`;
  return [
    ...imageNeeds(context, container, name),
    ...logDriverNeeds(context, asRecord(container.LogConfiguration), name),
    ...(container.Secrets instanceof Unknown ? [container.Secrets] : items(container.Secrets)).flatMap((secret) =>
      secret instanceof Unknown
        ? [openNeed(context, 'read a secret', 'Secrets', secret, name)]
        : secretNeeds(context, asRecord(secret).ValueFrom, name, `Secrets.${asText(asRecord(secret).Name) ?? '?'}`),
    ),
    ...items(container.EnvironmentFiles).flatMap((file) =>
      objectNeeds(context, context.graph.text(asRecord(file).Value), {
        plane: context.host,
        container: name,
        property: 'EnvironmentFiles',
        purpose: 'read an environment file',
      }),
    ),
  ];
}

/** An object that is read, and the question where its bucket is, which not every agent asks. */
function objectNeeds({ region }: Context, object: string | undefined, base: Omit<Need, 'target'>): Need[] {
  const bucket = object === undefined ? undefined : /^(?:\u27e6[^\u27e7]*\u27e7|[^/\u27e6])+(?=\/)/.exec(object)?.[0];
  return [
    { ...base, target: service('s3', region, ['s3:GetObject'], object ?? '*') },
    {
      ...base,
      target: service('s3', region, ['s3:GetBucketLocation'], bucket ?? '*'),
      purpose: `ask for the region of the bucket, to ${base.purpose}`,
      soft: true,
    },
  ];
}

function imageNeeds(context: Context, container: Readonly<Record<string, Value>>, name: string): Need[] {
  const image = context.graph.text(container.Image) ?? '';
  const base = { plane: context.host, container: name, property: 'Image' };
  const credentials = asRecord(container.RepositoryCredentials).CredentialsParameter;
  const needs: Need[] =
    credentials === undefined
      ? []
      : [
          {
            ...base,
            property: 'RepositoryCredentials',
            target: service(
              'secretsmanager',
              secretRegion(context, credentials),
              ['secretsmanager:GetSecretValue'],
              secretArn(context, credentials),
            ),
            purpose: 'read the registry credentials',
          },
        ];
  const source = imageSource(publishedImage(context, container.Image) ?? image);
  switch (source.kind) {
    case 'ecr':
      return [
        ...needs,
        ...ecrNeeds(context, base, source.region, source.repository),
        ...agentNeeds(context, image, name),
      ];
    case 'ecrDualStack':
      return [
        ...needs,
        {
          ...base,
          target: { kind: 'host', host: source.host, port: 443, protocol: 'tcp' },
          purpose: 'pull the image by its dual-stack name, which no ECR endpoint serves',
          soft: true,
        },
      ];
    case 'registry':
      return [
        ...needs,
        {
          ...base,
          target: { kind: 'host', host: source.host, port: portOf(source.host), protocol: 'tcp' },
          purpose: `pull image ${image}`,
        },
        ...agentNeeds(context, image, name),
      ];
    default:
      return [
        ...needs,
        {
          ...base,
          target: { kind: 'unknown', reason: `the registry of image ${describe(context.graph, container.Image)}` },
          purpose: 'pull the image',
        },
      ];
  }
}

/** AWS publishes its own router image as an SSM parameter that holds the name of a regional ECR image. */
function publishedImage({ region }: Context, image: Value): string | undefined {
  return image instanceof Unknown && image.reason.includes('/aws/service/aws-for-fluent-bit')
    ? `aws-for-fluent-bit.dkr.ecr.${region}.amazonaws.com/aws-for-fluent-bit`
    : undefined;
}

function portOf(host: string): number {
  const port = /:(\d+)$/.exec(host)?.[1];
  return port === undefined ? 443 : Number(port);
}

function ecrNeeds(
  context: Context,
  base: Omit<Need, 'target' | 'purpose'>,
  region: string,
  repository: string,
): Need[] {
  const cached = context.graph
    .ofType('AWS::ECR::PullThroughCacheRule')
    .map((rule) => context.graph.text(context.graph.property(rule, 'EcrRepositoryPrefix')))
    .some((prefix) => prefix !== undefined && repository.startsWith(`${prefix}/`));
  const note = cached ? { note: PULL_THROUGH_NOTE } : {};
  return [
    {
      ...base,
      ...note,
      target: service('ecr.api', region, ['ecr:GetAuthorizationToken'], '*'),
      purpose: 'log in to the image registry',
    },
    {
      ...base,
      ...note,
      target: service('ecr.dkr', region, ['ecr:BatchGetImage'], '*'),
      purpose: 'pull the image manifest',
    },
    {
      ...base,
      target: {
        ...service('s3', region, ['s3:GetObject'], `arn:${PARTITION}:s3:::prod-${region}-starport-layer-bucket/*`),
        gatewayOnly: true,
      },
      purpose: 'pull the image layers',
    },
  ];
}

/** Sidecars known by their image: what they send is configured inside, so the need is a guess. */
function agentNeeds(context: Context, image: string, container: string): Need[] {
  const base = { plane: context.task, container, property: 'Image', soft: true };
  if (/(^|\/)aws-xray-daemon(:|@|$)/.test(image)) {
    return [
      { ...base, target: service('xray', context.region, ['xray:PutTraceSegments'], '*'), purpose: 'send traces' },
    ];
  }
  if (/(^|\/)(cloudwatch-agent|amazon-cloudwatch-agent)(:|@|$)/.test(image)) {
    return [
      {
        ...base,
        target: service('monitoring', context.region, ['cloudwatch:PutMetricData'], '*'),
        purpose: 'send metrics',
      },
    ];
  }
  return [];
}

function logDriverNeeds(context: Context, log: Readonly<Record<string, Value>>, container: string | undefined): Need[] {
  const options = asRecord(log.Options);
  const base = { plane: context.host, ...(container !== undefined && { container }), property: 'LogConfiguration' };
  const secrets = items(log.SecretOptions).flatMap((secret) =>
    secretNeeds(context, asRecord(secret).ValueFrom, container, 'LogConfiguration.SecretOptions'),
  );
  switch (asText(log.LogDriver)) {
    case 'awslogs': {
      const region = context.graph.text(options['awslogs-region']) ?? context.region;
      const endpoint = options['awslogs-endpoint'];
      return [
        endpoint === undefined
          ? {
              ...base,
              target: service('logs', region, ['logs:CreateLogStream', 'logs:PutLogEvents'], '*'),
              purpose: 'ship logs to CloudWatch Logs',
            }
          : {
              ...base,
              target: {
                kind: 'unknown',
                reason: `the network path to awslogs-endpoint ${describe(context.graph, endpoint)}`,
              },
              purpose: 'ship logs',
            },
        ...secrets,
      ];
    }
    case 'splunk': {
      const url = /^https?:\/\/([^/:]+)(?::(\d+))?/.exec(asText(options['splunk-url']) ?? '');
      return [
        url
          ? {
              ...base,
              target: { kind: 'host', host: url[1], port: Number(url[2] ?? 443), protocol: 'tcp' },
              purpose: 'ship logs to Splunk',
            }
          : { ...base, target: { kind: 'unknown', reason: 'the host of splunk-url' }, purpose: 'ship logs to Splunk' },
        ...secrets,
      ];
    }
    default:
      return secrets;
  }
}

/** FireLens is a container of the task: it sends over the task's own interface. */
function fireLensNeeds(context: Context): Need[] {
  const view = viewTask(context.definition.raw.Properties ?? {});
  // The agent fetches a configuration that the definition names, the init image one that its environment names.
  const byAgent = view.containers.some(
    ({ properties }) => text(record(record(properties.FirelensConfiguration).Options)['config-file-type']) === 's3',
  );
  return fluentBitReaches(view).flatMap((reach): Need[] => {
    const base = {
      plane: reach.plugin === CONFIGURATION && byAgent ? context.host : context.task,
      ...(reach.container !== undefined && { container: reach.container }),
      property: 'LogConfiguration',
      purpose:
        reach.plugin === CONFIGURATION
          ? 'read the log router configuration from S3'
          : `send logs by the ${reach.plugin} output`,
    };
    if (reach.plugin === CONFIGURATION) {
      return configurationObjects(context, reach.container).flatMap((object) => objectNeeds(context, object, base));
    }
    if (reach.service !== undefined) {
      const resource = reach.service === 's3' ? bucketObjects(context, reach) : '*';
      const actions = OUTPUT_ACTIONS[reach.service] ?? [];
      return [{ ...base, target: service(reach.service, reach.region ?? context.region, actions, resource) }];
    }
    const host = reach.host ?? '';
    return host === '' || host.includes('«') || reach.port === undefined
      ? [{ ...base, target: { kind: 'unknown', reason: `the host of the ${reach.plugin} output` } }]
      : [{ ...base, target: { kind: 'host', host, port: reach.port, protocol: reach.protocol } }];
  });
}

/** The objects that a router fetches before it starts, by ARN. */
function configurationObjects(context: Context, name: string | undefined): (string | undefined)[] {
  const router = containerNamed(context, name);
  const options = asRecord(dig(router.FirelensConfiguration, 'Options'));
  const fetched = items(router.Environment)
    .map((variable) => asRecord(variable))
    .filter((variable) => initObjectName(asText(variable.Name) ?? ''))
    .map(({ Value: value }) => value);
  const file = asText(options['config-file-type']) === 's3' ? [options['config-file-value']] : [];
  return [...fetched, ...file].map((value) => context.graph.text(value));
}

/** The objects of an S3 output's bucket; in the text of a configuration, the parts of its name are not followed. */
function bucketObjects(context: Context, { container, bucket }: OutputReach): string {
  const { graph } = context;
  const named = dig(containerNamed(context, container).LogConfiguration, 'Options', 'bucket');
  const name = container === undefined ? undefined : graph.text(named);
  const written = bucket === undefined || bucket.includes('«') ? undefined : bucket;
  return `arn:${PARTITION}:s3:::${name ?? written ?? graph.text(new Unknown('the bucket of an output'))}/*`;
}

function containerNamed({ graph, definition }: Context, name: string | undefined): Readonly<Record<string, Value>> {
  return (
    items(graph.property(definition, 'ContainerDefinitions'))
      .map((container) => asRecord(container))
      .find((container) => name !== undefined && asText(container.Name) === name) ?? {}
  );
}

/** Secrets Manager and Parameter Store decrypt on their side: a customer key needs no endpoint of its own. */
function secretNeeds(context: Context, valueFrom: Value, container: string | undefined, property: string): Need[] {
  const base = { plane: context.host, ...(container !== undefined && { container }), property };
  const text = secretArn(context, valueFrom);
  const [, found, region] =
    /^arn:[^:]*:(secretsmanager|ssm):(\u27e6[^\u27e7]*\u27e7|[^:]*):/.exec(maskPartition(text)) ?? [];
  if (found === 'secretsmanager') {
    return [
      {
        ...base,
        target: service('secretsmanager', region || context.region, ['secretsmanager:GetSecretValue'], text),
        purpose: 'read a secret',
      },
    ];
  }
  const pointer = context.graph.marksIn(text).find((mark) => mark instanceof Pointer);
  const parameter = pointer instanceof Pointer && pointer.resource.type === 'AWS::SSM::Parameter';
  if (found === 'ssm' || parameter || !/[\u27e6:]/.test(text)) {
    return [
      {
        ...base,
        target: service('ssm', region || context.region, ['ssm:GetParameters'], found === 'ssm' ? text : '*'),
        purpose: 'read a parameter',
      },
    ];
  }
  return [
    {
      ...base,
      target: { kind: 'unknown', reason: `whether ${describe(context.graph, valueFrom)} is a secret or a parameter` },
      purpose: 'read a secret',
    },
  ];
}

/** The partition's mark holds colons; they are no separators. */
function maskPartition(text: string): string {
  return text.replace(/^arn:\u27e6[^\u27e7]*\u27e7/, 'arn:partition');
}

function secretArn({ graph }: Context, value: Value): string {
  return graph.text(value) ?? '';
}

function secretRegion(context: Context, value: Value): string {
  return (
    /^arn:[^:]*:secretsmanager:(\u27e6[^\u27e7]*\u27e7|[^:]*):/.exec(maskPartition(secretArn(context, value)))?.[1] ||
    context.region
  );
}

function volumeNeeds(context: Context): Need[] {
  return items(context.graph.property(context.definition, 'Volumes')).flatMap((volume): Need[] => {
    const configuration = asRecord(volume).EFSVolumeConfiguration;
    const s3Files = asRecord(volume).S3FilesVolumeConfiguration;
    const name = asText(asRecord(volume).Name) ?? '?';
    if (s3Files !== undefined) {
      return [
        {
          target: { kind: 'fileSystem', fileSystem: asRecord(s3Files).FileSystemArn, s3Files: true },
          plane: context.host,
          property: `Volumes.${name}`,
          purpose: 'mount the file system of S3 Files',
          // That it is mounted as EFS is says its page; how it fails is not documented.
          soft: true,
        },
      ];
    }
    if (configuration === undefined) {
      return [];
    }
    const { FilesystemId: plain, FileSystemId: other } = asRecord(configuration);
    return [
      {
        target: { kind: 'fileSystem', fileSystem: plain ?? other },
        // On EC2 the volume plugin of the host mounts; how Managed Instances mount is not documented, so it is a guess.
        plane: context.host,
        property: `Volumes.${name}`,
        purpose: 'mount the file system',
        soft: context.managed,
      },
    ];
  });
}

function execNeeds({ graph, placement, region, task }: Context): Need[] {
  if (asText(placement.service.EnableExecuteCommand) !== 'true') {
    return [];
  }
  const base = { plane: task, property: 'EnableExecuteCommand' };
  const cluster = placement.cluster?.resource;
  const exec = cluster ? dig(graph.property(cluster, 'Configuration'), 'ExecuteCommandConfiguration') : undefined;
  const log = asRecord(dig(exec, 'LogConfiguration'));
  return [
    {
      ...base,
      target: service('ssmmessages', region, ['ssmmessages:OpenDataChannel'], '*'),
      purpose: 'open an ECS Exec session',
    },
    ...(dig(exec, 'KmsKeyId') === undefined
      ? []
      : [
          {
            ...base,
            property: 'ExecuteCommandConfiguration.KmsKeyId',
            target: service('kms', region, ['kms:Decrypt'], '*'),
            purpose: 'encrypt the ECS Exec session',
          },
        ]),
    ...(log.CloudWatchLogGroupName === undefined
      ? []
      : [
          {
            ...base,
            property: 'ExecuteCommandConfiguration.LogConfiguration',
            target: service('logs', region, ['logs:PutLogEvents'], '*'),
            purpose: 'log the ECS Exec session',
          },
        ]),
    ...(log.S3BucketName === undefined
      ? []
      : [
          {
            ...base,
            property: 'ExecuteCommandConfiguration.LogConfiguration',
            target: service(
              's3',
              region,
              ['s3:PutObject'],
              `arn:${PARTITION}:s3:::${graph.text(log.S3BucketName) ?? '*'}/*`,
            ),
            purpose: 'log the ECS Exec session',
          },
          {
            ...base,
            property: 'ExecuteCommandConfiguration.LogConfiguration',
            target: service(
              's3',
              region,
              ['s3:GetEncryptionConfiguration'],
              `arn:${PARTITION}:s3:::${graph.text(log.S3BucketName) ?? '*'}`,
            ),
            purpose: 'ask how the bucket of ECS Exec sessions is encrypted',
            soft: true,
          },
        ]),
  ];
}

function serviceConnectNeeds(context: Context): Need[] {
  const configuration = asRecord(context.placement.service.ServiceConnectConfiguration);
  if (asText(configuration.Enabled) !== 'true') {
    return [];
  }
  return [
    {
      plane: context.host,
      property: 'ServiceConnectConfiguration',
      target: service('ecs-agent', context.region, ['ecs:Poll'], '*'),
      purpose: 'configure the Service Connect proxy',
    },
    ...logDriverNeeds(context, asRecord(configuration.LogConfiguration), undefined).map((need) => ({
      ...need,
      property: 'ServiceConnectConfiguration.LogConfiguration',
    })),
  ];
}

/** GuardDuty creates its endpoint itself where it manages the agent: what the app does not show may still be there. */
function guardDutyNeeds(context: Context): Need[] {
  const managed = context.graph
    .ofType('AWS::GuardDuty::Detector')
    .some((detector) =>
      items(context.graph.property(detector, 'Features')).some((feature) =>
        items(asRecord(feature).AdditionalConfiguration).some(
          (item) =>
            asText(asRecord(item).Name) === 'ECS_FARGATE_AGENT_MANAGEMENT' &&
            asText(asRecord(item).Status) === 'ENABLED',
        ),
      ),
    );
  return managed && context.host === 'task'
    ? [
        {
          plane: 'task',
          property: 'the GuardDuty detector',
          target: service('guardduty-data', context.region, [], '*'),
          purpose: 'report what the runtime agent of GuardDuty sees',
          soft: true,
        },
      ]
    : [];
}

function service(
  name: string,
  region: string,
  actions: readonly string[],
  resource: string,
): Extract<Target, { kind: 'service' }> {
  return { kind: 'service', service: name, region, ...(actions.length > 0 && { access: { actions, resource } }) };
}

/** A value as a user would name it. */
function describe(graph: AppModel, value: Value): string {
  if (value instanceof Unknown) {
    return value.reason;
  }
  return value instanceof Pointer
    ? value.resource.path
    : (graph.text(value) ?? 'known only at deployment').replace(/[\u27e6\u27e7]/g, '');
}
