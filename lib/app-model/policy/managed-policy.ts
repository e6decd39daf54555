import type { Statement } from './statement';

/**
 * Policies that AWS manages and people attach to the roles of tasks and services, by the end of their ARN. AWS adds to
 * them from time to time and takes nothing away ("Services do not remove permissions from an AWS managed policy"): what one
 * allows here it allows, what is missing may have come since.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-awsmanpol.html
 */
export interface ManagedPolicy {
  /** Version and day of its last change, as the page has it. */
  readonly version: string;
  /** Page of AWS that has the document. */
  readonly page: string;
  /** Read in a copy of the document, not on the page. */
  readonly copy?: boolean;
  readonly statements: readonly Statement[];
}

/** The folder of AWS's pages that have the documents. */
export const REFERENCE = 'https://docs.aws.amazon.com/aws-managed-policy/latest/reference';

/** Allows these on all resources. */
export function onEverything(...actions: string[]): readonly Statement[] {
  return [{ effect: 'Allow', actions, resources: ['*'] }];
}
