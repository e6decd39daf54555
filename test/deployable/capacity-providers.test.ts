import { build as fargateFloor } from '../../examples/capacity-fargate-floor/app';
import { build as gpu } from '../../examples/capacity-gpu/app';
import { build as managedInstances } from '../../examples/capacity-managed-instances/app';
import { build as oneTaskPerHost } from '../../examples/capacity-one-task-per-host/app';
import { build as twoGroups } from '../../examples/capacity-two-groups/app';
import { expectDeployable } from '../support/deployable';

const notifications = 'AwsSolutions::AwsSolutions-AS3';
const noResource = 'AwsSolutions::AwsSolutions-IAM5[Resource::*]';
const instances = expect.stringMatching(/AwsSolutions-IAM5\[Resource::.*:container-instance\/<.*>\/\*\]$/);
const taskSets = expect.stringMatching(/AwsSolutions-IAM5\[Resource::.*:task-set\/<.*>\/\*\]$/);

test.each([
  ['capacity-fargate-floor', fargateFloor, []],
  [
    'capacity-two-groups',
    twoGroups,
    [
      notifications,
      notifications,
      noResource,
      noResource,
      instances,
      instances,
      taskSets,
      taskSets,
      ...Array(2).fill('AwsSolutions::AwsSolutions-EC26'),
    ],
  ],
  [
    'capacity-managed-instances',
    managedInstances,
    [noResource, instances, taskSets, expect.stringContaining('AwsSolutions-IAM4[Policy::')],
  ],
  [
    'capacity-gpu',
    gpu,
    [
      notifications,
      noResource,
      noResource,
      instances,
      taskSets,
      expect.stringMatching(/AwsSolutions-IAM5\[Resource::.*:autoScalingGroup:\*:autoScalingGroupName\/<.*>\]$/),
    ],
  ],
  ['capacity-one-task-per-host', oneTaskPerHost, [notifications, noResource, instances, taskSets]],
])('the example %s is deployable, and explains what it cannot narrow', (_, build, expected) => {
  const rules = expectDeployable(build)
    .acknowledged.map(({ rule }) => rule)
    .filter((rule) => rule.startsWith('AwsSolutions::'));

  expect(rules).toHaveLength(expected.length);
  expect(rules).toEqual(expect.arrayContaining(expected));
});
