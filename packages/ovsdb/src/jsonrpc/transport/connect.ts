import { connect as netConnect, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Connection, TransportOptions } from '../connection.js';
import { parseRemote, type Remote, RemoteError } from '../remote.js';
import { ConnectError, connectError } from './connect-error.js';
import { socketConnection } from './socket-connection.js';
import { currentTls } from './tls-server.js';
import { unixPath } from './unix-path.js';

/** Opens a connection to a remote. Rejects with ConnectError or RemoteError. */
export async function connect(remoteText: string, options: TransportOptions = {}): Promise<Connection> {
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
      const tls = await import('node:tls'); // command lines start sooner without it
      const socket = tls.connect({ host: remote.host, port: remote.port, ...tlsOptions(remoteText, options) });
      await opened(socket, 'secureConnect', remoteText);
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

/** Peers are verified against the given CA; their host names are not looked at, as in Open vSwitch. */
export function tlsOptions(remote: string, options: TransportOptions) {
  const tls = currentTls(options);
  if (tls === undefined)
    throw new ConnectError(
      remote,
      'EPROTO',
      'a private key, certificate and CA certificate must be configured to use SSL',
    );
  return { ...tls, rejectUnauthorized: true, requestCert: true, checkServerIdentity: () => undefined } as const;
}

export function commonName(socket: TLSSocket): string | undefined {
  const name: string | string[] | undefined = socket.getPeerCertificate().subject?.CN;
  return Array.isArray(name) ? name[0] : name;
}
