import * as fc from 'fast-check';
import { Call, Policies, decide } from '../../../lib/app-model/policy/decide';
import { patternHolds } from '../../../lib/app-model/policy/pattern';
import { Statement } from '../../../lib/app-model/policy/statement';
import { APP, OTHER, ROLE, SAME, policy } from './cases';

const ACTIONS = ['s3:GetObject', 's3:Get*', 's3:*', 's3:PutObject', '*', 'sqs:SendMessage'];
const RESOURCES = ['arn:aws:s3:::a/x', 'arn:aws:s3:::a/*', 'arn:aws:s3:::?/x', '*', 'arn:aws:s3:::b/x'];
const PEOPLE = [ROLE, SAME, OTHER, '*', `${ROLE}2`];

const some = (values: readonly string[]) => fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 2 });
const effect = fc.constantFrom<'Allow' | 'Deny'>('Allow', 'Allow', 'Deny');
const conditions = fc.constantFrom<Statement['conditions']>(
  {},
  {},
  { StringEquals: { k: ['a'] } },
  { StringNotLike: { k: ['a*'] } },
  { ArnLike: { arn: ['arn:aws:s3:*:*:a'] } },
  { Null: { k: ['true'] } },
  { 'ForAllValues:StringLike': { k: ['b', 'a?'] } },
  { BoolIfExists: { k: ['true'] } },
);
const ofRole: fc.Arbitrary<Statement> = fc.oneof(
  fc.record({ effect, actions: some(ACTIONS), resources: some(RESOURCES), conditions }),
  fc.record({ effect, notActions: some(ACTIONS), resources: some(RESOURCES), conditions }),
  fc.record({ effect, actions: some(ACTIONS), notResources: some(RESOURCES), conditions }),
);
const ofResource: fc.Arbitrary<Statement> = fc
  .tuple(ofRole, some(PEOPLE), fc.boolean())
  .map(([statement, AWS, not]) => ({ ...statement, ...(not ? { notPrincipals: { AWS } } : { principals: { AWS } }) }));
const document = (statement: fc.Arbitrary<Statement>, name: string) =>
  fc.array(statement, { maxLength: 4 }).map((statements) => policy(name, ...statements));
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const policies: fc.Arbitrary<Policies> = fc
  .record({
    identity: fc.array(document(ofRole, 'Role'), { maxLength: 2 }),
    boundary: maybe(document(ofRole, 'Boundary')),
    resource: maybe(document(ofResource, 'Resource')),
    resourceMustAgree: fc.boolean(),
    endpoints: fc.array(document(ofResource, 'Endpoint'), { maxLength: 1 }),
  })
  .map(({ boundary, resource, ...rest }) => ({
    ...rest,
    ...(boundary && { boundary }),
    ...(resource && { resource }),
  }));

const calls: fc.Arbitrary<Call> = fc.record({
  caller: fc.constant(APP),
  action: fc.constantFrom('s3:GetObject', 's3:PutObject'),
  resource: fc.constantFrom('arn:aws:s3:::a/x', 'arn:aws:s3:::b/x', '*'),
  resourceAccount: fc.constantFrom(SAME, OTHER),
  context: fc.constantFrom(
    { k: 'a', arn: null },
    { k: null, arn: 'arn:aws:s3:r:1:a' },
    { k: 'b', arn: 'arn:aws:s3:r:1:2:a' },
  ),
});

const RUNS = { numRuns: 400 };

test('a denial always wins', () => {
  fc.assert(
    fc.property(calls, policies, (call, given) => {
      const denial: Statement = { effect: 'Deny', actions: ['*'], resources: ['*'] };
      const { verdict, explicit } = decide(call, { ...given, identity: [...given.identity, policy('Deny', denial)] });
      expect([verdict, explicit]).toEqual(['denied', true]);
    }),
    RUNS,
  );
});

test('one more statement that allows never takes a right away', () => {
  fc.assert(
    fc.property(calls, policies, ofResource, fc.nat(2), (call, given, rest, where) => {
      const more = [{ ...rest, effect: 'Allow' as const }];
      const plain = { ...more[0], principals: undefined, notPrincipals: undefined } as unknown as Statement;
      const add = {
        ...given,
        ...[
          { identity: [...given.identity, policy('More', plain)] },
          given.boundary ? { boundary: policy('B', ...given.boundary.statements, plain) } : {},
          given.resource ? { resource: policy('R', ...given.resource.statements, ...more) } : {},
        ][where],
      };
      const [before, after] = [decide(call, given).verdict, decide(call, add).verdict];
      expect([before, after]).not.toEqual(['allowed', 'denied']);
      expect([before, after]).not.toEqual(['allowed', 'unknown']);
      expect([before, after]).not.toEqual(['unknown', 'denied']);
    }),
    RUNS,
  );
});

test('the order of policies and statements does not matter', () => {
  fc.assert(
    fc.property(calls, policies, (call, given) => {
      const turned = {
        ...given,
        identity: given.identity.map(({ name, statements }) => policy(name, ...[...statements].reverse())).reverse(),
        ...(given.resource && { resource: policy('R', ...[...given.resource.statements].reverse()) }),
      };
      const [one, other] = [decide(call, given), decide(call, turned)];
      expect([one.verdict, one.explicit]).toEqual([other.verdict, other.explicit]);
    }),
    RUNS,
  );
});

/** Puts a mark in the place of one text wherever it stands, and forgets a key. */
function blur<T>(value: T, part: string): T {
  return JSON.parse(JSON.stringify(value).replaceAll(part, '\u27e6it\u27e7')) as T;
}

test.each(['s3:::a', 'arn:aws:s3:::a/x', 'a/x', '111122223333', 'role/app', ':r:', '::', 'aws', 'x'])(
  'a value that is not known never turns an answer into its opposite: %s',
  (part) => {
    fc.assert(
      fc.property(calls, policies, fc.boolean(), fc.boolean(), (call, given, ofCall, ofPolicies) => {
        // The action is always known.
        const blurred = ofCall ? { ...blur(call, part), action: call.action } : call;
        const verdicts = [decide(call, given), decide(blurred, ofPolicies ? blur(given, part) : given)].map(
          (d) => d.verdict,
        );
        expect(verdicts).not.toEqual(['allowed', 'denied']);
        expect(verdicts).not.toEqual(['denied', 'allowed']);
      }),
      RUNS,
    );
  },
);

test('a key, an account or a statement that is not known never turns an answer into its opposite', () => {
  fc.assert(
    fc.property(calls, policies, fc.nat(3), (call, given, what) => {
      const bare = { caller: call.caller, action: call.action, resource: call.resource };
      const [call2, given2] = [
        [{ ...call, context: {} }, given],
        [{ ...bare, context: call.context }, given],
        [
          call,
          {
            ...given,
            identity: given.identity.map(({ name, statements }) =>
              policy(name, ...statements.map((s, i) => (i === 0 ? { unreadable: true } : s))),
            ),
          },
        ],
        [call, { ...given, ...(given.resource && { resource: policy('R', { unreadable: true }) }) }],
      ][what] as [Call, Policies];
      const verdicts = [decide(call, given).verdict, decide(call2, given2).verdict];
      expect(verdicts).not.toEqual(['allowed', 'denied']);
      expect(verdicts).not.toEqual(['denied', 'allowed']);
    }),
    RUNS,
  );
});

test('a pattern with marks says what the same pattern says with any value in their place', () => {
  const piece = fc.constantFrom('a', 'b', ':', '*', '?', '\u27e61\u27e7', '\u27e62\u27e7');
  const value = fc.constantFrom('', 'a', 'b', 'ab', ':a', 'b:');
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 6 }),
      fc.array(piece, { maxLength: 6 }),
      value,
      value,
      (p, t, one, two) => {
        const [pattern, text] = [p.join(''), t.join('').replace(/[*?]/g, 'a')];
        const fill = (each: string) => each.replaceAll('\u27e61\u27e7', one).replaceAll('\u27e62\u27e7', two);
        const wanted = patternHolds(fill(pattern), fill(text));
        expect([wanted, 'maybe']).toContain(patternHolds(pattern, text));
      },
    ),
    { numRuns: 4000 },
  );
});
