import { AppModel } from '../../../lib/app-model/app-model';
import { arnWriterOf } from '../../../lib/app-model/policy/arns';
import type { RawTemplate } from '../../../lib/app-model/templates';
import { logStreams, streamsIn } from '../../../lib/start-proof/rights/access';

/** Types with their names and the attributes that are their ARNs. */
const TYPES: [type: string, name: string, ...arns: string[]][] = [
  ['AWS::DynamoDB::Table', 'TableName', 'Arn'],
  ['AWS::ECR::Repository', 'RepositoryName', 'Arn'],
  ['AWS::ECS::Cluster', 'ClusterName', 'Arn'],
  ['AWS::EFS::AccessPoint', '', 'Arn'],
  ['AWS::IAM::Role', 'RoleName', 'Arn'],
  ['AWS::KMS::Key', '', 'Arn'],
  ['AWS::Lambda::Function', 'FunctionName', 'Arn'],
  ['AWS::Logs::LogGroup', 'LogGroupName', 'Arn'],
  ['AWS::OpenSearchService::Domain', 'DomainName', 'Arn', 'DomainArn'],
  ['AWS::S3::Bucket', 'BucketName', 'Arn'],
  ['AWS::SQS::Queue', 'QueueName', 'Arn'],
  ['AWS::SecretsManager::Secret', 'Name', 'Ref', 'Id'],
  ['AWS::SNS::Topic', 'TopicName', 'Ref', 'TopicArn'],
  ['AWS::StepFunctions::StateMachine', 'StateMachineName', 'Ref', 'Arn'],
];

const PLACES = [{}, { region: 'eu-west-1' }, { region: 'cn-north-1', account: '111122223333' }];

const NAMES: [string, unknown][] = [
  ['given', 'shop'],
  ['with a part known only at deployment', { 'Fn::Sub': '${Stage}-shop' }],
  ['of another resource', { Ref: 'Other' }],
  ['of either kind', { 'Fn::If': ['Prod', 'one', 'two'] }],
];

function modelOf(Resources: object, place: object): AppModel {
  const Parameters = { Stage: { Type: 'String' } };
  const Conditions = { Prod: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } };
  const template = { Parameters, Conditions, Resources } as unknown as RawTemplate;
  return new AppModel([{ name: 'Shop', path: 'Shop', template, nested: {}, ...place }]);
}

describe('the ARN of a resource is the same whether it is made of the resource or of its text', () => {
  test.each(TYPES)('%s', (type, property, ...attributes) => {
    const own = property === '' ? [] : NAMES.map(([, name]) => ({ Type: type, Properties: { [property]: name } }));
    const all = [{ Type: type }, ...own, { Type: type, Properties: { Path: '/a/', [property]: 'shop' } }];
    for (const place of PLACES) {
      const model = modelOf(
        { Other: { Type: 'AWS::S3::Bucket' }, ...Object.fromEntries(all.map((each, at) => [`R${at}`, each])) },
        place,
      );
      const arns = arnWriterOf(model);
      const pointers = model.resources
        .filter((resource) => resource.type === type)
        .flatMap((resource) => attributes.map((attribute) => resource.pointer(attribute)));
      expect(pointers.length).toBeGreaterThanOrEqual(attributes.length * all.length);
      expect(pointers.map((pointer) => arns.textOf(pointer))).toEqual(
        pointers.map((pointer) => arns.write(model.text(pointer) ?? '')),
      );
    }
  });
});

describe('the streams of a log group are the same whether they are made of the group or of its name', () => {
  const groups = Object.fromEntries(
    [undefined, ...NAMES.map(([, name]) => name)].map((LogGroupName, at) => [
      `Group${at}`,
      { Type: 'AWS::Logs::LogGroup', Properties: LogGroupName === undefined ? {} : { LogGroupName } },
    ]),
  );

  test.each(PLACES)('in %j', (place) => {
    const model = modelOf({ Other: { Type: 'AWS::S3::Bucket' }, ...groups }, place);
    const arns = arnWriterOf(model);
    const names = [
      ...model.ofType('AWS::Logs::LogGroup').map((group) => group.pointer('Ref')),
      ...model.ofType('AWS::S3::Bucket').map((bucket) => bucket.pointer('Ref')),
      'shop',
    ];
    const own = model.regionOf(model.scopes[0]);
    const account = arns.accountOf(model.resources[0]);
    for (const where of [
      { region: own, account },
      { region: 'eu-central-1', account },
      { region: own, account: '444455556666' },
    ]) {
      expect(names.map((name) => streamsIn({ model, arns }, name, where))).toEqual(
        names.map((name) => arns.write(logStreams(where.region, where.account, model.text(name) ?? ''))),
      );
    }
    expect(streamsIn({ model, arns }, undefined, { region: own, account })).toBeUndefined();
  });
});

describe('people read', () => {
  const model = modelOf(
    {
      Role: { Type: 'AWS::IAM::Role', Properties: { Path: '/a/' } },
      Topic: { Type: 'AWS::SNS::Topic' },
      Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'shop' } },
      Unnamed: { Type: 'AWS::SecretsManager::Secret' },
      Listener: { Type: 'AWS::ElasticLoadBalancingV2::Listener', Properties: { Protocol: 'HTTP' } },
    },
    {},
  );
  const arns = arnWriterOf(model);
  const place = '«AWS::Region»:«AWS::AccountId»';

  test.each([
    ['AWS::IAM::Role', 0, 'Arn', 'arn:aws:iam::«AWS::AccountId»:role/a/«Shop/Role»'],
    ['AWS::SNS::Topic', 0, 'Ref', `arn:aws:sns:${place}:«Shop/Topic.TopicName»`],
    ['AWS::SecretsManager::Secret', 0, 'Ref', `arn:aws:secretsmanager:${place}:secret:shop-??????`],
    ['AWS::SecretsManager::Secret', 1, 'Ref', `arn:aws:secretsmanager:${place}:secret:«Shop/Unnamed»`],
    [
      ...(['AWS::ElasticLoadBalancingV2::Listener', 0, 'Ref'] as const),
      `arn:aws:elasticloadbalancing:${place}:listener/app/«Shop/Listener»`,
    ],
  ])('the ARN of %s %i', (type, index, attribute, wanted) => {
    const text = arns.textOf(model.ofType(type)[index].pointer(attribute)) ?? '';
    expect(arns.readable(text)).toBe(wanted);
    expect(arns.readable(text)).toBe(wanted);
    expect(arns.readable(`${text}/*`)).toBe(`${wanted}/*`);
    expect(arns.readable(`a right on ${text}`)).toBe(`a right on ${wanted}`);
  });
});
