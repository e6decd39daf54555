import { cpSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnResource, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { EcsChecks, EcsStartProof } from '../../lib';
import { DAMAGE, damaged, places } from '../support/damage';

/*
 * Folders that no `cdk synth` leaves behind as they are: half copied, edited by hand, of another tool or another version.
 */

/** A service and its task definition. */
function fill(stack: Stack): void {
  const task = new CfnResource(stack, 'Task', {
    type: 'AWS::ECS::TaskDefinition',
    properties: { ContainerDefinitions: [{ Name: 'web', Image: 'x/web:1' }] },
  });
  new CfnResource(stack, 'Service', { type: 'AWS::ECS::Service', properties: { TaskDefinition: task.ref } });
}

/** An assembly with a stage, a nested stack, and what constructs said of themselves. */
function assembly(): string {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Shop', { env: { account: '111122223333', region: 'eu-west-1' } });
  fill(stack);
  fill(new NestedStack(stack, 'Nested'));
  fill(new Stack(new Stage(app, 'Prod'), 'Shop'));
  return app.synth().directory;
}

const whole = assembly();
const jsons = readdirSync(whole, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
const copy = join(mkdtempSync(join(tmpdir(), 'damaged-')), 'cdk.out');

/** Everything that the checks say of the assembly with other texts in some files, or the code by which it is refused. */
function said(files: Readonly<Record<string, string>>): string {
  cpSync(whole, copy, { recursive: true });
  Object.entries(files).forEach(([file, text]) => writeFileSync(join(copy, file), text));
  try {
    return `${JSON.stringify(EcsChecks.checkAssembly(copy))} ${JSON.stringify(EcsStartProof.proveAssembly(copy))}`;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    expect(`${code}: ${message}`).toMatch(/^AppModel\.\w+: /);
    return message;
  }
}

const NONSENSE = /.{0,90}(\[object Object\]|undefined|NaN).{0,30}/;

test('no check throws, hangs or says [object Object] of an assembly whose files are damaged anywhere', () => {
  const all = jsons
    .map((file) => [file, JSON.parse(readFileSync(join(whole, file), 'utf8')) as object] as const)
    .map(([file, json]) => [file, json, places(json)] as const)
    .filter(([, , paths]) => paths.length > 0);
  const damage = fc
    .tuple(
      fc.nat(all.length - 1),
      fc.array(fc.tuple(fc.nat(), fc.constantFrom(...DAMAGE, undefined)), { minLength: 1, maxLength: 3 }),
    )
    .map(([index, parts]) => {
      const [file, json, paths] = all[index];
      const broken = parts.reduce((now, [place, how]) => damaged(now, paths[place % paths.length], how), json);
      return { [file]: JSON.stringify(broken) };
    });

  fc.assert(
    fc.property(damage, (files) => {
      expect(NONSENSE.exec(said(files))?.[0]).toBeUndefined();
    }),
    { numRuns: Number(process.env.RUNS ?? 100), seed: Number(process.env.SEED ?? 1) },
  );
});

test.each(jsons)('%s that is empty, cut or no object is read or refused', (file) => {
  for (const text of ['', '{', 'null', '[]', '5', '""']) {
    expect(said({ [file]: text })).not.toMatch(NONSENSE);
  }
});
