import { existsSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fail } from '../internal/errors';

/**
 * Writes a file whole or not at all: beside its place first, then moved there.
 *
 * @throws `Command.notWritten` when the folder is missing, the disk is full or the right is not there.
 */
export function writeWhole(file: string, content: string): void {
  const target = existsSync(file) ? realpathSync(file) : file;
  const beside = join(dirname(target), `.${process.pid}.groundwork.tmp`);
  try {
    if (existsSync(target) && !statSync(target).isFile()) {
      // A device or a pipe has no half-written state, and nothing may take its place.
      writeFileSync(target, content);
      return;
    }
    writeFileSync(beside, content);
    renameSync(beside, target);
  } catch (error) {
    rmSync(beside, { force: true });
    fail(undefined, 'Command.notWritten', `${file} could not be written: ${(error as Error).message}`);
  }
}
