/**
 * Command lines as all OVS and OVN programs read them: getopt_long(3) with abbreviated long options, joined short
 * options and the GNU texts of errors. Before it: `process.argv`. After it: a daemon's options, or the chain of commands of
 * a command-line tool.
 */
import { TypedError } from '#base';

/** One option a program takes. `name` is the long name without dashes; `short` its one-letter form. */
export interface OptionSpec {
  readonly name: string;
  readonly short?: string;
  readonly argument: 'none' | 'required' | 'optional';
}

/** One option as given; `argument` is undefined when none was given. */
export interface GivenOption {
  readonly name: string;
  readonly argument: string | undefined;
}

export interface CommandLine {
  readonly options: readonly GivenOption[];
  readonly operands: readonly string[];
}

/** A command line that cannot be read; the message is what the program prints after its name. Exit code 1. */
export class UsageError extends TypedError<'usage'> {
  constructor(message: string) {
    super('usage', message, {});
  }
}

export interface ParseMode {
  readonly stopAtOperand: boolean;
  /** `plain`: the wording of ovn-nbctl and ovn-sbctl, which read their options themselves. Default: getopt's. */
  readonly wording?: 'getopt' | 'plain';
}

/**
 * Splits `argv` (without program name) into options and operands. With `stopAtOperand` everything from the first operand on
 * is an operand (getopt's "+"); else options may stand between operands. A bare `--` ends the options. Throws `UsageError`.
 */
export function parseCommandLine(argv: readonly string[], specs: readonly OptionSpec[], mode: ParseMode): CommandLine {
  const options: GivenOption[] = [];
  const operands: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? '';
    if (word === '--') {
      operands.push(...argv.slice(at + 1));
      break;
    }
    if (word.startsWith('--')) {
      at += readLong(word, argv[at + 1], specs, options, mode.wording ?? 'getopt');
    } else if (word.startsWith('-') && word !== '-') {
      at += readShorts(word, argv[at + 1], specs, options, mode.wording ?? 'getopt');
    } else if (mode.stopAtOperand) {
      operands.push(...argv.slice(at));
      break;
    } else operands.push(word);
  }
  return { options, operands };
}

type Wording = 'getopt' | 'plain';

/** Reads one `--name[=argument]`; gives how many following words it took. */
function readLong(
  word: string,
  next: string | undefined,
  specs: readonly OptionSpec[],
  options: GivenOption[],
  wording: Wording,
): number {
  const equals = word.indexOf('=');
  const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
  const spec = findLong(word, name, specs, wording);
  const attached = equals < 0 ? undefined : word.slice(equals + 1);
  if (spec.argument === 'none' && attached !== undefined) {
    throw new UsageError(`option '${wording === 'plain' ? word : `--${spec.name}`}' doesn't allow an argument`);
  }
  if (spec.argument !== 'required' || attached !== undefined) {
    options.push({ name: spec.name, argument: attached });
    return 0;
  }
  if (next === undefined) throw new UsageError(`option '--${spec.name}' requires an argument`);
  options.push({ name: spec.name, argument: next });
  return 1;
}

function findLong(word: string, name: string, specs: readonly OptionSpec[], wording: Wording): OptionSpec {
  const exact = specs.find((spec) => spec.name === name);
  if (exact !== undefined) return exact;
  const matches = specs.filter((spec) => spec.name.startsWith(name));
  const [first] = matches;
  if (first === undefined || (matches.length > 1 && wording === 'plain')) {
    throw new UsageError(`unrecognized option '${word}'`);
  }
  if (matches.length > 1) {
    const possibilities = matches.map((spec) => `'--${spec.name}'`).join(' ');
    throw new UsageError(`option '${word}' is ambiguous; possibilities: ${possibilities}`);
  }
  return first;
}

/** Reads one word of joined short options; gives how many following words it took. */
function readShorts(
  word: string,
  next: string | undefined,
  specs: readonly OptionSpec[],
  options: GivenOption[],
  wording: Wording,
): number {
  for (let at = 1; at < word.length; at++) {
    const letter = word.charAt(at);
    const spec = specs.find((candidate) => candidate.short === letter);
    if (spec === undefined) {
      throw new UsageError(wording === 'plain' ? `unrecognized option '${letter}'` : `invalid option -- '${letter}'`);
    }
    if (spec.argument === 'none') {
      options.push({ name: spec.name, argument: undefined });
      continue;
    }
    const attached = word.slice(at + 1);
    if (attached !== '') {
      options.push({ name: spec.name, argument: attached });
      return 0;
    }
    if (spec.argument === 'optional') {
      options.push({ name: spec.name, argument: undefined });
      return 0;
    }
    if (next === undefined) {
      throw new UsageError(
        wording === 'plain' ? `option '-${letter}' requires an argument` : `option requires an argument -- '${letter}'`,
      );
    }
    options.push({ name: spec.name, argument: next });
    return 1;
  }
  return 0;
}

/** The argument of the last occurrence of an option; undefined when it was not given or has no argument. */
export function optionArgument(line: CommandLine, name: string): string | undefined {
  return line.options.findLast((option) => option.name === name)?.argument;
}

/** True when an option was given at all. */
export function hasOption(line: CommandLine, name: string): boolean {
  return line.options.some((option) => option.name === name);
}

/** What `--option` prints: each option in its long and its short form, as the C tools print them for completion. */
export function optionList(specs: readonly OptionSpec[]): string {
  const argument = { none: '', required: 'ARG', optional: '[ARG]' } as const;
  return specs
    .map(({ name, short, argument: takes }) => {
      const long = `--${name}${takes === 'none' ? '' : `=${argument[takes]}`}\n`;
      return short === undefined ? long : `${long}-${short} ${argument[takes]}\n`;
    })
    .join('');
}
