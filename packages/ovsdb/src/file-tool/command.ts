/** What a command of `ovsdb-tool` is, and what it gets to work with. */
import type { Verbosity } from '#ovsdb/server';

/** Files and the outside world, as far as commands need them beyond the databases themselves. */
export interface ToolContext {
  /** The name the tool was called by. */
  readonly program: string;
  readonly defaults: { readonly database: string; readonly schema: string };
  /** How often `-m` was given; more than twice is twice. */
  readonly verbosity: Verbosity;
  /** `--rbac-role`; '' for the superuser. */
  readonly role: string;
  write(text: string): void;
  /** A line for what went wrong without being an error of the tool. */
  writeError(text: string): void;
  /** The text of a file. Throws the system's error. */
  readFile(path: string): string;
  /** Makes a file of such pieces, whole or not at all. Throws the system's error, when it is there, too. */
  createFile(path: string, pieces: Iterable<string>): void;
  /** Milliseconds since 1970. */
  now(): number;
}

export interface Command {
  readonly name: string;
  /** The operands, as `--help` shows them. */
  readonly usage: string;
  readonly help: string;
  readonly operands: readonly [min: number, max: number];
  /** Returns the exit code; 0 when it returns none. */
  run(args: readonly string[], context: ToolContext): number | undefined;
}
