/** Paused packets wait here for their controller. Before: `controller(pause)`. After: NXT_RESUME brings the token back. */
import type { Frozen } from '../translate/frozen.js';

/** Packets that may wait; past that the oldest is forgotten, as its controller has not answered for long. */
const LIMIT = 4096;

export class Continuations {
  readonly #waiting = new Map<string, Frozen>();
  readonly #randomBytes: (count: number) => Uint8Array;

  constructor(randomBytes: (count: number) => Uint8Array) {
    this.#randomBytes = randomBytes;
  }

  /** The token to send along: 16 random bytes, so that no controller resumes what it was not sent. */
  keep(frozen: Frozen): Uint8Array {
    const token = this.#randomBytes(16);
    if (this.#waiting.size >= LIMIT) {
      for (const oldest of this.#waiting.keys()) {
        this.#waiting.delete(oldest);
        break;
      }
    }
    this.#waiting.set(Buffer.from(token).toString('hex'), frozen);
    return token;
  }

  take(token: Uint8Array): Frozen | undefined {
    const id = Buffer.from(token).toString('hex');
    const frozen = this.#waiting.get(id);
    this.#waiting.delete(id);
    return frozen;
  }
}
