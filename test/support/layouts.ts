import { App, CrossStackReferences, NestedStack, ReferenceStrength, Stack, Stage } from 'aws-cdk-lib';

/** The stacks of two halves of an app: what others use, and what uses it. */
export interface Halves {
  readonly base: Stack;
  readonly service: Stack;
}

/** The places of two halves: what a check says must not depend on where things stand. */
export const LAYOUTS: Record<string, (app: App) => Halves> = {
  'one stack': (app) => {
    const stack = new Stack(app, 'Stack');
    return { base: stack, service: stack };
  },
  'two stacks': (app) => ({ base: new Stack(app, 'Base'), service: new Stack(app, 'Service') }),
  'two stacks, with weak references': (app) => {
    const halves = { base: new Stack(app, 'Base'), service: new Stack(app, 'Service') };
    CrossStackReferences.of(halves.service).consume(ReferenceStrength.WEAK);
    return halves;
  },
  'two stacks of a stage': (app) => {
    const stage = new Stage(app, 'Stage');
    return { base: new Stack(stage, 'Base'), service: new Stack(stage, 'Service') };
  },
  'the service nested in the base': (app) => {
    const base = new Stack(app, 'Base');
    return { base, service: new NestedStack(base, 'Service') };
  },
  'both nested': (app) => {
    const stack = new Stack(app, 'Stack');
    return { base: new NestedStack(stack, 'Base'), service: new NestedStack(stack, 'Service') };
  },
};
