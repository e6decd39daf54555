import type { aws_ec2 as ec2, aws_iam as iam } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** An AWS service that the containers of a task call, and what they may do there. */
export interface ReachedService {
  /** One with an interface endpoint, or one with a gateway endpoint. */
  readonly service: ec2.InterfaceVpcEndpointAwsService | 's3' | 'dynamodb';
  /** The statements of the task role that it is about, which an endpoint policy has to let through. */
  readonly statements: readonly iam.PolicyStatement[];
}

const REACHED = Symbol.for('cdk-ecs-groundwork.ReachedServices');

/** Says what the containers of a task definition call by a grant, so that a network leads there from wherever it runs. */
export function declareReach(task: IConstruct, reached: ReachedService): void {
  Object.defineProperty(task, REACHED, { value: [...reachedServices(task), reached], configurable: true });
}

/** The services that a task definition declared to reach. */
export function reachedServices(task: IConstruct): readonly ReachedService[] {
  return (task as { [REACHED]?: readonly ReachedService[] })[REACHED] ?? [];
}
