import type { Engine } from './engine';
import { ancestorsOf, dependenciesOf, Evaluator, Template } from './evaluate';
import { born } from './models';
import { CustomResourceFailed } from './lambda';
import { lookedUp } from './parameter-store';
import { replacing, same, validate } from './schema';
import { Change, Services, Stack, Step, Verb } from './stack';
import { Live, Properties, Refused, View } from './world';

interface Undo {
  readonly id: string;
  readonly old?: Live;
  readonly properties?: Properties;
}

const CUSTOM = /^Custom::|^AWS::CloudFormation::CustomResource$/;

/** One operation on one stack. */
export class Operation {
  public readonly steps: Step[] = [];
  private readonly made = new Set<Live>();
  private readonly left: Live[] = [];
  private readonly undo: Undo[] = [];
  private wave = 0;

  public constructor(
    private readonly engine: Engine,
    private readonly stack: Stack,
    private readonly template: Template,
    private readonly parameters: Record<string, string>,
    private readonly services: Services,
  ) {}

  /** The update phase: what is new or changed, in waves. Gives the outputs. */
  public async converge(): Promise<Stack['outputs']> {
    const evaluator = this.evaluator(this.template, this.parameters);
    const wanted = evaluator.wanted();
    const graph = dependenciesOf(this.template);
    const waiting = new Set(wanted);
    while (waiting.size > 0) {
      const ready = [...waiting].filter((id) => ![...graph.get(id)!].some((each) => waiting.has(each)));
      if (ready.length === 0) {
        throw new Refused('ValidationError', `Circular dependency between resources: [${[...waiting].join(', ')}]`);
      }
      this.wave += 1;
      const failures: Refused[] = [];
      for (const id of ready) {
        await this.apply(id, evaluator, ancestorsOf(id, graph)).catch((error: unknown) => {
          failures.push(this.failed(error));
        });
        waiting.delete(id);
      }
      if (failures.length > 0) {
        throw failures[0];
      }
    }
    return Object.fromEntries(
      Object.entries(this.template.Outputs ?? {})
        .filter(([, { Condition }]) => Condition === undefined || evaluator.condition(Condition))
        .map(([id, { Value, Export }]) => [
          id,
          { value: String(evaluator.value(Value)), exported: Export && evaluator.value(Export.Name) },
        ]),
    );
  }

  /** The cleanup phase: what the template has no more, and what was replaced. */
  public async cleanUp(before: Template): Promise<boolean> {
    const wanted = new Set(this.evaluator(this.template, this.parameters).wanted());
    const gone = [...this.stack.resources.values()].filter(({ id }) => !wanted.has(id));
    return this.remove([...gone, ...this.left], before);
  }

  /** Back to what was there before; false when even that failed. */
  public async restore(before: Template): Promise<boolean> {
    const created: Live[] = [];
    const position = [...dependencyOrder(before)];
    let fine = true;
    for (const { id, old, properties } of [...this.undo].sort(
      (a, b) => position.indexOf(a.id) - position.indexOf(b.id),
    )) {
      const now = this.stack.resources.get(id);
      if (old === undefined || old !== now) {
        created.push(...(now === undefined ? [] : [now]));
        if (old !== undefined) {
          this.stack.resources.set(id, old);
        }
      }
      if (old !== undefined && properties !== undefined) {
        const done = await this.update(old, properties, new View(this.engine.world)).catch(this.failed.bind(this));
        fine &&= !(done instanceof Refused);
      }
    }
    return (await this.remove(created, this.template, true)) && fine;
  }

  /** Deletes in waves, last made first. A failure leaves the rest that depends on nothing of it deleted. */
  public async remove(all: Live[], template: Template, creating = false): Promise<boolean> {
    const graph = dependenciesOf(template);
    const waiting = new Set(all);
    let fine = true;
    while (waiting.size > 0) {
      const free = [...waiting].filter(
        (one) => ![...waiting].some((each) => each !== one && graph.get(each.id)?.has(one.id)),
      );
      const ready = free.length > 0 ? free : [...waiting];
      const viewOf = (one: Live): View => {
        const kept = ancestorsOf(one.id, graph);
        return new View(
          this.engine.world,
          new Set([...waiting].filter((each) => each !== one && !kept.has(each.id))),
          new Set(all.filter((each) => each !== one && !ancestorsOf(each.id, graph).has(one.id) && !kept.has(each.id))),
        );
      };
      this.wave += 1;
      const views = ready.map(viewOf);
      for (const [index, one] of ready.entries()) {
        waiting.delete(one);
        const done = await this.delete(one, template, views[index], creating).catch(this.failed.bind(this));
        if (done instanceof Refused) {
          fine = false;
          // What it depends on stays.
          const kept = ancestorsOf(one.id, graph);
          [...waiting].filter(({ id }) => kept.has(id)).forEach((each) => waiting.delete(each));
        }
      }
    }
    return fine;
  }

  private async apply(id: string, evaluator: Evaluator, ancestors: ReadonlySet<string>): Promise<void> {
    const { Type: type, Properties = {}, UpdateReplacePolicy } = this.template.Resources![id];
    const hidden = new Set([...this.made].filter((each) => !ancestors.has(each.id)));
    const view = new View(this.engine.world, hidden);
    const old = this.stack.resources.get(id);
    let properties: Properties;
    try {
      properties = evaluator.value(Properties);
    } catch (error) {
      throw this.note(old ? 'UPDATE' : 'CREATE', id, type, error);
    }
    if (old !== undefined && same(old.properties, properties)) {
      return;
    }
    if (old === undefined || old.type !== type || replacing(type, old.properties, properties).length > 0) {
      this.undo.push({ id, old });
      await this.create(id, type, properties, view, old !== undefined);
      if (old !== undefined && UpdateReplacePolicy === 'Retain') {
        this.engine.retained.add(old);
      } else if (old !== undefined) {
        this.left.push(old);
      }
    } else {
      this.undo.push({ id, old, properties: old.properties });
      await this.update(old, properties, view);
    }
  }

  private async create(
    id: string,
    type: string,
    properties: Properties,
    view: View,
    replacement: boolean,
  ): Promise<void> {
    const live = born(this.engine.world, this.stack.name, id, type, properties);
    try {
      validate(type, properties);
      const known = CUSTOM.test(type)
        ? await this.custom(live, { verb: 'CREATE', type, after: properties }, view)
        : await this.judged({ verb: 'CREATE', type, after: properties, live }, view);
      this.engine.world.live.add(known);
      this.made.add(known);
      this.stack.resources.set(id, known);
      this.steps.push({ verb: 'CREATE', status: 'COMPLETE', id, type, wave: this.wave, replacement });
    } catch (error) {
      if (error instanceof CustomResourceFailed) {
        // A function is asked to delete what it failed to create.
        this.stack.resources.set(id, { ...live, ref: error.physicalId ?? live.ref });
      }
      throw this.note('CREATE', id, type, error);
    }
  }

  private async judged(change: Change & { readonly live: Live }, view: View): Promise<Live> {
    await this.services.judge(change, view);
    return change.live;
  }

  private async update(live: Live, properties: Properties, view: View): Promise<void> {
    const { id, type } = live;
    const change: Change = { verb: 'UPDATE', type, before: live.properties, after: properties, live };
    try {
      validate(type, properties);
      if (CUSTOM.test(type)) {
        const known = await this.custom(live, change, view);
        if (known.ref !== live.ref) {
          this.engine.world.live.add(known);
          this.stack.resources.set(id, known);
          this.left.push(live);
        } else {
          Object.assign(live.attributes, known.attributes);
          live.properties = properties;
        }
      } else {
        await this.services.judge({ ...change, live }, view);
        live.properties = properties;
        if (type === 'AWS::EC2::LaunchTemplate') {
          live.attributes.LatestVersionNumber = String(Number(live.attributes.LatestVersionNumber) + 1);
        }
      }
      this.steps.push({ verb: 'UPDATE', status: 'COMPLETE', id, type, wave: this.wave });
    } catch (error) {
      throw this.note('UPDATE', id, type, error);
    }
  }

  private async delete(live: Live, template: Template, view: View, creating: boolean): Promise<void> {
    const { id, type } = live;
    const policy = template.Resources?.[id]?.DeletionPolicy ?? 'Delete';
    const kept = policy === 'Retain' || (policy === 'RetainExceptOnCreate' && !creating);
    try {
      if (!kept) {
        if (CUSTOM.test(type)) {
          await this.custom(live, { verb: 'DELETE', type, before: live.properties, live }, view);
        } else {
          await this.services.judge({ verb: 'DELETE', type, before: live.properties, live }, view);
        }
        this.engine.world.live.delete(live);
      } else {
        this.engine.retained.add(live);
      }
      if (this.stack.resources.get(id) === live) {
        this.stack.resources.delete(id);
      }
      this.steps.push({
        verb: 'DELETE',
        status: 'COMPLETE',
        id,
        type,
        wave: this.wave,
        ...(kept && { reason: 'retained' }),
      });
    } catch (error) {
      throw this.note('DELETE', id, type, error);
    }
  }

  private async custom(live: Live, change: Change, view: View): Promise<Live> {
    const { physicalId, data } = await this.services.custom(
      { ...change, live, stackId: this.stack.id, id: live.id },
      view,
    );
    return {
      ...live,
      ref: physicalId,
      name: `${live.type}/${physicalId}`,
      attributes: data,
      properties: change.after ?? live.properties,
    };
  }

  private evaluator(template: Template, parameters: Record<string, string>): Evaluator {
    const known = (id: string): Live => {
      const live = this.stack.resources.get(id);
      if (live === undefined) {
        throw new Refused('ValidationError', `Unresolved resource dependencies [${id}]`);
      }
      return live;
    };
    return new Evaluator(template, {
      stackName: this.stack.name,
      stackId: this.stack.id,
      parameters: lookedUp(template, parameters),
      imports: (name) => this.engine.exported(name),
      ref: (id) => known(id).ref,
      attribute: (id, name) => {
        const { attributes, type } = known(id);
        if (attributes[name] === undefined) {
          throw new Refused(
            'ValidationError',
            `Requested attribute ${name} does not exist in schema for ${id} (${type})`,
          );
        }
        return attributes[name];
      },
    });
  }

  private note(verb: Verb, id: string, type: string, error: unknown): unknown {
    if (!(error instanceof Error)) {
      return error;
    }
    const refused = error instanceof Refused ? error : new Refused('InternalFailure', error.stack ?? error.message);
    this.steps.push({ verb, status: 'FAILED', id, type, wave: this.wave, reason: refused.message });
    return refused;
  }

  private failed(error: unknown): Refused {
    if (error instanceof Refused) {
      return error;
    }
    throw error;
  }
}

function* dependencyOrder(template: Template): Iterable<string> {
  const graph = dependenciesOf(template);
  const seen = new Set<string>();
  for (const id of graph.keys()) {
    for (const each of [...[...ancestorsOf(id, graph)].reverse(), id]) {
      if (!seen.has(each)) {
        seen.add(each);
        yield each;
      }
    }
  }
}
