/**
 * `--detach` and `--monitor`. Node cannot fork, so the process that the user started spawns a second one of the same command
 * line, in a session of its own, and waits for it: a byte on descriptor 3 says that it is ready, then the first process
 * exits with 0. With `--monitor` a process between the two starts a new daemon when one dies of a programming error.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Logger } from './log.js';

const roleVariable = 'HEDDLE_BACKGROUND';
const readyDescriptor = 3;

/** What this process is: started by the user, or by `--detach` as monitor or daemon. */
export type Role = 'foreground' | 'monitor' | 'daemon';

/** Reads the role from the environment, and takes it out, so that programs started later do not inherit it. */
export function takeRole(): Role {
  const role = process.env[roleVariable];
  delete process.env[roleVariable];
  return role === 'monitor' || role === 'daemon' ? role : 'foreground';
}

function startAs(role: Role): ChildProcess {
  return spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    detached: true,
    env: { ...process.env, [roleVariable]: role },
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
}

/** Starts the daemon (or its monitor) and waits until it is ready. The result is the exit code for this process. */
export function detach(role: 'monitor' | 'daemon', log: Logger): Promise<number> {
  return new Promise((resolve) => {
    const child = startAs(role);
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

/**
 * Says to the process that waits that this one is ready, and lets go of its terminal and directory. `announcement` is what
 * that process prints before it exits.
 */
export function becomeReady(options: { readonly chdir: boolean; readonly announcement: string }): void {
  try {
    writeSync(readyDescriptor, `${options.announcement}\0`);
    closeSync(readyDescriptor);
  } catch {
    // Nobody waits any more.
  }
  releaseTerminal();
  if (options.chdir) process.chdir('/');
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

/** True when a process that ended so is to be started again; an uncaught error ends a daemon of ours with code 1. */
export function isProgrammingError(code: number | null, signal: string | null): boolean {
  return signal === null ? code === 1 : programmingErrors.has(signal);
}

/** Runs the daemon as a child, again and again; resolves to the exit code when it ended for good. */
export function monitor(log: Logger, options: { readonly chdir: boolean }): Promise<number> {
  return new Promise((resolve) => {
    let isReady = false;
    let child: ChildProcess;
    let started = 0;
    const run = () => {
      started = Date.now();
      child = startAs('daemon');
      child.stdio[readyDescriptor]?.once('data', (chunk) => {
        const announcement = String(chunk).replaceAll('\0', '');
        if (!isReady) becomeReady({ ...options, announcement });
        isReady = true;
      });
      child.once('exit', (code, signal) => {
        if (!isReady || !isProgrammingError(code, signal)) {
          resolve(code ?? 1);
          return;
        }
        log.error(`${child.pid} died (${signal ?? `exit status ${code}`}), restarting`);
        // Not more often than every ten seconds, as the C monitor does it.
        setTimeout(run, Math.max(0, 10_000 - (Date.now() - started)));
      });
    };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => child.kill(signal));
    run();
  });
}
