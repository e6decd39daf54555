import type { AppModel, Scope } from '../../app-model/app-model';
import type { StartNeed } from '../start-proof-result';
import { HostFinder, Plane } from './hosts';
import type { Target } from './need';
import { NetworkModel, networkOf } from '../../app-model/network/network-model';
import type { Judge } from '../rights/judge';
import type { Judged } from '../rights/right';
import { Placement, placementsOf } from './placements';
import { prove, taskPlane } from './prove';
import { Reach } from './reach';
import type { Judgement } from './ways/judgement';
import { asText, markOf } from '../../app-model/values';
import { taskDefinitionView } from '../../app-model/views/task-definition';

/** Answers what the tasks of an app reach, beside what they need to start. */
export class ReachQuestions {
  private readonly model: NetworkModel;
  private readonly hosts: HostFinder;
  private readonly judge: Reach;
  private readonly placements: readonly Placement[];
  private proof?: ReturnType<typeof prove>;
  private rights?: Judge;

  constructor(private readonly graph: AppModel) {
    this.model = networkOf(graph);
    this.hosts = new HostFinder(this.model);
    this.judge = new Reach(this.model);
    this.placements = placementsOf(this.model);
  }

  /** Paths of everything that starts tasks, each once. */
  paths(): string[] {
    return [...new Set(this.placements.map(({ resource }) => resource.path))];
  }

  /** The needs of the tasks that start there. */
  needsOf(path: string): StartNeed[] {
    this.proof ??= prove(this.graph);
    return this.proof.tasks.filter((task) => task.path === path).flatMap(({ needs }) => needs);
  }

  /** Whether the containers reach a target: from every subnet, or from any (`some`). */
  reach(path: string, wanted: string, some = false): Judgement {
    const ways = this.placements
      .filter(({ resource }) => resource.path === path)
      .flatMap((placement) => this.ways(placement, wanted));
    const order = some ? (['yes', 'maybe', 'no'] as const) : (['no', 'maybe', 'yes'] as const);
    const worst = order
      .map((verdict) => ways.find((way) => way.verdict === verdict))
      .find((way) => way !== undefined) ?? { verdict: 'maybe' as const, reason: `in which subnets ${path} is` };
    const read = (text: string | undefined) => text && this.graph.readable(text);
    return { ...worst, reason: read(worst.reason), fix: read(worst.fix), via: read(worst.via) } as Judgement;
  }

  /** The services that the app has endpoints for. */
  services(): string[] {
    return this.model.allEndpoints().map(({ service }) => service);
  }

  /** An ARN as people should read it. */
  readable(arn: string): string {
    return this.model.arns.readable(arn);
  }

  /**
   * Whether the task role of the tasks may do something; `arn` as a template or a person writes it. A wildcard in it
   * stands for all that it may be, or for `some` of it.
   */
  may(path: string, action: string, arn: unknown, { stack, some }: { stack?: string; some: boolean }): Judged {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- on first use only
    const { Judge } = require('../rights/judge') as typeof import('../rights/judge');
    const judge = (this.rights ??= new Judge(this.graph));
    const placement = this.placements.find(({ resource }) => resource.path === path)!;
    const { taskDefinition, resource } = placement;
    const text = this.graph.text(this.graph.evaluate(arn, this.scopeOf(path, stack))) ?? '';
    return judge.judge({
      subject: taskDefinition ?? resource,
      property: 'TaskRoleArn',
      actor: 'task role',
      role: taskDefinition && judge.roles.role(this.graph.property(taskDefinition, 'TaskRoleArn')),
      actions: [action],
      resources: [judge.arns.write(some ? anyOfThem(text) : text)],
      purpose: action,
    });
  }

  /** The resource of the app whose name is written where its ARN is asked for. */
  namedBy(path: string, arn: unknown, stack: string | undefined): string | undefined {
    const value = this.graph.evaluate(arn, this.scopeOf(path, stack));
    return this.model.arns.isName(value) ? value.resource.path : undefined;
  }

  private scopeOf(path: string, stack: string | undefined): Scope {
    const placement = this.placements.find(({ resource }) => resource.path === path)!;
    return this.graph.scopes.find((each) => each.path === stack) ?? placement.resource.scope;
  }

  private ways(placement: Placement, wanted: string): Judgement[] {
    const compute = this.hosts.of(placement);
    const mode =
      placement.taskDefinition && asText(taskDefinitionView(this.graph, placement.taskDefinition).networkMode);
    const own = compute.kind === 'FARGATE' || mode === 'awsvpc';
    const planes: readonly Plane[] = own ? [taskPlane(this.model, placement, compute)] : compute.hosts;
    const hidden = planes.find(({ unknown }) => unknown !== undefined)?.unknown ?? (own ? undefined : compute.unknown);
    const [, host, port] = /^(.+):(\d+)$/.exec(wanted) ?? [];
    const target: Target =
      host === undefined
        ? { kind: 'service', service: wanted, region: this.graph.regionOf(placement.resource.scope) }
        : { kind: 'host', host, port: Number(port), protocol: 'tcp' };
    return [
      ...planes.flatMap((plane) => this.judge.from(plane, target).judgements),
      ...(hidden === undefined ? [] : [{ verdict: 'maybe' as const, reason: hidden }]),
    ];
  }
}

/** The text with its wildcards as what is not known. */
function anyOfThem(arn: string): string {
  return arn === '*'
    ? arn
    : arn.replace(/\u27e6[^\u27e7]*\u27e7|[*?]/g, (part) => (part.length > 1 ? part : markOf('some of them')));
}
