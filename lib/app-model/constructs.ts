import { basename } from 'node:path';
import { CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { text } from '../internal/template-value';
import type { Resource } from './resource';

/** The constructs of an app by the template and the logical id that they have there. Walks the tree on first use. */
export class ConstructIndex {
  private allocated?: Index;
  private resolved?: Index;
  private readonly names = new Map<string, string>();

  constructor(private readonly root: IConstruct) {}

  /** The construct that made a resource. */
  of({ scope, logicalId }: Resource): CfnResource | undefined {
    return scope.templateFile === undefined ? undefined : this.at(scope.templateFile, logicalId);
  }

  /** The construct behind a logical id of a template. */
  at(templateFile: string, logicalId: string): CfnResource | undefined {
    this.allocated ??= indexOf(this.root, (construct, stack) => stack.getLogicalId(construct));
    let file = this.names.get(templateFile);
    if (file === undefined) {
      file = basename(templateFile);
      this.names.set(templateFile, file);
    }
    return this.allocated.get(file)?.get(logicalId) ?? this.overridden().get(file)?.get(logicalId);
  }

  /** Resolving is slow, and only ids that somebody overrode need it. */
  private overridden(): Index {
    this.resolved ??= indexOf(this.root, (construct, stack) => text(stack.resolve(construct.logicalId)) ?? '');
    return this.resolved;
  }
}

type Index = ReadonlyMap<string, ReadonlyMap<string, CfnResource>>;

function indexOf(root: IConstruct, idOf: (construct: CfnResource, stack: Stack) => string): Index {
  const byFile = new Map<string, Map<string, CfnResource>>();
  const visit = (construct: IConstruct): void => {
    if (CfnResource.isCfnResource(construct)) {
      const stack = Stack.of(construct);
      const known = byFile.get(stack.templateFile);
      const byId = known ?? new Map<string, CfnResource>();
      if (known === undefined) {
        byFile.set(stack.templateFile, byId);
      }
      byId.set(idOf(construct, stack), construct);
    }
    construct.node.children.forEach(visit);
  };
  visit(root);
  return byFile;
}
