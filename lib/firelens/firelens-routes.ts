import { CfnResource, Stack } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { faultLine, fail } from '../internal/errors';
import { finalProperties } from '../internal/final-properties';
import { flatText } from '../internal/flat-text';
import { entryOf } from '../internal/fluent-bit-text';
import { guarded } from '../internal/guard/guarded';
import { viewTask } from '../internal/task-view';
import { LogDestination } from './log-destination';
import { firelensFindings } from './private/checks';
import { effectiveConfiguration } from './private/effective-configuration';
import { FirelensView, hasFirelens, viewFirelens } from './private/firelens-view';
import { inlineConfiguration } from './private/output-section';
import { takesRecordsOf } from './private/tag-match';

/** The destination of the logs of one container. */
export interface FirelensRoute {
  /** Name of the container. */
  readonly container: string;
  /** Name of the Fluent Bit output. */
  readonly plugin: string;
  /** Its options, by lower-case name; parts that only the deployment knows are in guillemets: `«AWS::Region»`. */
  readonly options: { [option: string]: string };
}

/**
 * For tests: where the logs of a task go, read from its finished task definition, whoever made it.
 *
 * ```ts
 * const routes = FirelensRoutes.ofTaskDefinition(service.taskDefinition);
 * routes.assertReaches('web', LogDestination.dataFirehose(stream));
 * routes.assertNothingUnmatched();
 * ```
 *
 * Aspects and mixins act at synthesis: when some are in play, synthesize first (`Template.fromStack(stack)`).
 */
@guarded
export class FirelensRoutes {
  /**
   * Reads a task definition. Call it when it is complete.
   *
   * Fails with `FirelensRoutes.none` when the task has no log router.
   */
  public static ofTaskDefinition(taskDefinition: ecs.TaskDefinition): FirelensRoutes {
    const properties = finalProperties(taskDefinition.node.defaultChild as CfnResource);
    const view = viewFirelens(viewTask(properties));
    if (!hasFirelens(view)) {
      fail(taskDefinition, 'FirelensRoutes.none', 'the task definition has no log router; add a LogRouter to it');
    }
    return new FirelensRoutes(taskDefinition, view);
  }

  /**
   * The configuration that the ECS agent generates for the router, exactly as it writes it. Several containers come in the
   * order of the task definition; the agent takes any order. `undefined` when the network mode is known only at deployment.
   */
  public readonly configuration?: string;

  /** All routes that the task definition shows. Files in S3 and in the image may hold more. */
  public readonly routes: FirelensRoute[];

  private constructor(
    private readonly taskDefinition: ecs.TaskDefinition,
    private readonly view: FirelensView,
  ) {
    this.configuration = effectiveConfiguration(view);
    this.routes = view.routed.flatMap((routed) => [
      ...(routed.plugin === undefined
        ? []
        : [{ container: routed.container.name, plugin: routed.plugin, options: lowered(routed.output) }]),
      ...this.furtherRoutes(routed.container.name),
    ]);
  }

  /** The routes of one container. Fails with `FirelensRoutes.unknownContainer`. */
  public routesOf(container: string): FirelensRoute[] {
    const names = this.view.task.containers.map(({ name }) => name);
    if (!names.includes(container)) {
      fail(
        this.taskDefinition,
        'FirelensRoutes.unknownContainer',
        `the task has no container '${container}'; its containers are ${names.join(', ')}`,
      );
    }
    return this.routes.filter((route) => route.container === container);
  }

  /**
   * That the logs of a container go to this target: same plugin, same log group, stream, bucket, host or topic. Retries and
   * formats may differ.
   *
   * Fails with `FirelensRoutes.notReached`, which lists where they go instead.
   */
  public assertReaches(container: string, destination: LogDestination): void {
    const routes = this.routesOf(container);
    const stack = Stack.of(this.taskDefinition);
    const { plugin, options } = destination._bind(this.taskDefinition);
    const target = Object.entries(options)
      .filter(([key, value]) => TARGET.includes(key) && value !== undefined)
      .map(([key, value]) => [key, flatText(stack.resolve(value)) ?? '']);
    const reached = routes.some(
      (route) => route.plugin.toLowerCase() === plugin && target.every(([key, value]) => route.options[key] === value),
    );
    if (!reached) {
      const wanted = `${plugin} (${target.map(([key, value]) => `${key} ${value}`).join(', ')})`;
      const found = routes.map((route) => describe(route)).join('; ') || 'nowhere';
      fail(
        this.taskDefinition,
        'FirelensRoutes.notReached',
        `the logs of container '${container}' do not reach ${wanted}; they go to ${found}`,
      );
    }
  }

  /**
   * That every container that logs by FireLens has an output, and that none is delivered twice by a name that continues
   * another one.
   *
   * Fails with `FirelensRoutes.unmatched`.
   */
  public assertNothingUnmatched(): void {
    const codes = ['Firelens.unmatched', 'Firelens.missingName', 'Firelens.matchedTwice'];
    const findings = firelensFindings(this.view.task).filter(({ code }) => codes.includes(code));
    if (findings.length > 0) {
      fail(this.taskDefinition, 'FirelensRoutes.unmatched', findings.map(faultLine).join('; '));
    }
  }

  private furtherRoutes(container: string): FirelensRoute[] {
    return (inlineConfiguration(this.view)?.sections ?? [])
      .filter((section) => section.kind === 'OUTPUT' && takesRecordsOf(section, container))
      .map((section) => ({
        container,
        plugin: entryOf(section, 'name') ?? '',
        options: lowered(section.entries.map(({ key, value }) => [key, value] as const)),
      }));
  }
}

/** Options that say which target it is. */
const TARGET = [
  'aws_msk_iam_cluster_arn',
  'base_uri',
  'brokers',
  'bucket',
  'cloud_id',
  'delivery_stream',
  'host',
  'log_group_name',
  'port',
  'region',
  'stream',
  'topics',
  'uri',
];

function lowered(entries: readonly (readonly [string, string])[]): { [option: string]: string } {
  return Object.fromEntries(entries.map(([key, value]) => [key.toLowerCase(), value]));
}

function describe({ plugin, options }: FirelensRoute): string {
  const target = TARGET.filter((key) => options[key] !== undefined).map((key) => `${key} ${options[key]}`);
  return `${plugin} (${target.join(', ')})`;
}
