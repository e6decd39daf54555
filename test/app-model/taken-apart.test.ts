import { Unknown } from '../../lib/app-model/app-model';
import { modelOfTemplate } from '../../lib/app-model/load';

const Listener = (Protocol: string) => ({ Type: 'AWS::ElasticLoadBalancingV2::Listener', Properties: { Protocol } });
const select = (index: number, delimiter: string, of: unknown) => ({
  'Fn::Select': [index, { 'Fn::Split': [delimiter, of] }],
});

function valueOf(raw: unknown) {
  const Table = { Type: 'AWS::DynamoDB::Table', Properties: {} };
  const model = modelOfTemplate({
    Resources: { Table, Listener: Listener('HTTPS'), Network: Listener('TLS') },
  });
  return { model, value: model.evaluate(raw, model.scopes[0]) };
}

describe('what is taken apart', () => {
  test.each([
    ['the ARN of a listener, before its kind', 'Listener', 0, /^arn:.*:elasticloadbalancing:[^:]*:[^:]*$/],
    ['the path of a listener', 'Listener', 1, /^app\/[^/]+\/[^/]+\/[^/]+$/],
    ['the path of a network listener', 'Network', 1, /^net\/[^/]+\/[^/]+\/[^/]+$/],
  ])('%s', (_, name, index, wanted) => {
    const { model, value } = valueOf(select(index, ':listener/', { Ref: name }));
    const masked = model.text(value)?.replace(/\u27e6[^\u27e7]*\u27e7/g, 'x');

    expect(masked).toMatch(wanted);
  });

  test('an attribute that nobody can take apart before deployment is not known', () => {
    expect(valueOf(select(0, '/', { 'Fn::GetAtt': ['Table', 'StreamArn'] })).value).toBeInstanceOf(Unknown);
    expect(valueOf({ 'Fn::Split': [':', { 'Fn::GetAtt': ['Table', 'StreamArn'] }] }).value).toBeInstanceOf(Unknown);
  });
});
