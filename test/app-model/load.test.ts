import { mkdtempSync, readdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  App,
  CfnParameter,
  CfnResource,
  IPolicyValidationContext,
  NestedStack,
  Stack,
  Stage,
  Validations,
} from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { TaskDefinitionChecks } from '../../lib';
import { AppModel, Unknown } from '../../lib/app-model/app-model';
import { loadApp, modelOf, modelOfPath } from '../../lib/app-model/load';

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

describe('parameters that are given', () => {
  const template = {
    Parameters: {
      Cpu: { Type: 'Number', Default: 256 },
      Zones: { Type: 'CommaDelimitedList' },
      Image: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/images/app' },
      Open: { Type: 'String' },
    },
    Resources: {
      A: {
        Type: TYPE,
        Properties: { ...Object.fromEntries(['Cpu', 'Zones', 'Image', 'Open'].map((Ref) => [Ref, { Ref }])) },
      },
    },
  };
  const fileOf = () => {
    const file = join(mkdtempSync(join(tmpdir(), 'template-')), 'shop.template.json');
    writeFileSync(file, JSON.stringify(template));
    return file;
  };
  const valuesOf = (model: AppModel) => {
    const [resource] = model.ofType(TYPE);
    return Object.keys(resource.properties).map((name) => {
      const value = model.property(resource, name);
      return value instanceof Unknown ? `unknown: ${value.reason}` : value;
    });
  };

  test('come before their defaults; the name of a stored value does not tell the value', () => {
    const file = fileOf();

    expect(valuesOf(modelOfPath(file))).toEqual([
      '256',
      'unknown: parameter Zones of shop',
      'unknown: the SSM parameter /images/app',
      'unknown: parameter Open of shop',
    ]);
    expect(
      valuesOf(
        modelOfPath(file, { parameters: { Cpu: '512', Zones: 'a,b', Image: '/images/other', 'shop:Open': 'no' } }),
      ),
    ).toEqual(['512', ['a', 'b'], 'unknown: the SSM parameter /images/other', 'no']);
    expect(modelOfPath(file, { parameters: { Cpu: '512' } }).scopes[0].stack.parameters).toEqual({});
  });

  test('are those of one stack of an assembly, or of all that have the name', () => {
    const app = new App({ analyticsReporting: false });
    for (const id of ['One', 'Two']) {
      const stack = new Stack(app, id);
      const size = new CfnParameter(stack, 'Size', { default: 'small' });
      new CfnResource(stack, 'A', { type: TYPE, properties: { Size: size.valueAsString } });
    }
    const { directory } = app.synth();
    const sizes = (parameters: Record<string, string>) =>
      modelOfPath(directory, { parameters })
        .ofType(TYPE)
        .map((resource) =>
          modelOfPath(directory, { parameters }).text(
            modelOfPath(directory, { parameters }).property(resource, 'Size'),
          ),
        )
        .map((size) => (size?.includes('Size') ? 'unknown' : size));

    expect(sizes({})).toEqual(['unknown', 'unknown']);
    expect(sizes({ 'One:Size': 'large' })).toEqual(['large', 'unknown']);
    expect(sizes({ Size: 'medium', 'One:Size': 'large' })).toEqual(['large', 'medium']);
  });

  test('that no template has are refused, all at once', () => {
    expect(() => modelOfPath(fileOf(), { parameters: { Cpus: '1', 'other:Cpu': '2' } })).toThrow(
      /\[AppModel.unknownParameter\] no template has a parameter 'Cpus'; did you mean 'Cpu'; [^]*'other:Cpu'/,
    );
  });
});

test('a construct is found by the path that the assembly has, whatever the template says of itself', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'template-')), 'old.json');
  writeFileSync(
    file,
    JSON.stringify({ Resources: { Old: { Type: TYPE, Metadata: { 'aws:cdk:path': 'Stage/Stack/A' } } } }),
  );
  const app = appWith(['A', 'N']);
  const stack = app.node.findChild('Stage').node.findChild('Stack') as Stack;
  new CfnInclude(stack, 'Included', { templateFile: file });
  new CfnResource(stack, 'Named', { type: TYPE }).overrideLogicalId('Other');
  const context = contextOf(app);
  const { model, constructs } = loadApp(context);

  const found = model
    .ofType(TYPE)
    .map((resource) => [resource.logicalId, resource.constructPath, constructs.of(resource)?.node.path]);
  expect(found.sort()).toEqual([
    ['A', 'Stage/Stack/A', 'Stage/Stack/A'],
    ['N', 'Stage/Stack/Nested/N', 'Stage/Stack/Nested/N'],
    ['Old', 'Stage/Stack/Included/Old', 'Stage/Stack/Included/Old'],
    ['Other', 'Stage/Stack/Named', 'Stage/Stack/Named'],
  ]);
});

test('without the metadata of the assembly, constructs are found by their logical ids', () => {
  const app = appWith(['A', 'N']);
  new CfnResource(app.node.findChild('Stage').node.findChild('Stack'), 'Named', { type: TYPE }).overrideLogicalId(
    'Other',
  );
  const context = contextOf(app);
  readdirSync(dirname(context.templatePaths[0]))
    .filter((file) => file.endsWith('.metadata.json'))
    .forEach((file) => unlinkSync(join(dirname(context.templatePaths[0]), file)));
  const { model, constructs } = loadApp(context);

  expect(
    model
      .ofType(TYPE)
      .map((resource) => constructs.of(resource)?.node.path)
      .sort(),
  ).toEqual(['Stage/Stack/A', 'Stage/Stack/Named', 'Stage/Stack/Nested/N']);
});

/** The context that a plugin gets, for an app that is synthesized. */
function contextOf(app: App): IPolicyValidationContext {
  let context: IPolicyValidationContext | undefined;
  Validations.of(app).addPlugins({
    name: 'Context',
    validate: (given: IPolicyValidationContext) => {
      context = given;
      return { success: true, violations: [] };
    },
  });
  app.synth();
  return context as IPolicyValidationContext;
}

test('a finding that is there only with the default of a parameter says so', () => {
  const folder = mkdtempSync(join(tmpdir(), 'template-'));
  const fargate = { RequiresCompatibilities: ['FARGATE'], Cpu: '256', Memory: '512' };
  const ContainerDefinitions = [{ Name: 'app', Image: 'example/app:1' }];
  const template = {
    Parameters: { Mode: { Type: 'String', Default: 'bridge' }, Other: { Type: 'String', Default: 'x' } },
    Resources: {
      Assumed: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: { ...fargate, NetworkMode: { Ref: 'Mode' }, ContainerDefinitions },
      },
      Written: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: { ...fargate, NetworkMode: 'bridge', ContainerDefinitions, Family: { Ref: 'Other' } },
      },
    },
  };
  const file = join(folder, 'shop.json');
  writeFileSync(file, JSON.stringify(template));

  const found = TaskDefinitionChecks.checkAssembly(file).filter(({ code }) => code === 'Fargate.networkMode');
  expect(found.map(({ logicalId, message }) => [logicalId, /; with the default.*$/.exec(message)?.[0]])).toEqual([
    ['Assumed', "; with the default of parameter 'Mode'"],
    ['Written', undefined],
  ]);
});
