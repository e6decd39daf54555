import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { IPolicyValidationContext, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { record, text } from '../../internal/template-value';

/** One resource of a synthesized template. */
export interface TemplateResource {
  readonly templatePath: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A template on disk, and the name of the stack that it makes. */
export interface StackTemplate {
  readonly templatePath: string;
  readonly stackName?: string;
}

/** The ECS resources of the app's final templates, and how one refers to another. */
export class TemplateTasks {
  public readonly taskDefinitions: readonly TemplateResource[];
  public readonly services: readonly TemplateResource[];
  /** Task definitions by their place in a template, by the name of an export and by stack and output. */
  private readonly byName = new Map<string | symbol, TemplateResource>();

  constructor(templates: readonly StackTemplate[]) {
    const contents = templates.map((template) => [template, readTemplate(template.templatePath)] as const);
    const resources = contents.flatMap(([{ templatePath }, content]) => resourcesOf(templatePath, content));
    this.taskDefinitions = resources.filter(({ type }) => type === 'AWS::ECS::TaskDefinition');
    this.services = resources.filter(({ type }) => type === 'AWS::ECS::Service');
    for (const task of this.taskDefinitions) {
      this.byName.set(key(task.templatePath, task.logicalId), task);
    }
    for (const [{ templatePath, stackName }, content] of contents) {
      for (const [id, output] of Object.entries(record(content.Outputs))) {
        const { Value, Export } = record(output);
        const task = this.byName.get(key(templatePath, Object(Value).Ref));
        if (task !== undefined) {
          this.byName.set(key('output', stackName, id), task);
          this.byName.set(key('export', record(Export).Name), task);
        }
      }
    }
  }

  /** The task definition that a service names: in its own template, as an export or as an output of another stack. */
  public taskOf(service: TemplateResource): TemplateResource | undefined {
    // An intrinsic has one key, so at most one of these is there.
    const {
      Ref,
      'Fn::ImportValue': exported,
      'Fn::GetStackOutput': output,
    } = Object(service.properties.TaskDefinition);
    const { StackName, OutputName } = Object(output);
    return (
      this.byName.get(key(service.templatePath, Ref)) ??
      this.byName.get(key('export', exported)) ??
      this.byName.get(key('output', StackName, OutputName))
    );
  }
}

/** The templates of the stacks under validation, nested stacks included: CDK hands out only the outer ones. */
export function templatesOf(context: IPolicyValidationContext, constructs: readonly IConstruct[]): StackTemplate[] {
  const stacks = constructs.filter((construct): construct is Stack => Stack.isStack(construct));
  const byFile = new Map(stacks.map((stack) => [stack.templateFile, stack]));
  const outer = context.stackTemplates.map(({ templatePath }) => ({
    templatePath,
    stackName: byFile.get(basename(templatePath))?.stackName,
  }));
  const folders = new Map(outer.map(({ templatePath }) => [basename(templatePath), dirname(templatePath)]));
  const nested = stacks
    .filter((stack) => stack.nested)
    .flatMap((stack) => {
      const folder = folders.get(outermost(stack).templateFile);
      return folder === undefined ? [] : [{ templatePath: join(folder, stack.templateFile) }];
    });
  return [...outer, ...nested];
}

function outermost(stack: Stack): Stack {
  return stack.nestedStackParent === undefined ? stack : outermost(stack.nestedStackParent);
}

function readTemplate(path: string): Readonly<Record<string, unknown>> {
  const content = readFileSync(path, 'utf8');
  return content.includes('AWS::ECS::') ? record(JSON.parse(content)) : {};
}

function resourcesOf(templatePath: string, template: Readonly<Record<string, unknown>>): TemplateResource[] {
  return Object.entries(record(template.Resources)).map(([logicalId, resource]) => ({
    templatePath,
    logicalId,
    type: text(record(resource).Type) ?? '',
    properties: record(record(resource).Properties),
  }));
}

/** A name that nothing else has; one with an unknown part is found nowhere. */
function key(...parts: readonly unknown[]): string | symbol {
  return parts.every((part) => typeof part === 'string') ? parts.join('\n') : Symbol();
}
