import { connect as netConnect, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { messageOf, unixPath } from '#base';
import type { Connection, TransportOptions } from '../connection.js';
import { type NetworkKind, parseRemote, type Remote, RemoteError } from '../remote.js';
import { bootstrapCa } from './bootstrap-ca.js';
import { ConnectError, connectError } from './connect-error.js';
import { logged } from './message-log.js';
import { socketConnection } from './socket-connection.js';
import { currentTls, NO_KEYS } from './tls-server.js';

/** Opens a connection to a remote. Rejects with ConnectError or RemoteError. */
export async function connect(remoteText: string, options: TransportOptions = {}): Promise<Connection> {
  return logged(await open(remoteText, options), options.messageLog);
}

async function open(remoteText: string, options: TransportOptions): Promise<Connection> {
  const remote = parseRemote(remoteText, options.rundir);
  if (remote.passive) throw new RemoteError(remoteText, 'cannot connect to a passive remote');
  switch (remote.kind) {
    case 'unix':
      return connectUnix(remote, remote.path, options);
    case 'tcp': {
      const socket = netConnect({ host: remote.host, port: remote.port });
      await opened(socket, 'connect', remoteText);
      return socketConnection(socket, remote, remoteText, options);
    }
    case 'ssl': {
      const socket = await connectTls(remote, options);
      return socketConnection(socket, remote, remoteText, options, commonName(socket));
    }
    default: {
      const { connectWebSocket } = await import('./web-socket.js');
      return connectWebSocket(remote, options);
    }
  }
}

async function connectUnix(remote: Remote, path: string, options: TransportOptions): Promise<Connection> {
  let name: ReturnType<typeof unixPath>;
  try {
    name = unixPath(path);
  } catch (error) {
    throw connectError(remote.text, error instanceof Error ? error : new Error(String(error)));
  }
  try {
    const socket = netConnect({ path: name.path });
    await opened(socket, 'connect', remote.text);
    return socketConnection(socket, remote, remote.text, options);
  } finally {
    name.release();
  }
}

function opened(socket: Socket, event: 'connect' | 'secureConnect', remote: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      socket.destroy();
      reject(connectError(remote, error));
    };
    socket.once('error', fail);
    socket.once(event, () => {
      socket.off('error', fail);
      resolve();
    });
  });
}

/** Where the CA is still to be learned from the peer, a first connection does that and a second one verifies it. */
async function connectTls(
  remote: Remote & { readonly kind: NetworkKind },
  options: TransportOptions,
): Promise<TLSSocket> {
  const tls = await import('node:tls'); // command lines start sooner without it
  const settings = tlsOptions(remote.text, options);
  const socket = tls.connect({ host: remote.host, port: remote.port, ...settings });
  await opened(socket, 'secureConnect', remote.text);
  const { bootstrapFile } = currentTls(options) ?? {};
  if (bootstrapFile === undefined) return socket;
  try {
    const ca = bootstrapCa(socket, bootstrapFile);
    options.warn?.(`${remote.text}: successfully bootstrapped CA cert to ${bootstrapFile}`);
    return await connectTls(remote, { ...options, tls: { ...settings, ca } });
  } catch (error) {
    throw error instanceof ConnectError ? error : new ConnectError(remote.text, 'EPROTO', messageOf(error));
  } finally {
    socket.destroy();
  }
}

/** Peers are verified against the given CA; their host names are not looked at, as in Open vSwitch. */
export function tlsOptions(remote: string, options: TransportOptions) {
  const tls = currentTls(options);
  if (tls === undefined) throw new ConnectError(remote, 'EPROTO', NO_KEYS);
  const { bootstrapFile: _, ...keys } = tls;
  const rejectUnauthorized = keys.ca !== undefined;
  return { ...keys, rejectUnauthorized, requestCert: true, checkServerIdentity: () => undefined } as const;
}

/** Of the peer's certificate; undefined when that was not verified. */
export function commonName(socket: TLSSocket): string | undefined {
  if (!socket.authorized) return undefined;
  const name: string | string[] | undefined = socket.getPeerCertificate().subject?.CN;
  return Array.isArray(name) ? name[0] : name;
}
