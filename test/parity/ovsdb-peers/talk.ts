import { type ChildProcess, spawn } from 'node:child_process';
import { until } from '#testing';

/** A program that goes on talking while a test goes on: what it said so far, and what it is told. */
export class Talk {
  readonly #child: ChildProcess;
  readonly #name: string;
  readonly #ended: Promise<number>;
  #text = '';

  constructor(argv: readonly string[], env: NodeJS.ProcessEnv) {
    const [program = '', ...args] = argv;
    this.#name = argv.join(' ');
    this.#child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#text += chunk.toString();
      });
    }
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', () => resolve(127));
      this.#child.once('close', (code) => resolve(code ?? 128));
    });
  }

  get text(): string {
    return this.#text;
  }

  /** Waits until it has said `part`, or has ended. Throws `NeverHappened` with what it said instead. */
  async hears(part: string): Promise<void> {
    await until(
      `"${part}" of ${this.#name}; it says ${this.#text}`,
      () => this.#hasEnded() || this.#text.includes(part),
    );
  }

  tell(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  /** Its exit status, once it ends by itself. */
  ended(): Promise<number> {
    return this.#ended;
  }

  async kill(): Promise<void> {
    if (!this.#hasEnded()) this.#child.kill();
    await this.#ended;
  }

  #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}
