import { Template } from './evaluate';
import { Double } from './double';
import { Stack } from './stack';

const bucket = (properties: Record<string, unknown> = {}) => ({ Type: 'AWS::S3::Bucket', Properties: properties });
const topic = (properties: Record<string, unknown> = {}) => ({ Type: 'AWS::SNS::Topic', Properties: properties });

async function deployed(...templates: Template[]): Promise<{ double: Double; stack: Stack }> {
  const double = new Double();
  const stack = double.engine.stack('Stack');
  for (const template of templates) {
    await double.engine.deploy(stack, template, {});
  }
  return { double, stack };
}

const done = ({ steps }: Stack): string[] => steps.map(({ verb, status, id }) => `${verb}_${status} ${id}`);

test('creates in waves, by what refers to what, and deletes the other way round', async () => {
  const { double, stack } = await deployed({
    Resources: {
      Last: topic({ DisplayName: { 'Fn::Sub': '${Middle.TopicName}' } }),
      Middle: topic({ DisplayName: { Ref: 'First' } }),
      Beside: { ...topic(), DependsOn: 'First' },
      First: bucket(),
    },
  });

  expect(stack.steps.map(({ id, wave }) => `${wave} ${id}`)).toEqual(['1 First', '2 Middle', '2 Beside', '3 Last']);
  await double.engine.destroy(stack);
  expect(stack.steps.map(({ id, wave }) => `${wave} ${id}`)).toEqual(['1 Beside', '1 Last', '2 Middle', '3 First']);
  expect(double.world.live.size).toBe(0);
});

test('replaces what can only be set at creation, and deletes the old one after everything else', async () => {
  const { stack } = await deployed(
    { Resources: { Old: topic(), Topic: topic({ TopicName: 'a' }), User: topic({ DisplayName: { Ref: 'Topic' } }) } },
    { Resources: { Topic: topic({ TopicName: 'b' }), User: topic({ DisplayName: { Ref: 'Topic' } }), New: topic() } },
  );

  expect(stack.status).toBe('UPDATE_COMPLETE');
  expect(done(stack)).toEqual([
    'CREATE_COMPLETE Topic',
    'CREATE_COMPLETE New',
    'UPDATE_COMPLETE User',
    'DELETE_COMPLETE Old',
    'DELETE_COMPLETE Topic',
  ]);
});

test('rolls a failed update back: old values and old resources, and nothing of the new ones', async () => {
  const before = {
    Resources: { Topic: topic({ TopicName: 'a' }), User: topic({ DisplayName: { Ref: 'Topic' } }), Gone: topic() },
  };
  const { double, stack } = await deployed(before);
  const state = () =>
    [...double.world.live].map(({ id, ref, properties }) => JSON.stringify([id, ref, properties])).sort();
  const known = state();

  await double.engine.deploy(
    stack,
    {
      Resources: {
        Topic: topic({ TopicName: 'b' }),
        User: topic({ DisplayName: { Ref: 'Topic' } }),
        New: topic(),
        Wrong: { ...topic({ Nonsense: 1 }), DependsOn: 'User' },
      },
    },
    {},
  );

  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(state()).toEqual(known);
});

test('keeps what is retained, and of a failed creation only what is not retained for later operations alone', async () => {
  const { double, stack } = await deployed({
    Resources: {
      Kept: { ...topic(), DeletionPolicy: 'Retain' },
      KeptLater: { ...topic(), DeletionPolicy: 'RetainExceptOnCreate' },
      Wrong: { ...topic({ Nonsense: 1 }), DependsOn: ['Kept', 'KeptLater'] },
    },
  });

  expect(stack.status).toBe('ROLLBACK_COMPLETE');
  expect([...double.world.live].map(({ id }) => id)).toEqual(['Kept']);
});

test('an export that is imported keeps its stack', async () => {
  const { double, stack } = await deployed({
    Resources: { Topic: topic() },
    Outputs: { Name: { Value: { Ref: 'Topic' }, Export: { Name: 'topic' } } },
  });
  const other = double.engine.stack('Other');
  await double.engine.deploy(
    other,
    { Resources: { User: topic({ DisplayName: { 'Fn::ImportValue': 'topic' } }) } },
    {},
  );

  expect(other.status).toBe('CREATE_COMPLETE');
  await expect(double.engine.destroy(stack)).rejects.toThrow('is in use by Other');
});

test.each([
  ['a property that the schema does not have', topic({ Nonsense: 1 }), 'extraneous key Nonsense'],
  ['a property of another type', topic({ DisplayName: { not: 'text' } }), 'is no string'],
  ['a property that is missing', { Type: 'AWS::EC2::Route', Properties: {} }, 'RouteTableId is required'],
  ['a type that is not there', { Type: 'AWS::No::Such' }, 'Unrecognized resource types'],
  ['a reference to nothing', topic({ DisplayName: { Ref: 'Nobody' } }), 'Unresolved resource dependencies [Nobody]'],
  [
    'an attribute that the schema does not have',
    topic({ DisplayName: { 'Fn::GetAtt': ['Topic', 'Nonsense'] } }),
    'Requested attribute Nonsense',
  ],
])('refuses %s', async (_, Wrong, reason) => {
  const { stack } = await deployed({ Resources: { Topic: topic(), Wrong } });

  expect(stack.status).toBe('ROLLBACK_COMPLETE');
  expect(stack.steps.find(({ id, status }) => id === 'Wrong' && status === 'FAILED')?.reason).toContain(reason);
});
