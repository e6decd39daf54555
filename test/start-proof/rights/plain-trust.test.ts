import { modelOfTemplate } from '../../../lib/app-model/load';
import { decide } from '../../../lib/app-model/policy/decide';
import { identitiesOf } from '../../../lib/app-model/policy/identity';
import { Judge } from '../../../lib/start-proof/rights/judge';
import { judgeRights } from '../../../lib/start-proof/rights/rights';

const TASKS = 'ecs-tasks.amazonaws.com';
const plain = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: TASKS } };

const STATEMENTS: [string, object[]][] = [
  ['the service', [plain]],
  ['the service among others', [{ ...plain, Principal: { Service: ['ec2.amazonaws.com', TASKS], AWS: '*' } }]],
  ['another service', [{ ...plain, Principal: { Service: 'ec2.amazonaws.com' } }]],
  ['a service known only at deployment', [{ ...plain, Principal: { Service: { Ref: 'Name' } } }]],
  ['everybody', [{ ...plain, Principal: '*' }]],
  ['one of several calls', [{ ...plain, Action: ['sts:TagSession', 'sts:AssumeRole'] }]],
  ['a pattern of calls', [{ ...plain, Action: 'sts:*' }]],
  ['another call', [{ ...plain, Action: 'sts:TagSession' }]],
  ['all calls but one', [{ ...plain, Action: undefined, NotAction: 'sts:TagSession' }]],
  ['call and exception', [{ ...plain, NotAction: 'sts:AssumeRole' }]],
  ['a resource', [{ ...plain, Resource: 'arn:aws:iam::111122223333:role/other' }]],
  ['a condition that holds', [{ ...plain, Condition: { Null: { 'sts:ExternalId': 'true' } } }]],
  ['a condition that does not', [{ ...plain, Condition: { StringEquals: { 'aws:SourceAccount': '1' } } }]],
  ['a condition on what is not known', [{ ...plain, Condition: { StringEquals: { 'aws:username': 'a' } } }]],
  ['a denial beside it', [plain, { ...plain, Effect: 'Deny' }]],
  ['a denial of others beside it', [plain, { ...plain, Effect: 'Deny', Principal: { Service: 'ec2.amazonaws.com' } }]],
  ['what cannot be read beside it', [plain, { ...plain, Effect: { Ref: 'Name' } }]],
  ['an element that IAM does not have', [{ ...plain, Actions: 'sts:*' }]],
];

test.each(STATEMENTS)('a trust policy that allows %s is judged as IAM decides', (_, Statement) => {
  const model = modelOfTemplate({
    Parameters: { Name: { Type: 'String' } },
    Resources: {
      Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement } } },
      Task: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: { RequiresCompatibilities: ['FARGATE'], TaskRoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] } },
      },
    },
  });
  const [{ right, verdict }, ...others] = judgeRights(model, new Judge(model));
  const { role, context = {}, resources, trustedService } = right;
  const call = { caller: { service: TASKS }, action: 'sts:AssumeRole', resource: resources[0], context };
  const decision = decide(call, { identity: [], resource: role!.trust }, identitiesOf(model));
  expect([others, trustedService]).toEqual([[], TASKS]);
  expect({ proved: 'allowed', broken: 'denied', unknown: 'unknown' }[verdict]).toBe(decision.verdict);
});
