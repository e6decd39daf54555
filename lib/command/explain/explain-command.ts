import { didYouMean, nearest } from '../../internal/did-you-mean';
import { Arguments } from '../arguments';
import { wrapped } from '../formats/plain';
import { plural } from '../judged';
import type { CommandIo } from '../command-io';
import type { Explanations } from './explanation';
import { ruleName } from './rule-name';

export const EXPLAIN_USAGE = `cdk-ecs-groundwork explain [<code> | <topic>]

Tells the cause of a finding, an example that has it, and its cure.

  explain                      all topics
  explain StartProof           the codes of one topic
  explain StartProof.noRoute   one code; the id of a finding in any of its forms does as well
  explain 'health check'       the codes whose pages have these words

Exit code: 0 explained or listed, 2 no such code or words.
`;

/**
 * Prints the page of a code, the codes of a topic, or all topics. The nearest code is taken where none is exact, and the codes
 * whose pages have the words where none is near.
 *
 * @throws `Command.argument` for more than one code, and for what is near to no code and on no page.
 */
export function explain(args: readonly string[], io: CommandIo): number {
  if (args.includes('--help')) {
    io.out(EXPLAIN_USAGE);
    return 0;
  }
  const given = new Arguments(args, {});
  if (given.positionals.length > 1) {
    given.fault(`one code or topic is expected, got ${given.positionals.map((each) => `'${each}'`).join(', ')}`);
  }
  given.check();
  io.out(pageFor(given, io));
  return 0;
}

function pageFor(given: Arguments<Record<never, never>>, io: CommandIo): string {
  /* eslint-disable @typescript-eslint/no-require-imports -- the help and mistakes need none of it */
  const { EXPLANATIONS, codesByTopic } = require('./explanations') as typeof import('./explanations');
  const { asTerminalPage, firstSentence } = require('./explanation-page') as typeof import('./explanation-page');
  /* eslint-enable @typescript-eslint/no-require-imports */
  const listed = (code: string): string =>
    [code, ...wrapped(firstSentence(EXPLANATIONS[code].cause.replaceAll('`', '')), 100, '    ')].join('\n');
  const topics = codesByTopic();
  const [id] = given.positionals;
  if (id === undefined) {
    const width = Math.max(...[...topics.keys()].map(({ length }) => length));
    const lines = [...topics].map(([topic, codes]) => `  ${topic.padEnd(width)}  ${plural(codes.length, 'code')}`);
    return `${[...lines, '', "'explain <topic>' lists its codes, 'explain <code>' explains one", ''].join('\n')}`;
  }
  const topic = same(id, topics.keys());
  if (topic !== undefined) {
    return (topics.get(topic) ?? []).map(listed).concat('').join('\n');
  }
  const codes = Object.keys(EXPLANATIONS);
  const rule = ruleOf(id);
  const exact = same(rule, codes);
  const code = exact ?? nearest(rule, codes) ?? bestPart(rule, codes);
  if (code === undefined) {
    const speaking = codesWith(id, EXPLANATIONS);
    if (speaking.length > 0) {
      io.error(`there is no code '${id}'; ${speaking.length === 1 ? 'this page has' : 'these pages have'} the words\n`);
      return speaking.map(listed).concat('').join('\n');
    }
    given.fault(`there is no code '${id}'${didYouMean(id, topics.keys())}; 'explain' lists the topics`);
    given.check();
    return '';
  }
  if (exact === undefined) {
    io.error(`there is no code '${id}'; the nearest is ${code}\n`);
  }
  return asTerminalPage(code, EXPLANATIONS[code]);
}

/** The code in an id as any format or acknowledgement writes it: `Check::Code`, `Check/Code`, `package:Code`, `Code[...]`. */
function ruleOf(id: string): string {
  return ruleName(id.replace(/\[.*$/s, '').replace(/^.*(?:::|\/|:)/s, ''));
}

function same(wanted: string, candidates: Iterable<string>): string | undefined {
  return [...candidates].find((candidate) => candidate.toLowerCase() === wanted.toLowerCase());
}

/** The only code that has the text in it: `noRoute` stands for `StartProof.noRoute`. */
function bestPart(wanted: string, codes: readonly string[]): string | undefined {
  const found = codes.filter((code) => code.toLowerCase().includes(wanted.toLowerCase()));
  return found.length === 1 ? found[0] : undefined;
}

/** The codes whose pages have all these words. */
function codesWith(words: string, explanations: Explanations): string[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return Object.entries(explanations).flatMap(([code, { cause, cure, example }]) => {
    const page = [code, cause, cure, example.wrong, example.right].join('\n').toLowerCase();
    return wanted.length > 0 && wanted.every((word) => page.includes(word)) ? [code] : [];
  });
}
