import { Stack } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { PinnedImage, TaskCluster, TaskEgress, TaskNetwork, WorkerQueue, WorkerService } from '../../lib';
import { testApp } from '../support/stacks';
import { Double } from './double';
import { Template } from './evaluate';
import { NAT, played, ref, resource } from './fixtures';
import { Stack as Deployed } from './stack';
import { EXITS, setVariable } from './variants';

/*
 * Apps of several stacks with weak references (`Fn::GetStackOutput`): the value is that of the moment, and nothing keeps what gives it.
 */

/** An account with stacks that are deployed by name. */
class Account {
  public readonly double = new Double();

  public async deploy(name: string, template: Template): Promise<Deployed> {
    const { engine } = this.double;
    const stack = engine.stacks.get(name) ?? engine.stack(name);
    const parameters = Object.entries(template.Parameters ?? {}).map(([id, { Default }]) => [id, Default]);
    await engine.deploy(stack, JSON.parse(JSON.stringify(template)), Object.fromEntries(parameters));
    return stack;
  }

  public async destroy(name: string): Promise<Deployed> {
    const stack = this.double.engine.stacks.get(name)!;
    await this.double.engine.destroy(stack);
    return stack;
  }

  public reasons(stack: Deployed): string {
    return played(this.double, stack).reasons.join('\n');
  }

  /** What is there and not kept on purpose. */
  public left(): string[] {
    const { world, engine } = this.double;
    return [...world.live].filter((each) => !engine.retained.has(each)).map(({ id }) => id);
  }
}

const weak = (rest: Record<string, unknown> = {}) => ({
  'Fn::GetStackOutput': { StackName: 'Base', OutputName: 'Name', ...rest },
});
const topic = (DisplayName: unknown) => resource('AWS::SNS::Topic', { DisplayName });
const base = (Value: string, id = 'Name'): Template => ({
  Resources: { Topic: topic('base') },
  Outputs: { [id]: { Value } },
});
const user = (DisplayName: unknown = weak()): Template => ({ Resources: { User: topic(DisplayName) } });
const told = ({ resources }: Deployed) => resources.get('User')?.properties.DisplayName;

describe('a weak reference', () => {
  test('gives the output as it is when its own stack is created and updated', async () => {
    const account = new Account();
    await account.deploy('Base', base('first'));
    const stack = await account.deploy('User', user());
    const before = told(stack);

    await account.deploy('Base', base('second'));

    expect([before, told(stack)]).toEqual(['first', 'first']);
    await account.deploy('User', user());
    expect(told(stack)).toBe('second');
  });

  test.each([
    [
      'a region and a role of its own account',
      { Region: { Ref: 'AWS::Region' }, RoleArn: 'arn:aws:iam::111111111111:role/r' },
    ],
    ['a name that is made up of others', { StackName: { 'Fn::Join': ['', ['Ba', 'se']] } }],
  ])('with %s is resolved', async (_, rest) => {
    const account = new Account();
    await account.deploy('Base', base('first'));

    expect(told(await account.deploy('User', user(weak(rest))))).toBe('first');
  });

  test.each([
    ['a stack that is not there', { StackName: 'Nobody' }, 'Stack with id Nobody does not exist'],
    ['a stack of another region', { Region: 'us-east-1' }, 'Stack with id Base does not exist'],
    ['an output that is not there', { OutputName: 'Other' }, 'Stack Base has no output Other'],
    ['another account', { RoleArn: 'arn:aws:iam::222222222222:role/r' }, 'the double has no other account'],
  ])('to %s fails the creation', async (_, rest, reason) => {
    const account = new Account();
    await account.deploy('Base', base('first'));
    const stack = await account.deploy('User', user(weak(rest)));

    expect(stack.status).toBe('ROLLBACK_COMPLETE');
    expect(account.reasons(stack)).toContain(reason);
  });

  test('keeps neither the output nor its stack, and its own stack fails at the next update', async () => {
    const account = new Account();
    await account.deploy('Base', base('first'));
    const stack = await account.deploy('User', user());

    expect((await account.deploy('Base', base('first', 'Other'))).status).toBe('UPDATE_COMPLETE');
    expect((await account.deploy('User', user({ 'Fn::Join': ['', ['new ', weak()]] }))).status).toBe(
      'UPDATE_ROLLBACK_COMPLETE',
    );
    expect(account.reasons(stack)).toContain('Stack Base has no output Name');

    expect((await account.destroy('Base')).status).toBe('DELETE_COMPLETE');
    expect(told(stack)).toBe('first');
    await account.deploy('User', user({ 'Fn::Join': ['', ['new ', weak()]] }));
    expect(account.reasons(stack)).toContain('Stack with id Base does not exist');
    expect((await account.destroy('User')).status).toBe('DELETE_COMPLETE');
  });
});

const interfaces = (AwsvpcConfiguration: Record<string, unknown>) => ({
  NetworkConfiguration: { AwsvpcConfiguration },
});
const DIGEST = `sha256:${'a'.repeat(64)}`;

test.each([
  ['a VPC', 'Vpc', 'AWS::EC2::SecurityGroup', (VpcId: unknown) => ({ GroupDescription: 'others', VpcId })],
  ['a subnet', 'Subnet', 'AWS::ECS::Service', (id: unknown) => interfaces({ Subnets: [id] })],
  ['a security group', 'Group', 'AWS::ECS::Service', (id: unknown) => interfaces({ SecurityGroups: [id] })],
])('%s that another stack has something in is not deleted', async (_, id, type, properties) => {
  const account = new Account();
  const network = await account.deploy('Base', { Resources: NAT, Outputs: { Name: { Value: ref(id) } } });
  // A service that has no tasks to start.
  const rest = type === 'AWS::ECS::Service' ? { DesiredCount: 0 } : {};
  const stack = await account.deploy('User', {
    Resources: { User: resource(type, { ...properties(weak()), ...rest }) },
  });
  expect([stack.status, account.reasons(stack)]).toEqual(['CREATE_COMPLETE', '']);

  expect((await account.destroy('Base')).status).toBe('DELETE_FAILED');
  expect(account.reasons(network)).toMatch(new RegExp(`${id}: DependencyViolation: .* has dependencies`));
  await account.destroy('User');
  expect((await account.destroy('Base')).status).toBe('DELETE_COMPLETE');
});

/** The templates of a worker in one stack, its network and cluster in another, with the flags that aws-cdk-lib recommends. */
function twoStacks(): Record<'Base' | 'Service', Template> {
  const app = testApp();
  const network = new Stack(app, 'Base');
  const { vpc } = new TaskNetwork(network, 'Network', { egress: TaskEgress.nat(1) });
  const cluster = new TaskCluster(network, 'Cluster', { vpc });
  const stack = new Stack(app, 'Service');
  new WorkerService(stack, 'Orders', {
    cluster,
    container: {
      image: PinnedImage.fromRepository(ecr.Repository.fromRepositoryName(stack, 'Images', 'orders'), DIGEST),
    },
    queue: WorkerQueue.create(),
  });
  const assembly = app.synth({ skipValidation: true });
  return { Base: assembly.getStackByName('Base').template, Service: assembly.getStackByName('Service').template };
}

const withVariable = (template: Template, value: string): Template => {
  const changed = JSON.parse(JSON.stringify(template));
  setVariable(changed, value);
  return changed;
};

const IN_USE = 'The specified capacity provider is in use and cannot be removed';

describe('a worker, its network and cluster in another stack', () => {
  const templates = twoStacks();
  const deployed = async () => {
    const account = new Account();
    const network = await account.deploy('Base', templates.Base);
    const service = await account.deploy('Service', templates.Service);
    expect([network.status, service.status, account.reasons(service)]).toEqual([
      'CREATE_COMPLETE',
      'CREATE_COMPLETE',
      '',
    ]);
    return { account, network, service };
  };

  test('refers to it by weak references alone', () => {
    const text = JSON.stringify(templates);

    expect(text).toContain('Fn::GetStackOutput');
    expect(text).not.toContain('Fn::ImportValue');
  });

  test('is updated, rolled back, and deleted before it', async () => {
    const { account, service } = await deployed();

    await account.deploy('Service', withVariable(templates.Service, 'first'));
    expect(service.status).toBe('UPDATE_COMPLETE');
    await account.deploy('Service', withVariable(templates.Service, EXITS));
    expect(service.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(account.reasons(service)).toContain('Circuit Breaker was triggered');
    expect((await account.destroy('Service')).status).toBe('DELETE_COMPLETE');
    expect((await account.destroy('Base')).status).toBe('DELETE_COMPLETE');
    expect(account.left()).toEqual([]);
    expect(account.double.world.findings).toEqual([]);
  });

  test('does not keep it: a deletion takes the way out from under the tasks, and ends half way', async () => {
    const { account, network } = await deployed();

    expect((await account.destroy('Base')).status).toBe('DELETE_FAILED');
    expect(account.reasons(network)).toContain(IN_USE);
    expect(account.reasons(network)).toMatch(/NetworkVpcTasksSubnet1Subnet.* has dependencies and cannot be deleted/);
    expect(account.left().filter((id) => /NATGateway|DefaultRoute/.test(id))).toEqual([]);

    expect((await account.destroy('Service')).status).toBe('DELETE_COMPLETE');
    expect((await account.destroy('Base')).status).toBe('DELETE_COMPLETE');
    expect(account.left()).toEqual([]);
  });

  test('stays in a cluster that was replaced until its own next update', async () => {
    const { account, network, service } = await deployed();
    const [id] = Object.entries(templates.Base.Resources!).find(([, { Type }]) => Type === 'AWS::ECS::Cluster')!;
    const clusterOf = () =>
      [...service.resources.values()].find(({ type }) => type === 'AWS::ECS::Service')?.properties.Cluster;
    const renamed: Template = JSON.parse(JSON.stringify(templates.Base));
    renamed.Resources![id].Properties!.ClusterName = 'other';

    await account.deploy('Base', renamed);
    expect([network.status, clusterOf() === 'other']).toEqual(['UPDATE_COMPLETE', false]);
    expect(account.reasons(network)).toContain(IN_USE);
    await account.deploy('Service', withVariable(templates.Service, 'first'));
    expect([service.status, clusterOf()]).toEqual(['UPDATE_COMPLETE', 'other']);
  });
});
