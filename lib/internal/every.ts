/**
 * All options of a struct by name, those that are not given as `undefined`.
 *
 * A list of options that is passed on has this type, so that it does not compile until it says what becomes of a new one.
 */
export type Every<T> = { [K in keyof Required<T>]: T[K] | undefined };

/** The options that are left once those of another struct are taken away. */
type Left<Rest, Inherited> = Exclude<keyof Rest, keyof Inherited>;

/**
 * States that nothing is left of a struct once each option was taken out of it by name. It compiles only when that is so: an
 * option that is declared and read nowhere is an error of the compiler, which names it.
 *
 * `const { image, port, ...rest } = options; allTaken<typeof rest>(rest);`
 */
export function allTaken<Rest, Inherited = unknown>(
  _rest: Rest,
  ...forgotten: [Left<Rest, Inherited>] extends [never] ? [] : [forgotten: Left<Rest, Inherited>]
): void {
  void forgotten;
}
