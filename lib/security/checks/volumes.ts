import { items, record, text } from '../../internal/template-value';

/** A volume on EFS. */
export interface EfsVolume {
  readonly name: string;
  readonly configuration: Readonly<Record<string, unknown>>;
}

/** The EFS volumes of a task definition, in both spellings that CloudFormation takes. */
export function efsVolumes(properties: Readonly<Record<string, unknown>>): EfsVolume[] {
  return items(properties.Volumes).flatMap((entry, index) => {
    const volume = record(entry);
    const configuration = volume.EFSVolumeConfiguration ?? volume.EfsVolumeConfiguration;
    return configuration === undefined
      ? []
      : [{ name: text(volume.Name) ?? String(index + 1), configuration: record(configuration) }];
  });
}
