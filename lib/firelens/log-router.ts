import { Duration, Lazy, RemovalPolicy, Size, Token, Validations } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as logs from 'aws-cdk-lib/aws-logs';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { setLogDriver } from '../internal/cdk-internals';
import { markSidecar } from '../internal/application-containers';
import { awaitExecutionRole } from '../internal/await-execution-role';
import { declareLoggedBucket } from '../internal/called-services';
import { fail, failAll } from '../internal/errors';
import { INCLUDED_FILE } from '../internal/fluent-bit-services';
import { guarded } from '../internal/guard/guarded';
import { LogDestination } from './log-destination';
import { LogFilter } from './log-filter';
import type { LogRouterProps, RoutedLogOptions } from './log-router-options';
import { BoundDestination, OptionValue, allow, bytes } from './private/bound-destination';
import { allowTaskRole, defaultHealthCheck, defaultStopTimeout, hardenedLinux } from './private/router-container';
import { fetchedConfiguration, fetchedTexts } from './private/fetched-configuration';
import { IncludedConfiguration } from './private/included-configuration';
import { reportFirelens } from './private/report';
import { DEFAULT_HTTP_PORT, MOST_EVENTS, propsFaults } from './private/router-faults';
import { RoutedLogDriver } from './private/routed-log-driver';
import { plainText } from './private/plain-text';
import { DATA_DIR, outputText, routerText, startCommand } from './private/router-text';
import { RouterBuffer } from './router-buffer';
import { RouterConfiguration } from './router-configuration';
import { RouterImage } from './router-image';

/**
 * A FireLens log router that survives production.
 *
 * The container is made here, not when the template is written, so Aspects see it. It is pinned, essential and healthy
 * before the containers that log through it start; its memory fits its buffers; it logs to CloudWatch, sends on for a
 * grace period when the task stops, has a read-only root and no capabilities, and opens no port. What cannot work is
 * refused at synthesis, with the rules of `FirelensChecks`.
 *
 * ```ts
 * const router = new LogRouter(stack, 'LogRouter', { taskDefinition });
 * taskDefinition.addContainer('web', { image, logging: router.logTo(LogDestination.cloudWatchLogs(logGroup)) });
 * ```
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html
 */
@guarded
@propertyInjectable
export class LogRouter extends Construct {
  /** Identifies this class for property injection. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.LogRouter';

  /** The router's container. */
  public readonly container: ecs.FirelensLogRouter;

  /** The task whose logs are routed. */
  public readonly taskDefinition: ecs.TaskDefinition;

  /** The log group of the router's own log; `undefined` when `logging` was given. */
  public readonly logGroup?: logs.ILogGroup;

  private readonly buffer: RouterBuffer;
  private readonly image: RouterImage;
  private readonly text: IncludedConfiguration;
  private readonly waitsForHealth: boolean;
  private readonly memoryLimitMiB?: number;
  private readonly aliases = new Set<string>();
  private volume = false;

  /**
   * Adds the router to the task.
   *
   * Fails with `LogRouter.invalid` (all faults together), and with `LogRouter.needsOwnConfiguration` for what cannot be
   * brought into an image or file that the router does not write.
   */
  constructor(scope: Construct, id: string, props: LogRouterProps) {
    super(scope, id);
    const { taskDefinition, configuration = [] } = props;
    const { memoryReservation = Size.mebibytes(128) } = props;
    const gracePeriod = props.gracePeriod ?? Duration.seconds(30);
    failAll(this, propsFaults(props, gracePeriod));

    this.taskDefinition = taskDefinition;
    this.image = props.image ?? RouterImage.publicEcr();
    this.buffer = props.buffer ?? RouterBuffer.memory();
    const agentObject = configuration.map(({ _source }) => _source.agentObject).find((object) => object !== undefined);
    const writesText = this.image._type === 'fluentbit' && this.image._hasShell && agentObject === undefined;
    this.text = new IncludedConfiguration(this, taskDefinition, writesText);
    this.memoryLimitMiB =
      props.memoryLimit?.toMebibytes() ??
      (memoryReservation.isUnresolved() ? undefined : 2 * memoryReservation.toMebibytes());
    const init = configuration.some(({ _needsInit }) => _needsInit);
    const fetched = fetchedConfiguration(this, configuration);
    this.text.refuseUnwritable(props, this.buffer);

    if (props.logging === undefined) {
      this.logGroup = new logs.LogGroup(this, 'LogGroup', {
        retention: props.logRetention ?? logs.RetentionDays.ONE_MONTH,
        removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      });
    }
    const healthCheck = props.healthCheck ?? (this.text.isWritten ? defaultHealthCheck(props.httpPort) : undefined);
    this.waitsForHealth = healthCheck !== undefined;
    this.container = new ecs.FirelensLogRouter(this, 'Container', {
      taskDefinition,
      containerName: props.containerName ?? 'log-router',
      image: this.image._bind(this, init),
      essential: true,
      cpu: props.cpu,
      memoryReservationMiB: memoryReservation.toMebibytes(),
      memoryLimitMiB: this.memoryLimitMiB,
      user: Lazy.string({ produce: () => props.user ?? this.defaultUser(init) }),
      // The init image writes its own files when it starts.
      readonlyRootFilesystem: this.image._type === 'fluentbit' ? !init : undefined,
      linuxParameters: hardenedLinux(this, this.text.isWritten),
      logging:
        props.logging ??
        ecs.LogDrivers.awsLogs({
          logGroup: this.logGroup,
          streamPrefix: 'firelens',
          mode: ecs.AwsLogDriverMode.NON_BLOCKING,
        }),
      healthCheck,
      stopTimeout: props.stopTimeout ?? defaultStopTimeout(gracePeriod),
      environment: { ...props.environment, ...fetched.environment },
      secrets: props.secrets,
      ...(this.text.isWritten && {
        entryPoint: ['/bin/sh', '-c'],
        // Complete only when the template is written.
        command: Lazy.uncachedList({ produce: () => this.command(props, gracePeriod, init) }),
      }),
      firelensConfig: {
        type:
          this.image._type === 'fluentbit' ? ecs.FirelensLogRouterType.FLUENTBIT : ecs.FirelensLogRouterType.FLUENTD,
        options: { enableECSLogMetadata: props.ecsMetadata ?? true, ...this.source(configuration) },
      },
    });
    markSidecar(this.container);
    this.explainImage();
    if (this.buffer._disk !== undefined) {
      this.mountVolume();
    }
    this.text.addParsers(configuration.flatMap(({ _source }) => _source.parsers ?? []));
    for (const filter of props.filters ?? []) {
      this.addFilter(filter);
    }
    configuration.forEach(({ _source }) => this.text.explainVariables(_source.text ?? ''));
    for (const statement of fetched.statements) {
      allowTaskRole(this, this.taskDefinition.taskRole, statement);
    }
    awaitExecutionRole(taskDefinition);
    reportFirelens(this, taskDefinition, fetchedTexts(props));
  }

  /**
   * A log driver that sends the logs of one container to a destination.
   *
   * The container waits for the router, and the task role is allowed what the destination needs. Fails with
   * `LogRouter.invalid` for a `driverBufferEvents` out of range, with `LogRouter.otherTask` when the container belongs to
   * another task.
   */
  public logTo(destination: LogDestination, options: RoutedLogOptions = {}): ecs.LogDriver {
    return this.driver([destination, ...(options.alsoTo ?? [])], options);
  }

  /**
   * A log driver for a container whose logs only the outputs of your own `configuration` take.
   *
   * Fails as `logTo`, and at synthesis when no output that can be seen matches the container.
   */
  public logByConfiguration(options: RoutedLogOptions = {}): ecs.LogDriver {
    return this.driver(options.alsoTo ?? [], options, true);
  }

  /**
   * Routes the logs of a container that is there already and has no log driver.
   *
   * Fails with `LogRouter.alreadyLogs` when it has one, and as `logTo`.
   */
  public routeContainer(
    container: ecs.ContainerDefinition,
    destination: LogDestination,
    options: RoutedLogOptions = {},
  ): void {
    if (container.logDriverConfig !== undefined) {
      fail(
        this,
        'LogRouter.alreadyLogs',
        `container '${container.containerName}' has the log driver '${container.logDriverConfig.logDriver}' already; leave its 'logging' out`,
      );
    }
    this._reroute(container, destination, options);
  }

  /**
   * Adds a filter for the records of all containers, behind those that are there.
   *
   * Fails with `LogRouter.parserTwice` when it brings a parser whose name another one has.
   */
  public addFilter(filter: LogFilter): void {
    this.text.addFilter('*-firelens-*', filter);
  }

  /**
   * Routes the logs of a container, whatever its log driver is now.
   *
   * @internal
   */
  public _reroute(container: ecs.ContainerDefinition, destination: LogDestination, options?: RoutedLogOptions): void {
    setLogDriver(container, this.logTo(destination, options).bind(container, container));
  }

  /**
   * Called by the log driver when a container takes it.
   *
   * @internal
   */
  public _route(
    container: ecs.ContainerDefinition,
    destinations: readonly LogDestination[],
    options: RoutedLogOptions,
    onlyConfiguration: boolean,
  ): ecs.LogDriverConfig {
    const name = container.containerName;
    if (container.taskDefinition !== this.taskDefinition) {
      fail(
        this,
        'LogRouter.otherTask',
        `container '${name}' belongs to task definition '${container.taskDefinition.node.path}', but this router to '${this.taskDefinition.node.path}'; make a router for each task definition`,
      );
    }
    container.addContainerDependencies({
      container: this.container,
      condition: this.waitsForHealth
        ? ecs.ContainerDependencyCondition.HEALTHY
        : ecs.ContainerDependencyCondition.START,
    });
    const [first, ...others] = destinations.map((destination) => this.prepare(name, destination));
    for (const filter of options.filters ?? []) {
      this.text.addFilter(`${name}-firelens*`, filter);
    }
    const inText = onlyConfiguration ? [first, ...others].filter((bound) => bound !== undefined) : others;
    for (const bound of inText) {
      this.writeOutput(name, bound);
    }
    const own = onlyConfiguration ? undefined : first;
    return new ecs.FireLensLogDriver({
      options: texts({
        ...(own && { [this.image._type === 'fluentbit' ? 'Name' : '@type']: own.plugin, ...own.options }),
        'include-pattern': options.includePattern,
        'exclude-pattern': options.excludePattern,
        'log-driver-buffer-limit': options.driverBufferEvents ?? 10_000,
      }),
      ...(own && secretsOf(own)),
    }).bind(container, container);
  }

  private driver(
    destinations: readonly LogDestination[],
    options: RoutedLogOptions,
    onlyConfiguration = false,
  ): ecs.LogDriver {
    const events = options.driverBufferEvents;
    if (
      events !== undefined &&
      !Token.isUnresolved(events) &&
      !(Number.isInteger(events) && events >= 0 && events <= MOST_EVENTS)
    ) {
      fail(
        this,
        'LogRouter.invalid',
        `'driverBufferEvents' must be a whole number from 0 to ${MOST_EVENTS}, got ${events}`,
      );
    }
    return new RoutedLogDriver((container) => this._route(container, destinations, options, onlyConfiguration));
  }

  /** Binds a destination for a container: names it, limits its disk, gives it a directory, allows what it needs. */
  private prepare(container: string, destination: LogDestination): BoundDestination {
    const bound = destination._bind(this);
    if (bound.plugin === 's3' && typeof bound.options.bucket === 'string') {
      declareLoggedBucket(this.taskDefinition, bound.options.bucket);
    }
    for (const statement of bound.statements ?? []) {
      allowTaskRole(this, this.taskDefinition.taskRole, statement);
    }
    if (this.image._type === 'fluentd') {
      // Fluent Bit's word, which every factory sets.
      return { ...bound, options: { ...bound.options, retry_limit: undefined } };
    }
    const alias = unusedName(`${container}.${bound.plugin}`, this.aliases);
    this.aliases.add(alias);
    const { storeOption } = bound;
    if (storeOption !== undefined) {
      this.mountVolume();
    }
    const disk = this.buffer._disk?.limitPerDestination;
    return {
      ...bound,
      options: {
        // Default names are numbered in an order that changes from task to task.
        alias,
        ...(disk && { 'storage.total_limit_size': bytes(disk) }),
        ...(storeOption !== undefined && { [storeOption]: `${DATA_DIR}/${alias}` }),
        ...defined(bound.options),
      },
    };
  }

  /** A further output, in the included configuration; its secrets become environment of the router. */
  private writeOutput(container: string, bound: BoundDestination): void {
    this.text.requireWritable(`a further destination of container '${container}'`);
    const secrets = Object.entries(bound.secrets ?? {}).flatMap(([key, secret]) => {
      if (secret === undefined) {
        return [];
      }
      const variable = `FIRELENS_${String(bound.options.alias)}_${key}`.toUpperCase().replace(/\W/g, '_');
      this.container.addSecret(variable, secret);
      return [[key, `\${${variable}}`]];
    });
    const options = texts({ ...bound.options, ...Object.fromEntries(secrets) });
    this.text.addOutput(outputText(bound.plugin, `${container}-firelens*`, options));
  }

  private command({ configuration = [], httpPort }: LogRouterProps, gracePeriod: Duration, init: boolean): string[] {
    const sources = configuration.map(({ _source }) => _source);
    const text = routerText({
      graceSeconds: gracePeriod.toSeconds(),
      httpPort: httpPort ?? DEFAULT_HTTP_PORT,
      disk: this.buffer._disk,
      memoryLimitMiB: this.memoryLimitMiB,
      inputs: ['host', 'none'].includes(this.taskDefinition.networkMode) ? 1 : 2,
      filters: this.text.filters,
      parsers: this.text.parsers,
      files: sources.flatMap(({ path }) => path ?? []),
      texts: sources.flatMap(({ text: own }) => own ?? []),
      outputs: this.text.outputs,
    });
    return startCommand(init, text, this.text.parsers);
  }

  /** Returns the configuration that the agent includes. */
  private source(
    configuration: readonly RouterConfiguration[],
  ): Pick<ecs.FirelensOptions, 'configFileType' | 'configFileValue'> {
    if (this.text.isWritten) {
      return { configFileType: ecs.FirelensConfigFileType.FILE, configFileValue: INCLUDED_FILE };
    }
    const [own] = configuration.map(({ _source }) => _source);
    if (own?.agentObject !== undefined) {
      const { bucket, key } = own.agentObject;
      if (bucket.encryptionKey !== undefined) {
        this.taskDefinition.addToExecutionRolePolicy(allow(['kms:Decrypt'], [bucket.encryptionKey.keyArn]));
      }
      return { configFileType: ecs.FirelensConfigFileType.S3, configFileValue: bucket.arnForObjects(key) };
    }
    return own?.path === undefined
      ? {}
      : { configFileType: ecs.FirelensConfigFileType.FILE, configFileValue: own.path };
  }

  /** The library chose it, or the user by name, so its own rule pack has nothing to ask. */
  private explainImage(): void {
    const { containerName } = this.container;
    if (this.image._isPublicOfAws && !Token.isUnresolved(containerName)) {
      Validations.of(this.taskDefinition).acknowledge({
        id: `NIST.800.190::NIST.800.190-ECSImageTrustedRegistry[Container::${containerName}]`,
        reason: 'AWS publishes the image in ECR Public, in a registry of its own, under versions that it does not move',
      });
    }
  }

  private mountVolume(): void {
    if (this.volume) {
      return;
    }
    this.volume = true;
    const name = `${this.container.containerName}-data`;
    this.taskDefinition.addVolume({ name });
    this.container.addMountPoints({ containerPath: DATA_DIR, sourceVolume: name, readOnly: false });
  }

  private defaultUser(init: boolean): string | undefined {
    const ownAgent = this.taskDefinition.isEc2Compatible || this.taskDefinition.isExternalCompatible;
    return this.volume || init || ownAgent || !this.text.isWritten ? undefined : '1000:1000';
  }
}

function defined(options: BoundDestination['options']): Record<string, OptionValue> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** Options as ECS takes them: text, and nothing for what is not given. */
function texts(options: Readonly<Record<string, OptionValue>>): { [key: string]: string } {
  return Object.fromEntries(
    Object.entries(options).flatMap(([key, value]) => (value === undefined ? [] : [[key, plainText(value)]])),
  );
}

function secretsOf({ secrets = {} }: BoundDestination): { secretOptions?: { [key: string]: ecs.Secret } } {
  const given = Object.entries(secrets).filter((entry): entry is [string, ecs.Secret] => entry[1] !== undefined);
  return given.length === 0 ? {} : { secretOptions: Object.fromEntries(given) };
}

function unusedName(base: string, used: ReadonlySet<string>): string {
  let name = base;
  for (let n = 2; used.has(name); n++) {
    name = `${base}.${n}`;
  }
  return name;
}
