import type { AppModel, Resource } from '../../app-model/app-model';
import { Pointer } from '../../app-model/values';
import { StartVerdict, TaskStart } from '../start-proof-result';
import { statementsOf } from './role-statements';

/** Something that starts tasks by a call, which no property of a template describes. */
export interface HiddenStarter {
  readonly resource: Resource;
  readonly kind: 'customResource' | 'function';
  /** The property that tells of it. */
  readonly property: string;
  /** The task definitions of the app that it mentions. */
  readonly definitions: readonly Resource[];
}

/**
 * Custom resources that call RunTask or StartTask at deployment (`AwsCustomResource`), and functions whose role names one of the two:
 * where their tasks run, and as which, stands in the call or in code.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
 */
export function hiddenStarters(graph: AppModel): HiddenStarter[] {
  const calling = graph.customResources().flatMap((resource) => callOf(graph, resource));
  const serving = new Set(calling.map(({ resource }) => graph.behind(resource, 'ServiceToken')));
  const functions = graph
    .ofType('AWS::Lambda::Function')
    .filter((each) => !serving.has(each))
    .flatMap((each) => mayRun(graph, each));
  return [...calling, ...functions];
}

/** The tasks of such a starter as the proof tells of them. */
export function hiddenStart({ resource, kind, property, definitions }: HiddenStarter): TaskStart {
  const named = definitions.map(({ path }) => path).join(', ');
  const how = kind === 'customResource' ? 'starts at deployment by a call of ECS' : 'may start by a call of ECS';
  return {
    path: resource.path,
    stack: resource.scope.path,
    logicalId: resource.logicalId,
    kind,
    taskDefinition: named || 'unknown',
    compute: 'unknown',
    verdict: StartVerdict.UNKNOWN,
    needs: [
      {
        purpose: 'start',
        target: 'unknown',
        property,
        plane: 'task',
        verdict: StartVerdict.UNKNOWN,
        reason: `where the tasks${named === '' ? '' : ` of ${named}`} run that ${resource.path} ${how}; they are not judged`,
      },
    ],
  };
}

/** The phase of an `AwsCustomResource` in which it starts tasks. */
function callOf(graph: AppModel, resource: Resource): HiddenStarter[] {
  const property = ['Create', 'Update', 'Delete'].find((phase) => {
    const written = graph.text(graph.property(resource, phase)) ?? '';
    return (
      /"service":"(@aws-sdk\/client-)?ecs"/i.test(written) && /"action":"(run|start)Task(Command)?"/i.test(written)
    );
  });
  return property === undefined
    ? []
    : [{ resource, kind: 'customResource', property, definitions: definitionsIn(graph, resource, property) }];
}

/** A function whose role of the app names the calls; what may do everything is no sign that it does this. */
function mayRun(graph: AppModel, resource: Resource): HiddenStarter[] {
  const role = graph.property(resource, 'Role');
  if (!(role instanceof Pointer) || role.resource.type !== 'AWS::IAM::Role') {
    return [];
  }
  const granting = statementsOf(graph, role.resource).filter(({ actions }) =>
    actions.some((action) => /^ecs:(Run|Start)Task$/i.test(action)),
  );
  return granting.length === 0
    ? []
    : [
        {
          resource,
          kind: 'function',
          property: 'Role',
          definitions: [
            ...new Set([
              ...granting.flatMap(({ resources }) =>
                resources.filter(({ type }) => type === 'AWS::ECS::TaskDefinition'),
              ),
              ...definitionsIn(graph, resource, 'Environment'),
            ]),
          ],
        },
      ];
}

function definitionsIn(graph: AppModel, resource: Resource, property: string): Resource[] {
  return graph
    .mentioned(resource.properties[property], resource.scope)
    .filter(({ type }) => type === 'AWS::ECS::TaskDefinition');
}
