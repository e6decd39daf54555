import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { EcsStartProof, NetworkFacts } from '../../lib/start-proof';
import { testApp } from '../support/stacks';

const ROLES = join(__dirname, 'facts', '111122223333.roles.json');
const facts = () => NetworkFacts.fromFiles(ROLES);

/** A task definition with an execution role that the app imports, and a parameter that the role must read. */
function withRole(name: string, build?: (role: iam.IRole, stack: Stack) => void, mutable = false): string {
  const app = testApp({ '@aws-cdk/core:annotationsInValidationReport': false });
  const stack = new Stack(app, 'Shop', { env: { account: '111122223333', region: 'eu-west-1' } });
  const executionRole = iam.Role.fromRoleArn(stack, 'Role', `arn:aws:iam::111122223333:role/${name}`, { mutable });
  const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task', { executionRole });
  taskDefinition.addContainer('web', {
    image: ecs.ContainerImage.fromRegistry('111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop:1'),
    secrets: {
      KEY: ecs.Secret.fromSsmParameter({
        parameterArn: 'arn:aws:ssm:eu-west-1:111122223333:parameter/key',
        grantRead: () => undefined,
      } as never),
    },
  });
  build?.(executionRole, stack);
  return app.synth().directory;
}

/** What is said of rights. */
const said = (path: string, told?: NetworkFacts) =>
  EcsStartProof.checkAssembly(path, { ...(told && { facts: told }) })
    .filter(({ code }) => code.startsWith('Rights.'))
    .map(({ severity, code }) => `${severity} ${code}`);

test('without facts the rights of an imported role are not known', () => {
  expect(said(withRole('shop-execution'))).toEqual(['info Rights.unknown']);
});

test.each([
  ['by a policy of its own', 'shop-execution'],
  ['by a policy of the account, in its default version', 'shop/shop-by-policy'],
])('a role that may %s', (_, name) => {
  expect(said(withRole(name), facts())).toEqual([]);
});

test.each([
  ['a role without the right', 'shop-closed'],
  ['a role whose boundary does not allow it', 'shop-bounded'],
])('%s', (_, name) => {
  expect(said(withRole(name), facts())).toEqual(['error Rights.notAllowed']);
});

test('a role that nobody told stays unknown', () => {
  expect(said(withRole('other'), facts())).toEqual(['info Rights.unknown']);
});

test('what the app attaches to the role counts too', () => {
  const granted = withRole(
    'shop-closed',
    (role) => {
      role.addToPrincipalPolicy(
        new iam.PolicyStatement({
          actions: ['ssm:GetParameters'],
          resources: ['arn:aws:ssm:eu-west-1:111122223333:parameter/key'],
        }),
      );
    },
    true,
  );

  expect(said(granted, facts())).toEqual([]);
});

test('the command asks for the roles that are not known, and for no others', () => {
  const path = withRole('shop-execution');
  const [command, ...others] = NetworkFacts.commands(path);

  expect(others).toEqual([]);
  expect(command).toEqual({
    command: `aws iam get-account-authorization-details --filter Role LocalManagedPolicy --query "{RoleDetailList: RoleDetailList[?RoleName=='shop-execution'], Policies: Policies}" --output json > facts/111122223333.roles.json`,
    file: '111122223333.roles.json',
    tells: 'the policies of role shop-execution in account 111122223333',
  });
  expect(NetworkFacts.commands(path, facts())).toEqual([]);
});

describe('what is no whole answer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'roles-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([
    [
      'a role without its policies',
      { RoleDetailList: [{ RoleName: 'x', Arn: 'arn:aws:iam::1:role/x' }] },
      'NetworkFacts.entry',
    ],
    [
      'a policy without its document',
      { Policies: [{ PolicyName: 'x', Arn: 'arn:aws:iam::1:policy/x' }] },
      'NetworkFacts.entry',
    ],
    ['the first page', { RoleDetailList: [], IsTruncated: true }, 'NetworkFacts.truncated'],
  ])('%s', (_, json, code) => {
    const file = join(folder, 'roles.json');
    writeFileSync(file, JSON.stringify(json));

    expect(() => NetworkFacts.fromFiles(file)).toThrow(`[${code}]`);
  });
});
