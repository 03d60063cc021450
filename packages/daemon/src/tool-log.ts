/**
 * The log of a command-line tool, as its logging options set it, and what it says when a signal ends it. Daemons have theirs
 * from run-daemon.ts.
 */
import { constants } from 'node:os';
import { systemMessage } from '#base';
import { isDetached } from './background.js';
import { systemClock } from './clock.js';
import { type CommandLine, hasOption, optionArgument, UsageError } from './command-line.js';
import { logFile } from './daemon-options.js';
import type { Directories } from './directories.js';
import { Log, type Logger } from './log.js';
import { commonModules } from './log-modules.js';
import { checkMethod, targetProblem } from './syslog.js';

/**
 * A log as `-v`, `--log-file`, `--syslog-method` and `--syslog-target` have it, in the words of the C tools; nothing is sent
 * to syslog. `modules`: those of the tool itself; `prepare` sets the levels that options start from. Throws UsageError; ends
 * the process when there is no log file to be had.
 */
export function toolLog(
  line: CommandLine,
  program: string,
  directories: Directories,
  modules: readonly string[] = [],
  prepare: (log: Log) => void = () => {},
): Log {
  const log = new Log(() => systemClock.now());
  for (const name of [...commonModules, ...modules]) log.module(name);
  prepare(log);
  // A process that only starts the one in the background leaves the file to that.
  const opens = !hasOption(line, 'detach') || isDetached();
  applyLogging(log, line, program, directories, opens);
  return log;
}

/** The logging options, one after the other. Throws UsageError; ends the process when there is no log file to be had. */
export function applyLogging(
  log: Log,
  line: CommandLine,
  program: string,
  directories: Directories,
  opens: boolean,
): void {
  for (const { name, argument } of line.options) {
    if (name === 'verbose') setLevel(log, argument ?? '');
    else if (name === 'syslog-method') checkMethod(argument ?? '');
    else if (name === 'syslog-target' && opens) {
      const problem = targetProblem(argument ?? '');
      if (problem !== undefined) log.module('socket_util').error(problem);
    } else if (name === 'log-file' && opens) {
      const { path, shown } = logFile(argument, program, directories);
      if (!log.open(path, shown)) process.exit(1);
    }
  }
}

/** The options before the first of those `names`, which is answered at once: what is behind it is not looked at. */
export function optionsBefore(line: CommandLine, names: readonly string[]): CommandLine {
  const at = line.options.findIndex(({ name }) => names.includes(name));
  return at < 0 ? line : { ...line, options: line.options.slice(0, at) };
}

function setLevel(log: Log, spec: string): void {
  try {
    log.set(spec);
  } catch (error) {
    throw new UsageError(`processing "${spec}": ${systemMessage(error)}`);
  }
}

const ENDING = { SIGHUP: 'Hangup', SIGINT: 'Interrupt', SIGTERM: 'Terminated', SIGALRM: 'Alarm clock' } as const;
type EndingSignal = keyof typeof ENDING;

/** Lets signals end this process as they would, once the log says so and `clean` has removed what must not stay. */
export function endBySignals(log: Logger, clean: () => void = () => {}): void {
  const own = log.module('fatal_signal');
  const end = (signal: EndingSignal) => {
    own.warn(`terminating with signal ${constants.signals[signal]} (${ENDING[signal]})`);
    clean();
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  };
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGALRM'] as const) {
    process.removeAllListeners(signal);
    process.on(signal, () => end(signal));
  }
}

/** Ends this process by SIGALRM after `--timeout`. `letter`: of its short form. Throws UsageError of what is no number of seconds. */
export function startTimeout(line: CommandLine, letter: 't' | 'T'): void {
  const text = optionArgument(line, 'timeout');
  if (text === undefined) return;
  const seconds = Number(text);
  if (!/^\d+$/.test(text) || seconds === 0 || seconds > 0xffff_ffff) {
    throw new UsageError(`value ${text} on -${letter} or --timeout is invalid`);
  }
  // A timer takes no more than 31 bits of milliseconds.
  setTimeout(() => process.kill(process.pid, 'SIGALRM'), Math.min(seconds * 1000, 0x7fff_ffff)).unref();
}
