import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

const KEY = Symbol.for('cdk-ecs-groundwork.RuleStacks');

/** Which stack holds the rules between groups of two stacks, so that no two stacks depend on each other. */
export class RuleStacks {
  /** One for the whole app. */
  public static of(scope: IConstruct): RuleStacks {
    const root = scope.node.root as IConstruct & { [KEY]?: RuleStacks };
    root[KEY] ??= new RuleStacks();
    return root[KEY];
  }

  private readonly dependsOn = new Map<Stack, Set<Stack>>();

  private constructor() {}

  /** The client's stack, unless the server's depends on it already. */
  public belongIn(client: Stack, server: Stack): Stack {
    if (client === server) {
      return client;
    }
    const [holder, other] = this.reaches(server, client, new Set()) ? [server, client] : [client, server];
    this.dependsOn.set(holder, (this.dependsOn.get(holder) ?? new Set<Stack>()).add(other));
    return holder;
  }

  private reaches(from: Stack, to: Stack, seen: Set<Stack>): boolean {
    if (from === to) {
      return true;
    }
    if (seen.has(from)) {
      return false;
    }
    seen.add(from);
    return [...from.dependencies, ...(this.dependsOn.get(from) ?? [])].some((next) => this.reaches(next, to, seen));
  }
}
