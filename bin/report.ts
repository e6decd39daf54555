/**
 * Prints what an assembly will run: `tsx bin/report.ts [folder]`, by default `cdk.out`.
 *
 * It reads the finished templates, so it tells what will be deployed, whichever constructs wrote it.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { CapacityPlan, EcsStartProof } from '../lib';
import { ContainerView, TaskView, viewTask } from '../lib/internal/task-view';
import { items, number, record, text } from '../lib/internal/template-value';

interface Acknowledgement {
  readonly where: string;
  readonly rule: string;
  readonly reason: string;
}

/** The report on a cloud assembly, as lines. */
export function reportOn(folder: string): string[] {
  const files = readdirSync(folder).sort();
  const stacks = files.filter((file) => file.endsWith('.template.json')).flatMap((file) => stackLines(folder, file));
  const acknowledged = files
    .filter((file) => file.endsWith('.metadata.json'))
    .flatMap((file) => acknowledgements(join(folder, file)));
  const assembly = new CloudAssembly(folder);
  return [
    ...stacks,
    'Can every task start?',
    ...indented(EcsStartProof.table(EcsStartProof.proveAssembly(folder))),
    '',
    'Where do the tasks land?',
    ...indented(CapacityPlan.fromAssembly(assembly).toText()),
    '',
    'Acknowledged, with the reason',
    ...(acknowledged.length === 0 ? ['  nothing'] : acknowledged.flatMap(acknowledgementLines)),
  ];
}

function indented(text: string): string[] {
  return text.split('\n').map((line) => `  ${line}`.trimEnd());
}

function stackLines(folder: string, file: string): string[] {
  const { Resources = {} } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const resources = Object.entries<{ Type: string; Properties?: Record<string, unknown> }>(Resources);
  const tasks = resources.filter(([, { Type }]) => Type === 'AWS::ECS::TaskDefinition');
  const services = resources.filter(([, { Type }]) => Type === 'AWS::ECS::Service');
  const scaled = resources.filter(([, { Type }]) => Type === 'AWS::ApplicationAutoScaling::ScalableTarget');
  const machines = resources.filter(([, { Type }]) => Type === 'AWS::StepFunctions::StateMachine');
  if (tasks.length === 0) {
    return [];
  }
  return [
    `Stack ${file.replace(/\.template\.json$/, '')}`,
    ...tasks.flatMap(([id, { Properties = {} }]) => {
      const running = services.filter(([, service]) => refersTo(service.Properties?.TaskDefinition, id));
      const family = text(Properties.Family);
      const job = machines.some(([, machine]) => family !== undefined && mentions(machine.Properties, family));
      const counts = running.map(([service, { Properties: { DesiredCount } = {} }]) =>
        countOf(
          DesiredCount,
          scaled.find(([, { Properties: { ResourceId } = {} }]) => mentions(ResourceId, service))?.[1].Properties,
        ),
      );
      return taskLines(viewTask(Properties), counts, job);
    }),
    '',
  ];
}

function refersTo(value: unknown, id: string): boolean {
  return typeof value === 'object' && value !== null && (value as { Ref?: string }).Ref === id;
}

/** Whether a name stands somewhere in a value. */
function mentions(value: unknown, name: string): boolean {
  return JSON.stringify(value ?? null).includes(name);
}

/** How many tasks a service has: what it asks for, or what its scaling may make of it. */
function countOf(desired: unknown, scaling: Record<string, unknown> = {}): [least: number, most: number] {
  const count = number(desired) ?? 1;
  return [number(scaling.MinCapacity) ?? count, number(scaling.MaxCapacity) ?? count];
}

function taskLines(task: TaskView, counts: readonly [least: number, most: number][], job: boolean): string[] {
  const { properties } = task;
  const [least, most] = counts.reduce(([low, high], [from, to]) => [low + from, high + to], [0, 0]);
  const tasks = `${least === most ? '' : `${least} to `}${most} task${most === 1 ? '' : 's'} on`;
  const runBy = counts.length > 0 ? tasks : job ? 'a job, on' : 'no service of this stack, for';
  return [
    '',
    `  ${text(properties.Family) ?? 'task'}: ${runBy} ${task.platforms.join(', ')}, ${sizeOf(task)}`,
    ...(task.pidMode === undefined ? [] : [`    processes   shared (pidMode ${task.pidMode})`]),
    ...kernelLines(task),
    ...task.containers.flatMap(containerLines),
  ];
}

function sizeOf({ properties }: TaskView): string {
  const cpu = number(properties.Cpu);
  const memory = number(properties.Memory);
  return `${cpu === undefined ? 'no CPU of its own' : `${cpu / 1024} vCPU`}, ${memory === undefined ? 'no memory of its own' : `${memory} MiB`}`;
}

/** Kernel parameters once for the task, not once for each container that repeats them. */
function kernelLines({ containers }: TaskView): string[] {
  const settings = containers.flatMap(({ properties }) =>
    items(properties.SystemControls).map(
      (control) => `${text(record(control).Namespace)} = ${text(record(control).Value)}`,
    ),
  );
  return [...new Set(settings)]
    .sort()
    .map((setting, index) => `    ${index === 0 ? 'kernel     ' : '           '} ${setting}`);
}

function containerLines(container: ContainerView): string[] {
  const { name, essential, properties } = container;
  const linux = record(properties.LinuxParameters);
  const writable = [
    ...items(linux.Tmpfs).map(
      (mount) => `${text(record(mount).ContainerPath)} (tmpfs, ${text(record(mount).Size)} MiB)`,
    ),
    ...items(properties.MountPoints).map((mount) => `${text(record(mount).ContainerPath)} (volume)`),
  ];
  const ports = items(properties.PortMappings).map((mapping) => text(record(mapping).ContainerPort));
  return [
    `    container   ${name}${essential ? '' : ' (not essential)'}: ${imageOf(properties.Image)}`,
    `      user      ${text(properties.User) ?? "the image's own; give it a non-root 'user' where it can run as one"}`,
    `      root      ${properties.ReadonlyRootFilesystem === true ? `read-only; writable: ${writable.join(', ') || 'nothing'}` : 'writable'}`,
    `      dropped   ${items(record(linux.Capabilities).Drop).join(', ') || 'no capability'}`,
    ...(ports.length === 0 ? [] : [`      ports     ${ports.join(', ')}`]),
  ];
}

/** The image, with what only the deployment knows in angle brackets. */
function imageOf(image: unknown): string {
  const known = text(image);
  if (known !== undefined) {
    return known;
  }
  const [, parts] = items((image as { 'Fn::Join'?: unknown } | undefined)?.['Fn::Join']);
  return (
    items(parts)
      .map((part) => text(part) ?? '<…>')
      .join('') || '<known at deployment>'
  );
}

function acknowledgements(file: string): Acknowledgement[] {
  const metadata: Record<string, { type: string; data: Record<string, string> }[]> = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : {};
  return Object.entries(metadata).flatMap(([where, entries]) =>
    entries
      .filter(({ type }) => type === 'aws:cdk:acknowledged-rules')
      .flatMap(({ data }) => Object.entries(data).map(([rule, reason]) => ({ where, rule, reason }))),
  );
}

function acknowledgementLines({ where, rule, reason }: Acknowledgement): string[] {
  return [`  ${rule}`, `    at ${where}: ${reason}`];
}

if (require.main === module) {
  process.stdout.write(`${reportOn(process.argv[2] ?? 'cdk.out').join('\n')}\n`);
}
