/**
 * One OpenFlow connection, from either end: version negotiation, framing, echo, closing. Before: a socket. After: the controller's or the switch's
 * side, which see decoded messages only.
 */
import type { Socket } from 'node:net';
import { messageOf } from '#base';
import { type DecodeOptions, decode } from '../codec/decode.js';
import { type EncodeOptions, encode } from '../codec/encode.js';
import { errorNumbers, OpenFlowError } from '../errors.js';
import { Framer } from '../framing.js';
import type { Message, OpenFlowVersion, Received } from '../message/message.js';
import { Outbox } from './outbox.js';

export type Log = (level: 'info' | 'warn' | 'error' | 'debug', text: string) => void;

export interface ChannelOptions {
  readonly versions: readonly OpenFlowVersion[];
  readonly peer: string;
  readonly log: Log;
  /** Silence after which an echo is sent, and again until the peer is given up. 0: never. */
  readonly probeMs: number;
  /** Negotiated: from now on `onMessage` is called. */
  readonly onOpen: (version: OpenFlowVersion) => void;
  readonly onMessage: (received: Received, bytes: Uint8Array) => void;
  /** A message that cannot be decoded. Not called: the error is answered. */
  readonly onMalformed: (error: OpenFlowError, xid: number, bytes: Uint8Array) => void;
  /** Once, whatever ended it. */
  readonly onClose: (reason: string) => void;
}

/** A channel's peer that sends more than this without reading our answers is not read from. */
const READ_LIMIT = 4 << 20;

/** Milliseconds of a turn that one connection's messages may take. */
const TURN_MS = 15;
/** A peer that has not said hello in this time is no OpenFlow peer. */
const HELLO_MS = 10_000;
/** How long a closed connection may take to send what was written. */
const LINGER_MS = 1_000;
/** No version of OpenFlow is near this. */
const HIGHEST_VERSION = 0x1f;

export class Channel {
  readonly outbox: Outbox;
  readonly peer: string;
  readonly #socket: Socket;
  readonly #options: ChannelOptions;
  readonly #framer = new Framer();
  /** Messages of chunks that were read, oldest first. */
  readonly #unread: Iterator<Uint8Array>[] = [];
  #isPaused = false;
  /** Time taken in this turn of the event loop. */
  #turnMs = 0;
  #version: OpenFlowVersion | undefined;
  #nextXid = 1;
  #isClosed = false;
  #heardAt = performance.now();
  #probe: NodeJS.Timeout | undefined;
  #probeMs: number;
  #isProbing = false;
  readonly #helloTimer: NodeJS.Timeout;
  /** Forms that the connection has switched to. */
  decodeOptions: DecodeOptions = {};
  encodeOptions: EncodeOptions = {};

  constructor(socket: Socket, options: ChannelOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#probeMs = options.probeMs;
    this.peer = options.peer;
    this.outbox = new Outbox(socket);
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('error', (error) => this.close(messageOf(error)));
    socket.on('close', () => this.close('connection closed by peer'));
    this.#helloTimer = setTimeout(() => {
      this.#options.log('warn', `${this.peer}: no hello in ${HELLO_MS / 1000} seconds, closing`);
      this.close('no hello');
    }, HELLO_MS).unref();
    this.#sayHello();
    this.#watch();
  }

  get version(): OpenFlowVersion | undefined {
    return this.#version;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  xid(): number {
    const xid = this.#nextXid;
    this.#nextXid = xid >= 0xfffffffe ? 1 : xid + 1;
    return xid;
  }

  /** Sends a message after all that were sent before. Gives its xid. */
  send(message: Message, xid: number = this.xid()): number {
    if (this.#isClosed) return xid;
    this.outbox.add(encode(message, this.#requireVersion(), xid, this.encodeOptions));
    return xid;
  }

  /** The bytes that `send` would write. */
  encode(message: Message, xid: number): Uint8Array {
    return encode(message, this.#requireVersion(), xid, this.encodeOptions);
  }

  /** Another `probeMs`. */
  setProbe(ms: number): void {
    if (this.#isClosed || ms === this.#probeMs) return;
    this.#probeMs = ms;
    this.#isProbing = false;
    clearTimeout(this.#probe);
    this.#watch();
  }

  close(reason: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#probe);
    this.outbox.clear();
    clearTimeout(this.#helloTimer);
    // What was written goes out if the peer reads it soon; its end of the connection is not waited for.
    this.#socket.end(() => this.#socket.destroy());
    setTimeout(() => this.#socket.destroy(), LINGER_MS).unref();
    this.#options.onClose(reason);
  }

  #requireVersion(): OpenFlowVersion {
    if (this.#version === undefined) throw new Error(`${this.peer}: no version negotiated yet`);
    return this.#version;
  }

  #sayHello(): void {
    const highest = this.#options.versions.reduce((a, b) => (a > b ? a : b));
    const versions = this.#options.versions.reduce((bits, version) => bits | (1 << version), 0);
    this.outbox.add(encode({ kind: 'hello', versions }, highest, this.xid()));
  }

  #read(chunk: Uint8Array): void {
    if (this.#isClosed) return;
    this.#heardAt = performance.now();
    this.#isProbing = false;
    if (this.#version === undefined && (chunk[0] ?? 0) > HIGHEST_VERSION) {
      // Its length field would have us wait for up to 64 kB of whatever this is.
      this.#options.log('warn', `${this.peer}: does not speak OpenFlow, closing`);
      this.close('no OpenFlow');
      return;
    }
    this.#unread.push(this.#framer.push(chunk));
    if (!this.#isPaused) this.#drain();
  }

  /**
   * Takes messages for a few milliseconds a turn of the event loop: one turn may bring megabytes, and whoever else this process serves must not
   * wait for all of them.
   */
  #drain(): void {
    const start = performance.now();
    if (this.#turnMs === 0) setImmediate(() => this.#nextTurn());
    try {
      for (let messages = this.#unread[0]; messages !== undefined; messages = this.#unread[0]) {
        for (;;) {
          const next = messages.next();
          if (next.done) break;
          this.#receive(next.value);
          if (this.#isClosed) return;
          if (this.#turnMs + performance.now() - start > TURN_MS) {
            this.#turnMs = TURN_MS;
            this.#pause();
            return;
          }
        }
        this.#unread.shift();
      }
    } catch (error) {
      this.#options.log('warn', `${this.peer}: ${messageOf(error)}, closing`);
      this.close(messageOf(error));
      return;
    }
    this.#turnMs += Math.max(performance.now() - start, Number.MIN_VALUE);
    if (this.outbox.backlog > READ_LIMIT) {
      this.#pause();
      this.outbox.onIdle(() => this.#resume());
    }
  }

  #nextTurn(): void {
    const isWaiting = this.#turnMs >= TURN_MS && this.#isPaused;
    this.#turnMs = 0;
    if (isWaiting) this.#resume();
  }

  #pause(): void {
    this.#isPaused = true;
    this.#socket.pause();
  }

  #resume(): void {
    if (this.#isClosed) return;
    this.#isPaused = false;
    this.#drain();
    if (!this.#isPaused) this.#socket.resume();
  }

  #receive(bytes: Uint8Array): void {
    if (this.#version !== undefined && bytes[0] !== this.#version) {
      const detail = `received ${formatVersion(bytes[0] ?? 0)}, expected ${formatVersion(this.#version)}`;
      this.#options.onMalformed(new OpenFlowError('OFPBRC_BAD_VERSION', detail), xidOf(bytes), bytes);
      return;
    }
    let received: Received;
    try {
      received = decode(bytes, this.decodeOptions);
    } catch (error) {
      if (!(error instanceof OpenFlowError)) throw error;
      if (this.#version === undefined) throw error;
      this.#options.onMalformed(error, xidOf(bytes), bytes);
      return;
    }
    const { message, xid } = received;
    if (this.#version === undefined) {
      this.#negotiate(received);
      return;
    }
    switch (message.kind) {
      case 'echo_request':
        this.outbox.addFirst(this.encode({ kind: 'echo_reply', data: message.data }, xid));
        return;
      case 'echo_reply':
        return;
      default:
        this.#options.onMessage(received, bytes);
    }
  }

  #negotiate({ version, xid, message }: Received): void {
    if (message.kind !== 'hello') {
      this.#options.log('warn', `${this.peer}: received ${message.kind} expecting hello, closing`);
      this.close('no hello');
      return;
    }
    const own = this.#options.versions;
    const theirs = (candidate: OpenFlowVersion) =>
      message.versions === undefined ? candidate <= version : ((message.versions >>> candidate) & 1) === 1;
    const common = own.filter(theirs);
    const chosen = common.length === 0 ? undefined : common.reduce((a, b) => (a > b ? a : b));
    if (chosen === undefined) {
      const text = `We support ${own.map(formatVersion).join(', ')}, you say ${formatVersion(version)}.`;
      const data = new TextEncoder().encode(text);
      const refusal = encode(
        { kind: 'error', ...errorNumbers('OFPHFC_INCOMPATIBLE', 0x01), data },
        own[0] ?? 0x01,
        xid,
      );
      this.outbox.addFirst(refusal);
      this.#options.log('warn', `${this.peer}: version negotiation failed (${text})`);
      this.close('version negotiation failed');
      return;
    }
    this.#version = chosen;
    clearTimeout(this.#helloTimer);
    this.#options.onOpen(chosen);
  }

  #watch(): void {
    const probeMs = this.#probeMs;
    if (probeMs === 0) return;
    this.#probe = setTimeout(
      () => {
        if (this.#isClosed) return;
        if (performance.now() - this.#heardAt >= probeMs) {
          if (this.#isProbing || this.#version === undefined) {
            const why = `no response to inactivity probe after ${probeMs / 1000} seconds, disconnecting`;
            this.#options.log('warn', `${this.peer}: ${why}`);
            this.close(why);
            return;
          }
          this.#isProbing = true;
          this.outbox.addFirst(this.encode({ kind: 'echo_request', data: new Uint8Array(0) }, this.xid()));
        }
        this.#watch();
      },
      this.#isProbing ? probeMs : Math.max(1, probeMs - (performance.now() - this.#heardAt)),
    );
    this.#probe.unref();
  }
}

function xidOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(4);
}

function formatVersion(version: number): string {
  return `version 0x${version.toString(16).padStart(2, '0')}`;
}
