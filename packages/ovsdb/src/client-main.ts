/** `ovsdb-client`: asks servers from the command line, with the C tool's commands, texts and exit codes (ovsdb-client(1)). */
import { readFileSync } from 'node:fs';
import { endWithReader, messageOf } from '#base';
import {
  backgroundOptions,
  type CommandLine,
  CommandTable,
  checkTls,
  directoriesOf,
  endBySignals,
  exitWhenWritten,
  hasOption,
  invokedName,
  type Log,
  loggingOptions,
  loggingOptionsHelp,
  type OptionSpec,
  optionArgument,
  optionsBefore,
  parseCommandLine,
  startTimeout,
  takeBackground,
  takeUser,
  tlsOptions,
  toolLog,
  versionText,
} from '#daemon';
import { noKeys, parseRemote, serverTlsFiles, splitRemotes, systemClock, tlsFiles } from '#ovsdb/jsonrpc';
import { OvsdbError, stringifyJson } from '#ovsdb/notation';
import { backupCommands } from './client-tool/backup-commands.js';
import type { Call, Command } from './client-tool/command.js';
import { dumpCommand } from './client-tool/dump-command.js';
import { helpText } from './client-tool/help.js';
import { lockCommands, waitCommand } from './client-tool/lock-commands.js';
import { monitorCommands } from './client-tool/monitor-commands.js';
import { takeServer } from './client-tool/operands.js';
import { Output, readOutputOptions } from './client-tool/output.js';
import { runCommand } from './client-tool/run-command.js';
import { schemaCommands } from './client-tool/schema-commands.js';
import { transactCommands } from './client-tool/transact-commands.js';
import { webSocketOptions } from './io/web-socket-options.js';

const COMMANDS: readonly Command[] = [
  ...schemaCommands.slice(0, 6),
  ...transactCommands,
  ...monitorCommands,
  ...schemaCommands.slice(6),
  waitCommand,
  dumpCommand,
  ...backupCommands,
  ...lockCommands,
];

const program = invokedName('ovsdb-client');
const directories = directoriesOf('ovs');
const defaultServer = `unix:${directories.run}/db.sock`;

/** Options that steer what C programs keep for debugging them. */
const REFUSED = ['record', 'replay'];
const OPTIONS: readonly OptionSpec[] = [
  { name: 'format', short: 'f', argument: 'required' },
  { name: 'data', short: 'd', argument: 'required' },
  { name: 'no-headings', argument: 'none' },
  { name: 'pretty', argument: 'none' },
  { name: 'bare', argument: 'none' },
  { name: 'max-column-width', argument: 'required' },
  { name: 'timestamp', argument: 'none' },
  { name: 'force', argument: 'none' },
  { name: 'leader-only', argument: 'none' },
  { name: 'no-leader-only', argument: 'none' },
  { name: 'db-change-aware', argument: 'none' },
  { name: 'no-db-change-aware', argument: 'none' },
  { name: 'timeout', short: 't', argument: 'required' },
  { name: 'ws-token-file', argument: 'required' },
  ...tlsOptions.filter(({ name }) => name !== 'peer-ca-cert'),
  ...loggingOptions,
  ...backgroundOptions,
  ...REFUSED.map((name): OptionSpec => ({ name, argument: 'optional' })),
  { name: 'help', short: 'h', argument: 'none' },
  { name: 'version', short: 'V', argument: 'none' },
];
const RETRY_MS = 1000;

async function main(): Promise<void> {
  const line = parseCommandLine(process.argv.slice(2), OPTIONS, { stopAtOperand: false });
  const [name, ...words] = line.operands;
  const write = (text: string) => void process.stdout.write(text);
  const first = optionsBefore(line, ['help', 'version']);
  if (first !== line) toolLog(first, program, directories, ['ovsdb_client']);
  if (hasOption(line, 'help') || name === 'help') {
    return write(helpText(program, COMMANDS, defaultServer, loggingOptionsHelp(program, directories)));
  }
  if (hasOption(line, 'version')) return write(versionText(program, 'ovs'));
  for (const option of REFUSED) {
    if (hasOption(line, option)) throw new Error(`--${option}: this program keeps no replay files`);
  }
  const log = toolLog(line, program, directories, ['ovsdb_client']);
  startTimeout(line, 't');
  const options = readOutputOptions(line.options);
  if (name === undefined) throw new Error('missing command name; use --help for help');
  const command = COMMANDS.find((each) => each.name === name);
  if (command === undefined) throw new Error(`unknown command '${name}'; use --help for help`);
  const background = await takeDaemonOptions(command, line, log);
  const { server, rest } = takeServer(command, words, defaultServer);
  const hasKeys = await checkTls(line, log, 'one by one', splitRemotes(server));
  await runCommand({
    ...background,
    command,
    server,
    words: rest,
    wantsLeader: line.options.findLast((option) => option.name.endsWith('leader-only'))?.name !== 'no-leader-only',
    transport: {
      rundir: directories.run,
      tls: hasKeys ? tlsFiles((option) => optionArgument(line, option)) : noKeys,
      serverTls: serverTlsFiles((option) => optionArgument(line, option)),
      ...webSocketOptions([], optionArgument(line, 'ws-token-file')),
      messageLog: log.module('jsonrpc'),
    },
    log,
    output: new Output(options, write, () => systemClock.now()),
    program,
    isForced: hasOption(line, 'force'),
    write,
    readFile: (path) => readFileSync(path, 'utf8'),
    readStandardInput: () => readFileSync(0),
    now: () => systemClock.now(),
    waiting: (place) => void process.stderr.write(`${program}: ${place}: waiting for connection...\n`),
    pause: () => new Promise((resolve) => setTimeout(resolve, RETRY_MS)),
  });
  // A listener would go on for ever.
  if (parseRemote(splitRemotes(server)[0] ?? server).passive) await exitWhenWritten(0);
}

type Background = Pick<Call, 'unixctl' | 'becomeReady'>;

/** Of these, other commands than those that go on take `--user` only, as in the C tool. */
async function takeDaemonOptions(command: Command, line: CommandLine, log: Log): Promise<Background> {
  if (command.isLasting === true) {
    return takeBackground(line, program, directories, versionText(program, 'ovs'), log);
  }
  endBySignals(log.module('ovsdb_client'));
  const user = optionArgument(line, 'user');
  if (user !== undefined)
    takeUser(user, { detach: false, monitor: false, logFile: undefined, pidfile: undefined }, 'foreground');
  return { unixctl: new CommandTable(), becomeReady: () => {} };
}

endWithReader(program);
try {
  await main();
} catch (error) {
  const text = error instanceof OvsdbError ? stringifyJson(error.toJson(), 'sorted') : messageOf(error);
  process.stderr.write(`${program}: ${text}\n`);
  await exitWhenWritten(1);
}
