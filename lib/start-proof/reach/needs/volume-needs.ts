import { asRecord, asText, items } from '../../../app-model/values';
import type { Need } from '../need';
import type { Context } from './context';

/** The file systems that volumes are of. */
export function volumeNeeds(context: Context): Need[] {
  return items(context.graph.property(context.definition, 'Volumes')).flatMap((volume): Need[] => {
    const configuration = asRecord(volume).EFSVolumeConfiguration;
    const s3Files = asRecord(volume).S3FilesVolumeConfiguration;
    const name = asText(asRecord(volume).Name) ?? '?';
    if (s3Files !== undefined) {
      return [
        {
          target: { kind: 'fileSystem', fileSystem: asRecord(s3Files).FileSystemArn, s3Files: true },
          plane: context.host,
          property: `Volumes.${name}`,
          purpose: 'mount the file system of S3 Files',
          // That it is mounted as EFS is says its page; how it fails is not documented.
          soft: true,
        },
      ];
    }
    if (configuration === undefined) {
      return [];
    }
    const { FilesystemId: plain, FileSystemId: other } = asRecord(configuration);
    return [
      {
        target: { kind: 'fileSystem', fileSystem: plain ?? other },
        // On EC2 the volume plugin of the host mounts; how Managed Instances mount is not documented, so it is a guess.
        plane: context.host,
        property: `Volumes.${name}`,
        purpose: 'mount the file system',
        soft: context.managed,
      },
    ];
  });
}
