import { Finding } from '../../internal/finding';
import type { TaskView } from '../../internal/task-view';
import { caution } from '../private/located-finding';
import { parseImage } from '../private/image-needs';

/** Tags that, by convention of the well-known registries, are moved to each new release. */
const MOVING = ['latest', 'stable', 'edge', 'nightly', 'main', 'master'];

/**
 * Images whose tag moves: two deployments of one template may run different code, and a task that is replaced tomorrow
 * may not start although today's does. ECS resolves a tag to a digest for the tasks of one deployment only.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html#deployment-container-image-stability
 */
export function imageTagFindings({ containers }: TaskView): Finding[] {
  return containers.flatMap(({ name, properties: { Image } }) => {
    const pinned = JSON.stringify(Image ?? '').includes('@sha256:');
    const tag = pinned ? undefined : parseImage(Image)?.tag;
    return tag !== undefined && MOVING.includes(tag)
      ? [
          caution(
            'Image.movingTag',
            'Image',
            `'image' of container '${name}' has the tag '${tag}', which moves with each release, so the next task may run other code than this one; name a version, or better a digest (sha256:...)`,
            name,
          ),
        ]
      : [];
  });
}
