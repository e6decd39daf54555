import type { AppModel, Value } from '../app-model';
import type { ArnWriter } from './arns';
import { Policy, Principals, Statement, readPolicy } from './statement';

/** The policy that a value of a template is, with its texts written as those of all calls and policies. */
export function readWritten(model: AppModel, arns: ArnWriter, name: string, document: Value): Policy {
  return written(readPolicy(model, name, document), arns);
}

/** A service of one region, as `states.eu-west-1.amazonaws.com`: the same principal as without it. */
const OF_A_REGION = /^([a-z-]+)\.(?:\u27e6[^\u27e7]*\u27e7|[a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com$/;

function written({ name, statements }: Policy, arns: ArnWriter): Policy {
  const texts = (list: readonly string[] | undefined) => list?.map((text) => arns.write(text));
  const people = (principals: Principals | undefined): Principals | undefined =>
    principals === undefined || principals === '*'
      ? principals
      : Object.fromEntries(
          Object.entries(principals).map(([kind, names]) => [
            kind,
            (texts(names) ?? []).map((name) =>
              kind === 'Service' ? name.replace(OF_A_REGION, '$1.amazonaws.com') : name,
            ),
          ]),
        );
  return {
    name,
    statements: statements.map((statement): Statement => {
      const { resources, notResources, principals, notPrincipals, conditions } = statement;
      return {
        ...statement,
        ...(resources && { resources: texts(resources) }),
        ...(notResources && { notResources: texts(notResources) }),
        ...(principals !== undefined && { principals: people(principals) }),
        ...(notPrincipals !== undefined && { notPrincipals: people(notPrincipals) }),
        ...(conditions && {
          conditions: Object.fromEntries(
            Object.entries(conditions).map(([operator, keys]) => [
              operator,
              Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, texts(values) ?? []])),
            ]),
          ),
        }),
      };
    }),
  };
}
