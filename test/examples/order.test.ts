import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const SNAPSHOTS = join(__dirname, '__snapshots__');

interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, any>;
  readonly DependsOn?: string | string[];
}
type Resources = Record<string, Resource>;

/** Every template of every example that has resources, by example and stack. */
const templates = readdirSync(SNAPSHOTS).flatMap((example) =>
  Object.entries(
    JSON.parse(readFileSync(join(SNAPSHOTS, example), 'utf8')) as Record<string, { Resources?: Resources }>,
  ).map(([stack, { Resources: resources = {} }]) => ({ name: `${example} ${stack}`, resources })),
);

/** What a value refers to in its own template. */
function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  if ('Ref' in value) {
    return [String(value.Ref)];
  }
  if ('Fn::GetAtt' in value) {
    return [String((value['Fn::GetAtt'] as unknown[])[0])];
  }
  if ('Fn::Sub' in value) {
    const [text, variables] = [value['Fn::Sub']].flat() as [string, unknown];
    return [...[...text.matchAll(/\$\{([^!}.]+)/g)].map(([, name]) => name), ...references(variables)];
  }
  return Object.values(value).flatMap(references);
}

/** What CloudFormation makes before a resource, and so deletes after it. */
class Order {
  private readonly memo = new Map<string, Set<string>>();

  constructor(private readonly resources: Resources) {}

  /** Throws when a resource waits for itself. */
  before(id: string, path: readonly string[] = []): Set<string> {
    if (path.includes(id)) {
      throw new Error(`cycle: ${[...path, id].join(' > ')}`);
    }
    const known = this.memo.get(id);
    if (known) {
      return known;
    }
    const { Properties, DependsOn = [] } = this.resources[id];
    const direct = [...new Set([...references(Properties), ...[DependsOn].flat()])].filter(
      (one) => this.resources[one],
    );
    const all = new Set(direct.flatMap((one) => [one, ...this.before(one, [...path, id])]));
    this.memo.set(id, all);
    return all;
  }
}

function ofType(resources: Resources, ...types: string[]): [string, Resource][] {
  return Object.entries(resources).filter(([, { Type }]) => types.includes(Type));
}

/** Whatever puts tasks or instances into a security group: by itself, or by its launch template. */
function usersOf(resources: Resources, group: string): string[] {
  const uses = ({ Properties }: Resource): boolean => references(Properties).includes(group);
  const launched = ofType(resources, 'AWS::EC2::LaunchTemplate').filter(([, template]) => uses(template));
  return [
    ...ofType(resources, 'AWS::ECS::Service', 'AWS::ECS::CapacityProvider', 'AWS::StepFunctions::StateMachine').filter(
      ([, user]) => uses(user),
    ),
    ...ofType(resources, 'AWS::AutoScaling::AutoScalingGroup').filter(([, { Properties }]) =>
      launched.some(([template]) => references(Properties).includes(template)),
    ),
  ].map(([id]) => id);
}

test.each(templates)('$name: nothing waits for itself', ({ resources }) => {
  const order = new Order(resources);

  expect(() => Object.keys(resources).forEach((id) => order.before(id))).not.toThrow();
});

test('tasks and instances come after the way to their endpoints, and go before it', () => {
  let judged = 0;
  const late = templates.flatMap(({ name, resources }) => {
    const order = new Order(resources);
    const endpoints = ofType(resources, 'AWS::EC2::VPCEndpoint');
    const rules = ofType(resources, 'AWS::EC2::SecurityGroupIngress').flatMap(([rule, { Properties = {} }]) => {
      const [into] = references(Properties.GroupId);
      const [from] = references(Properties.SourceSecurityGroupId);
      const ways = endpoints.filter(([, endpoint]) => references(endpoint.Properties?.SecurityGroupIds).includes(into));
      return ways.map(([endpoint]) => ({ from, way: [rule, endpoint, ...leaving(resources, from, into)] }));
    });
    const lists = ofType(resources, 'AWS::EC2::SecurityGroupEgress').flatMap(([rule, { Properties = {} }]) =>
      Properties.DestinationPrefixListId === undefined
        ? []
        : [{ from: references(Properties.GroupId)[0], way: [rule] }],
    );
    return [...rules, ...lists].flatMap(({ from, way }) =>
      usersOf(resources, from).flatMap((user) => {
        judged += 1;
        return way.filter((part) => !order.before(user).has(part)).map((part) => `${name}: ${user} before ${part}`);
      }),
    );
  });

  expect(judged).toBeGreaterThan(40);
  expect(late).toEqual([]);
});

function leaving(resources: Resources, from: string, into: string): string[] {
  return ofType(resources, 'AWS::EC2::SecurityGroupEgress')
    .filter(
      ([, { Properties = {} }]) =>
        references(Properties.GroupId)[0] === from && references(Properties.DestinationSecurityGroupId)[0] === into,
    )
    .map(([id]) => id);
}

test('services come after the rules between them and their load balancer', () => {
  let judged = 0;
  const late = templates.flatMap(({ name, resources }) => {
    const order = new Order(resources);
    const balancers = ofType(resources, 'AWS::ElasticLoadBalancingV2::LoadBalancer');
    const groups = new Set(balancers.flatMap(([, { Properties }]) => references(Properties?.SecurityGroups)));
    return ofType(resources, 'AWS::EC2::SecurityGroupEgress').flatMap(([rule, { Properties = {} }]) =>
      references(Properties.GroupId).some((group) => groups.has(group))
        ? references(Properties.DestinationSecurityGroupId).flatMap((group) =>
            usersOf(resources, group).flatMap((user) => {
              judged += 1;
              return order.before(user).has(rule) ? [] : [`${name}: ${user} before ${rule}`];
            }),
          )
        : [],
    );
  });

  expect(judged).toBeGreaterThan(5);
  expect(late).toEqual([]);
});

/** Those with a `TaskNetwork`; aws-cdk-lib alone orders neither services nor flow logs. */
const networks = templates.filter(({ resources }) =>
  Object.keys(resources).some((id) => id.startsWith('NetworkVpc') || id.startsWith('NetworkFlowLog')),
);

test('tasks and instances come after the routes of their subnets', () => {
  const late = networks.flatMap(({ name, resources }) => {
    const order = new Order(resources);
    const routes = ofType(resources, 'AWS::EC2::Route').filter(([, { Properties }]) => Properties?.NatGatewayId);
    const associations = ofType(resources, 'AWS::EC2::SubnetRouteTableAssociation');
    const routesOf = (subnet: string) =>
      associations
        .filter(([, { Properties }]) => references(Properties?.SubnetId).includes(subnet))
        .flatMap(([, { Properties }]) => references(Properties?.RouteTableId))
        .flatMap((table) => routes.filter(([, route]) => references(route.Properties?.RouteTableId).includes(table)));
    return ofType(
      resources,
      'AWS::ECS::Service',
      'AWS::ECS::CapacityProvider',
      'AWS::AutoScaling::AutoScalingGroup',
    ).flatMap(([user, { Properties }]) =>
      references(Properties)
        .flatMap(routesOf)
        .filter(([route]) => !order.before(user).has(route))
        .map(([route]) => `${name}: ${user} before ${route}`),
    );
  });

  expect(late).toEqual([]);
});

test('flow logs come after the policies of their role, and lookups after the log group of their function', () => {
  const late = networks.flatMap(({ resources }) => {
    const order = new Order(resources);
    const logs = ofType(resources, 'AWS::EC2::FlowLog').flatMap(([log, { Properties }]) =>
      ofType(resources, 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy')
        .filter(([, policy]) =>
          references(policy.Properties?.Roles).some((role) =>
            references(Properties?.DeliverLogsPermissionArn).includes(role),
          ),
        )
        .map(([policy]) => [log, policy]),
    );
    const lookups = ofType(resources, 'Custom::ManagedPrefixList').flatMap(([lookup, { Properties }]) =>
      ofType(resources, 'AWS::Logs::LogGroup')
        .filter(([, group]) =>
          references(group.Properties?.LogGroupName).some((fn) => references(Properties?.ServiceToken).includes(fn)),
        )
        .map(([group]) => [lookup, group]),
    );
    expect(lookups).toHaveLength(ofType(resources, 'Custom::ManagedPrefixList').length);
    return [...logs, ...lookups].filter(([later, first]) => !order.before(later).has(first));
  });

  expect(late).toEqual([]);
});
