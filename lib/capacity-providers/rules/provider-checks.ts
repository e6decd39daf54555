import { error, Finding, warning } from '../../internal/finding';
import type { CapacityReading } from '../../app-model/capacity/capacity-reading';
import { providerNameFindings } from '../private/provider-name';
import type { AppModel } from '../../app-model/app-model';
import type { Resource } from '../../app-model/resource';
import { Pointer, asNumber, asText, isUnknown, items } from '../../app-model/values';
import { AssociationView, ProviderView, associationsOf, providersOf } from '../../app-model/views/capacity';
import { groupView } from '../../app-model/views/launch';
import { at, LocatedFinding } from './located-finding';

/** Finds faults of capacity providers and their groups that ECS refuses, and settings with a surprising effect. */
export function providerFindings(app: CapacityReading): LocatedFinding[] {
  const { model } = app;
  const providers = providersOf(model);
  return [
    ...providers.flatMap((provider) => at(provider.resource, ...ownFindings(provider))),
    ...sharedGroups(providers),
    ...providers.flatMap((provider) => at(provider.resource, ...groupFindings(provider, model))),
    ...associationsOf(model)
      .filter(({ resource }) => resource.type !== 'AWS::ECS::Cluster')
      .flatMap((association) => at(association.resource, ...managedInstancesListed(app, association))),
  ];
}

function ownFindings(provider: ProviderView): Finding[] {
  const { scaling, resource } = provider;
  const name = asText(provider.name);
  const [minimum, maximum] = [asNumber(scaling.minimumStep), asNumber(scaling.maximumStep)];
  const findings = name === undefined ? [] : providerNameFindings(name);
  if (minimum !== undefined && maximum !== undefined && minimum > maximum) {
    findings.push(
      error(
        'CapacityProvider.scalingSteps',
        `'MinimumScalingStepSize' must not exceed 'MaximumScalingStepSize', got ${minimum} and ${maximum}`,
      ),
    );
  }
  if (provider.managed !== undefined && !provider.namesCluster) {
    findings.push(
      error(
        'CapacityProvider.noCluster',
        `a Managed Instances provider needs 'ClusterName', got none for '${resource.label}'; add it to its cluster`,
      ),
    );
  }
  return findings;
}

function sharedGroups(providers: readonly ProviderView[]): LocatedFinding[] {
  const first = new Map<string, Resource>();
  return providers.flatMap(({ resource: provider, group }) => {
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

function groupFindings(
  { resource: provider, group, scaling, terminationProtection }: ProviderView,
  model: AppModel,
): Finding[] {
  if (!group) {
    return [];
  }
  const managed = asText(scaling.status) === 'ENABLED';
  const { maxSize, overrides, protectsFromScaleIn, desiredCapacity } = groupView(model, group);
  const findings: Finding[] = [];
  if (asNumber(maxSize) === 0) {
    findings.push(
      error('CapacityProvider.emptyGroup', `'MaxSize' of '${group.label}' must be above 0, got 0; no task could start`),
    );
  }
  if (overrides.some(({ WeightedCapacity }) => WeightedCapacity !== undefined)) {
    findings.push(
      error(
        'CapacityProvider.instanceWeights',
        `instance weights ('WeightedCapacity') of '${group.label}' are not supported behind a capacity provider; remove them`,
      ),
    );
  }
  if (asText(terminationProtection) === 'ENABLED') {
    const protects = asText(protectsFromScaleIn) === 'true' || isUnknown(protectsFromScaleIn);
    if (!managed || !protects) {
      findings.push(
        error(
          'CapacityProvider.terminationProtection',
          `managed termination protection needs ${managed ? "'NewInstancesProtectedFromScaleIn' of the group" : 'managed scaling'}, and '${provider.label}' has it not; turn it on, or the protection off`,
        ),
      );
    }
  }
  if (managed && desiredCapacity !== undefined) {
    findings.push(
      warning(
        'CapacityProvider.desiredCapacity',
        `'DesiredCapacity' of '${group.label}' resets the group to that size with every deployment, against managed scaling; leave it out`,
      ),
    );
  }
  const policies = model.referrersOf(group, 'AWS::AutoScaling::ScalingPolicy', 'AutoScalingGroupName');
  if (managed && policies.length > 0) {
    findings.push(
      warning(
        'CapacityProvider.otherScaling',
        `scaling policy '${policies[0].label}' works against the managed scaling of '${provider.label}'; remove one of them`,
      ),
    );
  }
  return findings;
}

/** ECS refuses Managed Instances in the list: such a provider belongs to its cluster by creation. */
function managedInstancesListed({ providers }: CapacityReading, association: AssociationView): Finding[] {
  return items(association.providers)
    .map((value) => providers.find(({ key }) => value instanceof Pointer && value.resource.id === key))
    .filter((provider) => provider?.kind === 'MANAGED_INSTANCES')
    .map((provider) =>
      error(
        'CapacityProvider.managedInstancesListed',
        `Managed Instances provider '${provider!.label}' must not be in 'CapacityProviders': it belongs to its cluster by 'ClusterName'; only the default strategy may name it`,
      ),
    );
}
