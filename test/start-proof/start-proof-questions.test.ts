import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnResource, PolicyViolation, Stack, Validations } from 'aws-cdk-lib';
import { EcsStartProof } from '../../lib';

/** An app with services in a VPC that is not part of it: nobody knows its routes. */
function app(services: number): App {
  const built = new App({ analyticsReporting: false });
  const stack = new Stack(built, 'Stack');
  const task = new CfnResource(stack, 'Task', {
    type: 'AWS::ECS::TaskDefinition',
    properties: {
      NetworkMode: 'awsvpc',
      RequiresCompatibilities: ['FARGATE'],
      ContainerDefinitions: [{ Name: 'app', Image: 'example/app:1' }],
    },
  });
  for (let index = 0; index < services; index += 1) {
    new CfnResource(stack, `Service${index}`, {
      type: 'AWS::ECS::Service',
      properties: {
        LaunchType: 'FARGATE',
        TaskDefinition: task.ref,
        NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ['subnet-1'], SecurityGroups: ['sg-1'] } },
      },
    });
  }
  return built;
}

function violations(built: App): PolicyViolation[] {
  const found: PolicyViolation[] = [];
  Validations.of(built).addPlugins({
    name: 'watched',
    validate: (context) => {
      found.push(...new EcsStartProof().validate(context).violations);
      return { success: true, violations: [] };
    },
  });
  built.synth();
  return found;
}

test('a question about one network is asked once, with all the tasks that it concerns', () => {
  const few = violations(app(1));
  const many = violations(app(40));

  expect(few.length).toBeGreaterThan(0);
  expect(many).toHaveLength(few.length);
  expect(many.map(({ violatingResources }) => violatingResources.length)).toEqual(few.map(() => 40));
  expect(many[0].description).toContain(
    'Stack/Service0, Stack/Service1, Stack/Service2 and 37 more: these tasks may or may not',
  );
});

test('what Fn::ForEach makes is unknown, not an app without tasks', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'macros-')), 'shop.template.json');
  const service = { Type: 'AWS::ECS::Service', Properties: {} };
  writeFileSync(
    file,
    JSON.stringify({ Resources: { 'Fn::ForEach::Services': ['Name', ['a', 'b'], { 'Service${Name}': service }] } }),
  );

  expect(EcsStartProof.proveAssembly(file)).toMatchObject({
    unknown: 1,
    tasks: [{ path: 'shop/Fn::ForEach::Services', verdict: 'unknown' }],
  });
  expect(EcsStartProof.checkAssembly(file)[0].message).toBe(
    'shop/Fn::ForEach::Services: the task may or may not start the tasks (unknown, from Resources): not known is the resources that Fn::ForEach::Services makes, since CloudFormation expands it at deployment',
  );
});

test('no mark of the evaluation stands in a result', () => {
  const built = app(1);
  const stack = built.node.findChild('Stack') as Stack;
  const [, service] = stack.node.children as CfnResource[];
  service.addPropertyOverride('NetworkConfiguration.AwsvpcConfiguration.Subnets', [
    { 'Fn::Select': [0, { 'Fn::Split': [',', { 'Fn::Sub': '${AWS::StackId}-x' }] }] },
  ]);

  const result = EcsStartProof.prove(built);

  expect(readFileSync(join(built.outdir, 'Stack.template.json'), 'utf8')).toContain('AWS::StackId');
  expect(JSON.stringify(result)).not.toMatch(/[\u27e6\u27e7]/);
});

describe('what stands under a condition is unknown, not absent', () => {
  const choice = (value: unknown) => ({ 'Fn::If': ['Open', value, { Ref: 'AWS::NoValue' }] });
  const image = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1';
  const needsOf = (container: object, more: unknown[] = [], service: object = {}) => {
    const file = join(mkdtempSync(join(tmpdir(), 'conditions-')), 'shop.template.json');
    const Resources = {
      Task: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: {
          NetworkMode: 'awsvpc',
          RequiresCompatibilities: ['FARGATE'],
          ContainerDefinitions: [{ Name: 'app', Image: image, ...container }, ...more],
        },
      },
      Service: {
        Type: 'AWS::ECS::Service',
        Properties: { LaunchType: 'FARGATE', TaskDefinition: { Ref: 'Task' }, ...service },
      },
      Target: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: { TargetType: 'ip' } },
    };
    writeFileSync(file, JSON.stringify({ Resources }));
    return EcsStartProof.proveAssembly(file).tasks[0].needs.map(
      ({ purpose, property, verdict }) => `${purpose} (${property}): ${verdict}`,
    );
  };

  test('a container', () => {
    const needs = needsOf({}, [choice({ Name: 'side', Image: image })]);

    expect(needs).toContain('start a container (ContainerDefinitions): unknown');
    expect(needs.filter((need) => need.startsWith('pull image'))).toEqual([]);
  });

  test('a secret', () => {
    const needs = needsOf({ Secrets: [choice({ Name: 'A', ValueFrom: 'arn' })] });

    expect(needs).toContain('read a secret (Secrets): unknown');
    expect(needs.filter((need) => need.includes('parameter'))).toEqual([]);
  });

  test('the port mappings of a target', () => {
    const balanced = {
      LoadBalancers: [{ ContainerName: 'app', ContainerPort: 80, TargetGroupArn: { Ref: 'Target' } }],
    };

    expect(needsOf({ PortMappings: choice([{ ContainerPort: 80 }]) }, [], balanced).join()).not.toContain('broken');
    expect(needsOf({ PortMappings: [] }, [], balanced).join()).toContain('be accepted by ECS (LoadBalancers): broken');
  });
});
