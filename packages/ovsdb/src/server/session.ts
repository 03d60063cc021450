/**
 * One client's connection: takes its messages in order, answers those that concern the session alone, hands the others to
 * the service. What it says is held back until what it rests on is durable; then it goes to the outbox.
 */
import type { Clock, Timer } from '#base';
import { type Allowance, type Connection, ProtocolError, readMessage } from '#ovsdb/jsonrpc';
import { type Json, type JsonArray, stringifyJson } from '#ovsdb/notation';
import type { MemoryHolder } from './client-memory.js';
import type { Batch } from './commit-queue.js';
import type { Piece } from './listing.js';
import type { LockSession } from './locks.js';
import type { Monitor } from './monitor/monitor.js';
import { Outbox } from './outbox.js';
import type { Identity } from './rbac.js';

/** A message that is still to be made. */
export interface LateMessage {
  isMade(): boolean;
  /** Once it is made; undefined when there is nothing to say. */
  message(): readonly Piece[] | undefined;
}

/** A message that is not sent before its turn's commits are in the store. */
interface Held {
  readonly message: readonly Piece[] | string | LateMessage;
  /** What it rests on; undefined when no commit can spoil it. */
  readonly batch: Batch | undefined;
  /** Called when the store refused: says what to send in its place, and undoes what the session did for it. */
  readonly onRefused: ((details: string) => string | undefined) | undefined;
}

export interface SessionEvents {
  request(session: Session, method: string, params: JsonArray, id: Json): void;
  notification(session: Session, method: string, params: JsonArray): void;
  closed(session: Session, reason: string | undefined): void;
  /** The session holds messages back: call `release` when the turn ends and when batches are settled. */
  holds(session: Session): void;
  /** What is kept for the client may have become more or less (`kept`). */
  keeps(session: Session): void;
}

export interface SessionOptions {
  readonly clock: Clock;
  /** Idle milliseconds before the client is asked whether it lives; 0: never. */
  readonly probeMs: number;
  readonly maxBacklogBytes: number;
  /** Characters that may be sent in a turn, to all clients. */
  readonly sending: Allowance;
  readonly isReadOnly: boolean;
  /** The role of the remote that the client came through; '' for none. */
  readonly role: string;
}

function isLate(message: Held['message']): message is LateMessage {
  return typeof message === 'object' && 'isMade' in message;
}

/** Requests are not read while more than this waits for the client: bytes, and long lists of rows. */
const PAUSE_BYTES = 8 * 1024 * 1024;
const PAUSE_LISTINGS = 16;
const ECHO = '{"method":"echo","params":[],"id":"echo"}';

export class Session implements LockSession, MemoryHolder {
  readonly connection: Connection;
  readonly isReadOnly: boolean;
  readonly identity: Identity;
  /** In the order they were made. */
  readonly monitors = new Map<string, Monitor>();
  isChangeAware = false;
  isOpen = true;
  readonly #events: SessionEvents;
  readonly #clock: Clock;
  readonly #outbox: Outbox;
  #held: Held[] = [];
  #probeMs: number;
  #timer: Timer | undefined;
  #lastActivity: number;
  #probedAt: number | undefined;
  /** Not read: because it does not take its replies; because what it asked for takes its time. */
  #isPaused = false;
  #isSuspended = false;
  #isDismissed = false;
  /** What the newest message takes in memory, and those before it that are answered later. */
  #messageBytes = 0;
  #waitingBytes = 0;

  constructor(connection: Connection, events: SessionEvents, options: SessionOptions) {
    this.connection = connection;
    this.isReadOnly = options.isReadOnly;
    this.identity = { role: options.role, id: connection.commonName };
    this.#events = events;
    this.#clock = options.clock;
    this.#probeMs = options.probeMs;
    this.#outbox = new Outbox(connection, options.maxBacklogBytes, () => this.#readOn(), options.sending);
    this.#lastActivity = options.clock.monotonic();
    connection.start({
      message: (json, bytes = 0) => {
        this.#messageBytes = bytes;
        this.#receive(json);
      },
      activity: () => {
        this.#lastActivity = this.#clock.monotonic();
        events.keeps(this);
      },
      drained: () => this.#drained(),
      close: (reason) => this.#ended(reason),
    });
    this.#watch();
  }

  get kept(): number {
    return (
      this.connection.unread + (this.#isSuspended ? this.#messageBytes : 0) + this.#waitingBytes + this.#outbox.backlog
    );
  }

  /** What the message takes that it has sent last. */
  get messageBytes(): number {
    return this.#messageBytes;
  }

  /** A request of it, of so many bytes, is kept until it can be answered, or (negative) is so no longer. */
  waits(bytes: number): void {
    this.#waitingBytes += bytes;
  }

  /** Says `message` in its place among all others, once this turn's commits are durable. */
  hold(message: Held['message'], batch?: Batch, onRefused?: Held['onRefused']): void {
    if (!this.isOpen) return;
    if (this.#held.length === 0) this.#events.holds(this);
    this.#held.push({ message, batch, onRefused });
  }

  /** Sends what was held up to the first message that rests on a batch in the balance, or is still to be made. True when nothing is left. */
  release(): boolean {
    const held = this.#held;
    let sent = 0;
    for (const { message, batch, onRefused } of held) {
      if (batch !== undefined && !batch.isSettled) break;
      const details = batch?.refusal;
      if (details === undefined) {
        if (isLate(message)) {
          if (!message.isMade()) break;
          const made = message.message();
          if (made !== undefined) this.#outbox.push(made);
        } else this.#outbox.push(message);
        sent++;
        continue;
      }
      sent++;
      const instead = onRefused?.(details);
      if (instead !== undefined) this.#outbox.push(instead);
    }
    this.#held = held.slice(sent);
    this.#outbox.pump();
    this.#events.keeps(this);
    if (!this.#isPaused && (this.#outbox.backlog > PAUSE_BYTES || this.#outbox.listings > PAUSE_LISTINGS)) {
      this.#isPaused = true;
      this.connection.pause();
    }
    if (this.#held.length > 0) return false;
    if (this.#isDismissed) this.connection.close();
    return true;
  }

  suspend(): void {
    this.#isSuspended = true;
    this.connection.pause();
  }

  resume(): void {
    this.#isSuspended = false;
    if (!this.isOpen || this.#isPaused) return;
    this.#lastActivity = this.#clock.monotonic();
    this.connection.resume();
  }

  /** Ends the connection once what is held is sent. */
  dismiss(): void {
    this.#isDismissed = true;
  }

  onLocked(name: string): void {
    this.hold(`{"id":null,"method":"locked","params":["${name}"]}`);
  }

  onStolen(name: string): void {
    this.hold(`{"id":null,"method":"stolen","params":["${name}"]}`);
  }

  setProbe(ms: number): void {
    this.#probeMs = ms;
    this.#watch();
  }

  close(reason: string): void {
    this.connection.close(reason);
  }

  #receive(json: Json): void {
    const message = readMessage(json);
    switch (message.kind) {
      case 'request':
        this.#events.request(this, message.method, message.params, message.id);
        break;
      case 'notification':
        this.#events.notification(this, message.method, message.params);
        break;
      default:
        if (message.id !== 'echo') throw new ProtocolError(`reply to no request: ${stringifyJson(message.id)}`);
    }
  }

  #drained(): void {
    this.#outbox.pump();
    this.#readOn();
  }

  /** Reads requests again once the client has taken enough. */
  #readOn(): void {
    if (!this.#isPaused || !this.isOpen) return;
    if (this.#outbox.backlog > PAUSE_BYTES / 2 || this.#outbox.listings > PAUSE_LISTINGS / 2) return;
    this.#isPaused = false;
    if (!this.#isSuspended) this.connection.resume();
  }

  #ended(reason: string | undefined): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#timer?.cancel();
    this.#outbox.close();
    this.#held = [];
    this.#events.closed(this, reason);
  }

  /** One timer at a time, for the moment when something may be due; messages only note the time. */
  #watch(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#probeMs <= 0 || !this.isOpen) return;
    const due = Math.max(this.#lastActivity, this.#probedAt ?? 0) + this.#probeMs;
    this.#timer = this.#clock.setTimeout(() => this.#probe(), Math.max(1, due - this.#clock.monotonic()));
  }

  #probe(): void {
    const now = this.#clock.monotonic();
    const probedAt = this.#probedAt;
    // What it says is not heard.
    if (this.#isSuspended) this.#lastActivity = now;
    if (probedAt !== undefined && this.#lastActivity < probedAt && now >= probedAt + this.#probeMs) {
      this.close(`no response to inactivity probe after ${this.#probeMs / 1000} seconds, disconnecting`);
      return;
    }
    if (now >= this.#lastActivity + this.#probeMs && (probedAt === undefined || probedAt <= this.#lastActivity)) {
      this.#probedAt = now;
      // Not held: it rests on nothing.
      this.#outbox.push(ECHO);
      this.#outbox.pump();
    }
    this.#watch();
  }
}
