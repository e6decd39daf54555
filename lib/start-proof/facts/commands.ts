import type { AppModel } from '../../app-model/app-model';
import type { FactCommand } from '../fact-command';
import { StartVerdict } from '../start-proof-result';
import { HostFinder, Plane } from '../reach/hosts';
import { networkOf } from '../../app-model/network/network-model';
import { placementsOf } from '../reach/placements';
import { prove, taskPlane } from '../reach/prove';
import { calledBy, interfacesOf } from '../reach/vpc-links';
import { judgeRights } from '../rights/rights';
import { Outside, addOutside, nothingOutside } from './outside';
import { outsideCommands } from './outside-commands';
import type { Listing } from '../../app-model/network/told-whole';

/** Lists of a VPC that the proof reads, with the call that prints them and its filter. */
const LISTS: readonly (readonly [Exclude<Listing, 'MountTargets'>, string, string])[] = [
  ['Vpcs', 'describe-vpcs', '--vpc-ids'],
  ['Subnets', 'describe-subnets', '--filters'],
  ['RouteTables', 'describe-route-tables', '--filters'],
  ['NatGateways', 'describe-nat-gateways', '--filter'],
  ['VpcEndpoints', 'describe-vpc-endpoints', '--filters'],
  ['SecurityGroups', 'describe-security-groups', '--filters'],
  ['NetworkAcls', 'describe-network-acls', '--filters'],
];

/** The ids to ask about in one region. */
interface Question {
  readonly region: string | undefined;
  readonly vpcs: Set<string>;
  readonly subnets: Set<string>;
  readonly groups: Set<string>;
  readonly outside: Outside;
}

/** The calls whose answers settle what the proof of an app cannot know. */
export function commandsFor(app: AppModel, folder: string): FactCommand[] {
  const open = new Set(
    prove(app)
      .tasks.filter(({ needs }) => needs.some(({ verdict }) => verdict === StartVerdict.UNKNOWN))
      .map(({ path }) => path),
  );
  const model = networkOf(app);
  const hosts = new HostFinder(model);
  const questions = new Map<string, Question>();
  for (const placement of placementsOf(model).filter(({ resource }) => open.has(resource.path))) {
    const compute = hosts.of(placement);
    const region = app.regionOf(placement.resource.scope);
    const question = questions.get(region) ?? {
      // It becomes a part of a shell command.
      region: /^[a-z0-9-]+$/.test(region) ? region : undefined,
      vpcs: new Set<string>(),
      subnets: new Set<string>(),
      groups: new Set<string>(),
      outside: nothingOutside(),
    };
    questions.set(region, question);
    const planes = [taskPlane(model, placement, compute), ...compute.hosts];
    planes.forEach((plane) => ask(question, plane));
    calledBy(app, placement).forEach(({ integration }) => ask(question, interfacesOf(model, integration)));
    addOutside(question.outside, model, placement, compute, planes);
  }
  return [
    ...[...questions.values()].flatMap((question) => commandsOf(question, app, folder)),
    ...roleCommands(app, folder),
  ];
}

/** Roles that tasks have and the app does not: one call for each account. */
function roleCommands(app: AppModel, folder: string): FactCommand[] {
  const byAccount = new Map<string, Set<string>>();
  for (const { verdict, right } of judgeRights(app)) {
    const [, account, name] =
      /^arn:[^:]*:iam::(\d{12}):role\/(?:.*\/)?([\w+=,.@-]+)$/.exec(right.role?.arn ?? '') ?? [];
    if (verdict === 'unknown' && right.role?.resource === undefined && name !== undefined) {
      byAccount.set(account, (byAccount.get(account) ?? new Set<string>()).add(name));
    }
  }
  return [...byAccount].map(([account, names]) => {
    const sorted = [...names].sort();
    const chosen = sorted.map((name) => `RoleName=='${name}'`).join(' || ');
    const file = `${account}.roles.json`;
    return {
      command: `aws iam get-account-authorization-details --filter Role LocalManagedPolicy --query "{RoleDetailList: RoleDetailList[?${chosen}], Policies: Policies}" --output json > ${folder}/${file}`,
      file,
      tells: `the policies of role ${sorted.join(', ')} in account ${account}`,
    };
  });
}

/** Adds to a question the VPCs, subnets and security groups of a plane of which only the id is known. */
function ask({ vpcs, subnets, groups }: Question, plane: Pick<Plane, 'subnets' | 'securityGroups'>): void {
  for (const subnet of plane.subnets) {
    const vpc = subnet.vpc.resource?.told === true ? subnet.vpc.resource.logicalId : subnet.vpc.name;
    if (/^vpc-[0-9a-f]+$/.test(vpc)) {
      vpcs.add(vpc);
    } else if (subnet.resource === undefined && /^subnet-[0-9a-f]+$/.test(subnet.name)) {
      subnets.add(subnet.name);
    }
  }
  for (const group of plane.securityGroups) {
    const vpc = group.vpc?.name;
    if (vpc !== undefined && /^vpc-[0-9a-f]+$/.test(vpc)) {
      vpcs.add(vpc);
    } else if (!group.known && /^sg-[0-9a-f]+$/.test(group.name)) {
      groups.add(group.name);
    }
  }
}

function commandsOf(
  { region, vpcs, subnets, groups, outside }: Question,
  app: AppModel,
  folder: string,
): FactCommand[] {
  const at = region === undefined ? '' : ` --region ${region}`;
  const command = (call: string, filter: string, file: string, tells: string): FactCommand => ({
    command: `aws ec2 ${call}${at}${filter === '' ? '' : ` ${filter}`} --output json > ${folder}/${file}`,
    file,
    tells,
  });
  const list = (ids: ReadonlySet<string>) => [...ids].sort().join(' ');
  const prefixLists = [...vpcs].length > 0 && app.ofType('AWS::EC2::PrefixList').every(({ told }) => !told);
  return [
    ...[...vpcs].sort().flatMap((vpc) => {
      const whole = wholeLists(app, vpc);
      return LISTS.filter(([listing]) => !whole.includes(listing)).map(([listing, call, filter]) =>
        command(
          call,
          filter === '--vpc-ids' ? `--vpc-ids ${vpc}` : `${filter} Name=vpc-id,Values=${vpc}`,
          `${vpc}.${call.replace('describe-', '')}.json`,
          `${WORDS[listing]} ${vpc}`,
        ),
      );
    }),
    ...(subnets.size > 0
      ? [
          command(
            'describe-subnets',
            `--subnet-ids ${list(subnets)}`,
            'subnets.json',
            `the VPC of ${list(subnets)}; ask again with the answer`,
          ),
        ]
      : []),
    ...(groups.size > 0 && vpcs.size === 0
      ? [
          command(
            'describe-security-groups',
            `--group-ids ${list(groups)}`,
            'security-groups.json',
            `the rules of ${list(groups)}`,
          ),
        ]
      : []),
    ...(prefixLists
      ? [
          command(
            'describe-prefix-lists',
            '',
            `${region ?? 'prefix-lists'}.prefix-lists.json`,
            'the prefix lists of AWS',
          ),
        ]
      : []),
    ...[...vpcs].sort().flatMap((vpc) => attributeCommands(app, vpc, command)),
    ...outsideCommands(outside, region, folder),
  ];
}

/** A call of EC2 as a command. */
type Command = (call: string, filter: string, file: string, tells: string) => FactCommand;

function attributeCommands(app: AppModel, vpc: string, command: Command): FactCommand[] {
  const asked = [
    ['EnableDnsSupport', 'enableDnsSupport', 'dns-support', 'whether names are resolved in'],
    ['EnableDnsHostnames', 'enableDnsHostnames', 'dns-hostnames', 'whether private DNS of endpoints works in'],
  ];
  return asked
    .filter(([name]) => app.told(`${vpc}/${name}`) === undefined)
    .map(([, attribute, file, tells]) =>
      command(
        'describe-vpc-attribute',
        `--vpc-id ${vpc} --attribute ${attribute}`,
        `${vpc}.${file}.json`,
        `${tells} ${vpc}`,
      ),
    );
}

const WORDS: Readonly<Record<Exclude<Listing, 'MountTargets'>, string>> = {
  Vpcs: 'the blocks of',
  Subnets: 'the subnets of',
  RouteTables: 'the routes of',
  NatGateways: 'the NAT gateways of',
  VpcEndpoints: 'the endpoints of',
  SecurityGroups: 'the security groups of',
  NetworkAcls: 'the network ACLs of',
};

function wholeLists(app: AppModel, vpc: string): readonly string[] {
  const whole = app.told(vpc)?.raw.Metadata?.whole;
  return Array.isArray(whole) ? (whole as string[]) : [];
}
