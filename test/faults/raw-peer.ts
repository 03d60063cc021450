/** A peer that says whatever it is told to, byte by byte. */
import { createConnection, type Socket } from 'node:net';

/** A unix socket's path, or a port of 127.0.0.1. */
export type Place = string | number;

export type Fate = { readonly isOpen: boolean; readonly answer: Buffer };

export class RawPeer {
  readonly #socket: Socket;
  readonly #ended: Promise<void>;
  readonly #heard: Buffer[] = [];
  #isOpen = true;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#heard.push(chunk));
    socket.on('error', () => {}); // A reset is one way of being dropped.
    this.#ended = new Promise((resolve) =>
      socket.once('close', () => {
        this.#isOpen = false;
        resolve();
      }),
    );
  }

  static connect(place: Place): Promise<RawPeer> {
    return new Promise((resolve, reject) => {
      const socket = typeof place === 'string' ? createConnection(place) : createConnection(place, '127.0.0.1');
      socket.once('error', reject);
      socket.once('connect', () => resolve(new RawPeer(socket)));
    });
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get heard(): Buffer {
    return Buffer.concat(this.#heard);
  }

  /** Resolves when the other end takes no more for now, or the connection is gone. */
  async say(bytes: string | Uint8Array): Promise<void> {
    if (!this.#isOpen || this.#socket.write(bytes)) return;
    await Promise.race([this.#ended, new Promise((resolve) => this.#socket.once('drain', resolve))]);
  }

  stopReading(): void {
    this.#socket.pause();
  }

  /** Resolves when the other end has dropped it. */
  dropped(): Promise<void> {
    return this.#ended;
  }

  async close(): Promise<void> {
    this.#socket.destroy();
    await this.#ended;
  }
}
