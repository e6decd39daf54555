import { dirname, join } from 'node:path';
import * as ts from 'typescript';

const ROOT = join(__dirname, '..', '..');

/** Around each snippet: what a team has before its first workload. */
const PREAMBLE = `
import { Duration, Stack } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as cloudmap from 'aws-cdk-lib/aws-servicediscovery';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as groundwork from '../../lib/workloads';
import { TaskSize } from '../../lib/task-definition/task-size';
import { TaskApplicationLoadBalancer } from '../../lib/task-networking/task-application-load-balancer';
import { TaskHttpApi } from '../../lib/task-networking/task-http-api';
declare const stack: Stack;
declare const cluster: ecs.ICluster;
declare const certificate: acm.ICertificate;
declare const balancer: TaskApplicationLoadBalancer;
declare const httpApi: TaskHttpApi;
declare const authorizer: apigateway.IHttpRouteAuthorizer;
declare const listener: elbv2.IApplicationListener;
declare const taskDefinition: ecs.TaskDefinition;
declare const logGroup: logs.ILogGroup;
declare const group: ec2.ISecurityGroup;
declare const namespace: cloudmap.INamespace;
declare const queue: sqs.IQueue;
declare const container: { image: ecs.ContainerImage; port: number };
declare const size: TaskSize;
void [Duration, httpApi, authorizer, stack, cluster, certificate, balancer, listener, taskDefinition, logGroup, group, namespace, queue, container, size];
`;

const web = (props: string) =>
  `new groundwork.WebService(stack, 'Api', { cluster, certificate, container, ${props} });`;
const worker = (props: string) => `new groundwork.WorkerService(stack, 'Mails', { cluster, container, ${props} });`;
const backend = (props: string) => `new groundwork.BackendService(stack, 'Orders', { cluster, container, ${props} });`;

/** Of each set of options that exclude each other: one that is meant, which compiles, and two together, which must not. */
const EITHER_OR: Readonly<Record<string, { readonly right: string; readonly wrong: readonly string[] }>> = {
  'a task definition that exists, or what describes a new one': {
    right: backend('task: groundwork.WorkloadTask.existing(taskDefinition)'),
    wrong: [
      backend('task: groundwork.WorkloadTask.existing(taskDefinition, { size })'),
      backend('task: groundwork.WorkloadTask.of({ size, taskDefinition })'),
      backend('task: taskDefinition'),
      backend('taskDefinition, size'),
    ],
  },
  'a shared load balancer, or a listener': {
    right: web("ingress: groundwork.WebIngress.sharedBalancer(balancer, { paths: ['/*'] })"),
    wrong: [
      web("ingress: groundwork.WebIngress.sharedBalancer(balancer, { listener, paths: ['/*'] })"),
      web('loadBalancer: balancer, listener'),
    ],
  },
  'a load balancer that exists, or what describes a new one': {
    right: web('ingress: groundwork.WebIngress.internetFacing({ redirectHttp: false, deletionProtection: true })'),
    wrong: [
      web('ingress: groundwork.WebIngress.sharedBalancer(balancer, { redirectHttp: false })'),
      web('ingress: groundwork.WebIngress.sharedBalancer(balancer, { deletionProtection: true })'),
      web('ingress: groundwork.WebIngress.listener(listener, { internetFacing: true })'),
      web('ingress: groundwork.WebIngress.listener(listener, { vpcSubnets: {} })'),
    ],
  },
  'internal, or internet-facing': {
    right: web('ingress: groundwork.WebIngress.internal()'),
    wrong: [web('ingress: groundwork.WebIngress.internal({ internetFacing: true })')],
  },
  'plain HTTP, or what belongs to HTTPS': {
    right: web('ingress: groundwork.WebIngress.plainHttp({ internetFacing: true })'),
    wrong: [
      web('ingress: groundwork.WebIngress.plainHttp({ sslPolicy: elbv2.SslPolicy.TLS13_13 })'),
      web('ingress: groundwork.WebIngress.plainHttp({ redirectHttp: true })'),
      web('ingress: groundwork.WebIngress.plainHttp({ certificate })'),
    ],
  },
  'a test listener without a listener of yours': {
    right: web("ingress: groundwork.WebIngress.listener(listener, { testListener: listener, paths: ['/*'] })"),
    wrong: [
      web('ingress: groundwork.WebIngress.internal({ testListener: listener })'),
      web('ingress: groundwork.WebIngress.sharedBalancer(balancer, { testListener: listener })'),
    ],
  },
  'an HTTP API that says who may call, or one for everybody': {
    right: web("ingress: groundwork.WebIngress.httpApi({ authorizer, path: '/orders', throttle: { rateLimit: 10 } })"),
    wrong: [
      web("ingress: groundwork.WebIngress.httpApi({ path: '/orders' })"),
      web('ingress: groundwork.WebIngress.httpApi()'),
      web('ingress: groundwork.WebIngress.publicHttpApi({ authorizer })'),
    ],
  },
  'an HTTP API that exists, or what describes a new one': {
    right: web("ingress: groundwork.WebIngress.sharedHttpApi(httpApi, { path: '/orders' })"),
    wrong: [
      web("ingress: groundwork.WebIngress.sharedHttpApi(httpApi, { path: '/orders', throttle: { rateLimit: 10 } })"),
      web("ingress: groundwork.WebIngress.sharedHttpApi(httpApi, { vpcLink: httpApi.vpcLink, path: '/orders' })"),
      web('ingress: groundwork.WebIngress.existingHttpApi(httpApi.api, { detailedMetrics: true })'),
      web("ingress: groundwork.WebIngress.publicHttpApi({ hosts: ['api.example.com'] })"),
    ],
  },
  'a fixed desired count, or scaling': {
    right: backend('desiredCount: groundwork.DesiredCount.scaled({ max: 5, cpuPercent: 60 })'),
    wrong: [
      backend('desiredCount: groundwork.DesiredCount.fixed(2), scaling: { max: 5, cpuPercent: 60 }'),
      backend('desiredCount: groundwork.DesiredCount.scaled({ max: 5, desiredCount: 2 })'),
      backend('desiredCount: 2'),
    ],
  },
  'a queue that exists, or what describes a new one': {
    right: worker('queue: groundwork.WorkerQueue.existing(queue, { maxMessageAge: Duration.minutes(5) })'),
    wrong: [
      worker('queue: groundwork.WorkerQueue.existing(queue, { maxReceiveCount: 3 })'),
      worker('queue: groundwork.WorkerQueue.existing(queue, { visibilityTimeout: Duration.minutes(5) })'),
      worker('queue: groundwork.WorkerQueue.create({ queue })'),
      worker('queue, maxReceiveCount: 3'),
    ],
  },
  'no queue, or what describes one': {
    right: worker('queue: groundwork.WorkerQueue.none()'),
    wrong: [worker("queue: groundwork.WorkerQueue.none({ variable: 'QUEUE' })")],
  },
  'a log group that exists, or the retention of a new one': {
    right: backend('task: groundwork.WorkloadTask.of({ logGroup: groundwork.TaskLogGroup.existing(logGroup) })'),
    wrong: [
      backend(
        'task: groundwork.WorkloadTask.of({ logGroup: groundwork.TaskLogGroup.existing(logGroup, { retention: logs.RetentionDays.ONE_DAY }) })',
      ),
      backend('task: groundwork.WorkloadTask.of({ logGroup, logRetention: logs.RetentionDays.ONE_DAY })'),
    ],
  },
  'security groups that exist, or a rule of a new one': {
    right: backend('securityGroups: groundwork.WorkloadSecurityGroups.create({ httpsEgress: true })'),
    wrong: [
      backend('securityGroups: groundwork.WorkloadSecurityGroups.existing([group], { httpsEgress: true })'),
      backend('securityGroups: groundwork.WorkloadSecurityGroups.existing([group]), httpsEgress: true'),
    ],
  },
  'a namespace that exists, or the name of a new one': {
    right:
      "groundwork.ServiceConnect.server('orders', { namespace: groundwork.ServiceNamespace.existing(namespace) });",
    wrong: [
      "groundwork.ServiceConnect.server('orders', { namespace: groundwork.ServiceNamespace.existing(namespace), newNamespace: 'shop' });",
      "groundwork.ServiceDiscovery.named('orders', { namespace: groundwork.ServiceNamespace.existing(namespace, 'shop') });",
    ],
  },
  'an ingress for a service that has none': {
    right: backend('dashboard: true'),
    wrong: [backend('ingress: groundwork.WebIngress.internal()'), worker('certificate')],
  },
};

/** Properties of the props of each construct. A number may fall; it rises only with a decision record. */
const BUDGET: Readonly<Record<string, number>> = {
  WebServiceProps: 24,
  BackendServiceProps: 17,
  WorkerServiceProps: 19,
  JobTaskProps: 11,
  OneOffJobProps: 15,
  ScheduledJobProps: 19,
};

/** What keeps an option from being declared and forwarded nowhere. */
const FORWARDED = {
  imports:
    "import { Every, allTaken } from '../../lib/internal/every';\ninterface Options { readonly a?: string; readonly b?: string }\ndeclare const options: Options;\n",
  right: [
    'const { a, b, ...rest } = options; allTaken<typeof rest>(rest); void [a, b];',
    'const { a, ...rest } = options; allTaken<typeof rest, { readonly b?: string }>(rest); void a;',
    'const every: Every<Options> = { a: options.a, b: undefined }; void every;',
  ],
  wrong: [
    'const { a, ...rest } = options; allTaken<typeof rest>(rest); void a;',
    'const every: Every<Options> = { a: options.a }; void every;',
  ],
};

const snippets = new Map<string, string>();
const nameOf = (set: string, which: string) => join(__dirname, `snippet ${set} ${which}.ts`.replace(/[,:]/g, ''));
for (const [set, { right, wrong }] of Object.entries(EITHER_OR)) {
  snippets.set(nameOf(set, 'right'), right);
  wrong.forEach((each, index) => snippets.set(nameOf(set, `wrong ${index}`), each));
}

const forwarded = (which: 'right' | 'wrong', index: number) => join(__dirname, `forwarded ${which} ${index}.ts`);
for (const which of ['right', 'wrong'] as const) {
  FORWARDED[which].forEach((each, index) => snippets.set(forwarded(which, index), FORWARDED.imports + each));
}

const program = programOf(snippets);

describe('A call site', () => {
  test.each(Object.keys(EITHER_OR))('says either, and compiles: %s', (set) => {
    expect(faultsOf(nameOf(set, 'right'))).toEqual([]);
  });

  test.each(
    Object.entries(EITHER_OR).flatMap(([set, { wrong }]) => wrong.map((each, index) => [set, index, each] as const)),
  )('does not compile with both: %s (%i)', (set, index) => {
    const faults = faultsOf(nameOf(set, `wrong ${index}`));

    expect(faults).not.toEqual([]);
    // No such property, no such argument, or not of the type: never a mistake of the snippet itself.
    expect(faults.filter((code) => ![2353, 2554, 2322, 2345, 2561, 2739, 2740, 2741].includes(code))).toEqual([]);
  });
});

describe('An option', () => {
  test.each(FORWARDED.right.map((each, index) => [each, index] as const))('that is read compiles: %s', (_, index) => {
    expect(faultsOf(forwarded('right', index))).toEqual([]);
  });

  test.each(FORWARDED.wrong.map((each, index) => [each, index] as const))(
    'that is forwarded nowhere does not compile: %s',
    (_, index) => {
      expect(faultsOf(forwarded('wrong', index))).toHaveLength(1);
    },
  );
});

describe('The props of a workload', () => {
  test.each(Object.entries(BUDGET))('%s has the %i properties that are written down', (name, most) => {
    const names = propertiesOf(name);

    expect(names.length).toBeGreaterThan(5);
    expect({ name, count: names.length, names }).toMatchObject({ count: most });
  });
});

function programOf(texts: ReadonlyMap<string, string>): ts.Program {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (file) => ts.sys.readFile(file)) as {
    config: { extends: string };
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const host = ts.createCompilerHost(options);
  const read = host.readFile.bind(host);
  const exists = host.fileExists.bind(host);
  const source = host.getSourceFile.bind(host);
  host.readFile = (file) => (texts.has(file) ? PREAMBLE + texts.get(file)! : read(file));
  host.fileExists = (file) => texts.has(file) || exists(file);
  host.getSourceFile = (file, target) =>
    texts.has(file) ? ts.createSourceFile(file, PREAMBLE + texts.get(file)!, target) : source(file, target);
  const types = join(dirname(__dirname), '..', 'lib/workloads/index.ts');
  return ts.createProgram(
    [...texts.keys(), types],
    { ...options, noEmit: true, noUnusedLocals: false, types: ['node'] },
    host,
  );
}

/** The codes of what the compiler says of a snippet. */
function faultsOf(file: string): number[] {
  return program.getSemanticDiagnostics(program.getSourceFile(file)).map(({ code }) => code);
}

/** The properties of an interface of the workloads, inherited ones too. */
function propertiesOf(name: string): string[] {
  const checker = program.getTypeChecker();
  const index = program.getSourceFile(join(ROOT, 'lib/workloads/index.ts'))!;
  const found = checker
    .getExportsOfModule(checker.getSymbolAtLocation(index)!)
    .find((symbol) => symbol.getName() === name)!;
  const resolved = (found.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(found) : found;
  return checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(resolved)).map((each) => each.getName());
}
