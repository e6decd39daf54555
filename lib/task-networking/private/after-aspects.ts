import { Aspects, Stage } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';

const KEY = Symbol.for('cdk-ecs-groundwork.RunLast');
const ID = 'GroundworkLast';

/** Late enough that everything with a usual priority has changed the node already. */
const LATE = 900;

/**
 * Runs when every other construct of the stage has been visited by the aspects of the app, so that containers which an
 * aspect adds count, and still before references are resolved, so that resources can be made.
 *
 * Aspects go through the tree from the top and child after child: the last child of the stage is visited last.
 */
export function afterAspects(scope: Construct, action: () => void): void {
  const stage = Stage.of(scope) as (IConstruct & { [KEY]?: (() => void)[] }) | undefined;
  if (!stage) {
    return;
  }
  const known = stage[KEY];
  if (known) {
    known.push(action);
    return;
  }
  const actions = [action];
  stage[KEY] = actions;
  Aspects.of(stage).add(
    {
      visit: (node: IConstruct) => {
        if (node === stage) {
          // When the app is synthesized once more, it is there.
          if (stage.node.tryFindChild(ID) === undefined) {
            new Construct(stage, ID);
          }
        } else if (node.node.scope === stage && node.node.id === ID) {
          actions.forEach((each) => each());
        }
      },
    },
    { priority: LATE },
  );
}
