import { hasMarks } from '../../../app-model/app-model';
import type { YesNoMaybe } from '../../../app-model/yes-no-maybe';
import { markOf } from '../../../app-model/values';
import type { Endpoint } from '../../../app-model/network/endpoints';

/** Services that have gateway endpoints. */
export const GATEWAY_SERVICES = new Set(['s3', 'dynamodb']);

/** Equal when both are written out or both are the stack's own; unknown when one is. */
export function sameRegion(a: string, b: string): YesNoMaybe {
  return a === b ? 'yes' : hasMarks(a) || hasMarks(b) || a === '' ? 'maybe' : 'no';
}

/**
 * Tells whether an endpoint is there already, and so in the region of the tasks that are placed there, which the stack
 * need not name.
 */
export function isTold({ region, resource }: Endpoint, wanted: string): boolean {
  return resource?.told === true && (region === 'told' || wanted === markOf('?AWS::Region'));
}

/** A region as a message names it. */
export function shown(region: string): string {
  return region.replace(/\u27e6\??([^\u27e7]*)\u27e7/g, '$1');
}
