import type { App } from 'aws-cdk-lib';
import { UpdateImpact, updateImpact } from '../support/update-impact';
import { Change, Changes, Subject } from './changes';
import { World } from './world';

/** What each change of a workload would do to its stack, by change. */
export function impactsOf(subject: Subject, changes: Changes<any, any>): Record<string, UpdateImpact> {
  const before = templateOf(subject, {});
  return Object.fromEntries(
    Object.entries(changes).map(([name, change]) => [name, updateImpact(before, templateOf(subject, change))]),
  );
}

/** The template of a workload as it is, or after a change. */
function templateOf(subject: Subject, change: Change<any, any>): Record<string, unknown> {
  const world = new World();
  const before = subject.props(world);
  const workload = subject.make(world, { ...before, ...change.props?.(world, before) });
  subject.finish?.(workload, world);
  change.call?.(workload, world);
  return (world.stack.node.root as App).synth({ skipValidation: true }).getStackArtifact(world.stack.artifactId)
    .template;
}
