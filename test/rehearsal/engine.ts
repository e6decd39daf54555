import { OutputOfStack, Template } from './evaluate';
import { Operation } from './operation';
import { Removal } from './removal';
import { Services, Stack } from './stack';
import { ACCOUNT, Live, Refused, REGION, World } from './world';

/** Creates, updates, rolls back and deletes stacks in the order in which CloudFormation does. */
export class Engine {
  public readonly stacks = new Map<string, Stack>();
  /** What its stack let go of without deleting it. */
  public readonly retained = new Set<Live>();
  /** All stacks that ever were, the deleted ones included. */
  public readonly recent: Stack[] = [];

  public constructor(
    public readonly world: World,
    private readonly services: Services,
  ) {}

  public stack(name: string): Stack {
    const id = `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${name}/${this.world.next()}`;
    const made: Stack = {
      name,
      id,
      status: 'REVIEW_IN_PROGRESS',
      template: {},
      parameters: {},
      outputs: {},
      resources: new Map(),
      steps: [],
    };
    this.stacks.set(name, made);
    this.recent.push(made);
    return made;
  }

  /** Creates or updates a stack; a failure is rolled back. */
  public async deploy(stack: Stack, template: Template, parameters: Record<string, string>): Promise<void> {
    const verb = stack.status === 'REVIEW_IN_PROGRESS' ? 'CREATE' : 'UPDATE';
    const before = { template: stack.template, parameters: stack.parameters };
    const run = new Operation(this, stack, this.services, template, parameters);
    stack.steps = run.steps;
    try {
      const outputs = await run.converge();
      stack.template = template;
      stack.parameters = parameters;
      stack.outputs = outputs;
      await run.cleanUp(before.template);
      stack.status = `${verb}_COMPLETE`;
      this.services.settled(this.world);
    } catch (error) {
      if (!(error instanceof Refused)) {
        throw error;
      }
      const restored = await run.restore(before.template);
      stack.status = `${verb === 'CREATE' ? '' : 'UPDATE_'}ROLLBACK_${restored ? 'COMPLETE' : 'FAILED'}`;
    }
  }

  public async destroy(stack: Stack): Promise<void> {
    const run = new Removal(this, stack, this.services);
    stack.steps = run.steps;
    const importer = [...this.stacks.values()].find(
      (other) =>
        other !== stack && Object.values(stack.outputs).some(({ exported }) => exported && uses(other, exported)),
    );
    if (importer !== undefined) {
      throw new Refused(
        'ValidationError',
        `Export of ${stack.name} cannot be deleted as it is in use by ${importer.name}`,
      );
    }
    stack.status = (await run.remove([...stack.resources.values()], stack.template))
      ? 'DELETE_COMPLETE'
      : 'DELETE_FAILED';
    if (stack.status === 'DELETE_COMPLETE') {
      this.stacks.delete(stack.name);
    }
  }

  public exported(name: string): string {
    for (const { outputs } of this.stacks.values()) {
      const found = Object.values(outputs).find(({ exported }) => exported === name);
      if (found !== undefined) {
        return found.value;
      }
    }
    throw new Refused('ValidationError', `No export named ${name} found`);
  }

  /**
   * The value of an output as it is now. Nothing remembers who read it: the stack and the output may change and go.
   * The answer for a stack that is not there is that of `DescribeStacks`, which CloudFormation calls; no page has its words for
   * an output that is not there.
   *
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html (2026-11-29)
   */
  public output({ StackName, OutputName, Region = REGION, RoleArn }: OutputOfStack): string {
    if (RoleArn !== undefined && RoleArn.split(':')[4] !== ACCOUNT) {
      throw new Refused('ValidationError', `the double has no other account than ${ACCOUNT}: ${RoleArn}`);
    }
    const found = Region === REGION ? this.stacks.get(StackName) : undefined;
    if (found === undefined) {
      throw new Refused('ValidationError', `Stack with id ${StackName} does not exist`);
    }
    if (found.outputs[OutputName] === undefined) {
      throw new Refused('ValidationError', `Stack ${StackName} has no output ${OutputName}`);
    }
    return found.outputs[OutputName].value;
  }
}

function uses({ template }: Stack, exported: string): boolean {
  return JSON.stringify(template).includes(`{"Fn::ImportValue":"${exported}"}`);
}
