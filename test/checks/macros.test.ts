import { AppModel } from '../../lib/app-model/app-model';
import { CapacityChecks } from '../../lib/capacity-providers';
import { EcsChecks } from '../../lib/checks';
import { EcsStartProof } from '../../lib/start-proof';
import {
  NETWORK,
  Resources,
  att,
  hosts,
  ref,
  service,
  serviceOnHosts,
  task,
  taskOnEc2,
  template,
  written,
} from '../support/plain-apps';

/*
 * A right app whose resources a macro makes: what CloudFormation makes of them at deployment is not missing.
 */

const loop = (id: string, body: unknown, list: unknown = [id]) => ({
  'Fn::ForEach::Loop': ['Id', list, { '${Id}': body }],
});

const app = template(NETWORK, task(), service()) as { Resources: Resources };

/** The app with a macro in place of one of its resources. */
const without = (id: string, macro: object, more: object = {}) => {
  const others = Object.entries(app.Resources).filter(([each]) => each !== id);
  const Resources = { ...Object.fromEntries(others), ...macro };
  return written({ ...app, Transform: 'AWS::LanguageExtensions', ...more, Resources });
};
const ids = Object.keys(app.Resources).filter((id) => id !== 'Task' && id !== 'Service');

test.each(ids)('%s, made by a loop', (id) => {
  const whole = EcsStartProof.proveAssembly(written(app));
  const { proved, unknown } = EcsStartProof.proveAssembly(without(id, loop(id, app.Resources[id])));

  expect({ proved, unknown }).toEqual({ proved: whole.proved, unknown: whole.unknown });
});

const HIDDEN = { Parameters: { Ids: { Type: 'CommaDelimitedList' } } };

test.each<[string, (id: string) => string]>([
  ['a loop over what only the deployment knows', (id) => without(id, loop(id, app.Resources[id], ref('Ids')), HIDDEN)],
  [
    'a snippet',
    (id) => without(id, { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://x/y' } } }),
  ],
  ['a macro of the account', (id) => without(id, {}, { Transform: ['AWS::LanguageExtensions', 'Ours'] })],
])('nothing is missing for sure that may be made by %s', (_, made) => {
  for (const id of ids) {
    expect([id, EcsStartProof.proveAssembly(made(id)).broken]).toEqual([id, 0]);
  }
});

test('a loop that makes nothing of the network leaves it to be judged', () => {
  const file = without('Endpointlogs', loop('Id', { Type: 'AWS::SNS::Topic' }, ref('Ids')), HIDDEN);

  expect(EcsStartProof.checkAssembly(file).map(({ code }) => code)).toContain('StartProof.noEndpoint');
});

test('a resource that Fn::Transform fills in makes nothing of other types', () => {
  const snippet = { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://x/y' } } };
  const judged = (Type: string) =>
    EcsStartProof.checkAssembly(without('Endpointlogs', { Filled: { Type, Properties: snippet } })).map(
      ({ code }) => code,
    );

  expect(judged('AWS::SNS::Topic')).toContain('StartProof.noEndpoint');
  expect(judged('AWS::EC2::VPCEndpoint')).not.toContain('StartProof.noEndpoint');
});

test('a nested stack with a macro may do something with the security groups that it is given', () => {
  const group = { Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId: ref('Vpc'), SecurityGroupEgress: [] } };
  const Out = {
    Type: 'AWS::EC2::SecurityGroupEgress',
    Properties: {
      GroupId: att('Web', 'GroupId'),
      DestinationSecurityGroupId: att('Data', 'GroupId'),
      ...{ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432 },
    },
  };
  const Nested = {
    Type: 'AWS::CloudFormation::Stack',
    Properties: { TemplateURL: 'x', Parameters: { From: att('Web', 'GroupId'), To: att('Data', 'GroupId') } },
  };
  const judged = (nested: object) => {
    const parameter = { Type: 'String' };
    const inner = { Parameters: { From: parameter, To: parameter }, Resources: {}, ...nested };
    const Resources = { ...app.Resources, Web: group, Data: group, Out, Nested };
    const stack = {
      name: 'Shop',
      path: 'Shop',
      template: { ...app, Resources },
      nested: { Nested: { template: inner } },
    };
    return EcsStartProof._checkModel(new AppModel([stack as never])).map(({ code }) => code);
  };

  expect(judged({})).toContain('StartProof.oneSidedRule');
  expect(judged({ Transform: 'Ours' })).not.toContain('StartProof.oneSidedRule');
});

test('an association that a loop may make is not missing', () => {
  const hosted = template(taskOnEc2(), hosts(), serviceOnHosts()) as { Resources: Resources };
  const judged = (macro: object) => {
    const { Providers, ...Resources } = hosted.Resources;
    const file = written({
      ...hosted,
      ...HIDDEN,
      Transform: 'AWS::LanguageExtensions',
      Resources: { ...Resources, ...macro },
    });
    return [Providers, CapacityChecks.checkAssembly(file).map(({ code }) => code)] as const;
  };
  const [providers, codes] = judged({});

  expect(codes).toContain('CapacityStrategy.notAttached');
  expect(judged(loop('Id', providers, ref('Ids')))[1]).not.toContain('CapacityStrategy.notAttached');
});

describe('Fn::Transform among the properties of a resource', () => {
  const snippet = { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://x/y' } } };
  const sizes = { Cpu: undefined, Memory: undefined };
  const filledIn = (properties: object) => {
    const { Task } = app.Resources;
    const Resources = { ...app.Resources, Task: { ...Task, Properties: { ...Task!.Properties, ...properties } } };
    return written({ ...app, Resources });
  };
  const errors = (file: string) =>
    EcsChecks.checkAssembly(file).flatMap(({ severity, code }) =>
      severity === 'error' && !code.startsWith('NIST') ? [code] : [],
    );
  const [container] = app.Resources.Task!.Properties!.ContainerDefinitions as Record<string, unknown>[];

  test('what it fills in is not missing', () => {
    expect(errors(filledIn(sizes))).toContain('TaskDefinitionChecks::Fargate.sizeMissing');
    expect(errors(filledIn({ ...sizes, ...snippet }))).toEqual([]);
    expect(EcsStartProof.checkAssembly(filledIn(snippet)).map(({ message }) => message)).toEqual(
      expect.arrayContaining([expect.stringContaining('the containers of Task of ')]),
    );
  });

  test('beside the properties of a container, it may fill in the container', () => {
    const without = { ...container, Image: undefined };

    expect(errors(filledIn({ ContainerDefinitions: [without] }))).not.toEqual([]);
    expect(errors(filledIn({ ContainerDefinitions: [{ ...without, ...snippet }] }))).toEqual([]);
  });

  test('alone it is a value that only the deployment knows, and the rest is judged', () => {
    const whole = { ...container, Environment: snippet };

    expect(errors(filledIn({ ContainerDefinitions: [whole] }))).toEqual([]);
    expect(errors(filledIn({ ...sizes, ContainerDefinitions: [whole] }))).toContain(
      'TaskDefinitionChecks::Fargate.sizeMissing',
    );
  });
});
