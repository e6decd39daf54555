import type * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as sqs from 'aws-cdk-lib/aws-sqs';

/** The resources of a service on a dashboard. */
export interface DashboardServiceOptions {
  /**
   * Heading.
   *
   * @default - the construct id of the service
   */
  readonly title?: string;

  /**
   * Its target groups.
   *
   * @default - none: no requests, errors and latency are shown
   */
  readonly targetGroups?: elbv2.ITargetGroup[];

  /**
   * HTTP APIs that lead to it alone.
   *
   * @default - none
   */
  readonly httpApis?: apigateway.IHttpApi[];

  /**
   * Queues that it takes work from, and their dead-letter queues.
   *
   * @default - none
   */
  readonly queues?: sqs.IQueue[];

  /**
   * Its alarms.
   *
   * @default - none
   */
  readonly alarms?: cloudwatch.IAlarm[];

  /**
   * Log groups in which its errors are searched.
   *
   * @default - those that its containers log to
   */
  readonly logGroupNames?: string[];
}
