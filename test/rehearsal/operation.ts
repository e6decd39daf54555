import type { Engine } from './engine';
import { ancestorsOf, dependenciesOf, Evaluator, Template } from './evaluate';
import { CustomResourceFailed } from './lambda';
import { born } from './models';
import { CUSTOM, Removal } from './removal';
import { replacing, same, validate } from './schema';
import { Change, Services, Stack } from './stack';
import { Live, Properties, Refused, View } from './world';

interface Undo {
  readonly id: string;
  readonly old?: Live;
  readonly properties?: Properties;
}

/** A creation or an update of a stack: what is new or changed first, then what is not wanted any more. */
export class Operation extends Removal {
  private readonly made = new Set<Live>();
  private readonly left: Live[] = [];
  private readonly undo: Undo[] = [];

  public constructor(
    engine: Engine,
    stack: Stack,
    services: Services,
    private readonly template: Template,
    private readonly parameters: Record<string, string>,
  ) {
    super(engine, stack, services);
  }

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
