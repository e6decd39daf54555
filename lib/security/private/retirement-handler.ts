/**
 * The function behind the restart window of `TaskRetirement`.
 *
 * For each service of a retirement notice it makes a schedule that forces a new deployment at the start of the next
 * window, and deletes itself afterwards. A notice that comes again finds the schedule there. Standalone tasks have no
 * service to restart: they are left to whoever reads the topic.
 */
export const RETIREMENT_HANDLER = `
const { createHash } = require('node:crypto');
const { SchedulerClient, CreateScheduleCommand } = require('@aws-sdk/client-scheduler');
const E = process.env;

function nextWindow(now) {
  const next = new Date(now);
  next.setUTCHours(Number(E.HOUR), 0, 0, 0);
  next.setUTCDate(next.getUTCDate() + ((Number(E.DAY) - next.getUTCDay() + 7) % 7));
  // Too late for today's: the schedule would lie in the past.
  if (next - now < 5 * 60 * 1000) next.setUTCDate(next.getUTCDate() + 7);
  return next.toISOString().slice(0, 19);
}

exports.handler = async (event) => {
  const client = new SchedulerClient({});
  const planned = [];
  const left = [];
  for (const resource of event.resources || []) {
    const [, cluster, service] = /^(?:.*:cluster\\/)?([^|]+)\\|(?:.*\\/)?([^|/]+)$/.exec(resource) || [];
    if (!service) { left.push(resource); continue; }
    const at = nextWindow(new Date(event.time));
    const name = 'retirement-' + createHash('sha256').update(cluster + '/' + service + '/' + at).digest('hex').slice(0, 40);
    try {
      await client.send(new CreateScheduleCommand({
        Name: name,
        GroupName: E.GROUP,
        ScheduleExpression: 'at(' + at + ')',
        ScheduleExpressionTimezone: 'UTC',
        FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: Number(E.MINUTES) },
        ActionAfterCompletion: 'DELETE',
        Target: {
          Arn: E.TARGET,
          RoleArn: E.ROLE,
          Input: JSON.stringify({ Cluster: cluster, Service: service, ForceNewDeployment: true }),
        },
      }));
    } catch (error) {
      if (error.name !== 'ConflictException') throw error;
    }
    planned.push({ cluster, service, at });
  }
  console.log(JSON.stringify({ planned, left }));
  return { planned, left };
};
`.trim();
