import { Lazy, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnFunction, CfnPermission } from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { explainLog } from '../../internal/explain-function';
import { ScopedRole } from '../../security/scoped-role';
import type { QueueBacklog } from '../queue-backlog';
import { BACKLOG_HANDLER } from './backlog-handler';

/** Id of the emitter in its stack. */
const ID = 'QueueBacklogs';
/** Services per call: EventBridge passes on 8192 characters, and a service with its queue takes up to some 400. */
const PER_CALL = 20;

/**
 * Measures the backlogs of all services of a stack each minute: one function, whatever their number.
 *
 * The function is an L1, so that it need not wait for its policies, which wait for the services: the chain of resources
 * stays short, and a call that comes too early is followed by the next a minute later.
 */
export class BacklogEmitter extends Construct {
  /** The emitter of a stack, made on first use. */
  public static of(stack: Stack): BacklogEmitter {
    return (stack.node.tryFindChild(ID) as BacklogEmitter | undefined) ?? new BacklogEmitter(stack);
  }

  private readonly backlogs: QueueBacklog[] = [];
  private readonly role: ScopedRole;

  private constructor(stack: Stack) {
    super(stack, ID);
    this.role = new ScopedRole(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      description: 'Counts waiting messages and running tasks',
    });
    const log = new logs.LogGroup(this, 'Log', {
      retention: logs.RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [log.logGroupArn],
      }),
    );
    const { attrArn, ref } = new CfnFunction(this, 'Function', {
      runtime: 'nodejs24.x',
      handler: 'index.handler',
      code: { zipFile: BACKLOG_HANDLER },
      description: 'Measures how many messages wait for each running task',
      timeout: 30,
      memorySize: 128,
      role: this.role.roleArn,
      loggingConfig: { logGroup: log.logGroupName },
    });
    const rule = new CfnRule(this, 'EachMinute', {
      description: 'Measures how many messages wait for each running task',
      scheduleExpression: 'rate(1 minute)',
      targets: Lazy.any({ produce: () => this.calls(stack, attrArn) }),
    });
    new CfnPermission(this, 'Permission', {
      action: 'lambda:InvokeFunction',
      principal: 'events.amazonaws.com',
      functionName: ref,
      sourceArn: rule.attrArn,
    });
    this.explain();
  }

  /** Measures one more. */
  public add(backlog: QueueBacklog): void {
    const { queue, service } = backlog;
    this.backlogs.push(backlog);
    this.role.addToPolicy(
      new iam.PolicyStatement({ actions: ['sqs:GetQueueAttributes'], resources: [queue.queueArn] }),
    );
    this.role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['ecs:DescribeServices'],
        resources: [service.serviceArn],
        conditions: { ArnEquals: { 'ecs:cluster': service.cluster.clusterArn } },
      }),
    );
  }

  private calls(stack: Stack, arn: string): CfnRule.TargetProperty[] {
    const services = this.backlogs.map(({ service, queue, target }) => ({
      cluster: service.cluster.clusterName,
      service: service.serviceName,
      queue: queue.queueUrl,
      target,
    }));
    const calls = Array.from({ length: Math.ceil(services.length / PER_CALL) }, (_, index) =>
      services.slice(index * PER_CALL, (index + 1) * PER_CALL),
    );
    return calls.map((some, index) => ({
      id: `Call${index + 1}`,
      arn,
      input: stack.toJsonString({ services: some }),
      // A late measurement is worth less than the next.
      retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 0 },
    }));
  }

  private explain(): void {
    const reasons = {
      LambdaConcurrency: 'called once a minute; a reservation would take from the account and protect nothing',
      LambdaDLQ: 'the next minute measures again, so nothing is left to a queue',
      LambdaInsideVPC: 'it calls only public interfaces of AWS; inside a VPC it would need endpoints and reach more',
    };
    Validations.of(this).acknowledge(
      ...['HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321'].flatMap((pack) =>
        Object.entries(reasons).map(([rule, reason]) => ({ id: `${pack}::${pack}-${rule}`, reason })),
      ),
    );
    explainLog(this, 'the log holds numbers and names, no content');
  }
}
