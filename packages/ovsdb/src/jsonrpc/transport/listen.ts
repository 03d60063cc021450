import { accessSync, constants, lstatSync, unlinkSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { messageOf, unixPath } from '#base';
import type { Connection, Listener, TlsOptions, TransportOptions } from '../connection.js';
import { parseRemote, type Remote, RemoteError } from '../remote.js';
import { commonName, tlsOptions } from './connect.js';
import { ConnectError, connectError } from './connect-error.js';
import { logged } from './message-log.js';
import { socketConnection } from './socket-connection.js';
import { currentTls, NO_KEYS, peerText, watchTlsServer } from './tls-server.js';

/** Unix sockets are for the owner and the group: 0750. */
const SOCKET_UMASK = 0o027;

/** Listens on a passive remote: `ptcp:6641:127.0.0.1`, `punix:/run/ovn/nb.sock`, `pssl:6642`. Rejects with ConnectError. */
export async function listen(
  remoteText: string,
  onConnection: (connection: Connection) => void,
  options: TransportOptions = {},
): Promise<Listener> {
  const remote = parseRemote(remoteText, options.rundir);
  if (!remote.passive) throw new RemoteError(remoteText, 'cannot listen on an active remote');
  if (remote.kind === 'ws' || remote.kind === 'wss') throw new RemoteError(remoteText, 'listens by listenWebSocket');
  const open = new Set<Socket>();
  let count = 0;

  function accept(socket: Socket, name?: string): void {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    const peer = remote.kind === 'unix' ? `unix#${count++}` : peerText(remote.kind, socket);
    onConnection(logged(socketConnection(socket, remote, peer, options, name), options.messageLog));
  }

  async function tlsServer(): Promise<Server> {
    const { createServer: createTlsServer } = await import('node:tls');
    const keys = initialKeys(remoteText, options);
    const settings = keys === undefined ? UNVERIFIED : tlsOptions(remoteText, { ...options, tls: keys });
    const made = createTlsServer(settings, (socket) => {
      if (admits(socket)) accept(socket, commonName(socket));
      else socket.destroy();
    });
    const admits = watchTlsServer(made, keys, options, remote.kind);
    return made;
  }

  const server = remote.kind === 'ssl' ? await tlsServer() : createServer((socket) => accept(socket));
  const bound = await bind(server, remote);
  return {
    remote: bound.remote,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          bound.release();
          resolve();
        });
        for (const socket of open) socket.destroy();
      }),
  };
}

/** Of a server that begins without keys: who is let in is decided when they are there. */
const UNVERIFIED = { requestCert: true, rejectUnauthorized: false } as const;

/** Undefined where they may come later. Throws ConnectError, or what is wrong with a file. */
function initialKeys(remote: string, options: TransportOptions): TlsOptions | undefined {
  try {
    const keys = currentTls(options);
    if (keys !== undefined) return keys;
    if (options.keysMayCome !== true) throw new ConnectError(remote, 'EPROTO', NO_KEYS);
  } catch (error) {
    if (options.keysMayCome !== true) throw error;
    options.warn?.(`${remote}: ${messageOf(error)}`);
  }
  return undefined;
}

async function bind(server: Server, remote: Remote): Promise<{ readonly remote: Remote; release(): void }> {
  if (remote.kind === 'unix') return bindUnix(server, remote);
  await listening(server, remote.text, () => server.listen({ port: remote.port, host: remote.host || '0.0.0.0' }));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : remote.port;
  return { remote: { ...remote, port }, release() {} };
}

async function bindUnix(server: Server, remote: Remote & { kind: 'unix' }) {
  try {
    // A socket that a killed server left behind; a file of another kind stays and makes the bind fail.
    if (lstatSync(remote.path).isSocket()) unlinkSync(remote.path);
  } catch {
    // Nothing there, which is the usual case; other faults show when binding.
  }
  let name: ReturnType<typeof unixPath>;
  try {
    accessSync(dirname(remote.path), constants.F_OK); // Node says EACCES of a missing directory.
    name = unixPath(remote.path);
  } catch (error) {
    throw connectError(remote.text, error instanceof Error ? error : new Error(String(error)));
  }
  await listening(server, remote.text, () => {
    // bind(2) happens inside listen(), so nobody can connect between creation and a later chmod.
    const before = process.umask(SOCKET_UMASK);
    try {
      server.listen(name.path);
    } finally {
      process.umask(before);
    }
  });
  return { remote, release: () => name.release() };
}

function listening(server: Server, remote: string, start: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(connectError(remote, error));
    server.once('error', fail);
    server.once('listening', () => {
      server.off('error', fail);
      resolve();
    });
    start();
  });
}
