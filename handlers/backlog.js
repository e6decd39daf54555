/**
 * The function behind `QueueBacklog`. Its event names services, their queues, and the messages per task that are
 * done in time.
 *
 * It writes the metric to its own log in CloudWatch's embedded metric format, raw: with the prefix that `console.log`
 * writes in Lambda, a line is no JSON. What cannot be measured keeps nothing else from being measured, and fails the
 * call at its end, so that it shows in the function's `Errors`.
 */

// #region deployed
const { ECSClient, DescribeServicesCommand } = require('@aws-sdk/client-ecs');
const { SQSClient, GetQueueAttributesCommand } = require('@aws-sdk/client-sqs');
const ecs = new ECSClient({});
const sqs = new SQSClient({});

async function visible(queue) {
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({
    QueueUrl: queue, AttributeNames: ['ApproximateNumberOfMessages'],
  }));
  const count = Number((Attributes || {}).ApproximateNumberOfMessages);
  if (Number.isNaN(count)) throw new Error('no count of ' + queue);
  return count;
}

/** @returns {Promise<[string, number][]>} */
async function running(cluster, services) {
  const { services: found = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services }));
  return found.map(({ serviceName, runningCount }) => [cluster + '/' + serviceName, runningCount]);
}

// With no task, a single message must exceed the target, or nothing would ever add the first one.
const perTask = (messages, tasks, target) =>
  tasks > 0 ? messages / tasks : messages > 0 ? Math.max(messages, target + 1) : 0;

exports.handler = async ({ services }) => {
  const byCluster = new Map();
  for (const { cluster, service } of services) {
    byCluster.set(cluster, (byCluster.get(cluster) || new Set()).add(service));
  }
  // ECS describes ten services at a time.
  const calls = [...byCluster].flatMap(([cluster, names]) => [...names]
    .flatMap((name, at, all) => at % 10 === 0 ? [running(cluster, all.slice(at, at + 10))] : []));
  const queues = [...new Set(services.map(({ queue }) => queue))];
  const [tasks, messages] = await Promise.all([
    Promise.allSettled(calls),
    Promise.allSettled(queues.map(visible)),
  ]);
  const failed = [...tasks, ...messages].flatMap((one) => one.status === 'rejected' ? [String(one.reason)] : []);
  const tasksOf = new Map(tasks.flatMap((one) => one.status === 'fulfilled' ? one.value : []));
  const messagesOf = new Map();
  messages.forEach((one, at) => { if (one.status === 'fulfilled') messagesOf.set(queues[at], one.value); });
  for (const { cluster, service, queue, target } of services) {
    const count = tasksOf.get(cluster + '/' + service);
    const waiting = messagesOf.get(queue);
    if (!Number.isFinite(count) || waiting === undefined) {
      failed.push('not measured: ' + cluster + '/' + service + ' of ' + queue);
      continue;
    }
    process.stdout.write(JSON.stringify({
      _aws: {
        Timestamp: Date.now(),
        CloudWatchMetrics: [{
          Namespace: 'ECS/QueueBacklog',
          Dimensions: [['ClusterName', 'QueueName', 'ServiceName']],
          Metrics: [{ Name: 'BacklogPerTask', Unit: 'Count' }],
        }],
      },
      ClusterName: cluster,
      QueueName: queue.split('/').pop(),
      ServiceName: service,
      BacklogPerTask: perTask(waiting, count, target),
      Messages: waiting,
      RunningTasks: count,
    }) + '\n');
  }
  if (failed.length > 0) throw new Error(failed.join('; '));
};
// #endregion
