/**
 * A JSON-RPC session on a connection: matches replies with requests, answers echoes, and finds out when the peer is gone.
 * Clients and servers alike sit on it.
 */
import type { Clock, Timer } from '#base';
import { isJsonObject, type Json, type JsonArray, OvsdbError, stringifyJson } from '#ovsdb/notation';
import type { Connection } from './connection.js';
import { printMessage, readMessage } from './message.js';
import { ProtocolError } from './protocol-error.js';

/** Idle time of a tcp or ssl session before an echo goes out; unix sessions need none (observed of the C programs). */
export const DEFAULT_PROBE_MS = 5000;

export interface SessionHandlers {
  request?(method: string, params: JsonArray, id: Json): void;
  notification?(method: string, params: JsonArray): void;
  /** Called once; all requests without a reply were settled before. */
  close?(reason: string | undefined): void;
}

export type Settled = { readonly result: Json } | { readonly error: OvsdbError };

export interface SessionOptions {
  readonly clock: Clock;
  /** 0: no probes. Default: 5 s for tcp and ssl, none for unix. */
  readonly probeMs?: number;
  readonly handlers: SessionHandlers;
}

export interface Session {
  readonly connection: Connection;
  readonly isOpen: boolean;
  /**
   * Sends a request. `settle` is called with the reply, in order with all other messages, or with an error
   * `connection lost` when the session ends before. Returns the id.
   */
  request(method: string, params: JsonArray, settle: (outcome: Settled) => void): number;
  notify(method: string, params: JsonArray): void;
  reply(id: Json, result: Json): void;
  replyError(id: Json, error: OvsdbError | string): void;
  setProbe(ms: number): void;
  /**
   * Lets messages wait until `release`, for a receiver that works on one of them in several turns. The peer's probes are
   * answered meanwhile.
   */
  hold(): void;
  release(): void;
  close(reason?: string): void;
}

/** Messages of more bytes than these, roughly, do not wait here, but where they come from. */
const HELD_BYTES = 1 << 20;
/** Of a message whose transport does not say. */
const USUAL_BYTES = 1000;

/** The `error` of requests whose session ended before a reply came. */
export const CONNECTION_LOST = 'connection lost';

export function openSession(connection: Connection, options: SessionOptions): Session {
  const { clock, handlers } = options;
  const waiting = new Map<number, (outcome: Settled) => void>();
  let probeMs = options.probeMs ?? (connection.isNetwork ? DEFAULT_PROBE_MS : 0);
  let nextId = 0;
  let isOpen = true;
  let lastActivity = clock.monotonic();
  let probedAt: number | undefined;
  let timer: Timer | undefined;
  let isHeld = false;
  let held: { readonly json: Json; readonly bytes: number }[] = [];
  let heldBytes = 0;
  let isPaused = false;

  function dispatch(json: Json): void {
    const message = readMessage(json);
    switch (message.kind) {
      case 'request':
        if (message.method === 'echo')
          connection.send(printMessage({ kind: 'reply', id: message.id, result: message.params }));
        else if (handlers.request !== undefined) handlers.request(message.method, message.params, message.id);
        else connection.send(printMessage({ kind: 'error', id: message.id, error: 'unknown method' }));
        return;
      case 'notification':
        handlers.notification?.(message.method, message.params);
        return;
      case 'reply':
        if (message.id === 'echo') return;
        take(message.id)({ result: message.result });
        return;
      case 'error':
        if (message.id === 'echo') return;
        take(message.id)({ error: OvsdbError.fromJson(message.error) });
    }
  }

  function take(id: Json): (outcome: Settled) => void {
    const settle = typeof id === 'number' ? waiting.get(id) : undefined;
    if (settle === undefined || typeof id !== 'number')
      throw new ProtocolError(`reply to no request: ${stringifyJson(id)}`);
    waiting.delete(id);
    return settle;
  }

  function ended(reason: string | undefined): void {
    if (!isOpen) return;
    isOpen = false;
    held = [];
    timer?.cancel();
    const lost = { error: new OvsdbError(CONNECTION_LOST, reason) };
    for (const settle of waiting.values()) settle(lost);
    waiting.clear();
    handlers.close?.(reason);
  }

  /** One timer at a time, set for the moment when something may be due; messages only note the time. */
  function watch(): void {
    timer?.cancel();
    timer = undefined;
    if (probeMs <= 0 || !isOpen) return;
    const due = Math.max(lastActivity, probedAt ?? 0) + probeMs;
    timer = clock.setTimeout(probe, Math.max(1, due - clock.monotonic()));
  }

  function probe(): void {
    const now = clock.monotonic();
    // What it says is not heard.
    if (isPaused) lastActivity = now;
    if (probedAt !== undefined && lastActivity < probedAt && now >= probedAt + probeMs) {
      connection.close(`no response to inactivity probe after ${probeMs / 1000} seconds, disconnecting`);
      return;
    }
    if (now >= lastActivity + probeMs && (probedAt === undefined || probedAt <= lastActivity)) {
      probedAt = now;
      connection.send('{"method":"echo","params":[],"id":"echo"}');
    }
    watch();
  }

  function receive(json: Json, bytes = USUAL_BYTES): void {
    try {
      if (!isHeld || isEcho(json)) dispatch(json);
      else keep(json, bytes);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      connection.close(`Protocol error: ${error.message}`);
    }
  }

  function keep(json: Json, bytes: number): void {
    held.push({ json, bytes });
    heldBytes += bytes;
    if (isPaused || heldBytes < HELD_BYTES) return;
    isPaused = true;
    connection.pause();
  }

  function release(): void {
    if (!isHeld) return;
    const wasPaused = isPaused;
    const waited = held;
    isHeld = false;
    isPaused = false;
    held = [];
    heldBytes = 0;
    for (const { json, bytes } of waited) if (isOpen) receive(json, bytes);
    if (!wasPaused || isPaused || !isOpen) return;
    lastActivity = clock.monotonic();
    connection.resume();
  }

  connection.start({
    message: receive,
    activity() {
      lastActivity = clock.monotonic();
    },
    close: ended,
  });
  watch();

  return {
    connection,
    get isOpen() {
      return isOpen;
    },
    request(method, params, settle) {
      const id = nextId++;
      if (!isOpen) {
        queueMicrotask(() => settle({ error: new OvsdbError(CONNECTION_LOST) }));
        return id;
      }
      waiting.set(id, settle);
      connection.send(printMessage({ kind: 'request', method, params, id }));
      return id;
    },
    notify: (method, params) => connection.send(printMessage({ kind: 'notification', method, params })),
    reply: (id, result) => connection.send(printMessage({ kind: 'reply', id, result })),
    replyError: (id, error) =>
      connection.send(printMessage({ kind: 'error', id, error: typeof error === 'string' ? error : error.toJson() })),
    setProbe(ms) {
      probeMs = ms;
      watch();
    },
    hold() {
      isHeld = true;
    },
    release,
    close: (reason) => connection.close(reason),
  };
}

/** A probe of the peer's, or the answer to one. */
function isEcho(json: Json): boolean {
  return isJsonObject(json) && (json['method'] === 'echo' || json['id'] === 'echo');
}

/** Sends one request and waits for its reply: for tools. Rejects with the OvsdbError that the peer answered. */
export function request(session: Session, method: string, params: JsonArray): Promise<Json> {
  return new Promise((resolve, reject) => {
    session.request(method, params, (outcome) => {
      if ('error' in outcome) reject(outcome.error);
      else resolve(outcome.result);
    });
  });
}
