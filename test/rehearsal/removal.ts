import type { Engine } from './engine';
import { ancestorsOf, dependenciesOf, Evaluator, Template } from './evaluate';
import { lookedUp } from './parameter-store';
import { Change, Services, Stack, Step, Verb } from './stack';
import { Live, Refused, View } from './world';

export const CUSTOM = /^Custom::|^AWS::CloudFormation::CustomResource$/;

/** Takes resources of a stack away, and what every operation has in common with that. */
export class Removal {
  public readonly steps: Step[] = [];
  protected wave = 0;

  public constructor(
    protected readonly engine: Engine,
    protected readonly stack: Stack,
    protected readonly services: Services,
  ) {}

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

  protected async custom(live: Live, change: Change, view: View): Promise<Live> {
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

  protected evaluator(template: Template, parameters: Record<string, string>): Evaluator {
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
      outputs: (of) => this.engine.output(of),
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

  protected note(verb: Verb, id: string, type: string, error: unknown): unknown {
    if (!(error instanceof Error)) {
      return error;
    }
    const refused = error instanceof Refused ? error : new Refused('InternalFailure', error.stack ?? error.message);
    this.steps.push({ verb, status: 'FAILED', id, type, wave: this.wave, reason: refused.message });
    return refused;
  }

  protected failed(error: unknown): Refused {
    if (error instanceof Refused) {
      return error;
    }
    throw error;
  }
}
