import { readFileSync, readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import { AppModel } from '../../lib/app-model/app-model';
import type { RawTemplate } from '../../lib/app-model/templates';

type Json = Record<string, any>;

/** The templates of an app by the paths of their stacks. */
export type Templates = Readonly<Record<string, Json>>;

const SNAPSHOTS = join(__dirname, '..', 'examples', '__snapshots__');

/** The templates of all examples, by the example. */
export function exampleTemplates(): [example: string, templates: Templates][] {
  return readdirSync(SNAPSHOTS).map((file) => [
    parse(file).name,
    JSON.parse(readFileSync(join(SNAPSHOTS, file), 'utf8')) as Templates,
  ]);
}

/** A model of templates. */
export function modelOfTemplates(templates: Templates): AppModel {
  return new AppModel(
    Object.entries(templates).map(([path, template]) => ({
      name: path.replace(/\W/g, ''),
      path,
      template: template as RawTemplate,
      nested: {},
    })),
  );
}

/** The templates with everything that belongs to a task a second time, by other logical ids. */
export function doubled(templates: Templates): Templates {
  return mapped(templates, (template) => {
    const resources: Json = template.Resources ?? {};
    const ids = new Set(Object.keys(resources).filter((id) => OWNED.test(resources[id].Type)));
    const copies = [...ids].map((id) => [`${id}Copy`, copyOf(resources[id], ids)]);
    return { ...template, Resources: { ...resources, ...Object.fromEntries(copies) } };
  });
}

const OWNED =
  /^AWS::(ECS::(TaskDefinition|Service|DaemonTaskDefinition)|IAM|Logs|EC2::SecurityGroup|SecretsManager|ECR|SQS|Events::Rule|ApplicationAutoScaling)\b/;

function copyOf(value: unknown, ids: ReadonlySet<string>): unknown {
  const named = (id: unknown) => (ids.has(String(id)) ? `${String(id)}Copy` : id);
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map((item) => copyOf(item, ids));
  }
  return Object.fromEntries(
    Object.entries(value as Json).map(([key, inner]) => [
      key,
      key === 'Ref'
        ? named(inner)
        : key === 'Fn::GetAtt' && Array.isArray(inner)
          ? [named(inner[0]), ...(inner.slice(1) as unknown[])]
          : key === 'DependsOn'
            ? [inner].flat().map(named)
            : copyOf(inner, ids),
    ]),
  );
}

/** The templates with some faults, always the same ones for a seed: something missing, open, moved or of another kind. */
export function mutated(templates: Templates, seed: number): Templates {
  const changed = JSON.parse(JSON.stringify(templates)) as Record<string, Json>;
  const random = randomOf(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  for (let count = 0; count < 3; count += 1) {
    const { Resources: resources = {} } = pick(Object.values(changed)) as { Resources?: Json };
    const ids = Object.keys(resources);
    const places = placesIn(resources[pick(ids)]?.Properties);
    if (places.length > 0) {
      const [holder, key] = pick(places);
      const [other, otherKey] = pick(places);
      pick([
        () => (Array.isArray(holder) ? holder.splice(Number(key), 1) : delete holder[key]),
        () => (holder[key] = { Ref: 'Open' }),
        () => (holder[key] = { Ref: pick(ids) }),
        () => (holder[key] = { 'Fn::GetAtt': [pick(ids), 'Arn'] }),
        () => (holder[key] = pick<unknown>(['*', 'x', 0, true, false, [], {}, 'ENABLED', '0.0.0.0/0'])),
        () => (holder[key] = JSON.parse(JSON.stringify(other[otherKey] ?? null)) as unknown),
      ])();
    }
  }
  return changed;
}

function placesIn(value: unknown, found: [holder: Json, key: string][] = []): [holder: Json, key: string][] {
  if (typeof value === 'object' && value !== null) {
    for (const key of Object.keys(value)) {
      found.push([value as Json, key]);
      placesIn((value as Json)[key], found);
    }
  }
  return found;
}

function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x80000000;
  };
}

function mapped(templates: Templates, change: (template: Json) => Json): Templates {
  return Object.fromEntries(Object.entries(templates).map(([path, template]) => [path, change(template)]));
}
