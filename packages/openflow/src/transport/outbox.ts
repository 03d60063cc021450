/**
 * What is waiting to be written to a peer, in order. Before: encoded messages, or generators that encode as they go (a long list of flows, a
 * bundle). After: the socket. It writes for a few milliseconds a turn, and stops while the socket's own buffer is full, so neither a long list
 * nor a slow reader costs others anything.
 */
import type { Socket } from 'node:net';

const TURN_MS = 15;
const SOCKET_BYTES = 1 << 20;
const PIECE_BYTES = 1 << 16;

export class Outbox {
  readonly #socket: Socket;
  #queue: (Uint8Array | Iterator<Uint8Array>)[] = [];
  #bytes = 0;
  #isScheduled = false;
  #isCorked = false;
  #whenIdle: (() => void)[] = [];

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('drain', () => this.#pump());
  }

  /** Bytes encoded and not yet taken by the system. Generators count once they have made their bytes. */
  get backlog(): number {
    return this.#bytes + this.#socket.writableLength;
  }

  get isEmpty(): boolean {
    return this.#queue.length === 0 && this.#socket.writableLength === 0;
  }

  add(item: Uint8Array | Iterator<Uint8Array>): void {
    if (item instanceof Uint8Array && this.#queue.length === 0 && this.#socket.writableLength < SOCKET_BYTES) {
      this.#write(item);
      return;
    }
    if (item instanceof Uint8Array) this.#bytes += item.length;
    this.#queue.push(item);
    this.#schedule();
  }

  /** Before all that waits: for answers that are not part of the order, such as echoes. */
  addFirst(item: Uint8Array): void {
    this.#socket.write(item);
  }

  /** Called once everything was handed to the system. */
  onIdle(callback: () => void): void {
    if (this.isEmpty) callback();
    else this.#whenIdle.push(callback);
  }

  clear(): void {
    for (const item of this.#queue) if (!(item instanceof Uint8Array)) item.return?.();
    this.#queue = [];
    this.#bytes = 0;
  }

  /** What is written in one turn goes to the system in one piece, with what a pump that is due adds to it. */
  #write(bytes: Uint8Array): void {
    if (!this.#isCorked) {
      this.#isCorked = true;
      this.#socket.cork();
      process.nextTick(() => {
        if (!this.#isScheduled) this.#uncork();
      });
    }
    this.#socket.write(bytes);
    // The peer shall work on the beginning of much while the rest is made.
    if (this.#socket.writableLength >= PIECE_BYTES) this.#uncork();
  }

  #uncork(): void {
    if (!this.#isCorked) return;
    this.#isCorked = false;
    this.#socket.uncork();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#pump();
    });
  }

  #pump(): void {
    this.#fill();
    this.#uncork();
    if (this.#queue.length === 0 && this.#whenIdle.length > 0) {
      const callbacks = this.#whenIdle;
      this.#whenIdle = [];
      for (const callback of callbacks) callback();
    }
  }

  #fill(): void {
    const end = performance.now() + TURN_MS;
    while (this.#queue.length > 0 && !this.#socket.destroyed) {
      // The socket says `drain` when it has room again.
      if (this.#socket.writableLength >= SOCKET_BYTES) return;
      if (performance.now() > end) {
        this.#schedule();
        return;
      }
      const item = this.#queue[0]!;
      if (item instanceof Uint8Array) {
        this.#queue.shift();
        this.#bytes -= item.length;
        this.#write(item);
        continue;
      }
      const next = item.next();
      if (next.done) this.#queue.shift();
      else this.#write(next.value);
    }
  }
}
