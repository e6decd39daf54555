import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fail } from '../internal/errors';

/**
 * Writes a file whole or not at all: beside its place first, then moved there.
 *
 * @throws `Command.notWritten` when the folder is missing, the disk is full or the right is not there.
 */
export function writeWhole(file: string, content: string): void {
  const beside = join(dirname(file), `.${process.pid}.groundwork.tmp`);
  try {
    writeFileSync(beside, content);
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    fail(undefined, 'Command.notWritten', `${file} could not be written: ${(error as Error).message}`);
  }
}
