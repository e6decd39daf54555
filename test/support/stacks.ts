import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack, StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

/** The feature flags of this repository's own cdk.json: all that aws-cdk-lib recommends. */
const recommended = JSON.parse(readFileSync(join(__dirname, '..', '..', 'cdk.json'), 'utf8')).context;

/** A fresh app with every recommended feature flag, CDK's own rules as errors included. */
export function testApp(context: Record<string, unknown> = {}): App {
  return new App({ context: { ...recommended, ...context }, analyticsReporting: false });
}

/** A stack in a fresh app of its own: nothing is shared between tests. */
export function testStack(props?: StackProps, context?: Record<string, unknown>): Stack {
  return new Stack(testApp(context), 'TestStack', props);
}

/** The properties of the only resource of a type in the stack's template. */
export function onlyProperties(stack: Stack, type: string): Record<string, any> {
  const found = Object.values(Template.fromStack(stack).findResources(type));
  expect(found).toHaveLength(1);
  return found[0].Properties;
}

/** The container definitions of the stack's only task definition, by name. */
export function containersOf(stack: Stack): Record<string, Record<string, any>> {
  const { ContainerDefinitions } = onlyProperties(stack, 'AWS::ECS::TaskDefinition');
  return Object.fromEntries(ContainerDefinitions.map((container: { Name: string }) => [container.Name, container]));
}
