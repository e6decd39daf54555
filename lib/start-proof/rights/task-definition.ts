import type { Resource } from '../../app-model/app-model';
import { asText } from '../../app-model/values';
import type { Judge } from './judge';
import { Actor, Right } from './right';
import type { RoleView } from '../../app-model/policy/roles';
import { keyOf } from './access';
import { Container, taskDefinitionView } from '../../app-model/views/task-definition';

/** A task definition with its roles, as its rights are asked for. */
export interface Definition {
  readonly judge: Judge;
  readonly resource: Resource;
  readonly region: string;
  readonly account: string;
  readonly executionRole: RoleView | undefined;
  readonly taskRole: RoleView | undefined;
  /** Whether it may run on Fargate. */
  readonly fargate: boolean;
  readonly containers: readonly Container[];
}

/** Reads a task definition. */
export function readDefinition(judge: Judge, resource: Resource): Definition {
  const { model, roles, arns } = judge;
  const view = taskDefinitionView(model, resource);
  return {
    judge,
    resource,
    region: model.regionOf(resource.scope),
    account: arns.accountOf(resource),
    executionRole: roles.role(view.executionRole),
    taskRole: roles.role(view.taskRole),
    // A daemon runs on the instances that ECS manages.
    fargate: !isDaemon(resource) && view.mayRunOnFargate,
    containers: view.containers,
  };
}

function isDaemon({ type }: Resource): boolean {
  return type === 'AWS::ECS::DaemonTaskDefinition';
}

/** The part of a right that it has in common with others of its task definition. */
export type Base = Pick<Right, 'subject' | 'property' | 'container' | 'actor' | 'role'>;

/** The beginning of a right of one of the task definition's roles. */
export function base(
  definition: Definition,
  actor: Extract<Actor, 'execution role' | 'task role'>,
  property: string,
  container?: string,
): Base {
  const subject = definition.resource;
  const role = actor === 'task role' ? definition.taskRole : definition.executionRole;
  return container === undefined ? { subject, property, actor, role } : { subject, property, container, actor, role };
}

/** The right to use the customer key of a resource of the app, through the service that it belongs to. */
export function keyRights(judge: Judge, about: Base, arn: string, service: string, actions = ['kms:Decrypt']): Right[] {
  const { model, resourcePolicies } = judge;
  const { resource } = resourcePolicies.of(arn);
  const key = resource && keyOf(model, resource);
  if (resource === undefined || key === undefined) {
    return [];
  }
  const written = resourcePolicies.keyArn(key);
  const isOfAws = /^alias\/aws\//.test(asText(key) ?? '');
  return written === undefined || isOfAws
    ? []
    : [
        {
          ...about,
          ...{ actions, resources: [written], purpose: `use the key of ${resource.path}` },
          context: {
            'kms:ViaService': `${service}.${model.regionOf(resource.scope)}.amazonaws.com`,
            'kms:EncryptionContext:SecretARN': arn,
            'kms:GrantIsForAWSResource': null,
          },
          ...grantOfKey(judge, written),
        },
      ];
}

function grantOfKey({ resourcePolicies }: Judge, arn: string): Pick<Right, 'grant'> {
  const { resource } = resourcePolicies.of(arn);
  return resource === undefined ? {} : { grant: { resource, method: 'grantDecrypt' } };
}

/** The right to read an object of S3, and to ask where its bucket is, which not every agent does. */
export function objectRights(judge: Judge, about: Base, object: string, purpose: string): Right[] {
  const arn = judge.arns.write(object);
  const bucket = arn.replace(/^((?:\u27e6[^\u27e7]*\u27e7|[^/\u27e6])+)\/[\s\S]*$/, '$1');
  const { resource } = judge.resourcePolicies.of(arn);
  return [
    {
      ...about,
      ...{ actions: ['s3:GetObject'], resources: [arn], purpose },
      ...(resource && { grant: { resource, method: 'grantRead' } }),
    },
    ...(bucket === arn
      ? []
      : [
          {
            ...about,
            ...{ actions: ['s3:GetBucketLocation'], later: ['s3:GetBucketLocation'], resources: [bucket] },
            purpose: `ask for the region of the bucket, to ${purpose}`,
          },
        ]),
    ...keyRights(judge, about, arn, 's3'),
  ];
}
