import { flatText, isPartlyUnknown } from '../../internal/flat-text';
import { ContainerView } from '../../internal/task-view';
import { isUnknown, items, record, text } from '../../internal/template-value';

/** The facts that the image of a router tells. */
export interface RouterImageView {
  /** Whether AWS built it: then its plugins and options are known. */
  readonly official: boolean;
  /** Whether it holds Fluent Bit 1.9.10: the 2.x line, and the moving names that still point at it. */
  readonly endOfLife: boolean;
  /** Whether it is the variant that fetches configuration files when it starts. */
  readonly init: boolean;
}

/** Moving names that point at the 2.x line (end of life 2026-06-30). aws/aws-for-fluent-bit linux.version, 2026-07. */
const MOVING = /^(init-|debug-)*(latest|stable|2)$/;

/** Reads the image: a registry path, or the parameter that aws-cdk-lib resolves for its default router. */
export function viewRouterImage(router: ContainerView): RouterImageView {
  const image = flatText(router.properties.Image) ?? '';
  const parameter = /awsserviceawsforfluentbit(init)?(debug)?(latest|stable|\d+)?/i.exec(image);
  if (parameter) {
    const [, init, , version = ''] = parameter;
    return { official: true, endOfLife: /^(latest|stable|2)/.test(version), init: init !== undefined };
  }
  const [, tag] = /(?:^|\/)aws-for-fluent-bit:([^@]+)/.exec(image) ?? [];
  const known = tag !== undefined && !isPartlyUnknown(tag);
  return {
    official: /(^|\/)aws-for-fluent-bit([:@]|$)/.test(image),
    endOfLife: known && (MOVING.test(tag) || /^(init-|debug-)*2\./.test(tag)),
    init: known && tag.includes('init-'),
  };
}

/** Variables by which the init image is told of the files that it includes, in S3 and in the image. */
export const FETCHED_FILE = /^aws_fluent_bit_init_(s3|file)/i;

/** Whether the router may include files when it starts that are named by its environment, which may be known later only. */
export function mayFetchFiles({ properties }: ContainerView): boolean {
  const { Environment, EnvironmentFiles } = properties;
  return (
    EnvironmentFiles !== undefined ||
    isUnknown(Environment) ||
    items(Environment).some((entry) => {
      const name = text(record(entry).Name);
      return name === undefined || FETCHED_FILE.test(name);
    })
  );
}
