/**
 * Writes lib/internal/guard/shapes.ts: the parameters and properties of all public classes, as `lib/internal/guard` compares
 * with them what it is given. Our own declarations are read from the sources, those of aws-cdk-lib from its jsii assembly.
 *
 *   npm run shapes
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import * as ts from 'typescript';

const root = resolve(__dirname, '..');
const OUTPUT = join(root, 'lib/internal/guard/shapes.ts');

/** Members that every construct or resource has: they tell no class from another. */
const COMMON = new Set(['node', 'stack', 'env', 'physicalName', 'applyRemovalPolicy', 'toString', 'with', 'bind']);

/** The members of an enumeration of aws-cdk-lib that a message names, as examples. */
const FEW = 5;

/** Attributes that a resource has had from its first version on. */
const IDENTIFYING = /(Arn|arn|Name|Id)$/;

/** Names of all aws-cdk-lib types that can be met, as the sources write them (`ecs.ICluster`), by their full name. */
const foreign = new Map<string, string>();

interface JsiiType {
  readonly fqn: string;
  readonly kind: 'class' | 'interface' | 'enum';
  readonly datatype?: boolean;
  readonly abstract?: boolean;
  readonly base?: string;
  readonly interfaces?: readonly string[];
  readonly members?: readonly { readonly name: string }[];
  readonly properties?: readonly JsiiMember[];
  readonly methods?: readonly JsiiMember[];
}

interface JsiiMember {
  readonly name: string;
  readonly optional?: boolean;
  readonly static?: boolean;
  readonly protected?: boolean;
  readonly type?: JsiiReference;
  readonly returns?: { readonly type: JsiiReference };
}

interface JsiiReference {
  readonly primitive?: string;
  readonly fqn?: string;
  readonly collection?: { readonly kind: 'array' | 'map'; readonly elementtype: JsiiReference };
}

interface Declaration {
  readonly file: ts.SourceFile;
  readonly node: ts.InterfaceDeclaration | ts.ClassDeclaration | ts.EnumDeclaration;
}

/** What shapes.ts must be. */
export function shapes(): string {
  const own = ownDeclarations();
  const { types } = JSON.parse(
    gunzipSync(new Uint8Array(readFileSync(join(root, 'node_modules/aws-cdk-lib/.jsii.gz')))).toString(),
  ) as { types: Readonly<Record<string, JsiiType>> };
  const blocks = [...own.values()].map((declaration) => ownBlock(declaration, own));
  // Types of aws-cdk-lib lead to further ones.
  const written = new Map<string, string>();
  for (let before = -1; before < written.size;) {
    before = written.size;
    for (const [fqn, name] of [...foreign]) {
      if (!written.has(fqn)) {
        written.set(fqn, types[fqn] === undefined ? '' : foreignBlock(types, types[fqn], name));
      }
    }
  }
  const all = [...blocks, ...written.values()].filter((block) => block !== '').sort();
  return [
    '/**',
    ' * The parameters and properties of the public classes. Written by `npm run shapes`; do not edit.',
    ' *',
    ' * `s`, `n`, `b` are text, number and truth value, `[` opens a list of what follows, `{` a map, `*` is anything; `=` stands before examples.',
    ' */',
    'export const SHAPES = String.raw`',
    ...all,
    '`;',
    '',
  ].join('\n');
}

/** The declarations that the index exports, by name. */
function ownDeclarations(): Map<string, Declaration> {
  const found = new Map<string, Declaration>();
  const visit = (path: string): void => {
    const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true);
    for (const statement of file.statements) {
      if (ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined) {
        const target = resolve(dirname(path), (statement.moduleSpecifier as ts.StringLiteral).text);
        visit([`${target}.ts`, join(target, 'index.ts')].find((each) => ts.sys.fileExists(each))!);
      } else if (
        (ts.isInterfaceDeclaration(statement) || ts.isClassDeclaration(statement) || ts.isEnumDeclaration(statement)) &&
        has(statement, ts.SyntaxKind.ExportKeyword)
      ) {
        found.set(statement.name!.text, { file, node: statement });
      }
    }
  };
  visit(join(root, 'lib/index.ts'));
  return found;
}

function ownBlock({ file, node }: Declaration, own: ReadonlyMap<string, Declaration>): string {
  const type = (of: ts.TypeNode | undefined): string => typeText(of, file, own);
  if (ts.isEnumDeclaration(node)) {
    const members = node.members.map(({ name, initializer }, index) => [
      name.getText(),
      initializer === undefined
        ? index
        : ts.isStringLiteral(initializer)
          ? initializer.text
          : Number(initializer.getText()),
    ]);
    return `enum ${node.name.text} ${JSON.stringify(Object.fromEntries(members))}`;
  }
  if (ts.isInterfaceDeclaration(node)) {
    const properties = node.members.filter(ts.isPropertySignature);
    if (/^I[A-Z]/.test(node.name.text)) {
      const certain = node.members.filter((each) => !isHidden(each) && each.questionToken === undefined);
      return thing(node.name.text, marks(certain.map((each) => each.name!.getText())), []);
    }
    const bases = (node.heritageClauses ?? []).flatMap(({ types }) =>
      types.map((each) => nameOf(each.expression, file, own)),
    );
    return lines(
      `struct ${[node.name.text, ...bases].join(' ')}`,
      properties.map((each) => `${each.name.getText()}${each.questionToken ? '?' : ''}:${type(each.type)}`),
    );
  }
  const visible = node.members.filter((member) => !isHidden(member));
  const construction = node.members.find(ts.isConstructorDeclaration);
  const parameters = (of: ts.SignatureDeclaration): string[] =>
    of.parameters.map(
      (each) =>
        `${each.dotDotDotToken ? '...' : ''}${each.name.getText().replace(/^_/, '')}${each.questionToken || each.initializer ? '?' : ''}:${type(each.type)}`,
    );
  return [
    lines(`class ${node.name!.text}${making(node)}`, [
      ...(construction === undefined || isHidden(construction) || has(node, ts.SyntaxKind.AbstractKeyword)
        ? []
        : [['new', ...parameters(construction)].join(' ')]),
      ...visible
        .filter(ts.isMethodDeclaration)
        .filter((each) => each.body !== undefined && each.parameters.length > 0)
        .map((each) =>
          [
            `${has(each, ts.SyntaxKind.StaticKeyword) ? 'static ' : ''}${each.name.getText()}`,
            ...parameters(each),
          ].join(' '),
        ),
    ]),
    thing(
      node.name!.text,
      marks(instanceMembers(node)),
      visible
        .filter((each) => has(each, ts.SyntaxKind.StaticKeyword))
        .filter(
          (each) =>
            (ts.isMethodDeclaration(each) && each.type?.getText() === node.name!.text) ||
            (ts.isPropertyDeclaration(each) && each.initializer?.getText().startsWith(`new ${node.name!.text}(`)),
        )
        .map((each) => `${each.name!.getText()}${ts.isMethodDeclaration(each) ? '()' : ''}`)
        .concat(has(node, ts.SyntaxKind.AbstractKeyword) ? subclasses(node.name!.text, own) : []),
    ),
  ].join('\n');
}

/** ` factories` for a class whose constructor callers may not use, ` base` for an abstract one. */
function making(node: ts.ClassDeclaration): string {
  const construction = node.members.find(ts.isConstructorDeclaration);
  if (has(node, ts.SyntaxKind.AbstractKeyword)) {
    return ' base';
  }
  return construction !== undefined && isHidden(construction) ? ' factories' : '';
}

/** The public classes that extend an abstract one: `WebService.new`. */
function subclasses(name: string, own: ReadonlyMap<string, Declaration>): string[] {
  return [...own.values()].flatMap(({ node }) =>
    ts.isClassDeclaration(node) &&
    node.heritageClauses?.some(({ types }) => types.some(({ expression }) => expression.getText() === name))
      ? [`${node.name!.text}.new`]
      : [],
  );
}

/** Members of a class's objects, public ones first: a class of factories alone may have none. */
function instanceMembers(node: ts.ClassDeclaration): string[] {
  const construction = node.members.find(ts.isConstructorDeclaration);
  const fields = [
    ...(construction?.parameters.filter((each) => ts.canHaveModifiers(each) && ts.getModifiers(each) !== undefined) ??
      []),
    ...node.members.filter(
      (each) =>
        (ts.isPropertyDeclaration(each) || ts.isMethodDeclaration(each) || ts.isGetAccessor(each)) &&
        !has(each, ts.SyntaxKind.StaticKeyword),
    ),
  ];
  const open = fields.filter(
    (each) => !isHidden(each) && !((ts.isPropertyDeclaration(each) || ts.isParameter(each)) && each.questionToken),
  );
  return (open.length > 0 ? open : fields).map((each) => each.name!.getText());
}

function foreignBlock(types: Readonly<Record<string, JsiiType>>, type: JsiiType, name: string): string {
  if (type.kind === 'enum') {
    // A newer aws-cdk-lib has further members, and callers cast what AWS took up since: only the kind of value is held to.
    return name === 'ec2.SubnetType'
      ? `enum ${name} ${JSON.stringify(SubnetType)}`
      : `enum ${[name, '=', ...(type.members ?? []).slice(0, FEW).map((each) => each.name)].join(' ')}`;
  }
  if (type.datatype) {
    return lines(
      `struct ${[name, ...(type.interfaces ?? []).map(foreignName)].join(' ')}`,
      (type.properties ?? []).map((each) => `${each.name}${each.optional ? '?' : ''}:${jsiiText(each.type)}`),
    );
  }
  const members = ({ properties = [], methods = [] }: JsiiType): string[] =>
    [...properties, ...methods]
      .filter((each) => !each.static && !each.protected && !each.optional)
      .map((each) => each.name);
  const inherited = (of: JsiiType): string[] =>
    [of.base ?? '', ...(of.interfaces ?? [])].flatMap((each) =>
      types[each] === undefined ? [] : [...members(types[each]), ...inherited(types[each])],
    );
  const own = members(type).filter((each) => !COMMON.has(each));
  const all = [...own, ...inherited(type)];
  const identifying = own.some((each) => IDENTIFYING.test(each))
    ? []
    : all.filter((each) => IDENTIFYING.test(each)).slice(0, 1);
  const { properties = [], methods = [] } = type;
  return thing(
    name,
    marks([...identifying, ...(own.length > 0 ? own : [...members(type), ...all])], 1),
    [
      ...methods.map((each) => ({ ...each, type: each.returns?.type, mark: '()' })),
      ...properties.map((each) => ({ ...each, mark: '' })),
    ]
      .filter((each) => each.static && isA(types, each.type?.fqn, type.fqn))
      .map((each) => `${each.name}${each.mark}`)
      .concat(type.kind === 'interface' ? implementations(types, type, name) : []),
  );
}

/** The constructor of the class that an interface is of (`s3.IBucket`, `s3.Bucket`), and its imports. */
function implementations(types: Readonly<Record<string, JsiiType>>, type: JsiiType, name: string): string[] {
  const made = types[type.fqn.replace(/\.I([A-Z]\w*)$/, '.$1')];
  const isMaker = made !== undefined && made.fqn !== type.fqn && isBelow(types, made, type.fqn);
  const readable = name.replace(/\.I([A-Z]\w*)$/, '.$1');
  return isMaker
    ? [
        ...(made.abstract ? [] : [`${readable}.new`]),
        ...(made.methods ?? [])
          .filter((each) => each.static && each.returns?.type.fqn === type.fqn)
          .map((each) => `${readable}.${each.name}()`),
      ]
    : [];
}

/** Whether a class has an interface, itself or by what it extends. */
function isBelow(types: Readonly<Record<string, JsiiType>>, type: JsiiType | undefined, fqn: string): boolean {
  return (
    type !== undefined &&
    (type.fqn === fqn || [type.base ?? '', ...(type.interfaces ?? [])].some((each) => isBelow(types, types[each], fqn)))
  );
}

/** Whether a type is another or derives from it. */
function isA(types: Readonly<Record<string, JsiiType>>, fqn: string | undefined, other: string): boolean {
  return fqn !== undefined && (fqn === other || isA(types, types[fqn]?.base, other));
}

/** @param makers static members that are such an object, or make one */
function thing(name: string, members: string, makers: readonly string[]): string {
  return `thing ${[name, members, ...(makers.length > 0 ? ['=', ...makers.slice(0, 4)] : [])].filter(Boolean).join(' ')}`;
}

/**
 * The members by which an object is known. Identifying attributes are the oldest, so every version of aws-cdk-lib has them;
 * of its other members one is enough.
 */
function marks(members: readonly string[], enough = 2): string {
  const telling = members.filter((each) => !COMMON.has(each));
  const names = [...new Set(telling.length > 0 ? telling : members)];
  const identifying = names.filter((name) => IDENTIFYING.test(name));
  return [...identifying, ...names.filter((name) => !identifying.includes(name)).slice(0, enough)]
    .slice(0, Math.max(enough, Math.min(identifying.length, 2)))
    .join(' ');
}

function typeText(type: ts.TypeNode | undefined, file: ts.SourceFile, own: ReadonlyMap<string, Declaration>): string {
  if (type === undefined) {
    return '*';
  }
  const inner = (of: ts.TypeNode): string => typeText(of, file, own);
  switch (type.kind) {
    case ts.SyntaxKind.StringKeyword:
      return 's';
    case ts.SyntaxKind.NumberKeyword:
      return 'n';
    case ts.SyntaxKind.BooleanKeyword:
      return 'b';
  }
  if (ts.isArrayTypeNode(type)) {
    return `[${inner(type.elementType)}`;
  }
  if (ts.isTypeOperatorNode(type)) {
    return inner(type.type);
  }
  if (ts.isTypeLiteralNode(type) && type.members.length === 1 && ts.isIndexSignatureDeclaration(type.members[0])) {
    return `{${inner(type.members[0].type)}`;
  }
  if (ts.isTypeReferenceNode(type)) {
    const name = type.typeName.getText();
    const [key, value] = type.typeArguments ?? [];
    return name === 'Record' ? `{${inner(value)}` : key !== undefined ? '*' : nameOf(type.typeName, file, own);
  }
  return '*';
}

/** A type by its name, `TaskSize` or `ecs.ICluster`, or `*` for one of which nothing is known. */
function nameOf(name: ts.Node, file: ts.SourceFile, own: ReadonlyMap<string, Declaration>): string {
  const [first, second] = name.getText().split('.');
  for (const statement of file.statements.filter(ts.isImportDeclaration)) {
    const module = (statement.moduleSpecifier as ts.StringLiteral).text;
    const bindings = statement.importClause?.namedBindings;
    if (bindings === undefined) {
      continue;
    }
    if (ts.isNamespaceImport(bindings) && bindings.name.text === first) {
      return foreignType(module, second);
    }
    if (ts.isNamedImports(bindings)) {
      const element = bindings.elements.find((each) => each.name.text === first);
      if (element !== undefined && !module.startsWith('.')) {
        return foreignType(
          module,
          [element.propertyName?.text ?? first, ...(second === undefined ? [] : [second])].join('.'),
        );
      }
    }
  }
  return own.has(first) ? first : '*';
}

/** `aws-cdk-lib/aws-ecs` and `ICluster` are `aws-cdk-lib.aws_ecs.ICluster` to jsii and `ecs.ICluster` to readers. */
function foreignType(module: string, name: string): string {
  if (module === 'constructs') {
    return 'Construct';
  }
  return module.startsWith('aws-cdk-lib')
    ? foreignName(`${module.replaceAll('/', '.').replaceAll('-', '_').replace('aws_cdk_lib', 'aws-cdk-lib')}.${name}`)
    : '*';
}

function foreignName(fqn: string): string {
  if (/^constructs\.I?Construct$/.test(fqn)) {
    return 'Construct';
  }
  if (!fqn.startsWith('aws-cdk-lib.') || fqn === 'aws-cdk-lib.IPolicyValidationContext') {
    return '*';
  }
  const name = fqn
    .replace('aws-cdk-lib.', '')
    .replace(/^interfaces\.aws_/, '')
    .replace(/^aws_elasticloadbalancingv2/, 'elbv2')
    .replace(/^aws_secretsmanager/, 'secretsmanager')
    .replace(/^aws_certificatemanager/, 'acm')
    .replace(/^aws_/, '');
  foreign.set(fqn, name);
  return name;
}

function jsiiText(type: JsiiReference | undefined): string {
  if (type?.collection !== undefined) {
    return `${type.collection.kind === 'array' ? '[' : '{'}${jsiiText(type.collection.elementtype)}`;
  }
  const primitives: Readonly<Record<string, string>> = { string: 's', number: 'n', boolean: 'b' };
  return type?.fqn !== undefined ? foreignName(type.fqn) : (primitives[type?.primitive ?? ''] ?? '*');
}

function lines(head: string, members: readonly string[]): string {
  return [head, ...members.map((each) => `  ${each}`)].join('\n');
}

function has(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((each) => each.kind === kind);
}

function isHidden(node: ts.Node): boolean {
  return (
    has(node, ts.SyntaxKind.PrivateKeyword) ||
    has(node, ts.SyntaxKind.ProtectedKeyword) ||
    ts.getJSDocTags(node).some(({ tagName }) => tagName.text === 'internal')
  );
}

if (require.main === module) {
  writeFileSync(OUTPUT, shapes());
}
