import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';

type SpecDatabase = ReturnType<typeof loadAwsServiceSpecSync>;
type Specs = Readonly<Record<string, { readonly type: any }>>;

let database: SpecDatabase | undefined;

/** Whether a path, as `PortMappings.0.HostPort`, leads to a property that the schema of a resource has. */
export function isPropertyOf(resourceType: string, path: string): boolean {
  database ??= loadAwsServiceSpecSync();
  const [resource] = database.lookup('resource', 'cloudFormationType', 'equals', resourceType);
  return resource !== undefined && path !== '' && leadsOn(resource.properties, path.split('.'));
}

function leadsOn(specs: Specs, [name, ...below]: string[]): boolean {
  return specs[name] !== undefined && fits(specs[name].type, below);
}

function fits(type: any, path: string[]): boolean {
  const [name, ...below] = path;
  if (name === undefined || type.type === 'json') {
    return true;
  }
  switch (type.type) {
    case 'ref':
      return leadsOn(database!.get('typeDefinition', type.reference).properties, path);
    case 'array':
      return /^\d+$/.test(name) && fits(type.element, below);
    case 'map':
      return fits(type.element, below);
    case 'union':
      return type.types.some((each: any) => fits(each, path));
    default:
      return false;
  }
}
