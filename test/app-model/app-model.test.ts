import { AppModel, Either, Pointer, Unknown, Value } from '../../lib/app-model/app-model';
import { NetworkModel } from '../../lib/app-model/network/network-model';
import type { NestedTemplate, StackTemplate } from '../../lib/app-model/templates';

const TASK = 'AWS::ECS::TaskDefinition';
const SERVICE = 'AWS::ECS::Service';

function stack(name: string, template: object, more: Partial<StackTemplate> = {}): StackTemplate {
  return { name, path: name, template, nested: {}, ...more };
}

/** The value of `Properties.It` of the one resource of a stack. */
function valueOf(it: unknown, template: object = {}, more: Partial<StackTemplate> = {}): Value {
  const model = new AppModel([
    stack('App', { ...template, Resources: { It: { Type: SERVICE, Properties: { It: it } } } }, more),
  ]);
  return model.property(model.ofType(SERVICE)[0], 'It');
}

const choice = (name: string, yes: unknown, no: unknown) => ({ 'Fn::If': [name, yes, no] });
const OPEN = {
  Parameters: { Stage: { Type: 'String' } },
  Conditions: { Prod: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
};

describe('values known only at deployment', () => {
  test('two results of one condition are the same value only when their branches are', () => {
    const model = new AppModel([
      stack('App', {
        ...OPEN,
        Resources: {
          It: {
            Type: SERVICE,
            Properties: {
              A: choice('Prod', 'sg-1', 'sg-2'),
              B: choice('Prod', 'sg-3', 'sg-4'),
              C: choice('Prod', 'sg-1', 'sg-2'),
            },
          },
        },
      }),
    ]);
    const [a, b, c] = ['A', 'B', 'C'].map((name) => model.property(model.resources[0], name));

    expect(model.text(a)).not.toBe(model.text(b));
    expect(model.text(a)).toBe(model.text(c));
    expect(a).toMatchObject({ reason: 'condition Prod', branches: ['sg-1', 'sg-2'] });
    expect(a).toBeInstanceOf(Either);
  });

  test('items beyond two lists are two values', () => {
    const model = new AppModel([
      stack('App', {
        Resources: {
          It: {
            Type: SERVICE,
            Properties: { A: { 'Fn::Select': [5, ['a']] }, B: { 'Fn::Select': [5, ['b']] } },
          },
        },
      }),
    ]);

    expect(model.text(model.property(model.resources[0], 'A'))).not.toBe(
      model.text(model.property(model.resources[0], 'B')),
    );
  });

  test('people read names in guillemets, not marks', () => {
    const model = new AppModel([
      stack('App', {
        Parameters: { Domain: { Type: 'String' } },
        Resources: {
          Queue: { Type: 'AWS::SQS::Queue' },
          It: { Type: SERVICE, Properties: { It: { 'Fn::Sub': '${Domain}/${Queue.Arn}/${Queue}' } } },
        },
      }),
    ]);

    expect(model.readable(model.text(model.property(model.ofType(SERVICE)[0], 'It')) ?? '')).toBe(
      '«parameter Domain of App»/«App/Queue.Arn»/«App/Queue»',
    );
  });

  test.each<[string, unknown]>([
    ['a Ref of an object', { Ref: {} }],
    ['a GetAtt of a number', { 'Fn::GetAtt': 5 }],
    ['a Sub of a list', { 'Fn::Sub': [[]] }],
    ['a macro', { 'Fn::Transform': { Name: 'AWS::Include' } }],
    ['a Join of nothing', { 'Fn::Join': 'x' }],
  ])('%s is unknown, and says no [object Object]', (_, raw) => {
    const value = valueOf(raw);

    expect(value).toBeInstanceOf(Unknown);
    expect((value as Unknown).reason).not.toContain('[object Object]');
  });

  test('a value that refers to itself ends', () => {
    const outputs = (name: string, other: string) => ({
      Outputs: {
        O: {
          Value: { 'Fn::Join': ['', [{ 'Fn::ImportValue': other }, { 'Fn::ImportValue': other }]] },
          Export: { Name: name },
        },
      },
    });
    const model = new AppModel([stack('A', outputs('a', 'b')), stack('B', outputs('b', 'a'))]);

    expect(typeof model.text(model.evaluate({ 'Fn::ImportValue': 'a' }, model.scopes[0]))).toBe('string');
  });
});

describe('conditions', () => {
  test.each<[string, unknown, Value]>([
    ['a literal that holds', { 'Fn::Equals': ['a', 'a'] }, 'yes'],
    ['a literal that does not', { 'Fn::Equals': ['a', 'b'] }, 'no'],
    ['the region', { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-central-1'] }, 'yes'],
    ['not', { 'Fn::Not': [{ 'Fn::Equals': ['a', 'b'] }] }, 'yes'],
    ['or', { 'Fn::Or': [{ Condition: 'Open' }, { 'Fn::Equals': ['a', 'a'] }] }, 'yes'],
    ['and', { 'Fn::And': [{ Condition: 'Open' }, { 'Fn::Equals': ['a', 'b'] }] }, 'no'],
    ['one value twice', { 'Fn::Equals': [{ Ref: 'P' }, { Ref: 'P' }] }, 'yes'],
    ['another condition', { Condition: 'Literal' }, 'yes'],
  ])('%s is decided', (_, It, expected) => {
    const Conditions = { It, Open: { 'Fn::Equals': [{ Ref: 'P' }, 'x'] }, Literal: { 'Fn::Equals': ['a', 'a'] } };

    expect(
      valueOf(
        choice('It', 'yes', 'no'),
        { Conditions, Parameters: { P: { Type: 'String' } } },
        { region: 'eu-central-1' },
      ),
    ).toBe(expected);
  });

  test.each<[string, unknown]>([
    ['a parameter', { 'Fn::Equals': [{ Ref: 'P' }, 'x'] }],
    ['one that is not there', undefined],
    ['one that refers to itself', { 'Fn::Not': [{ Condition: 'It' }] }],
    ['something else', ['?']],
  ])('%s is not', (_, It) => {
    expect(
      valueOf(choice('It', 'yes', 'no'), { Conditions: { It }, Parameters: { P: { Type: 'String' } } }),
    ).toBeInstanceOf(Either);
  });
});

describe('references', () => {
  const producer = (name: string, environment: Partial<StackTemplate>) =>
    stack(
      name,
      {
        Resources: { Task: { Type: TASK } },
        Outputs: { Task: { Value: { Ref: 'Task' }, Export: { Name: 'task' } } },
      },
      environment,
    );
  const consumer = (environment: Partial<StackTemplate>) =>
    stack(
      'Consumer',
      { Resources: { Service: { Type: SERVICE, Properties: { TaskDefinition: { 'Fn::ImportValue': 'task' } } } } },
      environment,
    );
  const found = (...stacks: StackTemplate[]) => {
    const model = new AppModel(stacks);
    const [service] = model.ofType(SERVICE);
    return model.referred(service, service.properties.TaskDefinition)?.id;
  };
  const EU = { account: '1', region: 'eu-west-1' };
  const US = { account: '1', region: 'us-east-1' };

  test('an export is that of the same account and region', () => {
    expect(found(producer('US', US), producer('EU', EU), consumer(EU))).toBe('EU/Task');
    expect(found(producer('US', US), consumer(EU))).toBeUndefined();
  });

  test('an export of a stack without an environment is found when it is the only one', () => {
    expect(found(producer('Any', {}), consumer(EU))).toBe('Any/Task');
    expect(found(producer('EU', EU), producer('US', US), consumer({}))).toBeUndefined();
  });

  test('parameters and outputs of nested stacks are followed, lists passed as text too', () => {
    const child: NestedTemplate = {
      template: {
        Parameters: { Subnets: { Type: 'List<AWS::EC2::Subnet::Id>' } },
        Resources: {
          Service: { Type: SERVICE, Properties: { First: { 'Fn::Select': [0, { Ref: 'Subnets' }] } } },
        },
        Outputs: { Service: { Value: { Ref: 'Service' } } },
      },
      nested: {},
    };
    const model = new AppModel([
      stack(
        'Parent',
        {
          Resources: {
            A: { Type: 'AWS::EC2::Subnet' },
            B: { Type: 'AWS::EC2::Subnet' },
            Child: {
              Type: 'AWS::CloudFormation::Stack',
              Properties: { Parameters: { Subnets: { 'Fn::Join': [',', [{ Ref: 'A' }, { Ref: 'B' }]] } } },
            },
          },
        },
        { nested: { Child: child } },
      ),
    ]);
    const [service] = model.ofType(SERVICE);

    expect(model.property(service, 'First')).toEqual(new Pointer(model.byId('Parent/A')!, 'Ref'));
    expect(model.evaluate({ 'Fn::GetAtt': ['Child', 'Outputs.Service'] }, model.scopes[0])).toEqual(
      new Pointer(service, 'Ref'),
    );
  });

  /** The value of a parameter of a nested stack. */
  function parameterOf(
    parameter: Readonly<Record<string, unknown>>,
    passed: object,
    given: Partial<StackTemplate> = {},
  ): Value {
    const template = {
      Parameters: { Cpu: parameter },
      Resources: { Service: { Type: SERVICE, Properties: { It: { Ref: 'Cpu' } } } },
    };
    const nested = { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: passed } };
    const model = new AppModel([
      stack('Parent', { Resources: { Child: nested }, ...OPEN }, { nested: { Child: { template } }, ...given }),
    ]);
    return model.property(model.ofType(SERVICE)[0], 'It');
  }

  test('a nested stack has the default of a parameter that its parent does not pass, which is no assumption', () => {
    const parameter = { Type: 'String', Default: '256' };

    expect(parameterOf(parameter, {})).toBe('256');
    expect(parameterOf(parameter, { Cpu: { Ref: 'AWS::NoValue' } })).toBe('256');
    expect(parameterOf(parameter, { Cpu: '512' })).toBe('512');
    expect(parameterOf(parameter, { Cpu: { Ref: 'Stage' } })).toBeInstanceOf(Unknown);
    expect(parameterOf(parameter, choice('Prod', {}, { Cpu: '512' }))).toBeInstanceOf(Unknown);
    expect(parameterOf({ Type: 'String' }, {})).toBeInstanceOf(Unknown);
    // Somebody gives values to the stacks that are deployed, not to those in them.
    expect(parameterOf(parameter, {}, { given: { Cpu: '1' }, parameters: { Cpu: '2' } })).toBe('256');
  });

  test('a nested stack is passed the name of what the Parameter Store has, not the value', () => {
    const parameter = { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/default' };

    expect(parameterOf(parameter, { Cpu: '/cpu' })).toMatchObject({ reason: 'the SSM parameter /cpu' });
    expect(parameterOf(parameter, {})).toMatchObject({ reason: 'the SSM parameter /default' });
  });

  test('an output that only a macro may make is unknown, not absent', () => {
    const child = { template: { Outputs: { 'Fn::ForEach::Roles': ['Name', ['Role'], {}] } } as object };
    const model = new AppModel([
      stack('Parent', { Resources: { Child: { Type: 'AWS::CloudFormation::Stack' } } }, { nested: { Child: child } }),
    ]);

    expect(model.evaluate({ 'Fn::GetAtt': ['Child', 'Outputs.Role'] }, model.scopes[0])).toMatchObject({
      reason: 'output Role of Parent/Child',
    });
  });

  test('the index tells who refers to a resource, through lists and across stacks', () => {
    const model = new AppModel([producer('EU', EU), consumer(EU)]);

    expect(model.referrersOf(model.byId('EU/Task')!, SERVICE, 'TaskDefinition').map(({ id }) => id)).toEqual([
      'Consumer/Service',
    ]);
  });
});

describe('damaged templates', () => {
  test.each<[string, unknown]>([
    ['null', null],
    ['a list', []],
    ['resources in a list', { Resources: [] }],
    ['a resource that is null', { Resources: { A: null } }],
    ['a resource without a type', { Resources: { A: { Properties: {} } } }],
    ['outputs and mappings of text', { Outputs: { A: 'x' }, Mappings: { A: { B: 'x' } }, Parameters: { P: 1 } }],
  ])('%s has no resources', (_, template) => {
    expect(new AppModel([stack('App', template as object)]).resources).toEqual([]);
  });

  test('logical ids may be names that every object has', () => {
    const template = {
      Resources: {
        toString: { Type: SERVICE, Properties: { It: { Ref: 'constructor' } } },
        constructor: { Type: TASK },
      },
    };
    const model = new AppModel([stack('App', template)]);

    expect(model.property(model.ofType(SERVICE)[0], 'It')).toEqual(new Pointer(model.ofType(TASK)[0], 'Ref'));
    expect(valueOf({ Ref: 'toString' })).toBeInstanceOf(Unknown);
  });

  test('what a macro under Resources makes is not known, and the template says so', () => {
    const model = new AppModel([stack('App', { Resources: { 'Fn::ForEach::Services': ['Name', ['a'], {}] } })]);

    expect(model.scopes[0].macros).toEqual(['Fn::ForEach::Services']);
    expect(model.resources).toEqual([]);
  });
});

test('networks known by two results of one condition are two networks', () => {
  const model = new AppModel([
    stack('App', {
      ...OPEN,
      Resources: {
        It: {
          Type: SERVICE,
          Properties: {
            A: choice('Prod', 'sg-1', 'sg-2'),
            B: choice('Prod', 'sg-3', 'sg-4'),
            C: choice('Prod', 'sg-1', 'sg-2'),
          },
        },
      },
    }),
  ]);
  const network = new NetworkModel(model);
  const [a, b, c] = ['A', 'B', 'C'].map((name) => network.identify(model.property(model.resources[0], name)).key);

  expect(a).not.toBe(b);
  expect(a).toBe(c);
});

describe('a resource under a condition', () => {
  const template = {
    Parameters: { Stage: { Type: 'String' } },
    Conditions: {
      Never: { 'Fn::Equals': ['a', 'b'] },
      Always: { 'Fn::Not': [{ Condition: 'Never' }] },
      Open: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
    },
    Resources: Object.fromEntries(
      ['Never', 'Always', 'Open'].map((Condition) => [Condition, { Type: 'T', Condition }]),
    ),
  };
  const found = (parameters: { given?: Record<string, string>; parameters?: Record<string, string> } = {}) =>
    new AppModel([{ name: 'S', template, ...parameters }])
      .ofType('T')
      .map(({ logicalId, conditional }) => `${logicalId}${conditional ? '?' : ''}`);

  test('is left out where it does not hold, and certain where it does', () => {
    expect(found()).toEqual(['Always', 'Open?']);
    expect(found({ given: { Stage: 'prod' } })).toEqual(['Always', 'Open']);
    expect(found({ given: { Stage: 'test' } })).toEqual(['Always']);
  });

  test('stays where only the default of a parameter decides: with another value it is there, and with the default for certain where that wants it', () => {
    expect(found({ parameters: { Stage: 'test' } })).toEqual(['Never?', 'Always', 'Open?']);
  });

  test('takes with it what is nested in it', () => {
    const nested = { N: { template: { Resources: { Inner: { Type: 'T' } } } } };
    const modelOf = (Condition: string) =>
      new AppModel([
        {
          name: 'S',
          nested,
          template: { ...template, Resources: { N: { Type: 'AWS::CloudFormation::Stack', Condition } } },
        },
      ]);

    expect(modelOf('Never').resources).toEqual([]);
    expect(modelOf('Always').resources.map(({ logicalId }) => logicalId)).toEqual(['N', 'Inner']);
  });
});
