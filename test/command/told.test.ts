import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { runIn } from '../support/command';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'told-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const command = (...args: string[]) => runIn(folder, ...args);

const codes = (...args: string[]) =>
  JSON.parse(command('check', ...args, '-f', 'json').out).findings.map(({ code }: any) => code);

describe('--parameter', () => {
  beforeEach(() =>
    writeFileSync(
      join(folder, 'template.yaml'),
      `Parameters:
  Cpu: { Type: String }
  Memory: { Type: String, Default: '512' }
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: awsvpc
      RequiresCompatibilities: [FARGATE]
      Cpu: !Ref Cpu
      Memory: !Ref Memory
      ContainerDefinitions: [{ Name: app, Image: 'public.ecr.aws/x/y:1' }]
`,
    ),
  );

  test('gives a value that has no default, and stands before a default', () => {
    const only = ['template.yaml', '--only', 'TaskSize'];

    expect(codes(...only)).toEqual([]);
    expect(codes(...only, '--parameter', 'Cpu=256')).toEqual([]);
    expect(codes(...only, '-p', 'Cpu=256', '--parameter=Memory=8192')).toEqual(['TaskSize.noSuchPair']);
  });

  test('only the defaults that were taken are noted', () => {
    const notes = (...args: string[]) =>
      JSON.parse(command('check', 'template.yaml', '-f', 'json', ...args).out).notes.filter((note: string) =>
        note.includes('defaults'),
      );

    expect(notes('-p', 'Cpu=256')).toEqual(["judged with the defaults of the parameters: Memory = '512'"]);
    expect(notes('-p', 'Cpu=256', '-p', 'Memory=512')).toEqual([]);
  });

  test.each([
    [['-p', 'Cqu=256'], /^\[AppModel\.unknownParameter\] no template has a parameter 'Cqu'; did you mean 'Cpu'.*\n$/],
    [['-p', 'Cpu'], /^\[Command\.argument\] '--parameter' takes name=value, got 'Cpu'\n$/],
    [['-p', 'Cpu=1', '-p', 'Cpu=2'], /^\[Command\.argument\] '--parameter' gives 'Cpu' two values; keep one\n$/],
  ])('%j is one line, and exits with 2', (args, error) => {
    expect(command('check', 'template.yaml', ...args)).toEqual({
      code: 2,
      out: '',
      error: expect.stringMatching(error),
    });
  });
});

describe('report and diff', () => {
  const template = (parameters: object, cpu: object) =>
    JSON.stringify({
      Parameters: parameters,
      Resources: {
        Task: {
          Type: 'AWS::ECS::TaskDefinition',
          Properties: {
            ...{ NetworkMode: 'awsvpc', RequiresCompatibilities: ['FARGATE'], Cpu: cpu, Memory: '512' },
            ContainerDefinitions: [{ Name: 'app', Image: 'public.ecr.aws/x/y:1' }],
          },
        },
      },
    });
  const codesOf = (...args: string[]) =>
    JSON.parse(command('diff', 'old.json', 'new.json', ...args, '-f', 'json').out)
      .findings.added.map(({ id }: any) => id)
      .filter((id: string) => id.includes('TaskSize'));
  beforeEach(() => {
    writeFileSync(join(folder, 'old.json'), template({ Size: { Type: 'String' } }, { Ref: 'Size' }));
    writeFileSync(join(folder, 'new.json'), template({ Cpu: { Type: 'String' } }, { Ref: 'Cpu' }));
  });

  test('take the values of parameters, which one of two apps alone may have', () => {
    expect(codesOf('-p', 'Size=256', '-p', 'Cpu=256')).toEqual([]);
    expect(codesOf('-p', 'Size=256', '-p', 'Cpu=4096')).toEqual(['TaskDefinitionChecks::TaskSize.noSuchPair']);
    expect(command('report', 'new.json', '-p', 'Cpu=4096')).toMatchObject({ code: 0, error: '' });
    expect(readFileSync(join(folder, 'ecs-report.html'), 'utf8')).toContain('TaskSize.noSuchPair');
  });

  test.each([
    ['diff', 'old.json', 'new.json', '-p', 'Cqu=256'],
    ['report', 'new.json', '-p', 'Cqu=256'],
    ['facts', 'new.json', '-p', 'Cqu=256'],
  ])('%s %s %s refuses a parameter that no app has', (...args) => {
    expect(command(...args)).toEqual({
      code: 2,
      out: '',
      error: expect.stringMatching(/^\[AppModel\.unknownParameter\] no template has a parameter 'Cqu'.*\n$/),
    });
  });
});

/** An app in a VPC that it imports. */
function assembly(): void {
  const app = new App({ outdir: join(folder, 'cdk.out') });
  const stack = new Stack(app, 'Shop', { env: { region: 'eu-west-1', account: '111122223333' } });
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0a1b2c3d4e5f60718',
    availabilityZones: ['eu-west-1a'],
    privateSubnetIds: ['subnet-0a1b2c3d4e5f60718'],
  });
  const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
  taskDefinition.addContainer('app', { image: ecs.ContainerImage.fromRegistry('public.ecr.aws/x/y:1') });
  new ecs.FargateService(stack, 'Api', {
    cluster: new ecs.Cluster(stack, 'Cluster', { vpc }),
    taskDefinition,
    minHealthyPercent: 100,
  });
  app.synth();
}

const VPC = 'vpc-0a1b2c3d4e5f60718';
const ANSWERS: Readonly<Record<string, unknown>> = {
  vpcs: { Vpcs: [{ VpcId: VPC, CidrBlock: '10.0.0.0/16' }] },
  subnets: {
    Subnets: [
      {
        SubnetId: 'subnet-0a1b2c3d4e5f60718',
        VpcId: VPC,
        CidrBlock: '10.0.1.0/24',
        AvailabilityZone: 'eu-west-1a',
        MapPublicIpOnLaunch: false,
      },
    ],
  },
  'route-tables': {
    RouteTables: [
      {
        RouteTableId: 'rtb-0a1b2c3d4e5f60718',
        VpcId: VPC,
        Associations: [{ Main: true }],
        Routes: [{ DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', State: 'active' }],
      },
    ],
  },
  'nat-gateways': { NatGateways: [] },
  'vpc-endpoints': { VpcEndpoints: [] },
  'security-groups': { SecurityGroups: [] },
  'network-acls': { NetworkAcls: [] },
  'prefix-lists': { PrefixLists: [] },
  'vpc-attribute': { VpcId: VPC, EnableDnsSupport: { Value: true }, EnableDnsHostnames: { Value: true } },
};

describe('facts', () => {
  test('prints a script of commands that only read, and its answers turn unknown into a verdict', () => {
    assembly();
    expect(codes('cdk.out', '--only', 'StartProof')).toEqual(['StartProof.unknown']);

    const script = command('facts', 'cdk.out');
    expect(script).toMatchObject({ code: 0, error: '' });
    const lines = script.out.trimEnd().split('\n');
    expect(lines[0]).toBe('mkdir -p facts');
    expect(lines.slice(1).filter((line) => !/^(# |aws ec2 describe-|aws iam get-)/.test(line))).toEqual([]);

    // A program of the name 'aws' that answers from the table.
    mkdirSync(join(folder, 'bin'));
    mkdirSync(join(folder, 'answers'));
    Object.entries(ANSWERS).forEach(([call, answer]) =>
      writeFileSync(join(folder, 'answers', `describe-${call}`), JSON.stringify(answer)),
    );
    writeFileSync(join(folder, 'bin', 'aws'), `#!/bin/sh\ncat "${folder}/answers/$2"\n`, { mode: 0o755 });
    const ran = spawnSync('sh', ['-e'], {
      cwd: folder,
      input: script.out,
      env: { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH}` },
    });
    expect([ran.status, ran.stderr.toString()]).toEqual([0, '']);

    expect(codes('cdk.out', '--only', 'StartProof', '--facts', 'facts')).toEqual(['StartProof.noRoute']);
    expect(command('facts', 'cdk.out', '--facts', 'facts').out).toBe(
      '# nothing that the AWS CLI could tell is missing\n',
    );

    // The report and the diff are told the same.
    const page = (...args: string[]) => {
      command('report', 'cdk.out', ...args);
      return readFileSync(join(folder, 'ecs-report.html'), 'utf8');
    };
    expect(page()).not.toContain('has no default route');
    expect(page('--facts', 'facts')).toContain('has no default route');
    const findings = (...args: string[]) => command('diff', 'cdk.out', 'cdk.out', ...args);
    expect(findings('--facts', 'facts')).toMatchObject({ code: 0, error: '' });
  });

  test('asks with the values of parameters', () => {
    const template = {
      Parameters: { Subnet: { Type: 'String' } },
      Resources: {
        Task: {
          Type: 'AWS::ECS::TaskDefinition',
          Properties: { NetworkMode: 'awsvpc', ContainerDefinitions: [{ Name: 'app', Image: 'nginx:1.27' }] },
        },
        Service: {
          Type: 'AWS::ECS::Service',
          Properties: {
            LaunchType: 'FARGATE',
            TaskDefinition: { Ref: 'Task' },
            NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [{ Ref: 'Subnet' }] } },
          },
        },
      },
    };
    writeFileSync(join(folder, 'shop.json'), JSON.stringify(template));

    expect(command('facts', 'shop.json').out).not.toContain('subnet-');
    expect(command('facts', 'shop.json', '-p', 'Subnet=subnet-0a1b').out).toContain('--subnet-ids subnet-0a1b');
  });

  test.each([
    [['facts'], /^\[Command\.argument\] one assembly folder or template is expected, got none\n$/],
    [['facts', 'nowhere'], /^\[Command\.noInput\] there is nothing at 'nowhere'.*\n$/],
    [['facts', 'cdk.out', '--folder', 'a;b'], /^\[Command\.argument\] '--folder' must be letters.*got 'a;b'\n$/],
    [
      ['check', 'cdk.out', '--facts', 'nowhere'],
      /^\[NetworkFacts\.missing\] '.*nowhere' is neither a file nor a folder\n$/,
    ],
  ])('%j is one line, and exits with 2', (args, error) => {
    assembly();

    expect(command(...args)).toEqual({ code: 2, out: '', error: expect.stringMatching(error) });
  });

  test('a region in the assembly never becomes a shell command', () => {
    assembly();
    const manifest = join(folder, 'cdk.out', 'manifest.json');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replaceAll('eu-west-1', 'eu; touch hacked #'));

    spawnSync('sh', [], { cwd: folder, input: command('facts', 'cdk.out').out });

    expect(command('facts', 'cdk.out').out).not.toContain('touch');
    expect(existsSync(join(folder, 'hacked'))).toBe(false);
  });
});
