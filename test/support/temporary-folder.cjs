// Everything that tests and the CDK write to the system's temporary folder goes to a folder of this run, which is deleted at its end: the
// CDK removes `cdk.out…` folders when a process exits, which the workers of jest never do by themselves.
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

module.exports = function makeTemporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'groundwork-tests-'));
  process.env.TMPDIR = folder;
  process.env.TEMP = folder;
  process.env.TMP = folder;
  globalThis.removeTemporaryFolder = () => rmSync(folder, { recursive: true, force: true });
};
