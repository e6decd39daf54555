/** The process, as far as the command reads and writes it. */
export interface CommandIo {
  readonly cwd: string;
  /** True when standard output is a terminal that shows colours. */
  readonly colour: boolean;
  readonly out: (text: string) => void;
  /** Says on a terminal how far a long run is; absent where standard error is none. */
  readonly progress?: (text: string) => void;
  readonly error: (text: string) => void;
}
