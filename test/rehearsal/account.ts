import { Engine } from './engine';
import { Stack, Step } from './stack';
import { Template } from './evaluate';
import { Request } from './front';
import { parameterStore } from './parameter-store';
import { same } from './schema';
import { ACCOUNT, Refused, REGION } from './world';

interface ChangeSet {
  readonly id: string;
  readonly name: string;
  readonly stack: Stack;
  readonly template: Template;
  readonly parameters: Record<string, string>;
  readonly empty: boolean;
}

/** What the CLI asks of AWS, answered for a bootstrapped account. Any other call is refused. */
export class Account {
  private readonly changeSets = new Map<string, ChangeSet>();

  public constructor(
    private readonly engine: Engine,
    private readonly object: (address: string) => string,
  ) {}

  public async answer({ service, action, input }: Request): Promise<Record<string, unknown>> {
    const call = this.calls[`${service}:${action}`];
    if (call === undefined) {
      throw new Refused('UnknownToTheDouble', `the double does not know ${service}:${action}`);
    }
    return call(input);
  }

  private readonly calls: Record<string, (input: any) => Record<string, unknown> | Promise<Record<string, unknown>>> = {
    'sts:GetCallerIdentity': () => ({
      Account: ACCOUNT,
      Arn: `arn:aws:iam::${ACCOUNT}:user/someone`,
      UserId: 'someone',
    }),
    'sts:AssumeRole': ({ RoleArn, RoleSessionName }) => ({
      AssumedRoleUser: { Arn: `${RoleArn}/${RoleSessionName}`, AssumedRoleId: 'role' },
      Credentials: {
        AccessKeyId: 'AKIA',
        SecretAccessKey: 'secret',
        SessionToken: 'token',
        Expiration: '2100-01-01T00:00:00Z',
      },
    }),
    'ssm:GetParameter': ({ Name }) => ({
      Parameter: { Name, Value: parameterStore(Name), Type: 'String', Version: 1 },
    }),
    'ec2:DescribeAvailabilityZones': () => ({
      availabilityZoneInfo: ['a', 'b', 'c'].map((zone) => ({ zoneName: REGION + zone, zoneState: 'available' })),
    }),
    // The CLI looks for the cause of a failure.
    'cloudtrail:LookupEvents': () => ({ Events: [] }),
    'cloudformation:DescribeStacks': ({ StackName }) => ({ Stacks: [description(this.stack(StackName))] }),
    'cloudformation:GetTemplate': ({ StackName }) => ({ TemplateBody: JSON.stringify(this.stack(StackName).template) }),
    'cloudformation:GetTemplateSummary': () => ({}),
    'cloudformation:ListStackResources': ({ StackName }) => ({
      StackResourceSummaries: summaries(this.stack(StackName)),
    }),
    'cloudformation:DescribeStackResources': ({ StackName }) => ({ StackResources: summaries(this.stack(StackName)) }),
    'cloudformation:CreateChangeSet': (input) => this.createChangeSet(input),
    'cloudformation:DescribeChangeSet': ({ ChangeSetName, StackName }) => {
      const { id, name, stack, empty } = this.changeSet(ChangeSetName, StackName);
      return {
        ChangeSetId: id,
        ChangeSetName: name,
        StackId: stack.id,
        StackName: stack.name,
        Status: empty ? 'FAILED' : 'CREATE_COMPLETE',
        ExecutionStatus: empty ? 'UNAVAILABLE' : 'AVAILABLE',
        StatusReason: empty
          ? "The submitted information didn't contain changes. Submit different information to create a change set."
          : undefined,
        CreationTime: NOW(),
        Changes: [],
      };
    },
    'cloudformation:DeleteChangeSet': ({ ChangeSetName, StackName }) => {
      const found = this.changeSets.get(key(ChangeSetName, StackName));
      if (found !== undefined) {
        this.changeSets.delete(key(found.name, found.stack.name));
      }
      return {};
    },
    'cloudformation:ExecuteChangeSet': async ({ ChangeSetName, StackName }) => {
      const { stack, template, parameters } = this.changeSet(ChangeSetName, StackName);
      await this.engine.deploy(stack, template, parameters);
      return {};
    },
    'cloudformation:DescribeStackEvents': ({ StackName }) => ({ StackEvents: eventsOf(this.stack(StackName)) }),
    'cloudformation:UpdateTerminationProtection': ({ StackName }) => ({ StackId: this.stack(StackName).id }),
    'cloudformation:DeleteStack': async ({ StackName }) => {
      const stack = this.engine.stacks.get(nameOf(StackName));
      if (stack !== undefined) {
        await this.engine.destroy(stack);
      }
      return {};
    },
  };

  private stack(given: string): Stack {
    const found = this.engine.stacks.get(nameOf(given)) ?? this.engine.recent.find(({ id }) => id === given);
    if (found === undefined) {
      throw new Refused('ValidationError', `Stack with id ${given} does not exist`);
    }
    return found;
  }

  private changeSet(name: string, stackName: string): ChangeSet {
    const found = this.changeSets.get(key(name, stackName));
    if (found === undefined) {
      throw new Refused('ChangeSetNotFound', `ChangeSet [${name}] does not exist`);
    }
    return found;
  }

  private createChangeSet(input: any): Record<string, unknown> {
    const { StackName, ChangeSetName, TemplateURL, TemplateBody } = input;
    const Parameters = input.Parameters || []; // An empty list comes as an empty text.
    const template: Template = JSON.parse(TemplateBody ?? this.object(TemplateURL));
    const stack = this.engine.stacks.get(nameOf(StackName)) ?? this.engine.stack(StackName);
    const given = Object.fromEntries(Parameters.map((each: any) => [each.ParameterKey, each]));
    const parameters = Object.fromEntries(
      Object.entries(template.Parameters ?? {}).map(([id, { Default }]) => {
        const { UsePreviousValue, ParameterValue = Default } = given[id] ?? {};
        const value = UsePreviousValue === 'true' ? stack.parameters[id] : ParameterValue;
        if (value === undefined) {
          throw new Refused('ValidationError', `Parameters: [${id}] must have values`);
        }
        return [id, value];
      }),
    );
    const made: ChangeSet = {
      id: `arn:aws:cloudformation:${REGION}:${ACCOUNT}:changeSet/${ChangeSetName}/${stack.name}`,
      name: ChangeSetName,
      stack,
      template,
      parameters,
      empty: same([stack.template, stack.parameters], [template, parameters]),
    };
    this.changeSets.set(key(ChangeSetName, StackName), made);
    return { Id: made.id, StackId: stack.id };
  }
}

function description(stack: Stack) {
  return {
    StackId: stack.id,
    StackName: stack.name,
    StackStatus: stack.status,
    CreationTime: NOW(),
    EnableTerminationProtection: false,
    Parameters: Object.entries(stack.parameters).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
    Outputs: Object.entries(stack.outputs).map(([OutputKey, { value, exported }]) => ({
      OutputKey,
      OutputValue: value,
      ExportName: exported,
    })),
    Tags: [],
    Capabilities: ['CAPABILITY_NAMED_IAM'],
  };
}

function summaries({ resources }: Stack) {
  return [...resources.values()].map(({ id, type, ref }) => ({
    LogicalResourceId: id,
    PhysicalResourceId: ref,
    ResourceType: type,
    ResourceStatus: 'CREATE_COMPLETE',
    LastUpdatedTimestamp: NOW(),
    Timestamp: NOW(),
  }));
}

function eventsOf(stack: Stack) {
  const own = {
    LogicalResourceId: stack.name,
    ResourceType: 'AWS::CloudFormation::Stack',
    ResourceStatus: stack.status,
  };
  const steps = stack.steps.map(({ id, type, verb, status, reason }: Step) => ({
    LogicalResourceId: id,
    ResourceType: type,
    ResourceStatus: `${verb}_${status}`,
    ResourceStatusReason: reason,
  }));
  return [...steps, own]
    .map((event, index) => ({
      StackId: stack.id,
      StackName: stack.name,
      EventId: `${stack.id}-${index}-${stack.status}`,
      Timestamp: NOW(),
      ...event,
    }))
    .reverse();
}

function nameOf(given: string): string {
  return /:stack\/([^/]+)\//.exec(given)?.[1] ?? given;
}

/** A change set is named by its ARN, or by its name together with its stack. */
function key(changeSet: string, stack: string): string {
  const [, name, of] = /:changeSet\/([^/]+)\/(.+)$/.exec(changeSet) ?? [undefined, changeSet, nameOf(stack ?? '')];
  return `${of}|${name}`;
}

const NOW = () => new Date().toISOString();
