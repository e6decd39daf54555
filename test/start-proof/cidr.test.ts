import * as fc from 'fast-check';
import { addressesIn, isPrivate, relate } from '../../lib/start-proof/reach/cidr';

const block = fc
  .tuple(fc.ipV4(), fc.integer({ min: 1, max: 32 }))
  .map(([address, bits]) => ({ text: `${address}/${bits}`, bits, address }));

describe('IPv4 blocks', () => {
  test.each([
    ['10.0.1.0/24', '10.0.0.0/16', 'within'],
    ['10.0.0.0/16', '10.0.0.0/16', 'within'],
    ['10.1.0.0/24', '10.0.0.0/16', 'apart'],
    ['10.0.0.0/8', '10.0.0.0/16', 'across'],
    ['10.0.0.5/16', '10.0.255.0/24', 'across'],
    ['10.0.0.0/24', 'fd00::/8', undefined],
    ['10.0.0.256/24', '10.0.0.0/8', undefined],
    ['10.0.0.0/33', '10.0.0.0/8', undefined],
  ])('%s lies %s: %s', (inner, outer, relation) => {
    expect(relate(inner, outer)).toBe(relation);
  });

  test('lie within themselves and within all of IPv4, and halves lie apart', () => {
    fc.assert(
      fc.property(block, ({ text, bits }) => {
        expect(relate(text, text)).toBe('within');
        expect(relate(text, '0.0.0.0/0')).toBe('within');
        expect(addressesIn(text)).toBe(2 ** (32 - bits));
      }),
    );
  });

  test('lie apart both ways round', () => {
    fc.assert(
      fc.property(block, block, (a, b) => {
        expect(relate(a.text, b.text) === 'apart').toBe(relate(b.text, a.text) === 'apart');
      }),
    );
  });

  test.each([
    ['10.1.2.0/24', true],
    ['100.64.0.0/16', true],
    ['10.0.0.0/7', false],
    ['52.0.0.0/8', false],
  ])('%s is private: %s', (cidr, expected) => {
    expect(isPrivate(cidr)).toBe(expected);
  });
});
