import type { AppReport } from '../../app-report';
import type { ReportedStart, TaskCount } from '../../data/starts';
import type { ReportedContainer, ReportedTask } from '../../data/tasks';
import { Html, Part, html, joined } from '../html';
import { mark, pathOf } from '../marks';
import { Section, count, facts, fold, opens } from '../section';
import { TableKind, atMost, fewOf } from '../table';

export const CONTAINERS = new TableKind(
  'containers',
  'Container',
  'Image',
  'User',
  'File system',
  'Kernel',
  'Ports',
  'Logs',
);

/** So many tasks are shown one by one. */
const MOST_TASKS = 400;
const MOST_STARTS = 12;

/** Shows what runs: task definitions with their containers, sizes, kernel and namespace settings, and who is root. */
export function tasksSection({ tasks }: AppReport): Section {
  const started = tasks.filter(({ starts }) => starts.length > 0);
  const idle = tasks.filter(({ starts }) => starts.length === 0);
  return {
    id: 'tasks',
    title: 'What runs',
    note: tasks.length,
    body: html`${tasks.length === 0 && html`<p>No task definition is in these templates.</p>`}
    ${atMost(MOST_TASKS, started, (task) => taskOf(task, opens(tasks.length)))}
    ${
      idle.length > 0 &&
      html`<h3>Not judged</h3>
        <p>
          Nothing in the app starts these task definitions. Whether they can start depends on who runs them, and where.
        </p>
        ${atMost(MOST_TASKS, idle, (task) => taskOf(task, false))}`
    }`,
  };
}

function taskOf(task: ReportedTask, open: boolean): Html {
  const privileged = task.containers.some((container) => container.privileged);
  const root = task.containers.some(({ runsAsRoot }) => runsAsRoot === 'yes');
  return fold(
    html`${pathOf(task.path)} <span class="quiet">${platformsOf(task)}, ${sizeOf(task)}${runsOf(task)}</span> ${
        privileged ? mark('error', 'privileged') : root && mark('warning', 'root')
      }`,
    html`${facts(
      ['Family', task.family],
      ['Started by', fewOf(MOST_STARTS, task.starts, startOf)],
      ['Network mode', task.networkMode],
      ['Platform', `${task.operatingSystem}, ${task.architecture}`],
      ['Process namespace', task.pidMode === undefined ? '' : `shared (pidMode ${task.pidMode})`],
      ['IPC namespace', task.ipcMode === undefined ? '' : `ipcMode ${task.ipcMode}`],
      ['Kernel parameters', codes(task.kernel)],
      ['Volumes', task.volumes.join(', ')],
      ['Task role', task.taskRole ?? 'none'],
      ['Execution role', task.executionRole ?? 'none'],
    )}${CONTAINERS.render(`Containers of ${task.path}`, task.containers.map(containerOf))}`,
    open,
  );
}

/** Cores and memory, or why there are none. */
export function sizeOf({ cpu, memory, sizeUnknown }: ReportedTask): string {
  if (cpu === undefined && memory === undefined) {
    return sizeUnknown ? 'a size known at deployment' : 'no size of its own';
  }
  return [
    cpu === undefined ? 'no CPU of its own' : `${cpu / 1024} vCPU`,
    memory === undefined ? 'no memory of its own' : memory % 1024 === 0 ? `${memory / 1024} GiB` : `${memory} MiB`,
  ].join(', ');
}

function platformsOf({ platforms, starts }: ReportedTask): string {
  const computes = [...new Set(starts.map(({ compute }) => compute))].filter((compute) => compute !== 'unknown');
  return computes.join(', ') || platforms.join(', ') || 'EC2';
}

function runsOf({ starts }: ReportedTask): string {
  const counts = starts.flatMap(({ count: tasks }) => tasks ?? []);
  const sum = (pick: (each: TaskCount) => number): number => counts.reduce((total, each) => total + pick(each), 0);
  return counts.length === 0
    ? ''
    : `, ${rangeOf(
        sum(({ least }) => least),
        sum(({ most }) => most),
      )}`;
}

/** `2 tasks`, or `2 to 20 tasks`. */
export function rangeOf(least: number, most: number): string {
  return least === most ? count(most, 'task') : `${least} to ${count(most, 'task')}`;
}

const KINDS: Readonly<Record<string, string>> = {
  service: 'service',
  taskSet: 'task set',
  rule: 'EventBridge rule',
  schedule: 'schedule',
  stateMachine: 'state machine',
  pipe: 'pipe',
};

function startOf({ kind, path, count: tasks }: ReportedStart): Html {
  return html`${KINDS[kind] ?? kind} ${pathOf(path)}${tasks && ` (${rangeOf(tasks.least, tasks.most)})`}`;
}

function containerOf(container: ReportedContainer): Part[] {
  const { name, essential, image, ports, secrets, logs } = container;
  return [
    html`<strong>${name}</strong>${!essential && html` <span class="quiet">not essential</span>`}`,
    html`<code>${image}</code>${secrets > 0 && html` <span class="quiet">${count(secrets, 'secret')}</span>`}`,
    userOf(container),
    container.readOnlyRoot === undefined
      ? mark('unknown', 'known at deployment')
      : container.readOnlyRoot
        ? html`read-only${container.writable.length > 0 && html`; writable: ${codes(container.writable)}`}`
        : html`writable${container.writable.length > 0 && html`; mounted: ${codes(container.writable)}`}`,
    html`${container.added.length > 0 && html`adds ${codes(container.added)}; `}${
      container.dropped.length > 0 ? html`drops ${codes(container.dropped)}` : 'drops no capability'
    }`,
    ports.join(', '),
    logs,
  ];
}

function userOf({ user, runsAsRoot, privileged }: ReportedContainer): Html {
  return html`${privileged && mark('error', 'privileged')}
  ${
    runsAsRoot === 'yes'
      ? mark('warning', `root (${user})`)
      : runsAsRoot === 'no'
        ? user
        : mark('unknown', user ?? runsAsRoot)
  }`;
}

function codes(texts: readonly string[]): Part {
  return texts.length === 0
    ? ''
    : joined(
        texts.map((text) => html`<code>${text}</code>`),
        ', ',
      );
}
