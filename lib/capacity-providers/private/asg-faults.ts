import { error, Finding } from '../../internal/finding';
import { number, text } from '../../internal/template-value';
import {
  booleanFaults,
  enumFault,
  gibibytes,
  integerFault,
  mebibytes,
  rangeFault,
  seconds,
} from '../../internal/value-faults';
import type { AsgCapacityProps } from '../asg-capacity-props';
import { HostOperatingSystem } from '../host-operating-system';
import { fleetFaults } from './host-fleet';
import { providerNameFindings } from './provider-name';

/** Whole numbers, least and most: ranges of the ECS API model 2014-11-13 and of EBS (gp3). */
const INTEGERS: readonly [string, (props: AsgCapacityProps) => unknown, number, number?][] = [
  ["'minCapacity'", ({ minCapacity }) => minCapacity, 0],
  ["'maxCapacity'", ({ maxCapacity }) => maxCapacity ?? null, 1],
  ["'targetCapacityPercent'", ({ targetCapacityPercent }) => targetCapacityPercent, 1, 100],
  ["'minimumScalingStepSize'", ({ minimumScalingStepSize }) => minimumScalingStepSize, 1, 10_000],
  ["'maximumScalingStepSize'", ({ maximumScalingStepSize }) => maximumScalingStepSize, 1, 10_000],
  ["'instanceWarmupPeriod' in seconds", ({ instanceWarmupPeriod }) => seconds(instanceWarmupPeriod), 0, 10_000],
  ["'storage' in GiB", ({ storage }) => gibibytes(storage), 1, 65_536],
  ["'reservedMemory' in MiB", ({ reservedMemory }) => mebibytes(reservedMemory), 0],
  ["'taskPidsLimit'", ({ taskPidsLimit }) => taskPidsLimit, 1, 4_194_304],
];

/** Attribute names and values that ECS takes, and that need no quoting in either configuration file. */
const ATTRIBUTE = /^[A-Za-z0-9._/-]{1,128}$/;

/** All that is wrong with the props. */
export function asgFaults(props: AsgCapacityProps, operatingSystem: HostOperatingSystem): Finding[] {
  return [
    ...INTEGERS.flatMap(([label, pick, least, most]) =>
      integerFault(`AsgCapacity.${label.split("'")[1]}`, label, pick(props), least, most),
    ),
    ...lifetimeFaults(props),
    ...booleanFaults('AsgCapacity', {
      terminationProtection: props.terminationProtection,
      privilegedTasks: props.privilegedTasks,
      hostNetworkTasks: props.hostNetworkTasks,
      reuseCachedImages: props.reuseCachedImages,
      sessionManager: props.sessionManager,
    }),
    ...enumFault('AsgCapacity.operatingSystem', "'operatingSystem'", operatingSystem, HostOperatingSystem),
    ...crossed('minCapacity', props.minCapacity, 'maxCapacity', props.maxCapacity),
    ...crossed(
      'minimumScalingStepSize',
      props.minimumScalingStepSize,
      'maximumScalingStepSize',
      props.maximumScalingStepSize,
    ),
    ...fleetFaults(props.instanceTypes, operatingSystem),
    ...nameFaults(props.capacityProviderName),
    ...attributeFaults(props.attributes ?? {}),
    ...(operatingSystem === HostOperatingSystem.BOTTLEROCKET && props.hostNetworkTasks === false
      ? [
          error(
            'AsgCapacity.bottlerocketHostNetwork',
            "'hostNetworkTasks' cannot be false on Bottlerocket, whose agent always gives tasks in host mode their role; leave it out or use HostOperatingSystem.AMAZON_LINUX_2023",
          ),
        ]
      : []),
    ...(operatingSystem === HostOperatingSystem.BOTTLEROCKET && props.taskPidsLimit !== undefined
      ? [
          error(
            'AsgCapacity.bottlerocketPids',
            "'taskPidsLimit' has no setting on Bottlerocket; leave it out or use HostOperatingSystem.AMAZON_LINUX_2023",
          ),
        ]
      : []),
  ];
}

/** The range of EC2 Auto Scaling. */
function lifetimeFaults({ maxInstanceLifetime }: AsgCapacityProps): Finding[] {
  const lifetime = seconds(maxInstanceLifetime);
  return lifetime === undefined
    ? []
    : rangeFault('AsgCapacity.maxInstanceLifetime', 'maxInstanceLifetime', lifetime / 86_400, 1, 365, 'in days');
}

function crossed(low: string, lowValue: unknown, high: string, highValue: unknown): Finding[] {
  const [minimum, maximum] = [number(lowValue), number(highValue)];
  return minimum !== undefined && maximum !== undefined && minimum > maximum
    ? [error(`AsgCapacity.${low}`, `'${low}' must not exceed '${high}', got ${minimum} and ${maximum}`)]
    : [];
}

function nameFaults(name: string | undefined): Finding[] {
  const known = text(name);
  return known === undefined ? [] : providerNameFindings(known).filter(({ severity }) => severity === 'error');
}

function attributeFaults(attributes: Readonly<Record<string, string>>): Finding[] {
  return Object.entries(attributes)
    .filter(([name, value]) => !ATTRIBUTE.test(name) || (text(value) !== undefined && !ATTRIBUTE.test(value)))
    .map(([name, value]) =>
      error(
        'AsgCapacity.attributes',
        `'attributes' take 1 to 128 letters, digits and . _ / - as names and values, got '${name}' = '${value}'`,
      ),
    );
}
