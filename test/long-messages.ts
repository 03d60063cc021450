/**
 * A series of long messages to a database service: a transaction, its update to a monitor, the reply with all of it, the same over
 * WebSocket, a reader that stops, its deletion, with 1,000 idle clients beside. Every answer must be whole, and another client
 * is served all the time: how long it waited is told. `test/faults` runs it small, `npm run soak -- --long` with 100 MB.
 */
import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { type RawData, WebSocket } from 'ws';
import { until } from '#testing';

/** A service with one database `D` with a table `T` of `name` (string) and `n` (integer). */
export interface LongMessagePlace {
  readonly socket: string;
  readonly webSocketPort: number;
}

export interface LongMessage {
  readonly what: string;
  /** Bytes of the request, or of the reply where that is the longer one. */
  readonly bytes: number;
  readonly tookMs: number;
  /** The longest time that the other client waited for an answer. */
  readonly othersWaitedMs: number;
}

const ROW_BYTES = 1000;
const IDLE = 1000;
const SELECT = '{"op":"select","table":"T","where":[]}';
const REPLY_END = '"error":null}';
/** A slow machine may take so long for one of them. */
const TIMEOUT_MS = 300_000;

/** Runs the series with messages of so many bytes; tells of each. Throws when an answer is not what it should be. */
export async function* longMessages(place: LongMessagePlace, bytes: number): AsyncGenerator<LongMessage> {
  const rows = Math.ceil(bytes / ROW_BYTES);
  const other = new Other(place.socket);
  const idle: Tally[] = [];
  const peers: Tally[] = [];
  const open = async () => {
    const peer = await Tally.connect(place.socket);
    peers.push(peer);
    return peer;
  };
  async function told(what: string, work: () => Promise<number>): Promise<LongMessage> {
    await other.takeLongest();
    const started = performance.now();
    const length = await work();
    return { what, bytes: length, tookMs: performance.now() - started, othersWaitedMs: await other.takeLongest() };
  }
  const web = await until('the WebSocket', () => webSocket(place.webSocketPort));
  try {
    while (idle.length < IDLE) idle.push(await until('a connection', () => Tally.connect(place.socket)));
    const [writer, watcher, lazy] = [await open(), await open(), await open()];
    await watcher.ask('{"id":0,"method":"monitor","params":["D",null,{"T":[{}]}]}');
    let seen = watcher.bytes;
    // All rows came or went. One update may lie untaken, however long it is; a client that is told two is dropped.
    const updated = async () => {
      const isWhole = () => watcher.bytes - seen > bytes && watcher.ends('}]}');
      await until('the update', isWhole, { timeoutMs: TIMEOUT_MS });
      const length = watcher.bytes - seen;
      seen = watcher.bytes;
      return length;
    };
    const inserts = insertsOf(rows);
    yield await told('transaction', () => writer.ask(`{"id":1,"method":"transact","params":["D",${inserts}]}`));
    yield await told('update', updated);
    lazy.stopReading();
    lazy.say(`{"id":2,"method":"transact","params":["D",${SELECT}]}`);
    yield await told('reply', () => writer.ask(`{"id":3,"method":"transact","params":["D",${SELECT}]}`));
    yield await told('reply over WebSocket', () => askWeb(web, `"method":"transact","params":["D",${SELECT}]`));
    yield await told('reply to a reader that had stopped', () => {
      lazy.goOn();
      return lazy.reply();
    });
    const remove = '{"id":4,"method":"transact","params":["D",{"op":"delete","table":"T","where":[]}]}';
    yield await told('deletion', () => writer.ask(remove));
    await updated();
    const ask = `"method":"transact","params":["D",${inserts}]`;
    yield await told('transaction over WebSocket', () => askWeb(web, ask));
    await updated();
    await writer.ask(remove);
    await updated();
    if (idle.some((peer) => !peer.isOpen)) throw new Error('an idle client was dropped');
  } finally {
    web.terminate();
    await other.close();
    for (const peer of [...idle, ...peers]) peer.close();
  }
}

function insertsOf(count: number): string {
  const text = 'x'.repeat(ROW_BYTES - 40);
  return Array.from(
    { length: count },
    (_, n) => `{"op":"insert","table":"T","row":{"name":"${n} ${text}","n":${n}}}`,
  ).join();
}

/** A client that only counts what it hears. */
class Tally {
  readonly #socket: Socket;
  bytes = 0;
  isOpen = true;
  #end = '';
  #heard: () => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      this.bytes += chunk.length;
      this.#end = (this.#end + chunk.toString('latin1', Math.max(0, chunk.length - 100))).slice(-100);
      this.#heard();
    });
    socket.once('close', () => {
      this.isOpen = false;
      this.#heard();
    });
  }

  static connect(path: string): Promise<Tally> {
    return new Promise((resolve, reject) => {
      const socket = connect(path);
      socket.once('error', reject);
      socket.once('connect', () => resolve(new Tally(socket)));
    });
  }

  say(text: string): void {
    this.#socket.write(text);
  }

  ends(text: string): boolean {
    return this.#end.endsWith(text);
  }

  /** Sends a request and gives the longer one of its length and its reply's. */
  async ask(text: string): Promise<number> {
    this.say(text);
    return Math.max(text.length, await this.reply());
  }

  /** The length of the reply that is on its way. */
  reply(): Promise<number> {
    const before = this.bytes;
    this.#end = '';
    return new Promise((resolve, reject) => {
      this.#heard = () => {
        if (!this.isOpen) reject(new Error('the connection was closed'));
        else if (/"error":"[^"]*"[^{}]*\}/.test(this.#end)) reject(new Error(`the answer is an error: ${this.#end}`));
        else if (this.ends(REPLY_END)) resolve(this.bytes - before);
      };
    });
  }

  stopReading(): void {
    this.#socket.pause();
  }

  goOn(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.destroy();
  }
}

/** A client on a thread of its own (other-client.ts). */
class Other {
  readonly #worker: Worker;

  constructor(path: string) {
    this.#worker = new Worker(new URL('./other-client.js', import.meta.url), { workerData: path });
  }

  /** The longest time that it waited since it was asked the last time. */
  takeLongest(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#worker.once('error', reject);
      this.#worker.once('message', (longestMs) => {
        this.#worker.off('error', reject);
        resolve(Number(longestMs));
      });
      this.#worker.postMessage('longest');
    });
  }

  /** Ends once it has its last answer. */
  close(): Promise<unknown> {
    const ended = new Promise((resolve) => this.#worker.once('exit', resolve));
    this.#worker.postMessage('end');
    return ended;
  }
}

function webSocket(port: number): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`, { maxPayload: 1 << 30 });
    socket.on('error', reject);
    socket.once('open', () => resolve(socket));
    socket.on('message', (data) => {
      if (isProbe(data)) socket.send('{"jsonrpc":"2.0","id":"echo","result":[]}');
    });
  });
}

/** Whether the service asks if its client lives. */
function isProbe(data: RawData): boolean {
  return Buffer.isBuffer(data) && data.length < 100 && data.includes('"method":"echo"');
}

/** Sends a request and gives the longer one of its length and its reply's. */
function askWeb(socket: WebSocket, request: string): Promise<number> {
  return new Promise((resolve, reject) => {
    if (socket.readyState !== WebSocket.OPEN) reject(new Error('the WebSocket was closed'));
    socket.once('close', () => reject(new Error('the WebSocket was closed')));
    const hear = (data: RawData) => {
      if (isProbe(data)) return;
      socket.off('message', hear);
      const reply = Buffer.isBuffer(data) ? data : Buffer.alloc(0);
      const end = reply.toString('latin1', Math.max(0, reply.length - 200));
      if (/"error"/.test(end)) reject(new Error(`the answer is an error: ${end}`));
      else resolve(Math.max(request.length, reply.length));
    };
    socket.on('message', hear);
    socket.send(`{"jsonrpc":"2.0","id":1,${request}}`);
  });
}
