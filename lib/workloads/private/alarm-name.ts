import { createHash } from 'node:crypto';
import { Aws, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { fail } from '../../internal/errors';

/** The room that the longest name of an alarm (255) leaves beside the longest name of a stack (128) and a slash. */
const PATH_ROOM = 255 - 128 - 1;
const HASH_LENGTH = 8;

/**
 * The name of an alarm, which a service can speak without referring to the alarm: the name of the stack and the path below
 * it. The same at each synthesis, another in each instance of the stack.
 *
 * @param parent of the alarm
 * @param id of the alarm below it
 * @param reader stack of the service that names the alarm
 */
export function alarmName(parent: Construct, id: string, reader: Stack): string {
  const stack = Stack.of(parent);
  const path = [...parent.node.scopes.slice(stack.node.scopes.length).map(({ node }) => node.id), id].join('/');
  return `${stackName(parent, stack, reader)}/${shortened(path)}`;
}

/** In its own stack by reference, so that a second stack of the same template has other alarms. */
function stackName(parent: Construct, stack: Stack, reader: Stack): string {
  if (stack === reader) {
    return Aws.STACK_NAME;
  }
  if (Token.isUnresolved(stack.stackName)) {
    fail(
      parent,
      'RollbackAlarms.otherStack',
      `the alarms would be in the nested stack '${stack.node.path}', whose name '${reader.node.path}' with the service cannot know; make them in the stack of the service`,
    );
  }
  return stack.stackName;
}

/** The head of a path that is too long, and a hash of all of it. */
function shortened(path: string): string {
  return path.length <= PATH_ROOM
    ? path
    : `${path.slice(0, PATH_ROOM - HASH_LENGTH - 1)}-${createHash('sha256').update(path).digest('hex').slice(0, HASH_LENGTH)}`;
}
