import { Unknown, Value } from '../../../app-model/app-model';
import { asRecord } from '../../../app-model/values';
import { imageSource } from '../image-host';
import type { Access, Need, Target } from '../need';
import { agentNeeds } from './agent-needs';
import { repositoryArn } from '../../rights/access';
import { Context, PARTITION, calls, describe, service, someResource } from './context';
import { secretNeed } from './secret-need';

const PULL_THROUGH_NOTE =
  'the first pull of an image through a pull-through cache rule may need a route to the internet, as the ECR guide says; pull it once from outside';

/** The image of a container, and the credentials of its registry. */
export function imageNeeds(context: Context, container: Readonly<Record<string, Value>>, name: string): Need[] {
  const image = context.graph.text(container.Image) ?? '';
  const need = (target: Target, purpose: string): Need => ({
    plane: context.host,
    container: name,
    property: 'Image',
    target,
    purpose,
  });
  const credentials = asRecord(container.RepositoryCredentials).CredentialsParameter;
  const needs =
    credentials === undefined
      ? []
      : [secretNeed(context, credentials, name, 'RepositoryCredentials', 'read the registry credentials')];
  const source = imageSource(publishedImage(context, container.Image) ?? image);
  switch (source.kind) {
    case 'ecr':
      needs.push(...ecrNeeds(context, need, source, image), ...agentNeeds(context, image, name));
      break;
    case 'ecrDualStack':
      needs.push({
        ...need(
          { kind: 'host', host: source.host, port: 443, protocol: 'tcp' },
          'pull the image by its dual-stack name, which no ECR endpoint serves',
        ),
        soft: true,
      });
      break;
    case 'registry':
      needs.push(
        need({ kind: 'host', host: source.host, port: portOf(source.host), protocol: 'tcp' }, `pull image ${image}`),
        ...agentNeeds(context, image, name),
      );
      break;
    default:
      needs.push(
        need(
          { kind: 'unknown', reason: `the registry of image ${describe(context.graph, container.Image)}` },
          'pull the image',
        ),
      );
  }
  return needs;
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
  need: (target: Target, purpose: string) => Need,
  { region, repository }: { readonly region: string; readonly repository: string },
  image: string,
): Need[] {
  const cached = context.graph
    .ofType('AWS::ECR::PullThroughCacheRule')
    .map((rule) => context.graph.text(context.graph.property(rule, 'EcrRepositoryPrefix')))
    .some((prefix) => prefix !== undefined && repository.startsWith(`${prefix}/`));
  const { logIn, pull, layers }: Partial<ImageCalls> = context.callsMatter ? imageCalls(context, region, image) : {};
  const calling = [
    need(service('ecr.api', region, logIn), 'log in to the image registry'),
    need(service('ecr.dkr', region, pull), 'pull the image manifest'),
  ];
  return [
    ...(cached ? calling.map((each) => ({ ...each, note: PULL_THROUGH_NOTE })) : calling),
    need({ kind: 'service', service: 's3', region, gatewayOnly: true, access: layers }, 'pull the image layers'),
  ];
}

interface ImageCalls {
  readonly logIn: Access;
  readonly pull: Access;
  readonly layers: Access;
}

function imageCalls({ agentRole }: Context, region: string, image: string): ImageCalls {
  const repository = repositoryArn(image) ?? someResource('the repository of the image');
  const layer = `arn:${PARTITION}:s3:::prod-${region}-starport-layer-bucket/${someResource('a layer')}`;
  return {
    logIn: calls(agentRole, ['ecr:GetAuthorizationToken'], '*'),
    pull: calls(agentRole, ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'], repository),
    // ECR signs the addresses of the layers: whoever it is, it is no role of the app.
    layers: calls(undefined, ['s3:GetObject'], layer),
  };
}
