import type { AppModel } from '../app-model';
import { mayShareEnvironment } from '../evaluation/environment';
import type { Resource } from '../resource';
import { Pointer, Unknown, Value, ValueRecord, asRecord, asText, isUnknown, items } from '../values';
import { TaskView, viewTask } from '../../internal/task-view';
import { perResource } from './view';

/** A task definition with its containers, volumes and roles. */
export class TaskDefinitionView {
  private readonly values: ValueRecord;
  private viewed?: TaskView;
  private listed?: readonly Container[];

  constructor(
    model: AppModel,
    readonly resource: Resource,
  ) {
    this.values = model.properties(resource);
  }

  /** The task for rules, which take it from constructs too: its values are for `internal/template-value`. */
  get task(): TaskView {
    this.viewed ??= viewTask(this.resource.properties);
    return this.viewed;
  }

  get family(): Value {
    return this.values.Family;
  }

  /** `bridge` where nothing is said. */
  get networkMode(): Value {
    return this.values.NetworkMode ?? 'bridge';
  }

  /** Whether it names Fargate among the platforms that it is for. */
  get mayRunOnFargate(): boolean {
    return items(this.values.RequiresCompatibilities).some((platform) => platform === 'FARGATE');
  }

  /** Whether Fargate is the only platform that it is for. */
  get runsOnFargateOnly(): boolean {
    const platforms = items(this.values.RequiresCompatibilities);
    return platforms.length === 1 && platforms[0] === 'FARGATE';
  }

  get executionRole(): Value {
    return this.values.ExecutionRoleArn;
  }

  get taskRole(): Value {
    return this.values.TaskRoleArn;
  }

  /** Its containers; one that is known only at deployment has no properties. */
  get containers(): readonly Container[] {
    this.listed ??= items(this.values.ContainerDefinitions).map((given, index): Container => {
      const properties = asRecord(given);
      return {
        name: asText(properties.Name) ?? `#${index + 1}`,
        index,
        properties,
        ...(isUnknown(given) && { given }),
      };
    });
    return this.listed;
  }

  /** The list of containers, when it is known only at deployment. */
  get containersUnknown(): Value {
    const list = this.values.ContainerDefinitions;
    return isUnknown(list) ? list : undefined;
  }

  /** The container of a name. */
  container(name: string | undefined): Container | undefined {
    return name === undefined ? undefined : this.containers.find((each) => asText(each.properties.Name) === name);
  }

  get volumes(): readonly Volume[] {
    return items(this.values.Volumes).map((given, index): Volume => {
      const { Name, EFSVolumeConfiguration: efs, S3FilesVolumeConfiguration: s3Files } = asRecord(given);
      const { FilesystemId, FileSystemId, AuthorizationConfig } = asRecord(efs);
      const { IAM, AccessPointId } = asRecord(AuthorizationConfig);
      return {
        index,
        ...(asText(Name) !== undefined && { name: asText(Name) }),
        ...(efs !== undefined && {
          efs: {
            fileSystem: FilesystemId ?? FileSystemId,
            authorization: AuthorizationConfig,
            iam: IAM,
            accessPoint: AccessPointId,
            transitEncryption: asRecord(efs).TransitEncryption,
          },
        }),
        ...(s3Files !== undefined && { s3Files: { fileSystem: asRecord(s3Files).FileSystemArn } }),
      };
    });
  }

  /** Volumes, or all of them, of which only the deployment knows what they are. */
  get volumesUnknown(): readonly Unknown[] {
    const list = this.values.Volumes;
    return [list, ...items(list)].filter((value): value is Unknown => value instanceof Unknown);
  }
}

/** A container of a task definition. */
export interface Container {
  /** The name that messages have. */
  readonly name: string;
  readonly index: number;
  readonly properties: Readonly<Record<string, Value>>;
  /** The entry as a whole, when it is known only at deployment. */
  readonly given?: Value;
}

/** A volume of a task definition. */
export interface Volume {
  readonly index: number;
  readonly name?: string;
  readonly efs?: EfsVolume;
  readonly s3Files?: { readonly fileSystem: Value };
}

/** A file system of EFS. */
export interface EfsVolume {
  readonly fileSystem: Value;
  readonly authorization: Value;
  readonly iam: Value;
  readonly accessPoint: Value;
  readonly transitEncryption: Value;
}

/** The view of a task definition. */
export const taskDefinitionView = perResource((model, resource) => new TaskDefinitionView(model, resource));

/**
 * The task definitions of the app that a value of a resource may stand for: a reference to one, or the family of some, as
 * `EcsRunTask` writes it. A family is one of an account and region; of several stages each has its own.
 */
export function definitionsNamed(model: AppModel, { scope }: Resource, value: Value): readonly Resource[] {
  if (value instanceof Pointer) {
    return value.resource.type === TASK_DEFINITION ? [value.resource] : [];
  }
  const family = asText(value);
  if (family === undefined) {
    return [];
  }
  const named = model
    .ofType(TASK_DEFINITION)
    .filter((each) => asText(model.property(each, 'Family')) === family && mayShareEnvironment(each.scope, scope));
  const near = named.filter((each) => each.scope.stack === scope.stack);
  return near.length > 0 ? near : named;
}

const TASK_DEFINITION = 'AWS::ECS::TaskDefinition';
