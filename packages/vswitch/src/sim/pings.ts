/** The pings that a simulated machine has under way, by the identifier of their echo requests. */

import type { Link } from './link.js';
import { Ping, type PingEvent, type PingOutcome, type PingRequest } from './ping.js';

/** Identifier and sequence number of an echo request or reply: the second word of its ICMP header. */
export type EchoWord = number;

export class Pings {
  readonly #link: Link;
  readonly #pings = new Map<number, Ping>();

  constructor(link: Link) {
    this.#link = link;
  }

  /** Pings; resolves when the last answer is in or awaited in vain. `send` sends one request, or calls `fail` with a reason. */
  start(
    request: PingRequest,
    send: (echo: EchoWord, payload: Uint8Array, fail: (from: string, text: string) => void) => void,
  ): Promise<PingOutcome> {
    return new Promise((resolve) => {
      const id = this.#freeId();
      const sendOne = (sequence: number) => {
        const payload = Uint8Array.from({ length: request.size }, (_, i) => i & 255);
        const fail = (from: string, text: string) => ping.event({ kind: 'error', sequence, from, text });
        send(((id << 16) | (sequence & 0xffff)) >>> 0, payload, fail);
      };
      const ping = new Ping(request, this.#link.clock, sendOne, (outcome) => {
        this.#pings.delete(id);
        resolve(outcome);
      });
      this.#pings.set(id, ping);
      ping.start();
    });
  }

  /** `payload`: that of the echo reply. */
  reply(echo: EchoWord, from: string, ttl: number, payload: Uint8Array): void {
    this.#event(echo, { kind: 'reply', sequence: echo & 0xffff, from, ttl, bytes: payload.length + 8 });
  }

  /** A router or the destination has sent the request back. */
  refused(echo: EchoWord, from: string, text: string): void {
    this.#event(echo, { kind: 'error', sequence: echo & 0xffff, from, text });
  }

  close(): void {
    for (const ping of [...this.#pings.values()]) ping.stop();
  }

  #event(echo: EchoWord, event: PingEvent): void {
    this.#pings.get(echo >>> 16)?.event(event);
  }

  #freeId(): number {
    let id = this.#link.randomNumber() & 0xffff;
    while (this.#pings.has(id)) id = (id + 1) & 0xffff;
    return id;
  }
}
