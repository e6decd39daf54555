import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { AppModel } from '../../lib/app-model/app-model';
import { ConstructIndex } from '../../lib/app-model/constructs';
import { readAssembly } from '../../lib/app-model/read-assembly';
import { Judge } from '../../lib/start-proof/rights/judge';
import { judgeRights } from '../../lib/start-proof/rights/rights';
import { testApp } from '../support/stacks';

const EXAMPLES = join(__dirname, '..', '..', 'examples');

type Json = Record<string, any>;

/**
 * Statements whose loss is not told, by the reason. `own`: the containers of the example call it by a grant of their author.
 * `people`: it is for a person, whose wishes no template tells. `spare`: nothing in the example needs it.
 */
const NOT_TOLD: readonly (readonly [action: RegExp, where: RegExp, why: 'own' | 'people' | 'spare'])[] = [
  [/^ecs:Poll$/, /:task-set\//, 'spare'], // Only hosts of services with Service Connect poll for a task set.
  [/^s3:PutObject$/, /reports-of-orders/, 'own'],
  [/^states:StartExecution$/, /OnCall/, 'people'],
  [/./, /MayEnter|NightShift/, 'people'],
];

/** An example with what reads its templates again after each change. */
function readExample(build: (app: App) => void) {
  const app = testApp();
  build(app);
  const stacks = readAssembly(app.synth().directory);
  const constructs = new ConstructIndex(app);
  const open = () => {
    const model = new AppModel(stacks);
    return judgeRights(model, new Judge(model), constructs).filter(({ verdict }) => verdict !== 'proved');
  };
  return { open, templates: stacks.map(({ template }) => template as Json) };
}

/** What allows something: statements and managed policies, in the lists that they can be taken out of. */
function grantsOf(template: Json): { id: string; list: any[] }[] {
  return Object.entries((template.Resources ?? {}) as Json).flatMap(([id, { Type, Properties: properties = {} }]) => {
    const inline = (properties.Policies ?? []).map((each: Json) => each.PolicyDocument);
    const documents = [properties.PolicyDocument, properties.AssumeRolePolicyDocument, ...inline];
    const statements = documents.map((document) => document?.Statement).filter((each) => Array.isArray(each));
    return /^AWS::IAM::(Role|Policy|ManagedPolicy)$/.test(Type)
      ? [...statements, properties.ManagedPolicyArns ?? []].map((list) => ({ id, list }))
      : [];
  });
}

const examples = readdirSync(EXAMPLES).filter((folder) => existsSync(join(EXAMPLES, folder, 'app.ts')));

test('whatever is taken away from a role of an example is told, but for what is listed', async () => {
  const kinds = { told: 0, own: 0, people: 0, spare: 0, surprising: 0 };
  const surprising: string[] = [];
  const unproved: string[] = [];
  for (const example of examples) {
    const { build }: { build: (app: App) => void } = await import(join(EXAMPLES, example, 'app'));
    const { open, templates } = readExample(build);
    const before = open();
    unproved.push(...before.map(({ right: { subject, purpose } }) => `${example}: ${subject.path} ${purpose}`));
    for (const { id, list } of templates.flatMap(grantsOf)) {
      for (const [index, grant] of [...list.entries()].filter(([, { Effect }]) => Effect !== 'Deny')) {
        list.splice(index, 1);
        const told = open().length > before.length;
        list.splice(index, 0, grant);
        const [action, where] = [[grant.Action ?? ''].flat().join() || 'managed', `${id} ${JSON.stringify(grant)}`];
        const why = NOT_TOLD.find(([actions, places]) => actions.test(action) && places.test(where))?.[2];
        kinds[told ? 'told' : (why ?? 'surprising')] += 1;
        surprising.push(...(told || why !== undefined ? [] : [`${example}: ${where}`]));
      }
    }
  }

  expect(surprising).toEqual([]);
  expect(unproved).toEqual([]);
  const all = Object.values(kinds).reduce((sum, count) => sum + count, 0);
  expect(all).toBeGreaterThan(400);
  expect(kinds.told / all).toBeGreaterThanOrEqual(0.95);
});
