import { RegionInfo } from 'aws-cdk-lib/region-info';
import { REGISTRY_ACCOUNTS } from '../../lib/firelens/private/registry-accounts';
import { GUARDDUTY_AGENT_ACCOUNTS } from '../../lib/security/private/guardduty-agent';

/** Partitions of which AWS's pages for everybody say nothing. */
const ELSEWHERE = /^(us-iso|us-isob|eu-iso|us-isof|eusc)/;

const TABLES = {
  'registry-accounts': REGISTRY_ACCOUNTS,
  'guardduty-agent': GUARDDUTY_AGENT_ACCOUNTS,
};

/** The tables of accounts by Region against the Regions that aws-cdk-lib knows: which page to look at again. */
export function regions(): string[] {
  const names = RegionInfo.regions.map(({ name }) => name).filter((name) => !ELSEWHERE.test(name));
  return Object.entries(TABLES).flatMap(([table, accounts]) => {
    const without = names.filter((name) => accounts[name] === undefined);
    return without.length === 0 ? [] : [`${table} has no account for ${without.join(', ')}`];
  });
}
