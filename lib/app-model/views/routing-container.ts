/** A container with its properties: as the model has them, or as rules take them, from constructs too. */
interface AnyContainer<T> {
  readonly properties: Readonly<Record<string, T>>;
}

/** The `FirelensConfiguration` of a container, which routes the logs of the others by it; `undefined` when it does not. */
export function routerConfiguration<T>({ properties }: AnyContainer<T>): T | undefined {
  return properties.FirelensConfiguration;
}

/** Whether a container routes the logs of the others, or may: whether it does can be known only at deployment. */
export function isRouter(container: AnyContainer<unknown>): boolean {
  return routerConfiguration(container) !== undefined;
}
