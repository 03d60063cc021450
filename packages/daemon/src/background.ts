/**
 * `--detach` and `--monitor`. Node cannot fork, so the process that the user started spawns a second one of the same command
 * line, in a session of its own, and waits for it: a byte on descriptor 3 says that it is ready, then the first process
 * exits with 0. With `--monitor` a process between the two starts a new daemon when one dies of a programming error.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { constants } from 'node:os';
import { KEPT_DESCRIPTOR, openKept } from './kept-text.js';
import type { Log, Logger } from './log.js';
import { processFate } from './process-fate.js';

const roleVariable = 'HEDDLE_BACKGROUND';
const readyDescriptor = 3;

/** What this process is: started by the user, or by `--detach` as monitor or daemon. */
export type Role = 'foreground' | 'monitor' | 'daemon';

/** Whether `--detach` has started this process. */
export function isDetached(): boolean {
  return process.env[roleVariable] !== undefined;
}

/** Reads the role from the environment, and takes it out, so that programs started later do not inherit it. */
export function takeRole(): Role {
  const role = process.env[roleVariable];
  delete process.env[roleVariable];
  return role === 'monitor' || role === 'daemon' ? role : 'foreground';
}

/** What becomes of the standard output of processes in the background. */
type Output = 'ignore' | 'inherit';

/** `directory`: where the command line's relative paths start. `kept`: a descriptor that the process gets as `KEPT_DESCRIPTOR`. */
function startAs(role: Role, directory: string, output: Output, kept?: number): ChildProcess {
  return spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    cwd: directory,
    detached: true,
    env: { ...process.env, [roleVariable]: role },
    stdio: ['ignore', output, 'inherit', 'pipe', ...(kept === undefined ? [] : [kept])],
  });
}

/** The descriptor of what the daemon before this one wrote down (kept-text.ts). */
export function keptDescriptor(role: Role, isMonitored: boolean): number | undefined {
  return role === 'daemon' && isMonitored ? KEPT_DESCRIPTOR : undefined;
}

/** Starts the daemon (or its monitor) and waits until it is ready. The result is the exit code for this process. */
export function detach(role: 'monitor' | 'daemon', log: Logger, output: Output = 'ignore'): Promise<number> {
  return new Promise((resolve) => {
    const child = startAs(role, process.cwd(), output);
    let announcement = '';
    child.stdio[readyDescriptor]?.on('data', (chunk) => {
      announcement += String(chunk);
      if (!announcement.includes('\0')) return;
      process.stdout.write(announcement.slice(0, announcement.indexOf('\0')));
      child.unref();
      resolve(0);
    });
    child.once('error', (error) => {
      log.error(`could not start in the background (${error.message})`);
      resolve(1);
    });
    child.once('exit', (code, signal) => {
      // A daemon that says why and exits has said enough.
      if (signal !== null) log.error(`fork child died before signaling startup (killed (${signal}))`);
      resolve(code === null || code === 0 ? 1 : code);
    });
  });
}

export interface ReadyOptions {
  /** With `--detach` the process lets go of its terminal, and of its directory (`chdir`). */
  readonly isDetached: boolean;
  readonly chdir: boolean;
  /** What the process that waits prints before it exits. */
  readonly announcement: string;
}

/** Says to the process that waits that this one is ready. */
export function becomeReady({ isDetached, chdir, announcement }: ReadyOptions): void {
  try {
    writeSync(readyDescriptor, `${announcement}\0`);
    closeSync(readyDescriptor);
  } catch {
    // Nobody waits any more.
  }
  if (!isDetached) return;
  releaseTerminal();
  if (chdir) process.chdir('/');
}

function releaseTerminal(): void {
  closeSync(2);
  openSync('/dev/null', 'r+');
}

const programmingErrors: ReadonlySet<string> = new Set([
  'SIGABRT',
  'SIGALRM',
  'SIGBUS',
  'SIGFPE',
  'SIGILL',
  'SIGPIPE',
  'SIGSEGV',
  'SIGXCPU',
  'SIGXFSZ',
]);

export interface MonitorOptions {
  /** By `--detach`: somebody waits for this process to become ready, too. */
  readonly isDetached: boolean;
  readonly chdir: boolean;
  readonly output: Output;
  /** The log of this process. */
  readonly log: Log;
  /** Opened when there is something to say, and closed again: the daemon writes to it, too. */
  readonly logFile: string | undefined;
}

/** Not more often than that, but the first time at once, as the C monitor does it. */
const RESTART_PAUSE_MS = 10_000;

/** Runs the daemon as a child, again and again; resolves to the exit code when it ended for good. */
export function monitor(options: MonitorOptions): Promise<number> {
  const { log, logFile } = options;
  const own = log.module('daemon_unix');
  log.nameProcess('monitor');
  const aloud = (say: () => void) => {
    if (logFile !== undefined) log.open(logFile);
    say();
    log.close();
  };
  return new Promise((resolve) => {
    let isReady = false;
    let crashes = 0;
    let restartedAt = Number.NEGATIVE_INFINITY;
    let child: ChildProcess | undefined;
    let timer: NodeJS.Timeout | undefined;
    const kept = openKept();
    // This process leaves it; the daemons that come later start there all the same.
    const directory = process.cwd();
    const run = () => {
      const started = startAs('daemon', directory, options.output, kept);
      child = started;
      started.stdio[readyDescriptor]?.once('data', (chunk) => {
        const announcement = String(chunk).replaceAll('\0', '');
        if (isReady) return;
        isReady = true;
        if (options.isDetached) becomeReady({ ...options, announcement });
        else process.stdout.write(announcement);
      });
      started.once('exit', (code, signal) => {
        child = undefined;
        if (!isReady) {
          resolve(code ?? 1);
          return;
        }
        const fate = `pid ${started.pid} died, ${processFate(code, signal)}`;
        if (signal === null || !programmingErrors.has(signal)) {
          aloud(() => own.info(`${fate}, exiting`));
          resolve(0);
          return;
        }
        crashes++;
        const restart = () => {
          aloud(() => own.error(`${crashes} crashes: ${fate}, restarting`));
          restartedAt = Date.now();
          run();
        };
        const pause = restartedAt + RESTART_PAUSE_MS - Date.now();
        if (pause <= 0) {
          restart();
          return;
        }
        const seconds = RESTART_PAUSE_MS / 1000;
        aloud(() => own.warn(`${crashes} crashes: ${fate}, waiting until ${seconds} seconds since last restart`));
        timer = setTimeout(restart, pause);
      });
    };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        if (child !== undefined) child.kill(signal);
        else {
          clearTimeout(timer);
          resolve(128 + constants.signals[signal]);
        }
      });
    }
    run();
  });
}
