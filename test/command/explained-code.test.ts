import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as cdk from 'aws-cdk-lib';
import * as ts from 'typescript';
import * as groundwork from '../../lib';
import { EXPLANATIONS } from '../../lib/command/explain/explanations';

const root = resolve(__dirname, '../..');
const pages = Object.entries(EXPLANATIONS);

const MODULES = {
  acm: 'aws-certificatemanager',
  apigateway: 'aws-apigatewayv2',
  autoscaling: 'aws-autoscaling',
  cloudmap: 'aws-servicediscovery',
  cloudwatch: 'aws-cloudwatch',
  ec2: 'aws-ec2',
  ecs: 'aws-ecs',
  elbv2: 'aws-elasticloadbalancingv2',
  iam: 'aws-iam',
  kms: 'aws-kms',
  ecr_assets: 'aws-ecr-assets',
  logs: 'aws-logs',
  scheduler: 'aws-scheduler',
  secretsmanager: 'aws-secretsmanager',
  sns: 'aws-sns',
  sqs: 'aws-sqs',
};

/** The names of properties and methods that the library and the modules of the CDK declare. */
function declaredNames(): Set<string> {
  const texts = [
    readFileSync(join(root, 'node_modules/aws-cdk-lib/core/lib/cfn-parameter.d.ts'), 'utf8'),
    readFileSync(join(root, 'node_modules/aws-cdk-lib/core/lib/validation/validations.d.ts'), 'utf8'),
    readFileSync(join(root, 'node_modules/aws-cdk-lib/aws-s3/lib/bucket.d.ts'), 'utf8'),
    readFileSync(join(root, 'node_modules/aws-cdk-lib/aws-dynamodb/lib/table.d.ts'), 'utf8'),
    ...readdirSync(join(root, 'lib'), { recursive: true })
      .map(String)
      .filter((file) => file.endsWith('.ts') && !file.startsWith('command/'))
      .map((file) => readFileSync(join(root, 'lib', file), 'utf8')),
    ...Object.values(MODULES).flatMap((module) => {
      const folder = join(root, 'node_modules/aws-cdk-lib', module, 'lib');
      return readdirSync(folder, { recursive: true })
        .map(String)
        .filter((file) => file.endsWith('.d.ts'))
        .map((file) => readFileSync(join(folder, file), 'utf8'));
    }),
  ];
  return new Set(
    texts.flatMap((text) =>
      [...text.matchAll(/^ +(?:(?:public|static|readonly|abstract|async|get) +)*(\w+)[?!]?(?:<[^>]*>)?[:(]/gm)].map(
        ([, name]) => name,
      ),
    ),
  );
}

/** What a fragment of code calls, makes or sets that nothing declares. */
function unknownNames(
  text: string,
  declared: ReadonlySet<string>,
  modules: Readonly<Record<string, object>>,
): string[] {
  const unknown: string[] = [];
  const source = ts.createSourceFile('x.ts', asProgram(text), ts.ScriptTarget.Latest, true);
  const exported: Readonly<Record<string, unknown>> = { ...cdk, ...groundwork };
  const visit = (node: ts.Node, within?: string): void => {
    let inside = within;
    if (ts.isPropertyAccessExpression(node)) {
      const owner = node.expression.getText();
      const name = node.name.text;
      const holder = owner
        .split('.')
        .reduce<object | undefined>(
          (object, part) => object && ((object as Readonly<Record<string, object>>)[part] ?? undefined),
          { ...modules, ...exported },
        );
      if (/^[A-Z]\w*$/.test(owner) && holder === undefined && owner !== 'Object' && owner !== 'Array') {
        unknown.push(owner);
      } else if (
        holder !== undefined && typeof holder !== 'string'
          ? !(name in holder)
          : !declared.has(name) && !JAVASCRIPT.includes(name)
      ) {
        unknown.push(`${owner}.${name}`);
      }
    } else if (ts.isNewExpression(node) && ts.isIdentifier(node.expression)) {
      if (!(node.expression.text in exported) && node.expression.text !== 'MoreStack') {
        unknown.push(`new ${node.expression.text}`);
      }
    } else if (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) {
      const name = node.name.getText();
      // What is a map of names of the user's own has names of the user's own.
      if (
        ts.isIdentifier(node.name) &&
        !OWN_NAMES.includes(within ?? '') &&
        !/^[A-Z_]+$/.test(name) &&
        !declared.has(name)
      ) {
        unknown.push(`{ ${name} }`);
      }
      inside = name;
    }
    ts.forEachChild(node, (child) => visit(child, inside));
  };
  visit(source);
  return unknown;
}

/** Members of JavaScript, and those that every construct has. */
const JAVASCRIPT = ['forEach', 'map', 'from', 'fromEntries', 'node', 'defaultChild', 'addDependency'];
const OWN_NAMES = ['environment', 'secrets', 'attributes', 'containers', 'schedules', 'options'];

/** A fragment as a program: options stand in an object. */
function asProgram(text: string): string {
  const bare = text.replaceAll('…', '');
  return /^\{|^\w+:/.test(bare) ? `({ ${bare.replace(/^\{(.*)\}$/s, '$1')} })` : bare;
}

describe('examples in code name what there is', () => {
  const declared = declaredNames();
  const modules: Readonly<Record<string, object>> = Object.fromEntries(
    Object.entries(MODULES).map(([name, module]) => [name, jest.requireActual<object>(`aws-cdk-lib/${module}`)]),
  );

  const inCode = pages.filter(([, { example }]) => example.where === 'code');

  test.each(inCode)('%s', (_, { example }) => {
    expect([example.wrong, example.right].flatMap((text) => unknownNames(text, declared, modules))).toEqual([]);
  });
});
