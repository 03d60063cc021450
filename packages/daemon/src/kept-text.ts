/**
 * What a daemon wants to find again when its monitor has started it anew: a text in a file without a name, which the
 * monitor holds open for as long as it lives and gives to each daemon it starts. Without `--monitor` there is none.
 */
import { closeSync, ftruncateSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the daemon of a monitor has the file. */
export const KEPT_DESCRIPTOR = 4;

/** The monitor's side: the descriptor to hand on. */
export function openKept(): number {
  const directory = mkdtempSync(join(tmpdir(), 'heddle-'));
  try {
    return openSync(join(directory, 'kept'), 'wx+', 0o600);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

export class KeptText {
  readonly #descriptor: number | undefined;

  /** Without a descriptor nothing is kept. */
  constructor(descriptor: number | undefined) {
    this.#descriptor = descriptor;
  }

  /** What was written last, by this process or one before it; undefined when nothing was. */
  read(): string | undefined {
    if (this.#descriptor === undefined) return undefined;
    // By way of /proc: the offset of a descriptor is shared with those who had it before.
    const text = readFileSync(`/proc/self/fd/${this.#descriptor}`, 'utf8');
    return text === '' ? undefined : text;
  }

  write(text: string): void {
    if (this.#descriptor === undefined) return;
    const bytes = Buffer.from(text);
    writeSync(this.#descriptor, bytes, 0, bytes.length, 0);
    ftruncateSync(this.#descriptor, bytes.length);
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
  }
}
