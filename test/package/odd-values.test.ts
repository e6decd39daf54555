import { App, Aws, Duration, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as signer from 'aws-cdk-lib/aws-signer';
import {
  FindingSeverity,
  HardenedTaskDefinition,
  ImageGate,
  ImageSigning,
  LogDestination,
  LogFilter,
  RuntimeMonitoring,
  TaskSecurityGroup,
} from '../../lib';

// Values of the right type that AWS or Fluent Bit would refuse or read in another way, and properties that would do nothing.

const image = ecs.ContainerImage.fromRegistry('app:1');
const container = (options: object) => (stack: Stack) =>
  new HardenedTaskDefinition(stack, 'Task').addTaskContainer('app', { image, ...options });
const group = (description: string) => (stack: Stack) =>
  new TaskSecurityGroup(stack, 'Group', { vpc: new ec2.Vpc(stack, 'Vpc'), description });

test.each<[string, (stack: Stack) => unknown]>([
  [
    "[TaskContainer.port] 'containerPort' in 'portMappings' of container 'app'",
    container({ portMappings: [{ containerPort: -1 }] }),
  ],
  ['got 70000', container({ portMappings: [{ containerPort: 70000 }] })],
  ["[TaskContainer.port] 'hostPort'", container({ portMappings: [{ containerPort: 80, hostPort: 1.5 }] })],
  [
    "[TaskContainer.memory] 'memoryLimitMiB' of container 'app' must be an integer of at least 4, got 3",
    container({ memoryLimitMiB: 3 }),
  ],
  ["[TaskContainer.memory] 'memoryReservationMiB'", container({ memoryReservationMiB: 64.5 })],
  ["[TaskContainer.cpu] 'cpu' of container 'app' must be an integer of at least 0, got -1", container({ cpu: -1 })],
  [
    `[LogFilter.invalid] a key of 'add' must be one word, without blanks and line breaks, got "my key"`,
    () => LogFilter.modifyRecord({ add: { 'my key': 'v' } }),
  ],
  ["[LogFilter.invalid] the value of 'k' in 'add' must not be empty", () => LogFilter.modifyRecord({ add: { k: '' } })],
  ["[LogFilter.invalid] a key of 'remove'", () => LogFilter.modifyRecord({ remove: ['a b'] })],
  ["[LogFilter.invalid] 'key' must be one word", () => LogFilter.keep('my key', 'x')],
  ["[LogFilter.invalid] 'key' must be one word", () => LogFilter.drop('', 'x')],
  [
    `[LogFilter.invalid] 'name' must be one word, without blanks and line breaks, got "grep\\n[OUTPUT]"`,
    () => LogFilter.plugin('grep\n[OUTPUT]'),
  ],
  ['[LogFilter.invalid] an option must be one word', () => LogFilter.plugin('grep', { 'Regex log': 'x' })],
  [
    "Stack/Signing: [ImageSigning.signatureValidity] 'signatureValidity' is for the profile made here",
    (stack) =>
      new ImageSigning(stack, 'Signing', {
        signingProfile: new signer.SigningProfile(stack, 'Profile', {
          platform: signer.Platform.NOTATION_OCI_SHA384_ECDSA,
        }),
        signatureValidity: Duration.days(30),
      }),
  ],
  [
    "Stack/Gate: [ImageGate.denyFrom] 'denyFrom' says which findings deny, and 'checkFindings' is false",
    (stack) => new ImageGate(stack, 'Gate', { checkFindings: false, denyFrom: FindingSeverity.HIGH }),
  ],
  [
    "Stack/Monitoring: [RuntimeMonitoring.vpcSubnets] 'vpcSubnets' is the place of the endpoint, which is made with 'vpc' only",
    (stack) => new RuntimeMonitoring(stack, 'Monitoring', { vpcSubnets: {} }),
  ],
  ["Stack/Group: [TaskSecurityGroup.description] 'description' must be 1 to 255", group('tasks\nof the shop')],
  ['[TaskSecurityGroup.description]', group('é')],
  ['[TaskSecurityGroup.description]', group('x'.repeat(256))],
])('fails with %s', (message, call) => {
  expect(() => call(new Stack(new App(), 'Stack'))).toThrow(message);
});

test.each<[string, (stack: Stack) => unknown]>([
  [
    'a range of ports',
    container({
      portMappings: [{ containerPort: ecs.ContainerDefinition.CONTAINER_PORT_USE_RANGE, containerPortRange: '80-90' }],
    }),
  ],
  ['the least memory and no CPU', container({ memoryLimitMiB: 4, cpu: 0 })],
  [
    'keys and values of one word and several',
    () => LogFilter.modifyRecord({ add: { app: 'my shop' }, remove: ['container_id'] }),
  ],
  ['a key that is known only at deployment', () => LogFilter.keep(Aws.STACK_NAME, 'x')],
  ['no TLS', () => LogDestination.http('logs.example.com', { tls: false })],
  ['a long description', group(`${'x'.repeat(240)} ._-:/()#,@`)],
  ['a description that is known only at deployment', group(Aws.STACK_NAME)],
])('takes %s', (_, call) => {
  expect(() => call(new Stack(new App(), 'Stack'))).not.toThrow();
});
