declare namespace jest {
  interface Matchers<R> {
    /** Compares a text with a file of its own; see `file-snapshot.ts`. */
    toMatchFileSnapshot(file: string): R;
  }
}
