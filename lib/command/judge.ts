import { existsSync, readFileSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { modelOfPath } from '../app-model/load';
import type { EcsFinding } from '../app-model/ecs-finding';
import { readTemplateText } from '../app-model/template-text';
import { CapacityChecks } from '../capacity-providers/capacity-checks';
import { FirelensChecks } from '../firelens/firelens-checks';
import { fail } from '../internal/errors';
import { Nist800190Checks } from '../security/checks/nist-800-190';
import { TaskDefinitionChecks } from '../task-definition/task-definition-checks';
import { EcsStartProof } from '../task-networking/start-proof';
import { Acknowledgements, idsOf } from './acknowledged';
import { JudgedFinding, Judgement, Severity, plural } from './judged';

/** The five checks, by the names that their findings are acknowledged with. */
const CHECKS: readonly (readonly [string, (path: string) => EcsFinding[]])[] = [
  ['TaskDefinitionChecks', (path) => TaskDefinitionChecks.checkAssembly(path)],
  ['EcsStartProof', (path) => EcsStartProof.checkAssembly(path)],
  ['CapacityChecks', (path) => CapacityChecks.checkAssembly(path)],
  ['FirelensChecks', (path) => FirelensChecks.checkAssembly(path)],
  ['NIST.800.190', (path) => Nist800190Checks.checkAssembly(path)],
];

/**
 * Runs all checks on a cloud assembly or a template.
 *
 * @throws `Command.noInput` when there is nothing at the path, and what the reader of assemblies and templates throws.
 */
export function judge(input: string, cwd: string): Judgement {
  const path = resolve(cwd, input);
  if (!existsSync(path)) {
    fail(
      undefined,
      'Command.noInput',
      `there is nothing at '${input}'; give the folder that 'cdk synth' writes, or a template`,
    );
  }
  const model = modelOfPath(path);
  const acknowledged = statSync(path).isDirectory() ? new Acknowledgements(path) : undefined;
  const linesOf = lineReader();
  const findings = CHECKS.flatMap(([check, run]) =>
    run(path)
      .filter((finding) => acknowledged?.has(finding.path, idsOf(check, finding.code)) !== true)
      .map((finding) => judged(check, finding, cwd, linesOf)),
  );
  const tasks = model.ofType('AWS::ECS::TaskDefinition').length;
  const services = model.ofType('AWS::ECS::Service').length;
  const macros = [...new Set(model.scopes.flatMap((scope) => scope.macros))];
  return {
    input,
    scope: [
      plural(model.scopes.length, 'template'),
      plural(tasks, 'task definition'),
      plural(services, 'service'),
    ].join(', '),
    findings: folded(findings),
    accepted: 0,
    notes: macros.map((macro) => `${macro} makes resources at deployment only; they are not judged`),
  };
}

function judged(
  check: string,
  { code, severity, message, fix, path, logicalId, templateFile, location }: EcsFinding,
  cwd: string,
  linesOf: (file: string, logicalId: string) => number | undefined,
): JudgedFinding {
  const file = templateFile === undefined ? undefined : relative(cwd, templateFile);
  const line = templateFile === undefined ? undefined : linesOf(templateFile, logicalId);
  return {
    check,
    code,
    severity: severity as Severity,
    message,
    ...(fix !== undefined && { fix }),
    places: [
      {
        path,
        ...(logicalId !== '' && { logicalId }),
        ...(file !== undefined && { file }),
        ...(line !== undefined && { line }),
        property: location,
      },
    ],
  };
}

/** One finding for equal words, with all the places that they are about. */
function folded(findings: readonly JudgedFinding[]): JudgedFinding[] {
  const groups = new Map<string, JudgedFinding>();
  for (const finding of findings) {
    const { check, code, severity, message, fix } = finding;
    const key = JSON.stringify([check, code, severity, message, fix]);
    const same = groups.get(key);
    groups.set(key, same === undefined ? finding : { ...same, places: [...same.places, ...finding.places] });
  }
  return [...groups.values()];
}

/** Looks lines up, reading each template once. */
function lineReader(): (file: string, logicalId: string) => number | undefined {
  const known = new Map<string, (logicalId: string) => number | undefined>();
  return (file, logicalId) => {
    let lines = known.get(file);
    if (lines === undefined) {
      lines = readTemplateText(readFileSync(file, 'utf8'), file).lineOf;
      known.set(file, lines);
    }
    return lines(logicalId);
  };
}
