import { basename } from 'node:path';
import { CfnResource, Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { Finding } from '../../internal/finding';
import { TemplateResource } from './template-tasks';

const WARNING = 'aws:cdk:warning';

/**
 * Warnings that the tree carries already, or that somebody acknowledged there: constructs of this library warn by
 * themselves, and nobody should read or acknowledge one danger twice.
 */
export class ToldFindings {
  private byPlace?: ReadonlyMap<string, CfnResource>;

  constructor(private readonly constructs: readonly IConstruct[]) {}

  public has({ templatePath, logicalId }: TemplateResource, finding: Finding): boolean {
    if (finding.severity !== 'warning') {
      return false;
    }
    this.byPlace ??= indexOf(this.constructs);
    const resource = this.byPlace.get(place(basename(templatePath), logicalId));
    return resource !== undefined && resource.node.scopes.some((scope) => tells(scope, finding));
  }
}

function tells(construct: IConstruct, { code, message }: Finding): boolean {
  return construct.node.metadata.some(({ type, data }) => {
    if (type === WARNING) {
      return typeof data === 'string' && data.startsWith(message) && data.endsWith(`:${code}]`);
    }
    return (
      type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY &&
      Object.keys(Object(data)).includes(`Annotation::cdk-ecs-groundwork:${code}`)
    );
  });
}

function indexOf(constructs: readonly IConstruct[]): ReadonlyMap<string, CfnResource> {
  const byPlace = new Map<string, CfnResource>();
  for (const construct of constructs) {
    if (CfnResource.isCfnResource(construct) && construct.cfnResourceType.startsWith('AWS::ECS::')) {
      const stack = Stack.of(construct);
      byPlace.set(place(stack.templateFile, stack.resolve(construct.logicalId)), construct);
    }
  }
  return byPlace;
}

function place(templateFile: string, logicalId: string): string {
  return `${templateFile}#${logicalId}`;
}
