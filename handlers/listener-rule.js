/**
 * The function behind `EcsManagedListenerRule`. Plain JavaScript, run as it is by Lambda's Node.js, which brings the AWS SDK.
 *
 * - Create: forwards to the group that has tasks, the first one unless only another has any.
 * - Update: conditions and priority only. The weights belong to ECS; groups that are new to the rule join it with weight
 *   0. On another listener, or when somebody deleted the rule, a new one takes over the weights as they are. A rule that
 *   somebody made answer itself keeps its answer.
 * - Delete: the rule, if it is still there.
 * - The same event twice, or an answer that was lost: a rule with the same priority, conditions and groups is its own.
 *
 * It refuses to make a rule that another one of the same tasks goes before: that one would keep the traffic where it is
 * while ECS shifts the tasks away.
 */

const { is, until } = require('./answer');

// #region deployed

const elb = require('@aws-sdk/client-elastic-load-balancing-v2');
const client = new elb.ElasticLoadBalancingV2Client({});
const idOf = (event) => event.RuleArn || event.PhysicalResourceId || 'no-rule';
/** @typedef {import('./types').Ask<typeof elb>} Ask */
/** @type {(context: import('./types').Context) => Ask} */
const asker = (context) => (name, input) => until(context, () => false, () => client.send(new elb[name + 'Command'](input)));
const refuse = (message) => { throw Object.assign(new Error(message), { name: 'HeldRule' }); };
const targetsOf = (rule) => (rule.Actions || []).flatMap(({ ForwardConfig, TargetGroupArn }) =>
  ForwardConfig ? ForwardConfig.TargetGroups : TargetGroupArn ? [{ TargetGroupArn, Weight: 100 }] : []);
/** @returns {import('@aws-sdk/client-elastic-load-balancing-v2').Action[]} */
const forward = (TargetGroups) => [{ Type: 'forward', ForwardConfig: { TargetGroups } }];
// What stands before the forward, as a sign-in, stays, and so does the stickiness of the rule.
const replaced = (actions, TargetGroups) => actions.map((action) => {
  if (action.Type === 'forward') return { ...forward([])[0], Order: action.Order, ForwardConfig: { ...action.ForwardConfig, TargetGroups } };
  return action.AuthenticateOidcConfig
    ? { ...action, AuthenticateOidcConfig: { ...action.AuthenticateOidcConfig, UseExistingClientSecret: true } }
    : action;
});
const conditionsOf = (conditions) => JSON.stringify((conditions || []).map(({ Field, Values, HostHeaderConfig, PathPatternConfig }) =>
  [Field, [...((HostHeaderConfig || PathPatternConfig || {}).Values || Values || [])].sort()]).sort());
const same = (rule, { Priority, Conditions, TargetGroups }) => rule.Priority === String(Priority) &&
  conditionsOf(rule.Conditions) === conditionsOf(Conditions) &&
  JSON.stringify(targetsOf(rule).map(({ TargetGroupArn }) => TargetGroupArn).sort()) === JSON.stringify([...(TargetGroups || [])].sort());
const joined = (live, groups) => [
  ...live.filter(({ TargetGroupArn, Weight }) => Weight > 0 || groups.includes(TargetGroupArn)),
  ...groups.filter((arn) => !live.some(({ TargetGroupArn }) => TargetGroupArn === arn))
    .map((TargetGroupArn) => ({ TargetGroupArn, Weight: 0 })),
];
/** @param {Ask} ask */
const rulesOf = async (ask, ListenerArn) => {
  const all = [];
  for (let Marker; ;) {
    const { Rules = [], NextMarker } = await ask('DescribeRules', { ListenerArn, ...(Marker && { Marker }) });
    all.push(...Rules);
    if (!NextMarker) return all;
    Marker = NextMarker;
  }
};
/** @param {Ask} ask */
const find = async (ask, arn) => {
  try {
    return (await ask('DescribeRules', { RuleArns: [arn] })).Rules[0];
  } catch (error) {
    if (!is(error, 'RuleNotFound')) throw error;
  }
};
/** @param {Ask} ask */
const serving = async (ask, groups) => {
  for (const TargetGroupArn of groups) {
    const { TargetHealthDescriptions = [] } = await ask('DescribeTargetHealth', { TargetGroupArn });
    if (TargetHealthDescriptions.length > 0) return TargetGroupArn;
  }
  return groups[0];
};
/** @param {Ask} ask */
const make = async (ask, { ListenerArn, Priority, Conditions, TargetGroups }, live) => {
  const rules = await rulesOf(ask, ListenerArn);
  // Made before, by a call whose answer was lost: nobody else forwards to these groups by these conditions.
  const made = rules.find((rule) => same(rule, { Priority, Conditions, TargetGroups }));
  if (made) return made.RuleArn;
  if (rules.some((rule) => rule.Priority === String(Priority))) {
    refuse('priority ' + Priority + ' is taken by another rule of ' + ListenerArn + '; a rolling service that changes to shifting traffic has both rules for a while: give it a lower priority, and a higher one on the way back');
  }
  const first = rules.find((rule) => Number(rule.Priority) < Number(Priority) &&
    targetsOf(rule).some(({ TargetGroupArn }) => TargetGroups.includes(TargetGroupArn)));
  if (first) refuse('the rule with priority ' + first.Priority + ' sends traffic to the same tasks and goes before ' + Priority + '; give this one a priority below ' + first.Priority);
  const known = live.length > 0;
  const now = known ? undefined : await serving(ask, TargetGroups);
  const targets = known ? joined(live, TargetGroups) :
    TargetGroups.map((TargetGroupArn) => ({ TargetGroupArn, Weight: TargetGroupArn === now ? 100 : 0 }));
  const { Rules } = await ask('CreateRule', { ListenerArn, Priority: Number(Priority), Conditions, Actions: forward(targets) });
  return Rules[0].RuleArn;
};
const create = async (wanted, context, event) => {
  const ask = asker(context);
  const { PhysicalResourceId: RuleArn, OldResourceProperties: old } = event;
  const rule = event.RequestType === 'Create' ? undefined : await find(ask, RuleArn);
  if (!rule || old.ListenerArn !== wanted.ListenerArn) {
    event.RuleArn = await make(ask, wanted, rule ? targetsOf(rule) : []);
    return;
  }
  const live = targetsOf(rule);
  // Whoever made it answer itself, as with a maintenance page, takes that back.
  if (live.length > 0 && !wanted.TargetGroups.every((arn) => live.some(({ TargetGroupArn }) => TargetGroupArn === arn))) {
    await ask('ModifyRule', { RuleArn, Actions: replaced(rule.Actions, joined(live, wanted.TargetGroups)) });
  }
  if (JSON.stringify(old.Conditions) !== JSON.stringify(wanted.Conditions)) {
    await ask('ModifyRule', { RuleArn, Conditions: wanted.Conditions });
  }
  if (String(old.Priority) !== String(wanted.Priority)) {
    await ask('SetRulePriorities', { RulePriorities: [{ RuleArn, Priority: Number(wanted.Priority) }] });
  }
};
const gone = (error) => is(error, 'RuleNotFound', 'ListenerNotFound', 'LoadBalancerNotFound');
const remove = async (wanted, context, event) => {
  const ask = asker(context);
  const { PhysicalResourceId: id } = event;
  try {
    // Without an id, a rule may have been made all the same, and would keep its priority and its target groups.
    const RuleArn = id.startsWith('arn:') ? id
      : ((await rulesOf(ask, wanted.ListenerArn)).find((rule) => same(rule, wanted)) || {}).RuleArn;
    if (RuleArn) await ask('DeleteRule', { RuleArn });
  } catch (error) {
    if (!gone(error)) throw error;
  }
};

// #endregion

module.exports = { create, idOf, remove };
