/**
 * The life of a daemon: reads the options that all daemons take, goes to the background if asked, opens log, pidfile and
 * control socket, starts the program's own part, and ends it on SIGTERM or by the run-time command `exit`. Every
 * program's main.ts is one call of `runDaemon`.
 */
import { hostname } from 'node:os';
import { systemMessage } from '#base';
import { becomeReady, detach, keptDescriptor, monitor, takeRole } from './background.js';
import { type Clock, type Random, systemClock, systemRandom } from './clock.js';
import {
  type CommandLine,
  hasOption,
  type OptionSpec,
  optionArgument,
  parseCommandLine,
  UsageError,
} from './command-line.js';
import {
  backgroundOptions,
  commonOptions,
  type DaemonSettings,
  daemonOptionsHelp,
  loggingOptions,
  readDaemonSettings,
  tlsOptions,
} from './daemon-options.js';
import { type Directories, directoriesOf, type Family } from './directories.js';
import { KeptText } from './kept-text.js';
import { Log, type Logger } from './log.js';
import { commonModules } from './log-modules.js';
import { type Metrics, MetricsTable } from './metrics.js';
import { createPidfile, type Pidfile, PidfileError } from './pidfile.js';
import { invokedName, moduleOf } from './program-name.js';
import { registerStandardCommands } from './standard-commands.js';
import { Syslog } from './syslog.js';
import { reportKeys } from './tls-check.js';
import { applyLogging, optionsBefore } from './tool-log.js';
import { CommandTable, type Unixctl } from './unixctl-commands.js';
import { serveUnixctl, type UnixctlServer } from './unixctl-server.js';
import { takeUser } from './user.js';
import { versionText } from './version.js';

/** What a program hands to `runDaemon`. */
export interface DaemonProgram {
  /** Name where none was given by the launcher: `northd`. Names of files, messages and log lines follow the invoked name. */
  readonly program: string;
  readonly family: Family;
  /** One line of `--help`: what the program is. */
  readonly title: string;
  /** The words after `usage: NAME`. */
  readonly usage: string;
  /** The program's own options, and what `--help` says of them (lines, each ending in a newline). */
  readonly options: readonly OptionSpec[];
  readonly optionsHelp: string;
  /** How many operands it takes; 0 when left out. */
  readonly maxOperands?: number;
  /** What is said of more operands; a text of the number where left out. */
  readonly operandsProblem?: string;
  /** Log modules of its own. */
  readonly modules?: readonly string[];
  /** What the options of keys name: a server of databases takes columns, too (`db:DB,TABLE,COLUMN`). */
  readonly keyPlaces?: 'files' | 'files and columns';
  /** More lines of `--version`. */
  readonly versionLines?: readonly string[];
  /** A line for the terminal of the user who started it, once the control socket is there. */
  announce?(controlSocket: string): string;
  /** Starts the program; a rejection is printed as `NAME: MESSAGE` and ends it with exit code 1. Ready when it resolves. */
  start(context: DaemonContext): Promise<Running>;
}

export interface DaemonContext {
  /** The name the program was called by. */
  readonly program: string;
  readonly line: CommandLine;
  /** The argument of an option's last occurrence. */
  option(name: string): string | undefined;
  has(name: string): boolean;
  readonly operands: readonly string[];
  readonly directories: Directories;
  /** The same as `directories.run`. */
  readonly rundir: string;
  readonly log: Logger;
  readonly unixctl: Unixctl;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly random: Random;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** For the next daemon, should this one die under `--monitor`. */
  readonly kept: KeptText;
  /** Ends the program in good order with this exit code. */
  exit(code: number): void;
}

/** How a program is asked to end: by a signal at once, leaving what it serves as it is; or by the run-time command `exit`. */
export type StopReason = { readonly kind: 'signal' } | { readonly kind: 'command'; readonly args: readonly string[] };

export interface Running {
  /** Closes what is open. The process ends when this resolves, or after five seconds. */
  stop(reason: StopReason): void | Promise<void>;
  /** Called once the program is ready, and has let go of the terminal where it is to. */
  ready?(): void;
  /** Arguments that `exit` takes, as its usage shows them: `[--restart]`. None when left out. */
  readonly exitUsage?: string;
}

const stopLimitMs = 5000;

/** In the environment of a daemon whose standard input is a pipe from its supervisor: it ends when that ends. */
export const SUPERVISED = 'HEDDLE_SUPERVISED';

/** Runs the program until it ends; never resolves, the process exits. */
export async function runDaemon(definition: DaemonProgram): Promise<void> {
  const role = takeRole();
  const program = invokedName(definition.program);
  const directories = directoriesOf(definition.family);
  const specs = uniqueOptions([
    ...definition.options,
    ...backgroundOptions,
    ...loggingOptions,
    ...tlsOptions,
    ...commonOptions,
  ]);
  const log = new Log(() => systemClock.now());
  for (const name of commonModules) log.module(name);
  for (const name of definition.modules ?? []) log.module(name);
  const own = log.module(moduleOf(program));

  let line: CommandLine;
  let settings: DaemonSettings;
  try {
    line = parseCommandLine(process.argv.slice(2), specs, { stopAtOperand: false });
    // Of a line with --detach the daemon says what there is to say.
    const says = role === 'daemon' || !hasOption(line, 'detach');
    applyLogging(log, optionsBefore(line, ['help', 'options', 'version']), program, directories, says);
    if (hasOption(line, 'help')) print(helpOf(definition, program, directories));
    if (hasOption(line, 'options')) print(specs.map(describeOption).join(''));
    if (hasOption(line, 'version')) print(versionText(program, definition.family, definition.versionLines));
    checkOperands(line, definition);
    settings = readDaemonSettings(line, program, directories, process.pid);
    if (settings.syslog.length > 0) {
      const syslog = new Syslog(settings.syslog, hostname(), program);
      log.openSyslog((time, level, text) => syslog.send(time, level, text));
      if (says && settings.syslog.some(({ form }) => form === 'dated')) {
        log.module('vlog').warn('--syslog-target flag is deprecated, use --syslog-method instead');
      }
    }
    if (says) await reportKeys(line, log, definition.keyPlaces ?? 'files');
    if (settings.user !== undefined) takeUser(settings.user, settings, role);
  } catch (error) {
    fatal(program, systemMessage(error));
  }
  if (role === 'foreground' && settings.detach) {
    process.exit(await detach(settings.monitor ? 'monitor' : 'daemon', log.module('daemon_unix')));
  }
  if (settings.monitor && role !== 'daemon') {
    const { detach: isDetached, chdir, logFile } = settings;
    process.exit(await monitor({ isDetached, chdir, output: isDetached ? 'ignore' : 'inherit', log, logFile }));
  }

  const commands = new CommandTable();
  const metrics = new MetricsTable(systemClock);
  metrics.memory(() => ({ 'resident-set-kB': Math.round(process.memoryUsage.rss() / 1024) }));
  let pidfile: Pidfile | undefined;
  let control: UnixctlServer | undefined;
  let running: Running | undefined;
  let isEnding = false;

  const leave = (code: number): never => {
    pidfile?.remove();
    control?.close();
    process.exit(code);
  };
  /** Ends it as the signal would: service managers take any exit code but 0 for a failure. */
  const leaveBy = (signal: 'SIGTERM' | 'SIGINT', number: number) => {
    pidfile?.remove();
    control?.close();
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
    // The first process of a container is not killed by its own signal.
    setImmediate(() => process.exit(128 + number));
  };
  const end = async (reason: StopReason, how: () => void, then?: () => void) => {
    if (isEnding) return;
    isEnding = true;
    setTimeout(how, stopLimitMs);
    try {
      await running?.stop(reason);
    } catch (error) {
      own.error(`while ending: ${systemMessage(error)}`);
    }
    then?.();
    setImmediate(how);
  };
  const crash = (error: unknown) => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    own.emergency(
      `uncaught error, ending: ${text
        .split('\n')
        .map((part) => part.trim())
        .join(' | ')}`,
    );
    if (settings.monitor) {
      // Its monitor starts a daemon again that ended like this.
      pidfile?.remove();
      control?.close();
      process.kill(process.pid, 'SIGABRT');
    } else leave(1);
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
  process.on('SIGPIPE', () => {});
  // Node would listen for debuggers, who may do anything, whoever they are.
  process.on('SIGUSR1', () => {});
  process.on('SIGHUP', () => {
    log.reopen();
  });
  for (const [signal, number, text] of [
    ['SIGTERM', 15, 'Terminated'],
    ['SIGINT', 2, 'Interrupt'],
  ] as const) {
    process.on(signal, () => {
      log.module('fatal_signal').warn(`terminating with signal ${number} (${text})`);
      void end({ kind: 'signal' }, () => leaveBy(signal, number));
    });
  }

  if (process.env[SUPERVISED] === '1') {
    process.stdin.resume().once('end', () => {
      log.module('fatal_signal').warn('terminating: the supervisor is gone');
      void end({ kind: 'signal' }, () => leave(0));
    });
  }

  try {
    if (settings.pidfile !== undefined) {
      pidfile = await createPidfile(settings.pidfile, { overwrite: settings.overwritePidfile });
    }
    // The control socket opens before the program touches anything; commands that come early wait for its start.
    let becomeStarted: () => void = () => {};
    const started = new Promise<void>((resolve) => {
      becomeStarted = resolve;
    });
    if (settings.unixctl !== undefined) {
      const run = (method: string, args: readonly string[]) => started.then(() => commands.run(method, args));
      control = await serveUnixctl(settings.unixctl, run, log.module('unixctl'));
    }
    registerStandardCommands(commands, {
      log,
      metrics,
      version: versionText(program, definition.family, definition.versionLines),
    });
    running = await definition.start({
      program,
      line,
      option: (name) => optionArgument(line, name),
      has: (name) => hasOption(line, name),
      operands: line.operands,
      directories,
      rundir: directories.run,
      log: own,
      unixctl: commands,
      metrics,
      clock: systemClock,
      random: systemRandom,
      environment: process.env,
      kept: new KeptText(keptDescriptor(role, settings.monitor)),
      exit: (code) => void end({ kind: 'signal' }, () => leave(code)),
    });
    const exitUsage = running.exitUsage ?? '';
    commands.register('exit', exitUsage, 0, exitUsage === '' ? 0 : 1, async (args) => {
      // The answer goes out before the process ends.
      await new Promise<void>((resolve) => void end({ kind: 'command', args }, () => leave(0), resolve));
      return '';
    });
    becomeStarted();
  } catch (error) {
    pidfile?.remove();
    control?.close();
    if (error instanceof PidfileError) {
      // The terminal is told below.
      log.setLevel(undefined, 'console', 'OFF');
      log.module('daemon_unix').emergency(error.message);
    }
    fatal(program, systemMessage(error));
  }
  const announcement = control === undefined ? undefined : definition.announce?.(control.path);
  if (role === 'daemon') {
    if (settings.detach) log.setLevel(undefined, 'console', 'OFF');
    becomeReady({ isDetached: settings.detach, chdir: settings.chdir, announcement: announcement ?? '' });
  } else if (announcement !== undefined) process.stdout.write(announcement);
  running.ready?.();
}

/** Each option once: programs may declare common ones themselves. */
function uniqueOptions(specs: readonly OptionSpec[]): readonly OptionSpec[] {
  const byName = new Map<string, OptionSpec>();
  for (const spec of specs) if (!byName.has(spec.name)) byName.set(spec.name, spec);
  return [...byName.values()];
}

/** `NAME: MESSAGE` on stderr, exit code 1. */
export function fatal(program: string, message: string): never {
  process.stderr.write(`${program}: ${message}\n`);
  process.exit(1);
}

function print(text: string): never {
  process.stdout.write(text);
  process.exit(0);
}

function helpOf(definition: DaemonProgram, program: string, directories: Directories): string {
  return (
    `${program}: ${definition.title}\nusage: ${program} ${definition.usage}\n` +
    `\nOptions:\n${definition.optionsHelp}${daemonOptionsHelp(program, directories)}`
  );
}

/** A line of `--options`: `--name`, with `=ARG` where it takes one. */
export function describeOption(spec: OptionSpec): string {
  const argument = spec.argument === 'none' ? '' : spec.argument === 'required' ? '=ARG' : '[=ARG]';
  return `${[...(spec.short === undefined ? [] : [`-${spec.short}`]), `--${spec.name}${argument}`].join('\n')}\n`;
}

function checkOperands(line: CommandLine, { maxOperands: maximum = 0, operandsProblem }: DaemonProgram): void {
  if (line.operands.length <= maximum) return;
  if (operandsProblem !== undefined) throw new UsageError(operandsProblem);
  if (maximum === 0) throw new UsageError('non-option arguments not supported; use --help for usage');
  throw new UsageError(
    maximum === 1
      ? 'at most one non-option argument accepted; use --help for usage'
      : `at most ${maximum} non-option arguments accepted; use --help for usage`,
  );
}
