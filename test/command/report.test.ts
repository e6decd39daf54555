import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { App, CfnParameter, Fn, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as rds from 'aws-cdk-lib/aws-rds';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { PublishedTaskDefinitions } from '../../bin/published-task-definitions';
import { Shop } from '../../bin/shop';
import { build as twoGroups } from '../../examples/capacity-two-groups/app';
import { build as opensearch } from '../../examples/firelens-java-opensearch/app';
import { CapacityPlan, DeploymentForecast, EcsChecks, EcsStartProof, Nist800190Coverage } from '../../lib';
import { factsOf, readable, rowsOf, sectionOf } from '../support/report-page';

const MAIN = join(__dirname, '../../lib/command/main.ts');
const RUN = join(__dirname, '../../lib/command/run.ts');
const TSX = pathToFileURL(require.resolve('tsx')).href;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'report-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the command as a user does, in a folder. */
function command(cwd: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', TSX, MAIN, 'report', ...args], {
    cwd,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** Synthesizes an app into a folder of its own and gives the folder around the assembly. */
function assembly(name: string, build: (app: App) => void): string {
  const at = join(folder, name);
  mkdirSync(at);
  const app = new App({ outdir: join(at, 'cdk.out'), analyticsReporting: false });
  build(app);
  app.synth();
  return at;
}

/** The page that the command writes. */
function pageOf(cwd: string, input = 'cdk.out'): string {
  const { status, stderr } = command(cwd, input, '-o', 'page.html');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return readFileSync(join(cwd, 'page.html'), 'utf8');
}

/** The resources of a type in the templates of an assembly. */
function resourcesOf(cwd: string, type: string): any[] {
  const directory = join(cwd, 'cdk.out');
  return readdirSync(directory)
    .filter((file) => file.endsWith('.template.json'))
    .flatMap((file) => Object.values<any>(JSON.parse(readFileSync(join(directory, file), 'utf8')).Resources ?? {}))
    .filter(({ Type }) => Type === type);
}

describe('an app', () => {
  let at: string;
  let page: string;
  beforeAll(() => {
    at = assembly('example', (app) => {
      const shop = new Shop(app, 'Shop');
      new PublishedTaskDefinitions(app, 'Groundwork');
      const quiet = { reason: 'one reason for two places' };
      Validations.of(shop.node.findChild('Web')).acknowledge({ id: 'Some.rule', ...quiet });
      Validations.of(shop.node.findChild('Orders')).acknowledge({ id: 'Some.rule', ...quiet });
    });
    page = pageOf(at);
  });

  test('shows every task and container, with sizes, users, kernel parameters and namespaces', () => {
    const tasks = resourcesOf(at, 'AWS::ECS::TaskDefinition');
    const containers = tasks.flatMap(({ Properties }) => Properties.ContainerDefinitions);
    const section = sectionOf(page, 'tasks');

    const rows = rowsOf(page, 'containers');
    expect(rows.map(([name]) => name.replace(' not essential', '')).sort()).toEqual(
      containers.map(({ Name }) => Name).sort(),
    );
    expect(rows.find(([name]) => name === 'sleeper')).toEqual([
      'sleeper',
      'public.ecr.aws/amazonlinux/amazonlinux:2',
      '10001',
      'read-only; writable: /tmp (tmpfs, 64 MiB)',
      'drops ALL',
      '',
      'awslogs',
    ]);
    expect(readable(section)).toContain('Shop/Web/Task FARGATE, 0.5 vCPU, 1 GiB, 2 to 20 tasks');
    expect(factsOf(section)).toEqual(
      expect.arrayContaining([
        ['Kernel parameters', 'net.core.somaxconn = 6000 , net.ipv4.ip_local_port_range = 1024 65000'],
        ['Process namespace', 'shared (pidMode task)'],
        ['Started by', 'state machine Shop/Report/StateMachine'],
      ]),
    );
  });

  test('shows every need of the start proof with its verdict', () => {
    const proof = EcsStartProof.proveAssembly(join(at, 'cdk.out'));

    const shown = rowsOf(page, 'needs').length;
    const { needs: folded } = proof.tasks.find(({ path }) => path === 'Shop/Report/StateMachine')!;
    expect(shown + folded.length).toBe(proof.proved);
    expect(readable(sectionOf(page, 'proof'))).toContain(`✓ ${proof.proved} proved`);
    expect(rowsOf(page, 'budget').map(([, path]) => path)).toEqual(proof.subnets.map(({ path }) => path));
  });

  test('shows who may call whom as the security groups say it, in the table and in the picture', () => {
    const calls = rowsOf(page, 'calls').map(([from, to, ports]) => [from, to, ports].join(' | '));

    expect(calls).toEqual(
      expect.arrayContaining([
        'Shop/Mails/Service/Service tasks, FARGATE | Shop/Web/LoadBalancer/Resource Application Load Balancer, internal | TCP 443',
        'Shop/Web/LoadBalancer/Resource Application Load Balancer, internal | Shop/Web/Service/Service tasks, FARGATE | TCP 8080',
        'Shop/Web/Service/Service tasks, FARGATE | Shop/Orders/Service/Service tasks, FARGATE | TCP 8080',
        'Shop/Mails/Service/Service tasks, FARGATE | sqs interface endpoint | TCP 443',
        'Groundwork/Network/Vpc/PublicSubnet1/NATGateway NAT gateway | Internet any address | any',
      ]),
    );
    expect(calls.filter((call) => /^Shop\/Orders.*\| Shop\/Web/.test(call))).toEqual([]);
    const [shop, published] = page.match(/<svg.*?<\/svg>/gs)!;
    expect(shop.match(/<g class="line/g)).toHaveLength(calls.filter((call) => call.startsWith('Shop')).length);
    expect(published.match(/<g class="box/g)).toHaveLength(4);
    expect(readable(shop)).toContain('Shop/Web/Service/Service');
    expect(page).not.toMatch(/="[^"]*(NaN|undefined)/);
  });

  test('shows each subnet with its way out and what is in it', () => {
    const rows = rowsOf(page, 'places');

    expect(rows.map(([path]) => path.split(' ')[0]).sort()).toEqual(
      ['Groundwork', 'Shop'].flatMap((stack) => [1, 2].map((n) => `${stack}/Network/Vpc/TasksSubnet${n}/Subnet`)),
    );
    expect(rows.find(([path]) => path.startsWith('Shop/Network/Vpc/TasksSubnet1'))).toEqual([
      expect.any(String),
      '10.0.0.0/20',
      'none',
      expect.stringMatching(
        /^tasks: Shop\/Web\/Service\/Service, .* load balancers: Shop\/Web\/LoadBalancer.* endpoints: ecr.api/,
      ),
    ]);
    expect(rows.find(([path]) => path.startsWith('Groundwork'))![2]).toMatch(/^NAT gateway/);
  });

  test('shows every finding of the checks under the beginning of its code', () => {
    const found = EcsChecks.checkAssembly(join(at, 'cdk.out'));
    const codes = new Set(rowsOf(page, 'findings').map(([, code]) => code));

    expect(codes.size).toBeGreaterThan(0);
    expect(found.map(({ code }) => code.replace(/^.*?::/, ''))).toEqual(expect.arrayContaining([...codes]));
  });

  test('shows where every container logs to', () => {
    const containers = resourcesOf(at, 'AWS::ECS::TaskDefinition').flatMap(
      ({ Properties }) => Properties.ContainerDefinitions,
    );

    const rows = rowsOf(page, 'routes');

    expect(rows.map(([, container, driver]) => [container, driver]).sort()).toEqual(
      containers.map(({ Name, LogConfiguration }) => [Name, LogConfiguration.LogDriver]).sort(),
    );
    expect(rows[0]).toEqual(['Shop/Web/Task', 'app', 'awslogs', '«Shop/Web/Task/LogGroup»', 'non-blocking']);
  });

  test('tells how long a deployment of each service takes at least', () => {
    const { services } = DeploymentForecast.ofAssembly(join(at, 'cdk.out'));

    const rows = rowsOf(page, 'forecasts');

    expect(rows.map(([path, strategy]) => [path, strategy])).toEqual(
      services.map(({ path, strategy }) => [path, strategy]),
    );
    const seconds = (text: string) =>
      [...text.matchAll(/(\d+) (h|min|s)\b/g)].reduce(
        (sum, [, amount, unit]) => sum + Number(amount) * { h: 3600, min: 60, s: 1 }[unit]!,
        0,
      );
    expect(rows.map(([, , least]) => seconds(least))).toEqual(services.map(({ atLeastSeconds }) => atLeastSeconds));
  });

  test('lists the statements of every role by action and resource', () => {
    const rows = rowsOf(page, 'roles');
    const allowed = resourcesOf(at, 'AWS::IAM::Policy').flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement,
    );

    expect(new Set(rows.map(([role]) => role.split(' ')[0])).size).toBe(resourcesOf(at, 'AWS::IAM::Role').length);
    expect(rows.filter(([, effect]) => effect === 'Allow')).toHaveLength(
      allowed.length +
        resourcesOf(at, 'AWS::IAM::ManagedPolicy').flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
          .length +
        resourcesOf(at, 'AWS::IAM::Role').flatMap(({ Properties }) => Properties.Policies ?? []).length +
        // That of AWS for functions, which has one statement.
        resourcesOf(at, 'AWS::IAM::Role').flatMap(({ Properties }) => Properties.ManagedPolicyArns ?? []).length,
    );
    expect(rows).toContainEqual([
      'Shop/Mails/Task/TaskRole task role of Shop/Mails/Task',
      'Allow',
      'sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:ReceiveMessage',
      'arn:aws:sqs:«AWS::Region»:«AWS::AccountId»:«Shop/Mails/Queue.QueueName»',
      '',
    ]);
    expect(rows).toContainEqual(['Shop/Web/Task/TaskRole task role of Shop/Web/Task', '', 'nothing', '', '']);
  });

  test('covers every section of SP 800-190, with the findings of its rules', () => {
    const rows = rowsOf(page, 'coverage');

    expect(rows).toHaveLength(Nist800190Coverage.sections().length);
    const found = EcsChecks.checkAssembly(join(at, 'cdk.out')).filter(
      ({ code, severity }) => code.includes('AlbWaf') && severity === 'error',
    );
    const shown = rows.filter(([, , rules]) => rules.includes('AlbWaf'));
    expect(shown.map(([, findings]) => findings.includes('error'))).toEqual(shown.map(() => found.length > 0));
    expect(rows.some(([, findings]) => findings.includes('error'))).toBe(true);
  });

  test('estimates a month from list prices, with Spot as what varies', () => {
    const rows = rowsOf(page, 'costs');
    const web = 2 * 730 * (0.5 * 0.04048 + 1 * 0.004445);
    const endpoints = resourcesOf(at, 'AWS::EC2::VPCEndpoint').filter(
      ({ Properties }) => Properties.VpcEndpointType === 'Interface',
    );

    expect(rows).toEqual(
      expect.arrayContaining([
        [
          'Shop/Web/Service/Service',
          'Fargate x86, 0.5 vCPU, 1 GB: 2 at all times',
          ...Array.from({ length: 3 }, () => web.toFixed(2)),
        ],
        ['Shop/Web/Service/Service', 'Fargate Spot: 0 to 18, 0 desired', 'varies', 'varies', 'varies'],
        ['NAT gateways', '1', '32.85', '32.85', '32.85'],
        [
          'Interface endpoints',
          `${endpoints.length}, ${endpoints.length * 2} in all zones`,
          ...Array.from({ length: 3 }, () => (endpoints.length * 2 * 7.3).toFixed(2)),
        ],
        ['Load balancers', '1, without their use', '16.43', '16.43', '16.43'],
      ]),
    );
    const amounts = rows.slice(0, -1).map((row) => (row[3] === 'varies' ? 0 : Number(row[3])));
    const sum = amounts.reduce((total, amount) => total + amount, 0);
    expect(Number(rows[rows.length - 1][3])).toBeCloseTo(sum, 1);
    expect(readable(sectionOf(page, 'costs'))).toContain('list prices of us-east-1 read on 2026-11-28');
  });

  test('folds acknowledgements with the same reason into one', () => {
    const section = readable(sectionOf(page, 'acknowledged'));

    expect(section.split('one reason for two places')).toHaveLength(2);
    expect(section).toContain(
      'one reason for two places 1 id, 2 places Findings Some.rule Places Shop/Orders Shop/Web',
    );
  });

  test('is the same file every time, and prints a summary of at most two screens', () => {
    const again = command(at, 'cdk.out', '-o', 'again.html');

    expect(readFileSync(join(at, 'again.html'), 'utf8')).toBe(page);
    const lines = again.stdout.split('\n');
    expect(lines.length).toBeLessThan(80);
    expect(lines.filter((line) => line.length > 120)).toEqual([]);
    expect(lines).toEqual(
      expect.arrayContaining([
        'cdk.out: 2 templates, 7 task definitions, 6 services',
        '  Shop/Web/Task: 2 to 20 tasks, 0.5 vCPU, 1 GiB, app',
        '    net.core.somaxconn = 6000; net.ipv4.ip_local_port_range = 1024 65000',
        expect.stringMatching(/^Can every task start\? {2}31 ways proved; \d+ rights proved$/),
        expect.stringMatching(/^ {23}\d+ dependencies guaranteed; \d+ rollouts proved$/),
        '  FARGATE: 12 tasks',
        'The whole report: again.html',
      ]),
    );
  });

  test('asks for nothing outside of the page, and runs nothing', () => {
    expect(page).toContain(
      `content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"`,
    );
    expect(page).not.toMatch(/<script|<link|<img|<iframe|\son\w+=|javascript:|url\(|@import/i);
    expect([...page.matchAll(/(?:href|src)="([^"]*)"/g)].filter(([, to]) => !to.startsWith('#'))).toEqual([]);
  });

  test('has a line for a stamp that is given', () => {
    command(at, 'cdk.out', '-o', 'stamped.html', '--stamp', 'build <7>');

    expect(readFileSync(join(at, 'stamped.html'), 'utf8')).toContain(', build &lt;7&gt;');
  });
});

test('shows what is broken, with its fix, and tasks that nothing starts as not judged', () => {
  const at = assembly('broken', (app) => {
    const stack = new Stack(app, 'Dark');
    const vpc = new ec2.Vpc(stack, 'Vpc', {
      natGateways: 0,
      subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    });
    const task = (id: string) => {
      const definition = new ecs.FargateTaskDefinition(stack, id);
      definition.addContainer('app', { image: ecs.ContainerImage.fromRegistry('public.ecr.aws/x/y:1'), user: 'root' });
      return definition;
    };
    new ecs.FargateService(stack, 'Api', {
      cluster: new ecs.Cluster(stack, 'Cluster', { vpc }),
      taskDefinition: task('Served'),
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    });
    task('Idle');
  });

  const page = pageOf(at);

  const proof = EcsStartProof.proveAssembly(join(at, 'cdk.out'));
  const broken = proof.tasks.flatMap(({ needs }) => needs).filter(({ verdict }) => verdict === 'broken');
  expect(broken.length).toBeGreaterThan(0);
  const rows = rowsOf(page, 'needs').filter(([verdict]) => verdict === '✗ broken');
  expect(rows).toHaveLength(broken.length);
  expect(rows[0][4]).toContain('Fix:');
  const [judged, idle] = sectionOf(page, 'tasks').split('Not judged');
  expect(readable(judged)).toContain('Dark/Served');
  expect(readable(idle)).toContain('Dark/Idle');
  expect(rowsOf(judged, 'containers')[0][2]).toBe('! root (root)');
});

test('does not claim of a container what only the deployment knows', () => {
  const at = assembly('later', (app) => {
    const stack = new Stack(app, 'Open');
    const given = (id: string) => new CfnParameter(stack, id).valueAsString;
    const definition = new ecs.FargateTaskDefinition(stack, 'Task');
    definition.addContainer('app', { image: ecs.ContainerImage.fromRegistry('x/y:1'), user: given('User') });
    const { node } = definition;
    (node.defaultChild as ecs.CfnTaskDefinition).addPropertyOverride(
      'ContainerDefinitions.0.ReadonlyRootFilesystem',
      Fn.ref(new CfnParameter(stack, 'ReadOnly').logicalId),
    );
  });

  const [row] = rowsOf(sectionOf(pageOf(at), 'tasks'), 'containers');

  expect(row.slice(2, 4)).toEqual(['? «parameter User of Open»', '? known at deployment']);
});

test('tells in the start proof what its other parts find', () => {
  const at = assembly('rightless', (app) => {
    const stack = new Stack(app, 'Rightless');
    const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 });
    const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task', {
      executionRole: new iam.Role(stack, 'Role', {
        assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com'),
      }).withoutPolicyUpdates(),
    });
    taskDefinition.addContainer('app', {
      image: ecs.ContainerImage.fromEcrRepository(new ecr.Repository(stack, 'Images')),
    });
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
    new ecs.FargateService(stack, 'Api', { cluster, taskDefinition });
  });

  const page = pageOf(at);

  const errors = EcsChecks.checkAssembly(join(at, 'cdk.out')).filter(
    ({ code, severity }) => code.startsWith('EcsStartProof::Rights.') && severity === 'error',
  );
  expect(errors.length).toBeGreaterThan(0);
  expect(readable(sectionOf(page, 'proof'))).toMatch(
    /Besides these ways: \d+ rights? proved, \d+ broken.*Findings of these: Rights ✗ \d+ errors?/s,
  );
  expect(page).toContain('href="#findings-Rights"');
  expect(page).toContain('id="findings-Rights"');
  expect(readable(page)).toMatch(/Can every task start\? ✗ \d+ broken/);
});

test('draws no call that only one of two security groups lets pass, and the internet where it is let in', () => {
  const at = assembly('open', (app) => {
    const stack = new Stack(app, 'Open');
    const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 });
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
    const service = (id: string, allowAllOutbound: boolean) => {
      const taskDefinition = new ecs.FargateTaskDefinition(stack, `${id}Task`);
      taskDefinition.addContainer('app', {
        image: ecs.ContainerImage.fromRegistry('x/y:1'),
        portMappings: [{ containerPort: 8080 }],
      });
      const group = new ec2.SecurityGroup(stack, `${id}Group`, { vpc, allowAllOutbound });
      return new ecs.FargateService(stack, id, { cluster, taskDefinition, securityGroups: [group] });
    };
    const [open, closed, api] = [service('Free', true), service('Shut', false), service('Api', true)];
    const group = (of: ecs.FargateService) => of.connections.securityGroups[0];
    new ec2.CfnSecurityGroupIngress(stack, 'FromFree', {
      groupId: group(api).securityGroupId,
      sourceSecurityGroupId: group(open).securityGroupId,
      ipProtocol: 'tcp',
      fromPort: 8080,
      toPort: 8080,
    });
    new ec2.CfnSecurityGroupIngress(stack, 'FromShut', {
      groupId: group(api).securityGroupId,
      sourceSecurityGroupId: group(closed).securityGroupId,
      ipProtocol: 'tcp',
      fromPort: 8080,
      toPort: 8080,
    });
    const balancer = new elb.ApplicationLoadBalancer(stack, 'Balancer', { vpc, internetFacing: true });
    const listener = balancer.addListener('Http', { port: 80 });
    listener.addTargets('Api', { port: 8080, targets: [api] });
    group(api).connections.allowInternally(ec2.Port.tcp(7946));
    const database = new ec2.SecurityGroup(stack, 'DatabaseGroup', { vpc });
    database.addIngressRule(group(api), ec2.Port.tcp(5432));
    new rds.CfnDBInstance(stack, 'Database', { vpcSecurityGroups: [database.securityGroupId] });
  });

  const page = pageOf(at);
  const calls = rowsOf(page, 'calls').map(([from, to, ports]) => `${from} | ${to} | ${ports}`);

  expect(calls).toEqual(
    expect.arrayContaining([
      'Open/Api/Service tasks, FARGATE | Open/Api/Service tasks, FARGATE | TCP 7946',
      'Internet anybody | Open/Balancer Application Load Balancer, internet-facing | TCP 80',
      'Open/Balancer Application Load Balancer, internet-facing | Open/Api/Service tasks, FARGATE | TCP 8080',
      'Open/Free/Service tasks, FARGATE | Open/Api/Service tasks, FARGATE | TCP 8080',
      'Open/Api/Service tasks, FARGATE | Open/Database AWS::RDS::DBInstance | TCP 5432',
    ]),
  );
  expect(calls.filter((call) => call.includes('Open/Shut'))).toEqual([]);
  expect(readable(/<svg.*?<\/svg>/s.exec(page)![0])).toContain('its own tasks: TCP 7946');
});

test('shows what each group has to bear, what limits it, and how it scales', () => {
  const at = assembly('groups', twoGroups);

  const page = pageOf(at);

  const plan = CapacityPlan.fromAssembly(new CloudAssembly(join(at, 'cdk.out'))).of('OnDemand/CapacityProvider')!;
  const [group] = sectionOf(page, 'capacity').split('TwoGroups/<wbr>Spot');
  expect(rowsOf(group, 'loads')).toEqual(
    [
      ['minimum', plan.min],
      ['desired', plan.desired],
      ['maximum', plan.max],
      ['a deployment at the maximum', plan.deployment],
      ['a deployment at its fastest', plan.deploymentPeak],
    ].map(([name, need]: any) => [name, `${need.tasks}`, `${need.fewestInstances}`, need.limitedBy, '✓ yes']),
  );
  expect(readable(group)).toContain(`Room for ${plan.headroom} more tasks of its largest service`);
  expect(readable(group)).toContain(
    `${plan.desired.tasks} tasks from zero: all placed after ${plan.minutesFromZero} min`,
  );
  expect(group).toMatch(/<path class="c-placed" d="M[\d. HV]+"/);
});

test('shows the configuration that a log router will run with', () => {
  const at = assembly('router', opensearch);

  const page = pageOf(at);

  const [, configuration] = /<pre[^>]*>(.*?)<\/pre>/s.exec(page)!;
  expect(configuration).toContain('[OUTPUT]\n    Name opensearch\n    Match orders-firelens*\n');
  expect(rowsOf(page, 'routes').find(([, container]) => container === 'orders')).toEqual([
    expect.any(String),
    'orders',
    'awsfirelens',
    expect.stringMatching(/^opensearch: vpc-logs-/),
    '',
  ]);
});

test('loads what lays out the picture for the report alone', () => {
  const at = assembly('drawn', (app) => void new PublishedTaskDefinitions(app, 'Groundwork'));
  const loadedBy = (name: string) => {
    const script = `require(${JSON.stringify(RUN)}).run([${JSON.stringify(name)}, 'cdk.out', '-o', 'out'],
      { cwd: process.cwd(), colour: false, out() {}, error() {} });
      process.stdout.write(String(Object.keys(require.cache).filter((file) => file.includes('dagre')).length));`;
    return spawnSync(process.execPath, ['--import', TSX, '-e', script], { cwd: at, encoding: 'utf8' }).stdout;
  };

  expect(loadedBy('check')).toBe('0');
  expect(Number(loadedBy('report'))).toBeGreaterThan(0);
});

test('stays below 2 MB for 200 services that are all different, with counts where a list ends', () => {
  const at = join(folder, 'large');
  mkdirSync(at);
  const subnets = ['subnet-0a1b2c3d4e5f60718', 'subnet-0b1c2d3e4f5061728'];
  const entries = Array.from({ length: 200 }, (_, index): [string, object][] => [
    [
      `Role${index}`,
      {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Statement: [
              { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ecs-tasks.amazonaws.com' } },
            ],
          },
          Policies: ['GetObject', 'PutObject'].map((action) => ({
            PolicyName: action,
            PolicyDocument: {
              Statement: [{ Effect: 'Allow', Action: `s3:${action}`, Resource: `arn:aws:s3:::bucket-${index}/*` }],
            },
          })),
        },
      },
    ],
    [
      `Group${index}`,
      {
        Type: 'AWS::EC2::SecurityGroup',
        Properties: {
          VpcId: 'vpc-0a1b2c3d4e5f60718',
          GroupDescription: 'x',
          SecurityGroupIngress: [
            {
              IpProtocol: 'tcp',
              FromPort: 8000 + index,
              ToPort: 8000 + index,
              SourceSecurityGroupId: { 'Fn::GetAtt': [`Group${(index * 7 + 1) % 200}`, 'GroupId'] },
            },
          ],
        },
      },
    ],
    [
      `Task${index}`,
      {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: {
          Family: `family-${index}`,
          NetworkMode: 'awsvpc',
          RequiresCompatibilities: ['FARGATE'],
          Cpu: '256',
          Memory: '512',
          TaskRoleArn: { 'Fn::GetAtt': [`Role${index}`, 'Arn'] },
          ContainerDefinitions: ['app', 'proxy', 'agent'].map((name) => ({
            Name: `${name}-${index}`,
            Image: `registry.example.com/${name}-${index}:1`,
            LogConfiguration: { LogDriver: 'awslogs', Options: { 'awslogs-group': `/${name}/${index}` } },
          })),
        },
      },
    ],
    [
      `Service${index}`,
      {
        Type: 'AWS::ECS::Service',
        Properties: {
          Cluster: 'shop',
          LaunchType: 'FARGATE',
          DesiredCount: index,
          TaskDefinition: { Ref: `Task${index}` },
          NetworkConfiguration: {
            AwsvpcConfiguration: {
              Subnets: subnets,
              SecurityGroups: [{ 'Fn::GetAtt': [`Group${index}`, 'GroupId'] }],
            },
          },
        },
      },
    ],
  ]).flat();
  writeFileSync(join(at, 'template.json'), JSON.stringify({ Resources: Object.fromEntries(entries) }));

  const page = pageOf(at, 'template.json');

  expect(page.length).toBeLessThan(2 * 2 ** 20);
  expect(rowsOf(page, 'containers')).toHaveLength(600);
  expect(rowsOf(page, 'routes')).toHaveLength(400);
  expect(readable(sectionOf(page, 'logs'))).toContain('and 200 more of 600');
  expect(readable(sectionOf(page, 'network'))).toContain('The picture is left out: it would have 200 boxes');
  const tasks = (200 * 199) / 2;
  const hour = 0.25 * 0.04048 + 0.5 * 0.004445;
  const [, , , desired] = rowsOf(page, 'costs').at(-1)!;
  expect(Number(desired.replace(/\s/g, ''))).toBeCloseTo(tasks * hour * 730, 0);
});

test('shows what only the deployment knows by its name, and ports that are none as such', () => {
  const at = join(folder, 'unknown');
  mkdirSync(at);
  const group = (...ports: unknown[]) => ({
    Type: 'AWS::EC2::SecurityGroup',
    Properties: {
      VpcId: 'vpc-1',
      SecurityGroupIngress: ports.map((port) => ({
        IpProtocol: 'tcp',
        FromPort: port,
        ToPort: port,
        CidrIp: '10.0.0.0/8',
      })),
    },
  });
  writeFileSync(
    join(at, 'template.json'),
    JSON.stringify({
      Resources: {
        Group: group('x', 443),
        Endpoint: {
          Type: 'AWS::EC2::VPCEndpoint',
          Properties: {
            VpcEndpointType: 'Interface',
            VpcId: 'vpc-1',
            ServiceName: { 'Fn::Sub': '${Of}.logs' },
            SecurityGroupIds: [{ 'Fn::GetAtt': ['Group', 'GroupId'] }],
          },
        },
        Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { NetworkMode: 'awsvpc', ContainerDefinitions: [] } },
        Service: {
          Type: 'AWS::ECS::Service',
          Properties: {
            LaunchType: 'FARGATE',
            TaskDefinition: { Ref: 'Task' },
            NetworkConfiguration: {
              AwsvpcConfiguration: { Subnets: ['subnet-1'], SecurityGroups: [{ 'Fn::GetAtt': ['Group', 'GroupId'] }] },
            },
          },
        },
      },
      Parameters: { Of: { Type: 'String' } },
    }),
  );

  const page = pageOf(at, 'template.json');

  const ports = rowsOf(page, 'calls').map(([, , each]) => each);
  expect(ports.join()).toContain('TCP, ports that no rule has');
  expect(page).not.toMatch(/\u27e6|>[^<]*\bNaN\b/);
});

test('tells three findings of a code in full, and of the others the places', () => {
  const at = join(folder, 'alike');
  mkdirSync(at);
  const task = (index: number) => ({
    Type: 'AWS::ECS::TaskDefinition',
    Properties: {
      RequiresCompatibilities: ['FARGATE'],
      NetworkMode: 'awsvpc',
      Cpu: '256',
      Memory: String(99_000 + index),
      ContainerDefinitions: [{ Name: 'app', Image: 'x/y:1' }],
    },
  });
  const tasks = Array.from({ length: 9 }, (_, index) => [`Task${index}`, task(index)]);
  writeFileSync(join(at, 'template.json'), JSON.stringify({ Resources: Object.fromEntries(tasks) }));

  const rows = rowsOf(pageOf(at, 'template.json'), 'findings').filter(([, code]) => code === 'TaskSize.noSuchPair');

  expect(rows).toHaveLength(4);
  expect(rows[3]).toEqual([
    '✗ error',
    'TaskSize.noSuchPair',
    '6 more of this code',
    [3, 4, 5, 6, 7, 8].map((index) => `template/Task${index}`).join(', '),
  ]);
});

describe('hostile names', () => {
  const EVIL = `</td></style><img src=x onerror=alert(1)>"'\`&\u0000\u001b[31m\u202egnp`;

  test('are shown as text, wherever they stand', () => {
    const at = join(folder, 'hostile');
    mkdirSync(at);
    writeFileSync(
      join(at, 'template.json'),
      JSON.stringify({
        Resources: {
          Task: {
            Type: 'AWS::ECS::TaskDefinition',
            Metadata: { 'aws:cdk:path': `Evil/${EVIL}/Task` },
            Properties: {
              Family: EVIL,
              NetworkMode: 'awsvpc',
              RequiresCompatibilities: ['FARGATE'],
              Cpu: '256',
              Memory: '512',
              Volumes: [{ Name: EVIL }],
              ContainerDefinitions: [
                {
                  Name: EVIL,
                  Image: EVIL,
                  User: EVIL,
                  LogConfiguration: { LogDriver: EVIL },
                  SystemControls: [{ Namespace: EVIL, Value: EVIL }],
                  LinuxParameters: { Capabilities: { Add: [EVIL], Drop: [EVIL] } },
                },
              ],
            },
          },
          Service: {
            Type: 'AWS::ECS::Service',
            Metadata: { 'aws:cdk:path': `Evil/${EVIL}/Service` },
            Properties: { TaskDefinition: { Ref: 'Task' }, LaunchType: 'FARGATE', Cluster: EVIL },
          },
        },
      }),
    );

    const { status, stdout } = command(at, 'template.json', '-o', 'page.html', '--stamp', EVIL.replace('\u0000', ''));
    const page = readFileSync(join(at, 'page.html'), 'utf8');

    expect(status).toBe(0);
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(page).not.toMatch(/<img|<\/td><\/style>/);
    // eslint-disable-next-line no-control-regex -- none of them may be in the page
    expect(page).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202e]/);
    expect(page.match(/<\/style>/g)).toHaveLength(1);
    // eslint-disable-next-line no-control-regex -- a terminal obeys them
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });
});

describe('bad input', () => {
  const files: Record<string, string | undefined> = {
    'no assembly': undefined,
    'text.json': 'hello',
    'cut.json': '{"Resources": {"Task": ',
    'list.json': '[1, 2]',
  };

  test.each(Object.entries(files))('%s is one line, exit code 2, and no file', (name, content) => {
    const at = mkdtempSync(join(folder, 'bad-'));
    if (content === undefined) {
      mkdirSync(join(at, name));
      writeFileSync(join(at, name, 'readme.txt'), 'nothing here');
    } else {
      writeFileSync(join(at, name), content);
    }

    const { status, stdout, stderr } = command(at, name, '-o', 'page.html');

    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).not.toContain('unexpected failure');
    expect(readdirSync(at)).toEqual([name]);
  });

  test('nothing at the path, no path, an unknown option and a folder that is missing are one line too', () => {
    const at = mkdtempSync(join(folder, 'bad-'));
    writeFileSync(join(at, 'template.json'), '{"Resources": {}}');

    for (const args of [['nowhere'], [], ['template.json', '--out=x'], ['template.json', '-o', 'no/page.html']]) {
      const { status, stdout, stderr } = command(at, ...args);
      expect({ args, status, stdout }).toEqual({ args, status: 2, stdout: '' });
      expect(stderr.trim().split('\n')).toHaveLength(1);
    }
    expect(readdirSync(at)).toEqual(['template.json']);
  });
});

test('--help tells the options', () => {
  const { status, stdout } = command(folder, '--help');

  expect(status).toBe(0);
  expect(stdout).toContain('--output <file>');
});
