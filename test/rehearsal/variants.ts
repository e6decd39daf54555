import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from './evaluate';

/** The variable whose value tells the double that a container exits at once. */
export const VARIABLE = 'REHEARSAL';
export const EXITS = 'exits';

/** An assembly as it would be after somebody gave each container another value of a variable. */
export function withVariable(assembly: string, to: string, value: string): void {
  patched(assembly, to, (template) => setVariable(template, value));
}

/**
 * The same with a fault: the new tasks exit at once, so that the circuit breaker of a service stops the deployment. Without a
 * service, a resource that waits for all others is refused.
 */
export function withFault(assembly: string, to: string): void {
  patched(assembly, to, (template) => {
    setVariable(template, EXITS);
    const all = template.Resources ?? {};
    if (!Object.values(all).some(({ Type }) => Type === 'AWS::ECS::Service')) {
      all.RehearsalFault = { Type: 'AWS::SNS::Topic', Properties: { Refused: true }, DependsOn: Object.keys(all) };
    }
  });
}

/** Gives each container of a template another value of the variable. */
export function setVariable({ Resources = {} }: Template, value: string): void {
  for (const { Type, Properties = {} } of Object.values(Resources)) {
    if (Type === 'AWS::ECS::TaskDefinition') {
      for (const container of Properties.ContainerDefinitions) {
        container.Environment = [...(container.Environment ?? []), { Name: VARIABLE, Value: value }];
      }
    } else if (Type === 'AWS::ECS::Cluster') {
      Properties.Tags = [...(Properties.Tags ?? []), { Key: VARIABLE, Value: value }];
    }
  }
}

/** A template is an asset under the hash of its content, and the CLI does not publish again what it finds published. */
function patched(assembly: string, to: string, change: (template: Template) => void): void {
  cpSync(assembly, to, { recursive: true });
  const files = readdirSync(to);
  for (const file of files.filter((each) => each.endsWith('.template.json'))) {
    const path = join(to, file);
    const manifest = join(to, file.replace('.template.json', '.assets.json'));
    const template = JSON.parse(readFileSync(path, 'utf8'));
    change(template);
    const text = JSON.stringify(template);
    writeFileSync(path, text);
    const { files: assets } = JSON.parse(readFileSync(manifest, 'utf8'));
    const [hash] = Object.entries<any>(assets).find(([, { source }]) => source.path === file)!;
    for (const each of [manifest, join(to, 'manifest.json')]) {
      const now = createHash('sha256').update(text).digest('hex');
      writeFileSync(each, readFileSync(each, 'utf8').replaceAll(hash, now));
    }
  }
}
