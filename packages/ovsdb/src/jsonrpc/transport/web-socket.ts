/**
 * JSON-RPC 2.0 over WebSocket, for browsers. A listener admits pages of listed origins only, and wants a token from peers
 * that are not on this host. The libraries are loaded when they are needed: command lines start sooner without them.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import { isJsonArray, type Json, stringifyJson } from '#ovsdb/notation';
import type { Connection, ConnectionHandlers, Listener, TlsOptions, TransportOptions } from '../connection.js';
import { fromJsonRpc2, toJsonRpc2 } from '../json-rpc-2.js';
import { ProtocolError } from '../protocol-error.js';
import { parseRemote, type Remote, RemoteError } from '../remote.js';
import { DEFAULT_LIMITS, mostValues } from '../splitter.js';
import { checkStructure, parseText } from '../text.js';
import { ConnectError, connectError } from './connect-error.js';
import { currentTls, watchTlsServer } from './tls-server.js';

const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;

export interface WebSocketOptions extends TransportOptions {
  /** Values of `Origin` that are let in, as `https://ui.example`. A request without `Origin` comes from no web page. */
  readonly allowedOrigins?: readonly string[];
  /** Asked of peers that are not on loopback, as `Authorization: Bearer TOKEN` or `?token=TOKEN`. Without it they are refused. */
  readonly token?: string;
}

/** Listens on `pws:port:host` or `pwss:port:host`. Rejects with ConnectError or RemoteError. */
export async function listenWebSocket(
  remoteText: string,
  onConnection: (connection: Connection) => void,
  options: WebSocketOptions = {},
): Promise<Listener> {
  const remote = parseRemote(remoteText);
  if (!remote.passive || (remote.kind !== 'ws' && remote.kind !== 'wss')) {
    throw new RemoteError(remoteText, 'not a WebSocket listener');
  }
  const tls = currentTls(options);
  if (remote.kind === 'wss' && tls === undefined) {
    throw new ConnectError(remoteText, 'EPROTO', 'a private key and certificate must be configured to use TLS');
  }
  const [http, https, ws] = await Promise.all([import('node:http'), import('node:https'), import('ws')]);
  const server: Server = tls !== undefined && remote.kind === 'wss' ? secure(tls) : http.createServer();
  function secure(keys: TlsOptions): Server {
    // Browsers have no certificates of their own: whom to let in is what origins and the token say.
    const made = https.createServer(withoutCa(keys));
    watchTlsServer(made, keys, options, remote.kind, withoutCa);
    return made;
  }

  const sockets = new ws.WebSocketServer({ noServer: true, maxPayload: options.maxMessageBytes ?? DEFAULT_MAX_BYTES });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refusal = refusalOf(request, options);
    if (refusal !== undefined) {
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const { remoteAddress = '', remotePort = 0 } = request.socket;
      const peer = `${remote.kind}:${remoteAddress.includes(':') ? `[${remoteAddress}]` : remoteAddress}:${remotePort}`;
      onConnection(webSocketConnection(webSocket, remote, peer, options));
    });
  });
  server.on('request', (_request, response) => response.writeHead(426, { Upgrade: 'websocket' }).end());
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(connectError(remoteText, error)));
    server.listen({ port: remote.port, host: remote.host || '127.0.0.1' }, () => resolve());
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : remote.port;
  return {
    remote: { ...remote, port },
    close: () =>
      new Promise((resolve) => {
        for (const client of sockets.clients) client.terminate();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function withoutCa({ ca: _ca, bootstrapFile: _file, ...keys }: TlsOptions): TlsOptions {
  return keys;
}

/** What decides on a request; Node's `IncomingMessage` is one. */
export interface UpgradeRequest {
  readonly headers: { readonly origin?: string | undefined; readonly authorization?: string | undefined };
  readonly url?: string | undefined;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/** The HTTP status with which a request is turned away; undefined to let it in. */
export function refusalOf(request: UpgradeRequest, options: WebSocketOptions): string | undefined {
  const { origin } = request.headers;
  if (origin !== undefined && !(options.allowedOrigins ?? []).includes(origin)) return '403 Forbidden';
  if (isLoopback(request.socket.remoteAddress ?? '')) return undefined;
  const given = tokenOf(request);
  return given !== undefined && options.token !== undefined && equalTokens(given, options.token)
    ? undefined
    : '401 Unauthorized';
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.replace(/^::ffff:/, '').startsWith('127.');
}

function tokenOf(request: UpgradeRequest): string | undefined {
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  return bearer ?? new URL(request.url ?? '/', 'ws://localhost').searchParams.get('token') ?? undefined;
}

/** Takes as long for a wrong token as for the right one. */
function equalTokens(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  let difference = x.length ^ y.length;
  for (let i = 0; i < x.length; i++) difference |= (x[i] ?? 0) ^ (y[i] ?? 0);
  return difference === 0;
}

/** Connects to `ws:host:port` or `wss:host:port`. */
export async function connectWebSocket(remote: Remote, options: WebSocketOptions): Promise<Connection> {
  if (remote.kind === 'unix') throw new RemoteError(remote.text, 'not a WebSocket remote');
  const host = remote.host.includes(':') ? `[${remote.host}]` : remote.host;
  const ws = await import('ws');
  const tls = currentTls(options);
  if (tls?.bootstrapFile !== undefined) {
    throw new ConnectError(remote.text, 'EPROTO', 'a CA certificate can be bootstrapped from ssl: remotes only');
  }
  const webSocket = new ws.WebSocket(`${remote.kind}://${host}:${remote.port}/`, {
    maxPayload: options.maxMessageBytes ?? DEFAULT_MAX_BYTES,
    ...(options.token === undefined ? {} : { headers: { Authorization: `Bearer ${options.token}` } }),
    ...(tls === undefined
      ? {}
      : { ...tls, rejectUnauthorized: tls.ca !== undefined, checkServerIdentity: () => undefined }),
  });
  await new Promise<void>((resolve, reject) => {
    webSocket.once('error', (error) => reject(connectError(remote.text, error)));
    webSocket.once('open', () => resolve());
  });
  return webSocketConnection(webSocket, remote, remote.text, options);
}

function webSocketConnection(
  webSocket: WebSocket,
  remote: Remote,
  peer: string,
  options: TransportOptions,
): Connection {
  const maxBacklog = options.maxBacklogBytes ?? Number.POSITIVE_INFINITY;
  const maxValues =
    options.maxMessageBytes === undefined ? DEFAULT_LIMITS.maxValues : mostValues(options.maxMessageBytes);
  let handlers: ConnectionHandlers | undefined;
  let closed = false;

  function finish(reason: string | undefined): void {
    if (closed) return;
    closed = true;
    webSocket.terminate();
    handlers?.close(reason);
  }

  webSocket.on('error', (error) => finish(error.message));
  webSocket.on('close', () => finish('connection closed by peer'));
  return {
    peer,
    remote,
    isNetwork: true,
    get backlog() {
      return webSocket.bufferedAmount;
    },
    send(message: string | Json) {
      if (closed) return;
      const json = typeof message === 'string' ? parseText(message) : message;
      webSocket.send(stringifyJson(toJsonRpc2(json)), () => {
        if (!closed && webSocket.bufferedAmount === 0) handlers?.drained?.();
      });
      if (webSocket.bufferedAmount > maxBacklog) finish(`${webSocket.bufferedAmount} bytes not taken by the peer`);
    },
    start(given) {
      handlers = given;
      webSocket.on('message', (data: RawData, isBinary: boolean) => {
        if (closed) return;
        given.activity?.();
        try {
          if (isBinary) throw new ProtocolError('binary message');
          const text = data.toString();
          checkStructure(text, { maxDepth: DEFAULT_LIMITS.maxDepth, maxValues });
          const json = parseText(text);
          // A batch: each of its requests is answered by itself, as JSON-RPC 2.0 lets notifications be told.
          for (const each of isJsonArray(json) ? json : [json]) given.message(fromJsonRpc2(each));
        } catch (error) {
          if (!(error instanceof ProtocolError)) throw error;
          finish(`Protocol error: ${error.message}`);
        }
      });
    },
    pause: () => webSocket.pause(),
    resume: () => webSocket.resume(),
    close(reason) {
      if (closed) return;
      if (reason !== undefined) {
        finish(reason);
        return;
      }
      closed = true;
      webSocket.close();
      handlers?.close(undefined);
    },
  };
}
