import { AppModel, Pointer, Value } from '../../app-model/app-model';
import { LogOutput, logRoutingView } from '../../app-model/views/log-router';
import { deliveryStreamOf, objectOf, streamOf, streamsOf } from './output-calls';
import { Right } from './right';
import { Base, Definition, base, keyRights, objectRights } from './task-definition';

/**
 * The rights of a log router, which acts as the task role: to fetch a configuration that its environment names, and to send.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html
 */
export function routerRights(definition: Definition): Right[] {
  const { judge, resource } = definition;
  const { routers, outputs } = logRoutingView(judge.model, resource);
  const fetched = routers.flatMap(({ container, fetchedByInit }) =>
    fetchedByInit.flatMap((value) => {
      const object = judge.model.text(value);
      const about = base(definition, 'task role', 'ContainerDefinitions', container.name);
      return object === undefined
        ? []
        : objectRights(judge, about, object, 'read the log router configuration from S3');
    }),
  );
  const sent = routers.length === 0 ? [] : outputs;
  return [...fetched, ...sent.flatMap((output) => outputRights(definition, output))];
}

function outputRights(definition: Definition, { container, options }: LogOutput): Right[] {
  const { judge, account } = definition;
  const plugin = (options.name ?? '').toLowerCase();
  const common = base(definition, 'task role', 'LogConfiguration', container?.name);
  const purpose = `send logs by the ${plugin} output`;
  const role = options.role_arn ?? options.aws_role_arn;
  if (role !== undefined) {
    return [later({ ...common, actions: ['sts:AssumeRole'], resources: [judge.arns.write(role)], purpose })];
  }
  const region = options.region ?? definition.region;
  const place = { region, account };
  if (options.endpoint !== undefined) {
    return [];
  }
  switch (plugin) {
    case 'cloudwatch':
    case 'cloudwatch_logs':
      return groupRights(definition, common, options, region, purpose);
    case 'firehose':
    case 'kinesis_firehose': {
      const resources = [judge.arns.write(deliveryStreamOf(options, place))];
      return [later({ ...common, actions: ['firehose:PutRecordBatch'], resources, purpose })];
    }
    case 'kinesis':
    case 'kinesis_streams': {
      const stream = judge.arns.write(streamOf(options, place));
      const key = keyRights(judge, common, stream, 'kinesis', ['kms:GenerateDataKey']);
      return [later({ ...common, actions: ['kinesis:PutRecords'], resources: [stream], purpose }), ...key.map(later)];
    }
    case 's3': {
      const object = judge.arns.write(objectOf(options));
      const { resource } = judge.resourcePolicies.of(object);
      const key = keyRights(judge, common, object, 's3', ['kms:GenerateDataKey']);
      const grant = resource && { grant: { resource, method: 'grantPut' } };
      return [
        later({ ...common, actions: ['s3:PutObject'], resources: [object], purpose, ...grant }),
        ...key.map(later),
      ];
    }
    case 'es':
    case 'opensearch':
      return /^(on|true)$/i.test(options.aws_auth ?? '') ? domainRights(definition, common, options, purpose) : [];
    default:
      return [];
  }
}

function groupRights(
  definition: Definition,
  common: Base,
  options: LogOutput['options'],
  region: string,
  purpose: string,
): Right[] {
  const { judge, account } = definition;
  const streams = judge.arns.write(streamsOf(options, { region, account }));
  const whole = streams.replace(/log-stream:.*$/, '');
  const resource = judge.arns.resourceOf('AWS::Logs::LogGroup', `${whole}*`);
  const grant = resource && { grant: { resource, method: 'grantWrite' } };
  const makes = /^(on|true)$/i.test(options.auto_create_group ?? '') && resource === undefined;
  return [
    {
      ...common,
      ...{
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [streams, whole.slice(0, -1)],
        purpose,
        ...grant,
      },
    },
    ...(makes
      ? [
          {
            ...{ ...common, actions: ['logs:CreateLogGroup'], resources: [`${whole}log-stream:`, whole.slice(0, -1)] },
            purpose: `create the log group of the ${options.name} output`,
          },
        ]
      : []),
  ].map(later);
}

/** A domain of the app that the output names by its endpoint. */
function domainRights({ judge }: Definition, common: Base, { host }: LogOutput['options'], purpose: string): Right[] {
  const pointer = host === undefined ? undefined : pointerIn(judge.model, host);
  const arn = pointer?.attribute === 'DomainEndpoint' ? judge.arns.arnOf(pointer.resource) : undefined;
  return arn === undefined
    ? []
    : [later({ ...common, actions: ['es:ESHttpPost'], resources: [`${arn}/_bulk`], purpose })];
}

function pointerIn(model: AppModel, text: string): Pointer | undefined {
  const value: Value = model.unmark(text);
  return value instanceof Pointer ? value : undefined;
}

/** The task starts without it, and goes on without its logs. */
function later(right: Right): Right {
  return { ...right, later: right.actions };
}
