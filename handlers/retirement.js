/**
 * The function behind the restart window of `TaskRetirement`.
 *
 * For each service of a retirement notice it makes a schedule that forces a new deployment in a window, and deletes itself
 * afterwards. The window is the last one that ends before the retirement starts, so every reminder of a notice leads to the
 * same window, and a reminder after it plans nothing. A notice without a start takes the next window. What cannot be
 * restarted in time, services of other clusters, and standalone tasks, which have no service, are left to whoever reads the
 * topic.
 *
 * A service that cannot be planned keeps no other from it, and fails the call at its end, so that Lambda tries again.
 */

// #region deployed
const { createHash } = require('node:crypto');
const { SchedulerClient, CreateScheduleCommand } = require('@aws-sdk/client-scheduler');
const E = process.env;
const WEEK = 7 * 24 * 3600 * 1000;
const SOON = 5 * 60 * 1000;

// The first window from 'from' on: the hour of the day of the week.
function windowFrom(from) {
  const next = new Date(from);
  next.setUTCHours(Number(E.HOUR), 0, 0, 0);
  next.setUTCDate(next.getUTCDate() + ((Number(E.DAY) - next.getUTCDay() + 7) % 7));
  return next < from ? next.getTime() + WEEK : next.getTime();
}

// When to restart, or why not.
function windowOf(now, start) {
  if (Number.isNaN(start)) return { at: windowFrom(now + SOON) };
  const end = start - Number(E.MINUTES) * 60 * 1000;
  const at = windowFrom(end - WEEK + 1000);
  return at < now + SOON ? { late: true } : { at };
}

exports.handler = async (event) => {
  const client = new SchedulerClient({});
  const { detail = {}, resources = [] } = event;
  const planned = [];
  const left = [];
  const failed = [];
  const { at: time, late } = windowOf(Date.parse(event.time), Date.parse(detail.startTime));
  for (const resource of detail.statusCode === 'closed' ? [] : resources) {
    const [, cluster, service] = /^(?:.*:cluster\/)?([^|]+?)\s*\|\s*(?:.*\/)?([^|/]+?)$/.exec(resource.trim()) || [];
    if (!service || late || !E.CLUSTERS.split(',').includes(cluster)) { left.push(resource); continue; }
    const at = new Date(time).toISOString().slice(0, 19);
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
          ...(E.DEAD_LETTERS && { DeadLetterConfig: { Arn: E.DEAD_LETTERS } }),
        },
      }));
    } catch (error) {
      if (error.name !== 'ConflictException') { failed.push(cluster + '/' + service + ': ' + error.name + ': ' + error.message); continue; }
    }
    planned.push({ cluster, service, at });
  }
  console.log(JSON.stringify({ planned, left, failed, late: Boolean(late), closed: detail.statusCode === 'closed' }));
  if (failed.length > 0) throw new Error(failed.join('; '));
  return { planned, left };
};
// #endregion
