import {
  CfnElement,
  DefaultTokenResolver,
  IPostProcessor,
  IResolvable,
  IResolveContext,
  Reference,
  Stack,
  StringConcat,
  Tokenization,
} from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { ENDPOINT_OF_ACTIONS } from '../../internal/endpoint-of-actions';
import { flatText } from '../../internal/flat-text';

/** The actions of one statement that a task role may call at one AWS service. */
export interface Granted {
  /** As in the name of its endpoint. */
  readonly service: string;
  readonly actions: readonly string[];
  /** Flat texts of ARNs. */
  readonly resources: readonly string[];
}

/** The grants of a task role, from all policies that hang under it. */
export function grantsOf({ taskRole }: ecs.TaskDefinition): Granted[] {
  const stack = Stack.of(taskRole);
  return taskRole.node.findAll().flatMap((node) => {
    const { document } = node as IConstruct & Partial<iam.Policy>;
    const statements = document === undefined ? [] : ((stack.resolve(document) as Document)?.Statement ?? []);
    return statements.filter(({ Effect }) => Effect === 'Allow').flatMap(grantedBy);
  });
}

interface Document {
  readonly Statement?: readonly Statement[];
}

interface Statement {
  readonly Effect?: string;
  readonly Action?: string | string[];
  readonly Resource?: unknown;
}

function grantedBy(statement: Statement): Granted[] {
  const actions = [statement.Action ?? []].flat();
  const services = [...new Set(actions.map((action) => ENDPOINT_OF_ACTIONS[action.split(':')[0]] ?? ''))].filter(
    Boolean,
  );
  const resources = [statement.Resource].flat().map((resource) => bucketArn(flatText(resource) ?? '*'));
  return services.flatMap((service) =>
    // CDK puts grants on several buckets into one statement; each has its way or not.
    (service === 's3' ? byBucket(resources) : [resources]).map((each) => ({
      service,
      actions: actions.filter((action) => ENDPOINT_OF_ACTIONS[action.split(':')[0]] === service),
      resources: each,
    })),
  );
}

function byBucket(resources: readonly string[]): string[][] {
  const buckets = new Map<string, string[]>();
  for (const resource of resources) {
    const [bucket] = resource.split('/');
    buckets.set(bucket, [...(buckets.get(bucket) ?? []), resource]);
  }
  return [...buckets.values()];
}

/** Whether a policy of the S3 endpoint lets through anything of what a grant is about. */
export function letsThrough(scope: IConstruct, policy: unknown, { actions, resources }: Granted): boolean {
  const statements = (Stack.of(scope).resolve(policy) as Document | undefined)?.Statement;
  if (statements === undefined) {
    return true;
  }
  return statements
    .flatMap(grantedBy)
    .some(
      (allowed) =>
        allowed.actions.some((pattern) => actions.some((action) => meets(pattern, action))) &&
        allowed.resources.some((pattern) => resources.some((resource) => meets(pattern, resource))),
    );
}

/** One of the two holds the other; both may have wildcards at the end. */
function meets(a: string, b: string): boolean {
  const holds = (pattern: string, text: string): boolean =>
    pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : pattern === text;
  return holds(a, b) || holds(b, a);
}

/** The ARN of a bucket of the app, as it is spelled out where only its name is used. */
function bucketArn(flat: string): string {
  return flat
    .replace(/^«([^«».]+)\.Arn»/, 'arn:«AWS::Partition»:s3:::«$1»')
    .replace(/^arn:aws[a-z-]*:/, 'arn:«AWS::Partition»:');
}

/** The stacks that hold what a value refers to. */
export function stacksIn(scope: IConstruct, value: unknown): Set<Stack> {
  const stacks = new Set<Stack>();
  class Collector extends DefaultTokenResolver {
    public override resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
      if (Reference.isReference(token) && CfnElement.isCfnElement(token.target)) {
        stacks.add(Stack.of(token.target));
      }
      return super.resolveToken(token, context, postProcessor);
    }
  }
  Tokenization.resolve(value, { scope, resolver: new Collector(new StringConcat()), preparing: false });
  return stacks;
}
