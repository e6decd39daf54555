import { basename } from 'node:path';
import { CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { text } from '../internal/template-value';
import type { Resource } from './resource';
import type { StackTemplate } from './templates';

/** The constructs of an app by the resources that they made. */
export class ConstructIndex {
  private readonly found = new Map<Resource, { readonly construct?: CfnResource }>();
  private allocated?: Index;
  private resolved?: Index;
  private readonly names = new Map<string, string>();

  constructor(readonly root: IConstruct) {}

  /** The construct of a stack. */
  ofStack({ path }: StackTemplate): Stack | undefined {
    const construct = path === undefined ? undefined : this.atPath(path);
    return Stack.isStack(construct) ? construct : undefined;
  }

  /** The construct that made a resource. */
  of(resource: Resource): CfnResource | undefined {
    let known = this.found.get(resource);
    if (known === undefined) {
      const { logicalId, scope, manifestPath } = resource;
      // The CDK wrote the path in this synth; hashing the logical ids of all constructs costs ten times as much.
      const named = manifestPath === undefined ? undefined : this.atPath(manifestPath);
      known = { construct: CfnResource.isCfnResource(named) ? named : this.at(scope.templateFile, logicalId) };
      this.found.set(resource, known);
    }
    return known.construct;
  }

  /** The construct behind a logical id of a template. Walks the tree on first use. */
  at(templateFile: string | undefined, logicalId: string): CfnResource | undefined {
    if (templateFile === undefined) {
      return undefined;
    }
    this.allocated ??= indexOf(this.root, (construct, stack) => stack.getLogicalId(construct));
    let file = this.names.get(templateFile);
    if (file === undefined) {
      file = basename(templateFile);
      this.names.set(templateFile, file);
    }
    return this.allocated.get(file)?.get(logicalId) ?? this.overridden().get(file)?.get(logicalId);
  }

  private atPath(path: string): IConstruct | undefined {
    const start = this.root.node.path === '' ? 0 : this.root.node.path.split('/').length;
    let at: IConstruct | undefined = this.root;
    for (const id of path.split('/').slice(start)) {
      at = at?.node.tryFindChild(id);
    }
    return at;
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
