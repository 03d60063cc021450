import { connect, type Socket } from 'node:net';
import { until } from '#testing';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

interface Message {
  readonly id: Json;
  readonly method?: string;
  readonly params?: readonly Json[];
  readonly result?: Json;
  readonly error?: Json;
}

/** One row of a select or of an update, as RFC 7047 writes it. */
export type WireRow = { readonly [column: string]: Json };
export type Operation = { readonly [member: string]: Json };

/**
 * The smallest RFC 7047 client that can measure: independent of the project's own client, so that it is the same
 * yardstick for every server and daemon. It takes each chunk apart by matching braces outside strings.
 */
export class OvsdbPeer {
  readonly #socket: Socket;
  readonly #replies = new Map<number, (message: Message) => void>();
  #pieces: string[] = [];
  #depth = 0;
  #inString = false;
  #escaped = false;
  #nextId = 1;
  /** Called for each `update` notification with its table updates. */
  onUpdate: (tables: { readonly [table: string]: { readonly [uuid: string]: { readonly new?: WireRow } } }) => void =
    () => undefined;
  /** Called for each `update3` notification with its table updates. */
  onConditional: (tables: {
    readonly [table: string]: { readonly [uuid: string]: { readonly modify?: WireRow } };
  }) => void = () => undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('utf8').on('data', (chunk: string) => this.#receive(chunk));
    socket.on('error', () => undefined);
  }

  /** Connects to a unix socket, waiting for it to appear. */
  static connect(path: string): Promise<OvsdbPeer> {
    return until(
      `a server on ${path}`,
      () =>
        new Promise<OvsdbPeer>((resolve, reject) => {
          const socket = connect(path);
          socket.once('error', reject);
          socket.once('connect', () => resolve(new OvsdbPeer(socket)));
        }),
    );
  }

  async call(method: string, params: readonly Json[]): Promise<Json> {
    const id = this.#nextId++;
    const reply = new Promise<Message>((resolve) => this.#replies.set(id, resolve));
    this.#socket.write(JSON.stringify({ method, params, id }));
    const message = await reply;
    if (message.error !== null && message.error !== undefined)
      throw new Error(`${method}: ${JSON.stringify(message.error)}`);
    return message.result ?? null;
  }

  /** Runs operations in one transaction; throws when one of them failed. */
  async transact(
    database: string,
    ...operations: readonly Operation[]
  ): Promise<readonly { readonly rows?: readonly WireRow[]; readonly uuid?: Json }[]> {
    const result = await this.call('transact', [database, ...operations]);
    const rows = Array.isArray(result) ? (result as readonly WireRow[]) : [];
    const failed = rows.find((row) => row !== null && 'error' in row);
    if (failed !== undefined) throw new Error(`transaction: ${JSON.stringify(failed)}`);
    return rows as readonly { readonly rows?: readonly WireRow[]; readonly uuid?: Json }[];
  }

  async select(
    database: string,
    table: string,
    columns: readonly string[],
    where: readonly Json[] = [],
  ): Promise<readonly WireRow[]> {
    const [result] = await this.transact(database, { op: 'select', table, where, columns });
    return result?.rows ?? [];
  }

  /** Sends a request that is written already; gives its reply as it comes. */
  sendRaw(id: number, text: string, onReply: () => void): void {
    this.#replies.set(id, onReply);
    this.#socket.write(text);
  }

  /** Takes no message apart any more, so as not to be what is measured: resolves once `text` has come. */
  comes(text: string): Promise<void> {
    let end = '';
    return new Promise((resolve) => {
      this.#socket.removeAllListeners('data').on('data', (chunk: string) => {
        const seen = end + chunk;
        if (seen.includes(text)) resolve();
        end = seen.slice(-text.length);
      });
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Only the new chunk is scanned; a message of many chunks is joined once. */
  #receive(chunk: string): void {
    let start = 0;
    for (let i = 0; i < chunk.length; i++) {
      const code = chunk.charCodeAt(i);
      if (this.#escaped) this.#escaped = false;
      else if (this.#inString) {
        if (code === 92) this.#escaped = true;
        else if (code === 34) this.#inString = false;
      } else if (code === 34) this.#inString = true;
      else if (code === 123) this.#depth++;
      else if (code === 125 && --this.#depth === 0) {
        this.#pieces.push(chunk.slice(start, i + 1));
        const text = this.#pieces.join('');
        this.#pieces = [];
        start = i + 1;
        this.#deliver(JSON.parse(text) as Message);
      }
    }
    if (start < chunk.length) this.#pieces.push(chunk.slice(start));
  }

  #deliver(message: Message): void {
    if (message.method === 'echo') {
      this.#socket.write(JSON.stringify({ id: message.id, result: message.params ?? [], error: null }));
    } else if (message.method === 'update') {
      this.onUpdate((message.params?.[1] ?? {}) as never);
    } else if (message.method === 'update3') {
      this.onConditional((message.params?.[2] ?? {}) as never);
    } else if (typeof message.id === 'number') {
      this.#replies.get(message.id)?.(message);
      this.#replies.delete(message.id);
    }
  }
}

/** Resolves when NB_Global's `column` has reached `value`; the monitor is made once. */
export class ConfigWatch {
  readonly #peer: OvsdbPeer;
  readonly #seen = new Map<string, number>();
  #wake: () => void = () => undefined;

  private constructor(peer: OvsdbPeer) {
    this.#peer = peer;
    peer.onUpdate = (tables) => {
      for (const [table, rows] of Object.entries(tables)) {
        for (const row of Object.values(rows)) {
          for (const [column, value] of Object.entries(row.new ?? {}))
            if (typeof value === 'number') this.#seen.set(`${table}.${column}`, value);
        }
      }
      this.#wake();
    };
  }

  static async start(
    peer: OvsdbPeer,
    database: string,
    columns: Readonly<Record<string, readonly string[]>>,
  ): Promise<ConfigWatch> {
    const watch = new ConfigWatch(peer);
    const request = Object.fromEntries(Object.entries(columns).map(([table, names]) => [table, { columns: names }]));
    await peer.call('monitor', [database, 'watch', request]);
    return watch;
  }

  /** @param what `Table.column`; gives the time at which it was seen */
  async reached(what: string, value: number, timeoutMs = 300_000): Promise<number> {
    const deadline = performance.now() + timeoutMs;
    while ((this.#seen.get(what) ?? -1) < value) {
      if (performance.now() > deadline) throw new Error(`${what} never reached ${value}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1000);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return performance.now();
  }

  get peer(): OvsdbPeer {
    return this.#peer;
  }
}
