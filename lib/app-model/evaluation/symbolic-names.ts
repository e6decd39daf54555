import type { Scope } from '../resource';
import { Pointer, Unknown, Value, markOf } from '../values';
import { pseudoParameter } from './environment';

/*
 * ARNs and names whose parts matter to a check, spelled out so that they can be taken apart: only the deployment knows them, but
 * AWS's page of each resource tells of which parts they are.
 */

/** Writes values as texts, those that only the deployment knows as marks. */
export interface Writer {
  text(value: Value): string | undefined;
  mark(key: string, value: Pointer | Unknown): string;
}

/** The symbolic name of an attribute; `undefined` where it is one mark. */
export function symbolicName({ resource, attribute }: Pointer, writer: Writer): string | undefined {
  const { scope, type } = resource;
  const own = () => writer.mark(`${resource.id}#Ref`, resource.pointer('Ref'));
  const part = (name: string) => partOf(name, scope, writer);
  switch (`${type}.${attribute}`) {
    case 'AWS::ECR::Repository.Arn':
      return arn('ecr', `repository/${own()}`, scope, writer);
    case 'AWS::ECR::Repository.RepositoryUri':
      return `${part('AWS::AccountId')}.dkr.ecr.${part('AWS::Region')}.${part('AWS::URLSuffix')}/${own()}`;
    case 'AWS::Logs::LogGroup.Arn':
      return arn('logs', `log-group:${own()}:*`, scope, writer);
    case 'AWS::S3::Bucket.Arn':
      return `arn:${part('AWS::Partition')}:s3:::${own()}`;
    case 'AWS::SecretsManager::Secret.Ref':
    case 'AWS::SecretsManager::Secret.Id':
    case 'AWS::SecretsManager::SecretTargetAttachment.Ref':
      return arn('secretsmanager', `secret:${own().replace('#Ref', '#Name')}`, scope, writer);
    default:
      return undefined;
  }
}

/**
 * The ARN of what is whole one value, when it is taken apart: a task definition as by Step Functions' integration, a
 * listener to name its rules.
 */
export function takenApart(
  value: Value,
  writer: Writer,
  evaluate: (raw: unknown, scope: Scope) => Value,
): string | undefined {
  if (!(value instanceof Pointer)) {
    return undefined;
  }
  const { resource, attribute } = value;
  if (resource.type === 'AWS::ElasticLoadBalancingV2::Listener' && /^(Ref|ListenerArn)$/.test(attribute)) {
    return arn('elasticloadbalancing', listenerPath(resource.id, resource.properties.Protocol), resource.scope, writer);
  }
  const family =
    resource.type === 'AWS::ECS::TaskDefinition'
      ? writer.text(evaluate(resource.properties.Family, resource.scope))
      : undefined;
  return family && arn('ecs', `task-definition/${family}:${markOf(`${resource.id}#Revision`)}`, resource.scope, writer);
}

/** The end of the ARN of a listener, with marks for the ids of its load balancer and of itself. */
export function listenerPath(id: string, protocol: unknown): string {
  const kind = /^(TCP|UDP|TLS|TCP_UDP|QUIC|TCP_QUIC)$/.test(typeof protocol === 'string' ? protocol : 'HTTP')
    ? 'net'
    : 'app';
  return `listener/${kind}/${[0, 1, 2].map((index) => markOf(`${id}#${index}`)).join('/')}`;
}

function arn(service: string, rest: string, scope: Scope, writer: Writer): string {
  const part = (name: string) => partOf(name, scope, writer);
  return `arn:${part('AWS::Partition')}:${service}:${part('AWS::Region')}:${part('AWS::AccountId')}:${rest}`;
}

function partOf(name: string, scope: Scope, writer: Writer): string {
  return writer.text(pseudoParameter(name, scope)) ?? '';
}
