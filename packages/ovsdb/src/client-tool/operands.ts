/** Which words of a command line are SERVER and DATABASE: both may be left out (ovsdb-client(1)). */
import type { Command } from './command.js';

/** The words with the SERVER taken off: it is there when more words are there than the command needs and it has a colon. */
export function takeServer(
  command: Command,
  words: readonly string[],
  defaultServer: string,
): { readonly server: string; readonly rest: readonly string[] } {
  const [first = '', ...rest] = words;
  return words.length > command.operands[0] && /^[a-zA-Z].*:/.test(first)
    ? { server: first, rest }
    : { server: defaultServer, rest: words };
}

/** The words with the DATABASE taken off. `names`: the server's databases. Throws an Error where it has to be named. */
export function takeDatabase(
  command: Command,
  words: readonly string[],
  names: readonly string[],
): { readonly database: string; readonly rest: readonly string[] } {
  const [first = '', ...rest] = words;
  if (words.length > command.operands[0] && names.includes(first)) return { database: first, rest };
  const own = names.filter((name) => !name.startsWith('_'));
  const database = names.includes('Open_vSwitch') ? 'Open_vSwitch' : own.length === 1 ? own[0] : undefined;
  if (database === undefined) throw new Error('could not find a default database, please specify a database name');
  return { database, rest: words };
}

/** The first word as the DATABASE, whatever it is. Throws an Error where there is none. */
export function takeNamedDatabase(words: readonly string[]): {
  readonly database: string;
  readonly rest: readonly string[];
} {
  const [database, ...rest] = words;
  if (database === undefined) throw new Error('database name is required with multiple remotes');
  return { database, rest };
}

/** Throws an Error when the command does not take so many words. */
export function checkOperands({ name, operands: [least, most] }: Command, words: readonly string[]): void {
  if (words.length < least || words.length > most)
    throw new Error(`invalid syntax for '${name}' (use --help for help)`);
}
