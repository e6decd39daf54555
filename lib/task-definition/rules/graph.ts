import { Finding } from '../../internal/finding';
import { ContainerView, TaskView } from '../../internal/task-view';
import { flag, isUnknown, isWhollyKnown, text } from '../../internal/template-value';
import { LocatedFinding, inEcsWords, refusal } from '../private/located-finding';
import { containerNamesKnown, containersByName, entries, knownContainers, knownCount } from '../private/task-reading';

/** Containers of one task definition, not adjustable. ECS service quotas, read 2026-11-20. */
const MAX_CONTAINERS = 10;

/** The containers as a whole, and the order in which they start. */
export function graphFindings(task: TaskView): Finding[] {
  const byName = containersByName(task);
  const namesKnown = containerNamesKnown(task);
  return [
    ...setFindings(task),
    ...nameFindings(task),
    ...knownContainers(task).flatMap((container) => dependencyFindings(container, byName, namesKnown)),
    ...cycleFindings(byName),
  ];
}

function setFindings({ properties, containers }: TaskView): LocatedFinding[] {
  const { ContainerDefinitions } = properties;
  const known = isWhollyKnown(ContainerDefinitions);
  if (containers.length === 0) {
    return known
      ? [
          refusal(
            'ContainerGraph.empty',
            'ContainerDefinitions',
            `the task must have at least one container, got none; call addContainer${inEcsWords('Container list cannot be empty')}`,
          ),
        ]
      : [];
  }
  const findings: LocatedFinding[] = [];
  const count = knownCount(ContainerDefinitions);
  if (count > MAX_CONTAINERS) {
    findings.push(
      refusal(
        'ContainerGraph.tooMany',
        'ContainerDefinitions',
        `a task must have at most ${MAX_CONTAINERS} containers, got ${count}; split it into several task definitions${inEcsWords('Too many containers.')}`,
      ),
    );
  }
  if (known && containers.every((container) => flag(container.properties.Essential) === false)) {
    findings.push(
      refusal(
        'ContainerGraph.noneEssential',
        'ContainerDefinitions',
        `at least one container must be essential, got 'essential' false on all ${containers.length}; leave it out on the one that does the work${inEcsWords("Task definition doesn't have any essential container")}`,
      ),
    );
  }
  return findings;
}

function nameFindings(task: TaskView): LocatedFinding[] {
  const seen = new Set<string>();
  const findings: LocatedFinding[] = [];
  for (const { name, index, properties } of knownContainers(task)) {
    if (text(properties.Name) === undefined) {
      continue;
    }
    if (seen.has(name)) {
      findings.push(
        refusal(
          'ContainerGraph.duplicateName',
          `ContainerDefinitions.${index}.Name`,
          `'containerName' must be unique in the task, got '${name}' twice${inEcsWords('Container names must be unique within a task definition')}`,
        ),
      );
    }
    seen.add(name);
  }
  return findings;
}

function dependencyFindings(
  { name, properties }: ContainerView,
  byName: ReadonlyMap<string, ContainerView>,
  namesKnown: boolean,
): LocatedFinding[] {
  return entries(properties.DependsOn).flatMap(([dependency, index]) => {
    const target = text(dependency.ContainerName);
    const condition = text(dependency.Condition);
    const property = `DependsOn.${index}`;
    if (target === undefined) {
      return [];
    }
    const container = byName.get(target);
    if (container === undefined) {
      return namesKnown
        ? [
            refusal(
              'ContainerGraph.missingTarget',
              `${property}.ContainerName`,
              `container '${name}' depends on '${target}', the task has ${[...byName.keys()].join(', ')}${inEcsWords(`Cannot depend on container ${target} because it does not exist`)}`,
              name,
            ),
          ]
        : [];
    }
    if (condition === 'HEALTHY' && container.properties.HealthCheck === undefined) {
      return [
        refusal(
          'ContainerGraph.noHealthCheck',
          `${property}.Condition`,
          `container '${name}' waits for '${target}' to be HEALTHY, which has no 'healthCheck' (one in the image does not count); give it one or depend on START${inEcsWords('A dependency container with HEALTHY condition must have health check configured')}`,
          name,
        ),
      ];
    }
    const essential = container.essential && !isUnknown(container.properties.Essential);
    if ((condition === 'COMPLETE' || condition === 'SUCCESS') && essential) {
      return [
        refusal(
          'ContainerGraph.essentialMustNotEnd',
          `${property}.Condition`,
          `container '${name}' waits for ${condition} of '${target}', which is essential: its end would end the task; set 'essential' false on '${target}' or depend on START${inEcsWords('A dependency container with SUCCESS or COMPLETE condition cannot be an essential container')}`,
          name,
        ),
      ];
    }
    return [];
  });
}

/** Reports each cycle once, as the path that it is. Depth first, each container visited once. */
function cycleFindings(byName: ReadonlyMap<string, ContainerView>): LocatedFinding[] {
  const findings: LocatedFinding[] = [];
  const done = new Set<string>();
  const path: string[] = [];

  const visit = (name: string): void => {
    const start = path.indexOf(name);
    if (start >= 0) {
      findings.push(cycleFinding([...path.slice(start), name]));
      return;
    }
    const container = byName.get(name);
    if (container === undefined || done.has(name)) {
      return;
    }
    path.push(name);
    for (const [dependency] of entries(container.properties.DependsOn)) {
      const target = text(dependency.ContainerName);
      if (target !== undefined) {
        visit(target);
      }
    }
    path.pop();
    done.add(name);
  };

  for (const name of byName.keys()) {
    visit(name);
  }
  return findings;
}

function cycleFinding(path: readonly string[]): LocatedFinding {
  const [first] = path;
  return refusal(
    'ContainerGraph.cycle',
    'DependsOn',
    path.length === 2
      ? `container '${first}' must not depend on itself`
      : `containers must not wait for each other, got ${path.join(' -> ')}; remove one of these dependencies`,
    first,
  );
}
