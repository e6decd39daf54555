import { Unknown, Value } from '../../../app-model/app-model';
import { asRecord } from '../../../app-model/values';
import { imageSource } from '../image-host';
import type { Need } from '../need';
import { agentNeeds } from './agent-needs';
import { repositoryArn } from '../../rights/access';
import { Context, PARTITION, calls, describe, service, someResource } from './context';
import { secretNeeds } from './secret-needs';

const PULL_THROUGH_NOTE =
  'the first pull of an image through a pull-through cache rule may need a route to the internet, as the ECR guide says; pull it once from outside';

/** The image of a container, and the credentials of its registry. */
export function imageNeeds(context: Context, container: Readonly<Record<string, Value>>, name: string): Need[] {
  const image = context.graph.text(container.Image) ?? '';
  const base = { plane: context.host, container: name, property: 'Image' };
  const credentials = asRecord(container.RepositoryCredentials).CredentialsParameter;
  const needs =
    credentials === undefined
      ? []
      : secretNeeds(context, credentials, name, 'RepositoryCredentials', 'read the registry credentials');
  const source = imageSource(publishedImage(context, container.Image) ?? image);
  switch (source.kind) {
    case 'ecr':
      return [...needs, ...ecrNeeds(context, base, source, repositoryArn(image)), ...agentNeeds(context, image, name)];
    case 'ecrDualStack':
      return [
        ...needs,
        {
          ...base,
          target: { kind: 'host', host: source.host, port: 443, protocol: 'tcp' },
          purpose: 'pull the image by its dual-stack name, which no ECR endpoint serves',
          soft: true,
        },
      ];
    case 'registry':
      return [
        ...needs,
        {
          ...base,
          target: { kind: 'host', host: source.host, port: portOf(source.host), protocol: 'tcp' },
          purpose: `pull image ${image}`,
        },
        ...agentNeeds(context, image, name),
      ];
    default:
      return [
        ...needs,
        {
          ...base,
          target: { kind: 'unknown', reason: `the registry of image ${describe(context.graph, container.Image)}` },
          purpose: 'pull the image',
        },
      ];
  }
}

/** AWS publishes its own router image as an SSM parameter that holds the name of a regional ECR image. */
function publishedImage({ region }: Context, image: Value): string | undefined {
  return image instanceof Unknown && image.reason.includes('/aws/service/aws-for-fluent-bit')
    ? `aws-for-fluent-bit.dkr.ecr.${region}.amazonaws.com/aws-for-fluent-bit`
    : undefined;
}

function portOf(host: string): number {
  const port = /:(\d+)$/.exec(host)?.[1];
  return port === undefined ? 443 : Number(port);
}

function ecrNeeds(
  context: Context,
  base: Omit<Need, 'target' | 'purpose'>,
  { region, repository }: { readonly region: string; readonly repository: string },
  arn = someResource('the repository of the image'),
): Need[] {
  const cached = context.graph
    .ofType('AWS::ECR::PullThroughCacheRule')
    .map((rule) => context.graph.text(context.graph.property(rule, 'EcrRepositoryPrefix')))
    .some((prefix) => prefix !== undefined && repository.startsWith(`${prefix}/`));
  const note = cached ? { note: PULL_THROUGH_NOTE } : {};
  return [
    {
      ...base,
      ...note,
      target: service('ecr.api', region, calls(context.agentRole, ['ecr:GetAuthorizationToken'], '*')),
      purpose: 'log in to the image registry',
    },
    {
      ...base,
      ...note,
      target: service(
        'ecr.dkr',
        region,
        calls(context.agentRole, ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'], arn),
      ),
      purpose: 'pull the image manifest',
    },
    {
      ...base,
      target: {
        // ECR signs the addresses of the layers: whoever it is, it is no role of the app.
        ...service(
          's3',
          region,
          calls(
            undefined,
            ['s3:GetObject'],
            `arn:${PARTITION}:s3:::prod-${region}-starport-layer-bucket/${someResource('a layer')}`,
          ),
        ),
        gatewayOnly: true,
      },
      purpose: 'pull the image layers',
    },
  ];
}
