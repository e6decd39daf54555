import { fileURLToPath } from 'node:url';
import eslint from '@eslint/js';
import awscdk from 'eslint-plugin-awscdk';
import tseslint from 'typescript-eslint';
import { circles } from './scripts/import-circles.mjs';

/** The floors of the library, lowest first. A file may import from its own folder and from the floors below it. */
const FLOORS = [
  ['internal'],
  ['app-model'],
  ['security'],
  ['task-definition'],
  ['start-proof'],
  ['task-networking', 'capacity-providers', 'firelens'],
  ['workloads'],
  ['checks'],
  ['command'],
];

const syntax = (selector, message) => ({ selector, message });

/** The rules for every source file of the library. */
const LIBRARY_SYNTAX = [
  syntax(
    "NewExpression[callee.name='Error']",
    'throw through internal/errors (fail, failAll): an error has a stable code',
  ),
  syntax("ThrowStatement > CallExpression[callee.name='Error']", 'throw through internal/errors (fail, failAll)'),
  syntax('Literal[value=/^arn:aws/]', 'no ARN literals: Stack.formatArn and Aws.PARTITION work in every partition'),
  syntax(
    'TemplateElement[value.raw=/arn:aws/]',
    'no ARN literals: Stack.formatArn and Aws.PARTITION work in every partition',
  ),
  syntax(
    "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    'templates must not depend on the time',
  ),
  syntax("NewExpression[callee.name='Date']", 'templates must not depend on the time'),
  syntax(
    "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    'templates must not depend on chance',
  ),
  syntax(
    'MemberExpression[property.name=/^(randomUUID|randomBytes|randomInt)$/]',
    'templates must not depend on chance',
  ),
];

/** Texts of templates are taken apart in one place, so that all spell what is only known at deployment alike. */
const TEXT_SYNTAX = [
  syntax(
    'Literal[value=/^Fn::(Join|Sub)$/]',
    'ask internal/flat-text, or the model of the app: only they take Fn::Join and Fn::Sub apart',
  ),
];

/** Properties as templates write them say nothing of what their references lead to. */
const RAW_MESSAGE = 'ask resource.properties, which are settled, or the model: model.property, model.mentioned';
const RAW_SYNTAX = [
  syntax("MemberExpression[property.name='Properties'][object.property.name='raw']", RAW_MESSAGE),
  syntax("MemberExpression[property.name='Properties'][object.name='raw']", RAW_MESSAGE),
];

/** Properties that several domains ask for: the views of the model spell them, once. */
const VIEWED =
  '/^(AutoScalingGroupProvider|AutoScalingGroupArn|ManagedInstancesProvider|InstanceLaunchTemplate|LaunchTemplateData|LaunchConfigurationName|MixedInstancesPolicy|IamInstanceProfile|UserData|VPCZoneIdentifier|MaxSize|(Default)?CapacityProviderStrategy|CapacityProviders|LaunchType|LoadBalancers|SchedulingStrategy|DesiredCount|DeploymentConfiguration|DeploymentController|LifecycleHooks|ServiceConnectConfiguration|ServiceConnectDefaults|VolumeConfigurations|VpcLatticeConfigurations|EnableExecuteCommand|ExecuteCommandConfiguration|Aws[vV]pcConfiguration|EcsParameters|EcsTaskParameters|DefinitionString|MinCapacity|MaxCapacity|ScheduledActions|EFSVolumeConfiguration|FirelensConfiguration|DefaultActions)$/';
const VIEWED_MESSAGE = 'lib/app-model/views reads this property; add what it lacks there';
const viewedSyntax = (names) => [
  syntax(`MemberExpression[property.name=${names}]`, VIEWED_MESSAGE),
  syntax(`ObjectPattern > Property[key.name=${names}]`, VIEWED_MESSAGE),
  syntax(`CallExpression[callee.name='valueAt'] > Literal[value=${names}]`, VIEWED_MESSAGE),
  syntax(`CallExpression[callee.property.name='property'] > Literal[value=${names}]`, VIEWED_MESSAGE),
];
const VIEWED_SYNTAX = viewedSyntax(VIEWED);

/** Those that even a rule of the resource itself, or a construct that reads what others wrote, asks the views for. */
const ALWAYS_VIEWED_SYNTAX = viewedSyntax('/^FirelensConfiguration$/');

/** Whoever searches for a thing searches for its name: no doc comment opens with a free relative clause. */
const openings = {
  meta: { type: 'suggestion', schema: [] },
  create: (context) => ({
    Program() {
      for (const comment of context.sourceCode.getAllComments()) {
        const [, first] = /^\*[\s*]*(What|How|Which|Where|Who|When|Why)\b/.exec(comment.value) ?? [];
        if (comment.type === 'Block' && first !== undefined) {
          context.report({
            loc: comment.loc,
            message: `open a doc comment with a noun phrase or a verb ('The ...', 'Creates ...'), not with '${first}'`,
          });
        }
      }
    },
  }),
};

/** The folders that a file of `folder` must not import: its neighbours on the same floor, and everything above. */
function boundary(folder, floor) {
  const forbidden = FLOORS.flatMap((folders, index) => (index >= floor ? folders : [])).filter(
    (other) => other !== folder,
  );
  return {
    files: [`lib/${folder}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            { name: 'cdk-nag', message: 'nothing of the library needs cdk-nag, whose users have version 2 or 3' },
          ],
          patterns: [
            {
              regex: `^(\\.\\./)+(${forbidden.join('|')})(/|$)`,
              message: `imports point down only: ${folder} may not know this folder`,
            },
            { regex: '(^|/)\\.\\./index$|^\\.\\./?$', message: 'import the file that defines it, not a barrel' },
            { regex: '^aws-cdk-lib/(?!core/lib/prop-injectable$).+/lib/', message: 'no deep imports of aws-cdk-lib' },
          ].filter(({ regex }) => !regex.includes('()')),
        },
      ],
    },
  };
}

export default tseslint.config(
  { ignores: ['dist/', 'artifacts/', 'cdk.out/', 'coverage/', 'node_modules/', '**/*.d.ts'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommended],
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'off',
      eqeqeq: 'error',
    },
  },
  {
    files: ['lib/**/*.ts'],
    plugins: { awscdk, words: { rules: { openings } }, imports: { rules: { circles } } },
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      'words/openings': 'error',
      'imports/circles': ['error', { root: fileURLToPath(new URL('lib', import.meta.url)) }],
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...LIBRARY_SYNTAX, ...TEXT_SYNTAX, ...RAW_SYNTAX, ...ALWAYS_VIEWED_SYNTAX],
      'awscdk/no-construct-stack-suffix': 'error',
      'awscdk/no-mutable-property-of-props-interface': 'error',
      'awscdk/no-mutable-public-property-of-construct': 'error',
      'awscdk/no-parent-name-construct-id-match': 'error',
      'awscdk/no-variable-construct-id': 'error',
      'awscdk/pascal-case-construct-id': 'error',
      'awscdk/props-name-convention': 'error',
      'awscdk/require-jsdoc': 'error',
      'awscdk/require-passing-this': ['error', { allowNonThisAndDisallowScope: true }],
      'awscdk/require-props-default-doc': 'error',
    },
  },
  {
    files: ['lib/internal/flat-text.ts', 'lib/app-model/{evaluation/intrinsics,evaluation/raw-values,references}.ts'],
    rules: { 'no-restricted-syntax': ['error', ...LIBRARY_SYNTAX] },
  },
  {
    // The model itself.
    files: ['lib/app-model/**/*.ts'],
    ignores: ['lib/app-model/{evaluation/intrinsics,evaluation/raw-values,references}.ts'],
    rules: { 'no-restricted-syntax': ['error', ...LIBRARY_SYNTAX, ...TEXT_SYNTAX] },
  },
  {
    // The readers of checks. Rules look at the properties of their own resource, and constructs at what they write.
    files: [
      'lib/{start-proof,command,checks}/**/*.ts',
      'lib/capacity-providers/{rules,private}/{host,capacity,plan,provider,strategy,run}-*.ts',
    ],
    // What AWS answers has the same names as what templates say.
    ignores: ['lib/start-proof/facts/described/**', 'lib/command/report/data/tasks.ts'],
    rules: { 'no-restricted-syntax': ['error', ...LIBRARY_SYNTAX, ...TEXT_SYNTAX, ...RAW_SYNTAX, ...VIEWED_SYNTAX] },
  },
  {
    // Texts of examples, which name the ARNs that a reader has.
    files: ['lib/command/explain/pages/*.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  ...FLOORS.flatMap((folders, floor) => folders.map((folder) => boundary(folder, floor))),
  {
    // The public surface: jsii drops exported constants and functions without a word, so they are refused here.
    files: ['lib/index.ts', 'lib/*/index.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        syntax('ExportNamedDeclaration[declaration]', 'an index holds re-exports only'),
        syntax('VariableDeclaration', 'an index holds re-exports only'),
      ],
    },
  },
  {
    // Templates under test are untyped JSON.
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: { '@typescript-eslint/no-explicit-any': 'off' },
  },
  {
    // The sources of Lambda functions: what runs is the text, as it stands.
    files: ['handlers/*.js'],
    languageOptions: {
      sourceType: 'commonjs',
      ecmaVersion: 2024,
      globals: { Buffer: 'readonly', exports: 'readonly', setTimeout: 'readonly' },
    },
    rules: {
      'no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-shadow': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: { URL: 'readonly', process: 'readonly', console: 'readonly', module: 'writable', require: 'readonly' },
    },
  },
);
