import * as ecs from 'aws-cdk-lib/aws-ecs';
import { EbsDeviceVolumeType } from 'aws-cdk-lib/aws-ec2';
import { Validations } from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { volumeNameFaults } from '../internal/container-values';
import { fail, failAll } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';
import type { VolumeMountOptions } from './efs-task-volume';

const MANAGED_POLICY_FINDING =
  'AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonECSInfrastructureRolePolicyForVolumes]';
const MANAGED_POLICY_REASON =
  'the policy that AWS documents for the role by which ECS makes volumes: its conditions bind it to volumes that ECS created, and ECS alone takes the role; give `role` for a narrower one';

/** Options of `EbsTaskVolume`: the volume that ECS makes for each task, and the task definition that mounts it. */
export interface EbsTaskVolumeProps extends ecs.ServiceManagedEBSVolumeConfiguration {
  /** The task definition whose containers mount it. */
  readonly taskDefinition: ecs.TaskDefinition;

  /**
   * Name of the volume in the task definition and the service.
   *
   * @default - the construct's id
   */
  readonly volumeName?: string;
}

/**
 * A block volume of its own for each task of a service: new or from a snapshot, made when the task starts and deleted when
 * it stops.
 *
 * Both halves in one place: the task definition's (`configuredAtLaunch`) and, with `attachTo(service)`, the service's, of
 * which ECS refuses either without the other. Encrypted and gp3 unless said otherwise. On Fargate, EC2 (Nitro) and
 * Managed Instances.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ebs-volumes.html
 */
@guarded
@propertyInjectable
export class EbsTaskVolume extends Construct {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.EbsTaskVolume';

  /** The volume as aws-cdk-lib knows it, with the role by which ECS makes it. */
  public readonly volume: ecs.ServiceManagedVolume;

  private mounted = false;
  private attached = false;

  /**
   * Adds the volume to the task definition. Call `mountIn` and `attachTo` as well.
   *
   * @throws `EbsTaskVolume.size` when neither `size` nor `snapShotId` is given, `EbsTaskVolume.name` for a name that ECS does not take
   */
  constructor(scope: Construct, id: string, props: EbsTaskVolumeProps) {
    super(scope, id);
    const { taskDefinition, volumeName, ...configuration } = props;
    if (configuration.size === undefined && configuration.snapShotId === undefined) {
      fail(
        this,
        'EbsTaskVolume.size',
        "one of 'size' and 'snapShotId' must be given, got neither; a new volume needs a size such as Size.gibibytes(20)",
      );
    }
    const name = volumeName ?? id;
    failAll(this, volumeNameFaults('EbsTaskVolume.name', name));
    this.volume = new ecs.ServiceManagedVolume(this, 'Volume', {
      name,
      managedEBSVolume: { encrypted: true, volumeType: EbsDeviceVolumeType.GP3, ...configuration },
    });
    if (configuration.role === undefined) {
      Validations.of(this.volume).acknowledge({ id: MANAGED_POLICY_FINDING, reason: MANAGED_POLICY_REASON });
    }
    taskDefinition.addVolume({ name, configuredAtLaunch: true });
    this.node.addValidation({ validate: () => this.validateHalves() });
  }

  /** Mounts the volume in a container. */
  public mountIn(container: ecs.ContainerDefinition, options: VolumeMountOptions): void {
    this.mounted = true;
    this.volume.mountIn(container, { containerPath: options.containerPath, readOnly: options.readOnly ?? false });
  }

  /** Has the service's tasks made with this volume. */
  public attachTo(service: ecs.BaseService): void {
    this.attached = true;
    service.addVolume(this.volume);
  }

  private validateHalves(): string[] {
    const { name } = this.volume;
    return [
      ...(this.mounted
        ? []
        : [
            `[EbsTaskVolume.unmounted] volume '${name}' is mounted by no container, which ECS refuses; call mountIn(container, { containerPath })`,
          ]),
      ...(this.attached
        ? []
        : [
            `[EbsTaskVolume.unattached] volume '${name}' belongs to no service, so its tasks could not start; call attachTo(service)`,
          ]),
    ];
  }
}
