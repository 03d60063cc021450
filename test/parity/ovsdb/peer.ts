/** One client of a server under comparison: sends requests, keeps what the server says without being asked. */
import { type Connection, connect, type TransportOptions } from '#ovsdb/jsonrpc';
import { isJsonObject, type Json, type JsonArray, stringifyJson } from '#ovsdb/notation';

export interface Answer {
  readonly result?: Json;
  readonly error?: Json;
}

/** What the server's end of the connection looks like from here. */
export const DROPPED: Answer = { error: 'connection dropped' };

export class Peer {
  /** Notifications since `takeNotes`, in order. */
  #notes: Json[] = [];
  #nextId = 1_000_000;
  readonly #waiting = new Map<string, (answer: Answer) => void>();
  readonly #connection: Connection;
  isOpen = true;

  private constructor(connection: Connection) {
    this.#connection = connection;
    connection.start({
      message: (json) => this.#receive(json),
      close: () => {
        this.isOpen = false;
        for (const settle of this.#waiting.values()) settle(DROPPED);
        this.#waiting.clear();
      },
    });
  }

  static async open(remote: string, options: TransportOptions = {}): Promise<Peer> {
    return new Peer(await connect(remote, options));
  }

  /** Sends a request; resolves with its reply. */
  ask(method: string, params: Json): Promise<Answer> {
    return this.askAs(this.#nextId++, method, params);
  }

  askAs(id: Json, method: string, params: Json): Promise<Answer> {
    if (!this.isOpen) return Promise.resolve(DROPPED);
    return new Promise((resolve) => {
      this.#waiting.set(stringifyJson(id), resolve);
      this.#connection.send({ method, params, id });
    });
  }

  /** The same with params as they are to be sent. */
  askText(id: Json, method: string, params: string): Promise<Answer> {
    if (!this.isOpen) return Promise.resolve(DROPPED);
    return new Promise((resolve) => {
      this.#waiting.set(stringifyJson(id), resolve);
      this.#connection.send(`{"method":${stringifyJson(method)},"params":${params},"id":${stringifyJson(id)}}`);
    });
  }

  notify(method: string, params: JsonArray): void {
    this.#connection.send({ method, params, id: null });
  }

  /** Sends bytes as they are. */
  sendText(text: string): void {
    this.#connection.send(text);
  }

  takeNotes(): Json[] {
    const notes = this.#notes;
    this.#notes = [];
    return notes;
  }

  close(): void {
    this.#connection.close('done');
  }

  #receive(json: Json): void {
    if (!isJsonObject(json)) return;
    const { method, id = null, result, error } = json;
    if (typeof method === 'string') {
      if (method === 'echo') this.#connection.send({ id, result: json['params'] ?? [], error: null });
      else this.#notes.push({ method, params: json['params'] ?? null });
      return;
    }
    const settle = this.#waiting.get(stringifyJson(id));
    this.#waiting.delete(stringifyJson(id));
    settle?.(error === undefined || error === null ? { result: result ?? null } : { error });
  }
}
