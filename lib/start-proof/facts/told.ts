import type { Listing } from '../../app-model/network/told-whole';
import type { RawResource, RawTemplate, StackTemplate } from '../../app-model/templates';
import { Fault } from '../../internal/errors';

/** A resource that is there already. */
export interface Told {
  readonly type: string;
  /** The id that AWS gave it, or one below it for what has none of its own: `rtb-0a1/route/2`. */
  readonly id: string;
  /** As CloudFormation would have them. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** Lists of it that are told whole: what they do not have is not there. */
  readonly whole?: readonly Listing[];
  /** Account that owns it. */
  readonly owner?: string;
  /** Account that its ARN is made of, for roles and policies. */
  readonly account?: string;
  /** Stack that made it, by its tag. */
  readonly madeBy?: string;
  /** It may not be there when the app is deployed: the state that it is in. */
  readonly unsettled?: string;
  /** The source that tells it: a file, or `NetworkFacts.of`. */
  readonly source: string;
}

/** Name of what is not part of the app, where a message must name a stack. */
const SCOPE = 'facts';

/** One resource for each id; several tellings of one must agree. Faults go to `faults`. */
export function united(all: readonly Told[], faults: Fault[]): Told[] {
  const byId = new Map<string, Told>();
  for (const one of all) {
    const known = byId.get(one.id);
    const mentionsOnly = Object.keys(one.properties).length === 0;
    if (known === undefined || Object.keys(known.properties).length === 0) {
      byId.set(one.id, { ...one, whole: [...(known?.whole ?? []), ...(one.whole ?? [])] });
    } else if (mentionsOnly || JSON.stringify(known.properties) === JSON.stringify(one.properties)) {
      byId.set(one.id, { ...known, whole: [...(known.whole ?? []), ...(one.whole ?? [])] });
    } else {
      faults.push({
        code: 'NetworkFacts.twice',
        message: `${known.source} and ${one.source} tell different things of '${one.id}'; keep the newer one`,
      });
    }
  }
  return [...byId.values()];
}

/** A template of what is told for each account that is named, whose logical ids are the ids that AWS gave. */
export function toldStacks(all: readonly Told[]): StackTemplate[] {
  const shared = sharedVpcs(all);
  return [...new Set(all.map(({ account }) => account))].map((account) => ({
    ...toldStack(
      all.filter((one) => one.account === account),
      shared,
      account === undefined ? SCOPE : `${SCOPE} of ${account}`,
    ),
    ...(account !== undefined && { account }),
  }));
}

function toldStack(all: readonly Told[], shared: ReadonlySet<string>, name: string): StackTemplate {
  const resources = all.map((one): [string, RawResource] => [
    one.id,
    {
      Type: one.type,
      Properties: one.properties,
      Metadata: {
        'aws:cdk:path': one.id,
        // The owner of a shared VPC has endpoints that no participant is shown.
        whole: (one.whole ?? []).filter((listing) => listing !== 'VpcEndpoints' || !shared.has(one.id)),
        ...(one.madeBy !== undefined && { madeBy: one.madeBy }),
      },
      ...(one.unsettled !== undefined && { Condition: `state ${one.unsettled}` }),
    },
  ]);
  return {
    name,
    path: name,
    told: true,
    template: { Resources: Object.fromEntries(resources) } as RawTemplate,
  };
}

/** VPCs whose subnets belong to one account and their security groups or endpoints to another. */
function sharedVpcs(all: readonly Told[]): Set<string> {
  const owners = new Map<string, Set<string>>();
  for (const { type, properties, owner } of all) {
    const vpc = type === 'AWS::EC2::Subnet' || type === 'AWS::EC2::SecurityGroup' ? properties.VpcId : undefined;
    if (typeof vpc === 'string' && owner !== undefined) {
      owners.set(vpc, (owners.get(vpc) ?? new Set<string>()).add(owner));
    }
  }
  return new Set([...owners].filter(([, accounts]) => accounts.size > 1).map(([vpc]) => vpc));
}
