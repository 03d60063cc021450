/**
 * What a peer sends, between its socket and its session, for byte streams and WebSocket alike: takes the bytes apart within the
 * limits, gives the messages in order, and reads no more while the owner wants none or this turn of the event loop has
 * been long enough. A fault of the peer ends its connection and nothing else.
 */
// The global of this name is looked up anew at each call.
import { performance } from 'node:perf_hooks';
import type { Json } from '#ovsdb/notation';
import { Allowance } from '../allowance.js';
import type { MessageLimits } from '../message-limits.js';
import { ProtocolError } from '../protocol-error.js';
import { Splitter } from '../splitter.js';

/**
 * Milliseconds of one turn of the event loop that one peer's messages may take. A read gives all that has arrived, which may be
 * many large transactions; what is left waits for the next turn, so that other peers are heard between.
 */
const PEER_MS = 5;

export interface IntakeEvents {
  /** One message, within the limits, and what it takes in memory. May throw ProtocolError. */
  message(json: Json, bytes: number): void;
  /** The peer has broken the protocol: the connection is to be closed for this reason. */
  fault(reason: string): void;
  /** What the transport's own form carries: none of it is given before all was looked at. Throws ProtocolError. */
  unpack?(json: Json): readonly Json[];
}

/** Where the bytes come from. */
export interface IntakeSource {
  pause(): void;
  resume(): void;
}

interface Chunk {
  readonly bytes: Buffer;
  at: number;
  /** True when one message ends with the chunk, as each WebSocket message is one JSON text. */
  readonly isWhole: boolean;
}

export class Intake {
  readonly #source: IntakeSource;
  readonly #events: IntakeEvents;
  readonly #splitter: Splitter;
  #chunks: Chunk[] = [];
  /** Values of the chunk at the front, when it is a whole message. */
  #values = 0;
  /** Messages that were not given yet, and how many of them were. */
  #ready: readonly Json[] = [];
  #given = 0;
  #isClosed = false;
  /** The owner wants no more for now; the turn is used up. */
  #isHeld = false;
  #isTurnOver = false;
  #isReading = false;
  #isSourcePaused = false;
  /** Of each turn: for this peer, and for all. */
  readonly #own = new Allowance(PEER_MS);
  readonly #shared: Allowance;

  /** `shared`: milliseconds of a turn for all peers together. */
  constructor(source: IntakeSource, limits: MessageLimits, events: IntakeEvents, shared?: Allowance) {
    this.#source = source;
    this.#splitter = new Splitter(limits);
    this.#shared = shared ?? this.#own;
    this.#events = events;
  }

  /** Memory that is taken by what has come and was not given yet. */
  get unread(): number {
    let bytes = this.#splitter.pendingCost;
    for (const chunk of this.#chunks) bytes += chunk.bytes.length - chunk.at;
    return this.#given < this.#ready.length ? bytes + this.#splitter.lastCost : bytes;
  }

  /** Takes the next bytes of a stream. */
  stream(bytes: Buffer): void {
    this.#add({ bytes, at: 0, isWhole: false });
  }

  /** Takes one message whole. */
  whole(bytes: Buffer): void {
    this.#add({ bytes, at: 0, isWhole: true });
  }

  /** No message is given any more until `resume`. */
  pause(): void {
    this.#isHeld = true;
    this.#read();
  }

  resume(): void {
    this.#isHeld = false;
    this.#read();
  }

  /** Gives no message any more, and lets go of what has come. The source is read on: it ends by what the peer answers to that. */
  close(): void {
    this.#isClosed = true;
    this.#chunks = [];
    this.#ready = [];
    if (!this.#isSourcePaused) return;
    this.#isSourcePaused = false;
    this.#source.resume();
  }

  #add(chunk: Chunk): void {
    if (this.#isClosed) return;
    this.#chunks.push(chunk);
    this.#read();
  }

  get #isStopped(): boolean {
    return this.#isClosed || this.#isHeld || this.#isTurnOver;
  }

  #read(): void {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      let started = performance.now();
      while (!this.#isStopped && this.#hasMore()) {
        if (this.#own.isUsedUp || this.#shared.isUsedUp) {
          this.#isTurnOver = true;
          (this.#own.isUsedUp ? this.#own : this.#shared).later(this.#nextTurn);
          break;
        }
        this.#step();
        const ended = performance.now();
        this.#own.use(ended - started);
        if (this.#shared !== this.#own) this.#shared.use(ended - started);
        started = ended;
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.close();
      this.#events.fault(`Protocol error: ${error.message}`);
    } finally {
      this.#isReading = false;
    }
    this.#steer();
  }

  /** Reads from the source while there is nothing left to do. */
  #steer(): void {
    if (this.#isClosed || this.#isStopped === this.#isSourcePaused) return;
    this.#isSourcePaused = this.#isStopped;
    if (this.#isStopped) this.#source.pause();
    else this.#source.resume();
  }

  #hasMore(): boolean {
    return this.#given < this.#ready.length || this.#chunks.length > 0;
  }

  /** Gives a message, or reads on to the end of one or of a piece. */
  #step(): void {
    if (this.#given < this.#ready.length) {
      this.#events.message(this.#ready[this.#given++] ?? null, this.#splitter.lastCost);
      return;
    }
    const chunk = this.#chunks[0];
    if (chunk === undefined) return;
    const { bytes, isWhole } = chunk;
    if (chunk.at < bytes.length) {
      chunk.at = this.#splitter.step(bytes, chunk.at, (json) => {
        this.#values++;
        this.#ready = this.#events.unpack?.(json) ?? [json];
        this.#given = 0;
      });
      if (isWhole && this.#values > 1) throw new ProtocolError('more than one JSON value in a message');
    } else {
      if (isWhole && this.#values === 0) throw new ProtocolError('message is not a JSON object');
      this.#values = 0;
      this.#chunks.shift();
    }
  }

  readonly #nextTurn = (): void => {
    this.#isTurnOver = false;
    this.#read();
  };
}
