import { Aws, Fn, Stack, Token } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Finding } from '../../lib/internal/finding';
import { viewTask } from '../../lib/internal/task-view';
import { needsOf, parseImage } from '../../lib/task-definition/private/image-needs';
import { IMAGE_NEEDS, ImageNeeds } from '../../lib/task-definition/private/image-needs-table';
import { imageNeedFindings } from '../../lib/task-definition/rules/image-needs';
import { imageTagFindings } from '../../lib/task-definition/rules/image-tag';
import { testStack } from '../support/stacks';

type Properties = Record<string, any>;

/** A tag of those entries that are about some tags only. */
const TAGS: Record<string, string> = {
  'aws-for-fluent-bit (init)': 'init-3.4.16',
  'envoy (distroless)': 'distroless-v1.36.0',
  'php (apache)': '8.4-apache-trixie',
  'php (fpm)': '8.4-fpm-alpine',
  postgres: '18.1-alpine',
  'postgres (9 to 17)': '17.2',
  'serversideup/php': '8.4-fpm-nginx',
};

const NGINX = 'public.ecr.aws/nginx/nginx:1.25-perl';

describe('every entry of the table', () => {
  test.each(IMAGE_NEEDS.map((needs) => [needs.name, needs] as const))('%s is found by its names', (name, needs) => {
    for (const repository of needs.repositories) {
      const image = `${repository.replace('*', 'anything')}:${TAGS[name] ?? '1.2.3'}`;

      expect(needsOf(parseImage(image)!)?.name).toBe(name);
    }
  });

  test.each(IMAGE_NEEDS.map((needs) => [needs.name, needs] as const))(
    '%s warns when its needs are not met, and not any more with the props that the warnings give',
    (_, needs) => {
      const container = {
        Image: imageOf(needs),
        ReadonlyRootFilesystem: true,
        LinuxParameters: { InitProcessEnabled: true, Capabilities: { Drop: ['ALL'] } },
      };

      const found = findings(container);

      expect(found.map(({ code }) => code)).toEqual(expectedCodes(needs));
      expect(found.every(({ severity, container: name }) => severity === 'warning' && name === 'web')).toBe(true);
      expect(findings(heed(container, found))).toEqual([]);
    },
  );

  test.each(IMAGE_NEEDS.filter(({ otherUser }) => otherUser).map((needs) => [needs.name, needs] as const))(
    '%s warns about a user it does not work with, and takes the one it names',
    (_, needs) => {
      const container = { Image: imageOf(needs), User: '4711:4711' };

      const found = findings(container);

      expect(found.map(({ code }) => code)).toEqual(['ImageNeeds.user']);
      expect(found[0].message).toContain("'4711:4711'");
      expect(findings(heed({ ...container, User: undefined }, found))).toEqual([]);
    },
  );

  test.each(IMAGE_NEEDS.map((needs) => [needs.name, needs] as const))(
    '%s starts as it always did unhardened',
    (_, needs) => {
      expect(findings({ Image: imageOf(needs) })).toEqual([]);
    },
  );

  test('is sorted, unique and has a source', () => {
    const names = IMAGE_NEEDS.map(({ name }) => name);

    expect(names).toEqual([...new Set(names)].sort());
    expect(IMAGE_NEEDS.filter(({ source }) => !source.startsWith('https://'))).toEqual([]);
  });

  test('names capabilities that Docker grants by default, so that keeping them is enough', () => {
    const granted = [
      'CHOWN',
      'DAC_OVERRIDE',
      'FOWNER',
      'FSETID',
      'KILL',
      'NET_BIND_SERVICE',
      'SETGID',
      'SETPCAP',
      'SETUID',
    ];

    for (const { capabilities = [], fileCapabilities = [] } of IMAGE_NEEDS) {
      expect(granted).toEqual(expect.arrayContaining([...capabilities, ...fileCapabilities]));
      expect([...capabilities].sort()).toEqual(capabilities);
    }
  });

  test('is loaded by the first container that something is set on, not by the rule', () => {
    jest.isolateModules(() => {
      const loaded = jest.fn(() => ({ IMAGE_NEEDS: [] }));
      jest.doMock('../../lib/task-definition/private/image-needs-table', loaded);
      const rule = jest.requireActual<typeof import('../../lib/task-definition/rules/image-needs')>(
        '../../lib/task-definition/rules/image-needs',
      );
      expect(loaded).not.toHaveBeenCalled();

      rule.imageNeedFindings(viewTask({ ContainerDefinitions: [{ Name: 'web', Image: 'nginx' }] }));
      expect(loaded).not.toHaveBeenCalled();

      rule.imageNeedFindings(viewTask({ ContainerDefinitions: [{ Name: 'web', Image: 'nginx', User: '1000' }] }));

      expect(loaded).toHaveBeenCalled();
      jest.dontMock('../../lib/task-definition/private/image-needs-table');
    });
  });
});

describe('which image it is', () => {
  test.each([
    ['nginx', 'nginx'],
    ['nginx:1.27', 'nginx'],
    ['library/nginx', 'nginx'],
    ['docker.io/nginx:1', 'nginx'],
    ['index.docker.io/nginx', 'nginx'],
    ['localhost/library/nginx', 'nginx'],
    ['nginx@sha256:0123', 'nginx'],
    ['nginx:1.27@sha256:0123', 'nginx'],
    ['localhost:5000/library/nginx:1', 'nginx'],
    ['111222333444.dkr.ecr.eu-west-1.amazonaws.com/docker-hub/library/nginx:1', 'nginx'],
    ['111222333444.dkr.ecr.eu-west-1.amazonaws.com/ecr-public/nginx/nginx:1', 'nginx'],
    ['111222333444.dkr.ecr.eu-west-1.amazonaws.com/ecr-public/docker/library/httpd', 'httpd'],
    ['906394416424.dkr.ecr.us-west-2.amazonaws.com/aws-for-fluent-bit:3.4.16', 'aws-for-fluent-bit'],
    ['906394416424.dkr.ecr.us-west-2.amazonaws.com/aws-for-fluent-bit:init-3.4.16', 'aws-for-fluent-bit (init)'],
    ['nginxinc/nginx-unprivileged:1.27', 'nginx-unprivileged'],
    ['lscr.io/linuxserver/mariadb:11.4', 'linuxserver'],
    ['postgres', 'postgres'],
    ['postgres:bookworm', 'postgres'],
    ['postgres:19beta1', 'postgres'],
    ['postgres:9.6', 'postgres (9 to 17)'],
    ['postgres:10', 'postgres (9 to 17)'],
    ['postgres:17.2-alpine3.20', 'postgres (9 to 17)'],
    ['php:8.4-cli', 'php (cli)'],
    ['php:8.4-fpm@sha256:0123', 'php (fpm)'],
  ])('%s is %s', (image, name) => {
    expect(needsOf(parseImage(image)!)?.name).toBe(name);
  });

  test.each([
    'mynginx',
    'acme/nginx',
    'acme/nginx-exporter',
    'nginx/nginx-prometheus-exporter',
    'bitnami/redis',
    'acme/cloudwatch-agent',
    'example.com/team/agent:7',
    'public.ecr.aws/acme/nginx/nginx',
    'acme/nginx/nginx',
    'public.ecr.aws/acme/nginx',
    'ghcr.io/acme/nginx:1',
    // Somebody's own image, which may well be built otherwise.
    '111222333444.dkr.ecr.eu-west-1.amazonaws.com/nginx:1.27',
    '111222333444.dkr.ecr.eu-west-1.amazonaws.com/team-nginx/nginx-web:1',
    '111222333444.dkr.ecr.eu-west-1.amazonaws.com/mylibrary/nginx:1',
    // Which layout it has depends on a tag that a digest does not tell.
    'postgres@sha256:0123',
    '',
  ])('says nothing about %s', (image) => {
    expect(findings({ ...NOTHING_MET, Image: image })).toEqual([]);
  });

  test('reads the end of an ECR image, whose host is known only at deployment', () => {
    const stack = testStack();
    const cache = ecr.Repository.fromRepositoryName(stack, 'Cache', 'docker-hub/library/nginx');
    const own = new ecr.Repository(stack, 'Own');
    const image = (repository: ecr.IRepository) => stack.resolve(repository.repositoryUriForTag('1.27'));

    expect(codes({ ...NOTHING_MET, Image: image(cache) })).toContain('ImageNeeds.writablePath');
    expect(codes({ ...NOTHING_MET, Image: image(own) })).toEqual([]);
  });

  test.each([
    [
      'a join with a tag',
      Fn.join('', [Aws.ACCOUNT_ID, '.dkr.ecr.', Aws.REGION, '.amazonaws.com/hub/library/nginx:1']),
      true,
    ],
    ['a join without its tag', Fn.join('', [Aws.ACCOUNT_ID, '.dkr/library/nginx:', Fn.ref('Tag')]), true],
    ['a join of segments', Fn.join('/', [Fn.ref('Host'), 'library', 'nginx']), true],
    ['a substitution', Fn.sub('${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/library/nginx:${Tag}'), true],
    ['a substitution with values', Fn.sub('${Host}/library/nginx', { Host: 'example.com' }), true],
    ['one segment', Fn.join('', [Fn.ref('Host'), '/nginx:1']), false],
    ['half a segment', Fn.join('', [Fn.ref('Prefix'), 'library/nginx:1']), false],
    ['an unknown repository', Fn.join('', ['example.com/library/', Fn.ref('Name')]), false],
    ['only a tag', Fn.join('', [Fn.ref('Repository'), ':latest']), false],
    ['a reference', Fn.ref('Image'), false],
    ['a condition', Fn.conditionIf('IsProd', 'nginx:1', 'nginx:2'), false],
    ['a token', Token.asString({ Ref: 'Image' }), false],
  ])('%s', (_, image, known) => {
    const resolved = Token.isUnresolved(image) && _ !== 'a token' ? new Stack().resolve(image) : image;

    expect(codes({ ...NOTHING_MET, Image: resolved }).length > 0).toBe(known);
  });

  test('a tag known only at deployment leaves out what depends on it', () => {
    const image = (name: string) => ({ 'Fn::Sub': `\${Host}/library/${name}:\${Tag}` });

    expect(needsOf(parseImage(image('postgres'))!)).toBeUndefined();
    expect(needsOf(parseImage(image('php'))!)?.name).toBe('php (cli)');
  });
});

describe('paths', () => {
  test('names the missing ones, their purpose and the prop', () => {
    expect(findings({ Image: NGINX, ReadonlyRootFilesystem: true })).toEqual([
      {
        code: 'ImageNeeds.writablePath',
        severity: 'warning',
        container: 'web',
        message:
          "container 'web': the image nginx writes to '/run' (its pid file), '/var/cache/nginx' (buffered requests and responses), which 'readonlyRootFilesystem' forbids; write writablePaths: ['/run', '/var/cache/nginx']",
      },
    ]);
  });

  test('data goes to a volume', () => {
    const [{ message }] = findings({ Image: 'redis:8', ReadonlyRootFilesystem: true });

    expect(message).toMatch(
      /; mount a volume \(EFS or EBS\) at '\/data', or, if it may be lost with the task, write writablePaths: \['\/data'\]$/,
    );
  });

  test('what the image brings along has to be copied first', () => {
    const [{ message }] = findings({
      Image: 'public.ecr.aws/datadog/agent:7',
      ReadonlyRootFilesystem: true,
      MountPoints: mounts('/tmp', '/opt/datadog-agent/run'),
    });

    expect(message).toMatch(
      /mount a volume at '\/etc\/datadog-agent' that another container of the same image fills first/,
    );
  });

  test('what is only reported of an image is worded so', () => {
    const [{ message }] = findings({ Image: 'amazon/cloudwatch-agent:1', ReadonlyRootFilesystem: true });

    expect(message).toContain('the image cloudwatch-agent is reported as one that writes to');
  });

  test.each<[string, Properties, string[]]>([
    ['a tmpfs', { LinuxParameters: { Tmpfs: [{ ContainerPath: '/run', Size: 16 }] } }, ['/var/cache/nginx']],
    ['a mount point', { MountPoints: mounts('/var/cache/nginx') }, ['/run']],
    ['a parent', { MountPoints: mounts('/var') }, ['/run']],
    ['a trailing slash', { MountPoints: mounts('/var/cache/nginx/', '/run/') }, []],
    ['the link /var/run', { MountPoints: mounts('/var/cache', '/var/run') }, []],
    ['a child only', { MountPoints: mounts('/var/cache/nginx/proxy', '/run/nginx') }, ['/run', '/var/cache/nginx']],
    ['a namesake', { MountPoints: mounts('/var/cache/ng', '/ru', '/runner') }, ['/run', '/var/cache/nginx']],
    [
      'a read-only mount',
      { MountPoints: [{ ContainerPath: '/run', SourceVolume: 'v', ReadOnly: true }] },
      ['/run', '/var/cache/nginx'],
    ],
    ['another container’s volumes', { VolumesFrom: [{ SourceContainer: 'init' }] }, []],
    [
      'another container’s volumes, read only',
      { VolumesFrom: [{ SourceContainer: 'init', ReadOnly: true }] },
      ['/run', '/var/cache/nginx'],
    ],
    ['a mount at a token', { MountPoints: [{ ContainerPath: { Ref: 'Path' }, SourceVolume: 'v' }] }, []],
    ['mounts that are a token', { MountPoints: { 'Fn::If': ['C', [], []] } }, []],
    ['Linux parameters that are a token', { LinuxParameters: { 'Fn::If': ['C', {}, {}] } }, []],
    ['a writable root', { ReadonlyRootFilesystem: false }, []],
    ['a root that is a token', { ReadonlyRootFilesystem: { Ref: 'Readonly' } }, []],
  ])('%s', (_, given, missing) => {
    const found = findings({ Image: NGINX, ReadonlyRootFilesystem: true, ...given });

    expect(found.flatMap(({ message }) => advised(message, 'writablePaths'))).toEqual(missing);
  });

  test('the links /var/run and /var/lock are the places they lead to', () => {
    const container = { Image: 'php:8.4-apache', ReadonlyRootFilesystem: true };

    expect(findings({ ...container, MountPoints: mounts('/var/run/apache2', '/var/lock') })).toEqual([]);
    expect(findings({ ...container, MountPoints: mounts('/var/run/apache2') })).toHaveLength(1);
  });

  test.each<[string, unknown, string, string[]]>([
    ['below a mount', '/var/lib/postgresql/data/pgdata', '/var/lib/postgresql/data', []],
    ['elsewhere', '/pgdata', '/var/lib/postgresql/data', ['/pgdata']],
    ['at a token', { Ref: 'DataDirectory' }, '/scratch', []],
  ])('a directory that the environment puts %s', (_, value, mounted, missing) => {
    const found = findings({
      Image: 'postgres:16',
      ReadonlyRootFilesystem: true,
      Environment: [{ Name: 'PGDATA', Value: value }],
      MountPoints: mounts('/tmp', '/run', mounted),
    });

    expect(found.flatMap(({ message }) => advised(message, 'writablePaths'))).toEqual(missing);
  });

  test.each<[string, Properties, boolean]>([
    ['an option', { Command: ['-c', 'max_connections=200'] }, true],
    ['the server', { Command: ['postgres', '-c', 'max_connections=200'] }, true],
    [
      'the server by path in a shell',
      { EntryPoint: ['sh', '-c'], Command: ['umask 077; exec /usr/bin/postgres'] },
      true,
    ],
    ['nothing', { Command: [], EntryPoint: [] }, true],
    ['a client', { Command: ['psql', '-f', '/etc/postgres.sql'] }, false],
    ['another entry point', { EntryPoint: ['pg_dump'] }, false],
    ['a token', { Command: { 'Fn::Split': [',', { Ref: 'Command' }] } }, false],
  ])('an image that is started with %s', (_, started, needy) => {
    expect(codes({ Image: 'postgres:16', ReadonlyRootFilesystem: true, ...started }).length > 0).toBe(needy);
  });
});

describe('capabilities', () => {
  test('names the missing ones, the prop and the user that makes them needless', () => {
    const [{ message }] = findings({
      Image: 'redis:8',
      LinuxParameters: { Capabilities: { Drop: ['CHOWN', 'SETUID'] } },
    });

    expect(message).toBe(
      "container 'web': the image redis starts as root and needs CHOWN, SETUID, which it was told to drop; let it keep them with keepCapabilities: [ecs.Capability.CHOWN, ecs.Capability.SETUID] and no 'drop' of them, or write user: '999'",
    );
  });

  test.each<[string, Properties, string[]]>([
    ['all dropped', { Capabilities: { Drop: ['ALL'] } }, ['SETGID', 'SETUID']],
    ['those dropped that nobody needs', { Capabilities: { Drop: ['AUDIT_WRITE', 'MKNOD', 'NET_RAW', 'SETFCAP'] } }, []],
    ['all dropped and one added', { Capabilities: { Drop: ['ALL'], Add: ['SETUID'] } }, ['SETGID']],
    ['all dropped and all added', { Capabilities: { Drop: ['ALL'], Add: ['ALL'] } }, []],
    ['added what is a token', { Capabilities: { Drop: ['ALL'], Add: [{ Ref: 'Capability' }] } }, []],
    ['dropped what is a token', { Capabilities: { Drop: { 'Fn::If': ['C', ['ALL'], []] } } }, []],
    ['capabilities that are a token', { Capabilities: { 'Fn::If': ['C', {}, {}] } }, []],
    ['nothing said', {}, []],
  ])('%s', (_, LinuxParameters, missing) => {
    const found = findings({ Image: 'php:8.4-fpm', LinuxParameters });

    expect(found.flatMap(({ message }) => advised(message, 'keepCapabilities'))).toEqual(missing);
  });

  test.each<[string, Properties, number]>([
    ['root by name', { User: 'root' }, 1],
    ['root by number and group', { User: '0:0' }, 1],
    ['its own user', { User: 'www-data' }, 0],
    ['a user that is a token', { User: { Ref: 'User' } }, 0],
    ['privileged', { Privileged: true }, 0],
  ])('%s', (_, given, count) => {
    const dropped = { LinuxParameters: { Capabilities: { Drop: ['ALL'] } } };

    expect(findings({ Image: 'php:8.4-fpm', ...dropped, ...given })).toHaveLength(count);
  });

  test.each(
    IMAGE_NEEDS.filter((needs) => needs.capabilities && needs.ownUser).map((needs) => [needs.name, needs] as const),
  )('%s needs none as the user that its warning names', (_, needs) => {
    const dropped = { Image: imageOf(needs), LinuxParameters: { Capabilities: { Drop: ['ALL'] } } };
    const [{ message }] = findings(dropped);

    expect(message).toContain(`, or write user: '${needs.ownUser}'`);
    expect(findings({ ...dropped, User: needs.ownUser })).toEqual([]);
  });

  test.each([undefined, '0', '1000', { Ref: 'User' }])('those of the program file are needed by user %p', (User) => {
    const [{ message }] = findings({
      Image: 'caddy:2',
      User,
      LinuxParameters: { Capabilities: { Drop: ['ALL'] } },
    });

    expect(message).toBe(
      "container 'web': the image caddy has a program that cannot be executed without NET_BIND_SERVICE, which it was told to drop; let it keep them with keepCapabilities: [ecs.Capability.NET_BIND_SERVICE] and no 'drop' of them",
    );
  });
});

describe('process 1', () => {
  const container = { Image: 'linuxserver/swag:3' };

  test.each<[string, Properties, Properties, string | undefined]>([
    ['an init process', { InitProcessEnabled: true }, {}, 'write initProcessEnabled: false'],
    ['a shared process namespace', {}, { PidMode: 'task' }, "leave 'pidMode' out"],
    ['the namespace of the host', {}, { PidMode: 'host' }, "leave 'pidMode' out"],
    [
      'both',
      { InitProcessEnabled: true },
      { PidMode: 'task' },
      "write initProcessEnabled: false and leave 'pidMode' out",
    ],
    ['neither', { InitProcessEnabled: false }, {}, undefined],
    ['tokens', { InitProcessEnabled: { Ref: 'Init' } }, { PidMode: { Ref: 'Mode' } }, undefined],
  ])('%s', (_, LinuxParameters, task, wayOut) => {
    const [found] = findings({ ...container, LinuxParameters }, task);

    expect(found?.code).toBe(wayOut && 'ImageNeeds.firstProcess');
    expect(found?.message.split('; ')[1]).toBe(wayOut);
  });

  test('the Datadog agent runs in a shared process namespace', () => {
    expect(
      findings({ Image: 'datadog/agent:7', LinuxParameters: { InitProcessEnabled: true } }, { PidMode: 'task' }),
    ).toEqual([]);
  });
});

describe('user', () => {
  test.each<[string, unknown, boolean]>([
    ['another one', '1000', true],
    ['its own by number', '100', false],
    ['its own by name and group', 'dd-agent:root', false],
    ['root', '0', false],
    ['a token', { Ref: 'User' }, false],
  ])('%s', (_, User, refused) => {
    expect(codes({ Image: 'datadog/agent:7', User })).toEqual(refused ? ['ImageNeeds.user'] : []);
  });

  test('an image for unprivileged users is the way out for nginx', () => {
    const [{ message }] = findings({ Image: NGINX, User: '101' });

    expect(message).toBe(
      "container 'web': the image nginx does not work as user '101': its pid file and buffers go to directories of root; take the image nginxinc/nginx-unprivileged (uid 101, port 8080), or leave 'user' out",
    );
  });
});

describe('the task', () => {
  test('Windows has none of this', () => {
    expect(findings(NOTHING_MET, { RuntimePlatform: { OperatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' } })).toEqual(
      [],
    );
  });

  test('each container is told of by its own name', () => {
    const found = imageNeedFindings(
      viewTask({
        ContainerDefinitions: [
          { Name: 'web', Image: NGINX, ReadonlyRootFilesystem: true },
          { Name: 'app', Image: 'node:24', ReadonlyRootFilesystem: true },
          { Name: 'cache', Image: 'valkey/valkey:9', ReadonlyRootFilesystem: true },
        ],
      }),
    );

    expect(found.map(({ container }) => container)).toEqual(['web', 'cache']);
  });
});

const NOTHING_MET: Properties = {
  Image: NGINX,
  User: '4711',
  ReadonlyRootFilesystem: true,
  LinuxParameters: { InitProcessEnabled: true, Capabilities: { Drop: ['ALL'] } },
};

function findings(container: Properties, task: Properties = {}): Finding[] {
  return imageNeedFindings(viewTask({ ...task, ContainerDefinitions: [{ Name: 'web', ...container }] }));
}

function codes(container: Properties): string[] {
  return findings(container).map(({ code }) => code);
}

function mounts(...paths: string[]): Properties[] {
  return paths.map((ContainerPath, index) => ({ ContainerPath, SourceVolume: `v${index}` }));
}

function imageOf({ name, repositories }: ImageNeeds): string {
  return `${repositories[0].replace('*', 'anything')}:${TAGS[name] ?? '1.2.3'}`;
}

function expectedCodes({
  writes,
  writableRoot,
  user,
  capabilities,
  fileCapabilities,
  firstProcess,
}: ImageNeeds): string[] {
  return [
    ...(writableRoot ? ['ImageNeeds.writableRoot'] : writes ? ['ImageNeeds.writablePath'] : []),
    ...((capabilities && user === 'root') || fileCapabilities ? ['ImageNeeds.capability'] : []),
    ...(firstProcess ? ['ImageNeeds.firstProcess'] : []),
  ];
}

/** What a message says to write into a list prop. */
function advised(message: string, prop: string): string[] {
  return [...message.matchAll(new RegExp(`${prop}: \\[([^\\]]*)\\]`, 'g'))].flatMap(([, list]) =>
    list.split(', ').map((item) => item.replace(/^'|'$|^ecs\.Capability\./g, '')),
  );
}

/** The container as it is after its author did what the warnings say, word for word. */
function heed(container: Properties, found: Finding[]): Properties {
  const message = found.map((finding) => finding.message).join('\n');
  const kept = advised(message, 'keepCapabilities');
  expect(Object.keys(ecs.Capability)).toEqual(expect.arrayContaining(kept));
  const user = /user: '([^']+)'/.exec(message)?.[1];
  const seeded = /mount a volume at '([^']+)' that/.exec(message)?.[1];
  return {
    ...container,
    ...(message.includes('readonlyRootFilesystem: false') && !seeded && { ReadonlyRootFilesystem: false }),
    ...(found.some(({ code }) => code === 'ImageNeeds.user') && { User: user }),
    MountPoints: seeded ? mounts(seeded) : [],
    LinuxParameters: {
      ...container.LinuxParameters,
      ...(message.includes('initProcessEnabled: false') && { InitProcessEnabled: false }),
      Tmpfs: advised(message, 'writablePaths').map((ContainerPath) => ({ ContainerPath, Size: 64 })),
      ...(kept.length > 0 && {
        Capabilities: {
          Drop: ['CHOWN', 'SETGID', 'SETPCAP', 'SETUID', 'MKNOD'].filter((name) => !kept.includes(name)),
        },
      }),
    },
  };
}

describe('image tags that move', () => {
  const codes = (Image: unknown) =>
    imageTagFindings(viewTask({ ContainerDefinitions: [{ Name: 'app', Image }] })).map(({ code }) => code);
  const ecr = (end: string) => ({
    'Fn::Join': ['', [{ Ref: 'AWS::AccountId' }, '.dkr.ecr.', { Ref: 'AWS::Region' }, end]],
  });

  test.each<[unknown]>([
    ['nginx'],
    ['nginx:latest'],
    ['registry.example:5000/app'],
    ['public.ecr.aws/aws-observability/aws-for-fluent-bit:stable'],
    [ecr('.amazonaws.com/app:latest')],
  ])('%p is warned of', (image) => {
    expect(codes(image)).toEqual(['Image.movingTag']);
  });

  test.each<[unknown]>([
    ['nginx:1.27'],
    ['nginx@sha256:0000000000000000000000000000000000000000000000000000000000000000'],
    ['nginx:latest@sha256:0000000000000000000000000000000000000000000000000000000000000000'],
    [ecr('.amazonaws.com/app:1.0')],
    [ecr('.amazonaws.com/app@sha256:0000000000000000000000000000000000000000000000000000000000000000')],
    [{ Ref: 'Image' }],
    [undefined],
  ])('%p is not', (image) => {
    expect(codes(image)).toEqual([]);
  });
});
