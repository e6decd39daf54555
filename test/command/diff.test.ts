import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Ajv from 'ajv';
import { App, CfnParameter, CfnResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as servicediscovery from 'aws-cdk-lib/aws-servicediscovery';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { REPLACING } from '../../lib/command/diff/replacing-properties';
import { replacingPaths } from '../../scripts/refresh/replacing-properties';
import { runIn } from '../support/command';

/** The replacing properties by the schemas of CloudFormation. */
const PATHS = replacingPaths();

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diff-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const command = (...args: string[]) => runIn(folder, ...args);

interface Parts {
  readonly stack: Stack;
  readonly task: ecs.FargateTaskDefinition;
  readonly web: ecs.FargateService;
  readonly api: ecs.FargateService;
  readonly queue: sqs.Queue;
  readonly logGroup: logs.LogGroup;
}

type Change = (parts: Parts) => void;

/** Two services behind no load balancer; `more` makes the difference. */
function app(name: string, more: (parts: Parts) => void = () => undefined, desired = 1): void {
  const root = new App({ outdir: join(folder, name) });
  const stack = new Stack(root, 'Shop');
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 });
  const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
  const logGroup = new logs.LogGroup(stack, 'Logs', { removalPolicy: RemovalPolicy.RETAIN });
  const queue = new sqs.Queue(stack, 'Queue', { removalPolicy: RemovalPolicy.DESTROY });
  const task = new ecs.FargateTaskDefinition(stack, 'Task', { cpu: 256, memoryLimitMiB: 512 });
  task.addContainer('app', {
    image: ecs.ContainerImage.fromRegistry('public.ecr.aws/x/y:1'),
    portMappings: [{ containerPort: 8080 }],
    logging: ecs.LogDrivers.awsLogs({ logGroup, streamPrefix: 'app' }),
  });
  const service = (id: string) =>
    new ecs.FargateService(stack, id, { cluster, taskDefinition: task, desiredCount: desired, minHealthyPercent: 100 });
  const parts: Parts = { stack, task, web: service('Web'), api: service('Api'), queue, logGroup };
  more(parts);
  root.synth();
}

const json = (...more: string[]) => JSON.parse(command('diff', 'old', 'new', '-f', 'json', ...more).out);

test('equal apps have no difference, and that is said', () => {
  app('old');
  app('new');

  expect(command('diff', 'old', 'new', '--fail-on', 'reach,rights,replacement,proof,findings')).toEqual({
    code: 0,
    error: '',
    out: 'old -> new\n\nnothing changes in what the tasks reach, may do and need\n',
  });
  expect(command('diff', 'old', 'new', '-f', 'markdown').out).toContain('Nothing changes');
});

test('a rule of a security group is who may newly call whom', () => {
  app('old');
  app('new', ({ web, api }) => api.connections.allowFrom(web, ec2.Port.tcp(8080)));

  expect(json().reach).toEqual({
    added: [{ from: 'Shop/Web/Service', to: 'Shop/Api/Service', ports: 'TCP 8080' }],
    gone: [],
  });
  expect(command('diff', 'old', 'new').out).toContain('  + Shop/Web/Service to Shop/Api/Service, TCP 8080\n');
  expect(command('diff', 'old', 'new', '--fail-on', 'reach').code).toBe(1);
  expect(command('diff', 'new', 'old', '--fail-on', 'reach').code).toBe(0);
});

test('a statement is a right of a role, gained or lost', () => {
  app('old');
  app('new', ({ queue, task }) => queue.grantSendMessages(task.taskRole));

  const { added, gone } = json().rights;
  expect(gone).toEqual([]);
  expect(added.map(({ role, effect, action }: any) => `${role} ${effect} ${action}`)).toEqual([
    'Shop/Task/TaskRole Allow sqs:GetQueueAttributes',
    'Shop/Task/TaskRole Allow sqs:GetQueueUrl',
    'Shop/Task/TaskRole Allow sqs:SendMessage',
  ]);
  expect(command('diff', 'old', 'new').out).toMatch(
    / {2}\+ Shop\/Task\/TaskRole may sqs:\S+, sqs:\S+, sqs:\S+ on\s+\S*Queue/,
  );
  expect(command('diff', 'old', 'new', '--fail-on', 'rights').code).toBe(1);
  expect(command('diff', 'new', 'old', '--fail-on', 'rights').code).toBe(0);
});

describe('names under which clients call the app', () => {
  const discovered =
    (discoveryName: string, port = 80) =>
    (parts: Parts) => {
      parts.task.defaultContainer!.addPortMappings({ name: 'http', containerPort: 9090 });
      parts.api.enableServiceConnect({
        namespace: 'shop.internal',
        services: [{ portMappingName: 'http', discoveryName, port }],
      });
    };

  test('a name of Service Connect that nothing has any more is told as gone', () => {
    app('old', discovered('api'));
    app('new', discovered('backend'));

    expect(json().names).toEqual({
      added: [{ name: 'backend.shop.internal:80', of: 'Shop/Api/Service', by: 'Service Connect' }],
      gone: [{ name: 'api.shop.internal:80', of: 'Shop/Api/Service', by: 'Service Connect' }],
    });
    expect(command('diff', 'old', 'new').out).toContain(
      '  ! api.shop.internal:80 of Shop/Api/Service (Service Connect): gone, callers do not find it any more\n',
    );
  });

  type Connect = Partial<Record<'Enabled' | 'Namespace', unknown>>;
  const served = (entry: object, more: Connect = {}, defaults?: string) => {
    app('old', ({ stack, task, api }) => {
      task.defaultContainer!.addPortMappings({ name: 'http', containerPort: 9090 });
      const service = api.node.defaultChild as ecs.CfnService;
      service.addPropertyOverride('ServiceConnectConfiguration', {
        ...{ Enabled: true, Namespace: 'shop.internal', Services: [{ PortName: 'http', ...entry }] },
        ...more,
      });
      if (defaults !== undefined) {
        const cluster = stack.node.findChild('Cluster').node.defaultChild as ecs.CfnCluster;
        cluster.addPropertyOverride('ServiceConnectDefaults', { Namespace: defaults });
        service.addPropertyDeletionOverride('ServiceConnectConfiguration.Namespace');
      }
    });
    app('new');
    return json().names.gone.map(({ name }: { name: string }) => name);
  };
  const ARN = 'arn:aws:servicediscovery:eu-west-1:111122223333:namespace/ns-1';

  test.each<[string, string[], () => string[]]>([
    [
      'the port name, where no discovery name is given',
      ['http.shop.internal:80'],
      () => served({ ClientAliases: [{ Port: 80 }] }),
    ],
    [
      'the name of an alias, in small letters',
      ['api:80', 'backend:81'],
      () =>
        served({
          ClientAliases: [
            { DnsName: 'API', Port: 80 },
            { DnsName: 'backend', Port: '81' },
          ],
        }),
    ],
    [
      'the default namespace of the cluster',
      ['http.shop.test:80'],
      () => served({ ClientAliases: [{ Port: 80 }] }, {}, 'shop.test'),
    ],
    [
      'no name, where the namespace is given by its ARN',
      [],
      () => served({ ClientAliases: [{ Port: 80 }] }, { Namespace: ARN }),
    ],
    ['no name, where Service Connect is off', [], () => served({ ClientAliases: [{ Port: 80 }] }, { Enabled: false })],
  ])('Service Connect: %s', (_, expected, names) => {
    expect(names()).toEqual(expected);
  });

  test('the namespace of a service of Cloud Map may stand with its records', () => {
    app('old', ({ stack }) => {
      const namespace = new CfnResource(stack, 'Names', {
        type: 'AWS::ServiceDiscovery::PrivateDnsNamespace',
        properties: { Name: 'shop.local', Vpc: 'vpc-1' },
      });
      new CfnResource(stack, 'Found', {
        type: 'AWS::ServiceDiscovery::Service',
        properties: { Name: 'web', DnsConfig: { NamespaceId: namespace.ref, DnsRecords: [] } },
      });
    });
    app('new');

    expect(json().names.gone).toEqual([{ name: 'web.shop.local', of: 'Shop/Found', by: 'Cloud Map' }]);
  });

  test('another port is another name, and a name that another service takes over is not gone', () => {
    app('old', discovered('api'));
    app('port', discovered('api', 81));
    app('moved', (parts) => discovered('api')({ ...parts, api: parts.web }));

    const names = (now: string) => JSON.parse(command('diff', 'old', now, '-f', 'json').out).names;
    expect(names('port').gone).toHaveLength(1);
    expect(names('moved')).toEqual({ added: [], gone: [] });
  });

  test('names of Cloud Map and Route 53 count, in small letters and without a last dot', () => {
    app('old', ({ stack, api }) => {
      const namespace = new servicediscovery.PrivateDnsNamespace(stack, 'Names', {
        name: 'shop.local',
        vpc: api.cluster.vpc,
      });
      api.enableCloudMap({ name: 'Api', cloudMapNamespace: namespace });
      new CfnResource(stack, 'Record', {
        type: 'AWS::Route53::RecordSet',
        properties: { Name: 'WWW.example.com.', Type: 'A' },
      });
    });
    app('new');

    expect(json().names.gone).toEqual([
      { name: 'api.shop.local', of: 'Shop/Api/CloudmapService', by: 'Cloud Map' },
      { name: 'www.example.com', of: 'Shop/Record', by: 'Route 53' },
    ]);
  });

  test('what a template does not say has no name', () => {
    app('old', ({ stack, ...parts }) => discovered(new CfnParameter(stack, 'Name').valueAsString)({ stack, ...parts }));
    app('new');

    expect(json().names).toEqual({ added: [], gone: [] });
  });
});

describe('replacement', () => {
  const lost = () => json().lost.map(({ path, how, properties, effect }: any) => [path, how, properties, effect]);

  test('a new image is a new revision, which interrupts nothing', () => {
    app('old');
    app('new', ({ task }) =>
      (task.node.defaultChild as ecs.CfnTaskDefinition).addPropertyOverride(
        'ContainerDefinitions.0.Image',
        'public.ecr.aws/x/y:2',
      ),
    );

    expect(lost()).toEqual([['Shop/Task', 'replaced', ['ContainerDefinitions'], 'smooth']]);
    expect(command('diff', 'old', 'new', '--fail-on', 'replacement').code).toBe(0);
  });

  test('another launch type replaces the service, and under a name it fails', () => {
    const named = ({ web }: Parts) =>
      (web.node.defaultChild as ecs.CfnService).addPropertyOverride('ServiceName', 'web');
    const strategy = ({ node }: ecs.FargateService) =>
      (node.defaultChild as ecs.CfnService).addPropertyDeletionOverride('LaunchType');
    app('old', named);
    app('new', (parts) => {
      named(parts);
      strategy(parts.web);
      strategy(parts.api);
    });

    expect(lost()).toEqual([
      ['Shop/Web/Service', 'replaced', ['LaunchType'], 'fails'],
      ['Shop/Api/Service', 'replaced', ['LaunchType'], 'interrupts'],
    ]);
    expect(command('diff', 'old', 'new', '--fail-on', 'replacement').code).toBe(1);
  });

  test('replacement spreads by references', () => {
    app('old');
    app('new', ({ stack }) =>
      (stack.node.findChild('Cluster').node.defaultChild as ecs.CfnCluster).addPropertyOverride('ClusterName', 'other'),
    );

    expect(lost().map(([path]: string[]) => path)).toEqual(['Shop/Cluster', 'Shop/Web/Service', 'Shop/Api/Service']);
  });

  /** A VPC and a load balancer with a listener, a rule and a target group, in the words of CloudFormation. */
  const balanced =
    ({ scheme = 'internal', vpc = '10.1.0.0/16', block = '10.1.0.0/18', target = 'Target', only = false } = {}) =>
    ({ stack }: Parts) => {
      const add = (id: string, type: string, properties: object) => new CfnResource(stack, id, { type, properties });
      const elb = (type: string) => `AWS::ElasticLoadBalancingV2::${type}`;
      const home = add('Home', 'AWS::EC2::VPC', { CidrBlock: vpc });
      const subnet = add('Subnet', 'AWS::EC2::Subnet', { VpcId: home.ref, CidrBlock: block });
      if (only) {
        return;
      }
      const balancer = add('Balancer', elb('LoadBalancer'), { Scheme: scheme, Subnets: [subnet.ref] });
      const actions = [{ Type: 'forward', TargetGroupArn: add(target, elb('TargetGroup'), { Port: 80 }).ref }];
      const listener = add('Listener', elb('Listener'), { LoadBalancerArn: balancer.ref, DefaultActions: actions });
      add('Rule', elb('ListenerRule'), { ListenerArn: listener.ref, Actions: actions });
    };
  const effects = () => lost().map(([path, , , effect]: string[]) => `${path} ${effect}`);

  test('a load balancer that is replaced cannot take over a target group', () => {
    app('old', balanced());
    app('new', balanced({ scheme: 'internet-facing' }));

    expect(effects()).toEqual(['Shop/Balancer interrupts', 'Shop/Listener fails', 'Shop/Rule fails']);
    expect(command('diff', 'old', 'new').out).toContain('Shop/Target belongs to the load balancer that goes');
  });

  test('with a target group of its own it can', () => {
    app('old', balanced());
    app('new', balanced({ scheme: 'internet-facing', target: 'Fresh' }));

    expect(effects()).toEqual(['Shop/Balancer interrupts', 'Shop/Listener interrupts', 'Shop/Rule smooth']);
  });

  test.each([
    ['less of its addresses', '10.1.0.0/19', 'fails'],
    ['more of them', '10.1.0.0/17', 'fails'],
    ['others', '10.1.64.0/18', 'interrupts'],
  ])('a subnet that is to have %s is made while the old one is there', (_, block, effect) => {
    app('old', balanced({ only: true }));
    app('new', balanced({ only: true, block }));

    expect(effects()).toEqual([`Shop/Subnet ${effect}`]);
  });

  test('a subnet of another VPC may have the same addresses', () => {
    app('old', balanced({ only: true }));
    app('new', balanced({ only: true, vpc: '10.0.0.0/8' }));

    expect(effects()).toEqual(['Shop/Home interrupts', 'Shop/Subnet interrupts']);
  });

  /** A provider with its association, and a service that uses it or not. */
  const providing =
    (used: boolean, id = 'Hosts', associated = true) =>
    ({ stack, web }: Parts) => {
      const autoScalingGroupArn = `arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:${id}`;
      const provider = new ecs.CfnCapacityProvider(stack, id, { autoScalingGroupProvider: { autoScalingGroupArn } });
      if (associated) {
        new ecs.CfnClusterCapacityProviderAssociations(stack, 'Association', {
          ...{ cluster: 'shop', capacityProviders: [provider.ref], defaultCapacityProviderStrategy: [] },
        });
      }
      const service = web.node.defaultChild as ecs.CfnService;
      service.launchType = undefined;
      service.capacityProviderStrategy = [{ capacityProvider: used ? provider.ref : 'FARGATE', weight: 1 }];
    };

  test.each<[string, Change, Change, string[]]>([
    ['in use', providing(true), providing(true, 'Others'), ['Shop/Hosts fails']],
    ['not in use', providing(false), providing(false, 'Others'), []],
    ['of an association that goes too', providing(true), providing(true, 'Others', false), []],
  ])('a capacity provider %s is swapped', (_, before, after, expected) => {
    app('old', before);
    app('new', after);

    expect(effects()).toEqual(expected);
  });

  test('what holds data is lost unless it is retained', () => {
    app('old');
    app('new', ({ stack }) => {
      stack.node.tryRemoveChild('Queue');
    });

    expect(lost()).toEqual([['Shop/Queue', 'deleted', [], 'loses data']]);
    expect(command('diff', 'old', 'new').out).toContain('loses data: lost is the messages in it');

    app('old', ({ queue }) => queue.applyRemovalPolicy(RemovalPolicy.RETAIN));
    expect(lost()).toEqual([]);
  });

  test('what holds data and is replaced is lost unless it is retained', () => {
    const named = (policy: RemovalPolicy) => (name: string) =>
      app(name, ({ queue }) => {
        queue.applyRemovalPolicy(policy);
        (queue.node.defaultChild as sqs.CfnQueue).queueName = name;
      });
    const replaced = (policy: RemovalPolicy) => {
      ['old', 'new'].forEach(named(policy));
      return effects();
    };

    expect(replaced(RemovalPolicy.DESTROY)).toEqual(['Shop/Queue loses data']);
    expect(replaced(RemovalPolicy.RETAIN)).toEqual(['Shop/Queue smooth']);
  });

  test.each(Object.keys(REPLACING))('the replacing properties of %s are those of its schema', (type) => {
    expect(REPLACING[type]).toEqual(PATHS[type]);
  });
});

test('needs that are not proved any more, and where logs go', () => {
  app('old');
  app('new', ({ stack, task }) => {
    for (const route of stack.node.findAll().filter((each): each is ec2.CfnRoute => each instanceof ec2.CfnRoute)) {
      route.node.scope!.node.tryRemoveChild(route.node.id);
    }
    (task.node.defaultChild as ecs.CfnTaskDefinition).addPropertyOverride(
      'ContainerDefinitions.0.LogConfiguration.Options.awslogs-group',
      'elsewhere',
    );
  });

  const { proof, logs: moved, findings } = json();
  expect(proof.gone.map(({ task, verdict }: any) => `${task} ${verdict}`)).toContain('Shop/Api/Service broken');
  expect(moved).toMatchObject([{ task: 'Shop/Task', container: 'app', now: expect.stringContaining('elsewhere') }]);
  expect(findings.added.map(({ id }: any) => id)).toContain('EcsStartProof::StartProof.noRoute');
  expect(command('diff', 'old', 'new', '--fail-on', 'findings').code).toBe(1);
  expect(command('diff', 'old', 'new', '--fail-on', 'proof').code).toBe(1);
  expect(command('diff', 'new', 'old', '--fail-on', 'findings,proof').code).toBe(0);
});

test('more tasks cost more', () => {
  app('old');
  app('new', undefined, 3);

  const { money } = json();
  expect(money.map(({ what }: any) => what)).toEqual(['at the minimum', 'as usual', 'at the maximum']);
  expect(money[1].now).toBeGreaterThan(money[1].old);
  expect(command('diff', 'old', 'new').out).toMatch(/ {2}~ as usual: [\d.]+ -> [\d.]+, \+[\d.]+ USD\n/);
});

test('the JSON follows its schema, no line of the text is over 120 columns, and a file is written whole', () => {
  app('old');
  app('new', ({ web, api, queue, task }) => {
    api.connections.allowFrom(web, ec2.Port.tcp(8080));
    queue.grantSendMessages(task.taskRole);
  });
  const ajv = new Ajv();
  ajv.validate(JSON.parse(readFileSync(resolve(__dirname, '../../docs/diff-output.schema.json'), 'utf8')), json());

  expect(ajv.errors).toBeNull();
  expect(
    command('diff', 'old', 'new')
      .out.split('\n')
      .filter((line) => line.length > 120),
  ).toEqual([]);
  expect(command('diff', 'old', 'new', '-f', 'markdown', '-o', 'diff.md')).toEqual({ code: 0, out: '', error: '' });
  expect(readFileSync(join(folder, 'diff.md'), 'utf8')).toMatch(/^### What changes: `old` → `new`\n/);
});

test.each([
  [['old'], "two assembly folders or templates are expected, the old and the new one, got 'old'"],
  [
    ['old', 'new', '--fail-on', 'rigths'],
    "'--fail-on' takes reach, rights, replacement, proof, findings, got 'rigths'",
  ],
  [['old', 'new', '-f', 'sarif'], "'--format' must be one of text, json, markdown, got 'sarif'"],
])('diff %j is one line, and exits with 2', (args, message) => {
  expect(command('diff', ...args)).toEqual({ code: 2, out: '', error: `[Command.argument] ${message}\n` });
});

test('a template that is not there is one line', () => {
  writeFileSync(join(folder, 'old.json'), '{"Resources":{}}');

  expect(command('diff', 'old.json', 'new.json')).toMatchObject({
    code: 2,
    out: '',
    error: expect.stringMatching(/^\[Command\.noInput\] there is nothing at 'new\.json'.*\n$/),
  });
});
