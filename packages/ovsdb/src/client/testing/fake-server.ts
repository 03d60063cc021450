/** A server of one connection at a time that answers by a table, and notes what it was asked. */
import type { Connect, Connection, ConnectionHandlers } from '#ovsdb/jsonrpc';
import { parseMessage, parseRemote } from '#ovsdb/jsonrpc';
import { type Json, type JsonArray, OvsdbError, schemaToJson, stringifyJson } from '#ovsdb/notation';
import type { Database } from '#schemas';

/** A result, an error, or `undefined` for no answer at all. */
export type Answer = Json | OvsdbError | undefined;
export type Answers = Readonly<Record<string, (params: JsonArray) => Answer>>;

export const UNKNOWN_METHOD = new OvsdbError('unknown method');

export class FakeServer {
  /** Each request as `method params`, with a line `--` for each new connection. */
  readonly requests: string[] = [];
  readonly connect: Connect;
  answers: Answers;
  /** While false, connections are refused. */
  isUp = true;
  #handlers: ConnectionHandlers | undefined;
  readonly #unanswered = new Map<string, Json>();

  constructor(answers: Answers) {
    this.answers = answers;
    this.connect = async (remote) => {
      this.requests.push(`-- ${remote}`);
      if (!this.isUp) throw new Error('Connection refused');
      return this.#connection(remote);
    };
  }

  /** Methods that were asked for since the last call, without connections. */
  takeMethods(): string[] {
    return this.takeRequests().map((request) => request.split(' ')[0] ?? '');
  }

  takeRequests(): string[] {
    return this.requests.splice(0).filter((request) => !request.startsWith('--'));
  }

  notify(method: string, ...params: readonly Json[]): void {
    this.#handlers?.message({ method, params, id: null });
  }

  /** Answers the last request of that method, which had no answer yet. */
  reply(method: string, result: Json): void {
    const id = this.#unanswered.get(method);
    if (id !== undefined) this.#handlers?.message({ id, result, error: null });
  }

  drop(reason = 'connection closed by peer'): void {
    const handlers = this.#handlers;
    this.#handlers = undefined;
    handlers?.close(reason);
  }

  #connection(remote: string): Connection {
    let isOpen = true;
    const parsed = parseRemote(remote);
    return {
      peer: remote,
      remote: parsed,
      isNetwork: parsed.kind !== 'unix',
      backlog: 0,
      unread: 0,
      start: (handlers) => {
        this.#handlers = handlers;
      },
      send: (message) => {
        if (!isOpen) return;
        const asked = parseMessage(typeof message === 'string' ? message : stringifyJson(message));
        if (asked.kind !== 'request') return;
        this.requests.push(`${asked.method} ${stringifyJson(asked.params)}`);
        const answer = this.answers[asked.method]?.(asked.params);
        const handlers = this.#handlers;
        if (answer === undefined) {
          this.#unanswered.set(asked.method, asked.id);
          return;
        }
        queueMicrotask(() => {
          if (isOpen)
            handlers?.message(
              answer instanceof OvsdbError
                ? errorReply(asked.id, answer)
                : { id: asked.id, result: answer, error: null },
            );
        });
      },
      pause() {},
      resume() {},
      close: (reason) => {
        if (!isOpen) return;
        isOpen = false;
        const handlers = this.#handlers;
        this.#handlers = undefined;
        handlers?.close(reason);
      },
    };
  }
}

function errorReply(id: Json, error: OvsdbError): Json {
  return { id, error: error.error === 'unknown method' ? 'unknown method' : error.toJson() };
}

/** Answers of a healthy standalone server that has `contents`, as ovsdb-server 3.1 gives them. */
export function healthyAnswers(database: Database, contents: Json, lastTransaction: string): Answers {
  const schema = schemaToJson(database.schema);
  return {
    get_schema: ([name]) => (name === '_Server' ? { name: '_Server', version: '1.2.0', tables: {} } : schema),
    monitor_cond: ([name]) =>
      name === '_Server' ? serverRow({ name: database.name, schema: stringifyJson(schema) }) : contents,
    monitor_cond_since: ([, , , since]) =>
      since === lastTransaction ? [true, lastTransaction, {}] : [false, lastTransaction, contents],
    set_db_change_aware: () => ({}),
    lock: () => ({ locked: true }),
    monitor_cond_change: () => ({}),
  };
}

/** The reply to `monitor_cond` of `_Server` with this row of a standalone server, columns changed as given. */
export function serverRow(columns: Readonly<Record<string, Json>>): Json {
  const row = { model: 'standalone', connected: true, leader: true, ...columns };
  return { Database: { '6c3a55f6-9c4f-4a4c-9a4a-6b1a4c0d2f5e': { initial: row } } };
}
