/** What a command of `ovsdb-client` is, and what it gets to work with. */
import type { Logger, Unixctl } from '#daemon';
import type { Session } from '#ovsdb/jsonrpc';
import { type DatabaseSchema, type Json, type JsonArray, parseSchema } from '#ovsdb/notation';
import type { Output } from './output.js';

export interface Call {
  readonly session: Session;
  /** As the command line names it. */
  readonly server: string;
  /** '' for commands that take none. */
  readonly database: string;
  readonly args: readonly string[];
  readonly output: Output;
  /** The name the tool was called by. */
  readonly program: string;
  /** `--force`. */
  readonly isForced: boolean;
  /** Writes what is no text of a table: a database file. */
  write(text: string): void;
  /** The text of a file. Throws the system's error. */
  readFile(path: string): string;
  readStandardInput(): Buffer;
  /** Milliseconds since 1970. */
  now(): number;
  ask(method: string, params: JsonArray): Promise<Json>;
  /** Calls `listener` for each notification; the promise never resolves, and rejects when the connection ends. */
  listen(listener: (method: string, params: JsonArray) => void): Promise<never>;
  /** Run-time commands, where it goes on in the background. */
  readonly unixctl: Unixctl;
  readonly log: Logger;
  /** The first words have been said: from here on it may go on in the background. */
  becomeReady(): void;
}

export interface Command {
  readonly name: string;
  /** Whether a DATABASE follows the SERVER. */
  readonly needs: 'server' | 'database';
  /** True when it goes on until it is ended, and takes the daemon options. */
  readonly isLasting?: boolean;
  /** True when a server that is not there is waited for, and one that goes away. */
  readonly isPatient?: boolean;
  /** How many words may follow those two. */
  readonly operands: readonly [min: number, max: number];
  /** The command line and what it does, as `--help` shows them. */
  readonly help: readonly [usage: string, ...lines: string[]];
  run(call: Call): Promise<void>;
}

export async function schemaOf({ ask, database }: Pick<Call, 'ask' | 'database'>): Promise<DatabaseSchema> {
  return parseSchema(await ask('get_schema', [database]));
}
