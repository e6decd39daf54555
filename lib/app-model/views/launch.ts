import type { AppModel } from '../app-model';
import type { Resource } from '../resource';
import { Unknown, Value, hasMarks, asRecord, valueAt, items } from '../values';
import { items as settledItems, record, text } from '../../internal/template-value';
import { perResource, resourceOf } from './view';

const TEMPLATE = 'AWS::EC2::LaunchTemplate';
const CONFIGURATION = 'AWS::AutoScaling::LaunchConfiguration';

/** The resource types that say how instances are launched. */
export const LAUNCHES: readonly string[] = [TEMPLATE, CONFIGURATION];

/** A launch template or an old launch configuration: the instances that it launches. */
export class LaunchView {
  constructor(
    private readonly model: AppModel,
    readonly resource: Resource,
  ) {}

  /** The properties of the instances as `Resource.properties` has them: for `internal/template-value`. */
  get properties(): Readonly<Record<string, unknown>> {
    const { type, properties } = this.resource;
    return type === TEMPLATE ? record(properties.LaunchTemplateData) : properties;
  }

  /** A property of the instances, references followed. */
  property(name: string): Value {
    return this.resource.type === TEMPLATE
      ? valueAt(this.model.property(this.resource, 'LaunchTemplateData'), name)
      : this.model.property(this.resource, name);
  }

  /** The user data as instances read it, out of its base64. */
  get userData(): Value {
    const { Properties = {} } = this.resource.raw;
    const { UserData: written } = this.resource.type === TEMPLATE ? record(Properties.LaunchTemplateData) : Properties;
    return typeof written === 'string' && /^(?:[\w+/]{4})+(?:[\w+/]{2}==|[\w+/]{3}=)?$/.test(written)
      ? Buffer.from(written, 'base64').toString('utf8')
      : this.property('UserData');
  }

  /** The name of the SSM parameter that the AMI is read from, when it is. */
  get imageParameter(): string | undefined {
    const image = this.property('ImageId');
    const stored = image instanceof Unknown ? /^the SSM parameter (.+)$/.exec(image.reason)?.[1] : undefined;
    const [, resolved, named] = /resolve:ssm:([^:}]+)|^(\/.+)$/.exec(this.image ?? '') ?? [];
    return stored ?? resolved ?? named;
  }

  /** The id of the AMI; where the deployment decides it, what its parameter is given or its default, or words that name it. */
  get image(): string | undefined {
    const image = this.model.text(this.property('ImageId'));
    if (image === undefined || !hasMarks(image)) {
      return image;
    }
    const { Ref: name } = Object(this.properties.ImageId) as { readonly Ref?: unknown };
    const { stack, template } = this.resource.scope;
    const { given = {} } = stack;
    const { Parameters = {} } = template;
    const initial =
      typeof name === 'string' && Object.hasOwn(Parameters, name)
        ? text(Object.hasOwn(given, name) ? given[name] : Parameters[name].Default)
        : undefined;
    return initial ?? this.model.readable(image);
  }

  /** The security groups of the first network interface, or of the instance. */
  get securityGroups(): Value {
    return this.card.Groups ?? this.property('SecurityGroupIds') ?? this.property('SecurityGroups');
  }

  /** Whether the instance gets a public IP, where that is said. */
  get publicIp(): Value {
    return this.card.AssociatePublicIpAddress ?? this.property('AssociatePublicIpAddress');
  }

  private get card(): Readonly<Record<string, Value>> {
    return asRecord(items(this.property('NetworkInterfaces'))[0]);
  }

  /** The instance profile by its ARN or its name. */
  get profile(): Value {
    const profile = this.property('IamInstanceProfile');
    const { Arn, Name } = asRecord(profile);
    return Arn ?? Name ?? profile;
  }
}

/** The files and commands of `cfn-init` that a resource has. */
export function initOf({ raw }: Resource): unknown {
  return raw.Metadata?.['AWS::CloudFormation::Init'];
}

/** The view of a launch template or configuration. */
export const launchView = perResource((model, resource) => new LaunchView(model, resource));

/** An Auto Scaling group. */
export class GroupView {
  constructor(
    private readonly model: AppModel,
    readonly resource: Resource,
  ) {}

  /** Its launch template or configuration, when the app has it. */
  get launch(): LaunchView | undefined {
    return launchOf(this.model, this.resource);
  }

  get maxSize(): Value {
    return this.model.property(this.resource, 'MaxSize');
  }

  get minSize(): Value {
    return this.model.property(this.resource, 'MinSize');
  }

  get desiredCapacity(): Value {
    return this.model.property(this.resource, 'DesiredCapacity');
  }

  get subnets(): Value {
    return this.model.property(this.resource, 'VPCZoneIdentifier');
  }

  /** Whether new instances are protected from scale in. */
  get protectsFromScaleIn(): Value {
    return this.model.property(this.resource, 'NewInstancesProtectedFromScaleIn');
  }

  /** Several types of instances, or several ways to buy them. */
  get isMixed(): boolean {
    return this.mixed !== undefined;
  }

  /** The percentage of On-Demand Instances above the base. */
  get onDemandPercentage(): Value {
    return valueAt(this.mixed, 'InstancesDistribution', 'OnDemandPercentageAboveBaseCapacity');
  }

  /** The types beside those of the launch template, each with what it overrides: for `internal/template-value`. */
  get overrides(): readonly Readonly<Record<string, unknown>>[] {
    const { MixedInstancesPolicy } = this.resource.properties;
    return settledItems(record(record(MixedInstancesPolicy).LaunchTemplate).Overrides).map(record);
  }

  private get mixed(): Value {
    return this.model.property(this.resource, 'MixedInstancesPolicy');
  }
}

/** The view of an Auto Scaling group. */
export const groupView = perResource((model, resource) => new GroupView(model, resource));

/** The launch template or configuration of an Auto Scaling group, when the app has it. */
export const launchOf = perResource((model, group): LaunchView | undefined => {
  const specification =
    model.property(group, 'LaunchTemplate') ??
    valueAt(model.property(group, 'MixedInstancesPolicy'), 'LaunchTemplate', 'LaunchTemplateSpecification');
  const { LaunchTemplateId, LaunchTemplateName } = asRecord(specification);
  const from = LaunchTemplateId ?? LaunchTemplateName ?? model.property(group, 'LaunchConfigurationName');
  const launch = resourceOf(model, from, ...LAUNCHES);
  return launch && launchView(model, launch);
});

/** The Auto Scaling groups that launch from a launch template or configuration. */
export function groupsOf(model: AppModel, launch: Resource): readonly Resource[] {
  return ['LaunchTemplate', 'MixedInstancesPolicy', 'LaunchConfigurationName'].flatMap((property) =>
    model.referrersOf(launch, 'AWS::AutoScaling::AutoScalingGroup', property),
  );
}

/** The role of an instance profile, when the app has the profile. */
export function roleOfProfile(model: AppModel, profile: Value): Value {
  const found = resourceOf(model, profile, 'AWS::IAM::InstanceProfile');
  return found && items(model.property(found, 'Roles'))[0];
}
