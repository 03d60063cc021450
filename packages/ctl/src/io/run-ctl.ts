/**
 * Runs a command-line tool from `process.argv` to its exit code: reads options, loads what the commands need, runs them on a
 * draft until a transaction with it succeeds, waits for the daemons if asked to, prints.
 */
import { readFileSync } from 'node:fs';
import { type Log as BaseLog, type Clock, messageOf, type Uuid, uuidFromBytes } from '#base';
import {
  type CommandLine,
  directoriesOf,
  hasOption,
  invokedName,
  Log,
  type Logger,
  optionArgument,
  parseCommandLine,
  systemClock,
  systemMessage,
  systemRandom,
  versionText,
} from '#daemon';
import { openReplica, type Replica, type TransactionOutcome } from '#ovsdb/client';
import { connect, RemoteError, splitRemotes, type TlsOptions } from '#ovsdb/jsonrpc';
import { isJsonArray, isJsonObject, type Json, type OvsdbError, stringifyJson } from '#ovsdb/notation';
import { type ChainResult, needsOf, printedText, runChain } from '../chain-run.js';
import type { Call, Command } from '../command.js';
import { parseChain } from '../command-chain.js';
import { CommandError } from '../command-error.js';
import { commandLineText } from '../command-line-text.js';
import { databaseCommands } from '../database/commands.js';
import { ExitRequest } from '../exit-request.js';
import { helpText } from '../help.js';
import { allOptions, commandOptionsOf, tableStyleOf, timeoutOf } from '../options.js';
import type { Acknowledgement, CommandGroup, CtlProgram } from '../program.js';
import { columnValue } from '../row.js';

/** Runs the tool and ends the process. */
export async function runCtl(program: CtlProgram): Promise<never> {
  const name = invokedName(program.program);
  process.stdout.on('error', () => process.exit(1));
  try {
    process.exit(await new CtlRun(program, name).run());
  } catch (error) {
    if (error instanceof ExitRequest) process.exit(error.exitCode);
    process.stderr.write(`${name}: ${messageOf(error)}\n`);
    process.exit(1);
  }
}

/** The groups of a tool with the generic commands at their end. */
export function groupsOf(program: CtlProgram): readonly CommandGroup[] {
  return [...program.groups, { heading: 'Database commands', commands: databaseCommands(program.catalog) }];
}

class CtlRun {
  readonly #program: CtlProgram;
  readonly #name: string;
  readonly #groups: readonly CommandGroup[];
  readonly #commands: ReadonlyMap<string, Command>;
  readonly #clock: Clock = systemClock;
  readonly #log = new Log(() => systemClock.now());
  readonly #newUuid = (): Uuid => uuidFromBytes(systemRandom(16));
  #changed: () => void = () => {};

  constructor(program: CtlProgram, name: string) {
    this.#program = program;
    this.#name = name;
    this.#groups = groupsOf(program);
    this.#commands = new Map(
      this.#groups.flatMap(({ commands }) => commands.map((command) => [command.name, command])),
    );
  }

  async run(): Promise<number> {
    const program = this.#program;
    const words = [...environmentOptions(program), ...process.argv.slice(2)];
    const specs = allOptions(program.options, this.#commands.values());
    const line = parseCommandLine(words, specs, {
      stopAtOperand: true,
      wording: program.family === 'ovn' ? 'plain' : 'getopt',
    });
    if (this.#answersAtOnce(line)) return 0;
    this.#configureLog(line);
    const style = tableStyleOf(line);
    const acknowledgement = program.acknowledgement(line);
    this.#startTimer(timeoutOf(line, process.env));
    const calls = parseChain(line.operands, commandOptionsOf(line, program.options), this.#commands);
    const changes = calls.some((call) => call.command.isReadOnly !== true);
    const text = commandLineText([this.#name, ...process.argv.slice(2)]);
    const own = this.#log.module(program.program);
    if (changes) own.info(`Called as ${text}`);
    else own.debug(`Called as ${text}`);

    const database = this.#databaseOf(line);
    const replica = this.#open(line, database, calls, acknowledgement);
    try {
      await replica.whenSynced();
      const dryRun = hasOption(line, 'dry-run');
      for (;;) {
        const changed = this.#nextChange(replica);
        const result = runChain(calls, {
          source: replica,
          newUuid: this.#newUuid,
          style,
          root: program.root,
          warn: (module, warning) => this.#log.module(module).warn(warning),
          fail: (module, problem) => this.#log.module(module).error(problem),
        });
        if (result.isComplete) {
          const waited = dryRun ? undefined : this.#prepareWait(result, calls, acknowledgement);
          const sent = this.#clock.now();
          const outcome = dryRun ? undefined : await this.#commit(replica, result, text);
          if (outcome?.status !== 'try-again') {
            if (outcome?.status === 'error') throw new CommandError(this.#transactionError(outcome.error));
            process.stdout.write(printedText(result.outputs, { oneline: hasOption(line, 'oneline') }));
            if (waited !== undefined && outcome?.status === 'success') {
              await this.#acknowledged(replica, result, outcome, waited, sent);
            }
            return 0;
          }
        }
        await changed;
      }
    } catch (error) {
      if (error instanceof CommandError || error instanceof ExitRequest || replica.state !== 'closed') throw error;
      throw new CommandError(`${database}: database connection failed (${connectionProblem(error)})`);
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

  #configureLog(line: CommandLine): void {
    this.#log.setLevel(undefined, 'console', 'WARN');
    for (const module of ['jsonrpc', 'reconnect', 'ovsdb_idl', 'db_ctl_base', 'stream', this.#program.program]) {
      this.#log.module(module);
    }
    for (const { name, argument } of line.options) {
      if (name !== 'verbose') continue;
      try {
        this.#log.set(argument ?? '');
      } catch (error) {
        throw new CommandError(`processing "${argument}": ${messageOf(error)}`);
      }
    }
    if (!hasOption(line, 'log-file')) return;
    const file = optionArgument(line, 'log-file') ?? `${directoriesOf(this.#program.family).log}/${this.#name}.log`;
    try {
      this.#log.open(file);
    } catch (error) {
      this.#log.module('vlog').warn(`failed to open ${file} for logging: ${systemMessage(error)}`);
    }
  }

  #startTimer(seconds: number): void {
    if (seconds === 0) return;
    this.#clock.setTimeout(() => {
      this.#log.module('fatal_signal').warn('terminating with signal 14 (Alarm clock)');
      process.kill(process.pid, 'SIGALRM');
    }, seconds * 1000);
  }

  #databaseOf(line: CommandLine): string {
    const { databaseVariable } = this.#program;
    const fromEnvironment = databaseVariable === undefined ? undefined : process.env[databaseVariable];
    return (
      optionArgument(line, 'db') ??
      fromEnvironment ??
      this.#program.defaultDatabase(directoriesOf(this.#program.family))
    );
  }

  #open(
    line: CommandLine,
    database: string,
    calls: readonly Call[],
    acknowledgement: Acknowledgement | undefined,
  ): Replica {
    const { root, catalog, family, aftermath } = this.#program;
    const rootColumns =
      acknowledgement === undefined
        ? []
        : [acknowledgement.acknowledged, ...(acknowledgement.times ?? []).map(({ column }) => column)];
    const afterNeeds = acknowledgement === undefined ? [] : (aftermath?.needs ?? []);
    const tls = tlsFilesOf(line);
    const rundir = directoriesOf(family).run;
    const needs = needsOf(calls, [{ table: root, columns: rootColumns }, ...afterNeeds]);
    return openReplica({
      database: catalog.database,
      remotes: splitRemotes(database),
      leaderOnly: !hasOption(line, 'no-leader-only'),
      tables: needs,
      clock: this.#clock,
      random: systemRandom,
      log: quietLog(this.#log.module('ovsdb_idl')),
      connect: (remote, options) => connect(remote, { ...options, rundir, ...(tls === undefined ? {} : { tls }) }),
      onChanges: () => this.#changed(),
      onState: () => this.#changed(),
      changeAware: false,
      reconnect: hasOption(line, 'retry'),
    });
  }

  /** Resolves at the next change of the database; rejects when the connection is gone. */
  #nextChange(replica: Replica): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#changed = () => {
        if (replica.state === 'closed') replica.whenSynced().catch(reject);
        else resolve();
      };
    });
  }

  /** Adds the increment of the acknowledgement's counter, where there is something to wait for. */
  #prepareWait(
    result: ChainResult,
    calls: readonly Call[],
    acknowledgement: Acknowledgement | undefined,
  ): Acknowledgement | undefined {
    const isForced = calls.some((call) => call.command.forcesWait === true);
    if (acknowledgement === undefined || (result.draft.isEmpty && !isForced)) return undefined;
    result.draft.incrementColumn(this.#program.root, result.root, acknowledgement.counter, 1);
    return acknowledgement;
  }

  #commit(replica: Replica, { draft }: ChainResult, text: string): Promise<TransactionOutcome> {
    const transaction = replica.transaction(`${this.#name}: ${text}`);
    if (!draft.isEmpty) for (const operation of draft.operations()) transaction.raw(operation);
    return transaction.commit();
  }

  #transactionError(error: OvsdbError | undefined): string {
    const json: Json = error === undefined ? null : transactionErrorJson(error);
    const text = `transaction error: ${stringifyJson(json, 'sorted')}`;
    this.#log.module('ovsdb_idl').warn(text);
    return text;
  }

  async #acknowledged(
    replica: Replica,
    result: ChainResult,
    outcome: TransactionOutcome,
    { counter, acknowledged, times = [] }: Acknowledgement,
    sent: number,
  ): Promise<void> {
    const { root, aftermath, family } = this.#program;
    const wanted = counterIn(outcome.results[result.draft.lastIndex], counter);
    for (;;) {
      const changed = this.#nextChange(replica);
      const [row] = replica.rows(root);
      if (row !== undefined && Number(columnValue(root, row, acknowledged)) >= wanted) break;
      await changed;
    }
    const [row] = replica.rows(root);
    if (times.length > 0 && row !== undefined) {
      process.stdout.write(`Time spent on processing ${counter} ${wanted}:\n`);
      for (const { label, column } of times) {
        const reached = Number(columnValue(root, row, column));
        // No chassis, no time at which the last one was ready.
        if (reached > 0) process.stdout.write(`\t${label}${reached - sent}ms\n`);
      }
    }
    if (aftermath === undefined) return;
    const lines = aftermath.lines(replica, result.draft.newRows(), { directory: directoriesOf(family).log });
    for (const each of lines) process.stderr.write(`${this.#name}: ${each}\n`);
  }
}

/** What happens to the connection ends up in the one line that the tool prints: the log has it at level debug. */
function quietLog(logger: Logger): BaseLog {
  const debug = (text: string) => logger.debug(text);
  return { debug, info: debug, warn: debug, error: debug };
}

/** Words that the environment puts before the command line. */
function environmentOptions(program: CtlProgram): readonly string[] {
  const text = program.optionsVariable === undefined ? undefined : process.env[program.optionsVariable];
  return text === undefined ? [] : text.split(/\s+/).filter((word) => word !== '');
}

function tlsFilesOf(line: CommandLine): TlsOptions | undefined {
  const read = (option: string) => {
    const file = optionArgument(line, option);
    if (file === undefined) return undefined;
    try {
      return readFileSync(file, 'utf8');
    } catch (error) {
      throw new CommandError(`${file}: ${systemMessage(error)}`);
    }
  };
  const [key, cert, ca] = [read('private-key'), read('certificate'), read('ca-cert') ?? read('bootstrap-ca-cert')];
  return key === undefined || cert === undefined || ca === undefined ? undefined : { key, cert, ca };
}

/** The text that the C tools give for a remote that cannot be used. */
function connectionProblem(error: unknown): string {
  return error instanceof RemoteError ? 'Address family not supported by protocol' : messageOf(error);
}

function counterIn(result: Json | undefined, counter: string): number {
  const rows = isJsonObject(result) ? result['rows'] : undefined;
  const row = isJsonArray(rows) ? rows[0] : undefined;
  return isJsonObject(row) ? Number(row[counter]) : 0;
}

function transactionErrorJson(error: OvsdbError): Json {
  return {
    ...(error.details === undefined ? {} : { details: error.details }),
    error: error.error,
    ...(error.syntax === undefined ? {} : { syntax: error.syntax }),
  };
}

/** A line of `--commands`, which shell completion reads: options, name, arguments by kind. */
function commandListing(command: Command): string {
  const options = command.options.map(
    ({ name, argument }) => `[--${name}${{ none: '', required: '=', optional: '?' }[argument]}]`,
  );
  return `${options.map((option) => `${option} `).join('')},${command.name},${command.usage}\n`;
}
