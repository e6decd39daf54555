import { Pointer, Resource, Unknown, Value, hasMarks } from '../../../app-model/app-model';
import type { Plane } from '../hosts';
import type { Target } from '../need';
import type { Subnet } from '../../../app-model/network/subnets';
import { toldWhole } from '../../../app-model/network/told-whole';
import { Judgement, names } from './judgement';
import type { Passage } from './passage';

/** The way to the mount target of a file system. */
export class FileSystemWay {
  constructor(private readonly passage: Passage) {}

  /** Whether a file system is mounted from a subnet. */
  to(target: Extract<Target, { kind: 'fileSystem' }>, plane: Plane, subnet: Subnet): Judgement {
    const { graph } = this.passage.model;
    const { fileSystem } = target;
    // S3 Files names a file system by its ARN.
    const system = this.passage.model.identify(
      fileSystem instanceof Pointer ? fileSystem.resource.pointer('Ref') : fileSystem,
    );
    const type = target.s3Files ? 'AWS::S3Files::MountTarget' : 'AWS::EFS::MountTarget';
    if (!system.resource) {
      return {
        verdict: 'maybe',
        reason: `the mount targets of file system ${system.name}, which is not part of the app`,
      };
    }
    const vpc = this.passage.model.vpc(subnet.vpc);
    const dns = this.passage.dns(vpc, 'the file system');
    if (dns) {
      return dns;
    }
    const mounts = graph
      .ofType(type)
      .filter((mount) => this.passage.model.identify(graph.property(mount, 'FileSystemId')).key === system.key)
      .map((mount) => ({
        mount,
        subnet: this.passage.model.subnet(this.passage.model.identify(graph.property(mount, 'SubnetId'))),
        groups: this.passage.model
          .identifyAll(this.groupsOf(mount))
          ?.map((group) => this.passage.model.securityGroup(group)),
      }));
    const near =
      mounts.find((mount) => mount.subnet.key === subnet.key) ??
      mounts.find(
        (mount) =>
          mount.subnet.vpc.key === subnet.vpc.key &&
          mount.subnet.zone !== undefined &&
          mount.subnet.zone === subnet.zone,
      );
    if (!near) {
      const listed = toldWhole(system.resource, 'MountTargets');
      const unsure =
        !listed ||
        graph.ofType(type).some((mount) => graph.property(mount, 'FileSystemId') instanceof Unknown) ||
        mounts.some(
          (mount) =>
            mount.subnet.zone === undefined ||
            subnet.zone === undefined ||
            hasMarks(mount.subnet.zone) !== hasMarks(subnet.zone),
        );
      return unsure
        ? {
            verdict: 'maybe',
            reason: `whether ${system.name} has a mount target in the availability zone of ${subnet.name}`,
          }
        : {
            verdict: 'no',
            code: 'mountTarget',
            reason: `${system.name} has no mount target in the availability zone of subnet ${subnet.name}`,
            fix: `add a mount target of ${system.name} in the availability zone of ${subnet.name}`,
          };
    }
    const groups =
      near.groups === undefined
        ? undefined
        : near.groups.length > 0
          ? near.groups
          : [this.passage.model.defaultSecurityGroup(near.subnet.vpc)];
    if (!groups) {
      return { verdict: 'maybe', reason: `the security groups of ${near.mount.path}` };
    }
    const leaves = this.passage.filter.mayLeave(
      plane.securityGroups,
      { kind: 'interfaces', groups, subnets: [near.subnet] },
      2049,
    );
    if (leaves === 'no') {
      return {
        verdict: 'no',
        code: 'taskSecurityGroup',
        reason: `${names(plane.securityGroups)} lets no TCP 2049 out to ${names(groups)} of ${near.mount.path}`,
        fix: `allow egress on TCP 2049 from ${names(plane.securityGroups)} to ${names(groups)}`,
      };
    }
    const enters = this.passage.filter.mayEnter(
      groups,
      { kind: 'interfaces', groups: plane.securityGroups, subnets: [subnet] },
      2049,
    );
    if (enters === 'no') {
      return {
        verdict: 'no',
        code: 'fileSystemSecurityGroup',
        reason: `${names(groups)} of ${near.mount.path} admits no TCP 2049 from ${names(plane.securityGroups)}`,
        fix: `allow ingress on TCP 2049 to ${names(groups)} from ${names(plane.securityGroups)}`,
      };
    }
    if (near.mount.conditional) {
      return { verdict: 'maybe', reason: `the condition of ${near.mount.path}` };
    }
    return leaves === 'yes' && enters === 'yes'
      ? { verdict: 'yes', via: `mount target ${near.mount.path}` }
      : {
          verdict: 'maybe',
          reason: `whether the security groups let TCP 2049 pass from ${names(plane.securityGroups)} to ${names(groups)}`,
        };
  }

  /** The security groups of a mount target; of one that is there already its network interface has them. */
  private groupsOf(mount: Resource): Value {
    const { model } = this.passage;
    const card = mount.told ? model.identify(model.graph.property(mount, 'NetworkInterfaceId')).resource : undefined;
    return card?.told ? model.graph.property(card, 'GroupSet') : model.graph.property(mount, 'SecurityGroups');
  }
}
