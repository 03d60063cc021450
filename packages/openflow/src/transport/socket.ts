/** Sockets for addresses: connecting and listening. Before: address.ts. After: channel.ts. */
import { rmSync } from 'node:fs';
import { connect, createServer, type NetConnectOpts, type Server, type Socket } from 'node:net';
import { TypedError, type UnixPath, unixPath } from '#base';
import { type Address, parseAddress } from './address.js';

/** A connection or listener could not be had. `errno` is the system's name, `ENOENT`. */
export class SocketError extends TypedError<'socket', { readonly address: string; readonly errno: string }> {
  constructor(address: string, error: Error & { readonly code?: string }) {
    super('socket', `${address}: ${error.message}`, { address, errno: error.code ?? '' });
  }
}

/** Unix sockets are for the owner and the group: 0750. */
const SOCKET_UMASK = 0o027;

/** Opens a connection. Rejects with AddressError or SocketError. */
export async function openSocket(text: string): Promise<Socket> {
  const address = parseAddress(text);
  if (address.kind === 'tcp') return connected(text, { host: address.host, port: address.port });
  const name = nameOf(address.path, text);
  try {
    return await connected(text, { path: name.path });
  } finally {
    name.release();
  }
}

function connected(text: string, options: NetConnectOpts): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(options);
    const fail = (error: Error) => reject(new SocketError(text, error));
    socket.once('error', fail);
    socket.once('connect', () => {
      socket.off('error', fail);
      socket.setNoDelay(true);
      resolve(socket);
    });
  });
}

function nameOf(path: string, text: string): UnixPath {
  try {
    return unixPath(path);
  } catch (error) {
    throw new SocketError(text, error instanceof Error ? error : new Error(String(error)));
  }
}

export interface Listening {
  /** Where: with the port that the system chose for port 0. */
  readonly address: Address;
  close(): Promise<void>;
}

/** Listens. A unix socket that nobody serves any more is replaced. Rejects with AddressError or SocketError. */
export async function listenSocket(text: string, onSocket: (socket: Socket, peer: string) => void): Promise<Listening> {
  const address = parseAddress(text);
  const open = new Set<Socket>();
  let count = 0;
  const server = createServer((socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.setNoDelay(true);
    const peer = address.kind === 'unix' ? `unix#${count++}` : `tcp:${socket.remoteAddress}:${socket.remotePort}`;
    onSocket(socket, peer);
  });
  if (address.kind === 'unix') rmSync(address.path, { force: true });
  const name = address.kind === 'unix' ? nameOf(address.path, text) : undefined;
  const umask = process.umask(SOCKET_UMASK);
  try {
    await started(server, text, name === undefined ? address : { path: name.path });
  } catch (error) {
    name?.release();
    throw error;
  } finally {
    process.umask(umask);
  }
  const bound = server.address();
  return {
    address:
      address.kind === 'tcp' && bound !== null && typeof bound === 'object'
        ? { ...address, port: bound.port }
        : address,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          name?.release();
          resolve();
        });
        for (const socket of open) socket.destroy();
      }),
  };
}

function started(
  server: Server,
  text: string,
  where: { readonly path: string } | { readonly host: string; readonly port: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(new SocketError(text, error)));
    server.once('listening', () => resolve());
    server.listen('path' in where ? { path: where.path } : { host: where.host, port: where.port });
  });
}
