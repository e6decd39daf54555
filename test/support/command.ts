import { run } from '../../lib/command/run';

/** Runs the command in a folder, without a process of its own. */
export function runIn(cwd: string, ...args: string[]): { code: number; out: string; error: string } {
  const [out, error]: [string[], string[]] = [[], []];
  const code = run(args, {
    cwd,
    colour: false,
    out: (text) => out.push(text),
    error: (text) => error.push(text),
  });
  return { code, out: out.join(''), error: error.join('') };
}
