import { runFunction } from './sandbox';
import { Caller } from './sdk';
import { Verb } from './stack';
import { Live, Properties, Refused, View } from './world';

/** An event of CloudFormation for the function behind a custom resource, as far as the resource decides it. */
export interface Event {
  readonly verb: Verb;
  readonly stackId: string;
  readonly id: string;
  readonly type: string;
  readonly physicalId?: string;
  readonly before?: Properties;
  readonly after?: Properties;
}

export interface Outcome {
  readonly physicalId: string;
  readonly data: Record<string, unknown>;
}

const REQUESTS: Readonly<Record<Verb, string>> = { CREATE: 'Create', UPDATE: 'Update', DELETE: 'Delete' };

/** The function said no. What it made until then has a name all the same, and CloudFormation asks it to delete that. */
export class CustomResourceFailed extends Refused {
  public constructor(
    message: string,
    public readonly physicalId?: string,
  ) {
    super('CustomResourceFailed', message);
  }
}

/** Runs the function that a custom resource names, as its role. */
export async function runCustom(event: Event, view: View): Promise<Outcome> {
  const properties = event.after ?? event.before ?? {};
  const found = view.byRef('AWS::Lambda::Function', properties.ServiceToken);
  const role = found && view.byRef('AWS::IAM::Role', found.properties.Role);
  if (found === undefined || role === undefined) {
    throw new CustomResourceFailed(`the function of ${event.id}, or its role, is not there`);
  }
  const caller = new Caller(view, role);
  return found.properties.Code.ZipFile === undefined
    ? runAsset(event, properties, caller)
    : runInline(found, event, properties, caller);
}

async function runInline(
  { properties: fn }: Live,
  event: Event,
  properties: Properties,
  caller: Caller,
): Promise<Outcome> {
  const { answer } = await runFunction(
    fn,
    {
      RequestType: REQUESTS[event.verb],
      RequestId: 'request',
      ResponseURL: 'https://answers/?x=1',
      StackId: event.stackId,
      LogicalResourceId: event.id,
      ResourceType: event.type,
      PhysicalResourceId: event.physicalId,
      ResourceProperties: asText(properties),
      OldResourceProperties: event.verb === 'UPDATE' ? asText(event.before) : undefined,
    },
    caller,
  );
  if (answer?.Status !== 'SUCCESS') {
    const reason = answer?.Reason ?? 'CloudFormation did not receive a response from your Custom Resource';
    throw new CustomResourceFailed(reason, answer?.PhysicalResourceId);
  }
  return { physicalId: answer.PhysicalResourceId, data: answer.Data ?? {} };
}

/** Functions of aws-cdk-lib come as assets; what they call stands in the properties. */
function runAsset({ verb, id, type, physicalId }: Event, properties: Properties, caller: Caller): Outcome {
  if (type === 'Custom::VpcRestrictDefaultSG') {
    const change = verb === 'DELETE' ? 'AuthorizeSecurityGroup' : 'RevokeSecurityGroup';
    for (const direction of ['Ingress', 'Egress']) {
      caller.call('ec2', change + direction, { GroupId: properties.DefaultSecurityGroupId });
    }
    return { physicalId: physicalId ?? 'restricted', data: {} };
  }
  const text =
    properties[REQUESTS[verb]] ?? (verb === 'UPDATE' ? undefined : verb === 'CREATE' ? properties.Update : undefined);
  if (text === undefined && verb !== 'DELETE' && properties.Create === undefined) {
    throw new CustomResourceFailed(`the double does not know the function of ${id}`);
  }
  if (text === undefined) {
    return { physicalId: physicalId ?? id, data: {} };
  }
  const { service, action, parameters, physicalResourceId, outputPaths } = JSON.parse(text);
  const answer = caller.call(service.toLowerCase(), action[0].toUpperCase() + action.slice(1), parameters);
  const data = Object.fromEntries(flattened(answer).filter(([path]) => !outputPaths || outputPaths.includes(path)));
  return { physicalId: physicalResourceId?.id ?? physicalId ?? id, data };
}

/** CloudFormation hands every scalar over as text. */
function asText(value: any): any {
  if (Array.isArray(value)) {
    return value.map(asText);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asText(inner)]))
    : value === undefined
      ? undefined
      : String(value);
}

function flattened(value: any, path = ''): [string, unknown][] {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => flattened(inner, path ? `${path}.${key}` : key))
    : [[path, value]];
}
