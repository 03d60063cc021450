/**
 * JSON-RPC 2.0 over WebSocket, for browsers. A listener admits pages of listed origins only, and wants a token from peers
 * that are not on this host. The libraries are loaded when they are needed: command lines start sooner without them.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Connection, Listener, TlsOptions, TransportOptions } from '../connection.js';
import { limitsFor } from '../message-limits.js';
import { parseRemote, type Remote, RemoteError } from '../remote.js';
import { ConnectError, connectError } from './connect-error.js';
import { logged } from './message-log.js';
import type { ServerTls } from './tls-files.js';
import { currentTls, peerText, watchTlsServer } from './tls-server.js';
import { webSocketConnection } from './web-socket-connection.js';

export interface WebSocketOptions extends TransportOptions {
  /** Values of `Origin` that are let in, as `https://ui.example`. A request without `Origin` comes from no web page. */
  readonly allowedOrigins?: readonly string[];
  /** Asked of peers that are not on loopback, as `Authorization: Bearer TOKEN` or `?token=TOKEN`. Without it they are refused. */
  readonly token?: string;
  /** Of a client, where it has no keys: how it looks at the server's certificate. */
  readonly serverTls?: () => ServerTls;
}

/** Characters of an origin that a log line shows. */
const MAX_ORIGIN = 200;

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

  const sockets = new ws.WebSocketServer({ noServer: true, maxPayload: limitsFor(options.maxMessageBytes).maxBytes });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refusal = refusalOf(request, options);
    if (refusal !== undefined) {
      // Who goes before the answer, or stays behind it, is nobody's concern.
      socket.on('error', () => socket.destroy());
      options.warn?.(`${peerText(remote.kind, request.socket)}: WebSocket refused (${reasonOf(request, options)})`);
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const peer = peerText(remote.kind, request.socket);
      onConnection(logged(webSocketConnection(webSocket, socket, remote, peer, options), options.messageLog));
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
  return given !== undefined && options.token !== undefined && options.token !== '' && equalTokens(given, options.token)
    ? undefined
    : '401 Unauthorized';
}

/** Why a request is turned away, for the log. */
function reasonOf(request: UpgradeRequest, options: WebSocketOptions): string {
  const { origin } = request.headers;
  if (refusalOf(request, options)?.startsWith('403') === true) {
    return `pages of ${(origin ?? '').slice(0, MAX_ORIGIN)} are not let in: see --ws-origin`;
  }
  if (options.token === undefined) return 'not on loopback, and there is no token to show: see --ws-token-file';
  return tokenOf(request) === undefined ? 'no token' : 'wrong token';
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.replace(/^::ffff:/, '').startsWith('127.');
}

function tokenOf(request: UpgradeRequest): string | undefined {
  const bearer = /^Bearer +(.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return bearer;
  // What is asked for may be no URL at all.
  const [, ...query] = (request.url ?? '').split('?');
  return new URLSearchParams(query.join('?')).get('token') ?? undefined;
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
  const verified = verificationOf(remote, options, tls);
  if (tls?.bootstrapFile !== undefined) {
    throw new ConnectError(remote.text, 'EPROTO', 'a CA certificate can be bootstrapped from ssl: remotes only');
  }
  const webSocket = new ws.WebSocket(`${remote.kind}://${host}:${remote.port}/`, {
    maxPayload: limitsFor(options.maxMessageBytes).maxBytes,
    ...(options.token === undefined ? {} : { headers: { Authorization: `Bearer ${options.token}` } }),
    ...verified,
    // Whom a CA of ours has signed is trusted whatever its name, as in Open vSwitch; a public CA signs anybody.
    ...(verified?.ca === undefined ? {} : { checkServerIdentity: () => undefined }),
  });
  const socket = await new Promise<Duplex>((resolve, reject) => {
    webSocket.once('error', (error) => reject(connectError(remote.text, error)));
    webSocket.once('upgrade', (response) => webSocket.once('open', () => resolve(response.socket)));
  });
  return webSocketConnection(webSocket, socket, remote, remote.text, options);
}

/** How the server's certificate is looked at: with keys of our own as everywhere, without them as `serverTls` says. */
function verificationOf(
  remote: Remote,
  options: WebSocketOptions,
  tls: TlsOptions | undefined,
): (ServerTls & Partial<TlsOptions>) | undefined {
  if (tls !== undefined) return { ...tls, rejectUnauthorized: tls.ca !== undefined };
  return remote.kind === 'wss' ? options.serverTls?.() : undefined;
}
