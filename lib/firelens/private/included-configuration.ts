import { Validations } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { fail } from '../../internal/errors';
import { LogFilter } from '../log-filter';
import type { LogRouterProps } from '../log-router-options';
import { RouterBuffer } from '../router-buffer';
import { parsersOfOneName } from './router-text';

/** The configuration that the agent includes: the filters, parsers and outputs of a router, as far as they are written here. */
export class IncludedConfiguration {
  public readonly filters: string[] = [];
  public readonly parsers: string[] = [];
  public readonly outputs: string[] = [];

  constructor(
    private readonly router: Construct,
    private readonly taskDefinition: ecs.TaskDefinition,
    /** False for fluentd, for images without a shell, and for a file that the agent fetches. */
    public readonly isWritten: boolean,
  ) {}

  public addFilter(match: string, filter: LogFilter): void {
    this.requireWritable("'filters'");
    const text = filter._render(match);
    this.explainVariables(text);
    this.filters.push(text);
    this.addParsers(filter._parsers);
  }

  public addOutput(text: string): void {
    this.explainVariables(text);
    this.outputs.push(text);
  }

  /** Fluent Bit leaves the second parser of a name out, and every filter that names it would take the first. */
  public addParsers(parsers: readonly string[]): void {
    this.parsers.push(...parsers);
    const twice = parsersOfOneName(this.parsers);
    if (twice.length > 0) {
      fail(
        this.router,
        'LogRouter.parserTwice',
        `two parsers of this router are named ${twice.map((name) => `'${name}'`).join(', ')} and differ; give each a name of its own`,
      );
    }
  }

  /** Fluent Bit reads `${NAME}` from its environment, where rules for templates suppose a forgotten `Fn::Sub`. */
  public explainVariables(text: string): void {
    if (/\$\{[A-Za-z_]\w*\}/.test(text)) {
      Validations.of(this.taskDefinition).acknowledge({
        id: 'CloudFormation-Validate::E1029',
        reason: 'the log router reads the variable from its environment when it starts, not CloudFormation',
      });
    }
  }

  /** Refuses what has to stand in a text that the router does not write. */
  public refuseUnwritable({ configuration = [], filters = [] }: LogRouterProps, buffer: RouterBuffer): void {
    if (filters.length > 0) {
      this.requireWritable("'filters'");
    }
    if (buffer._disk !== undefined) {
      this.requireWritable("'buffer' on disk");
    }
    if (configuration.length > 1 || configuration.some(({ _source: { path, agentObject } }) => !path && !agentObject)) {
      this.requireWritable("'configuration' beside one file of the image or one that the agent fetches");
    }
  }

  public requireWritable(what: string): void {
    if (!this.isWritten) {
      fail(
        this.router,
        'LogRouter.needsOwnConfiguration',
        `${what} cannot be brought into this router: its configuration is not made here (fluentd, an image without a shell, or a file that the agent fetches); put it into your own configuration file`,
      );
    }
  }
}
