import type { AppModel, Resource } from '../../app-model/app-model';
import { Pointer } from '../../app-model/values';
import { StartVerdict, TaskStart } from '../start-proof-result';
import { MACHINES, jobsOf } from '../../app-model/views/job';
import { AllowingStatement, statementsOf } from './role-statements';

/** Something that starts tasks by a call, which no property of a template describes. */
export interface HiddenStarter {
  readonly resource: Resource;
  readonly kind: 'customResource' | 'function' | 'stateMachine';
  /** The property that tells of it. */
  readonly property: string;
  /** The task definitions of the app that it mentions. */
  readonly definitions: readonly Resource[];
}

/**
 * Custom resources that call RunTask or StartTask at deployment (`AwsCustomResource`), functions whose role or policies of SAM name one of
 * the two, and state machines whose definition is in a file: where their tasks run, and as which, stands in the call, in code or in the file.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
 */
export function hiddenStarters(graph: AppModel): HiddenStarter[] {
  const calling = graph.customResources().flatMap((resource) => callOf(graph, resource));
  const serving = new Set(calling.map(({ resource }) => graph.behind(resource, 'ServiceToken')));
  const functions = FUNCTIONS.flatMap((type) => graph.ofType(type))
    .filter((each) => !serving.has(each))
    .flatMap((each) => mayRun(graph, each));
  const read = new Set(jobsOf(graph).map(({ resource }) => resource));
  const machines = MACHINES.flatMap((type) => graph.ofType(type))
    .filter((each) => !read.has(each) && IN_FILE.some((property) => each.has(property)))
    .flatMap((each) => inFile(graph, each));
  return [...calling, ...functions, ...machines];
}

const FUNCTIONS = ['AWS::Lambda::Function', 'AWS::Serverless::Function'];
const IN_FILE = ['DefinitionUri', 'DefinitionS3Location'];

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

/** A function that may start tasks by its role, or by the policies of which SAM makes one. */
function mayRun(graph: AppModel, resource: Resource): HiddenStarter[] {
  const property = [byRole(graph, resource), byPolicies(resource)].find((each) => each !== undefined);
  return property === undefined
    ? []
    : [
        {
          resource,
          kind: 'function',
          property,
          definitions: [
            ...new Set([
              ...grantedOf(graph, resource).flatMap(({ resources }) => resources.filter(isDefinition)),
              ...['Policies', 'Environment'].flatMap((each) => definitionsIn(graph, resource, each)),
            ]),
          ],
        },
      ];
}

/** A state machine that is given a task definition for its file, or that may start tasks. */
function inFile(graph: AppModel, resource: Resource): HiddenStarter[] {
  const definitions = ['DefinitionSubstitutions', 'Policies'].flatMap((each) => definitionsIn(graph, resource, each));
  return definitions.length === 0 && byPolicies(resource) === undefined
    ? []
    : [
        {
          resource,
          kind: 'stateMachine',
          property: IN_FILE.find((each) => resource.has(each)) ?? IN_FILE[0],
          definitions: [...new Set(definitions)],
        },
      ];
}

/** Whether its role of the app names the calls; what may do everything is no sign that it does this. */
function byRole(graph: AppModel, resource: Resource): string | undefined {
  return grantedOf(graph, resource).length > 0 ? 'Role' : undefined;
}

function grantedOf(graph: AppModel, resource: Resource): AllowingStatement[] {
  const role = graph.property(resource, 'Role');
  return role instanceof Pointer && role.resource.type === 'AWS::IAM::Role'
    ? statementsOf(graph, role.resource).filter(({ actions }) =>
        actions.some((action) => /^ecs:(Run|Start)Task$/i.test(action)),
      )
    : [];
}

/**
 * Whether the policies of SAM name the calls, by a statement or a policy template.
 *
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html
 */
function byPolicies({ properties, type }: Resource): string | undefined {
  return type.startsWith('AWS::Serverless::') &&
    /"(ecs:(Run|Start)Task|EcsRunTaskPolicy)"/i.test(JSON.stringify(properties.Policies ?? []))
    ? 'Policies'
    : undefined;
}

function definitionsIn(graph: AppModel, resource: Resource, property: string): Resource[] {
  return graph.mentioned(resource.properties[property], resource.scope).filter(isDefinition);
}

function isDefinition({ type }: Resource): boolean {
  return type === 'AWS::ECS::TaskDefinition';
}
