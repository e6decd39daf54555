import { AppModel, Resource } from '../../../lib/app-model/app-model';
import { contentOf, contentText } from '../../../lib/app-model/content';
import { describe as describeFound, inspect } from '../../../lib/security/checks/inspect';
import { RULES } from '../../../lib/security/checks/rules';
import type { AroundRule, OwnRule } from '../../../lib/security/checks/rule';
import { settingsOf } from '../../../lib/security/checks/settings';
import { ownSubject } from '../../../lib/security/checks/subject';
import { Templates, doubled, exampleTemplates, modelOfTemplates, mutated } from '../../support/app-variants';
import { CASES } from './cases';

const SETTINGS = settingsOf();
const OWN = RULES.filter((rule): rule is OwnRule => rule.around !== true);
const CONCERNED = RULES.filter((rule): rule is AroundRule => rule.around === true && rule.concerns !== undefined);

const cases = Object.entries(CASES).flatMap(([id, { ok, bad, open, silent }]): [string, Templates][] =>
  Object.entries({ ok, bad, open, silent }).flatMap(([kind, resources]): [string, Templates][] =>
    resources === undefined ? [] : [[`${id} ${kind}`, { Stack: { Resources: resources } }]],
  ),
);
const apps = [...exampleTemplates(), ...cases];

/** A model that fails when somebody asks it for more than the text of a value. */
function closed(model: AppModel): AppModel {
  return new Proxy(model, {
    get(target, name) {
      if (name !== 'evaluate' && name !== 'text') {
        throw new Error(`a rule that is not marked asks the model for '${String(name)}'`);
      }
      const { [name]: read } = target;
      return read.bind(target);
    },
  });
}

test('a rule without the mark reads nothing but the properties of its resource, nor does one that asks what concerns it', () => {
  const asked = jest.fn();
  const open = Object.getOwnPropertyDescriptor(Resource.prototype, 'properties')!.get!;
  let own: Resource | undefined;
  jest.spyOn(Resource.prototype, 'properties', 'get').mockImplementation(function (this: Resource) {
    if (own !== undefined && this !== own) {
      asked(own.id, this.id);
    }
    return open.call(this) as Resource['properties'];
  });
  let answers = 0;
  for (const [, templates] of apps) {
    const model = modelOfTemplates(templates);
    for (const resource of model.resources) {
      const rules = OWN.filter(({ types }) => types.includes(resource.type));
      const concerned = CONCERNED.filter(({ types }) => types.includes(resource.type));
      // What takes a reference apart is never judged together with another.
      if (
        rules.length + concerned.length > 0 &&
        !contentText(model, resource).startsWith(`${resource.type} ${resource.id} `)
      ) {
        const subject = ownSubject(closed(model), resource, SETTINGS);
        own = resource;
        rules.forEach((rule) => (answers += rule.check(subject).length));
        concerned.forEach((rule) => (answers += rule.concerns!(subject) ? 1 : 0));
        own = undefined;
      }
    }
  }

  expect(asked).not.toHaveBeenCalled();
  expect(answers).toBeGreaterThan(500);
});

test('an unmarked rule cannot ask for the model', () => {
  const [resource] = modelOfTemplates(apps[0][1]).resources;
  const subject = ownSubject(modelOfTemplates(apps[0][1]), resource, SETTINGS);

  expect(Object.values(subject).filter((part) => part instanceof AppModel || part instanceof Resource)).toEqual([]);
});

/** Everything that the pack finds, as texts with their places. */
function told(model: AppModel, ...keyOf: [((...of: Parameters<typeof contentOf>) => unknown)?]): string[] {
  return inspect(model, SETTINGS, ...keyOf).map(
    (found) =>
      `${found.rule.id} ${found.finding} ${describeFound(found, true)} ${found.places.map(({ resource }) => resource.id).join()}`,
  );
}

test('resources that are judged together get the findings that each gets alone', () => {
  let together = 0;
  for (const [name, templates] of apps) {
    const twice = doubled(templates);
    const variants = [templates, twice, ...[1, 2, 3, 4].map((seed) => mutated(twice, seed * 7919 + name.length))];
    for (const variant of variants) {
      const keys = new Set<number>();
      const counted: typeof contentOf = (model, resource) => {
        const key = contentOf(model, resource);
        together += keys.has(key) ? 1 : 0;
        keys.add(key);
        return key;
      };
      expect(told(modelOfTemplates(variant), counted)).toEqual(told(modelOfTemplates(variant), (_, { id }) => id));
    }
  }

  expect(together).toBeGreaterThan(1000);
});
