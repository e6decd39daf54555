import { readFileSync, readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import { AppModel } from '../../lib/app-model/app-model';
import { judgeRights } from '../../lib/start-proof/rights/rights';

const SNAPSHOTS = join(__dirname, '__snapshots__');

type Json = Record<string, any>;

/**
 * Statements whose loss is not told, by the reason. `own`: the containers, or a function, call it by themselves. `spare`:
 * nothing in the example needs it. `unseen`: something needs it, and the proof does not ask.
 */
const NOT_TOLD: readonly (readonly [action: RegExp, resource: RegExp, why: 'own' | 'spare' | 'unseen'])[] = [
  [/^ecs:Poll$/, /:task-set\//, 'spare'], // Only hosts of services with Service Connect poll for a task set.
  [/^(dynamodb|sqs):/, /./, 'own'],
  [/^s3:PutObject$/, /reports-of-orders/, 'own'],
  [/^ecs:(Get|Update)TaskProtection/, /./, 'own'],
  [/^ecs:(Delete|Put)AccountSetting/, /./, 'own'],
  [/^logs:/, /application-signals/, 'own'],
  [/^es:ESHttpPost$/, /:domain\/logs/, 'own'], // The output names a host, not a domain of the app.
  [/^logs:CreateLogDelivery/, /./, 'unseen'], // Logs and traces of a state machine.
  [/^kms:Decrypt$/, /:key\/1234abcd/, 'unseen'], // The key of a secret that the app does not have.
  [/^elasticloadbalancing:(Der|R)egisterTargets/, /./, 'unseen'], // No page tells which role registers targets.
];

function openRights(templates: Json): { open: number; roles: Set<string> } {
  const stacks = Object.entries(templates).map(([name, template]) => ({ name, path: name, template, nested: {} }));
  const judged = judgeRights(new AppModel(stacks as ConstructorParameters<typeof AppModel>[0]));
  return {
    open: judged.filter(({ verdict }) => verdict !== 'proved').length,
    roles: new Set(judged.flatMap(({ right: { role } }) => role?.resource?.id ?? [])),
  };
}

/** The lists of statements of the roles that were asked about, trust policies among them. */
function statementsOf(templates: Json, roles: ReadonlySet<string>): Json[][] {
  return Object.entries(templates).flatMap(([stack, { Resources = {} }]) =>
    Object.entries(Resources as Json).flatMap(([id, { Type, Properties: properties = {} }]) => {
      const owners = Type === 'AWS::IAM::Role' ? [id] : (properties.Roles ?? []).map(({ Ref }: Json) => Ref);
      return /^AWS::IAM::(Role|Policy|ManagedPolicy)$/.test(Type) &&
        owners.some((one: string) => roles.has(`${stack}/${one}`))
        ? [
            properties.PolicyDocument,
            properties.AssumeRolePolicyDocument,
            ...(properties.Policies ?? []).map((each: Json) => each.PolicyDocument),
          ]
            .filter((document) => Array.isArray(document?.Statement))
            .map((document) => document.Statement)
        : [];
    }),
  );
}

test('every statement of a role that is taken away is told, but for those that are listed', () => {
  const kinds = { told: 0, own: 0, spare: 0, unseen: 0 };
  const surprising: string[] = [];
  for (const file of readdirSync(SNAPSHOTS)) {
    const templates = JSON.parse(readFileSync(join(SNAPSHOTS, file), 'utf8')) as Json;
    const { open, roles } = openRights(templates);
    for (const statements of statementsOf(templates, roles)) {
      for (const [index, statement] of [...statements.entries()].filter(([, { Effect }]) => Effect === 'Allow')) {
        statements.splice(index, 1);
        const told = openRights(templates).open > open;
        statements.splice(index, 0, statement);
        const [action, resource] = [[statement.Action].flat().join(), JSON.stringify(statement.Resource ?? '*')];
        const known = NOT_TOLD.find(([actions, resources]) => actions.test(action) && resources.test(resource))?.[2];
        kinds[told ? 'told' : (known ?? 'unseen')] += 1;
        if (!told && known === undefined) {
          surprising.push(`${parse(file).name}: ${action} on ${resource}`);
        }
      }
    }
  }

  expect(surprising).toEqual([]);
  expect(kinds.told).toBeGreaterThan(200);
  expect(kinds.told / (kinds.told + kinds.unseen)).toBeGreaterThan(0.95);
});

test('every right of the examples is proved', () => {
  const open = readdirSync(SNAPSHOTS).filter(
    (file) => openRights(JSON.parse(readFileSync(join(SNAPSHOTS, file), 'utf8')) as Json).open > 0,
  );

  expect(open).toEqual([]);
});
