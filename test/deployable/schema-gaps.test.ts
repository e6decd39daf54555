import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { ManagedInstancesCapacity } from '../../lib';
import { reportOn } from '../support/deployable';

/** The findings of CDK's own rules about schemas, that the app did not acknowledge. */
const schemaFindings = (build: (app: App) => void) =>
  reportOn(build).open.filter(({ rule }) => /Validate::F/.test(rule));

test('Nitro Enclaves pass, although the schema of the CDK does not know the property', () => {
  const build = (nitroEnclaves?: boolean) => (app: App) => {
    const stack = new Stack(app, 'Stack');
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: new ec2.Vpc(stack, 'Vpc') });
    new ManagedInstancesCapacity(stack, 'Hosts', { cluster, nitroEnclaves });
  };

  expect(schemaFindings(build(true))).toEqual([]);
  expect(schemaFindings(build())).toEqual([]);
});
