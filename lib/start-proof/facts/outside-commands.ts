import type { FactCommand } from '../fact-command';
import type { Outside } from './outside';

const AGAIN = '; ask again with the answer';

/** The calls that tell of load balancers, file systems, hosts and prefix lists that the app does not have. */
export function outsideCommands(outside: Outside, region: string | undefined, folder: string): FactCommand[] {
  const at = region === undefined ? '' : ` --region ${region}`;
  const command = (call: string, rest: string, file: string, tells: string): FactCommand => ({
    command: `aws ${call}${at} ${rest} --output json > ${folder}/${file}`,
    file,
    tells,
  });
  /** One call for all of a kind. */
  const all = (ids: ReadonlySet<string>, call: string, option: string, file: string, tells: string): FactCommand[] => {
    const list = [...ids].sort().map((id) => id.replace(/^.*:autoScalingGroupName\//, ''));
    const name = region === undefined ? file : `${region}.${file}`;
    return list.length === 0 ? [] : [command(call, `${option} ${list.join(' ')}`, `${name}.json`, tells)];
  };
  const each = (ids: ReadonlySet<string>, commands: (id: string) => FactCommand[]) => [...ids].sort().flatMap(commands);
  return [
    ...all(
      outside.targetGroups,
      'elbv2 describe-target-groups',
      '--target-group-arns',
      'target-groups',
      `the load balancers of imported target groups${AGAIN}`,
    ),
    ...all(
      outside.balancers,
      'elbv2 describe-load-balancers',
      '--load-balancer-arns',
      'load-balancers',
      'the subnets and security groups of imported load balancers',
    ),
    ...each(outside.fileSystems, (id) => [
      command(
        'efs describe-mount-targets',
        `--file-system-id ${id}`,
        `${id}.mount-targets.json`,
        `the mount targets of ${id}${AGAIN}`,
      ),
    ]),
    ...all(
      outside.networkInterfaces,
      'ec2 describe-network-interfaces',
      '--network-interface-ids',
      'network-interfaces',
      'the security groups of mount targets',
    ),
    ...all(
      outside.clusters,
      'ecs describe-clusters',
      '--clusters',
      'clusters',
      `the capacity providers of imported clusters${AGAIN}`,
    ),
    ...all(
      outside.providers,
      'ecs describe-capacity-providers',
      '--capacity-providers',
      'capacity-providers',
      `the Auto Scaling groups of imported capacity providers${AGAIN}`,
    ),
    ...all(
      outside.autoScalingGroups,
      'autoscaling describe-auto-scaling-groups',
      '--auto-scaling-group-names',
      'auto-scaling-groups',
      `the subnets and launch templates of imported Auto Scaling groups${AGAIN}`,
    ),
    ...each(outside.launchTemplates, (id) => {
      const [template, version] = id.split('/');
      const file = `${template}.${version.replace('$', '').toLowerCase()}.launch-template-versions.json`;
      return [
        command(
          'ec2 describe-launch-template-versions',
          `--launch-template-id ${template} --versions '${version}'`,
          file,
          `the security groups of the instances that ${template} launches`,
        ),
      ];
    }),
    ...each(outside.vpcLinks, (id) => [
      command(
        'apigatewayv2 get-vpc-link',
        `--vpc-link-id ${id} --query "{VpcLinks: [@]}"`,
        `${id}.vpc-links.json`,
        `the subnets and security groups of VPC link ${id}${AGAIN}`,
      ),
    ]),
    ...each(outside.prefixLists, (id) => [
      command(
        'ec2 get-managed-prefix-list-entries',
        `--prefix-list-id ${id}`,
        `${id}.prefix-list-entries.json`,
        `the blocks of prefix list ${id}`,
      ),
    ]),
  ];
}
