/**
 * All options of a struct by name, those that are not given as `undefined`.
 *
 * A list of options that is passed on has this type, so that it does not compile until it says what becomes of a new one.
 */
export type Every<T> = { [K in keyof Required<T>]: T[K] | undefined };

/**
 * Takes what is left of a struct once each of its options was taken out by name. It compiles only when nothing is left, so
 * that an option which is declared and read nowhere is an error of the compiler.
 */
export function allTaken<T>(left: keyof T extends never ? T : never): void {
  void left;
}
