import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

const CACHE = resolve(__dirname, '../../node_modules/.cache/refresh');

/** The folder with the newest version of a package of npm. */
export function fromNpm(name: string): string {
  return downloaded(name, (folder) => {
    run('npm', 'pack', '--silent', name, '--pack-destination', folder);
    run('tar', 'xzf', join(folder, only(folder)), '-C', folder);
    return join(folder, 'package');
  });
}

/** The folder with the newest version of a package of PyPI, by the Python that is installed. */
export function fromPyPI(name: string): string {
  return downloaded(name, (folder) => {
    run('python3', '-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', '--dest', folder, name);
    run('python3', '-m', 'zipfile', '-e', join(folder, only(folder)), folder);
    return folder;
  });
}

/** Downloads once a run. */
function downloaded(name: string, into: (folder: string) => string): string {
  const known = folders.get(name);
  if (known !== undefined) {
    return known;
  }
  const folder = join(CACHE, name.replace(/\W+/g, '-'));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const found = into(folder);
  folders.set(name, found);
  return found;
}

const folders = new Map<string, string>();

function only(folder: string): string {
  return readdirSync(folder)[0];
}

function run(command: string, ...args: readonly string[]): void {
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
}
