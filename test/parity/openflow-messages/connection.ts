/** A connection that sends any bytes to a switch and hears what comes back, undecoded. */
import { createConnection, type Socket } from 'node:net';
import { Framer, type OpenFlowVersion } from '#openflow';

/** What a message's header says, and its body. */
export interface Heard {
  readonly type: number;
  readonly xid: number;
  readonly body: Uint8Array;
}

/** No case uses this transaction id. */
const BARRIER = 0xbbbb0000;
const ANSWER_MS = 10_000;

export function header(version: number, type: number, xid: number, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, version);
  view.setUint8(1, type);
  view.setUint16(2, bytes.length);
  view.setUint32(4, xid);
  bytes.set(body, 8);
  return bytes;
}

export class Connection {
  readonly version: OpenFlowVersion;
  readonly #socket: Socket;
  readonly #framer = new Framer();
  #heard: Heard[] = [];
  #isClosed = false;
  #wake: () => void = () => {};
  #barriers = 0;

  private constructor(path: string, version: OpenFlowVersion) {
    this.version = version;
    this.#socket = createConnection(path);
    this.#socket.on('data', (chunk) => {
      for (const bytes of this.#framer.push(chunk)) {
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        this.#heard.push({ type: view.getUint8(1), xid: view.getUint32(4), body: bytes.slice(8) });
      }
      this.#wake();
    });
    const closed = () => {
      this.#isClosed = true;
      this.#wake();
    };
    this.#socket.on('close', closed).on('end', closed).on('error', closed);
  }

  /** Connected to the switch that listens on the socket `path`, with `version` agreed on. */
  static async open(path: string, version: OpenFlowVersion): Promise<Connection> {
    const connection = new Connection(path, version);
    const versions = new Uint8Array(8);
    new DataView(versions.buffer).setUint32(0, 0x00010008);
    new DataView(versions.buffer).setUint32(4, 2 ** version);
    connection.#socket.write(header(version, 0, 1, versions));
    await connection.#until(() => connection.#heard.some(({ type }) => type === 0));
    connection.#heard = [];
    return connection;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Sends the messages, and gives what was heard until a barrier behind them was answered, or the switch hung up. */
  async exchange(messages: readonly Uint8Array[]): Promise<readonly Heard[]> {
    const xid = BARRIER + this.#barriers++;
    const barrier = header(this.version, this.version === 0x01 ? 18 : 20, xid, new Uint8Array(0));
    this.#socket.write(Buffer.concat([...messages, barrier]));
    const isAnswered = () => this.#heard.some((message) => message.xid === xid);
    await this.#until(isAnswered);
    const heard = this.#heard.filter((message) => message.xid !== xid);
    this.#heard = [];
    return heard;
  }

  close(): void {
    this.#socket.destroy();
  }

  async #until(isDone: () => boolean): Promise<void> {
    const deadline = setTimeout(() => this.#socket.destroy(new Error('no answer')), ANSWER_MS);
    try {
      while (!isDone() && !this.#isClosed) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      clearTimeout(deadline);
    }
  }
}
