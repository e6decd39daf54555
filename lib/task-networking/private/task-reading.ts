import {
  CfnResource,
  DefaultTokenResolver,
  IResolvable,
  IResolveContext,
  Reference,
  Stack,
  StringConcat,
  Tokenization,
  IPostProcessor,
} from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { containersOf } from '../../internal/cdk-internals';
import { finalProperties } from '../../internal/final-properties';
import type { Need } from '../../start-proof/reach/need';
import { needsOf } from '../../start-proof/reach/needs';
import { networkOf } from '../../app-model/network/network-model';
import { isRouter } from '../../app-model/views/routing-container';
import { placementsOf } from '../../start-proof/reach/placements';
import { Compute } from '../../start-proof/reach/hosts';
import { RawResource } from '../../app-model/templates';
import { AppModel } from '../../app-model/app-model';

/** The properties of a container that decide what it must reach. */
const READ = [
  'image',
  'name',
  'logConfiguration',
  'secrets',
  'environment',
  'environmentFiles',
  'firelensConfiguration',
  'repositoryCredentials',
] as const;

/** The circumstances of a run that change what its tasks need. */
export interface TaskRun {
  readonly taskDefinition: ecs.TaskDefinition;
  readonly compute: Compute['kind'];
  readonly execEnabled: boolean;
  readonly cluster?: ecs.ICluster;
  readonly serviceConnect: boolean;
}

/**
 * Reads the needs of a task from its container constructs, before synthesis.
 *
 * The rendered list of the task definition is left alone: resolving it early freezes it, and containers added later are
 * lost. The needs themselves are those of the start proof, so what is derived here is what is proved there.
 */
export function readNeeds(run: TaskRun): Need[] {
  const { taskDefinition } = run;
  const stack = Stack.of(taskDefinition);
  const types: Record<string, RawResource> = {};
  const containers = containersOf(taskDefinition).map((container) => {
    const rendered = container.renderContainerDefinition(taskDefinition);
    // A log router carries the outputs that no container names in its command.
    const names = rendered.firelensConfiguration === undefined ? READ : [...READ, 'command' as const];
    const part = Object.fromEntries(names.map((name) => [name, rendered[name]]));
    Object.assign(types, typesIn(stack, part));
    return pascalContainer(stack.resolve(part) as Record<string, unknown>);
  });
  const template = {
    Resources: {
      ...types,
      Task: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: { NetworkMode: taskDefinition.networkMode, ContainerDefinitions: withImplicitRouter(containers) },
      },
      Cluster: { Type: 'AWS::ECS::Cluster', Properties: clusterProperties(run.cluster) },
      Service: {
        Type: 'AWS::ECS::Service',
        Properties: {
          Cluster: { Ref: 'Cluster' },
          TaskDefinition: { Ref: 'Task' },
          EnableExecuteCommand: run.execEnabled,
          ...(run.serviceConnect && { ServiceConnectConfiguration: { Enabled: true } }),
        },
      },
    },
  };
  const model = networkOf(new AppModel([{ name: stack.stackName, path: stack.node.path, template, nested: {} }]));
  return placementsOf(model).flatMap((placement) => needsOf(model, placement, { kind: run.compute, hosts: [] }));
}

/** The cluster's own configuration, overrides included; an imported one says what its L2 was told. */
function clusterProperties(cluster: ecs.ICluster | undefined): Record<string, unknown> {
  const resource = cluster?.node.defaultChild;
  if (ecs.CfnCluster.isCfnCluster(resource)) {
    return { Configuration: finalProperties(resource).Configuration };
  }
  const exec = cluster?.executeCommandConfiguration;
  const { cloudWatchLogGroup, s3Bucket } = exec?.logConfiguration ?? {};
  return {
    Configuration: {
      ExecuteCommandConfiguration: {
        ...(exec?.kmsKey && { KmsKeyId: 'key' }),
        LogConfiguration: {
          ...(cloudWatchLogGroup && { CloudWatchLogGroupName: 'group' }),
          ...(s3Bucket && { S3BucketName: 'bucket' }),
        },
      },
    },
  };
}

/** The L2 adds a router when it renders, if a container logs by FireLens and none is there. */
function withImplicitRouter(containers: readonly Record<string, unknown>[]): readonly Record<string, unknown>[] {
  const logs = (container: Record<string, unknown>) =>
    (container.LogConfiguration as { LogDriver?: string } | undefined)?.LogDriver;
  const routed = containers.some((container) => logs(container) === 'awsfirelens');
  return !routed || containers.some((properties) => isRouter({ properties }))
    ? containers
    : [
        ...containers,
        {
          Name: 'log-router',
          Image: 'x.dkr.ecr.{region}.amazonaws.com/aws-for-fluent-bit',
          LogConfiguration: { LogDriver: 'awslogs' },
        },
      ];
}

function pascalContainer(container: Record<string, unknown>): Record<string, unknown> {
  const result = pascal(container) as Record<string, unknown>;
  // Maps of the user keep their keys.
  for (const name of ['logConfiguration', 'firelensConfiguration']) {
    const options = (container[name] as { options?: unknown } | undefined)?.options;
    if (options !== undefined) {
      (result[capital(name)] as Record<string, unknown>).Options = options;
    }
  }
  return result;
}

function pascal(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(pascal);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value);
  return entries.length === 1 && /^(Ref|Fn::)/.test(entries[0][0])
    ? value
    : Object.fromEntries(
        entries.filter(([, item]) => item !== undefined).map(([key, item]) => [capital(key), pascal(item)]),
      );
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The types of the resources that a value refers to: a secret and a parameter look alike otherwise. */
function typesIn(scope: Stack, value: unknown): Record<string, RawResource> {
  const types: Record<string, RawResource> = {};
  class Collector extends DefaultTokenResolver {
    public override resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
      if (Reference.isReference(token) && CfnResource.isCfnResource(token.target)) {
        const { target } = token;
        types[Stack.of(target).resolve(target.logicalId) as string] = { Type: target.cfnResourceType };
      }
      return super.resolveToken(token, context, postProcessor);
    }
  }
  Tokenization.resolve(value, { scope, resolver: new Collector(new StringConcat()), preparing: false });
  return types;
}
