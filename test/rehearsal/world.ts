/** The account and region that the double plays. */
export const ACCOUNT = '111111111111';
export const REGION = 'eu-west-1';

export type Properties = Readonly<Record<string, any>>;

/** A resource that exists in the account. */
export interface Live {
  readonly stack: string;
  readonly id: string;
  readonly type: string;
  /** What `Ref` gives. */
  readonly ref: string;
  /** Unique among its type: what AWS refuses to make twice. */
  readonly name: string;
  /** Whether another deployment of the same template would give it the same name. */
  readonly fixed: boolean;
  readonly attributes: Record<string, unknown>;
  properties: Properties;
  /** What calls of functions have changed in it since, which no template knows. */
  drift: Record<string, unknown>;
}

/** Something that a deployment would not stop at, and that is wrong all the same. */
export interface Finding {
  readonly rule: string;
  readonly resource: string;
  readonly message: string;
}

/** All that exists in the account, whichever stack made it. */
export class World {
  public readonly live = new Set<Live>();
  public readonly findings: Finding[] = [];
  /** What calls of functions made, which no template knows, by ARN. */
  public readonly called = new Map<string, Properties>();
  private readonly generated = new Set<string>();
  private count = 0;

  /** A number that no resource had before. */
  public next(): number {
    return (this.count += 1);
  }

  /** A name that CloudFormation makes up. */
  public generate(name: string): string {
    this.generated.add(name);
    return name;
  }

  /** Whether a part of the name was made up, so that it is another one at the next time. */
  public hasGenerated(name: string): boolean {
    return [...this.generated].some((each) => name.includes(each));
  }

  public find(rule: string, resource: string, message: string): void {
    if (!this.findings.some((each) => each.rule === rule && each.resource === resource && each.message === message)) {
      this.findings.push({ rule, resource, message });
    }
  }
}

/**
 * What one resource can count on while it is created, updated or deleted: not what an operation makes or takes away
 * at the same time, unless the template says which comes first.
 */
export class View {
  public constructor(
    public readonly world: World,
    private readonly hidden: ReadonlySet<Live> = new Set(),
    private readonly lingering: ReadonlySet<Live> = new Set(),
  ) {}

  /** What is certainly there. */
  public of(...types: string[]): Live[] {
    return [...this.world.live].filter(
      (each) => !this.hidden.has(each) && (!types.length || types.includes(each.type)),
    );
  }

  /** What may still be there: also what the same operation takes away without a word about which goes first. */
  public perhaps(...types: string[]): Live[] {
    return [...new Set([...this.world.live, ...this.lingering])].filter((each) => types.includes(each.type));
  }

  /** The resource of a type that a value of `Ref`, or an attribute, stands for. */
  public byRef(type: string, ref: unknown): Live | undefined {
    return this.of(type).find((each) => refersTo(each, ref));
  }

  /** Whether it was made by a template here, counted on or not. What was not, nobody can judge. */
  public knows(type: string, ref: unknown): boolean {
    return this.perhaps(type).some((each) => refersTo(each, ref));
  }
}

export function refersTo(live: Live, ref: unknown): boolean {
  return ref !== undefined && (live.ref === ref || live.name === ref || Object.values(live.attributes).includes(ref));
}

/** A service said no. */
export class Refused extends Error {
  public constructor(
    public readonly code: string,
    message: string,
  ) {
    super(`${code}: ${message}`);
    this.name = code;
  }
}
