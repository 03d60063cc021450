/**
 * What a command is: its place in the command table, the columns it needs, and what it does with the draft of a transaction.
 * Before it: command-chain.ts splits the command line. After it: io/session.ts loads the columns, runs the chain, commits.
 */
import type { AnyTable } from '#schemas';
import type { Draft } from './draft.js';
import type { TableOutput } from './output/table-output.js';
import type { RowNames } from './row-names.js';

/** An option of one command: `--may-exist`, `--id=@x`, `--bfd[=UUID]`. */
export interface CommandOption {
  readonly name: string;
  readonly argument: 'none' | 'required' | 'optional';
}

/** A table and the columns of it that a command reads; without columns: which rows there are. */
export interface Need {
  readonly table: AnyTable;
  readonly columns: readonly string[];
}

/** One command of the table. */
export interface Command {
  readonly name: string;
  /** Arguments as help shows them. */
  readonly usage: string;
  /** One or two sentences for help and the reference pages. */
  readonly summary: string;
  readonly minArguments: number;
  readonly maxArguments: number;
  readonly options: readonly CommandOption[];
  /** True when it never changes the database. */
  readonly isReadOnly?: boolean;
  /** True when waiting for the daemons is its purpose: it waits even when nothing changed. */
  readonly forcesWait?: boolean;
  /** What must be loaded first. May throw `CommandError` for arguments that name no table or column. */
  needs(call: Call): readonly Need[];
  /** Does it: reads and changes the draft, and fills `context.output`. Throws `CommandError`. */
  run(call: Call, context: CommandContext): Outcome;
}

/** `wait`: the condition does not hold yet; the chain starts over when the database has changed. */
export type Outcome = 'wait' | undefined;

/** A command as given on the command line. */
export interface Call {
  readonly command: Command;
  readonly arguments: readonly string[];
  /** Options by name without dashes; undefined where they have no argument. */
  readonly options: ReadonlyMap<string, string | undefined>;
}

export interface CommandContext {
  readonly draft: Draft;
  readonly names: RowNames;
  readonly output: CommandOutput;
  /** How tables are printed, for commands that print more than lines. */
  readonly tables: TableOutput;
  /** A warning for the log, which the console shows: `module|WARN|text`. */
  warn(module: string, text: string): void;
  /** An error for the log, said before the command fails with a message of its own. */
  fail(module: string, text: string): void;
}

/** What a command prints, kept until the transaction has succeeded. */
export class CommandOutput {
  #text = '';
  #table: string | undefined;

  /** Appends a line. */
  line(text: string): void {
    this.#text += `${text}\n`;
  }

  /** Appends text as it is. */
  write(text: string): void {
    this.#text += text;
  }

  /** A rendered table, which `--oneline` leaves as it is. */
  table(text: string): void {
    this.#table = text;
  }

  get text(): string {
    return this.#text;
  }

  get tableText(): string | undefined {
    return this.#table;
  }
}

/** Argument `index` of a call, which the command table guarantees to be there. */
export function argument(call: Call, index: number): string {
  return call.arguments[index] ?? '';
}

/** True when the call has this option. */
export function given(call: Call, option: string): boolean {
  return call.options.has(option);
}

export const flag = (name: string): CommandOption => ({ name, argument: 'none' });
export const valued = (name: string): CommandOption => ({ name, argument: 'required' });

/** `needs` of commands that need the same whatever their arguments. */
export function always(...needs: readonly (readonly [AnyTable, ...(readonly string[])])[]): () => readonly Need[] {
  const list = needs.map(([table, ...columns]) => ({ table, columns }));
  return () => list;
}
