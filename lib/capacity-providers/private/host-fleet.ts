import { aws_ec2 as ec2, aws_ecs as ecs } from 'aws-cdk-lib';
import { error, Finding } from '../../internal/finding';
import { acceleratorOf } from '../../internal/instance-types';
import { text } from '../../internal/template-value';
import { HostOperatingSystem } from '../host-operating-system';

/** The properties that all instance types of one group share: one machine image serves them all. */
export interface HostFleet {
  readonly architecture: ec2.InstanceArchitecture;
  readonly accelerator: ReturnType<typeof acceleratorOf>;
}

/**
 * The requirements of a group of these types; types known only at deployment are taken for x86 without accelerators.
 */
export function fleetOf(types: readonly ec2.InstanceType[]): HostFleet {
  const known = types.filter((type) => text(type.toString()) !== undefined);
  return {
    architecture: known.length > 0 ? known[0].architecture : ec2.InstanceArchitecture.X86_64,
    accelerator: known.length > 0 ? acceleratorOf(known[0].toString()) : 'none',
  };
}

/** Types that do not go together, or that no image serves. */
export function fleetFaults(types: readonly ec2.InstanceType[], operatingSystem: HostOperatingSystem): Finding[] {
  if (types.length === 0) {
    return [error('AsgCapacity.instanceTypes', "'instanceTypes' needs at least one instance type, got none")];
  }
  const known = types.filter((type) => text(type.toString()) !== undefined);
  const list = known.map(String).join(', ');
  const faults: Finding[] = [];
  if (new Set(known.map(({ architecture }) => architecture)).size > 1) {
    faults.push(
      error(
        'AsgCapacity.architectures',
        `'instanceTypes' of one group must have one processor architecture, since they share a machine image, got ${list}; create a group for each`,
      ),
    );
  }
  if (new Set(known.map((type) => acceleratorOf(type.toString()))).size > 1) {
    faults.push(
      error(
        'AsgCapacity.accelerators',
        `'instanceTypes' of one group must all have GPUs, all have Neuron devices or have neither, since they share a machine image, got ${list}; create a group for each`,
      ),
    );
  }
  const { architecture, accelerator } = fleetOf(known);
  if (
    operatingSystem === HostOperatingSystem.AMAZON_LINUX_2023 &&
    architecture === ec2.InstanceArchitecture.ARM_64 &&
    accelerator !== 'none'
  ) {
    faults.push(
      error(
        'AsgCapacity.armAccelerators',
        `Amazon Linux has no ECS image for accelerators on ARM, got ${list}; use HostOperatingSystem.BOTTLEROCKET or x86 instances`,
      ),
    );
  }
  if (operatingSystem === HostOperatingSystem.BOTTLEROCKET && accelerator === 'neuron') {
    faults.push(
      error(
        'AsgCapacity.bottlerocketNeuron',
        `Bottlerocket has no ECS image for Neuron devices, got ${list}; use HostOperatingSystem.AMAZON_LINUX_2023`,
      ),
    );
  }
  return faults;
}

/** The image of the operating system that fits the instances. */
export function machineImageOf(operatingSystem: HostOperatingSystem, fleet: HostFleet): ec2.IMachineImage {
  if (operatingSystem === HostOperatingSystem.BOTTLEROCKET) {
    return new ecs.BottleRocketImage({
      architecture: fleet.architecture,
      variant:
        fleet.accelerator === 'gpu'
          ? ecs.BottlerocketEcsVariant.AWS_ECS_2_NVIDIA
          : ecs.BottlerocketEcsVariant.AWS_ECS_2,
    });
  }
  const hardware =
    fleet.accelerator === 'gpu'
      ? ecs.AmiHardwareType.GPU
      : fleet.accelerator === 'neuron'
        ? ecs.AmiHardwareType.NEURON
        : fleet.architecture === ec2.InstanceArchitecture.ARM_64
          ? ecs.AmiHardwareType.ARM
          : ecs.AmiHardwareType.STANDARD;
  return ecs.EcsOptimizedImage.amazonLinux2023(hardware);
}
