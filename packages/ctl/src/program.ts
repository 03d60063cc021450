/** What a command-line tool is: a database, its commands in groups, and how it waits for what it configured to happen. */
import type { Uuid } from '#base';
import type { CommandLine, Directories, Family, OptionSpec } from '#daemon';
import type { AnyTable } from '#schemas';
import type { Command, Need } from './command.js';
import type { Catalog } from './database/catalog.js';
import type { RowSource } from './draft.js';

/** Commands under one heading of `--help`. */
export interface CommandGroup {
  readonly heading: string;
  readonly commands: readonly Command[];
}

/**
 * After a transaction the tool may wait until a daemon has acted on it: it adds 1 to `counter` of the root row, and waits until
 * `acknowledged` there has reached it.
 */
export interface Acknowledgement {
  readonly counter: string;
  readonly acknowledged: string;
  /** What `--print-wait-time` prints: columns with times (ms since 1970) that are set on the way. */
  readonly times?: readonly { readonly label: string; readonly column: string }[];
}

/** What there is to say when the daemon has acted: lines for stderr. */
export interface Aftermath {
  readonly needs: readonly Need[];
  lines(rows: RowSource, newRows: ReadonlySet<Uuid>, log: AftermathLog): readonly string[];
}

export interface AftermathLog {
  readonly directory: string;
}

export interface CtlProgram {
  /** Name where the launcher gave none. */
  readonly program: string;
  readonly family: Family;
  readonly title: string;
  readonly catalog: Catalog;
  /** The table of one row that every database of this schema has; made when it is missing. */
  readonly root: AnyTable;
  /** The database when neither `--db` nor the environment names one. */
  defaultDatabase(directories: Directories): string;
  /** Environment variable that names the database, and one that holds options. */
  readonly databaseVariable?: string;
  readonly optionsVariable?: string;
  /** Environment variable that names the control socket of a running `NAME --detach`, which then does the work. */
  readonly daemonVariable?: string;
  readonly groups: readonly CommandGroup[];
  /** Options of its own, before any command, and what `--help` says of them. */
  readonly options: readonly OptionSpec[];
  readonly optionsHelp: string;
  /** Which acknowledgement the options ask for. Throws `CommandError`. */
  acknowledgement(line: CommandLine): Acknowledgement | undefined;
  readonly aftermath?: Aftermath;
}
