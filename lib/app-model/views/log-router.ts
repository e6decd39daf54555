import { initObjectName, writesIncludedFile } from '../../internal/fluent-bit-services';
import { readFluentBit } from '../../internal/fluent-bit-text';
import type { AppModel } from '../app-model';
import type { Resource } from '../resource';
import { Value, asRecord, asText, items } from '../values';
import { routerConfiguration } from './routing-container';
import { Container, taskDefinitionView } from './task-definition';
import { perResource } from './view';

/** FireLens in a task definition. */
export interface LogRoutingView {
  /** The containers that are log routers. ECS refuses several; the agent takes the configuration of the first. */
  readonly routers: readonly LogRouter[];
  /** The outputs of the containers that log through a router, and those of the text that the first router writes. */
  readonly outputs: readonly LogOutput[];
}

/** A container that routes the logs of the others. */
export interface LogRouter {
  readonly container: Container;
  /** The object of S3 that the agent configures it by, as the execution role; one at the most. */
  readonly fetchedByAgent: readonly Value[];
  /** The objects of S3 that the process of the init image fetches, as the task role. */
  readonly fetchedByInit: readonly Value[];
}

/** One output of a log router, options by their names in small letters. */
export interface LogOutput {
  /** The container whose logs it takes; absent for an output of the router's own text. */
  readonly container?: Container;
  readonly options: Readonly<Record<string, string | undefined>>;
}

/** FireLens in a task definition. */
export const logRoutingView = perResource((model, resource): LogRoutingView => readRouting(model, resource));

/** A container as a log router, when it is one. */
export function logRouterOf(container: Container): LogRouter | undefined {
  const configuration = routerConfiguration(container);
  if (configuration === undefined) {
    return undefined;
  }
  const options = asRecord(asRecord(configuration).Options);
  return {
    container,
    fetchedByAgent: asText(options['config-file-type']) === 's3' ? [options['config-file-value']] : [],
    fetchedByInit: items(container.properties.Environment)
      .map((variable) => asRecord(variable))
      .filter(({ Name: name }) => initObjectName(asText(name) ?? ''))
      .map(({ Value: value }) => value),
  };
}

function readRouting(model: AppModel, resource: Resource): LogRoutingView {
  const { containers } = taskDefinitionView(model, resource);
  const routers = containers.flatMap((container) => logRouterOf(container) ?? []);
  return {
    routers,
    outputs: [
      ...containers.flatMap((container) => outputOf(model, container) ?? []),
      ...routers.slice(0, 1).flatMap((router) => writtenOutputs(model, router)),
    ],
  };
}

function outputOf(model: AppModel, container: Container): LogOutput | undefined {
  const { LogDriver: driver, Options: options } = asRecord(container.properties.LogConfiguration);
  return asText(driver) === 'awsfirelens'
    ? {
        container,
        options: lowered(Object.entries(asRecord(options)).map(([key, value]) => [key, model.text(value)])),
      }
    : undefined;
}

function writtenOutputs(model: AppModel, { container }: LogRouter): LogOutput[] {
  const [script, , included] = items(container.properties.Command);
  return writesIncludedFile(model.text(script))
    ? readFluentBit(model.text(included) ?? '')
        .sections.filter(({ kind }) => kind === 'OUTPUT')
        .map(({ entries }) => ({ options: lowered(entries.map(({ key, value }) => [key, value])) }))
    : [];
}

function lowered(entries: readonly (readonly [string, string | undefined])[]): LogOutput['options'] {
  return Object.fromEntries(entries.map(([key, value]) => [key.toLowerCase(), value]));
}
