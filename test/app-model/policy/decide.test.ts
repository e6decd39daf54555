import { RequestContext } from '../../../lib/app-model/policy/condition';
import { Caller } from '../../../lib/app-model/policy/principal';
import { Policies, decide } from '../../../lib/app-model/policy/decide';
import { Statement } from '../../../lib/app-model/policy/statement';
import { A, APP, D, I, OBJECT, OTHER, ROLE, SAME, U, allow, answer, deny, policy, roles } from './cases';

// Groups by the pages of AWS's IAM user guide, https://docs.aws.amazon.com/IAM/latest/UserGuide/<page>.html

const GET = 's3:GetObject';
const mark = (name: string) => `\u27e6${name}\u27e7`;

describe('reference_policies_elements_action, _notaction, _resource, _notresource: which calls a statement is about', () => {
  test.each<[string, Statement, string]>([
    ['the action', allow(GET, OBJECT), A],
    ['another action', allow('s3:PutObject', OBJECT), I],
    ['letters do not count in actions', allow('S3:getobject', OBJECT), A],
    ['* in an action', allow('s3:Get*', OBJECT), A],
    ['* in the middle of an action', allow('s3:*Object', OBJECT), A],
    ['* of another prefix', allow('s3:Put*', OBJECT), I],
    ['? in an action', allow('s3:GetObjec?', OBJECT), A],
    ['? is one character', allow('s3:GetObject?', OBJECT), I],
    ['all actions of the service', allow('s3:*', OBJECT), A],
    ['all actions of another service', allow('s3express:*', OBJECT), I],
    ['all actions', allow('*', OBJECT), A],
    ['a list of actions', allow(['sqs:*', GET], OBJECT), A],
    ['no action of an empty list', allow([], OBJECT), I],
    ['all resources', allow(GET, '*'), A],
    ['letters count in resources', allow(GET, 'arn:aws:s3:::DATA/*'), I],
    ['* over slashes', allow(GET, 'arn:aws:s3:::data/*'), A],
    ['* over colons', allow(GET, 'arn:*'), A],
    ['the bucket is not its objects', allow(GET, 'arn:aws:s3:::data'), I],
    ['another folder', allow(GET, 'arn:aws:s3:::data/logs/*'), I],
    ['? in a resource', allow(GET, 'arn:aws:s3:::data/reports/?.csv'), A],
    ['?? is two characters', allow(GET, 'arn:aws:s3:::data/reports/??.csv'), I],
    ['a list of resources', allow(GET, ['arn:aws:s3:::x', OBJECT]), A],
    ['a bucket whose name goes on', allow(GET, 'arn:aws:s3:::dat/*'), I],
    ['several *', allow(GET, 'arn:aws:s3:::*/*/*.csv'), A],
    ['NotAction of others', { effect: 'Allow', notActions: ['iam:*'], resources: ['*'] }, A],
    ['NotAction of this', { effect: 'Allow', notActions: ['s3:*'], resources: ['*'] }, I],
    ['NotAction that does not say which', { effect: 'Allow', notActions: [mark('x')], resources: ['*'] }, U],
    ['NotResource of others', { effect: 'Allow', actions: [GET], notResources: ['arn:aws:s3:::secret/*'] }, A],
    ['NotResource of this', { effect: 'Allow', actions: [GET], notResources: ['arn:aws:s3:::data/*'] }, I],
    ['a policy variable', allow(GET, 'arn:aws:s3:::data/${aws:PrincipalTag/team}/*'), U],
    ['a policy variable elsewhere', allow(GET, 'arn:aws:s3:::home/${aws:username}/*'), I],
    ['${*} is a star', allow(GET, 'arn:aws:s3:::data/${*}'), I],
    ['a statement that cannot be read', { unreadable: true }, U],
    ['an effect that is not known', { actions: [GET], resources: [OBJECT] }, U],
  ])('%s', (_, statement, wanted) => {
    const call = { caller: APP, action: GET, resource: OBJECT, resourceAccount: SAME };
    expect(answer(decide(call, roles(statement)))).toBe(wanted);
  });
});

describe('reference_policies_variables: policy variables in conditions', () => {
  const owned = (by: string, context: RequestContext) => {
    const conditions = { StringEquals: { 'aws:ResourceAccount': [by] } };
    const call = { caller: APP, action: GET, resource: OBJECT, resourceAccount: SAME, context };
    return answer(decide(call, roles({ ...allow(GET, OBJECT), conditions })));
  };
  const variable = '${aws:PrincipalAccount}';

  test.each<[string, string, RequestContext, string]>([
    ['of the same value', variable, { 'aws:ResourceAccount': SAME, 'aws:PrincipalAccount': SAME }, A],
    ['in other letters', '${AWS:principalaccount}', { 'aws:ResourceAccount': SAME, 'aws:PrincipalAccount': SAME }, A],
    ['of another value', variable, { 'aws:ResourceAccount': SAME, 'aws:PrincipalAccount': '999900001111' }, I],
    ['that the request does not tell', variable, { 'aws:ResourceAccount': SAME }, U],
    [
      'known only at deployment, twice the same',
      variable,
      { 'aws:ResourceAccount': mark('Account'), 'aws:PrincipalAccount': mark('Account') },
      A,
    ],
    ['of several values', variable, { 'aws:ResourceAccount': SAME, 'aws:PrincipalAccount': [SAME, SAME] }, U],
    ['with a wildcard', variable, { 'aws:ResourceAccount': SAME, 'aws:PrincipalAccount': '*' }, U],
  ])('%s', (_, by, context, wanted) => {
    expect(owned(by, context)).toBe(wanted);
  });
});

describe('parts that are known only at deployment', () => {
  test.each<[string, string, string, string]>([
    ['the same value', `${mark('Data')}/*`, `${mark('Data')}/a`, A],
    ['the same value alone', mark('Data'), mark('Data'), A],
    ['another value', mark('Data'), mark('Logs'), U],
    ['a known text for a value', mark('Data'), OBJECT, U],
    ['a value for a known text', OBJECT, mark('Object'), U],
    ['* for a value', 'arn:aws:s3:::*', `arn:aws:s3:::${mark('Name')}`, A],
    ['? for a value', 'arn:aws:s3:::?', `arn:aws:s3:::${mark('Name')}`, U],
    ['known parts that differ before', `arn:aws:sqs:${mark('r')}:x`, `arn:aws:s3:${mark('r')}:x`, I],
    ['known parts that differ behind', `${mark('Data')}/a`, `${mark('Data')}/b`, I],
    ['known ends that differ', `${mark('Data')}.csv`, `${mark('Logs')}.txt`, I],
    ['one resource of the app and another', mark('#Data'), mark('#Logs'), I],
    ['objects of one bucket of the app and of another', `${mark('#Data')}/*`, `${mark('#Logs')}/a`, I],
    ['a resource whose name may be made of the name of another', mark('#Data'), `${mark('#Logs')}-data`, U],
    ['a resource of the app and a known text', `${mark('#Data')}/*`, OBJECT, U],
    ['a known text for a resource of the app', 'arn:aws:s3:::data', mark('#Data'), U],
    ['all resources for one of the app', '*', mark('#Data'), A],
    ['a pattern for a resource of the app', 'arn:aws:s3:::*', mark('#Data'), U],
    ['a resource of the app and what is not known', mark('#Data'), mark('Parameter'), U],
    ['a resource that takes no resource', mark('#Data'), '*', U],
  ])('%s', (_, pattern, resource, wanted) => {
    const identity = (each: string) => (each.startsWith('\u27e6#') ? { id: each, isName: false } : undefined);
    const call = { caller: APP, action: GET, resource, resourceAccount: SAME };
    expect(answer(decide(call, roles(allow(GET, pattern)), identity))).toBe(wanted);
  });

  test.each<[string, string, string]>([
    ['only * holds a call without resources', '*', A],
    ['an ARN does not', 'arn:aws:ecr:eu-west-1:111122223333:repository/app', I],
    ['nor does a pattern of ARNs', 'arn:aws:ecr:*:*:repository/*', I],
  ])('%s', (_, pattern, wanted) => {
    const call = { caller: APP, action: 'ecr:GetAuthorizationToken', resource: '*', resourceAccount: SAME };
    expect(answer(decide(call, roles(allow('ecr:*', pattern))))).toBe(wanted);
  });
});

describe('reference_policies_elements_condition_operators, _condition: what must be so', () => {
  const none = { k: null };
  test.each<[string, string, string | string[], RequestContext, string]>([
    ['equal', 'StringEquals', 'a', { k: 'a' }, A],
    ['not equal', 'StringEquals', 'a', { k: 'b' }, I],
    ['one of several', 'StringEquals', ['a', 'b'], { k: 'b' }, A],
    ['letters count', 'StringEquals', 'A', { k: 'a' }, I],
    ['no wildcards in StringEquals', 'StringEquals', '*', { k: 'a' }, I],
    ['a key that is not known', 'StringEquals', 'a', {}, U],
    ['a key that the call does not have', 'StringEquals', 'a', none, I],
    ['names of keys in any letters', 'StringEquals', 'a', { K: 'a' }, A],
    ['a value that is not known', 'StringEquals', mark('x'), { k: 'a' }, U],
    ['the same value that is not known', 'StringEquals', mark('x'), { k: mark('x') }, A],
    ['IfExists without the key', 'StringEqualsIfExists', 'a', none, A],
    ['IfExists with another value', 'StringEqualsIfExists', 'a', { k: 'b' }, I],
    ['IfExists of a key that is not known', 'StringEqualsIfExists', 'a', {}, U],
    ['StringNotEquals of another', 'StringNotEquals', 'a', { k: 'b' }, A],
    ['StringNotEquals of the same', 'StringNotEquals', 'a', { k: 'a' }, I],
    ['StringNotEquals of none of several', 'StringNotEquals', ['a', 'b'], { k: 'b' }, I],
    ['StringNotEquals without the key', 'StringNotEquals', 'a', none, A],
    ['StringEqualsIgnoreCase', 'StringEqualsIgnoreCase', 'A', { k: 'a' }, A],
    ['StringNotEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', 'A', { k: 'a' }, I],
    ['StringLike', 'StringLike', 'a*c', { k: 'abc' }, A],
    ['StringLike of another', 'StringLike', 'a?c', { k: 'abbc' }, I],
    ['StringNotLike', 'StringNotLike', 'a*', { k: 'abc' }, I],
    ['StringNotLike of another', 'StringNotLike', 'x*', { k: 'abc' }, A],
    ['ArnEquals', 'ArnEquals', OBJECT, { k: OBJECT }, A],
    ['ArnLike', 'ArnLike', 'arn:aws:ecs:*:111122223333:*', { k: 'arn:aws:ecs:eu-west-1:111122223333:task/x' }, A],
    ['ArnEquals takes wildcards too', 'ArnEquals', 'arn:aws:s3:::data/*', { k: OBJECT }, A],
    ['* of an ARN stays in its part', 'ArnLike', 'arn:aws:ecs:*:task/x', { k: 'arn:aws:ecs:eu-west-1:1:task/x' }, I],
    ['no ARN', 'ArnLike', '*', { k: OBJECT }, I],
    ['ArnNotLike', 'ArnNotLike', 'arn:aws:s3:::data/*', { k: OBJECT }, I],
    ['ArnNotEquals of another', 'ArnNotEquals', 'arn:aws:s3:::logs/*', { k: OBJECT }, A],
    [
      'an ARN with parts that are not known',
      'ArnLike',
      `arn:aws:ecs:${mark('r')}:1:*`,
      { k: 'arn:aws:ecs:x:1:task/x' },
      U,
    ],
    ['an ARN with known parts that differ', 'ArnLike', `arn:aws:ecs:${mark('r')}:1:*`, { k: 'arn:aws:sqs:x:1:y' }, I],
    ['the same ARN that is not known', 'ArnEquals', mark('#Cluster'), { k: mark('#Cluster') }, A],
    ['Bool', 'Bool', 'true', { k: 'true' }, A],
    ['Bool of the other', 'Bool', 'true', { k: 'false' }, I],
    ['Bool without the key', 'Bool', 'false', none, I],
    ['BoolIfExists without the key', 'BoolIfExists', 'false', none, A],
    ['Null: the key must not be there', 'Null', 'true', none, A],
    ['Null: it is there', 'Null', 'true', { k: 'a' }, I],
    ['Null: the key must be there', 'Null', 'false', { k: 'a' }, A],
    ['Null: it is not', 'Null', 'false', none, I],
    ['Null of a key that is not known', 'Null', 'true', {}, U],
    ['NumericEquals', 'NumericEquals', '10', { k: '10.0' }, A],
    ['NumericNotEquals', 'NumericNotEquals', '10', { k: '10' }, I],
    ['NumericLessThan', 'NumericLessThan', '10', { k: '9' }, A],
    ['NumericLessThanEquals', 'NumericLessThanEquals', '10', { k: '11' }, I],
    ['NumericGreaterThan', 'NumericGreaterThan', '10', { k: '10' }, I],
    ['NumericGreaterThanEquals', 'NumericGreaterThanEquals', '10', { k: '10' }, A],
    ['what is no number', 'NumericEquals', 'ten', { k: '10' }, U],
    ['dates are not judged', 'DateGreaterThan', '2020-01-01T00:00:00Z', { k: '2026-01-01T00:00:00Z' }, U],
    ['addresses are not judged', 'IpAddress', '10.0.0.0/8', { k: '10.0.0.1' }, U],
    ['addresses of a call without one', 'IpAddress', '10.0.0.0/8', none, I],
    ['an operator that is not known', 'StringResembles', 'a', { k: 'a' }, U],
  ])('%s', (_, operator, values, context, wanted) => {
    const statement = allow(GET, OBJECT, { conditions: { [operator]: { k: [values].flat() } } });
    const call = { caller: APP, action: GET, resource: OBJECT, resourceAccount: SAME, context };
    expect(answer(decide(call, roles(statement)))).toBe(wanted);
  });

  test.each<[string, Statement['conditions'], string]>([
    ['all keys', { StringEquals: { a: ['1'], b: ['2'] } }, A],
    ['all keys, of which one differs', { StringEquals: { a: ['1'], b: ['3'] } }, I],
    ['all operators', { StringEquals: { a: ['1'] }, StringLike: { b: ['2*'] } }, A],
    ['all operators, of which one differs', { StringEquals: { a: ['1'] }, StringLike: { b: ['3*'] } }, I],
    ['one that is not known', { StringEquals: { a: ['1'], c: ['2'] } }, U],
    ['one that differs beside one that is not known', { StringEquals: { a: ['2'], c: ['2'] } }, I],
  ])('%s', (_, conditions, wanted) => {
    const call = { caller: APP, action: GET, resource: OBJECT, resourceAccount: SAME, context: { a: '1', b: '2' } };
    expect(answer(decide(call, roles(allow(GET, OBJECT, { conditions }))))).toBe(wanted);
  });
});

describe('reference_policies_condition-single-vs-multi-valued-context-keys: sets of values', () => {
  test.each<[string, string, string[], string[] | null, string]>([
    ['all are among them', 'ForAllValues:StringEquals', ['a', 'b'], ['a'], A],
    ['one is not', 'ForAllValues:StringEquals', ['a'], ['a', 'b'], I],
    ['all of none', 'ForAllValues:StringEquals', ['a'], [], A],
    ['all, without the key', 'ForAllValues:StringEquals', ['a'], null, A],
    ['any is', 'ForAnyValue:StringEquals', ['a'], ['a', 'b'], A],
    ['none is', 'ForAnyValue:StringEquals', ['c'], ['a', 'b'], I],
    ['any of none', 'ForAnyValue:StringEquals', ['a'], [], I],
    ['any, without the key', 'ForAnyValue:StringEquals', ['a'], null, I],
    ['all like', 'ForAllValues:StringLike', ['a*'], ['ab', 'ac'], A],
    ['any not equal', 'ForAnyValue:StringNotEquals', ['a'], ['a', 'b'], A],
    ['all not equal', 'ForAllValues:StringNotEquals', ['a'], ['a', 'b'], I],
    ['several values without a set operator', 'StringEquals', ['a'], ['a', 'b'], U],
  ])('%s', (_, operator, values, k, wanted) => {
    const call = { caller: APP, action: GET, resource: OBJECT, resourceAccount: SAME, context: { k } };
    expect(answer(decide(call, roles(allow(GET, OBJECT, { conditions: { [operator]: { k: values } } }))))).toBe(wanted);
  });
});

const aws = (...names: string[]): Statement => ({ principals: { AWS: names } });
const all = { principals: '*' as const };

describe('reference_policies_evaluation-logic_policy-eval-denyallow: what decides among several policies', () => {
  const ok = policy('Role', allow(GET, '*'));
  const no = policy('No');
  test.each<[string, Policies, string]>([
    ['nothing', { identity: [] }, I],
    ['a policy without statements', { identity: [no] }, I],
    ['one of two policies', { identity: [no, ok] }, A],
    ['a denial beside it', { identity: [ok, policy('Deny', deny(GET, OBJECT))] }, D],
    ['a denial of something else', { identity: [ok, policy('Deny', deny('s3:Put*', '*'))] }, A],
    ['a denial that may apply', { identity: [ok, policy('Deny', deny(GET, mark('x')))] }, U],
    ['a denial that may apply where nothing allows', { identity: [policy('Deny', deny(GET, mark('x')))] }, I],
    [
      'a denial of all but others',
      { identity: [ok, policy('D', { effect: 'Deny', notActions: ['iam:*'], resources: ['*'] })] },
      D,
    ],
    [
      'a denial of all but this',
      { identity: [ok, policy('D', { effect: 'Deny', notActions: ['s3:*'], resources: ['*'] })] },
      A,
    ],
    ['a boundary that allows', { identity: [ok], boundary: policy('B', allow('s3:*', '*')) }, A],
    ['a boundary alone allows nothing', { identity: [no], boundary: policy('B', allow('s3:*', '*')) }, I],
    ['a boundary that does not allow', { identity: [ok], boundary: policy('B', allow('sqs:*', '*')) }, I],
    ['a boundary that denies', { identity: [ok], boundary: policy('B', allow('*', '*'), deny(GET, '*')) }, D],
    ['a boundary that cannot be read', { identity: [ok], boundary: policy('B', { unreadable: true }) }, U],
    ['the resource allows the role', { identity: [no], resource: policy('R', allow(GET, '*', aws(ROLE))) }, A],
    ['the resource allows everybody', { identity: [no], resource: policy('R', allow(GET, '*', all)) }, A],
    [
      'the resource allows everybody, the long way',
      { identity: [no], resource: policy('R', allow(GET, '*', aws('*'))) },
      A,
    ],
    ['the resource leaves it to the account', { identity: [no], resource: policy('R', allow(GET, '*', aws(SAME))) }, I],
    ['the resource denies', { identity: [ok], resource: policy('R', deny(GET, '*', all)) }, D],
    [
      'the resource denies the account',
      { identity: [ok], resource: policy('R', deny(GET, '*', aws(`arn:aws:iam::${SAME}:root`))) },
      D,
    ],
    ['the resource denies another account', { identity: [ok], resource: policy('R', deny(GET, '*', aws(OTHER))) }, A],
    [
      'the resource says nothing of the role',
      { identity: [ok], resource: policy('R', allow(GET, '*', aws(OTHER))) },
      A,
    ],
    [
      'the resource denies all but the account and role',
      { identity: [ok], resource: policy('R', { ...deny(GET, '*'), notPrincipals: { AWS: [SAME, ROLE] } }) },
      U,
    ],
    [
      'the resource denies all but others',
      { identity: [ok], resource: policy('R', { ...deny(GET, '*'), notPrincipals: { AWS: [OTHER] } }) },
      D,
    ],
    [
      'a boundary limits what the resource gives the role',
      { identity: [no], boundary: no, resource: policy('R', allow(GET, '*', aws(ROLE))) },
      I,
    ],
    ['an endpoint that lets it through', { identity: [ok], endpoints: [policy('E', allow('*', '*', all))] }, A],
    ['an endpoint that does not', { identity: [ok], endpoints: [policy('E', allow('sqs:*', '*', all))] }, I],
    [
      'an endpoint that denies',
      { identity: [ok], endpoints: [policy('E', allow('*', '*', all), deny(GET, '*', all))] },
      D,
    ],
    ['one endpoint of two', { identity: [ok], endpoints: [policy('E', allow('*', '*', all)), no] }, I],
    ['an endpoint for other roles', { identity: [ok], endpoints: [policy('E', allow('*', '*', aws(`${ROLE}2`)))] }, I],
    [
      'an endpoint with a condition that is not known',
      {
        identity: [ok],
        endpoints: [policy('E', allow('*', '*', { ...all, conditions: { StringEquals: { k: ['a'] } } }))],
      },
      U,
    ],
  ])('%s', (_, policies, wanted) => {
    const call = { caller: APP, action: GET, resource: OBJECT, resourceAccount: SAME };
    expect(answer(decide(call, policies))).toBe(wanted);
  });
});

describe('reference_policies_evaluation-logic-cross-account: both accounts must allow', () => {
  const ok = policy('Role', allow(GET, '*'));
  const no = policy('Role');
  const gives = (more: Statement) => policy('Bucket', allow(GET, '*', more));
  test.each<[string, string | undefined, Policies, string]>([
    ['the role alone', OTHER, { identity: [ok] }, I],
    ['the resource alone', OTHER, { identity: [no], resource: gives(aws(ROLE)) }, I],
    ['both, by the role', OTHER, { identity: [ok], resource: gives(aws(ROLE)) }, A],
    ['both, by the account', OTHER, { identity: [ok], resource: gives(aws(SAME)) }, A],
    ['both, by everybody', OTHER, { identity: [ok], resource: gives(all) }, A],
    ['another role', OTHER, { identity: [ok], resource: gives(aws(`arn:aws:iam::${SAME}:role/web`)) }, I],
    ['the account of a policy is not known', OTHER, { identity: [ok], resource: gives(aws(mark('Account'))) }, U],
    ['which account is not known, the role alone', undefined, { identity: [ok] }, U],
    ['which account is not known, nobody', undefined, { identity: [no] }, I],
    ['which account is not known, both', undefined, { identity: [ok], resource: gives(aws(ROLE)) }, A],
    [
      'which account is not known, the resource alone',
      mark('Account'),
      { identity: [no], resource: gives(aws(ROLE)) },
      U,
    ],
  ])('%s', (_, resourceAccount, policies, wanted) => {
    const call = {
      caller: APP,
      action: GET,
      resource: OBJECT,
      ...(resourceAccount !== undefined && { resourceAccount }),
    };
    expect(answer(decide(call, policies))).toBe(wanted);
  });
});

describe('KMS developer guide, key-policies and policy-evaluation: the policy of a key must agree', () => {
  const key = 'arn:aws:kms:eu-west-1:111122223333:key/1';
  const ok = policy('Role', allow('kms:Decrypt', key));
  const no = policy('Role');
  const root = `arn:aws:iam::${SAME}:root`;
  test.each<[string, Policies, string]>([
    ['the account, and the role', { identity: [ok], resource: policy('Key', allow('kms:*', '*', aws(root))) }, A],
    ['the account alone', { identity: [no], resource: policy('Key', allow('kms:*', '*', aws(root))) }, I],
    ['the role by itself', { identity: [no], resource: policy('Key', allow('kms:Decrypt', '*', aws(ROLE))) }, A],
    ['a key for others', { identity: [ok], resource: policy('Key', allow('kms:*', '*', aws(`${ROLE}2`))) }, I],
    [
      'only by a service',
      {
        identity: [ok],
        resource: policy(
          'Key',
          allow('kms:*', '*', {
            ...aws(root),
            conditions: { StringEquals: { 'kms:ViaService': ['s3.eu-west-1.amazonaws.com'] } },
          }),
        ),
      },
      U,
    ],
    ['a key that cannot be read', { identity: [ok], resource: policy('Key', { unreadable: true }) }, U],
  ])('%s', (_, policies, wanted) => {
    const call = { caller: APP, action: 'kms:Decrypt', resource: key, resourceAccount: SAME };
    expect(answer(decide(call, { ...policies, resourceMustAgree: true }))).toBe(wanted);
  });
});

describe('reference_policies_elements_principal, id_roles_create_for-service: who may take a role', () => {
  const assume = (more: Statement): Statement => ({ effect: 'Allow', actions: ['sts:AssumeRole'], ...more });
  const ecs = { principals: { Service: ['ecs-tasks.amazonaws.com'] } };
  const account = { StringEquals: { 'aws:SourceAccount': [SAME] } };
  test.each<[string, Statement[], string]>([
    ['the service', [assume(ecs)], A],
    ['another service', [assume({ principals: { Service: ['ecs.amazonaws.com'] } })], I],
    [
      'one of several services',
      [assume({ principals: { Service: ['ec2.amazonaws.com', 'ecs-tasks.amazonaws.com'] } })],
      A,
    ],
    ['an account', [assume(aws(SAME))], I],
    ['a federated user', [assume({ principals: { Federated: ['accounts.google.com'] } })], I],
    ['everybody', [assume(all)], U],
    ['a service that is not known', [assume({ principals: { Service: [mark('Service')] } })], U],
    ['a domain that is not known', [assume({ principals: { Service: [`ecs-tasks.${mark('Suffix')}`] } })], U],
    ['tags of a session only', [{ ...assume(ecs), actions: ['sts:TagSession'] }], I],
    ['the account of the task', [assume({ ...ecs, conditions: account })], A],
    ['another account', [assume({ ...ecs, conditions: { StringEquals: { 'aws:SourceAccount': [OTHER] } } })], I],
    [
      'an external id, which ECS does not give',
      [assume({ ...ecs, conditions: { StringEquals: { 'sts:ExternalId': ['x'] } } })],
      I,
    ],
    [
      'a condition that is not known',
      [assume({ ...ecs, conditions: { StringEquals: { 'aws:SourceOrgID': ['o'] } } })],
      U,
    ],
    ['a denial beside it', [assume(ecs), { ...assume(ecs), effect: 'Deny' }], D],
    ['no statement', [], I],
  ])('%s', (_, statements, wanted) => {
    const caller: Caller = { service: 'ecs-tasks.amazonaws.com' };
    const context = { 'aws:SourceAccount': SAME, 'sts:ExternalId': null };
    const call = { caller, action: 'sts:AssumeRole', resource: ROLE, resourceAccount: SAME, context };
    expect(answer(decide(call, { identity: [], resource: policy('Trust', ...statements) }))).toBe(wanted);
  });
});

describe('the statement that decides', () => {
  const call = { caller: APP, action: GET, resource: OBJECT, resourceAccount: SAME };

  test('is told with its policy', () => {
    const denial = deny('s3:*', '*');
    const grant = allow(GET, '*');
    expect(decide(call, roles(grant))).toEqual({ verdict: 'allowed', by: grant, policy: 'Role' });
    expect(decide(call, roles(grant, denial))).toEqual({
      verdict: 'denied',
      explicit: true,
      by: denial,
      policy: 'Role',
    });
  });

  test('is missing where nothing allows; the policy that does not agree is told', () => {
    const identity = [policy('Role', allow(GET, '*'))];
    expect(decide(call, { identity: [] })).toEqual({ verdict: 'denied', explicit: false });
    expect(decide(call, { identity, boundary: policy('B') })).toEqual({
      verdict: 'denied',
      explicit: false,
      policy: 'B',
    });
    expect(decide(call, { identity, endpoints: [policy('E')] })).toEqual({
      verdict: 'denied',
      explicit: false,
      policy: 'E',
    });
  });
});
