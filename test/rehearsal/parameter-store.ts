import { Template } from './evaluate';
import { Refused } from './world';

/** Values of the public parameters of Systems Manager that templates look up, and of the bootstrap stack. */
const VALUES: readonly (readonly [RegExp, string])[] = [
  [/^\/cdk-bootstrap\/[^/]+\/version$/, '30'],
  [/image[_-]id|ami/, 'ami-00000000000000001'],
];

export function parameterStore(name: string): string {
  const found = VALUES.find(([pattern]) => pattern.test(name));
  if (found === undefined) {
    throw new Refused('ParameterNotFound', `the double has no parameter ${name}`);
  }
  return found[1];
}

/** The parameters of a stack as its template sees them: names of the parameter store looked up. */
export function lookedUp(
  { Parameters = {} }: Template,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).map(([id, value]) => [
      id,
      String(Parameters[id]?.Type).startsWith('AWS::SSM::Parameter::Value<') ? parameterStore(value) : value,
    ]),
  );
}
