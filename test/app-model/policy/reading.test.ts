import { modelOfTemplate } from '../../../lib/app-model/load';
import { decide } from '../../../lib/app-model/policy/decide';
import { identitiesOf } from '../../../lib/app-model/policy/identity';
import { managedPolicy } from '../../../lib/app-model/policy/managed-policies';
import { MANAGED_POLICIES } from '../../../lib/app-model/policy/managed-policy-table';
import { IdentityOf, patternHolds, textEquals } from '../../../lib/app-model/policy/pattern';
import { readPolicy } from '../../../lib/app-model/policy/statement';
import { A, APP, D, I, U, answer } from './cases';

const base = { Effect: 'Allow', Action: 's3:GetObject', Resource: { 'Fn::Sub': '${Data.Arn}/*' } };

/** What a role with this document may do with an object of the bucket. */
function mayRead(document: unknown): string {
  const Policy = { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: document } };
  const Parameters = { Names: { Type: 'CommaDelimitedList' }, Stage: { Type: 'String' } };
  const Conditions = { Prod: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } };
  const Resources = { Data: { Type: 'AWS::S3::Bucket' }, Logs: { Type: 'AWS::S3::Bucket' }, Policy };
  const model = modelOfTemplate({ Parameters, Conditions, Resources });
  const [bucket] = model.ofType('AWS::S3::Bucket');
  const resource = `${model.text(model.evaluate({ 'Fn::GetAtt': ['Data', 'Arn'] }, bucket.scope)) ?? ''}/a`;
  const [found] = model.ofType('AWS::IAM::ManagedPolicy');
  const read = readPolicy(model, 'Policy', model.property(found, 'PolicyDocument'));
  const call = { caller: APP, action: 's3:GetObject', resource, resourceAccount: '111122223333' };
  return answer(decide(call, { identity: [read] }, identitiesOf(model)));
}

describe('a policy of a template', () => {
  test.each<[string, unknown, string]>([
    ['one statement', base, A],
    ['a list of statements', [base], A],
    ['another bucket of the app', { ...base, Resource: { 'Fn::Sub': '${Logs.Arn}/*' } }, I],
    ['the bucket, not its objects', { ...base, Resource: { 'Fn::GetAtt': ['Data', 'Arn'] } }, I],
    ['a list known only at deployment', { ...base, Resource: { Ref: 'Names' } }, U],
    ['an action known only at deployment', { ...base, Action: { Ref: 'Stage' } }, U],
    ['an action or none', { ...base, Action: { 'Fn::If': ['Prod', 's3:*', 'sqs:*'] } }, U],
    ['an effect known only at deployment', { ...base, Effect: { Ref: 'Stage' } }, U],
    ['a statement known only at deployment', [{ 'Fn::If': ['Prod', base, { Ref: 'AWS::NoValue' }] }], U],
    ['what is no text', { ...base, Action: [{ a: 1 }] }, U],
    ['a condition known only at deployment', { ...base, Condition: { 'Fn::Transform': { Name: 'x' } } }, U],
    ['a condition whose key is not known', { ...base, Condition: { StringEquals: { 'aws:PrincipalTag/a': 'b' } } }, U],
    ['an element that IAM does not have', { ...base, Actions: 's3:*' }, U],
    ['a denial', [base, { ...base, Effect: 'Deny', Action: 's3:*', Resource: '*' }], D],
    ['a denial that cannot be read', [base, { ...base, Effect: 'Deny', Resource: { Ref: 'Names' } }], U],
  ])('%s', (_, Statement, wanted) => {
    expect(mayRead({ Version: '2012-10-17', Statement })).toBe(wanted);
  });

  test('that is no document may allow or deny anything', () => {
    expect(mayRead({ Ref: 'Stage' })).toBe(U);
    expect(mayRead('{"Statement":[]}')).toBe(U);
    expect(mayRead({})).toBe(U);
  });
});

describe('texts with marks', () => {
  const [region, account] = ['\u27e6?AWS::Region\u27e7', '\u27e6?AWS::AccountId\u27e7'];
  const name = '\u27e6App/Role#Ref\u27e7';
  const known: IdentityOf = (mark) => (mark === name ? undefined : { id: mark, isName: true });

  test('are equal to themselves, though the mark of a parameter has a question mark', () => {
    expect(textEquals(account, account)).toBe('yes');
  });

  test('are told apart behind a common beginning and end', () => {
    expect(patternHolds(`arn:${region}:a${name}`, `arn:${region}:b${name}`)).toBe('no');
    expect(patternHolds(`arn:${region}:*`, `arn:${region}:${name}`)).toBe('yes');
  });

  test('may be the ARN of a resource, which has region and account in it', () => {
    const arn = '\u27e6App/Thing#Arn\u27e7';
    const identities: IdentityOf = (mark) => ({
      id: mark,
      isName: mark !== arn && mark !== '\u27e6App/Other#Arn\u27e7',
    });

    expect(textEquals(arn, `arn:aws:x:${region}:${account}:thing/a`, identities)).toBe('maybe');
    expect(textEquals(`arn:aws:x:${region}:${account}:thing/a`, arn, identities)).toBe('maybe');
    expect(textEquals(arn, '\u27e6App/Other#Arn\u27e7', identities)).toBe('no');
    expect(textEquals(region, account, identities)).toBe('no');
  });

  test('are compared part by part in conditions on ARNs when region and account are names', () => {
    const trusts = (SourceArn: string) =>
      decide(
        {
          ...{ caller: { service: 'ecs-tasks.amazonaws.com' }, action: 'sts:AssumeRole', resource: '*' },
          context: { 'aws:SourceArn': `arn:aws:ecs:${region}:${account}:${name}` },
        },
        {
          identity: [],
          resource: {
            name: 'Trust',
            statements: [
              {
                ...{
                  effect: 'Allow',
                  actions: ['sts:AssumeRole'],
                  principals: { Service: ['ecs-tasks.amazonaws.com'] },
                },
                conditions: { ArnLike: { 'aws:SourceArn': [SourceArn] } },
              },
            ],
          },
        },
        known,
      ).verdict;
    expect(trusts(`arn:aws:ecs:${region}:${account}:*`)).toBe('allowed');
    expect(trusts(`arn:aws:ecs:${account}:${region}:*`)).toBe('denied');
  });
});

describe('the policies of AWS', () => {
  test('are found by their ARN, whatever the partition', () => {
    for (const partition of ['aws', 'aws-cn', 'aws-us-gov', '\u27e6?AWS::Partition\u27e7']) {
      const found = managedPolicy(`arn:${partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy`);
      const may = (action: string) =>
        answer(decide({ caller: APP, action, resource: '*' }, { identity: found ? [found] : [] }));
      expect(found?.name).toBe('service-role/AmazonECSTaskExecutionRolePolicy');
      expect(may('logs:CreateLogGroup')).toBe(I);
      expect(may('secretsmanager:GetSecretValue')).toBe(I);
    }
  });

  test('that are not in the table, or not of AWS, are not known', () => {
    expect(managedPolicy('arn:aws:iam::aws:policy/AmazonECSTaskExecutionRolePolicy')).toBeUndefined();
    expect(managedPolicy('arn:aws:iam::111122223333:policy/AWSXRayDaemonWriteAccess')).toBeUndefined();
    expect(managedPolicy('arn:aws:iam::aws:policy/\u27e6?Name\u27e7')).toBeUndefined();
    expect(managedPolicy('arn:aws:iam::aws:policy/toString')).toBeUndefined();
  });

  test.each([
    ['PowerUserAccess', 'dynamodb:GetItem', A],
    ['PowerUserAccess', 'iam:PassRole', I],
    ['AmazonDynamoDBFullAccess', 'dynamodb:PutItem', A],
    ['AmazonDynamoDBFullAccess', 'sqs:SendMessage', I],
    ['SecretsManagerReadWrite', 'secretsmanager:GetSecretValue', A],
    ['SecretsManagerReadWrite', 'kms:Decrypt', I],
    ['AWSCodeDeployRoleForECS', 'ecs:CreateTaskSet', A],
    ['AWSCodeDeployRoleForECSLimited', 'iam:PassRole', I],
    ['service-role/AWSLambdaBasicExecutionRole', 'logs:PutLogEvents', A],
    ['AmazonElasticFileSystemClientReadWriteAccess', 'elasticfilesystem:ClientRootAccess', I],
    ['AmazonECSInstanceRolePolicyForManagedInstances', 'ecr:BatchGetImage', I],
    ['AmazonECSInstanceRolePolicyForManagedInstances', 'ecs:DiscoverPollEndpoint', A],
  ])('%s: %s', (name, action, wanted) => {
    const found = managedPolicy(`arn:aws:iam::aws:policy/${name}`);
    const call = { caller: APP, action, resource: '*', resourceAccount: '111122223333' };

    expect(answer(decide(call, { identity: found ? [found] : [] }))).toBe(wanted);
  });

  test.each(Object.entries(MANAGED_POLICIES))('%s has a date, a page of AWS and statements', (_, found) => {
    expect(found?.version).toMatch(/\d{4}/);
    expect(found?.page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
    expect(found?.statements.flatMap(({ actions }) => actions ?? []).length).toBeGreaterThan(0);
  });
});
