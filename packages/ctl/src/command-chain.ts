/**
 * Splits what follows a program's own options into calls of commands: `--may-exist ls-add a -- lsp-add a b`. Options of the
 * first command come mixed with the program's own, so they arrive already parsed. Errors are worded as by the C programs.
 */
import type { Call, Command, CommandOption } from './command.js';
import { CommandError } from './command-error.js';

type Options = ReadonlyMap<string, string | undefined>;

/** `first`: options of commands that stood before the first command. Throws `CommandError`. */
export function parseChain(
  words: readonly string[],
  first: Options,
  commands: ReadonlyMap<string, Command>,
): readonly Call[] {
  const calls: Call[] = [];
  let options = first;
  for (const part of split(words)) {
    if (part.length > 0) {
      calls.push(parseCall(part, options, commands));
      options = new Map();
    }
  }
  if (calls.length === 0) throw new CommandError('missing command name (use --help for help)');
  return calls;
}

function split(words: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [[]];
  for (const word of words) {
    if (word === '--') parts.push([]);
    else parts.at(-1)?.push(word);
  }
  return parts;
}

/** Puts an option into `options`. Throws when it is there already. */
export function addOption(options: Map<string, string | undefined>, name: string, value: string | undefined): void {
  if (options.has(name)) throw new CommandError(`'--${name}' option specified multiple times`);
  options.set(name, value);
}

function parseCall(words: readonly string[], before: Options, commands: ReadonlyMap<string, Command>): Call {
  const options = new Map(before);
  let at = 0;
  for (; words[at]?.startsWith('-'); at++) {
    const word = words[at] ?? '';
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    if (!name.startsWith('--')) throw new CommandError(`unrecognized option '${word}'`);
    addOption(options, name.slice(2), equals < 0 ? undefined : word.slice(equals + 1));
  }
  const name = words[at];
  if (name === undefined) throw new CommandError('missing command name (use --help for help)');
  const command = commands.get(name);
  if (command === undefined) throw new CommandError(`unknown command '${name}'; use --help for help`);
  for (const [option, value] of options) checkOption(command, option, value);
  const args = words.slice(at + 1);
  checkCount(command, args);
  return { command, arguments: args, options };
}

function checkOption(command: Command, option: string, value: string | undefined): void {
  const spec: CommandOption | undefined = command.options.find(({ name }) => name === option);
  if (spec === undefined) throw new CommandError(`'${command.name}' command has no '--${option}' option`);
  if (spec.argument === 'required' && value === undefined) {
    throw new CommandError(`missing argument to '--${option}' option on '${command.name}' command`);
  }
  if (spec.argument === 'none' && value !== undefined) {
    throw new CommandError(`'--${option}' option on '${command.name}' does not accept an argument`);
  }
}

function checkCount(command: Command, args: readonly string[]): void {
  const { name, minArguments, maxArguments } = command;
  if (args.length < minArguments) {
    throw new CommandError(`'${name}' command requires at least ${minArguments} arguments`);
  }
  if (args.length <= maxArguments) return;
  const misplaced = args.some((arg) => arg.startsWith('--'));
  throw new CommandError(
    `'${name}' command takes at most ${maxArguments} arguments` +
      (misplaced ? ' (note that options must precede command names and follow a "--" argument)' : ''),
  );
}
