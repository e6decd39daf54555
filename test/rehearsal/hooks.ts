import { allows, policiesOf } from './iam';
import { runFunction } from './sandbox';
import { Caller } from './sdk';
import { Live, Properties, Refused, View } from './world';

/** How often ECS asks a hook that is not finished; a real one has a day. */
const TRIES = 100;

/**
 * Asks each hook of a service at each of its stages, as ECS does: by the role of the hook, again while it is in progress.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html
 */
export async function askHooks({ ref, properties: service }: Live, view: View): Promise<void> {
  for (const { HookTargetArn, RoleArn, LifecycleStages } of service.DeploymentConfiguration?.LifecycleHooks ?? []) {
    const asker = view.byRef('AWS::IAM::Role', RoleArn);
    const may = asker && allows(policiesOf(asker, view), { action: 'lambda:InvokeFunction', resource: HookTargetArn });
    if (may === false) {
      throw new Refused('NotStabilized', `${RoleArn} is not allowed to invoke the hook ${HookTargetArn}`);
    }
    const found = view.byRef('AWS::Lambda::Function', HookTargetArn);
    const role = found && view.byRef('AWS::IAM::Role', found.properties.Role);
    if (found?.properties.Code.ZipFile !== undefined && role !== undefined) {
      const revision = `${ref.replace(':service/', ':service-revision/')}/${view.world.next()}`;
      view.world.called.set(revision, { taskDefinition: service.TaskDefinition });
      for (const stage of LifecycleStages) {
        await ask(found.properties, stage, revision, new Caller(view, role), found.id);
      }
    }
  }
}

async function ask(
  fn: Properties,
  lifecycleStage: string,
  targetServiceRevisionArn: string,
  caller: Caller,
  id: string,
): Promise<void> {
  let hookDetails: unknown;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const event = { lifecycleStage, executionDetails: { targetServiceRevisionArn }, hookDetails };
    const { result } = await runFunction(fn, event, caller);
    if (result?.hookStatus === 'SUCCEEDED') {
      return;
    }
    if (result?.hookStatus !== 'IN_PROGRESS') {
      throw new Refused('NotStabilized', `the hook ${id} answered ${JSON.stringify(result)} at ${lifecycleStage}`);
    }
    hookDetails = result.hookDetails;
  }
  throw new Refused('NotStabilized', `the hook ${id} does not come to an end at ${lifecycleStage}`);
}
