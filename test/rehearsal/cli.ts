import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { REGION } from './world';

const CDK = join(__dirname, '..', '..', 'node_modules', 'aws-cdk', 'bin', 'cdk');

export interface Said {
  readonly code: number;
  readonly text: string;
}

/** Runs the real `cdk` against the double, with an assembly that is there already. No other address is reached. */
export async function cdk(endpoint: string, assembly: string, home: string, ...command: string[]): Promise<Said> {
  const child = spawn(
    process.execPath,
    [CDK, ...command, '--app', assembly, '--no-notices', '--no-version-reporting'],
    {
      cwd: home,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        HOME: home,
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: REGION,
        AWS_ACCESS_KEY_ID: 'double',
        AWS_SECRET_ACCESS_KEY: 'double',
        AWS_EC2_METADATA_DISABLED: 'true',
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        CDK_HOME: home,
        CI: 'true',
        NODE_NO_WARNINGS: '1',
      },
    },
  );
  const said: string[] = [];
  child.stdout.on('data', (text) => said.push(String(text)));
  child.stderr.on('data', (text) => said.push(String(text)));
  const code = await new Promise<number>((done) => child.on('close', (status) => done(status ?? 1)));
  return { code, text: said.join('') };
}
