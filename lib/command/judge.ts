import { FILLED_IN } from '../app-model/templates';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { Acknowledgements } from '../app-model/acknowledged';
import { modelOfPath } from '../app-model/load';
import type { Scope } from '../app-model/resource';
import type { EcsFinding } from '../app-model/ecs-finding';
import { readTemplateText, refuseOtherThanTemplate } from '../app-model/template-text';
import { EcsChecks } from '../checks/ecs-checks';
import { fail } from '../internal/errors';
import type { NetworkFacts } from '../start-proof/network-facts';
import { JudgedFinding, Judgement, Severity, plural } from './judged';
import { newerSchema, notJudged } from './not-judged';
import { warnedAtSynth } from './warned-at-synth';

/** Services from which on a run takes long enough to say so. */
const LARGE = 50;

/** The facts that a user tells of the deployment beside the templates. */
export interface Told {
  /** Values of parameters by their names, or by `Stack:Name`. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly facts?: NetworkFacts;
  /** Told how far a large app is; the empty text at the end. */
  readonly progress?: (text: string) => void;
}

/**
 * Runs all checks on a cloud assembly or a template.
 *
 * @throws `Command.noInput` when there is nothing at the path, what the reader of assemblies and templates throws, and
 * `AppModel.unknownParameter`.
 */
export function judge(input: string, cwd: string, { parameters, facts, progress }: Told = {}): Judgement {
  const path = resolve(cwd, input);
  if (!existsSync(path)) {
    fail(
      undefined,
      'Command.noInput',
      `there is nothing at '${input}'; give the folder that 'cdk synth' writes, or a template`,
    );
  }
  if (statSync(path).isFile()) {
    refuseOtherThanTemplate(readTemplateText(readFileSync(path, 'utf8'), `'${input}'`).template, `'${input}'`);
  }
  const model = modelOfPath(path, { parameters });
  const services = model.ofType('AWS::ECS::Service').length;
  const say = services >= LARGE ? progress : undefined;
  say?.(`checking ${plural(services, 'service')} in ${plural(model.scopes.length, 'template')}`);
  const acknowledged = statSync(path).isDirectory() ? new Acknowledgements(path) : undefined;
  const linesOf = lineReader();
  const findings = EcsChecks._checkModel(model, { facts })
    .filter((finding) => {
      const [check, code] = halves(finding.code);
      return acknowledged?.hasFinding(check, { ...finding, code }) !== true;
    })
    .map((finding) => judged(finding, cwd, linesOf));
  const tasks = model.ofType('AWS::ECS::TaskDefinition').length;
  say?.('');
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
    notes: [
      ...macros.map((macro) =>
        macro.startsWith(FILLED_IN)
          ? `Fn::Transform fills in ${macro.slice(FILLED_IN.length)} at deployment; it is not judged`
          : macro.startsWith('Fn::')
            ? `${macro} makes resources at deployment only; they are not judged`
            : `${macro} may change the template at deployment; it is judged as it is written`,
      ),
      ...(acknowledged === undefined ? [] : newerSchema(path)),
      ...notJudged(model),
      ...warnedAtSynth(acknowledged?.openWarnings() ?? [], new Set(findings.map(({ code }) => code))),
      ...model.scopes.flatMap(assumption),
    ],
  };
}

function judged(
  { code: id, severity, message, fix, path, logicalId, templateFile, location }: EcsFinding,
  cwd: string,
  linesOf: (file: string, logicalId: string) => number | undefined,
): JudgedFinding {
  const file = templateFile === undefined ? undefined : relative(cwd, templateFile);
  const [check, code] = halves(id);
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

/** The parameters whose defaults were taken for their values. A value that CloudFormation masks is masked here too. */
function assumption({ stack, parent, template }: Scope): string[] {
  const assumed = parent === undefined ? Object.entries(stack.parameters ?? {}) : [];
  const said = assumed.map(([name, value]) => {
    const { NoEcho } = (template.Parameters?.[name] ?? {}) as { NoEcho?: unknown };
    return `${name} = ${NoEcho === true || NoEcho === 'true' ? '****' : `'${value}'`}`;
  });
  return said.length === 0 ? [] : [`judged with the defaults of the parameters: ${said.join(', ')}`];
}

/** The check and the code of an id, `Check::Code`. */
function halves(id: string): [string, string] {
  const at = id.indexOf('::');
  return [id.slice(0, at), id.slice(at + 2)];
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
