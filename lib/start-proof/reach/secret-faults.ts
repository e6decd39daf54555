import { Value, asRecord, asText, hasMarks, items } from '../../app-model/values';
import { taskDefinitionView } from '../../app-model/views/task-definition';
import { fieldsOfSecret } from '../rights/access';
import type { NetworkModel } from '../../app-model/network/network-model';
import { Placement } from './placements';
import { StartNeed, StartVerdict } from '../start-proof-result';

/**
 * Finds secrets of which the agent cannot tell the key: behind the ARN it wants three colons or none.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
 * @see https://github.com/aws/amazon-ecs-agent/blob/master/agent/taskresource/asmsecret/asmsecret.go
 */
export function secretFaults({ graph, arns }: NetworkModel, { taskDefinition }: Placement): StartNeed[] {
  const faults: StartNeed[] = [];
  const look = (secret: Value, list: string, container: string): void => {
    const { Name, ValueFrom } = asRecord(secret);
    const fields = fieldsOfSecret(arns, graph.text(ValueFrom) ?? '');
    if (fields !== undefined && !hasMarks(fields) && !/^(:*|:[^:]*:[^:]*:[^:]*)$/.test(fields)) {
      faults.push({
        purpose: 'read a secret',
        target: 'secretsmanager',
        property: `${list}.${asText(Name) ?? '?'}`,
        container,
        plane: 'task',
        verdict: StartVerdict.BROKEN,
        code: 'StartProof.secretFields',
        reason: `'${fields}' behind the ARN of the secret is not ':<key>:<version stage>:<version id>' ("an invalid ARN format for the AWS Secrets Manager secret was specified")`,
        fix: `write all three colons, as in '${fields.split(':').slice(0, 2).join(':')}::'`,
      });
    }
  };
  const containers = taskDefinition ? taskDefinitionView(graph, taskDefinition).containers : [];
  for (const { name, properties } of containers) {
    for (const secret of items(properties.Secrets)) {
      look(secret, 'Secrets', name);
    }
    for (const secret of items(asRecord(properties.LogConfiguration).SecretOptions)) {
      look(secret, 'LogConfiguration.SecretOptions', name);
    }
  }
  return faults;
}
