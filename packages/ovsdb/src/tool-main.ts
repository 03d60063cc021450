/**
 * `ovsdb-tool`: works on database files that no server has open, with the C tool's commands, texts and exit codes
 * (ovsdb-tool(1), docs/tools.md). Reads files of ovsdb-server, too; `import` and `export` turn one into the other.
 */
import { closeSync, fsyncSync, openSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endWithReader, messageOf, systemCode, systemMessage, textChunks } from '#base';
import {
  type CommandLine,
  directoriesOf,
  hasOption,
  invokedName,
  loggingOptionsHelp,
  type OptionSpec,
  optionArgument,
  optionList,
  parseCommandLine,
  systemClock,
  toolLog,
  versionText,
} from '#daemon';
import { OvsdbError } from '#ovsdb/notation';
import { StoreError, type Verbosity } from '#ovsdb/server';
import { clusterCommands } from './file-tool/cluster-commands.js';
import type { Command, ToolContext } from './file-tool/command.js';
import { createCommands } from './file-tool/create-commands.js';
import { commandList, helpText } from './file-tool/help.js';
import { logCommand } from './file-tool/log-command.js';
import { schemaCommands } from './file-tool/schema-commands.js';
import { transactionCommands } from './file-tool/transaction-commands.js';
import { versionCommand } from './file-tool/version-command.js';

const COMMANDS: readonly Command[] = [
  ...createCommands,
  ...schemaCommands,
  ...clusterCommands,
  versionCommand,
  ...transactionCommands,
  logCommand,
];
const OPTIONS: readonly OptionSpec[] = [
  { name: 'more', short: 'm', argument: 'none' },
  { name: 'rbac-role', argument: 'required' },
  { name: 'cid', argument: 'required' },
  { name: 'election-timer', argument: 'required' },
  { name: 'verbose', short: 'v', argument: 'optional' },
  { name: 'help', short: 'h', argument: 'none' },
  { name: 'option', short: 'o', argument: 'none' },
  { name: 'version', short: 'V', argument: 'none' },
];
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const FILE_MODE = 0o640;

const program = invokedName('ovsdb-tool');
const directories = directoriesOf('ovs');
const write = (text: string) => void process.stdout.write(text);

function main(): number {
  const line = parseCommandLine(process.argv.slice(2), OPTIONS, { stopAtOperand: false });
  const [name, ...args] = line.operands;
  const context = contextOf(line);
  const information = informationOf(line, name, context);
  if (information !== undefined) {
    write(information);
    return 0;
  }
  toolLog(line, program, directories);
  checkClusterOptions(line);
  if (name === undefined) throw new Error('missing command name; use --help for help');
  const command = COMMANDS.find((each) => each.name === name);
  if (command === undefined) throw new Error(`unknown command '${name}'; use --help for help`);
  const [least, most] = command.operands;
  if (args.length < least) throw new Error(`'${name}' command requires at least ${least} arguments`);
  if (args.length > most) throw new Error(`'${name}' command takes at most ${most} arguments`);
  return command.run(args, context) ?? 0;
}

/** What is printed in the place of running a command. */
function informationOf(line: CommandLine, name: string | undefined, context: ToolContext): string | undefined {
  if (hasOption(line, 'help') || name === 'help') {
    return helpText(context, COMMANDS, loggingHelp());
  }
  if (hasOption(line, 'option')) return optionList(OPTIONS);
  if (hasOption(line, 'version')) return versionText(program, 'ovs');
  return name === 'list-commands' ? commandList(COMMANDS) : undefined;
}

/** This tool, like C's, keeps no log: of the options there is `-v`. */
function loggingHelp(): string {
  return `${loggingOptionsHelp(program, directories).split('\n').slice(0, 4).join('\n')}\n`;
}

function contextOf(line: CommandLine): ToolContext {
  const more = line.options.filter((option) => option.name === 'more').length;
  const verbosity: Verbosity = more >= 2 ? 2 : more === 1 ? 1 : 0;
  return {
    program,
    defaults: {
      database: join(directories.database, 'conf.db'),
      schema: '/usr/share/openvswitch/vswitch.ovsschema',
    },
    verbosity,
    role: optionArgument(line, 'rbac-role') ?? '',
    write,
    writeError: (text) => void process.stderr.write(text),
    readFile: (path) => readFileSync(path, 'utf8'),
    createFile,
    now: () => systemClock.now(),
  };
}

/** Whole or not at all; never in the place of a file. */
function createFile(path: string, pieces: Iterable<string>): void {
  const failed = (what: string, error: unknown) => new Error(`I/O error: ${path}: ${what} (${systemMessage(error)})`);
  let descriptor: number;
  try {
    descriptor = openSync(path, 'wx', FILE_MODE);
  } catch (error) {
    throw failed('create failed', error);
  }
  try {
    for (const chunk of textChunks(pieces)) writeFileSync(descriptor, chunk);
    fsyncSync(descriptor);
  } catch (error) {
    unlinkSync(path);
    // What comes of the pieces speaks for itself.
    throw systemCode(error) === undefined ? error : failed('write failed', error);
  } finally {
    closeSync(descriptor);
  }
}

/** Options of commands that are refused: they are checked all the same, as C's are before any command. */
function checkClusterOptions(line: CommandLine): void {
  const id = optionArgument(line, 'cid');
  if (id !== undefined && (!UUID.test(id) || /^[0-]+$/.test(id))) throw new Error(`${id}: not a valid UUID`);
  const timer = optionArgument(line, 'election-timer');
  if (timer === undefined || (/^\d+$/.test(timer) && Number(timer) >= 100 && Number(timer) <= 600_000)) return;
  throw new Error('ovsdb error: election timer must be between 100 and 600000, in msec.');
}

endWithReader(program);
try {
  process.exitCode = main();
} catch (error) {
  process.stderr.write(`${program}: ${textOf(error)}\n`);
  process.exitCode = 1;
}

function textOf(error: unknown): string {
  if (error instanceof StoreError) {
    return `${error.code === 'store-format' ? 'ovsdb error' : 'I/O error'}: ${error.message}`;
  }
  if (!(error instanceof OvsdbError)) return messageOf(error);
  return `${error.syntax === undefined ? '' : `syntax "${error.syntax}": `}${error.message}`;
}
