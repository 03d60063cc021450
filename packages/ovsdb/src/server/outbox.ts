/**
 * What goes to one client, in order: texts, and listings whose text is made as the client takes it. Comes after the
 * session, before the connection. Keeps the connection's own backlog short, so that a client that does not read costs
 * memory only for what cannot be made later, and that is limited.
 */
import { Allowance, type Connection } from '#ovsdb/jsonrpc';
import type { Piece } from './listing.js';

/** Bytes that may lie in the connection before more is made. */
const HIGH_WATER = 1024 * 1024;
/** Characters handed to the connection at once. */
const CHUNK = 128 * 1024;
/** Characters made and sent in one turn of the event loop: some milliseconds. */
export const TURN_CHARACTERS = 512 * 1024;
/** Stands behind a message, where the connection has to be told of its end. */
const END: Piece = { length: 0, part: () => ({ text: '', end: 0 }) };

export class Outbox {
  readonly #connection: Connection;
  readonly #maxBytes: number;
  /** True where messages follow each other in a stream of bytes; false for WebSocket. */
  readonly #isStream: boolean;
  #queue: Piece[] = [];
  #next = 0;
  /** Elements of the listing at `#next` that are gone already. */
  #done = 0;
  /** Characters of the texts in the queue. */
  #waiting = 0;
  /** What the listings in the queue keep in memory, in their order, and its sum. */
  #kept: number[] = [];
  #keptBytes = 0;
  readonly #onTaken: () => void;
  readonly #allowance: Allowance;
  #isScheduled = false;
  #isClosed = false;

  /**
   * `onTaken`: called when the client has taken more, later than in the turn of a `pump`. `allowance`: the characters that may be
   * made and sent in a turn, for all clients.
   */
  constructor(
    connection: Connection,
    maxBytes: number,
    onTaken: () => void,
    allowance = new Allowance(TURN_CHARACTERS),
  ) {
    this.#onTaken = onTaken;
    this.#allowance = allowance;
    this.#connection = connection;
    this.#maxBytes = maxBytes;
    this.#isStream = connection.remote.kind !== 'ws' && connection.remote.kind !== 'wss';
  }

  /** Bytes, roughly, that are kept for the client. One listing is free: it costs little as long as it is the only one. */
  get backlog(): number {
    return this.#waiting + this.#connection.backlog + this.#keptBytes - (this.#kept[0] ?? 0);
  }

  /** Listings that the client has still to take. */
  get listings(): number {
    return this.#kept.length;
  }

  /** Queues one message. */
  push(message: readonly Piece[] | string): void {
    if (this.#isClosed) return;
    if (typeof message === 'string') this.#add(message);
    else for (const piece of message) this.#add(piece);
    if (!this.#isStream) this.#add(END);
  }

  #add(piece: Piece): void {
    this.#queue.push(piece);
    if (typeof piece === 'string') this.#waiting += piece.length;
    else if (piece !== END) {
      this.#kept.push(piece.bytes ?? 0);
      this.#keptBytes += piece.bytes ?? 0;
    }
  }

  /** Hands over as much as the connection takes now. */
  pump(): void {
    this.#pump(Number.POSITIVE_INFINITY);
  }

  /** `most`: characters, from which it is others' turn. */
  #pump(most: number): void {
    if (this.#isClosed || this.#isScheduled) return;
    let sent = 0;
    while (this.#next < this.#queue.length && this.#connection.backlog < HIGH_WATER) {
      if (this.#allowance.isUsedUp || sent >= most) {
        this.#isScheduled = true;
        this.#allowance.later(this.#goOn);
        return;
      }
      const taken = this.#takeOrClose();
      if (taken === undefined) return;
      const { text, isPart } = taken;
      sent += text.length;
      this.#allowance.use(text.length);
      const how = this.#next === this.#queue.length ? 'at once' : undefined;
      this.#connection.send(text, isPart ? 'goes on' : how);
      if (this.#isClosed) return;
    }
    if (this.#next > 1000 || this.#next === this.#queue.length) {
      this.#queue = this.#queue.slice(this.#next);
      this.#next = 0;
    }
    if (this.backlog > this.#maxBytes) {
      this.#connection.close(`${this.backlog} bytes not taken by the peer`);
    }
  }

  readonly #goOn = (): void => {
    this.#isScheduled = false;
    this.#pump(CHUNK);
    this.#onTaken();
  };

  /** As `#take`; a row that is longer than a text can be ends the connection, and nothing else. */
  #takeOrClose(): { text: string; isPart: boolean } | undefined {
    try {
      return this.#take();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#connection.close('a row is too long to be sent');
      return undefined;
    }
  }

  /** The next text to send, and whether it is a part only of a message that has to be whole. */
  #take(): { text: string; isPart: boolean } {
    let text = '';
    while (text.length < CHUNK && this.#next < this.#queue.length && this.#queue[this.#next] !== END) {
      const piece = this.#queue[this.#next]!;
      if (typeof piece === 'string') {
        text += piece;
        this.#waiting -= piece.length;
        this.#next++;
        continue;
      }
      const part = piece.part(this.#done);
      text += part.text;
      this.#done = part.end;
      if (part.end < piece.length) continue;
      this.#done = 0;
      this.#next++;
      this.#keptBytes -= this.#kept.shift() ?? 0;
    }
    const isEnd = this.#queue[this.#next] === END;
    if (isEnd) this.#next++;
    return { text, isPart: !this.#isStream && !isEnd };
  }

  close(): void {
    this.#isClosed = true;
    this.#queue = [];
    this.#next = 0;
    this.#waiting = 0;
    this.#kept = [];
    this.#keptBytes = 0;
  }
}
