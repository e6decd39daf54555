import type { AppModel, Value } from '../app-model';
import type { ArnWriter } from './arns';
import { Policy, readPolicy } from './statement';

/** The policy that a value of a template is, with its texts written as those of all calls and policies. */
export function readWritten(model: AppModel, arns: ArnWriter, name: string, document: Value): Policy {
  return readPolicy(model, name, document, (value) => arns.textOf(value));
}
