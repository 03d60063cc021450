/** `ovsdb-client`: asks servers from the command line, with the C tool's commands, texts and exit codes (ovsdb-client(1)). */
import { readFileSync } from 'node:fs';
import { messageOf, systemMessage } from '#base';
import {
  backgroundOptions,
  CommandTable,
  commonOptions,
  directoriesOf,
  exitWhenWritten,
  hasOption,
  invokedName,
  loggingOptions,
  loggingOptionsHelp,
  optionArgument,
  parseCommandLine,
  takeBackground,
  tlsOptions,
  versionText,
} from '#daemon';
import {
  type Connection,
  connect,
  listen,
  openSession,
  parseRemote,
  RemoteError,
  request,
  splitRemotes,
  systemClock,
  tlsFiles,
} from '#ovsdb/jsonrpc';
import { isJsonArray, type JsonArray, OvsdbError, stringifyJson } from '#ovsdb/notation';
import { backupCommands } from './client-tool/backup-commands.js';
import type { Command } from './client-tool/command.js';
import { dumpCommand } from './client-tool/dump-command.js';
import { helpText } from './client-tool/help.js';
import { lockCommands, waitCommand } from './client-tool/lock-commands.js';
import { monitorCommands } from './client-tool/monitor-commands.js';
import { checkOperands, takeDatabase, takeServer } from './client-tool/operands.js';
import { Output, readOutputOptions } from './client-tool/output.js';
import { schemaCommands } from './client-tool/schema-commands.js';
import { transactCommands } from './client-tool/transact-commands.js';

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

function readCommandLine() {
  return parseCommandLine(
    process.argv.slice(2),
    [
      { name: 'format', short: 'f', argument: 'required' },
      { name: 'data', short: 'd', argument: 'required' },
      { name: 'no-headings', argument: 'none' },
      { name: 'pretty', argument: 'none' },
      { name: 'bare', argument: 'none' },
      { name: 'timestamp', argument: 'none' },
      { name: 'force', argument: 'none' },
      { name: 'db-change-aware', argument: 'none' },
      { name: 'no-db-change-aware', argument: 'none' },
      { name: 'timeout', short: 't', argument: 'required' },
      ...tlsOptions,
      ...loggingOptions,
      ...backgroundOptions.filter(({ name }) => name !== 'user'),
      ...commonOptions.filter(({ name }) => name !== 'unixctl'),
    ],
    { stopAtOperand: true },
  );
}

type CommandLine = ReturnType<typeof readCommandLine>;

async function main(): Promise<void> {
  const line = readCommandLine();
  const [name, ...words] = line.operands;
  if (hasOption(line, 'help') || name === 'help') {
    const logging = loggingOptionsHelp(program, directories);
    return void process.stdout.write(helpText(program, COMMANDS, defaultServer, logging));
  }
  if (hasOption(line, 'version')) return void process.stdout.write(versionText(program, 'ovs'));
  startTimeout(optionArgument(line, 'timeout'));
  const write = (text: string) => void process.stdout.write(text);
  const options = readOutputOptions(
    (option) => optionArgument(line, option),
    (option) => hasOption(line, option),
  );
  if (name === undefined) throw new Error('missing command name; use --help for help');
  const command = COMMANDS.find((each) => each.name === name);
  if (command === undefined) throw new Error(`unknown command '${name}'; use --help for help`);
  const { server, rest } = takeServer(command, words, defaultServer);
  // Other commands take these options without effect, as in the C tool.
  const background =
    command.isLasting === true
      ? await takeBackground(line, program, directories, versionText(program, 'ovs'))
      : { unixctl: new CommandTable(), becomeReady: () => {} };
  const connection = await open(line, server);

  let onNotification: (method: string, params: JsonArray) => void = () => {};
  let onClose: (error: Error) => void = () => {};
  const session = openSession(connection, {
    clock: systemClock,
    handlers: {
      notification: (method, params) => onNotification(method, params),
      close: (reason) => onClose(new Error(`${server}: ${reason ?? 'connection closed'}`)),
    },
  });
  const ask = (method: string, params: JsonArray) => request(session, method, params);
  const names = command.needs === 'database' ? await ask('list_dbs', []) : [];
  const taken =
    command.needs === 'database'
      ? takeDatabase(command, rest, isJsonArray(names) ? names.map(String) : [])
      : { database: '', rest };
  checkOperands(command, taken.rest);
  await command.run({
    session,
    server,
    database: taken.database,
    args: taken.rest,
    output: new Output(options, write, () => systemClock.now()),
    program,
    isForced: hasOption(line, 'force'),
    write,
    readFile: (path) => readFileSync(path, 'utf8'),
    readStandardInput: () => readFileSync(0),
    now: () => systemClock.now(),
    ask,
    ...background,
    listen(listener) {
      onNotification = listener;
      return new Promise<never>((_resolve, reject) => {
        onClose = reject;
      });
    },
  });
  session.close();
  // A listener would go on for ever.
  if (parseRemote(splitRemotes(server)[0] ?? server).passive) await exitWhenWritten(0);
}

function startTimeout(text: string | undefined): void {
  if (text === undefined) return;
  if (!/^\d+$/.test(text)) throw new Error(`value ${text} on -t or --timeout is invalid`);
  if (Number(text) > 0) setTimeout(() => process.kill(process.pid, 'SIGALRM'), Number(text) * 1000).unref();
}

/** The first of the servers that can be had; one that is listened for is waited for. */
async function open(line: CommandLine, servers: string): Promise<Connection> {
  const options = { rundir: directories.run, tls: tlsFiles((name) => optionArgument(line, name)) };
  let fault = new Error(`failed to connect to "${servers}" (Invalid argument)`);
  for (const server of splitRemotes(servers)) {
    try {
      if (!parseRemote(server).passive) return await connect(server, options);
      process.stderr.write(`${program}: ${server}: waiting for connection...\n`);
      return await new Promise<Connection>((resolve, reject) => void listen(server, resolve, options).catch(reject));
    } catch (error) {
      const why = error instanceof RemoteError ? 'Address family not supported by protocol' : systemMessage(error);
      const verb = error instanceof RemoteError ? 'connect or listen' : 'connect';
      fault = new Error(`failed to ${verb} to "${servers}" (${why})`);
    }
  }
  throw fault;
}

try {
  await main();
} catch (error) {
  const text = error instanceof OvsdbError ? stringifyJson(error.toJson(), 'sorted') : messageOf(error);
  process.stderr.write(`${program}: ${text}\n`);
  await exitWhenWritten(1);
}
