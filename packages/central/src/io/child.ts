/** A child process that is kept alive: started again, after a pause, whenever it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Clock, Timer } from '#base';
import { type Logger, SUPERVISED } from '#daemon';
import { logChildLine } from '../log-line.js';

const MIN_PAUSE_MS = 100;
const MAX_PAUSE_MS = 8000;
/** A child that ran for so long failed for a new reason: the pauses begin anew. */
const STABLE_MS = 10_000;
/** What a child has to end in good order, within the five seconds that `central` has. */
const KILL_AFTER_MS = 3000;

export interface ChildOptions {
  readonly name: string;
  /** Program and arguments, asked for at each start. */
  readonly command: () => readonly [string, ...string[]];
  readonly log: Logger;
  readonly clock: Clock;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** After each start. */
  readonly onStart?: () => void;
  /** After each end that was not asked for; `words` are the last line it wrote. Says whether to start it again. */
  readonly onEnd?: (words: string) => 'again' | 'stay down';
}

export class Child {
  readonly #options: ChildOptions;
  /** Where the command line was given, whose files it may name: central itself goes on in `/`. */
  readonly #directory = process.cwd();
  #process: ChildProcess | undefined;
  #timer: Timer | undefined;
  #pause = MIN_PAUSE_MS;
  #isStopping = false;
  #lastLine = '';
  #starts = 0;

  constructor(options: ChildOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.name;
  }

  /** Undefined between an end and the next start. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  get starts(): number {
    return this.#starts;
  }

  start(): void {
    const { clock, command, environment, log, name } = this.#options;
    const [program, ...args] = command();
    const started = clock.monotonic();
    const child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      cwd: existsSync(this.#directory) ? this.#directory : '/',
      env: { ...environment, [SUPERVISED]: '1' },
    });
    child.stdin.on('error', () => {}); // Nothing is written to it: its end tells the child that central is gone.
    this.#process = child;
    this.#starts++;
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        this.#lastLine = line;
        logChildLine(log, name, line);
      });
    }
    let isOver = false;
    const over = (how: string) => {
      if (isOver) return;
      isOver = true;
      this.#process = undefined;
      if (this.#isStopping) return;
      if (clock.monotonic() - started > STABLE_MS) this.#pause = MIN_PAUSE_MS;
      const next = this.#options.onEnd?.(this.#lastLine === '' ? how : this.#lastLine) ?? 'again';
      if (next === 'stay down') return;
      log.warn(`${name} ended (${how}); starting it again in ${this.#pause} ms`);
      this.#timer = clock.setTimeout(() => this.start(), this.#pause);
      this.#pause = Math.min(MAX_PAUSE_MS, this.#pause * 2);
    };
    child.once('error', (error) => over(error.message));
    // `close` comes after the last line.
    child.once('close', (code, signal) => over(signal === null ? `exit code ${code}` : `killed by ${signal}`));
    log.info(`${name} started, pid ${child.pid ?? '?'}`);
    this.#options.onStart?.();
  }

  /** Ends it for good; resolves when it is gone. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#timer?.cancel();
    const child = this.#process;
    if (child === undefined) return;
    const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
    child.kill('SIGTERM');
    const timer = this.#options.clock.setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
    await gone;
    timer.cancel();
  }
}
