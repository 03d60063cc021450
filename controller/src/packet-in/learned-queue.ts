import type { Learned } from './learned.js';

/** So many bindings wait to be written, as in ovn-controller; a guest that makes up more gets nothing for it. */
const MAX = 1000;

/**
 * What was learned and not written yet: of each binding the newest, however often a packet showed it. Before: packets. After: a
 * transaction, which would fail as a whole if it made a row twice.
 */
export class LearnedQueue {
  #waiting = new Map<string, Learned>();

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  /** Takes in what a packet showed, unless too much is waiting already. */
  add(learned: Learned): void {
    const identity = identityOf(learned);
    if (this.#waiting.size < MAX || this.#waiting.has(identity)) this.#waiting.set(identity, learned);
  }

  /** Hands all out. */
  take(): readonly Learned[] {
    const taken = [...this.#waiting.values()];
    this.#waiting = new Map();
    return taken;
  }
}

function identityOf(learned: Learned): string {
  switch (learned.kind) {
    case 'neighbor':
      return `${learned.datapath}/${learned.port} ${learned.ip}`;
    case 'forwarding':
      return `${learned.datapath} ${learned.mac}`;
    case 'virtual':
      return `${learned.datapath}/${learned.virtualPort}`;
  }
}
