import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { TypedError } from '#base';
import { until } from './until.js';

/** How a daemon is started, and what shows that it serves. */
export interface DaemonSpec {
  readonly name: string;
  readonly argv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Its standard output and error go here, appended over restarts. */
  readonly logFile: string;
  /** True once the daemon serves; asked again and again after the start. */
  readonly ready: () => Promise<boolean> | boolean;
  readonly readyTimeoutMs?: number;
}

/** A daemon ended that should have gone on; the message holds the tail of its log. */
export class DaemonDied extends TypedError<'daemon-died', { readonly name: string; readonly logFile: string }> {
  constructor(name: string, how: string, logFile: string) {
    super('daemon-died', `${name} ended (${how}); its log ends:\n${logTail(logFile)}`, { name, logFile });
  }
}

/** The last lines of a log file, for a message about the daemon that wrote it. */
export function logTail(file: string, lines = 20): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '(no log)';
  }
}

/** A real process in the foreground, as a test or the demo owns it: started, restarted, killed, and never left behind. */
export class Daemon {
  readonly spec: DaemonSpec;
  #child: ChildProcess | undefined;
  #exit: Promise<string> = Promise.resolve('not started');
  #ended: string | undefined = 'not started';

  constructor(spec: DaemonSpec) {
    this.spec = spec;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get isRunning(): boolean {
    return this.#ended === undefined;
  }

  /** Starts the process and waits until it is ready. Throws `DaemonDied` or `NeverHappened`. */
  async start(): Promise<this> {
    const output = openSync(this.spec.logFile, 'a', 0o640);
    const [program = '', ...args] = this.spec.argv;
    const child = spawn(program, args, { env: this.spec.env, stdio: ['ignore', output, output] });
    closeSync(output);
    this.#child = child;
    this.#ended = undefined;
    this.#exit = new Promise((resolve) => {
      const end = (how: string) => {
        this.#ended ??= how;
        resolve(how);
      };
      child.once('error', (error) => end(error.message));
      child.once('exit', (code, signal) => end(signal === null ? `exit status ${code}` : `signal ${signal}`));
    });
    const ready = await until(
      `${this.spec.name} to be ready`,
      async () => this.#ended !== undefined || (await this.spec.ready()),
      {
        timeoutMs: this.spec.readyTimeoutMs ?? 20_000,
      },
    );
    if (!ready || this.#ended !== undefined) {
      throw new DaemonDied(this.spec.name, this.#ended ?? 'not ready', this.spec.logFile);
    }
    return this;
  }

  /** Ends the process and waits for it: SIGTERM, and SIGKILL if it has not gone in 10 s. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<string> {
    const child = this.#child;
    if (child === undefined || this.#ended !== undefined) return this.#ended ?? 'not started';
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
    const how = await this.#exit;
    clearTimeout(late);
    return how;
  }

  /** Sends a signal that does not end it, as SIGSTOP and SIGCONT. */
  signal(signal: NodeJS.Signals): void {
    if (this.#ended === undefined) this.#child?.kill(signal);
  }

  /** Ends it with `signal` and starts it again. */
  async restart(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await this.stop(signal);
    await this.start();
  }

  /** Throws `DaemonDied` when the process has ended by itself. */
  assertAlive(): void {
    if (this.#ended !== undefined) throw new DaemonDied(this.spec.name, this.#ended, this.spec.logFile);
  }
}
