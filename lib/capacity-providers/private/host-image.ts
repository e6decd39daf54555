import type { LaunchView } from '../../app-model/views/launch';

/** An image that AWS publishes as a parameter, by what it is made for. */
export interface HostImage {
  /** Name of the parameter. */
  readonly parameter: string;
  /** Whether it brings the agent of ECS. */
  readonly ecs: boolean;
  readonly system: 'linux' | 'bottlerocket' | 'windows';
  readonly architecture?: 'x86_64' | 'arm64';
  readonly accelerator?: 'gpu' | 'neuron';
}

/** The image of a launch template or configuration, when it is one of AWS's parameters. */
export function hostImageOf({ imageParameter }: LaunchView): HostImage | undefined {
  return imageParameter === undefined ? undefined : readParameter(imageParameter);
}

function readParameter(parameter: string): HostImage | undefined {
  const [, publisher, name = '', rest = ''] = /^\/aws\/service\/([^/]+)\/([^/]*)\/?(.*)$/.exec(parameter) ?? [];
  const parts = rest.split('/');
  switch (publisher) {
    case 'ecs': {
      const [os, ...variant] = parts;
      return {
        parameter,
        ecs: true,
        system: /windows/i.test(os) ? 'windows' : 'linux',
        architecture: variant.includes('arm64') ? 'arm64' : 'x86_64',
        ...(variant.includes('gpu') && { accelerator: 'gpu' }),
        ...((variant.includes('inf') || variant.includes('neuron')) && { accelerator: 'neuron' }),
      };
    }
    case 'bottlerocket':
      return {
        parameter,
        ecs: name.startsWith('aws-ecs-'),
        system: 'bottlerocket',
        ...architectureIn(parts[0]),
        ...(/-nvidia(-|$)/.test(name) && { accelerator: 'gpu' }),
      };
    case 'ami-windows-latest':
      return { parameter, ecs: /ECS_Optimized/.test(name), system: 'windows', architecture: 'x86_64' };
    case 'ami-amazon-linux-latest':
    case 'canonical':
    case 'debian':
    case 'suse':
    case 'eks':
      return { parameter, ecs: false, system: 'linux', ...architectureIn(parameter) };
    default:
      return undefined;
  }
}

function architectureIn(text: string | undefined): Pick<HostImage, 'architecture'> {
  const found = /x86_64|amd64|arm64/.exec(text ?? '')?.[0];
  return found === undefined ? {} : { architecture: found === 'arm64' ? 'arm64' : 'x86_64' };
}
