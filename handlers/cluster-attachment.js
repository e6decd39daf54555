/**
 * Adds one provider to a cluster of somebody else, and takes it away again, without touching the others.
 *
 * ECS refuses the names of Managed Instances providers in this call: they are associated with their cluster when they are
 * created. When it does so, they are left out of the list. A provider that is not yet active is waited for.
 *
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/44783
 */

const { is, until, wait } = require('./answer');

// #region deployed

const {
  ECSClient, DescribeCapacityProvidersCommand, DescribeClustersCommand, PutClusterCapacityProvidersCommand,
} = require('@aws-sdk/client-ecs');
const client = new ECSClient({});
const idOf = (event) => event.PhysicalResourceId && event.RequestType === 'Delete'
  ? event.PhysicalResourceId
  : [event.ResourceProperties.Cluster, event.ResourceProperties.CapacityProvider].filter(Boolean).join('|');
const says = (error, text) => is(error, 'InvalidParameter', 'Client') && text.test(error.message);
const busy = (error) => is(error, 'UpdateInProgress', 'ResourceInUse') || says(error, /not in an ACTIVE state/);
const managed = async (cluster) => {
  const names = [];
  for (let nextToken; ;) {
    const page = await client.send(new DescribeCapacityProvidersCommand({ cluster, ...(nextToken && { nextToken }) }));
    names.push(...(page.capacityProviders || []).filter((each) => each.managedInstancesProvider).map(({ name }) => name));
    nextToken = page.nextToken;
    if (!nextToken) return names;
  }
};
const find = async (cluster) => {
  const found = ((await client.send(new DescribeClustersCommand({ clusters: [cluster] }))).clusters || [])[0];
  return found && found.status !== 'INACTIVE' ? found : undefined;
};
const change = (context, cluster, next) => until(context, busy, async () => {
  try {
    const found = await find(cluster);
    if (!found) return false;
    const providers = found.capacityProviders || [];
    const wanted = next(providers);
    if (wanted.length === providers.length) return true;
    const put = (capacityProviders) => client.send(new PutClusterCapacityProvidersCommand({
      cluster,
      capacityProviders,
      defaultCapacityProviderStrategy: found.defaultCapacityProviderStrategy || [],
    }));
    try {
      await put(wanted);
    } catch (error) {
      if (!says(error, /Managed\s+Instances/i)) throw error;
      const others = await managed(cluster);
      if (!wanted.some((each) => others.includes(each))) throw error;
      await put(wanted.filter((each) => !others.includes(each)));
    }
  } catch (error) {
    if (!is(error, 'ClusterNotFound')) throw error;
    return false;
  }
  await wait(1000);
  const after = (await find(cluster) || {}).capacityProviders || [];
  if (next(after).length !== after.length) {
    throw Object.assign(new Error('another update came between'), { name: 'UpdateInProgressException' });
  }
  return true;
});
const create = async ({ Cluster, CapacityProvider }, context) => {
  const done = await change(context, Cluster, (all) => all.includes(CapacityProvider) ? all : [...all, CapacityProvider]);
  if (!done) throw Object.assign(new Error('no active cluster ' + Cluster), { name: 'ClusterNotFound' });
};
const remove = ({ Cluster, CapacityProvider }, context, _event) =>
  change(context, Cluster, (all) => all.filter((each) => each !== CapacityProvider));

// #endregion

module.exports = { create, idOf, remove };
