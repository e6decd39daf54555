import { CapacityChecks } from '../../lib/capacity-providers';
import {
  Resources,
  UNDECIDED,
  container,
  either,
  hosts,
  joining,
  ref,
  serviceOnHosts,
  ssm,
  taskOnEc2,
  template,
  written,
} from '../support/plain-apps';

/** The codes of a service with its hosts, and of what the test adds. */
const codesOf = (...parts: Parameters<typeof template>): string[] =>
  CapacityChecks.checkAssembly(written(template(taskOnEc2(), serviceOnHosts(), hosts(), ...parts))).map(
    ({ code }) => code,
  );

const bare = ssm('/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64');
const bottlerocket = ssm('/aws/service/bottlerocket/aws-ecs-2/x86_64/latest/image_id');
const settings = { 'Fn::Base64': { 'Fn::Sub': '[settings.ecs]\ncluster = "${Cluster}"\n' } };
const provider = (more: object): Resources => ({
  Provider: {
    Type: 'AWS::ECS::CapacityProvider',
    Properties: { AutoScalingGroupProvider: { AutoScalingGroupArn: ref('Hosts'), ...more } },
  },
});
const volume = (more: object): Resources =>
  taskOnEc2({ Volumes: [{ Name: 'data', EFSVolumeConfiguration: { FilesystemId: 'fs-1', ...more } }] }, [
    container({ MountPoints: [{ SourceVolume: 'data', ContainerPath: '/data' }] }),
  ]);

test('hosts that join are nothing to speak of', () => {
  expect(codesOf()).toEqual([]);
});

describe('an image without the agent', () => {
  const code = 'CapacityProvider.imageWithoutAgent';

  test.each<[string, unknown, string[]]>([
    ['in user data that installs none', joining(ref('Cluster')), [code]],
    ['in user data that installs it', joining(ref('Cluster'), 'dnf install -y ecs-init'), []],
    ['in user data that only the deployment knows', { 'Fn::Base64': either('one', 'two') }, []],
  ])('%s', (_, UserData, expected) => {
    expect(codesOf(hosts({ ImageId: bare, UserData }), UNDECIDED).filter((one) => one === code)).toEqual(expected);
  });
});

describe('user data', () => {
  test.each<[string, Record<string, unknown>, string[]]>([
    ['settings for Bottlerocket', { ImageId: bottlerocket, UserData: settings }, []],
    ['settings for another system', { UserData: settings }, ['CapacityProvider.userData']],
    ['a script for Bottlerocket', { ImageId: bottlerocket }, ['CapacityProvider.userData']],
    ['a script that writes settings', { UserData: joining(ref('Cluster'), '[settings.ecs]', 'cluster = "x"') }, []],
  ])('%s', (_, launch, expected) => {
    expect(codesOf(hosts(launch)).filter((code) => code === 'CapacityProvider.userData')).toEqual(expected);
  });
});

describe('a file system on Bottlerocket', () => {
  const code = 'CapacityPlan.bottlerocketEfs';
  const on = hosts({ ImageId: bottlerocket, UserData: settings });

  test.each<[string, object, string[]]>([
    ['without TLS', {}, []],
    ['over TLS', { TransitEncryption: 'ENABLED' }, [code]],
    ['by an access point', { AuthorizationConfig: { AccessPointId: 'fsap-1' } }, [code]],
  ])('%s', (_, more, expected) => {
    expect(codesOf(on, volume(more)).filter((one) => one === code)).toEqual(expected);
  });
});

describe('a desired capacity', () => {
  const code = 'CapacityProvider.desiredCapacity';
  const group = hosts({}, { DesiredCapacity: '1' });

  test.each<[string, Resources, string[]]>([
    ['beside managed scaling', provider({ ManagedScaling: { Status: 'ENABLED' } }), [code]],
    ['without managed scaling', provider({ ManagedScaling: { Status: 'DISABLED' } }), []],
  ])('%s', (_, change, expected) => {
    expect(codesOf(group, change).filter((one) => one === code)).toEqual(expected);
  });
});

describe('a task set', () => {
  const set = (CapacityProvider: unknown): Resources => ({
    Set: {
      Type: 'AWS::ECS::TaskSet',
      Properties: {
        Cluster: ref('Cluster'),
        Service: ref('Service'),
        TaskDefinition: ref('Task'),
        CapacityProviderStrategy: [{ CapacityProvider, Weight: 1 }],
      },
    },
  });

  test.each<[string, unknown, string[]]>([
    ['on a provider of the cluster', ref('Provider'), []],
    ['on another one', 'theirs', ['CapacityStrategy.notAttached']],
  ])('%s', (_, name, expected) => {
    expect(codesOf(set(name)).filter((code) => code === 'CapacityStrategy.notAttached')).toEqual(expected);
  });
});
