import { AppModel } from '../../../lib/app-model/app-model';
import { EcsStartProof } from '../../../lib/start-proof';
import { modelOfTemplates } from '../../support/app-variants';

const PULL = { Effect: 'Allow', Action: 'ecr:*', Resource: '*' };
const TRUST = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ecs-tasks.amazonaws.com' } };
const MAY = { ...PULL, Condition: { Bool: { 'aws:SecureTransport': 'true' } } };
const MAY_NOT = { ...PULL, Action: 'logs:*' };
const OPEN = { ...PULL, Condition: { StringEquals: { 'aws:PrincipalTag/stage': 'a' } } };

/** A stage that names its role as all stages do: only the account tells the roles apart. */
function stage(statement: object): object {
  return {
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: 'shop',
          AssumeRolePolicyDocument: { Statement: [TRUST] },
          Policies: [{ PolicyName: 'pull', PolicyDocument: { Statement: [statement] } }],
        },
      },
      Task: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: {
          RequiresCompatibilities: ['FARGATE'],
          ExecutionRoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
          ContainerDefinitions: [{ Name: 'web', Image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop:1' }],
        },
      },
    },
  };
}

const said = (templates: Record<string, object>) =>
  EcsStartProof._checkModel(modelOfTemplates(templates))
    .filter(({ code }) => code.startsWith('Rights.'))
    .map(({ code, path }) => `${path} ${code}`);

test.each([
  ['may first', MAY, MAY_NOT],
  ['may not first', MAY_NOT, MAY],
  ['known first', MAY, OPEN],
  ['open twice', OPEN, OPEN],
])(
  'roles of one name in accounts that only the deployment knows are judged each by its own policies: %s',
  (_, dev, prod) => {
    const alone = [...said({ Dev: stage(dev) }), ...said({ Prod: stage(prod) })];

    expect(alone.length).toBeGreaterThan(0);
    expect(said({ Dev: stage(dev), Prod: stage(prod) }).sort()).toEqual(alone.sort());
  },
);

/** The stage with its policy apart from the role, which it calls by its name, and the task by the ARN that the role will have. */
function byName(statement: object, account: string): object {
  const { Resources } = JSON.parse(JSON.stringify(stage(statement))) as { Resources: Record<string, any> };
  const [{ PolicyDocument }] = Resources.Role.Properties.Policies as { PolicyDocument: object }[];
  delete Resources.Role.Properties.Policies;
  Resources.Policy = {
    Type: 'AWS::IAM::Policy',
    Properties: { PolicyName: 'pull', PolicyDocument, Roles: ['shop'] },
  };
  Resources.Task.Properties.ExecutionRoleArn = `arn:aws:iam::${account}:role/shop`;
  return { Resources };
}

test.each([
  ['may first', MAY, MAY_NOT],
  ['may not first', MAY_NOT, MAY],
])('the name of a role is one of its own account: %s', (_, dev, prod) => {
  const stacks = [['Dev', '111111111111', dev] as const, ['Prod', '222222222222', prod] as const].map(
    ([name, account, statement]) => ({ name, path: name, account, template: byName(statement, account) }),
  );
  const findings = (...some: typeof stacks) =>
    EcsStartProof._checkModel(new AppModel(some))
      .filter(({ code }) => code.startsWith('Rights.'))
      .map(({ code, path }) => `${path} ${code}`);
  const alone = stacks.flatMap((stack) => findings(stack));

  expect(alone.length).toBeGreaterThan(0);
  expect(findings(...stacks).sort()).toEqual(alone.sort());
});

describe('a policy that names its role by text', () => {
  /** Stages with a role of one name; the policies stand in the stack of the role, or in one of their own. */
  const judged = (apart: boolean, accounts: readonly (string | undefined)[]) => {
    const stacks = [MAY, MAY_NOT].flatMap((statement, index) => {
      const { Resources } = byName(statement, '') as { Resources: Record<string, any> };
      const { Policy, ...others } = Resources;
      others.Task.Properties.ExecutionRoleArn = { 'Fn::GetAtt': ['Role', 'Arn'] };
      const account = accounts[index];
      const own = {
        name: `S${index}`,
        path: `S${index}`,
        account,
        template: { Resources: apart ? others : Resources },
      };
      return apart
        ? [own, { name: `P${index}`, path: `P${index}`, account, template: { Resources: { Policy } } }]
        : [own];
    });
    return EcsStartProof._checkModel(new AppModel(stacks))
      .filter(({ code }) => code === 'Rights.notAllowed')
      .map(({ path }) => path);
  };

  test('is one of the role of its own stack, where no account is known', () => {
    expect([...new Set(judged(false, []))]).toEqual(['S1/Task']);
  });

  test('is one of the role of its own account, from another stack', () => {
    expect([...new Set(judged(true, ['111111111111', '222222222222']))]).toEqual(['S1/Task']);
  });
});
