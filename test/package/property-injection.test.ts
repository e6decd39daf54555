import { Construct } from 'constructs';
import * as library from '../../lib';

/** What users extend, and do not make. */
const BASES = ['JobWorkload', 'ServiceWorkload'];

const constructs = Object.entries(library)
  .filter(
    ([, value]) =>
      typeof value === 'function' && Construct.prototype.isPrototypeOf.call(Construct.prototype, value.prototype),
  )
  .filter(([name]) => !BASES.includes(name));

test.each(constructs)('%s takes what a property injector of the app says', (name, construct) => {
  expect((construct as { PROPERTY_INJECTION_ID?: string }).PROPERTY_INJECTION_ID).toBe(`cdk-ecs-groundwork.${name}`);
});

test('all constructs are looked at', () => {
  expect(constructs.length).toBeGreaterThan(35);
});
