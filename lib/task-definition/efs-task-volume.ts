import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type { IAccessPoint } from 'aws-cdk-lib/aws-efs';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { volumeNameFaults } from '../internal/container-values';
import { failAll } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';

/** Options of `EfsTaskVolume`. */
export interface EfsTaskVolumeProps {
  /** The task definition whose containers mount it. */
  readonly taskDefinition: ecs.TaskDefinition;

  /** The access point: the directory, and the user as whom the containers act in it. */
  readonly accessPoint: IAccessPoint;

  /**
   * Name of the volume in the task definition.
   *
   * @default - the construct's id
   */
  readonly volumeName?: string;
}

/** The mount of a volume in a container. */
export interface VolumeMountOptions {
  /** Absolute path in the container. */
  readonly containerPath: string;

  /**
   * Whether the container may only read.
   *
   * @default false
   */
  readonly readOnly?: boolean;
}

/**
 * A file system shared by all tasks: an Amazon EFS access point, mounted encrypted in transit and authorized by the task
 * role, which gets exactly the rights that the mounts need on exactly this access point.
 *
 * Opening port 2049 from the service's security group to the file system's is left to the service:
 * `accessPoint.fileSystem.connections.allowDefaultPortFrom(service)`.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-volumes.html
 */
@guarded
@propertyInjectable
export class EfsTaskVolume extends Construct {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.EfsTaskVolume';

  /** Name of the volume in the task definition. */
  public readonly volumeName: string;

  private readonly taskDefinition: ecs.TaskDefinition;
  private readonly accessPoint: IAccessPoint;
  private readonly granted = new Set<string>();

  /**
   * Adds the volume to the task definition. ECS refuses a volume that nobody mounts: call `mountIn`.
   *
   * @throws `EfsTaskVolume.name` for a name that ECS does not take
   */
  constructor(scope: Construct, id: string, props: EfsTaskVolumeProps) {
    super(scope, id);
    this.taskDefinition = props.taskDefinition;
    this.accessPoint = props.accessPoint;
    this.volumeName = props.volumeName ?? id;
    failAll(this, volumeNameFaults('EfsTaskVolume.name', this.volumeName));
    this.taskDefinition.addVolume({
      name: this.volumeName,
      efsVolumeConfiguration: {
        fileSystemId: this.accessPoint.fileSystem.fileSystemId,
        transitEncryption: 'ENABLED',
        authorizationConfig: { accessPointId: this.accessPoint.accessPointId, iam: 'ENABLED' },
      },
    });
    this.node.addValidation({
      validate: () =>
        this.granted.size > 0
          ? []
          : [
              `[EfsTaskVolume.unmounted] volume '${this.volumeName}' is mounted by no container, which ECS refuses; call mountIn(container, { containerPath }), or leave the volume out`,
            ],
    });
  }

  /** Mounts the volume, and grants the task role what the mount needs: reading always, writing unless `readOnly`. */
  public mountIn(container: ecs.ContainerDefinition, options: VolumeMountOptions): void {
    const readOnly = options.readOnly ?? false;
    container.addMountPoints({ sourceVolume: this.volumeName, containerPath: options.containerPath, readOnly });
    this.grant('elasticfilesystem:ClientMount');
    if (!readOnly) {
      this.grant('elasticfilesystem:ClientWrite');
    }
  }

  private grant(action: string): void {
    if (this.granted.has(action)) {
      return;
    }
    this.granted.add(action);
    Grant.addToPrincipal({
      grantee: this.taskDefinition.taskRole,
      actions: [action],
      resourceArns: [this.accessPoint.fileSystem.fileSystemArn],
      conditions: { StringEquals: { 'elasticfilesystem:AccessPointArn': this.accessPoint.accessPointArn } },
    });
  }
}
