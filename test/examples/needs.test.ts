import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { HostFinder } from '../../lib/start-proof/reach/hosts';
import { needsOf } from '../../lib/start-proof/reach/needs';
import { NetworkModel } from '../../lib/app-model/network/network-model';
import { placementsOf } from '../../lib/start-proof/reach/placements';
import { AppModel } from '../../lib/app-model/app-model';

const SNAPSHOTS = join(__dirname, '__snapshots__');

test('every example knows what its tasks call on S3, and on which objects or buckets', () => {
  const needs = readdirSync(SNAPSHOTS).flatMap((example) => {
    const templates = JSON.parse(readFileSync(join(SNAPSHOTS, example), 'utf8')) as Record<string, object>;
    const stacks = Object.entries(templates).map(([name, template]) => ({ name, path: name, template, nested: {} }));
    // Calls are read where some endpoint asks for them.
    const Endpoint = { Type: 'AWS::EC2::VPCEndpoint', Properties: { PolicyDocument: {} } };
    const asking = { name: 'Asking', template: { Resources: { Endpoint } }, nested: {} };
    const model = new NetworkModel(new AppModel([...stacks, asking]));
    const hosts = new HostFinder(model);
    return placementsOf(model).flatMap((placement) => needsOf(model, placement, hosts.of(placement)));
  });
  const calls = needs.flatMap(({ target, purpose }) =>
    target.kind === 'service' && target.service === 's3' ? [{ purpose, ...target.access }] : [],
  );

  expect(calls.length).toBeGreaterThan(20);
  const known = /^arn:.*:s3:::(?!\u27e6an? (object|bucket)\u27e7)/;
  expect(calls.filter(({ actions = [], resources = [] }) => actions.length === 0 || !known.test(resources[0]))).toEqual(
    [],
  );
});
