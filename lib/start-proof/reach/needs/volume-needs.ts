import type { Need } from '../need';
import { Context, openNeed } from './context';
import { taskDefinitionView } from '../../../app-model/views/task-definition';

/** The file systems that volumes are of. */
export function volumeNeeds(context: Context): Need[] {
  if (!context.definition.has('Volumes')) {
    return [];
  }
  const view = taskDefinitionView(context.graph, context.definition);
  return [
    ...view.volumesUnknown.map((unknown) => openNeed(context, 'mount a volume', 'Volumes', unknown)),
    ...view.volumes.flatMap(({ name = '?', efs, s3Files }): Need[] => {
      if (s3Files !== undefined) {
        return [
          {
            target: { kind: 'fileSystem', fileSystem: s3Files.fileSystem, s3Files: true },
            plane: context.host,
            property: `Volumes.${name}`,
            purpose: 'mount the file system of S3 Files',
            // That it is mounted as EFS is says its page; how it fails is not documented.
            soft: true,
          },
        ];
      }
      if (efs === undefined) {
        return [];
      }
      return [
        {
          target: { kind: 'fileSystem', fileSystem: efs.fileSystem },
          // On EC2 the volume plugin of the host mounts; how Managed Instances mount is not documented, so it is a guess.
          plane: context.host,
          property: `Volumes.${name}`,
          purpose: 'mount the file system',
          soft: context.managed,
        },
      ];
    }),
  ];
}
