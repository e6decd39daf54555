/** A command to run, and what it answers. */
export interface FactCommand {
  /** The command, ready to paste. */
  readonly command: string;
  /** The file that it writes, below the folder of the facts. */
  readonly file: string;
  /** The facts that it tells, as in `the endpoints of vpc-0a1`. */
  readonly tells: string;
}
