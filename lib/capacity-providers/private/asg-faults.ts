import { error, Finding } from '../../internal/finding';
import { number, text } from '../../internal/template-value';
import type { AsgCapacityProps } from '../asg-capacity';
import { HostOperatingSystem } from '../host-operating-system';
import { fleetFaults } from './host-fleet';
import { providerNameFindings } from './provider-name';

/** Ranges of the ECS API model 2014-11-13; the lifetime is that of EC2 Auto Scaling. */
const RANGES: readonly [string, (props: AsgCapacityProps) => unknown, number, number][] = [
  ['minCapacity', ({ minCapacity }) => minCapacity, 0, Number.MAX_SAFE_INTEGER],
  ['maxCapacity', ({ maxCapacity }) => maxCapacity, 1, Number.MAX_SAFE_INTEGER],
  ['targetCapacityPercent', ({ targetCapacityPercent }) => targetCapacityPercent, 1, 100],
  ['minimumScalingStepSize', ({ minimumScalingStepSize }) => minimumScalingStepSize, 1, 10_000],
  ['maximumScalingStepSize', ({ maximumScalingStepSize }) => maximumScalingStepSize, 1, 10_000],
  ['instanceWarmupPeriod in seconds', ({ instanceWarmupPeriod }) => instanceWarmupPeriod?.toSeconds(), 0, 10_000],
  [
    'maxInstanceLifetime in days',
    ({ maxInstanceLifetime }) => maxInstanceLifetime?.toDays({ integral: false }),
    1,
    365,
  ],
  ['taskPidsLimit', ({ taskPidsLimit }) => taskPidsLimit, 1, 4_194_304],
];

/** Attribute names and values that ECS takes, and that need no quoting in either configuration file. */
const ATTRIBUTE = /^[A-Za-z0-9._/-]{1,128}$/;

/** All that is wrong with the props. */
export function asgFaults(props: AsgCapacityProps, operatingSystem: HostOperatingSystem): Finding[] {
  return [
    ...RANGES.flatMap(([name, pick, minimum, maximum]) => rangeFault(name, pick(props), minimum, maximum)),
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

function rangeFault(name: string, value: unknown, minimum: number, maximum: number): Finding[] {
  const given = number(value);
  const whole = name.includes(' in days') || given === undefined || Number.isInteger(given);
  return given === undefined || (whole && given >= minimum && given <= maximum)
    ? []
    : [
        error(
          `AsgCapacity.${name.split(' ')[0]}`,
          `'${name.split(' ')[0]}'${name.slice(name.split(' ')[0].length)} must be ${
            maximum === Number.MAX_SAFE_INTEGER ? `an integer of at least ${minimum}` : `from ${minimum} to ${maximum}`
          }, got ${given}`,
        ),
      ];
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
