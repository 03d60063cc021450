/**
 * Where the server listens (`ptcp:`, `pssl:`, `punix:`, `pws:`, `pwss:`) and whom it calls (`tcp:`, `ssl:`, `unix:`), by
 * the remotes' texts. An active remote that fails or ends is called again, with growing pauses.
 */
import { type Clock, messageOf, type Timer } from '#base';
import {
  Allowance,
  type Connection,
  connect,
  DEFAULT_PROBE_MS,
  type Listener,
  listen,
  listenWebSocket,
  type MessageLog,
  parseRemote,
  type TlsSource,
  type TransportOptions,
  type WebSocketOptions,
} from '#ovsdb/jsonrpc';
import type { LockNames } from './locks.js';
import type { Service, ServiceLog } from './service.js';
import type { Session } from './session.js';

export interface RemotesOptions {
  readonly service: Service;
  readonly clock: Clock;
  readonly log: ServiceLog;
  /** Told which port was taken where any would do. */
  readonly socketLog?: ServiceLog;
  readonly rundir: string;
  readonly maxMessageBytes: number;
  /** Asked anew for each connection. */
  readonly tls: TlsSource;
  /** The keys stand in a database, and may come after the remotes that need them. */
  readonly keysMayCome?: boolean;
  readonly messageLog?: MessageLog;
  readonly webSocket: Pick<WebSocketOptions, 'allowedOrigins' | 'token'>;
}

/** How the sessions of a remote are to be treated; what the Connection table says. */
export interface RemoteSettings {
  /** Undefined: 5 s on networks, never on unix sockets. */
  readonly probeMs?: number;
  readonly maxBackoffMs?: number;
  readonly isReadOnly?: boolean;
  readonly role?: string;
}

export interface RemoteStatus {
  readonly isPassive: boolean;
  readonly sessions: number;
  /** Of the one session of an active remote. */
  readonly locks: LockNames | undefined;
  /** The port that a passive network remote listens on. */
  readonly port: number | undefined;
  /** Why the last attempt to connect failed. */
  readonly error: string | undefined;
}

interface OpenRemote {
  readonly isPassive: boolean;
  /** For sessions to come. */
  settings: RemoteSettings;
  readonly sessions: Set<Session>;
  readonly port: number | undefined;
  readonly error: string | undefined;
  close(): Promise<void> | void;
}

/** Milliseconds of one turn of the event loop that the messages of all clients may take. */
const TURN_MS = 10;
const FIRST_BACKOFF_MS = 1000;
const MAX_BACKOFF_MS = 8000;

export class Remotes {
  readonly #options: RemotesOptions;
  readonly #open = new Map<string, OpenRemote>();
  readonly #intake = new Allowance(TURN_MS);

  constructor(options: RemotesOptions) {
    this.#options = options;
  }

  /** Sorted. */
  names(): string[] {
    return [...this.#open.keys()].sort();
  }

  /** Adds a remote; nothing happens when it is there already. Rejects when it cannot be listened on. */
  async add(text: string, settings: RemoteSettings = {}): Promise<void> {
    if (this.#open.has(text)) return;
    const remote = parseRemote(text, this.#options.rundir);
    if (!remote.passive) {
      this.#open.set(text, this.#call(text, settings));
      return;
    }
    const sessions = new Set<Session>();
    const { log } = this.#options;
    const options: WebSocketOptions = {
      ...this.#transport(),
      ...this.#options.webSocket,
      keysMayCome: this.#options.keysMayCome ?? false,
      warn: (line) => log.warn(line),
    };
    const accept = (connection: Connection) => this.#accept(connection, opened);
    const isWebSocket = remote.kind === 'ws' || remote.kind === 'wss';
    const listener: Listener = await (isWebSocket
      ? listenWebSocket(text, accept, options)
      : listen(text, accept, options));
    const port = listener.remote.kind === 'unix' ? undefined : listener.remote.port;
    if (remote.kind !== 'unix' && remote.port === 0) {
      const place = text.slice(text.indexOf(':') + 1);
      this.#options.socketLog?.info(`${place}: listening on port ${port}`);
    }
    const opened: OpenRemote = {
      isPassive: true,
      settings,
      sessions,
      port,
      error: undefined,
      close: () => listener.close(),
    };
    this.#open.set(text, opened);
  }

  /** Puts other settings in force. Sessions go on unless what they may do is another. */
  async change(text: string, settings: RemoteSettings): Promise<void> {
    const remote = this.#open.get(text);
    if (remote === undefined) return;
    const { isReadOnly = false, role = '' } = remote.settings;
    remote.settings = settings;
    const mayDoOther = isReadOnly !== (settings.isReadOnly ?? false) || role !== (settings.role ?? '');
    for (const session of [...remote.sessions]) {
      if (mayDoOther) session.close('connection closed: what it may do changed');
      else session.setProbe(probeOf(session.connection, settings));
    }
  }

  async remove(text: string): Promise<void> {
    if (this.#open.has(text)) this.#options.log.info(`${text}: remote deconfigured`);
    await this.#end(text);
  }

  /** What the Connection table is to say of a remote; undefined when it is not there. */
  statusOf(text: string): RemoteStatus | undefined {
    const remote = this.#open.get(text);
    if (remote === undefined) return undefined;
    const { isPassive, sessions, port, error } = remote;
    const [first] = sessions;
    const locks = isPassive || first === undefined ? undefined : this.#options.service.locks.namesOf(first);
    return { isPassive, sessions: sessions.size, locks, port, error };
  }

  /** Drops all sessions; clients come back. */
  reconnect(): void {
    for (const { sessions } of this.#open.values()) {
      for (const session of [...sessions]) session.close('connection closed on request');
    }
  }

  async close(): Promise<void> {
    for (const text of this.names()) await this.#end(text);
  }

  async #end(text: string): Promise<void> {
    const remote = this.#open.get(text);
    this.#open.delete(text);
    for (const session of [...(remote?.sessions ?? [])]) session.close('connection closed: remote removed');
    await remote?.close();
  }

  #transport(): TransportOptions {
    const { rundir, maxMessageBytes, tls, messageLog } = this.#options;
    return { rundir, maxMessageBytes, intake: this.#intake, tls, ...(messageLog === undefined ? {} : { messageLog }) };
  }

  #accept(connection: Connection, { settings, sessions }: OpenRemote, ended?: () => void): void {
    const session = this.#options.service.accept(connection, {
      probeMs: probeOf(connection, settings),
      isReadOnly: settings.isReadOnly ?? false,
      role: settings.role ?? '',
      onClosed: () => {
        sessions.delete(session);
        ended?.();
      },
    });
    sessions.add(session);
  }

  /** Keeps a connection to an active remote. */
  #call(text: string, settings: RemoteSettings): OpenRemote {
    const { clock, log } = this.#options;
    let isClosed = false;
    let timer: Timer | undefined;
    let backoff = FIRST_BACKOFF_MS;
    let lastError: string | undefined;
    const later = () => {
      if (isClosed) return;
      timer = clock.setTimeout(() => void attempt(), backoff);
      backoff = Math.min(backoff * 2, remote.settings.maxBackoffMs ?? MAX_BACKOFF_MS);
    };
    const attempt = async () => {
      try {
        const connection = await connect(text, this.#transport());
        if (isClosed) {
          connection.close('remote removed');
          return;
        }
        backoff = FIRST_BACKOFF_MS;
        lastError = undefined;
        this.#accept(connection, remote, later);
      } catch (error) {
        lastError = messageOf(error);
        log.info(`${text}: connection attempt failed (${messageOf(error)})`);
        later();
      }
    };
    const remote: OpenRemote = {
      isPassive: false,
      settings,
      sessions: new Set(),
      port: undefined,
      get error() {
        return lastError;
      },
      close: () => {
        isClosed = true;
        timer?.cancel();
      },
    };
    void attempt();
    return remote;
  }
}

function probeOf(connection: Connection, { probeMs }: RemoteSettings): number {
  return probeMs ?? (connection.isNetwork ? DEFAULT_PROBE_MS : 0);
}
