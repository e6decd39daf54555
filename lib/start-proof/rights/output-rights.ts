import { initObjectName } from '../../internal/fluent-bit-services';
import { AppModel, Pointer, Value } from '../../app-model/app-model';
import { asRecord, asText, items } from '../../app-model/values';
import { Output, deliveryStreamOf, objectOf, outputsOf, streamOf, streamsOf } from './output-calls';
import { Right } from './right';
import { Base, Definition, base, keyRights, objectRights } from './task-definition';

/**
 * The rights of a log router, which acts as the task role: to fetch a configuration that its environment names, and to send.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html
 */
export function routerRights(definition: Definition): Right[] {
  const { judge } = definition;
  const routers = definition.containers.filter(({ properties }) => properties.FirelensConfiguration !== undefined);
  const fetched = routers.flatMap((router) =>
    items(router.properties.Environment)
      .map((variable) => asRecord(variable))
      .filter(({ Name: name }) => initObjectName(asText(name) ?? ''))
      .flatMap(({ Value: value }) => {
        const object = judge.model.text(value);
        const about = base(definition, 'task role', 'ContainerDefinitions', router.name);
        return object === undefined
          ? []
          : objectRights(judge, about, object, 'read the log router configuration from S3');
      }),
  );
  const outputs = routers.length === 0 ? [] : outputsOf(judge.model, definition.containers, routers[0]);
  return [...fetched, ...outputs.flatMap((output) => outputRights(definition, output))];
}

function outputRights(definition: Definition, { container, options }: Output): Right[] {
  const { judge, account } = definition;
  const plugin = (options.name ?? '').toLowerCase();
  const common = base(definition, 'task role', 'LogConfiguration', container);
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
  options: Output['options'],
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
function domainRights({ judge }: Definition, common: Base, { host }: Output['options'], purpose: string): Right[] {
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
