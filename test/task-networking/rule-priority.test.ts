import * as fc from 'fast-check';
import { MAX_PRIORITY, freePriority, rulePriority } from '../../lib/task-networking/private/rule-priority';

const NUMBER_OF_PLACES_OF_ONE_PART = 18_013;

const ofPath = (...paths: string[]) => rulePriority({ hosts: [], paths });
const ofHost = (...hosts: string[]) => rulePriority({ hosts, paths: [] });
const segment = fc.stringMatching(/^[a-z0-9._-]{1,12}$/);
const segments = (minLength: number, maxLength: number) => fc.array(segment, { minLength, maxLength });

describe('rule priorities', () => {
  const match = fc.record({
    hosts: fc.array(fc.stringMatching(/^[a-z*?.]{0,128}$/), { maxLength: 3 }),
    paths: fc.array(fc.stringMatching(/^\/[a-z0-9*?/]{0,127}$/), { maxLength: 3 }),
  });

  test('are in range, whatever is matched, and do not depend on the order of patterns', () => {
    fc.assert(
      fc.property(match, fc.boolean(), ({ hosts, paths }, held) => {
        const priority = rulePriority({ hosts, paths }, held);
        expect(priority).toBeGreaterThanOrEqual(1);
        expect(priority).toBeLessThanOrEqual(MAX_PRIORITY);
        expect(rulePriority({ hosts: [...hosts].reverse(), paths: [...paths].reverse() }, held)).toBe(priority);
      }),
    );
  });

  test('stay as they are, since a change would move the rules of running services', () => {
    const api = { hosts: ['api.example.com', 'www.example.com'], paths: ['/v1/*'] };

    expect([
      rulePriority({ hosts: [], paths: ['/*'] }),
      rulePriority(api),
      rulePriority(api, true),
      ofPath('/a*'),
    ]).toEqual([49908, 14973, 14972, 49126]);
  });

  test('put the held rule first, of two that match the same', () => {
    fc.assert(fc.property(match, (each) => expect(rulePriority(each, true)).toBeLessThan(rulePriority(each))));
  });

  test('are given up for the next free one that says as much, while there is one', () => {
    const match = { hosts: [], paths: ['/*'] };
    const taken = new Set([rulePriority(match)]);
    for (let free = freePriority(match, false, (each) => taken.has(each)); free !== undefined;) {
      taken.add(free);
      free = freePriority(match, false, (each) => taken.has(each));
    }
    expect(taken.size).toBe(102);
    expect(Math.min(...taken)).toBeGreaterThan(ofPath('/a/*'));
  });
});

describe('a rule that matches all that another one matches comes after it', () => {
  test.each([
    ['/*', '/api/*', '/api/v2/*', '/api/v2/orders/*', '/api/v2/orders/x'],
    ['/*', '/a*', '/api*', '/api-v2*', '/api-v2/*', '/api-v2/x'],
    ['/*', '/?*', '/??*', '/a?*', '/ab*', '/ab'],
    ['/*', '/api/*', '/api/*.jpg', '/api/x*.jpg', '/api/x.jpg'],
    ['*', '*.jpg', '/img/*.jpg', '/img/a/*.jpg', '/img/a/b.jpg'],
  ])('%s before %s before ...', (...widestFirst) => {
    const priorities = widestFirst.map((path) => ofPath(path));
    expect(priorities).toEqual([...priorities].sort((one, other) => other - one));
    expect(new Set(priorities).size).toBe(priorities.length);
  });

  test('of hosts too: any, one with a wildcard, one without', () => {
    const priorities = [ofPath('/*'), ofHost('*.com'), ofHost('*.example.com'), ofHost('a.example.com')];
    expect(priorities).toEqual([...priorities].sort((one, other) => other - one));
  });

  test('of paths with up to seven named parts, held or not', () => {
    fc.assert(
      fc.property(segments(0, 6), segments(1, 7), fc.boolean(), fc.boolean(), (start, more, heldWide, heldNarrow) => {
        fc.pre(start.length + more.length <= 7);
        const wide = { hosts: [], paths: [['', ...start, '*'].join('/')] };
        for (const narrow of [
          ['', ...start, ...more, '*'],
          ['', ...start, ...more],
        ]) {
          expect(rulePriority({ hosts: [], paths: [narrow.join('/')] }, heldNarrow)).toBeLessThan(
            rulePriority(wide, heldWide),
          );
        }
      }),
    );
  });

  test('with a host and a path before the host alone and the path alone', () => {
    fc.assert(
      fc.property(segments(0, 4), fc.constantFrom('a.example.com', '*.example.com'), (parts, host) => {
        const path = ['', ...parts, '*'].join('/');
        expect(rulePriority({ hosts: [host], paths: [path] })).toBeLessThan(ofPath(path));
        fc.pre(parts.length > 0);
        expect(rulePriority({ hosts: [host], paths: [path] })).toBeLessThan(ofHost(host));
      }),
    );
  });

  // Whether a pattern matches another one read as text, with a letter that is in no pattern for each wildcard, tells whether
  // it matches all that the other one does, as long as that letter can only be met by a wildcard.
  test('whatever wildcards the two have, and wherever', () => {
    const pattern = fc.stringMatching(/^\/[ab/*?]{0,6}$/);
    const normal = (text: string) =>
      text.replace(/[*?]+/g, (run) => run.replace(/\*/g, '') + (run.includes('*') ? '*' : ''));
    const matches = (wide: string, text: string) =>
      new RegExp(`^${wide.replace(/\*/g, '.*').replace(/\?/g, '.')}$`).test(text);
    const samples = (text: string) =>
      ['', 'z', 'zzzzzzzzzz'].map((star) => text.replace(/\*/g, star).replace(/\?/g, 'z'));
    let nested = 0;
    fc.assert(
      fc.property(pattern, pattern, (one, other) => {
        const [wide, narrow] = [normal(one), normal(other)];
        fc.pre(wide !== narrow && samples(narrow).every((text) => matches(wide, text)));
        fc.pre(!samples(wide).every((text) => matches(narrow, text)));
        nested++;
        expect(ofPath(narrow)).toBeLessThan(ofPath(wide));
      }),
      { seed: 1, numRuns: 300, maxSkipsPerRun: 1_000 },
    );
    expect(nested).toBe(300);
  });
});

describe('rules that say as much rarely meet', () => {
  /** How often one listener with so many rules has two that meet, out of so many listeners with names drawn from a fixed seed. */
  function meetings(rules: number, path: (name: string) => string, listeners = 1_000): number {
    const names = fc.sample(fc.uniqueArray(fc.stringMatching(/^[a-z]{9}$/), { minLength: rules, maxLength: rules }), {
      seed: 7,
      numRuns: listeners,
    });
    return names.filter((each) => new Set(each.map((name) => ofPath(path(name)))).size < rules).length / listeners;
  }

  const bound = (rules: number, places: number) => 1 - Math.exp((-rules * (rules - 1)) / 2 / places);

  test('which is what chance has: no drawing of 100 numbers out of 50000 could do with less than 9 %', () => {
    expect(bound(100, MAX_PRIORITY)).toBeCloseTo(0.094, 3);
    expect(bound(100, NUMBER_OF_PLACES_OF_ONE_PART)).toBeCloseTo(0.24, 2);
    expect(bound(50, NUMBER_OF_PLACES_OF_ONE_PART)).toBeCloseTo(0.066, 3);
    expect(bound(25, NUMBER_OF_PLACES_OF_ONE_PART)).toBeCloseTo(0.017, 3);
  });

  test.each([
    [25, 0.03],
    [50, 0.09],
    [100, 0.28],
  ])('%i of one named part, all equally long', (rules, limit) => {
    expect(meetings(rules, (name) => `/${name}/*`)).toBeLessThan(limit);
  });

  test('the next one beside 100 others: less than 1 % of the time', () => {
    expect(100 / NUMBER_OF_PLACES_OF_ONE_PART).toBeLessThan(0.01);
  });

  test.each<[string, number, (index: number) => number]>([
    ['paths', 10_000, (index) => ofPath(`/tenant${index}/*`)],
    ['a path and all beneath it', 10_000, (index) => ofPath(`/tenant${index}`, `/tenant${index}/*`)],
    ['hosts', 10_000, (index) => ofHost(`tenant-${index}.example.com`)],
    ['paths beneath a version', 10_000, (index) => ofPath(`/v1/Service${index}/*`)],
    [
      'a host and a path',
      10_000,
      (index) => rulePriority({ hosts: ['a1.example.com'], paths: [`/Service${index}/*`] }),
    ],
    ['paths of three parts', 1_000, (index) => ofPath(`/api/v1/Service${index}/*`)],
    ['paths within a part', 200, (index) => ofPath(`/Service${String(index).padStart(3, '0')}*`)],
  ])('numbered ones never: %s', (_, count, priority) => {
    expect(new Set(Array.from({ length: count }, (__, index) => priority(index))).size).toBe(count);
  });

  test('numbered ones never, whichever of 1000 are held', () => {
    const held = Array.from({ length: 1_000 }, (_, index) =>
      rulePriority({ hosts: [], paths: [`/t${index}/*`] }, true),
    );
    expect(new Set([...held, ...held.map((priority) => priority + 1)]).size).toBe(2_000);
  });
});
