import type { AppModel } from '../../app-model/app-model';
import { TaskView } from '../../internal/task-view';
import { isUnknown, record, text } from '../../internal/template-value';
import { UNKNOWN, flattenImage } from '../private/image-needs';
import { LocatedFinding, refusal } from '../private/located-finding';
import { knownContainers, platformsKnown } from '../private/task-reading';

/** Platforms of images, as `docker build --platform` takes them, by the architecture that ECS asks for. */
const PLATFORMS: Readonly<Record<string, RegExp>> = { X86_64: /\/(amd64|x86_64)\b/, ARM64: /\/arm64\b/ };

/**
 * Images that the app builds for another architecture than that of the task: their first command ends with
 * `exec format error`. An asset that names no platform is built for that of the machine which builds it.
 */
export function imageArchitectureFindings(model: AppModel, task: TaskView): LocatedFinding[] {
  const wanted = architectureOf(task);
  if (wanted === undefined || PLATFORMS[wanted] === undefined) {
    return [];
  }
  return knownContainers(task).flatMap(({ name, properties }) => {
    const tag = flattenImage(properties.Image)?.split(':').pop();
    const platform = tag === undefined || tag.includes(UNKNOWN) ? undefined : model.platformOfImage(tag);
    return platform === undefined || PLATFORMS[wanted].test(platform)
      ? []
      : [
          refusal(
            'Image.architecture',
            'Image',
            `image of container '${name}' is built for ${platform}, and the task is for ${wanted}, so the container ends with 'exec format error'; build it for ${wanted === 'ARM64' ? 'Platform.LINUX_ARM64' : 'Platform.LINUX_AMD64'}, or set 'cpuArchitecture' of the task`,
            name,
          ),
        ];
  });
}

/** X86_64 on Fargate where nothing is said; on EC2 that of the instance, whichever it is. */
function architectureOf(task: TaskView): string | undefined {
  const { RuntimePlatform } = task.properties;
  const { CpuArchitecture } = record(RuntimePlatform);
  if (CpuArchitecture !== undefined || isUnknown(RuntimePlatform)) {
    return text(CpuArchitecture);
  }
  const [platform, ...others] = task.platforms;
  return platformsKnown(task) && platform === 'FARGATE' && others.length === 0 ? 'X86_64' : undefined;
}
