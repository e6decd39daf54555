import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnResource, IPolicyValidationContext, NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib';
import { AppModel } from '../../lib/app-model/app-model';
import { modelOf, modelOfPath } from '../../lib/app-model/load';

const TYPE = 'AWS::ECS::Cluster';

function appWith(ids: readonly string[]): App {
  const app = new App({ analyticsReporting: false });
  const stage = new Stage(app, 'Stage');
  const stack = new Stack(stage, 'Stack');
  const nested = new NestedStack(stack, 'Nested');
  ids.forEach((id) => new CfnResource(id.startsWith('N') ? nested : stack, id, { type: TYPE }));
  return app;
}

function watched(app: App, seen: AppModel[]): App {
  for (const name of ['One', 'Two']) {
    Validations.of(app).addPlugins({
      name,
      validate: (context: IPolicyValidationContext) => {
        seen.push(modelOf(context));
        return { success: true, violations: [] };
      },
    });
  }
  return app;
}

test('an app is read once for all plugins of a synth, its stages and nested stacks included', () => {
  const seen: AppModel[] = [];
  watched(appWith(['A', 'N']), seen).synth();

  expect(seen).toHaveLength(2);
  expect(seen[0]).toBe(seen[1]);
  expect(seen[0].ofType(TYPE).map(({ logicalId }) => logicalId)).toEqual(['N', 'A']);
  expect(seen[0].scopes.map(({ templateFile }) => templateFile?.endsWith('.template.json'))).toEqual([true, true]);
});

test('resources of one logical id in a stack and in what is nested in it keep their own paths', () => {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Stack');
  const nested = new NestedStack(stack, 'Nested');
  const inner = new NestedStack(nested, 'Inner');
  [stack, nested, inner].forEach((scope) => new CfnResource(scope, 'Same', { type: TYPE }));

  expect(
    modelOfPath(app.synth().directory)
      .ofType(TYPE)
      .map(({ path }) => path)
      .sort(),
  ).toEqual(['Stack/Nested/Inner/Same', 'Stack/Nested/Same', 'Stack/Same']);
});

test('templates that were written again are read again', () => {
  const app = appWith(['A']);
  const [{ templateFullPath }] = app.synth().stacksRecursively;
  const context = { appConstruct: app, stackTemplates: [], templatePaths: [templateFullPath] };
  const first = modelOf(context);
  writeFileSync(templateFullPath, JSON.stringify({ Resources: { A: { Type: TYPE }, B: { Type: TYPE } } }));
  const second = modelOf(context);

  expect(first.ofType(TYPE)).toHaveLength(1);
  expect(second.ofType(TYPE)).toHaveLength(2);
  expect(modelOf(context)).toBe(second);
});

test('an assembly and a template on disk need no constructs', () => {
  const { directory } = appWith(['A', 'N']).synth();
  const file = join(mkdtempSync(join(tmpdir(), 'template-')), 'shop.template.json');
  writeFileSync(file, JSON.stringify({ Resources: { A: { Type: TYPE } } }));

  expect(
    modelOfPath(directory)
      .ofType(TYPE)
      .map(({ path }) => path),
  ).toEqual(['Stage/Stack/Nested/N', 'Stage/Stack/A']);
  expect(modelOfPath(file).ofType(TYPE)[0].id).toBe('shop/A');
});

test('a folder that is no assembly, and a file that is no template, are refused with what to do', () => {
  const folder = mkdtempSync(join(tmpdir(), 'template-'));
  const file = join(folder, 'shop.yaml');
  writeFileSync(file, 'Resources: {');

  expect(() => modelOfPath(folder)).toThrow(/\[AppModel.noAssembly\] .* has no manifest.json; pass the folder/);
  expect(() => modelOfPath(file)).toThrow(/\[AppModel.notATemplate\] .* is not valid YAML/);
});
