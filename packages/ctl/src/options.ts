/** Options that all command-line tools take, and how they are combined with those of their commands. */
import {
  type CommandLine,
  type GivenOption,
  loggingOptions,
  type OptionSpec,
  optionArgument,
  tlsOptions,
} from '#daemon';
import type { Command } from './command.js';
import { addOption } from './command-chain.js';
import { CommandError } from './command-error.js';
import { type TableStyle, tableFormats } from './output/table-output.js';
import { cellFormats } from './values/cell.js';

const none = (name: string): OptionSpec => ({ name, argument: 'none' });

export const tableOptions: readonly OptionSpec[] = [
  { name: 'format', short: 'f', argument: 'required' },
  { name: 'data', short: 'd', argument: 'required' },
  none('no-headings'),
  none('pretty'),
  none('bare'),
  { name: 'max-column-width', argument: 'required' },
];

export const commonOptions: readonly OptionSpec[] = [
  { name: 'db', argument: 'required' },
  none('no-syslog'),
  { name: 'help', short: 'h', argument: 'none' },
  none('commands'),
  none('options'),
  { name: 'version', short: 'V', argument: 'none' },
  none('dry-run'),
  none('oneline'),
  { name: 'timeout', short: 't', argument: 'required' },
];

/** The options of a tool: its own, the common ones, and those of all its commands, each name once. */
export function allOptions(own: readonly OptionSpec[], commands: Iterable<Command>): readonly OptionSpec[] {
  const specs = new Map<string, OptionSpec>();
  const commandOptions = [...commands].flatMap((command) => command.options);
  for (const spec of [...commonOptions, ...own, ...loggingOptions, ...tlsOptions, ...tableOptions, ...commandOptions]) {
    if (!specs.has(spec.name)) specs.set(spec.name, spec);
  }
  return [...specs.values()];
}

/** The options among those given that belong to the first command. Throws `CommandError` for one given twice. */
export function commandOptionsOf(
  line: CommandLine,
  own: readonly OptionSpec[],
): ReadonlyMap<string, string | undefined> {
  const global = new Set(
    [...commonOptions, ...own, ...loggingOptions, ...tlsOptions, ...tableOptions].map((o) => o.name),
  );
  const options = new Map<string, string | undefined>();
  for (const { name, argument } of line.options) if (!global.has(name)) addOption(options, name, argument);
  return options;
}

const PLAIN_STYLE: TableStyle = { format: 'list', cells: 'string', headings: true, pretty: false, maxColumnWidth: 0 };

/** How tables are to be printed: of options that say the same thing the last one holds. Throws `CommandError`. */
export function tableStyleOf(line: CommandLine): TableStyle {
  let style = PLAIN_STYLE;
  for (const option of line.options) style = { ...style, ...styleOf(option) };
  return style;
}

function styleOf({ name, argument = '' }: GivenOption): Partial<TableStyle> {
  switch (name) {
    case 'format':
      return { format: choose(tableFormats, argument, 'output') };
    case 'data':
      return { cells: choose(cellFormats, argument, 'data') };
    case 'bare':
      return { format: 'list', cells: 'bare', headings: false };
    case 'no-headings':
      return { headings: false };
    case 'pretty':
      return { pretty: true };
    case 'max-column-width':
      return { maxColumnWidth: Number.isInteger(Number(argument)) ? Number(argument) : 0 };
    default:
      return {};
  }
}

function choose<T extends string>(choices: readonly T[], text: string, what: string): T {
  const found = choices.find((choice) => choice === text);
  if (found === undefined) throw new CommandError(`unknown ${what} format "${text}"`);
  return found;
}

/** Seconds of `--timeout`, or of the environment's OVS_CTL_TIMEOUT; 0 for none. Throws `CommandError`. */
export function timeoutOf(line: CommandLine, environment: Readonly<Record<string, string | undefined>>): number {
  const given = optionArgument(line, 'timeout');
  const text = given ?? environment['OVS_CTL_TIMEOUT'];
  if (text === undefined) return 0;
  const seconds = Number(text);
  if (/^\d+$/.test(text) && seconds > 0) return seconds;
  if (given === undefined) return 0;
  throw new CommandError(`value ${text} on -t or --timeout is invalid`);
}
