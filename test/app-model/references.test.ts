import { referencesOf } from '../../lib/app-model/references';

describe('references of a part of a template', () => {
  test('are found in every form, wherever they stand', () => {
    const part = {
      a: [{ Ref: 'One' }, { deep: { 'Fn::GetAtt': ['Two', 'Arn'] } }],
      b: { 'Fn::GetAtt': 'Three.Arn' },
      c: { 'Fn::Sub': 'x${Four}${Five.Arn}${!Not}' },
      d: { 'Fn::Sub': ['${own}', { own: { Ref: 'Six' } }] },
      e: { 'Fn::Join': ['', ['a', { 'Fn::ImportValue': { 'Fn::Sub': '${Seven}-x' } }]] },
    };

    const { ids, imports } = referencesOf(part, [{ Ref: 'Eight' }]);

    expect([...ids].sort()).toEqual(['Eight', 'Five', 'Four', 'One', 'Seven', 'Six', 'Three', 'Two', 'own'].sort());
    expect(imports).toEqual([{ 'Fn::ImportValue': { 'Fn::Sub': '${Seven}-x' } }]);
  });

  test.each([undefined, null, 'text', 3, { 'Fn::Sub': {} }, { 'Fn::GetAtt': {} }, { Ref: {} }])(
    'a damaged part says nothing and ends nothing: %j',
    (part) => {
      expect(referencesOf(part).imports).toEqual([]);
    },
  );
});
