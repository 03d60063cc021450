/**
 * Runs a command-line tool from `process.argv` to its exit code: reads options, loads what the commands need, has the chain
 * executed, prints. With a daemon of its own running, it only hands the command line on.
 */
/**
 * Runs a command-line tool from `process.argv` to its exit code: reads options, loads what the commands need, runs them on a
 * draft until a transaction with it succeeds, waits for the daemons if asked to, prints.
 */
import { endWithReader, messageOf } from '#base';
import {
  type CommandLine,
  checkTls,
  checkUser,
  directoriesOf,
  exitWhenWritten,
  hasOption,
  invokedName,
  Log,
  optionArgument,
  optionsBefore,
  parseCommandLine,
  systemClock,
  toolLog,
  versionText,
} from '#daemon';
import { RemoteError, splitRemotes } from '#ovsdb/jsonrpc';
import { needsOf } from '../chain-run.js';
import type { Command } from '../command.js';
import { parseChain } from '../command-chain.js';
import { CommandError } from '../command-error.js';
import { commandLineText } from '../command-line-text.js';
import { databaseCommands } from '../database/commands.js';
import { ExitRequest } from '../exit-request.js';
import { helpText } from '../help.js';
import { allOptions, commandOptionsOf, tableStyleOf, timeoutOf } from '../options.js';
import type { CommandGroup, CtlProgram } from '../program.js';
import { ChainExecutor } from './chain-executor.js';
import { ChangeSignal } from './change-signal.js';
import { daemonSocket, runInDaemon } from './ctl-client.js';
import { databaseOf, openDatabase, ownNeeds } from './database-connection.js';

/** Runs the tool and ends the process. */
export async function runCtl(program: CtlProgram): Promise<void> {
  const name = invokedName(program.program);
  endWithReader(name, 1);
  if (program.daemonVariable !== undefined && process.argv.includes('--detach')) {
    // Loaded only here: no other start has the time for it.
    const { serveCtl } = await import('./ctl-server.js');
    return serveCtl(program, commandsOf(program));
  }
  try {
    await exitWhenWritten(await new CtlRun(program, name).run());
  } catch (error) {
    if (error instanceof ExitRequest) await exitWhenWritten(error.exitCode);
    process.stderr.write(`${name}: ${messageOf(error)}\n`);
    await exitWhenWritten(1);
  }
}

/** The groups of a tool with the generic commands at their end. */
export function groupsOf(program: CtlProgram): readonly CommandGroup[] {
  return [...program.groups, { heading: 'Database commands', commands: databaseCommands(program.catalog) }];
}

/** The commands of a tool by name. */
function commandsOf(program: CtlProgram): ReadonlyMap<string, Command> {
  const commands = groupsOf(program).flatMap((group) => group.commands);
  return new Map(commands.map((command) => [command.name, command]));
}

class CtlRun {
  readonly #program: CtlProgram;
  readonly #name: string;
  readonly #groups: readonly CommandGroup[];
  readonly #commands: ReadonlyMap<string, Command>;
  #log = new Log(() => systemClock.now());

  constructor(program: CtlProgram, name: string) {
    this.#program = program;
    this.#name = name;
    this.#groups = groupsOf(program);
    this.#commands = commandsOf(program);
  }

  async run(): Promise<number> {
    try {
      return await this.#run();
    } catch (error) {
      if (!(error instanceof ExitRequest)) this.#noteFailure(messageOf(error));
      throw error;
    }
  }

  /** What is printed as the reason of the end is in the log file, too. */
  #noteFailure(message: string): void {
    const own = this.#log.module('db_ctl_base');
    this.#log.setLevel('db_ctl_base', 'console', 'OFF');
    own.error(message);
  }

  async #run(): Promise<number> {
    const program = this.#program;
    const words = [...environmentOptions(program), ...process.argv.slice(2)];
    const specs = allOptions(program.options, this.#commands.values());
    const line = parseCommandLine(words, specs, {
      stopAtOperand: true,
      wording: program.family === 'ovn' ? 'plain' : 'getopt',
    });
    this.#log = this.#openLog(optionsBefore(line, ['help', 'version', 'commands', 'options']));
    if (this.#answersAtOnce(line)) return 0;
    const user = optionArgument(line, 'user');
    if (user !== undefined) checkUser(user);
    const style = tableStyleOf(line);
    const acknowledgement = program.acknowledgement(line);
    this.#startTimer(timeoutOf(line, process.env));
    const clientLog = this.#log.module('ovn_dbctl');
    const socket = hasOption(line, 'detach') ? undefined : daemonSocket(program, line, clientLog);
    if (socket !== undefined) {
      process.stdout.write(await runInDaemon(program, socket, line, clientLog));
      return 0;
    }
    const calls = parseChain(line.operands, commandOptionsOf(line, program.options), this.#commands);
    const changes = calls.some((call) => call.command.isReadOnly !== true);
    const text = commandLineText([this.#name, ...process.argv.slice(2)]);
    const own = this.#log.module(program.family === 'ovn' ? 'ovn_dbctl' : program.program);
    if (changes) own.info(`Called as ${text}`);
    else own.debug(`Called as ${text}`);

    const database = databaseOf(program, line);
    const signal = new ChangeSignal();
    const needs = needsOf(calls, ownNeeds(program, acknowledgement));
    const remotes = splitRemotes(database);
    if (remotes.length === 0)
      throw new CommandError(noConnection(database, 'Address family not supported by protocol'));
    const hasKeys = await checkTls(line, this.#log, program.family === 'ovn' ? 'together' : 'one by one', remotes);
    const replica = openDatabase(program, line, this.#log, signal, {
      tables: needs,
      hasKeys,
      reconnect: hasOption(line, 'retry'),
    });
    try {
      await replica.whenSynced();
      const request = {
        calls,
        style,
        acknowledgement,
        dryRun: hasOption(line, 'dry-run'),
        oneline: hasOption(line, 'oneline'),
        text,
      };
      await new ChainExecutor(program, this.#name, this.#log, replica, signal).execute(request, {
        out: (output) => process.stdout.write(output),
        complain: (message) => process.stderr.write(`${this.#name}: ${message}\n`),
      });
      return 0;
    } catch (error) {
      if (error instanceof CommandError || error instanceof ExitRequest || replica.state !== 'closed') throw error;
      throw new CommandError(noConnection(database, connectionProblem(error)));
    }
  }

  #answersAtOnce(line: CommandLine): boolean {
    const { program } = this.#program;
    const { family, catalog } = this.#program;
    if (hasOption(line, 'help')) {
      process.stdout.write(helpText(this.#program, this.#name, this.#groups, directoriesOf(family)));
    } else if (hasOption(line, 'version')) {
      process.stdout.write(versionText(this.#name, family, [`DB Schema ${catalog.database.version}`]));
    } else if (hasOption(line, 'commands')) {
      process.stdout.write([...this.#commands.values()].map(commandListing).join(''));
    } else if (hasOption(line, 'options')) {
      const specs = allOptions(this.#program.options, this.#commands.values());
      process.stdout.write(
        specs
          .flatMap(({ name, short, argument }) => {
            const suffix = argument === 'none' ? '' : '=ARG';
            const shortLine = short === undefined ? [] : [`-${short}${argument === 'none' ? '' : ' ARG'}\n`];
            return [`--${name}${suffix}\n`, ...shortLine];
          })
          .join(''),
      );
    } else return program === '';
    return true;
  }

  #openLog(line: CommandLine): Log {
    const { program, family } = this.#program;
    return toolLog(line, this.#name, directoriesOf(family), ['db_ctl_base', 'ovn_dbctl', program], (log) =>
      log.setLevel(undefined, 'console', 'WARN'),
    );
  }

  #startTimer(seconds: number): void {
    if (seconds === 0) return;
    systemClock.setTimeout(() => {
      this.#log.module('fatal_signal').warn('terminating with signal 14 (Alarm clock)');
      process.kill(process.pid, 'SIGALRM');
    }, seconds * 1000);
  }
}

/** Words that the environment puts before the command line. */
function environmentOptions(program: CtlProgram): readonly string[] {
  const text = program.optionsVariable === undefined ? undefined : process.env[program.optionsVariable];
  return text === undefined ? [] : text.split(/\s+/).filter((word) => word !== '');
}

function noConnection(database: string, why: string): string {
  return `${database}: database connection failed (${why})`;
}

/** The text that the C tools give for a remote that cannot be used. */
function connectionProblem(error: unknown): string {
  return error instanceof RemoteError ? 'Address family not supported by protocol' : messageOf(error);
}

/** A line of `--commands`, which shell completion reads: options, name, arguments by kind. */
function commandListing(command: Command): string {
  const options = command.options.map(
    ({ name, argument }) => `[--${name}${{ none: '', required: '=', optional: '?' }[argument]}]`,
  );
  return `${options.map((option) => `${option} `).join('')},${command.name},${command.usage}\n`;
}
