import { Fault } from '../../internal/errors';
import { items, record, text } from '../../internal/template-value';
import { BALANCERS } from './described/balancers';
import { Describing, Reader, needed } from './described/describing';
import { FILE_SYSTEMS } from './described/file-systems';
import { HOSTS } from './described/hosts';
import { NETWORK } from './described/network';
import { PREFIX_LISTS, readEntries } from './described/prefix-lists';
import { ROLES } from './described/roles';
import { VPC_LINKS } from './described/vpc-links';
import type { Listing } from '../../app-model/network/told-whole';
import type { Told } from './told';

/** The names by which answers tell that there are more: the AWS CLI's own, and those of the services (botocore 1.44.8). */
const MORE_PAGES = ['NextToken', 'nextToken', 'NextMarker', 'IsTruncated'];

/**
 * The readers of the entries of each list, by the name that the AWS CLI gives the list. The names of their fields, and the calls
 * and options of the commands, are those of botocore 1.44.8 (`service-2.json` of ec2, elbv2, efs, ecs, autoscaling, iam and apigatewayv2), compared
 * on 2026-11-29.
 */
const READERS: Readonly<Record<string, Reader>> = {
  ...NETWORK,
  ...PREFIX_LISTS,
  ...BALANCERS,
  ...FILE_SYSTEMS,
  ...HOSTS,
  ...ROLES,
  ...VPC_LINKS,
};

const ATTRIBUTES = ['EnableDnsSupport', 'EnableDnsHostnames'];

/** The outputs that can be read, for messages. */
export const DESCRIBED = [...Object.keys(READERS), 'Entries', ...ATTRIBUTES];

/**
 * Reads what a call of the AWS CLI printed.
 *
 * @param asked ids by their prefix, `vpc-0a1` by `vpc`: the output has the whole lists of these, and nothing else
 */
export function readDescribed(json: unknown, source: string, asked: Describing['asked'], faults: Fault[]): Told[] {
  const output = record(json);
  const found: Told[] = [];
  const told: Describing = { source, asked, faults, add: (one) => void found.push({ ...one, source }) };
  const more = MORE_PAGES.filter((name) => text(output[name]) !== undefined || output[name] === true);
  if (more.length > 0) {
    faults.push({
      code: 'NetworkFacts.truncated',
      message: `${source} has the first page only, as it tells itself ('${more.join("', '")}'); run the command without --max-items and --no-paginate`,
    });
  }
  const lists = Object.keys(READERS).filter((name) => output[name] !== undefined);
  const attributes = ATTRIBUTES.filter((name) => output[name] !== undefined);
  if (lists.length === 0 && attributes.length === 0 && output.Entries === undefined) {
    faults.push({
      code: 'NetworkFacts.shape',
      message: `${source} is nothing that is read here: it has none of ${DESCRIBED.join(', ')}; write what the calls of 'npx cdk-ecs-groundwork facts' print with --output json`,
    });
  }
  for (const name of lists) {
    if (!Array.isArray(output[name])) {
      faults.push({ code: 'NetworkFacts.shape', message: `'${name}' of ${source} must be a list` });
    }
    items(output[name]).forEach((entry) => READERS[name](record(entry), told));
    if (asked.vpc !== undefined) {
      told.add({ type: 'AWS::EC2::VPC', id: asked.vpc, properties: {}, whole: [name as Listing] });
    }
    if (asked.fs !== undefined && name === 'MountTargets') {
      told.add({ type: 'AWS::EFS::FileSystem', id: asked.fs, properties: {}, whole: [name] });
    }
  }
  if (output.Entries !== undefined) {
    readEntries(items(output.Entries).map(record), told);
  }
  if (attributes.length > 0) {
    const id = needed(output, 'VpcId', attributes[0], told);
    for (const name of attributes) {
      const value = record(output[name]).Value;
      told.add({ type: 'Told::VpcAttribute', id: `${id}/${name}`, properties: { Value: value } });
    }
  }
  return found;
}
