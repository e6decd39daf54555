/** The cause of a finding and its cure, as the page of its code says them. */
export interface Explanation {
  /** The cause, and what AWS does about it. */
  readonly cause: string;
  /** The way out. */
  readonly cure: string;
  readonly example: Example;
}

/** Explanations by code. */
export type Explanations = Readonly<Record<string, Explanation>>;

/** The smallest input that has the finding, and its corrected form. */
export interface Example {
  readonly where: Where;
  readonly wrong: string;
  readonly right: string;
  /** True when the task runs on EC2 in it; else it runs on Fargate. */
  readonly onEc2: boolean;
}

/**
 * The place where the text of an example stands. The first three are properties of CloudFormation in YAML, which can be put
 * into a task; the others are read by people alone.
 */
export type Where = 'container' | 'task' | 'service' | 'template' | 'code' | 'config' | 'shell';

/** A place in words, and the language of the text there, for Markdown. */
export const WHERE: Readonly<Record<Where, readonly [string, string]>> = {
  container: ['in a container definition', 'yaml'],
  task: ['in the task definition', 'yaml'],
  service: ['in the service', 'yaml'],
  template: ['in the template', 'yaml'],
  code: ['in the CDK app', 'ts'],
  config: ['in the file', 'text'],
  shell: ['at the command line', 'sh'],
};

function example(where: Where, onEc2 = false): (wrong: string, right: string) => Example {
  return (wrong, right) => ({ where, wrong, right, onEc2 });
}

export const container = example('container');
export const containerOnEc2 = example('container', true);
export const task = example('task');
export const taskOnEc2 = example('task', true);
export const service = example('service');
export const serviceOnEc2 = example('service', true);
export const template = example('template');
export const code = example('code');
export const config = example('config');
export const shell = example('shell');
