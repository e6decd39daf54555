import { App, CfnParameter, CfnResource, NestedStack, Stack } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { TaskDefinitionChecks } from '../../lib/task-definition';
import { Halves, LAYOUTS } from '../support/layouts';
import { UNDECIDED, container, either, ref, service, task, taskOnEc2, template, written } from '../support/plain-apps';

/*
 * Ports, CPU and lists that ECS refuses: found wherever the task definition and the service stand and whoever gives the value, and
 * never found where only the deployment knows it.
 */

/** A value that is refused, one that is not, and the property that has it. */
interface Fault {
  readonly code: string;
  readonly bad: unknown;
  readonly good: unknown;
  readonly containers?: (value: unknown) => Record<string, unknown>;
  readonly service?: (value: unknown) => Record<string, unknown>;
  readonly external?: boolean;
}

const mapping = (over: (value: unknown) => object) => (value: unknown) => ({ PortMappings: [over(value)] });
const FAULTS: Record<string, Fault> = {
  'a container port': {
    code: 'Ports.containerPort',
    bad: 70000,
    good: 80,
    containers: mapping((ContainerPort) => ({ ContainerPort })),
  },
  'a host port': {
    code: 'Ports.hostPort',
    bad: 70000,
    good: 80,
    containers: mapping((HostPort) => ({ ContainerPort: 80, HostPort })),
  },
  'a container port of 0': {
    code: 'Ports.containerPortZero',
    bad: 0,
    good: 80,
    containers: mapping((ContainerPort) => ({ ContainerPort })),
  },
  'a range of ports': {
    code: 'Ports.range',
    bad: '90-80',
    good: '80-90',
    containers: mapping((ContainerPortRange) => ({ ContainerPortRange })),
  },
  'the CPU of a container': { code: 'TaskSize.fractionOfCpuUnit', bad: 1.5, good: 128, containers: (Cpu) => ({ Cpu }) },
  'a negative CPU': { code: 'TaskSize.negativeCpu', bad: -1, good: 128, containers: (Cpu) => ({ Cpu }) },
  'a list of subnets': {
    code: 'ServiceTask.subnetsEmpty',
    bad: [],
    good: ['subnet-1'],
    service: (Subnets) => ({ NetworkConfiguration: { AwsvpcConfiguration: { Subnets } } }),
  },
  'load balancers of external instances': {
    code: 'External.loadBalancer',
    bad: [{ ContainerName: 'web', ContainerPort: 80, TargetGroupArn: 'arn' }],
    good: [],
    service: (LoadBalancers) => ({ LoadBalancers }),
    external: true,
  },
};
const faults = Object.entries(FAULTS);
const scalars = faults.filter(([, { bad }]) => !Array.isArray(bad));
const lists = faults.filter(([, { bad }]) => Array.isArray(bad));

const tasks = (fault: Fault, value: unknown) =>
  (fault.external === true
    ? taskOnEc2({ RequiresCompatibilities: ['EXTERNAL'], NetworkMode: 'bridge' }, [container()])
    : task({}, [container({ PortMappings: undefined, ...fault.containers?.(value) })])
  ).Task!.Properties!;
const services = (fault: Fault, value: unknown) =>
  service({
    ...(fault.external === true && { LaunchType: 'EXTERNAL', NetworkConfiguration: undefined }),
    ...fault.service?.(value),
  }).Service!.Properties!;

const found = (path: string, { code }: Fault) =>
  TaskDefinitionChecks.checkAssembly(path).filter((finding) => finding.code === code);

/** The app with the two resources in the stacks that are given. */
function synthesized(app: App, { base, service: of }: Halves, fault: Fault, value: unknown): string {
  const definition = new CfnResource(base, 'Task', {
    type: 'AWS::ECS::TaskDefinition',
    properties: tasks(fault, value),
  });
  new CfnResource(of, 'Service', {
    type: 'AWS::ECS::Service',
    properties: { ...services(fault, value), Cluster: 'shop', TaskDefinition: definition.ref },
  });
  return app.synth().directory;
}

describe.each(Object.entries(LAYOUTS))('%s', (_, layout) => {
  test.each(faults)('%s that ECS refuses is found', (__, fault) => {
    const judged = (value: unknown) => {
      const app = new App({ analyticsReporting: false });
      return found(synthesized(app, layout(app), fault, value), fault);
    };

    expect(judged(fault.bad)).toHaveLength(1);
    expect(judged(fault.good)).toEqual([]);
  });
});

/** The app whose value is a parameter of a nested stack. */
function passed(fault: Fault, parameters: Record<string, string>): string {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Shop');
  const nested = new NestedStack(stack, 'Nested', { parameters });
  const value = new CfnParameter(nested, 'Value');
  return synthesized(app, { base: nested, service: nested }, fault, value.valueAsString);
}

test.each(scalars)('%s is found in the parameter of a nested stack, as its parent gives it', (_, fault) => {
  expect(found(passed(fault, { Value: String(fault.bad) }), fault)).toHaveLength(1);
  expect(found(passed(fault, { Value: String(fault.good) }), fault)).toEqual([]);
  expect(found(passed(fault, {}), fault)).toEqual([]);
});

const withParameter = (fault: Fault, Default?: unknown) =>
  written(
    template(
      { Task: { Type: 'AWS::ECS::TaskDefinition', Properties: tasks(fault, ref('Value')) } },
      { Service: { Type: 'AWS::ECS::Service', Properties: services(fault, ref('Value')) } },
      { Parameters: { Value: { Type: 'String', ...(Default !== undefined && { Default }) } } },
    ),
  );

test.each(scalars)('%s is found in the default of a parameter of a template, which is said', (_, fault) => {
  expect(found(withParameter(fault, fault.bad), fault).map(({ message }) => message)).toEqual([
    expect.stringMatching(/with the default of parameter 'Value'$/),
  ]);
  expect(found(withParameter(fault, fault.good), fault)).toEqual([]);
  expect(found(withParameter(fault), fault)).toEqual([]);
});

/** Values that only the deployment knows, or that a condition takes away. */
const UNKNOWN: readonly ((fault: Fault) => unknown)[] = [
  () => ref('Given'),
  () => ({ 'Fn::ImportValue': 'value' }),
  () => ({ 'Fn::GetAtt': ['Nothing', 'Value'] }),
  () => ({ 'Fn::Sub': '${Given}' }),
  () => ({ 'Fn::Select': [0, ref('Given')] }),
  () => '{{resolve:ssm:/value}}',
  ({ bad, good }) => either(bad, good),
  ({ bad }) => either(bad),
];
const judgedWith = (fault: Fault, value: unknown) =>
  found(
    written(
      template(
        { Task: { Type: 'AWS::ECS::TaskDefinition', Properties: tasks(fault, value) } },
        { Service: { Type: 'AWS::ECS::Service', Properties: services(fault, value) } },
        UNDECIDED,
        { Parameters: { Given: { Type: 'String' } } },
      ),
    ),
    fault,
  );

test.each(faults)('%s that only the deployment knows is never found', (_, fault) => {
  for (const unknown of UNKNOWN) {
    expect([unknown(fault), judgedWith(fault, unknown(fault))]).toEqual([unknown(fault), []]);
  }
});

test.each(lists)('%s with an item that only the deployment knows is never found', (_, fault) => {
  for (const item of [ref('Given'), either('x'), { 'Fn::Split': [',', ref('Given')] }]) {
    expect(judgedWith(fault, fault.service !== undefined && fault.external !== true ? [item] : item)).toEqual([]);
  }
});

test('numbers as text and as numbers are judged alike, and no number is both refused and taken', () => {
  const numeric = scalars.filter(([, { bad }]) => typeof bad === 'number').map(([, fault]) => fault);
  fc.assert(
    fc.property(
      fc.constantFrom(...numeric),
      fc.oneof(
        fc.integer({ min: -70000, max: 140000 }),
        fc
          .double({ min: -100, max: 100, noNaN: true, noDefaultInfinity: true })
          .map((each) => Math.round(each * 4) / 4),
      ),
      (fault, value) => {
        const codes = (given: unknown) => judgedWith(fault, given).map(({ code }) => code);
        expect(codes(value)).toEqual(codes(String(value)));
      },
    ),
    { numRuns: 60, seed: 7 },
  );
});
