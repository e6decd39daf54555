import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

const KEY = Symbol.for('cdk-ecs-groundwork.RuleStacks');

/** The stack that holds the rules between groups of two stacks, so that no two stacks depend on each other. */
export class RuleStacks {
  /** One for the whole app. */
  public static of(scope: IConstruct): RuleStacks {
    const root = scope.node.root as IConstruct & { [KEY]?: RuleStacks };
    root[KEY] ??= new RuleStacks();
    return root[KEY];
  }

  private readonly dependsOn = new Map<Stack, Set<Stack>>();

  private constructor() {}

  /** Says that a stack depends on others. */
  public depends(stack: Stack, ...others: readonly Stack[]): void {
    const known = this.dependsOn.get(stack) ?? new Set<Stack>();
    others.filter((other) => other !== stack).forEach((other) => known.add(other));
    this.dependsOn.set(stack, known);
  }

  /** The client's stack, unless the server's depends on it already. */
  public belongIn(client: Stack, server: Stack): Stack {
    if (client === server) {
      return client;
    }
    const [holder, other] = this.reaches(server, client, new Set()) ? [server, client] : [client, server];
    this.depends(holder, other);
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
