import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { instanceType } from '../../lib/internal/instance-types';
import { BEFORE_NITRO } from '../../lib/security/checks/rules/host-nitro-instance-type';
import { fromPyPI } from './downloads';

/** An entry of EC2's DescribeInstanceTypes. */
interface Described {
  readonly VCpuInfo: { readonly DefaultVCpus: number };
  readonly MemoryInfo: { readonly SizeInMiB: number };
  readonly NetworkInfo: { readonly MaximumNetworkInterfaces: number };
  readonly ProcessorInfo: { readonly SupportedArchitectures: readonly string[] };
  readonly Hypervisor?: 'nitro' | 'xen';
  readonly GpuInfo?: { readonly Gpus: readonly { readonly Count: number }[] };
}

/**
 * The table of instance types against the answer of DescribeInstanceTypes that moto brings, but for trunks. That answer is one
 * region's, so a type of the table may be missing there; and the ECS page may have fewer tasks than EC2 has interfaces.
 */
export function instanceTypes(): string[] {
  const file = join(fromPyPI('moto'), 'moto/ec2/resources/instance_types.json.gz');
  const described = JSON.parse(gunzipSync(new Uint8Array(readFileSync(file))).toString()) as Record<string, Described>;
  return [
    ...Object.entries(described).flatMap(([name, { Hypervisor }]) =>
      (Hypervisor === 'xen') === BEFORE_NITRO.test(name)
        ? []
        : [`${name} runs on ${Hypervisor ?? 'no hypervisor'}, and the rule of Nitro says otherwise`],
    ),
    ...Object.entries(described)
      .filter(([name]) => !name.startsWith('mac'))
      .sort(([one], [other]) => one.localeCompare(other))
      .flatMap(([name, { VCpuInfo, MemoryInfo, NetworkInfo, ProcessorInfo, GpuInfo }]) => {
        const known = instanceType(name);
        const facts = {
          architecture: ProcessorInfo.SupportedArchitectures.includes('arm64') ? 'arm64' : 'x86_64',
          cpu: VCpuInfo.DefaultVCpus * 1024,
          memoryMiB: MemoryInfo.SizeInMiB,
          eniTasks: NetworkInfo.MaximumNetworkInterfaces - 1,
          gpus: (GpuInfo?.Gpus ?? []).reduce((sum, { Count }) => sum + Count, 0),
        };
        if (known === undefined) {
          return [`${name} is not in the table: ${JSON.stringify(facts)}`];
        }
        const wrong = (Object.keys(facts) as (keyof typeof facts)[]).filter((key) =>
          key === 'eniTasks' ? known[key] > facts[key] : known[key] !== facts[key],
        );
        return wrong.map((key) => `${name} has ${key} ${known[key]}, and EC2 says ${facts[key]}`);
      }),
  ];
}
