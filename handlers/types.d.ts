/** An event of CloudFormation to a custom resource. */
export interface CustomResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId: string;
  ResourceProperties: Readonly<Record<string, any>>;
  readonly OldResourceProperties: Readonly<Record<string, any>>;
  /** The ARN of the rule that `listener-rule.js` has made. */
  RuleArn?: string;
}

/** What Lambda tells a function of its call. */
export interface Context {
  readonly logStreamName: string;
  getRemainingTimeInMillis(): number;
}

/** Creates, updates or removes. */
type Step = (properties: any, context: Context, event: CustomResourceEvent) => Promise<unknown>;

/** The part of a source behind a custom resource that goes before `answer.js`. */
export interface CustomResource {
  readonly create: Step;
  readonly remove: Step;
  idOf(event: CustomResourceEvent): string | undefined;
}

/** Calls an operation of the client library `Module` by its name, as `DescribeRules`. */
export type Ask<Module> = <Name extends Operation<Module>>(
  name: Name,
  input: Parts<Module, Name>[0],
) => Promise<Parts<Module, Name>[1]>;

/** The same by the client that it is given. */
export type AskBy<Client, Module> = <Name extends Operation<Module>>(
  client: Client,
  name: Name,
  input: Parts<Module, Name>[0],
) => Promise<Parts<Module, Name>[1]>;

/** The names of the operations of a client library. */
type Operation<Module> = keyof Module extends infer Key ? (Key extends `${infer Name}Command` ? Name : never) : never;

/** The input and the output of an operation. */
type Parts<Module, Name extends string> = `${Name}Command` extends infer Key extends keyof Module
  ? Module[Key] extends new (input: infer Input) => Command<infer Output>
    ? [Input, Output]
    : never
  : never;

/** A command with that output. */
interface Command<Output> {
  resolveMiddleware(...args: any[]): (args: any) => Promise<{ output: Output }>;
}
