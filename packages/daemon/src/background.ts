/**
 * `--detach` and `--monitor`. Node cannot fork, so the process that the user started spawns a second one of the same command
 * line, in a session of its own, and waits for it: a byte on descriptor 3 says that it is ready, then the first process
 * exits with 0. With `--monitor` a process between the two starts a new daemon when one dies of a programming error.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { KEPT_DESCRIPTOR, openKept } from './kept-text.js';
import type { Logger } from './log.js';

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
export function monitor(log: Logger, options: { readonly chdir: boolean; readonly output?: Output }): Promise<number> {
  return new Promise((resolve) => {
    let isReady = false;
    let child: ChildProcess;
    let restartedAt = Number.NEGATIVE_INFINITY;
    const kept = openKept();
    // This process leaves it; the daemons that come later start there all the same.
    const directory = process.cwd();
    const run = () => {
      child = startAs('daemon', directory, options.output ?? 'ignore', kept);
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
        // Not more often than every ten seconds, but the first time at once, as the C monitor does it.
        setTimeout(
          () => {
            restartedAt = Date.now();
            run();
          },
          Math.max(0, restartedAt + 10_000 - Date.now()),
        );
      });
    };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => child.kill(signal));
    run();
  });
}
