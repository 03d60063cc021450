import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, connect as netConnect, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '../connection.js';
import { parseRemote } from '../remote.js';
import { socketConnection } from './socket-connection.js';

/** Both ends are in this process. */
export interface InnerConnection {
  readonly client: Connection;
  /** The client's end itself, for one that is not to have its messages read. */
  readonly socket: Socket;
  readonly server: Connection;
}

/**
 * Makes connections of this process with itself, over real sockets that nobody else can reach. `place`: the directory in
 * which they are made. Rejects with the system's error.
 */
export async function innerConnections(count: number, place = tmpdir()): Promise<InnerConnection[]> {
  const { server, sockets } = socketsWithin(count, place);
  try {
    const accepted = await acceptedBy(server, sockets);
    return sockets.map((socket, i) => ({
      client: socketConnection(socket, parseRemote('unix:inner'), 'inner', {}),
      socket,
      server: socketConnection(accepted[i]!, parseRemote('punix:inner'), 'inner', {}),
    }));
  } finally {
    server.close();
  }
}

/** The socket is in the file system for this call only: what it does takes effect at once. */
function socketsWithin(count: number, place: string): { readonly server: Server; readonly sockets: readonly Socket[] } {
  const directory = mkdtempSync(join(place, 'heddle-'));
  try {
    const path = join(directory, 'inner');
    const server = createServer().listen(path);
    const sockets = Array.from({ length: count }, () => netConnect(path));
    return { server, sockets };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** In the order in which they were connected. */
function acceptedBy(server: Server, sockets: readonly Socket[]): Promise<Socket[]> {
  return new Promise((resolve, reject) => {
    const accepted: Socket[] = [];
    const fail = (error: Error) => {
      for (const socket of [...sockets, ...accepted]) socket.destroy();
      reject(error);
    };
    server.once('error', fail);
    for (const socket of sockets) socket.once('error', fail);
    server.on('connection', (socket) => {
      accepted.push(socket);
      if (accepted.length < sockets.length) return;
      for (const each of sockets) each.off('error', fail);
      resolve(accepted);
    });
  });
}
