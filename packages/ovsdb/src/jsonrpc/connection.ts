/** What transports make and sessions use: a stream of JSON messages in both directions. */
import type { SecureVersion } from 'node:tls';
import type { Json } from '#ovsdb/notation';
import type { Allowance } from './allowance.js';
import type { Remote } from './remote.js';

export interface ConnectionHandlers {
  /** One JSON-RPC 1.0 message of the peer, parsed but not judged. `bytes`: what it takes in memory, roughly. */
  message(json: Json, bytes?: number): void;
  /** Called once. `reason` is for a log line; undefined when this side closed without giving one. */
  close(reason: string | undefined): void;
  /** Bytes arrived, perhaps only a part of a message: the peer lives. */
  activity?(): void;
  /** The system has taken all that was sent, after it had not for a while. */
  drained?(): void;
}

export interface Connection {
  /** The peer for log lines: `tcp:127.0.0.1:51234`, `unix#3`. */
  readonly peer: string;
  /** The remote that was dialled or listened on. */
  readonly remote: Remote;
  /** True for tcp and ssl, where a peer can vanish without a word. */
  readonly isNetwork: boolean;
  /** Bytes accepted by `send` that the system has not taken yet. */
  readonly backlog: number;
  /** Bytes, roughly, that what has come of the peer's messages takes while they are not whole, or not given yet. */
  readonly unread: number;
  /** Common name of the peer's verified certificate (ssl). */
  readonly commonName?: string;
  /**
   * Sends a message, or its text when the caller has printed it already, together with what else is sent in this turn of the
   * event loop. A long text may come in parts, `goes on` with all but the last. `at once`: nothing more is to come in this
   * turn. After close nothing happens.
   */
  send(message: string | Json, how?: 'goes on' | 'at once'): void;
  /** Starts the flow of messages; called once, before the next turn of the event loop. */
  start(handlers: ConnectionHandlers): void;
  /** Stops and resumes reading, for a peer that asks faster than it can be answered: no message comes between. */
  pause(): void;
  resume(): void;
  /** Ends the connection at once when a reason is given, else after what was sent has gone out. */
  close(reason?: string): void;
}

export interface Listener {
  /** The remote with the port that was really bound (for port 0). */
  readonly remote: Remote;
  close(): Promise<void>;
}

/** Where messages are logged; `debug` is called while `isDebugging` says so. */
export interface MessageLog {
  isDebugging(): boolean;
  debug(text: string): void;
}

/** PEM texts. Peers without a certificate of `ca` are refused. */
export interface TlsOptions {
  readonly key: string;
  /** Our certificate, and what else of its chain is to be sent. */
  readonly cert: string;
  /** Undefined: peers are not verified, or (`bootstrapFile`) the first of them says what `ca` is. */
  readonly ca?: string | undefined;
  /** Where the CA of the first peer is to be put; never there together with `ca`. */
  readonly bootstrapFile?: string;
  /** Oldest and newest protocol to speak. Default: TLSv1.2 and up. */
  readonly minVersion?: SecureVersion;
  readonly maxVersion?: SecureVersion;
  /** OpenSSL's notation. */
  readonly ciphers?: string;
}

/** Gives the keys as they are now, the same object as long as they did not change; undefined when there are none. */
export type TlsSource = () => TlsOptions | undefined;

export interface TransportOptions {
  /** A source is asked again for each connection that is made or taken. */
  readonly tls?: TlsOptions | TlsSource;
  /** `pssl:` is listened on before there are keys; until then all peers are refused. */
  readonly keysMayCome?: boolean;
  /** Told of every message, where it wants to know. */
  readonly messageLog?: MessageLog;
  /** Told of peers that were not let in, one line each. */
  readonly warn?: (text: string) => void;
  /** Longest message to accept, in bytes. */
  readonly maxMessageBytes?: number;
  /** Milliseconds of a turn that the messages of all peers who share in it may take. Default: each peer for itself. */
  readonly intake?: Allowance;
  /** A peer that lets more than this pile up is dropped. Default: no limit. */
  readonly maxBacklogBytes?: number;
  /** Where relative paths of unix sockets start. */
  readonly rundir?: string;
}

/** Opens a connection; rejects with ConnectError, RemoteError. */
export type Connect = (remote: string, options?: TransportOptions) => Promise<Connection>;
