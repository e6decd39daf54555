/*
 * What well-known images write to, run as and need, so far as a read-only root file system, dropped capabilities, an
 * init process or another user would keep them from starting. Read from the sources on 2026-11-20: Dockerfiles, entrypoint
 * scripts, documentation and issues, in stored copies that may be older than today's image. No image was run.
 *
 * Rules of the table: a path is listed only if the image cannot do its default work without writing there, and only if
 * what the image has at that path may be hidden by an empty mount (else it is `seeded`). Entries without needs keep an
 * image from being looked up in vain. No entry rests on setuid programs, which `no-new-privileges` would break: gosu,
 * su-exec and setpriv step down by capability. Sorted by name.
 */

/** A place that an image writes to. */
export interface WrittenPath {
  readonly path: string;
  /** The content that it writes, as in "writes to '/run' (its pid file)". */
  readonly purpose: string;
  /**
   * `data`: to be kept, or large, so a volume rather than memory. `seeded`: the image's own files are there and must be
   * copied to whatever is mounted over them. Left out: scratch.
   */
  readonly kind?: 'data' | 'seeded';
  /** Environment variable by which the image is told another path. */
  readonly variable?: string;
}

/** The needs of one image, or of some tags of it. */
export interface ImageNeeds {
  /** Name in messages; unique. */
  readonly name: string;
  /**
   * The repositories in which it is published, with their registry. A last segment `*` stands for every repository
   * there.
   */
  readonly repositories: readonly string[];
  /** The last segment alone tells the image, in whatever registry: no other known image is called so. */
  readonly unmistakable?: boolean;
  /** Only tags that match; an entry with `tags` goes before one without. */
  readonly tags?: RegExp;
  /** Programs to which the needs belong; the image started with another command (a client, a shell) needs nothing. */
  readonly programs?: readonly string[];
  readonly writes?: readonly WrittenPath[];
  /** The reason why no set of writable paths is enough. */
  readonly writableRoot?: string;
  /** The user of the image: `root`, or who it runs as. */
  readonly user: string;
  /** For an image that starts as root: whom to name in `user` instead, when the image takes that. */
  readonly ownUser?: string;
  /** Capabilities that it needs when it starts as root. */
  readonly capabilities?: readonly string[];
  /** Capabilities of the program file: it cannot even be executed, by any user, once one of them is dropped. */
  readonly fileCapabilities?: readonly string[];
  /** The effect of a user that is not root and not in `users`, and the way out. */
  readonly otherUser?: { readonly problem: string; readonly wayOut: string; readonly users?: readonly string[] };
  /** Its init insists on being process 1. */
  readonly firstProcess?: boolean;
  /** Rests on reports, inference or common knowledge rather than on the image's own source: worded as such. */
  readonly unverified?: boolean;
  readonly source: string;
}

const GITHUB = 'https://github.com';
const official = (name: string): string[] => [`docker.io/library/${name}`, `public.ecr.aws/docker/library/${name}`];
const TMP: WrittenPath = { path: '/tmp', purpose: 'temporary files' };
const PHP = `${GITHUB}/docker-library/php/blob/HEAD/Dockerfile-linux.template`;
const OFFICIAL_IMAGES = `${GITHUB}/docker-library/official-images`;

/** An image that needs nothing by itself. */
function plain(name: string, repositories: readonly string[], user: string, source: string): ImageNeeds {
  return { name, repositories, user, source };
}

/** An image to build on: nothing by common knowledge, until an application is in it. */
function base(name: string, repositories: readonly string[], source: string): ImageNeeds {
  return { ...plain(name, repositories, 'root', source), unverified: true };
}

/** The stepping down of all database images: take over the data directory, then become its owner. */
const STEP_DOWN = ['CHOWN', 'DAC_OVERRIDE', 'SETGID', 'SETUID'];

/** Since 18 the data directory carries the version, and the volume goes one level up. */
function postgres(name: string, tags: RegExp, dataDirectory: string): ImageNeeds {
  return {
    name,
    repositories: official('postgres'),
    tags,
    programs: ['postgres'],
    writes: [
      { path: '/run/postgresql', purpose: 'its socket' },
      TMP,
      { path: dataDirectory, purpose: 'the database', kind: 'data', variable: 'PGDATA' },
    ],
    user: 'root',
    ownUser: 'postgres',
    capabilities: [...STEP_DOWN, 'FOWNER'].sort(),
    source: `${GITHUB}/docker-library/postgres/pull/1259`,
  };
}

function mysql(name: string, programs: string[], source: string): ImageNeeds {
  return {
    name,
    repositories: official(name),
    programs,
    writes: [
      { path: '/run/mysqld', purpose: 'its socket and pid file' },
      TMP,
      { path: '/var/lib/mysql', purpose: 'the database', kind: 'data' },
    ],
    user: 'root',
    ownUser: 'mysql',
    capabilities: STEP_DOWN,
    source,
  };
}

export const IMAGE_NEEDS: readonly ImageNeeds[] = [
  base('alpine', official('alpine'), OFFICIAL_IMAGES),
  base(
    'amazoncorretto',
    [...official('amazoncorretto'), 'public.ecr.aws/amazoncorretto/amazoncorretto'],
    `${GITHUB}/corretto/corretto-docker`,
  ),
  base(
    'amazonlinux',
    [...official('amazonlinux'), 'public.ecr.aws/amazonlinux/amazonlinux'],
    `${GITHUB}/amazonlinux/container-images`,
  ),
  {
    name: 'aws-appmesh-envoy',
    repositories: ['public.ecr.aws/appmesh/aws-appmesh-envoy'],
    unmistakable: true,
    writableRoot:
      'it writes its bootstrap configuration at start, and a writable /tmp alone was reported not to be enough',
    user: 'root',
    unverified: true,
    source: `${GITHUB}/aws/aws-app-mesh-roadmap/issues/433`,
  },
  {
    // Only its S3 output writes, to /tmp/fluent-bit/s3; file system buffers go where the configuration says.
    name: 'aws-for-fluent-bit',
    repositories: ['public.ecr.aws/aws-observability/aws-for-fluent-bit', 'docker.io/amazon/aws-for-fluent-bit'],
    unmistakable: true,
    user: 'root',
    source: `${GITHUB}/aws/aws-for-fluent-bit/issues/928`,
  },
  {
    name: 'aws-for-fluent-bit (init)',
    repositories: ['public.ecr.aws/aws-observability/aws-for-fluent-bit', 'docker.io/amazon/aws-for-fluent-bit'],
    unmistakable: true,
    tags: /^init-/,
    writableRoot: 'it writes its configuration beside its programs in /init, which a mount there would hide',
    user: 'root',
    source: `${GITHUB}/aws/aws-for-fluent-bit/issues/824`,
  },
  {
    // User aoc since 0.35.0, root before.
    name: 'aws-otel-collector',
    repositories: ['public.ecr.aws/aws-observability/aws-otel-collector', 'docker.io/amazon/aws-otel-collector'],
    unmistakable: true,
    user: 'aoc',
    source: `${GITHUB}/aws-observability/aws-otel-collector/issues/2317`,
  },
  {
    name: 'aws-xray-daemon',
    repositories: ['public.ecr.aws/xray/aws-xray-daemon', 'docker.io/amazon/aws-xray-daemon'],
    unmistakable: true,
    user: '10001',
    source: `${GITHUB}/aws/aws-xray-daemon/blob/HEAD/Dockerfile`,
  },
  {
    // Runs under --cap-drop ALL only once upstream removes the file capability (pull request 466, open).
    name: 'caddy',
    repositories: official('caddy'),
    programs: ['caddy'],
    user: 'root',
    fileCapabilities: ['NET_BIND_SERVICE'],
    source: `${GITHUB}/caddyserver/caddy-docker/issues/396`,
  },
  {
    // It fails also to write a pid file (/opt/aws/amazon-cloudwatch-agent/var), which it only logs.
    name: 'cloudwatch-agent',
    repositories: ['public.ecr.aws/cloudwatch-agent/cloudwatch-agent', 'docker.io/amazon/cloudwatch-agent'],
    unmistakable: true,
    writes: [{ path: '/opt/aws/amazon-cloudwatch-agent/etc', purpose: 'its translated configuration' }],
    user: 'root',
    unverified: true,
    source: `${GITHUB}/aws/amazon-cloudwatch-agent/issues/276`,
  },
  {
    // /var/run/s6 and /var/log/datadog are declared VOLUME and so writable anyway. Its s6-overlay is version 2, which need
    // not be process 1: the image adapts it to a shared process namespace.
    name: 'datadog agent',
    repositories: [
      'docker.io/datadog/agent',
      'gcr.io/datadoghq/agent',
      'public.ecr.aws/datadog/agent',
      'registry.datadoghq.com/agent',
    ],
    writes: [
      { path: '/etc/datadog-agent', purpose: 'its configuration', kind: 'seeded' },
      { path: '/opt/datadog-agent/run', purpose: 'its state' },
      TMP,
    ],
    user: 'root',
    ownUser: '100',
    otherUser: {
      problem: 'its directories belong to dd-agent, uid 100',
      wayOut: "write user: '100'",
      users: ['100', 'dd-agent'],
    },
    source: 'https://docs.datadoghq.com/containers/guide/readonly-root-filesystem',
  },
  base('debian', official('debian'), OFFICIAL_IMAGES),
  base('distroless', ['gcr.io/distroless/*'], `${GITHUB}/GoogleContainerTools/distroless`),
  {
    // CoreCLR creates its diagnostics pipe in /tmp and does not start without. Chiseled and distroless tags run as 1654.
    name: 'dotnet',
    repositories: [
      'mcr.microsoft.com/dotnet/aspnet',
      'mcr.microsoft.com/dotnet/runtime',
      'mcr.microsoft.com/dotnet/runtime-deps',
      'mcr.microsoft.com/dotnet/sdk',
    ],
    writes: [{ path: '/tmp', purpose: 'the diagnostics pipe of the runtime' }],
    user: 'root',
    ownUser: '1654',
    source: `${GITHUB}/dotnet/runtime/issues/86259`,
  },
  base('eclipse-temurin', official('eclipse-temurin'), `${GITHUB}/adoptium/containers`),
  {
    name: 'envoy',
    repositories: ['docker.io/envoyproxy/envoy'],
    programs: ['envoy'],
    user: 'root',
    ownUser: 'envoy',
    capabilities: ['CHOWN', 'SETGID', 'SETUID'],
    source: `${GITHUB}/envoyproxy/envoy/blob/v1.30.0/ci/docker-entrypoint.sh`,
  },
  {
    name: 'envoy (distroless)',
    repositories: ['docker.io/envoyproxy/envoy'],
    tags: /^(contrib-)?distroless/,
    user: '65532',
    source: `${GITHUB}/envoyproxy/envoy/blob/v1.30.0/ci/Dockerfile-envoy`,
  },
  plain(
    'fluent-bit',
    ['docker.io/fluent/fluent-bit', 'cr.fluentbit.io/fluent/fluent-bit'],
    'root',
    `${GITHUB}/aws/aws-for-fluent-bit/issues/928`,
  ),
  // Its sample configuration writes to /fluentd/log; any real one (FireLens brings its own) says where.
  plain(
    'fluentd',
    ['docker.io/fluent/fluentd'],
    'fluent',
    `${GITHUB}/fluent/fluentd-docker-image/blob/HEAD/v1.16/debian/Dockerfile`,
  ),
  {
    name: 'grafana',
    repositories: [
      'docker.io/grafana/grafana',
      'docker.io/grafana/grafana-enterprise',
      'docker.io/grafana/grafana-oss',
    ],
    writes: [
      { path: '/var/lib/grafana', purpose: 'its database and plugins', kind: 'data', variable: 'GF_PATHS_DATA' },
    ],
    user: '472',
    source: `${GITHUB}/grafana/grafana/blob/HEAD/Dockerfile`,
  },
  plain('haproxy', official('haproxy'), '99', `${GITHUB}/docker-library/haproxy/blob/HEAD/Dockerfile.template`),
  {
    name: 'httpd',
    repositories: official('httpd'),
    programs: ['httpd', 'httpd-foreground', 'apachectl'],
    writes: [{ path: '/usr/local/apache2/logs', purpose: 'its pid file' }],
    user: 'root',
    capabilities: ['NET_BIND_SERVICE', 'SETGID', 'SETUID'],
    otherUser: {
      problem: 'its pid file goes to a directory of root',
      wayOut:
        "leave 'user' out, or build an image whose configuration has 'PidFile /tmp/httpd.pid' and a port from 1024",
    },
    source: `${GITHUB}/docker-library/httpd/issues/166`,
  },
  {
    // s6-overlay 3 runs scripts from /run, and a tmpfs there is mounted noexec.
    name: 'linuxserver',
    repositories: ['docker.io/linuxserver/*', 'lscr.io/linuxserver/*', 'ghcr.io/linuxserver/*'],
    writableRoot: 's6-overlay runs scripts that it writes to /run, and a tmpfs does not let them execute',
    user: 'root',
    otherUser: {
      problem: 's6-overlay starts as root and steps down to PUID and PGID',
      wayOut: "leave 'user' out and set the environment variables PUID and PGID",
    },
    firstProcess: true,
    unverified: true,
    source: `${GITHUB}/just-containers/s6-overlay/issues/535`,
  },
  mysql('mariadb', ['mariadbd', 'mysqld'], `${GITHUB}/MariaDB/mariadb-docker/blob/HEAD/docker-entrypoint.sh`),
  plain('memcached', official('memcached'), '11211', `${GITHUB}/docker-library/memcached/blob/HEAD/debian/Dockerfile`),
  {
    name: 'mongo',
    repositories: official('mongo'),
    programs: ['mongod'],
    writes: [{ path: '/data/db', purpose: 'the database', kind: 'data' }, TMP],
    user: 'root',
    ownUser: 'mongodb',
    capabilities: STEP_DOWN,
    source: `${GITHUB}/docker-library/mongo/blob/HEAD/docker-entrypoint.sh`,
  },
  mysql('mysql', ['mysqld'], `${GITHUB}/docker-library/mysql/blob/HEAD/docker-entrypoint.sh`),
  {
    // The entrypoint scripts that edit /etc/nginx give up quietly when they cannot.
    name: 'nginx',
    repositories: [...official('nginx'), 'public.ecr.aws/nginx/nginx'],
    programs: ['nginx', 'nginx-debug'],
    writes: [
      { path: '/run', purpose: 'its pid file' },
      { path: '/var/cache/nginx', purpose: 'buffered requests and responses' },
    ],
    user: 'root',
    capabilities: ['CHOWN', 'NET_BIND_SERVICE', 'SETGID', 'SETUID'],
    otherUser: {
      problem: 'its pid file and buffers go to directories of root',
      wayOut: "take the image nginxinc/nginx-unprivileged (uid 101, port 8080), or leave 'user' out",
    },
    source: `${GITHUB}/docker-library/docs/blob/HEAD/nginx/content.md`,
  },
  {
    name: 'nginx-unprivileged',
    repositories: [
      'docker.io/nginxinc/nginx-unprivileged',
      'ghcr.io/nginx/nginx-unprivileged',
      'ghcr.io/nginxinc/nginx-unprivileged',
      'public.ecr.aws/nginx/nginx-unprivileged',
      'quay.io/nginx/nginx-unprivileged',
    ],
    unmistakable: true,
    programs: ['nginx', 'nginx-debug'],
    writes: [{ path: '/tmp', purpose: 'its pid file and buffered requests and responses' }],
    user: '101',
    source: `${GITHUB}/nginx/docker-nginx-unprivileged/blob/HEAD/Dockerfile-debian.template`,
  },
  {
    name: 'node',
    repositories: official('node'),
    user: 'root',
    ownUser: '1000',
    source: `${GITHUB}/nodejs/docker-node/blob/HEAD/docs/BestPractices.md`,
  },
  {
    name: 'php (apache)',
    repositories: official('php'),
    tags: /apache/,
    programs: ['apache2', 'apache2-foreground'],
    writes: [
      { path: '/run/apache2', purpose: 'its pid file' },
      { path: '/run/lock/apache2', purpose: 'its locks' },
    ],
    user: 'root',
    capabilities: ['NET_BIND_SERVICE', 'SETGID', 'SETUID'],
    source: PHP,
  },
  plain('php (cli)', official('php'), 'root', PHP),
  {
    name: 'php (fpm)',
    repositories: official('php'),
    tags: /fpm/,
    programs: ['php-fpm'],
    user: 'root',
    ownUser: 'www-data',
    capabilities: ['SETGID', 'SETUID'],
    source: PHP,
  },
  postgres('postgres', /^(?!(9|1[0-7])\b)/, '/var/lib/postgresql'),
  postgres('postgres (9 to 17)', /^(9|1[0-7])\b/, '/var/lib/postgresql/data'),
  {
    name: 'prometheus',
    repositories: ['docker.io/prom/prometheus', 'quay.io/prometheus/prometheus'],
    writes: [{ path: '/prometheus', purpose: 'its time series', kind: 'data' }],
    user: 'nobody',
    source: `${GITHUB}/prometheus/prometheus/blob/HEAD/Dockerfile`,
  },
  base('python', official('python'), `${GITHUB}/docker-library/python`),
  {
    name: 'rabbitmq',
    repositories: official('rabbitmq'),
    programs: ['rabbitmq-server'],
    writes: [{ path: '/var/lib/rabbitmq', purpose: 'its messages and the Erlang cookie', kind: 'data' }],
    user: 'root',
    ownUser: 'rabbitmq',
    capabilities: STEP_DOWN,
    source: `${GITHUB}/docker-library/rabbitmq/blob/HEAD/Dockerfile-ubuntu.template`,
  },
  {
    // SETPCAP: its entrypoint empties the bounding set. Without SETUID and SETGID it runs on as root, but then the data
    // directory belongs to somebody else.
    name: 'redis',
    repositories: official('redis'),
    programs: ['redis-server'],
    writes: [{ path: '/data', purpose: 'its snapshots', kind: 'data' }],
    user: 'root',
    ownUser: '999',
    capabilities: ['CHOWN', 'SETGID', 'SETPCAP', 'SETUID'],
    source: `${GITHUB}/redis/docker-library-redis/blob/HEAD/debian/docker-entrypoint.sh`,
  },
  base('ruby', official('ruby'), `${GITHUB}/docker-library/ruby`),
  {
    name: 'serversideup/php',
    repositories: ['docker.io/serversideup/php', 'ghcr.io/serversideup/php'],
    tags: /fpm-(apache|nginx)/,
    writableRoot: 's6-overlay runs scripts that it writes to /run, and a tmpfs does not let them execute',
    user: '33',
    firstProcess: true,
    unverified: true,
    source: `${GITHUB}/just-containers/s6-overlay/issues/535`,
  },
  // Certificates that it obtains itself go where its configuration says.
  plain('traefik', official('traefik'), 'root', `${GITHUB}/traefik/traefik-library-image`),
  base('ubuntu', official('ubuntu'), OFFICIAL_IMAGES),
  {
    // Its entrypoint stops with an error when its user cannot write to /data.
    name: 'valkey',
    repositories: ['docker.io/valkey/valkey', 'public.ecr.aws/valkey/valkey'],
    programs: ['valkey-server'],
    writes: [{ path: '/data', purpose: 'its snapshots', kind: 'data' }],
    user: 'root',
    ownUser: '999',
    capabilities: ['CHOWN', 'SETGID', 'SETUID'],
    source: `${GITHUB}/valkey-io/valkey-container/blob/HEAD/docker-entrypoint.sh`,
  },
];
