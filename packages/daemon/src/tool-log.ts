/**
 * The log of a command-line tool, as its logging options set it, and what it says when a signal ends it. Daemons have theirs
 * from run-daemon.ts.
 */
import { constants } from 'node:os';
import { systemMessage } from '#base';
import { isDetached } from './background.js';
import { systemClock } from './clock.js';
import { type CommandLine, hasOption, optionArgument, UsageError } from './command-line.js';
import { logFileOf } from './daemon-options.js';
import type { Directories } from './directories.js';
import { Log, type Logger } from './log.js';
import { commonModules } from './log-modules.js';
import { syslogTargets } from './syslog.js';

/**
 * Applies `-v`, `--log-file` and `--syslog-method` in the words of the C tools; nothing is sent to syslog. `modules`: those
 * of the tool itself. Throws UsageError.
 */
export function toolLog(
  line: CommandLine,
  program: string,
  directories: Directories,
  modules: readonly string[] = [],
): Log {
  const log = new Log(() => systemClock.now());
  for (const name of [...commonModules, ...modules]) log.module(name);
  for (const { name, argument } of line.options) if (name === 'verbose') setLevel(log, argument ?? '');
  syslogTargets(optionArgument(line, 'syslog-method'), optionArgument(line, 'syslog-target'));
  const path = logFileOf(line, program, directories);
  // A process that only starts the one in the background leaves the file to that.
  if (path === undefined || (hasOption(line, 'detach') && !isDetached())) return log;
  try {
    log.open(path);
  } catch (error) {
    throw new UsageError(`failed to open ${path} for logging: ${systemMessage(error)}`);
  }
  return log;
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

/** Lets the reader of a pipe go early (`| head`): this process then ends as one that SIGPIPE ends, without a word. */
export function endWithReader(): void {
  process.stdout.on('error', (error) => {
    if (!('code' in error) || error.code !== 'EPIPE') throw error;
    process.exit(128 + constants.signals.SIGPIPE);
  });
}
