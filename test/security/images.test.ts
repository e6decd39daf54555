import { Aws, CfnParameter, Duration, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as signer from 'aws-cdk-lib/aws-signer';
import * as fc from 'fast-check';
import {
  ExecutionRole,
  FindingSeverity,
  ImageGate,
  ImageRepository,
  ImageSigning,
  PinnedImage,
  PullThroughCache,
  RegistryScanning,
  UpstreamRegistry,
} from '../../lib/security';
import { IMAGE_GATE } from '../../lib/internal/handlers';
import { containersOf, onlyProperties, testStack } from '../support/stacks';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const ARM = `sha256:${'b'.repeat(64)}`;
const fixed = { env: { region: 'eu-west-1', account: '111122223333' } };

describe('image repository', () => {
  test('is immutable, scanned, encrypted, tidy and kept', () => {
    const stack = testStack();

    new ImageRepository(stack, 'Images');

    const template = Template.fromStack(stack);
    template.hasResource('AWS::ECR::Repository', {
      Properties: {
        ImageTagMutability: 'IMMUTABLE',
        ImageScanningConfiguration: { ScanOnPush: true },
        EncryptionConfiguration: { EncryptionType: 'KMS', KmsKey: Match.absent() },
        RepositoryPolicyText: Match.absent(),
        EmptyOnDelete: Match.absent(),
      },
      DeletionPolicy: 'RetainExceptOnCreate',
    });
    const { rules } = JSON.parse(onlyProperties(stack, 'AWS::ECR::Repository').LifecyclePolicy.LifecyclePolicyText);
    expect(rules.map(({ selection }: any) => selection)).toEqual([
      { tagStatus: 'untagged', countType: 'sinceImagePushed', countNumber: 7, countUnit: 'days' },
      { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 100 },
    ]);
  });

  test('every default can be chosen', () => {
    const stack = testStack();

    new ImageRepository(stack, 'Images', {
      repositoryName: 'app',
      encryptionKey: new kms.Key(stack, 'Key'),
      keepImages: 10,
      untaggedAfter: Duration.days(1),
      mutableTags: ['cache-*'],
    });

    Template.fromStack(stack).hasResourceProperties('AWS::ECR::Repository', {
      RepositoryName: 'app',
      ImageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
      ImageTagMutabilityExclusionFilters: [
        { ImageTagMutabilityExclusionFilterType: 'WILDCARD', ImageTagMutabilityExclusionFilterValue: 'cache-*' },
      ],
      EncryptionConfiguration: { KmsKey: { 'Fn::GetAtt': [Match.anyValue(), 'Arn'] } },
      LifecyclePolicy: { LifecyclePolicyText: Match.stringLikeRegexp('"countNumber":1,.*"countNumber":10}') },
    });
  });

  test('fails when nothing would be kept and every tag could move, reporting both', () => {
    expect(() => new ImageRepository(testStack(), 'Images', { keepImages: 0, mutableTags: ['*'] })).toThrow(
      "TestStack/Images: 2 faults:\n  [ImageRepository.keepImages] 'keepImages' must be a whole number of at least 1, got 0; say how many images a rollback may need\n  [ImageRepository.mutableTags] 'mutableTags' must be at most 5 patterns narrower than *, got *; name the tags that builds move, as cache-*",
    );
  });
});

describe('pinned image', () => {
  test('names the digest', () => {
    const stack = testStack(fixed);
    const task = new ecs.FargateTaskDefinition(stack, 'Task');
    task.addContainer('a', { image: PinnedImage.fromRepository(new ecr.Repository(stack, 'R'), DIGEST) });
    task.addContainer('b', { image: PinnedImage.fromRegistry('localhost:5000/x', DIGEST) });

    const { a, b } = containersOf(stack);
    expect(JSON.stringify(a.Image)).toContain(`@${DIGEST}`);
    expect(b.Image).toBe(`localhost:5000/x@${DIGEST}`);
  });

  test('a digest known only at deployment stands behind the @, and its repository may be pulled', () => {
    const stack = testStack(fixed);
    const task = new ecs.FargateTaskDefinition(stack, 'Task');
    const digest = new CfnParameter(stack, 'Digest').valueAsString;
    task.addContainer('a', { image: PinnedImage.fromRepository(new ecr.Repository(stack, 'R'), digest) });
    task.addContainer('b', { image: PinnedImage.fromRegistry('acme/x', digest) });

    const { a, b } = containersOf(stack);
    expect(a.Image['Fn::Join'][1].slice(-2)).toEqual(['@', { Ref: 'Digest' }]);
    expect(b.Image).toEqual({ 'Fn::Join': ['', ['acme/x@', { Ref: 'Digest' }]] });
    expect(JSON.stringify(onlyProperties(stack, 'AWS::IAM::Policy'))).toContain('ecr:BatchGetImage');
  });

  test.each([
    [undefined, 'Props.missing'],
    [null, 'Props.wrongType'],
    [7, 'Props.wrongType'],
    ['', 'PinnedImage.digest'],
  ])('fails when the digest that context gave is %p', (digest, code) => {
    const repository = new ecr.Repository(testStack(), 'R');

    expect(() => PinnedImage.fromRepository(repository, digest as string)).toThrow(`[${code}] 'digest' `);
    expect(() => PinnedImage.fromRegistry('x', digest as string)).toThrow(`[${code}] 'digest' `);
  });

  test('fails when the name is empty', () => {
    expect(() => PinnedImage.fromRegistry('', DIGEST)).toThrow(/^\[PinnedImage\.name\] /);
  });

  test.each(['latest', 'sha256:abc', `SHA256:${'a'.repeat(64)}`])('fails when the digest is %s', (digest) => {
    expect(() => PinnedImage.fromRegistry('x', digest)).toThrow(
      `[PinnedImage.digest] 'digest' must be sha256: and 64 lower case hex digits, got '${digest}'; take it from the push, or from docker buildx imagetools inspect`,
    );
  });

  test.each(['x:1', `x@${DIGEST}`])('fails when the name is %s', (name) => {
    expect(() => PinnedImage.fromRegistry(name, DIGEST)).toThrow(
      "[PinnedImage.name] 'name' must be a repository without tag",
    );
  });
});

describe('pull-through cache', () => {
  test('warns of a digest, which the first pull may not find, and of no tag', () => {
    const stack = testStack();
    const cache = new PullThroughCache(stack, 'Cache', { upstream: UpstreamRegistry.quay() });
    const task = new ecs.FargateTaskDefinition(stack, 'Task');

    task.addContainer('digest', { image: cache.image(`acme/app@${DIGEST}`) });
    task.addContainer('tag', { image: cache.image('acme/app:1.29') });
    task.addContainer('token', { image: cache.image(Aws.STACK_NAME) });

    const warnings = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('digestFirst'));
    expect(warnings.map(({ id }) => id)).toEqual(['/TestStack/Task/digest']);
  });

  test('caches immutable images and lets a task pull through it', () => {
    const stack = testStack(fixed);
    const credentials = secretsmanager.Secret.fromSecretCompleteArn(
      stack,
      'Login',
      'arn:aws:secretsmanager:eu-west-1:111122223333:secret:ecr-pullthroughcache/hub-AbCdEf',
    );
    const cache = new PullThroughCache(stack, 'Cache', { upstream: UpstreamRegistry.dockerHub(credentials) });
    const executionRole = new ExecutionRole(stack, 'Role');

    new ecs.FargateTaskDefinition(stack, 'Task', { executionRole }).addContainer('web', {
      image: cache.image(`library/nginx@${DIGEST}`),
    });

    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::ECR::PullThroughCacheRule', {
      EcrRepositoryPrefix: 'docker-hub',
      UpstreamRegistry: 'docker-hub',
      UpstreamRegistryUrl: 'registry-1.docker.io',
      CredentialArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:ecr-pullthroughcache/hub-AbCdEf',
    });
    template.hasResourceProperties('AWS::ECR::RepositoryCreationTemplate', {
      Prefix: 'docker-hub',
      AppliedFor: ['PULL_THROUGH_CACHE'],
      ImageTagMutability: 'IMMUTABLE',
      // What is cached by its digest has no tag.
      LifecyclePolicy: Match.absent(),
    });
    expect(containersOf(stack).web.Image).toEqual({
      'Fn::Join': [
        '',
        [
          { Ref: 'AWS::AccountId' },
          '.dkr.ecr.eu-west-1.',
          { Ref: 'AWS::URLSuffix' },
          `/docker-hub/library/nginx@${DIGEST}`,
        ],
      ],
    });
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({
            Action: Match.arrayWith(['ecr:BatchImportUpstreamImage', 'ecr:CreateRepository']),
            Resource: 'arn:aws:ecr:eu-west-1:111122223333:repository/docker-hub/*',
          }),
        ],
      },
    });
  });

  test.each([
    [UpstreamRegistry.ecrPublic(), 'ecr-public'],
    [UpstreamRegistry.kubernetes(), 'k8s'],
    [UpstreamRegistry.quay(), 'quay'],
  ])('%j needs no login', (upstream, prefix) => {
    const stack = testStack();

    new PullThroughCache(stack, 'Cache', { upstream });

    Template.fromStack(stack).hasResourceProperties('AWS::ECR::PullThroughCacheRule', {
      EcrRepositoryPrefix: prefix,
      CredentialArn: Match.absent(),
    });
  });

  test.each(['Docker', 'a', 'a--b', 'a'.repeat(31)])('fails when the prefix is %s', (prefix) => {
    expect(() => new PullThroughCache(testStack(), 'Cache', { upstream: UpstreamRegistry.quay(), prefix })).toThrow(
      `TestStack/Cache: [PullThroughCache.prefix] 'prefix' must be 2 to 30 lower case letters, digits and single hyphens, got '${prefix}'; choose one as 'docker-hub'`,
    );
  });

  test('fails when the secret has another name', () => {
    const stack = testStack();
    const upstream = UpstreamRegistry.gitHub(secretsmanager.Secret.fromSecretNameV2(stack, 'Login', 'github'));

    expect(() => new PullThroughCache(stack, 'Cache', { upstream })).toThrow(
      "[PullThroughCache.credentials] secret of the login must be named ecr-pullthroughcache/..., got 'github'; ECR reads no other: rename the secret",
    );
  });
});

test('prefixes, names of secrets, counts and waits known only at deployment pass', () => {
  const stack = testStack();
  const login = secretsmanager.Secret.fromSecretNameV2(stack, 'Login', Aws.STACK_NAME);

  new PullThroughCache(stack, 'Cache', { upstream: UpstreamRegistry.gitHub(login), prefix: Aws.STACK_NAME });
  new ImageRepository(stack, 'Images', { keepImages: Token.asNumber({ Ref: 'Count' }) });
  new ImageGate(stack, 'Gate', { waitFor: Duration.seconds(Token.asNumber({ Ref: 'Seconds' })) });

  Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ TRIES: '30' }) },
  });
});

describe('managed signing', () => {
  test('signs every image of the registry with a new profile', () => {
    const stack = testStack();
    const signing = new ImageSigning(stack, 'Signing');
    const pusher = new iam.Role(stack, 'Pusher', { assumedBy: new iam.AccountRootPrincipal() });

    signing.grantSign(pusher);

    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Signer::SigningProfile', { PlatformId: 'Notation-OCI-SHA384-ECDSA' });
    template.hasResourceProperties('AWS::ECR::SigningConfiguration', {
      Rules: [{ SigningProfileArn: { 'Fn::GetAtt': [Match.anyValue(), 'Arn'] }, RepositoryFilters: Match.absent() }],
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          {
            Action: ['signer:GetSigningProfile', 'signer:SignPayload'],
            Effect: 'Allow',
            Resource: { 'Fn::GetAtt': [Match.anyValue(), 'Arn'] },
          },
        ],
      },
    });
  });

  test('takes a profile and repositories', () => {
    const stack = testStack();
    const signingProfile = signer.SigningProfile.fromSigningProfileAttributes(stack, 'Profile', {
      signingProfileName: 'p',
      signingProfileVersion: 'v',
    });

    new ImageSigning(stack, 'Signing', { signingProfile, repositories: ['b/*', 'a'] });

    Template.fromStack(stack).hasResourceProperties('AWS::ECR::SigningConfiguration', {
      Rules: [
        {
          RepositoryFilters: [
            { Filter: 'a', FilterType: 'WILDCARD_MATCH' },
            { Filter: 'b/*', FilterType: 'WILDCARD_MATCH' },
          ],
        },
      ],
    });
  });

  test('fails when no repository is named', () => {
    expect(() => new ImageSigning(testStack(), 'Signing', { repositories: [] })).toThrow(
      "[ImageSigning.repositories] 'repositories' must name at least one repository, got none; leave it out to sign all images of the registry",
    );
  });
});

describe('registry scanning', () => {
  test.each([
    [{}, [{ ScanFrequency: 'CONTINUOUS_SCAN', RepositoryFilters: [{ Filter: '*', FilterType: 'WILDCARD' }] }]],
    [
      { continuously: ['prod/*'] },
      [
        { ScanFrequency: 'CONTINUOUS_SCAN', RepositoryFilters: [{ Filter: 'prod/*', FilterType: 'WILDCARD' }] },
        { ScanFrequency: 'SCAN_ON_PUSH', RepositoryFilters: [{ Filter: '*', FilterType: 'WILDCARD' }] },
      ],
    ],
  ])('%j is enhanced', (props, Rules) => {
    const stack = testStack();

    new RegistryScanning(stack, 'Scanning', props);

    expect(onlyProperties(stack, 'AWS::ECR::RegistryScanningConfiguration')).toEqual({ ScanType: 'ENHANCED', Rules });
  });
});

describe('image gate', () => {
  test('asks before the first new task starts, and may read what it must', () => {
    const stack = testStack(fixed);
    const repository = ecr.Repository.fromRepositoryArn(
      stack,
      'Repo',
      'arn:aws:ecr:eu-west-1:111122223333:repository/app',
    );
    const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
    taskDefinition.addContainer('app', { image: PinnedImage.fromRepository(repository, DIGEST) });
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: new ec2.Vpc(stack, 'Vpc') });
    const service = new ecs.FargateService(stack, 'Service', { cluster, taskDefinition });

    new ImageGate(stack, 'Gate', { repositories: [repository] }).protect(service);

    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::ECS::Service', {
      DeploymentConfiguration: Match.objectLike({
        LifecycleHooks: [
          {
            HookTargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('GateHandler'), 'Arn'] },
            RoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('GateInvoker'), 'Arn'] },
            LifecycleStages: ['PRE_SCALE_UP'],
          },
        ],
      }),
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { DIGEST: 'true', TRIES: '30', DENY_FROM: 'CRITICAL', SIGNERS: Match.absent() } },
      Code: { ZipFile: IMAGE_GATE },
    });
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: [
          {
            Action: 'ecs:DescribeServiceRevisions',
            Effect: 'Allow',
            Resource: 'arn:aws:ecs:eu-west-1:111122223333:service-revision/*',
          },
          {
            Action: ['ecr:BatchGetImage', 'ecr:DescribeImageScanFindings'],
            Effect: 'Allow',
            Resource: 'arn:aws:ecr:eu-west-1:111122223333:repository/app',
          },
          {
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Effect: 'Allow',
            Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('GateLog'), 'Arn'] },
          },
        ],
      },
    });
  });

  test('reads signatures and Inspector only when asked', () => {
    const stack = testStack(fixed);
    const profile = signer.SigningProfile.fromSigningProfileAttributes(stack, 'Profile', {
      signingProfileName: 'p',
      signingProfileVersion: 'v',
    });

    new ImageGate(stack, 'Gate', {
      signingProfiles: [profile],
      enhancedScanning: true,
      checkFindings: false,
      requireDigest: false,
      trustedRegistries: ['public.ecr.aws/x'],
      waitFor: Duration.minutes(1),
    });

    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          DIGEST: 'false',
          TRIES: '2',
          DENY_FROM: Match.absent(),
          REGISTRIES: 'public.ecr.aws/x',
          SIGNERS: Match.anyValue(),
        },
      },
    });
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: [
          {
            Action: ['ecs:DescribeTaskDefinition', 'inspector2:ListCoverage', 'inspector2:ListFindings'],
            Effect: 'Allow',
            Resource: '*',
          },
        ],
      },
    });
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: ['ecr:BatchGetImage', 'ecr:DescribeImageSigningStatus'],
            Resource: 'arn:aws:ecr:eu-west-1:111122223333:repository/*',
          }),
        ]),
      },
    });
  });

  test.each([10, 100_000])('fails when it would wait for %i seconds', (seconds) => {
    expect(() => new ImageGate(testStack(), 'Gate', { waitFor: Duration.seconds(seconds) })).toThrow(
      `TestStack/Gate: [ImageGate.waitFor] 'waitFor' must be from 30 seconds to 24 hours, got ${seconds} seconds; ECS itself gives up after a day`,
    );
  });
});

describe('the function of the gate', () => {
  const image = `111122223333.dkr.ecr.eu-west-1.amazonaws.com/app@${DIGEST}`;
  const clean = { imageScanStatus: { status: 'COMPLETE' }, imageScanFindings: { findingSeverityCounts: { LOW: 3 } } };
  const manifest = {
    images: [
      { imageId: { imageDigest: DIGEST }, imageManifest: '{"mediaType":"application/vnd.oci.image.manifest.v1+json"}' },
    ],
  };

  /**
   * Runs the code with answers instead of AWS; gives its result, its log and its calls. The task definition has the
   * containers of the revision, unless said otherwise.
   */
  async function run(
    containerImages: { containerName?: string; image?: string; imageDigest?: string }[] | undefined,
    answers: Record<string, unknown>,
    env: Record<string, string> = {},
    hookDetails?: object,
    containerDefinitions: unknown = containerImages?.map(({ containerName, image: of }) => ({
      name: containerName,
      image: of,
    })),
  ): Promise<{
    result: any;
    calls: [name: string, input: any][];
    denied: string[];
    waiting: string[];
    hookStatus: string;
  }> {
    const calls: [name: string, input: any][] = [];
    const command = (name: string) =>
      class {
        constructor(readonly input: object) {
          calls.push([name, input]);
        }
        readonly answer = answers[name];
      };
    class Client {
      send({ answer }: { answer: unknown }) {
        const known = typeof answer === 'function' ? answer(calls.at(-1)![1]) : answer;
        return known instanceof Error ? Promise.reject(known) : Promise.resolve(known);
      }
    }
    const modules: Record<string, object> = {
      '@aws-sdk/client-ecs': {
        ECSClient: Client,
        DescribeServiceRevisionsCommand: class {
          readonly answer = answers.DescribeServiceRevisions ?? {
            serviceRevisions: [{ containerImages, taskDefinition: 'task' }],
          };
        },
        DescribeTaskDefinitionCommand: class {
          readonly answer = answers.DescribeTaskDefinition ?? { taskDefinition: { containerDefinitions } };
        },
      },
      '@aws-sdk/client-ecr': {
        ECRClient: Client,
        BatchGetImageCommand: command('BatchGetImage'),
        DescribeImageScanFindingsCommand: command('DescribeImageScanFindings'),
        DescribeImageSigningStatusCommand: command('DescribeImageSigningStatus'),
      },
    };
    const log = jest.fn();
    const exported: { handler?: (event: object) => Promise<any> } = {};
    new Function('exports', 'require', 'process', 'console', IMAGE_GATE)(
      exported,
      (name: string) => modules[name],
      { env: { DIGEST: 'true', TRIES: '3', DENY_FROM: 'HIGH', ...env } },
      { log },
    );
    const result = await exported.handler!({ executionDetails: { targetServiceRevisionArn: 'revision' }, hookDetails });
    return { result, calls, ...JSON.parse(log.mock.calls[0][0]) };
  }

  const app = { containerName: 'app', image };

  test('lets a clean, pinned image pass', async () => {
    const { result, calls } = await run([app], { BatchGetImage: manifest, DescribeImageScanFindings: clean });

    expect(result).toEqual({ hookStatus: 'SUCCEEDED' });
    expect(calls).toEqual([
      [
        'BatchGetImage',
        expect.objectContaining({
          registryId: '111122223333',
          repositoryName: 'app',
          imageIds: [{ imageDigest: DIGEST }],
        }),
      ],
      [
        'DescribeImageScanFindings',
        { registryId: '111122223333', repositoryName: 'app', imageId: { imageDigest: DIGEST }, maxResults: 1 },
      ],
    ]);
  });

  test.each([
    ['CRITICAL', 'HIGH', 'FAILED'],
    ['HIGH', 'HIGH', 'FAILED'],
    ['MEDIUM', 'HIGH', 'SUCCEEDED'],
    ['HIGH', 'CRITICAL', 'SUCCEEDED'],
  ])('findings of %s under a limit of %s: %s', async (found, limit, hookStatus) => {
    const findings = {
      imageScanStatus: { status: 'ACTIVE' },
      imageScanFindings: { findingSeverityCounts: { [found]: 2 } },
    };

    const { result } = await run(
      [app],
      { BatchGetImage: manifest, DescribeImageScanFindings: findings },
      { DENY_FROM: limit },
    );

    expect(result.hookStatus).toBe(hookStatus);
  });

  test('denies with a reason per container', async () => {
    const answers = { BatchGetImage: manifest, DescribeImageScanFindings: clean };

    const { result, denied } = await run(
      [
        app,
        { containerName: 'side', image: 'ghcr.io/x/y:1' },
        { containerName: 'tag', image: image.replace(/@.*/, ':v1'), imageDigest: DIGEST },
      ],
      answers,
    );

    expect(result).toEqual({ hookStatus: 'FAILED' });
    expect(denied).toEqual([
      'side (ghcr.io/x/y:1): registry is not trusted',
      'side (ghcr.io/x/y:1): not pinned by a digest',
      'tag (111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:v1): not pinned by a digest',
    ]);
  });

  test('trusted registries pass unscanned', async () => {
    const { result, calls } = await run(
      [{ containerName: 'side', image: `public.ecr.aws/x/y@${DIGEST}` }],
      {},
      { REGISTRIES: 'quay.io,public.ecr.aws/x' },
    );

    expect(result.hookStatus).toBe('SUCCEEDED');
    expect(calls).toEqual([]);
  });

  test('a tag is looked up when digests are not required', async () => {
    const { result, calls } = await run(
      [{ containerName: 'app', image: image.replace(/@.*/, ':v1') }],
      { BatchGetImage: manifest, DescribeImageScanFindings: clean },
      { DIGEST: 'false' },
    );

    expect(result.hookStatus).toBe('SUCCEEDED');
    expect(calls[0][1].imageIds).toEqual([{ imageTag: 'v1' }]);
    expect(calls[1][1].imageId).toEqual({ imageDigest: DIGEST });
  });

  test('of an index, the images of its platforms are what was scanned', async () => {
    const index = {
      images: [
        {
          imageId: { imageDigest: DIGEST },
          imageManifestMediaType: 'application/vnd.oci.image.index.v1+json',
          imageManifest: JSON.stringify({
            manifests: [
              { digest: ARM, platform: { os: 'linux' } },
              { digest: 'attestation', platform: { os: 'unknown' } },
            ],
          }),
        },
      ],
    };

    const { calls } = await run([app], { BatchGetImage: index, DescribeImageScanFindings: clean });

    expect(calls.slice(1).map((call: any) => call[1].imageId)).toEqual([{ imageDigest: ARM }]);
  });

  test('an image that is not there is denied', async () => {
    const { denied } = await run([app], { BatchGetImage: { images: [] } });

    expect(denied).toEqual([`app (${image}): not in the registry`]);
  });

  test.each([
    ['is running', { imageScanStatus: { status: 'IN_PROGRESS' } }],
    ['has not begun', Object.assign(new Error(), { name: 'ScanNotFoundException' })],
  ])('waits while the scan %s, and denies in the end', async (_, answer) => {
    const answers = { BatchGetImage: manifest, DescribeImageScanFindings: answer };

    expect((await run([app], answers)).result).toEqual({
      hookStatus: 'IN_PROGRESS',
      callBackDelay: 30,
      hookDetails: { tries: 1 },
    });
    expect((await run([app], answers, {}, { tries: 2 })).result.hookStatus).toBe('IN_PROGRESS');
    expect((await run([app], answers, {}, { tries: 3 })).result.hookStatus).toBe('FAILED');
  });

  test.each([
    [[{ signingProfileArn: 'mine', status: 'COMPLETE' }], 'SUCCEEDED'],
    [[{ signingProfileArn: 'mine', status: 'IN_PROGRESS' }], 'IN_PROGRESS'],
    [[{ signingProfileArn: 'mine', status: 'FAILED' }], 'FAILED'],
    [[{ signingProfileArn: 'theirs', status: 'COMPLETE' }], 'FAILED'],
    [[], 'FAILED'],
  ])('signatures %j: %s', async (signingStatuses, hookStatus) => {
    const { result } = await run(
      [app],
      { BatchGetImage: manifest, DescribeImageSigningStatus: { signingStatuses } },
      { DENY_FROM: '', SIGNERS: 'mine' },
    );

    expect(result.hookStatus).toBe(hookStatus);
  });

  test.each(['DescribeServiceRevisions', 'BatchGetImage', 'DescribeImageScanFindings'])(
    'waits a minute for the right to %s, which may be younger than IAM takes, and denies then',
    async (call) => {
      const refused = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
      const answers = { BatchGetImage: manifest, DescribeImageScanFindings: clean, [call]: refused };
      const verdicts = [];
      for (const tries of [undefined, 1, 2]) {
        const { result } = await run([app], answers, { TRIES: '30' }, tries === undefined ? undefined : { tries });
        verdicts.push(result.hookStatus);
      }

      expect(verdicts).toEqual(['IN_PROGRESS', 'IN_PROGRESS', 'FAILED']);
    },
  );

  test('a failing scan and an unexpected error are no pass', async () => {
    const failed = await run([app], {
      BatchGetImage: manifest,
      DescribeImageScanFindings: { imageScanStatus: { status: 'FAILED' } },
    });

    const unexpected = await run([app], { BatchGetImage: manifest, DescribeImageScanFindings: new Error('broken') });

    expect(failed.result.hookStatus).toBe('FAILED');
    expect(unexpected.result.hookStatus).toBe('FAILED');
    expect(unexpected.denied).toEqual([`app (${image}): Error: broken`]);
  });

  test.each(['ThrottlingException', 'ServerException', 'ServiceUnavailable', 'InternalFailure', 'TimeoutError'])(
    'asks again after %s, from any service',
    async (name) => {
      const error = Object.assign(new Error('later'), { name });
      const good = { BatchGetImage: manifest, DescribeImageScanFindings: clean };

      for (const failing of ['DescribeServiceRevisions', 'DescribeTaskDefinition', ...Object.keys(good)]) {
        const { result } = await run([app], { ...good, [failing]: error });
        expect([failing, result.hookStatus]).toEqual([failing, 'IN_PROGRESS']);
      }
    },
  );

  test.each<[string, undefined | []]>([
    ['lists none, as before its first task', []],
    ['has no list', undefined],
  ])('takes the images of the task definition when the revision %s', async (_, containerImages) => {
    const answers = { BatchGetImage: manifest, DescribeImageScanFindings: clean };
    const definition = [{ name: 'app', image }];

    const { result } = await run(containerImages, answers, {}, undefined, definition);
    const bad = await run(containerImages, {}, {}, undefined, [{ name: 'app', image: 'docker.io/x' }]);

    expect(result.hookStatus).toBe('SUCCEEDED');
    expect(bad.result.hookStatus).toBe('FAILED');
  });

  test.each<[string, unknown, string]>([
    ['no containers', [], 'revision: the task definition has no containers'],
    [
      'a container that the revision does not list',
      [
        { name: 'app', image },
        { name: 'side', image },
      ],
      `revision: the service revision does not list ${image} of side`,
    ],
    [
      'another image than the revision lists',
      [{ name: 'app', image: image.replace('/app', '/other') }],
      `revision: the service revision does not list ${image.replace('/app', '/other')} of app`,
    ],
  ])('denies a task definition with %s', async (_, definition, reason) => {
    const answers = { BatchGetImage: manifest, DescribeImageScanFindings: clean };

    const { result, denied } = await run([app], answers, {}, undefined, definition);

    expect(result.hookStatus).toBe('FAILED');
    expect(denied).toContain(reason);
  });

  test.each([
    ['a revision that is not there', { DescribeServiceRevisions: { serviceRevisions: [] } }],
    ['a task definition that is not there', { DescribeTaskDefinition: {} }],
  ])('denies %s', async (_, answers) => {
    expect((await run([app], answers)).result.hookStatus).toBe('FAILED');
  });

  test.each([
    '111122223333.dkr.ecr.eu-west-1.evil.test/app',
    '111122223333.dkr.ecr.eu-west-1.amazonaws.com.evil.test/app',
    '111122223333.dkr.ecr.eu-west-1.amazonaws.comevil/app',
    'x111122223333.dkr.ecr.eu-west-1.amazonaws.com/app',
    'evil.test/111122223333.dkr.ecr.eu-west-1.amazonaws.com/app',
  ])('%s is not ECR', async (name) => {
    const { denied } = await run([{ containerName: 'app', image: `${name}@${DIGEST}` }], { BatchGetImage: manifest });

    expect(denied).toEqual([`app (${name}@${DIGEST}): registry is not trusted`]);
  });

  test.each([
    '111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/app',
    '111122223333.dkr.ecr-fips.us-east-1.amazonaws.com/app',
    '111122223333.dkr-ecr.eu-west-1.on.aws/app',
    '111122223333.dkr.ecr.eu-west-1.amazonaws.com/team/app:v1',
  ])('%s is ECR', async (name) => {
    const answers = { BatchGetImage: manifest, DescribeImageScanFindings: clean };

    const { result } = await run([{ containerName: 'app', image: `${name}@${DIGEST}` }], answers);

    expect(result.hookStatus).toBe('SUCCEEDED');
  });

  test.each(['sha256:', 'sha256:abc', `sha256:${'G'.repeat(64)}`, 'latest'])('%s is no digest', async (digest) => {
    const bad = image.replace(/@.*/, `@${digest}`);

    const { denied } = await run([{ containerName: 'app', image: bad }], { BatchGetImage: manifest });

    expect(denied).toEqual([`app (${bad}): what follows @ is no digest`]);
  });

  /** An index with these entries. */
  const index = (
    manifests: unknown,
    type: object = { imageManifestMediaType: 'application/vnd.oci.image.index.v1+json' },
  ) => ({
    images: [{ imageId: { imageDigest: DIGEST }, ...type, imageManifest: JSON.stringify({ manifests }) }],
  });

  test.each<[string, unknown, string]>([
    ['no images', [], 'an index without images'],
    ['no list of images', undefined, 'an index without images'],
    ['attestations only', [{ digest: ARM, platform: { os: 'unknown' } }], 'an index without images'],
    ['an entry without digest', [{ platform: { os: 'linux' } }], 'an index with an entry that has no digest'],
  ])('denies an index with %s', async (_, manifests, reason) => {
    const { denied } = await run([app], { BatchGetImage: index(manifests), DescribeImageScanFindings: clean });

    expect(denied).toEqual([`app (${image}): ${reason}`]);
  });

  test.each([
    ['without a platform', index([{ digest: ARM }])],
    ['without a media type of its own', index([{ digest: ARM }], {})],
  ])('scans the images of an index %s', async (_, answer) => {
    const critical = { ...clean, imageScanFindings: { findingSeverityCounts: { CRITICAL: 1 } } };

    const { denied } = await run([app], { BatchGetImage: answer, DescribeImageScanFindings: critical });

    expect(denied).toEqual([`app (${image}): 1 CRITICAL findings in ${ARM}`]);
  });

  test('scans the images of an index within an index', async () => {
    const inner = [{ digest: ARM, mediaType: 'application/vnd.oci.image.index.v1+json' }];
    const answer = ({ imageIds: [{ imageDigest }] }: any) =>
      imageDigest === ARM
        ? {
            images: [
              { imageId: { imageDigest: ARM }, imageManifest: JSON.stringify({ manifests: [{ digest: DIGEST }] }) },
            ],
          }
        : index(inner);

    const { calls, result } = await run([app], { BatchGetImage: answer, DescribeImageScanFindings: clean });

    expect(result.hookStatus).toBe('SUCCEEDED');
    expect(calls.filter(([name]) => name === 'DescribeImageScanFindings').map(([, input]) => input.imageId)).toEqual([
      { imageDigest: DIGEST },
    ]);
  });

  test('findings without a severity count when all findings are denied', async () => {
    const odd = { ...clean, imageScanFindings: { findingSeverityCounts: { UNDEFINED: 1, UNTRIAGED: 2 } } };
    const answers = { BatchGetImage: manifest, DescribeImageScanFindings: odd };

    expect((await run([app], answers, { DENY_FROM: 'INFORMATIONAL' })).denied).toEqual([
      `app (${image}): 1 UNDEFINED findings in ${DIGEST}`,
      `app (${image}): 2 UNTRIAGED findings in ${DIGEST}`,
    ]);
    expect((await run([app], answers, { DENY_FROM: 'HIGH' })).result.hookStatus).toBe('SUCCEEDED');
  });

  test('never lets an image pass without a complete, clean scan of everything that can run of it', async () => {
    const digest = fc.constantFrom(DIGEST, ARM, '', 'sha256:', undefined);
    const entry = fc.record(
      {
        digest,
        mediaType: fc.constantFrom(
          'application/vnd.oci.image.index.v1+json',
          'application/vnd.oci.image.manifest.v1+json',
        ),
        platform: fc.constantFrom({ os: 'linux' }, { os: 'unknown' }, {}),
      },
      { requiredKeys: [] },
    );
    const found = fc.record(
      {
        imageId: fc.record({ imageDigest: digest }, { requiredKeys: [] }),
        imageManifestMediaType: fc.constantFrom('application/vnd.oci.image.index.v1+json', 'odd'),
        imageManifest: fc.oneof(
          fc
            .record({ manifests: fc.array(entry, { maxLength: 3 }) }, { requiredKeys: [] })
            .map((it) => JSON.stringify(it)),
          fc.constantFrom('', '{}', 'null'),
        ),
      },
      { requiredKeys: [] },
    );
    const scans = fc.record(
      {
        imageScanStatus: fc.record({ status: fc.constantFrom('COMPLETE', 'ACTIVE', 'FAILED', 'PENDING', 'ODD') }),
        imageScanFindings: fc.record(
          { findingSeverityCounts: fc.constantFrom({}, { HIGH: 1 }, { LOW: 1 }) },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: [] },
    );
    const containers = fc.array(
      fc.record({
        containerName: fc.constantFrom('a', 'b'),
        image: fc.constantFrom(image, image.replace(/@.*/, ':v1')),
      }),
      { maxLength: 2 },
    );
    await fc.assert(
      fc.asyncProperty(containers, fc.array(found, { maxLength: 1 }), scans, async (listed, images, answer) => {
        const { result, calls } = await run(
          listed,
          { BatchGetImage: { images }, DescribeImageScanFindings: answer },
          { DIGEST: 'false' },
        );
        if (result.hookStatus !== 'SUCCEEDED') {
          return;
        }
        const scanned = calls.filter(([name]) => name === 'DescribeImageScanFindings');
        expect(listed.length).toBeGreaterThan(0);
        expect(scanned.length).toBeGreaterThanOrEqual(listed.length);
        expect(['COMPLETE', 'ACTIVE']).toContain(answer.imageScanStatus?.status);
        expect(answer.imageScanFindings).not.toBeUndefined();
        expect(answer.imageScanFindings?.findingSeverityCounts ?? {}).not.toHaveProperty('HIGH');
      }),
      { numRuns: 2000 },
    );
  });
});

test('severities are spelled as ECR spells them', () => {
  expect(Object.values(FindingSeverity)).toEqual(['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL']);
});
