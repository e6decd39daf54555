/** How many resources CloudFormation has to make one after the other. */
export interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: unknown }>>;
  readonly Outputs?: Readonly<
    Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: unknown } }>
  >;
}

/** Templates by stack. */
export type Templates = Readonly<Record<string, Template>>;

/**
 * Resources on the longest chain of references and `DependsOn`, through exports too where the stack that exports is among
 * the templates.
 */
export function chain(templates: Templates): number {
  const exported = new Map<string, string[]>();
  for (const [stack, { Outputs = {}, Resources }] of Object.entries(templates)) {
    for (const { Value, Export } of Object.values(Outputs)) {
      exported.set(JSON.stringify(Export?.Name), named(Value, stack, Resources, new Map()));
    }
  }
  const needs = new Map<string, string[]>();
  for (const [stack, { Resources }] of Object.entries(templates)) {
    for (const [id, resource] of Object.entries(Resources)) {
      needs.set(`${stack}/${id}`, named(resource, stack, Resources, exported));
    }
  }
  const depths = new Map<string, number>();
  const depth = (id: string): number => {
    const known = depths.get(id);
    if (known !== undefined) {
      return known;
    }
    const own = 1 + Math.max(0, ...needs.get(id)!.map(depth));
    depths.set(id, own);
    return own;
  };
  return Math.max(...[...needs.keys()].map(depth));
}

/** The resources that a part of a template names. */
function named(
  value: unknown,
  stack: string,
  resources: Template['Resources'],
  exported: ReadonlyMap<string, string[]>,
): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item) => named(item, stack, resources, exported));
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, each]) => {
    const target = key === 'Fn::GetAtt' && Array.isArray(each) ? each[0] : each;
    const direct = ['Ref', 'Fn::GetAtt', 'DependsOn'].includes(key) ? [target].flat() : [];
    const own = direct.filter((id) => typeof id === 'string' && id in resources).map((id) => `${stack}/${id}`);
    const imported = key === 'Fn::ImportValue' ? (exported.get(JSON.stringify(each)) ?? []) : [];
    return [...own, ...imported, ...named(each, stack, resources, exported)];
  });
}
