import { Pointer, Resource } from '../../app-model/app-model';
import type { RoleView } from '../../app-model/policy/roles';
import { asRecord, asText, items, markOf } from '../../app-model/values';
import type { Judge } from './judge';
import { Right } from './right';
import type { Definition } from './task-definition';
import { CODE_DEPLOY, trustRight } from './trust-rights';

type Common = Pick<Right, 'subject' | 'property' | 'actor' | 'role'>;

/** The calls of every deployment. Which task sets, listeners and rules they are about, the deployment says. */
const CALLS = [
  ...['ecs:DescribeServices', 'ecs:CreateTaskSet', 'ecs:UpdateServicePrimaryTaskSet', 'ecs:DeleteTaskSet'],
  ...['elasticloadbalancing:DescribeTargetGroups', 'elasticloadbalancing:DescribeListeners'],
];

/**
 * The rights of CodeDeploy to deploy services: to replace task sets, shift traffic, pass the roles of tasks, read alarms and
 * tell topics.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/codedeploy_IAM_role.html
 */
export function codeDeployRights(judge: Judge, definitions: ReadonlyMap<string, Definition>): Right[] {
  const { model, roles } = judge;
  return model.ofType('AWS::CodeDeploy::DeploymentGroup').flatMap((subject) => {
    const [service] = items(model.property(subject, 'ECSServices'));
    const role = roles.role(model.property(subject, 'ServiceRoleArn'));
    const common: Common = { subject, property: 'ServiceRoleArn', actor: 'role', role };
    return service === undefined || role === undefined
      ? []
      : [
          ...deployRights(common),
          ...passRights(common, definitionOf(judge, asRecord(service).ServiceName, definitions)),
          ...tellRights(judge, common),
          ...trustRight(judge, common, CODE_DEPLOY),
        ];
  });
}

function deployRights(common: Common): Right[] {
  const resources = [markOf(`what ${common.subject.path} deploys`)];
  const shift = ['elasticloadbalancing:ModifyListener', 'elasticloadbalancing:ModifyRule'];
  const right = { ...common, resources, somewhere: true } as const;
  return [
    { ...right, actions: CALLS, purpose: 'deploy the service' },
    { ...right, actions: shift, oneOf: 'enough', purpose: 'shift the traffic of a deployment' },
  ];
}

/** A deployment may name another task definition than the template, but seldom one with other roles. */
function passRights(common: Common, definition: Definition | undefined): Right[] {
  const passes = (passed: RoleView | undefined, doubt?: string): Right[] =>
    passed === undefined
      ? []
      : [
          {
            ...{ ...common, actions: ['iam:PassRole'], later: ['iam:PassRole'], resources: [passed.arn] },
            ...{ purpose: `pass ${passed.name} to the tasks`, ...(doubt !== undefined && { doubt }) },
            context: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
          },
        ];
  return [
    ...passes(definition?.executionRole),
    ...passes(definition?.taskRole, "whether ECS asks for it: AWS's page does where a deployment overrides the role"),
  ];
}

function definitionOf(
  { model }: Judge,
  name: unknown,
  definitions: ReadonlyMap<string, Definition>,
): Definition | undefined {
  const named = (service: Resource) =>
    typeof name === 'string' && asText(model.property(service, 'ServiceName')) === name;
  const service =
    name instanceof Pointer ? name.resource : model.ofType('AWS::ECS::Service').find((each) => named(each));
  return service && definitions.get(model.referred(service, service.properties.TaskDefinition)?.id ?? '');
}

function tellRights({ model, arns }: Judge, common: Common): Right[] {
  const property = (name: string) => model.property(common.subject, name);
  const { Alarms: alarms, Enabled: enabled = true } = asRecord(property('AlarmConfiguration'));
  const topics = items(property('TriggerConfigurations')).flatMap(
    (trigger) => model.text(asRecord(trigger).TriggerTargetArn) ?? [],
  );
  const reads = ['cloudwatch:DescribeAlarms'];
  return [
    ...(items(alarms).length > 0 && asText(enabled) === 'true'
      ? [{ ...common, actions: reads, resources: ['*'], purpose: 'read the alarms of a deployment' }]
      : []),
    ...topics.map((topic) => ({
      ...{ ...common, actions: ['sns:Publish'], resources: [arns.write(topic)], purpose: 'tell of its deployments' },
    })),
  ].map((right) => ({ ...right, later: right.actions }));
}
