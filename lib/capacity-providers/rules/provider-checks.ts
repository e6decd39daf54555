import { error, Finding, warning } from '../../internal/finding';
import { flag, isUnknown, items, number, record, text } from '../../internal/template-value';
import type { AppModel } from '../private/app-model';
import { providerNameFindings } from '../private/provider-name';
import type { AppModel as TemplateModel } from '../../app-model/app-model';
import type { Resource } from '../../app-model/resource';
import { at, LocatedFinding } from './located-finding';

/** Finds faults of capacity providers and their groups that ECS refuses, and settings with a surprising effect. */
export function providerFindings(app: AppModel): LocatedFinding[] {
  const { resources } = app;
  const providers = resources.ofType('AWS::ECS::CapacityProvider');
  return [
    ...providers.flatMap((provider) => at(provider, ...ownFindings(provider))),
    ...sharedGroups(providers, resources),
    ...providers.flatMap((provider) => groupFindings(provider, resources)),
    ...resources
      .ofType('AWS::ECS::ClusterCapacityProviderAssociations')
      .flatMap((association) => at(association, ...managedInstancesListed(app, association, resources))),
  ];
}

function ownFindings({ properties, label }: Resource): Finding[] {
  const name = text(properties.Name);
  const scaling = record(record(properties.AutoScalingGroupProvider).ManagedScaling);
  const [minimum, maximum] = [number(scaling.MinimumScalingStepSize), number(scaling.MaximumScalingStepSize)];
  const findings = name === undefined ? [] : providerNameFindings(name);
  if (minimum !== undefined && maximum !== undefined && minimum > maximum) {
    findings.push(
      error(
        'CapacityProvider.scalingSteps',
        `'MinimumScalingStepSize' must not exceed 'MaximumScalingStepSize', got ${minimum} and ${maximum}`,
      ),
    );
  }
  if (properties.ManagedInstancesProvider !== undefined && properties.ClusterName === undefined) {
    findings.push(
      error(
        'CapacityProvider.noCluster',
        `a Managed Instances provider needs 'ClusterName', got none for '${label}'; add it to its cluster`,
      ),
    );
  }
  return findings;
}

function sharedGroups(providers: readonly Resource[], resources: TemplateModel): LocatedFinding[] {
  const first = new Map<string, Resource>();
  return providers.flatMap((provider) => {
    const group = groupOf(provider, resources);
    const other = group && first.get(group.id);
    if (group && !other) {
      first.set(group.id, provider);
    }
    return group && other
      ? at(
          provider,
          error(
            'CapacityProvider.sharedGroup',
            `Auto Scaling group '${group.label}' is already behind provider '${other.label}'; a group serves one provider, so create a group for each`,
          ),
        )
      : [];
  });
}

function groupFindings(provider: Resource, resources: TemplateModel): LocatedFinding[] {
  const group = groupOf(provider, resources);
  if (!group) {
    return [];
  }
  const { AutoScalingGroupProvider } = provider.properties;
  const { ManagedScaling, ManagedTerminationProtection } = record(AutoScalingGroupProvider);
  const managed = text(record(ManagedScaling).Status) === 'ENABLED';
  const { MaxSize, MixedInstancesPolicy, NewInstancesProtectedFromScaleIn, DesiredCapacity } = group.properties;
  const findings: Finding[] = [];
  if (number(MaxSize) === 0) {
    findings.push(
      error('CapacityProvider.emptyGroup', `'MaxSize' of '${group.label}' must be above 0, got 0; no task could start`),
    );
  }
  const overrides = items(record(record(MixedInstancesPolicy).LaunchTemplate).Overrides).map(record);
  if (overrides.some(({ WeightedCapacity }) => WeightedCapacity !== undefined)) {
    findings.push(
      error(
        'CapacityProvider.instanceWeights',
        `instance weights ('WeightedCapacity') of '${group.label}' are not supported behind a capacity provider; remove them`,
      ),
    );
  }
  if (text(ManagedTerminationProtection) === 'ENABLED') {
    const protects = flag(NewInstancesProtectedFromScaleIn) ?? isUnknown(NewInstancesProtectedFromScaleIn);
    if (!managed || !protects) {
      findings.push(
        error(
          'CapacityProvider.terminationProtection',
          `managed termination protection needs ${managed ? "'NewInstancesProtectedFromScaleIn' of the group" : 'managed scaling'}, and '${provider.label}' has it not; turn it on, or the protection off`,
        ),
      );
    }
  }
  if (managed && DesiredCapacity !== undefined) {
    findings.push(
      warning(
        'CapacityProvider.desiredCapacity',
        `'DesiredCapacity' of '${group.label}' resets the group to that size with every deployment, against managed scaling; leave it out`,
      ),
    );
  }
  const policies = resources
    .ofType('AWS::AutoScaling::ScalingPolicy')
    .filter((policy) => resources.referred(policy, policy.properties.AutoScalingGroupName)?.id === group.id);
  if (managed && policies.length > 0) {
    findings.push(
      warning(
        'CapacityProvider.otherScaling',
        `scaling policy '${policies[0].label}' works against the managed scaling of '${provider.label}'; remove one of them`,
      ),
    );
  }
  return at(provider, ...findings);
}

/** ECS refuses Managed Instances in the list: such a provider belongs to its cluster by creation. */
function managedInstancesListed({ providers }: AppModel, association: Resource, resources: TemplateModel): Finding[] {
  return items(association.properties.CapacityProviders)
    .map((name) => providers.find(({ key }) => key === resources.referred(association, name)?.id))
    .filter((provider) => provider?.kind === 'MANAGED_INSTANCES')
    .map((provider) =>
      error(
        'CapacityProvider.managedInstancesListed',
        `Managed Instances provider '${provider!.label}' must not be in 'CapacityProviders': it belongs to its cluster by 'ClusterName'; only the default strategy may name it`,
      ),
    );
}

function groupOf(provider: Resource, resources: TemplateModel): Resource | undefined {
  const { AutoScalingGroupArn } = record(provider.properties.AutoScalingGroupProvider);
  const group = resources.referred(provider, AutoScalingGroupArn);
  return group?.type === 'AWS::AutoScaling::AutoScalingGroup' ? group : undefined;
}
