import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { Splitter } from '#ovsdb/jsonrpc';
import { Daemon, run, until } from '#testing';
import type { JsonObject } from './recording.js';

/** The database behind each socket name of a recording. */
const DATABASES: Readonly<Record<string, { readonly name: string; readonly schema: string }>> = {
  nb: { name: 'OVN_Northbound', schema: 'ovn-nb' },
  sb: { name: 'OVN_Southbound', schema: 'ovn-sb' },
  local: { name: 'Open_vSwitch', schema: 'vswitch' },
};

/** A database of a session: its name, its schema's file name, and where its file, its server and its control are. */
export interface DatabasePlace {
  readonly name: string;
  readonly schema: string;
  readonly file: string;
  readonly socket: string;
  readonly control: string;
}

/** How a database server is started for a session, and what is to be run before to make its file. */
export interface ServerPrograms {
  readonly create?: (place: DatabasePlace) => readonly string[];
  readonly serve: (place: DatabasePlace) => readonly string[];
}

/** Starts a server for each database that `setup` names, and runs its operations. Gives the sockets by name. */
export async function startDatabases(
  programs: ServerPrograms,
  directory: string,
  setup: Readonly<Record<string, readonly JsonObject[]>>,
): Promise<{ readonly sockets: ReadonlyMap<string, string>; readonly daemons: readonly Daemon[] }> {
  const sockets = new Map<string, string>();
  const daemons: Daemon[] = [];
  for (const [id, operations] of Object.entries(setup)) {
    const database = DATABASES[id];
    if (database === undefined) throw new Error(`no database ${id}`);
    const socket = join(directory, `${id}.srv`);
    const file = join(directory, `${id}.db`);
    const env = { ...process.env, OVS_RUNDIR: directory, OVN_RUNDIR: directory };
    const place = { ...database, file, socket, control: join(directory, `${id}.ctl`) };
    if (programs.create !== undefined) await run(programs.create(place), { env });
    const daemon = new Daemon({
      name: `${id} server`,
      argv: programs.serve(place),
      env,
      logFile: join(directory, `${id}.log`),
      ready: async () => {
        (await PeerSocket.connect(socket)).close();
        return true;
      },
    });
    daemons.push(daemon);
    await daemon.start();
    if (operations.length > 0) await transact(socket, database.name, operations);
    sockets.set(id, socket);
  }
  return { sockets, daemons };
}

async function transact(socket: string, database: string, operations: readonly JsonObject[]): Promise<void> {
  const peer = await PeerSocket.connect(socket);
  peer.send({ method: 'transact', params: [database, ...operations], id: 1 });
  const reply = await peer.next();
  peer.close();
  if (JSON.stringify(reply).includes('"error":"') || reply['error'] !== null)
    throw new Error(`setup of ${database}: ${JSON.stringify(reply)}`);
}

/** A bare socket to a database server: JSON values out, JSON values in, in order. */
export class PeerSocket {
  readonly #socket: Socket;
  readonly #received: JsonObject[] = [];

  private constructor(socket: Socket) {
    this.#socket = socket;
    const splitter = new Splitter();
    socket.on('data', (chunk: Buffer) => splitter.push(chunk, (message) => this.#received.push(message as JsonObject)));
    socket.on('error', () => undefined);
  }

  static connect(path: string): Promise<PeerSocket> {
    return new Promise((resolve, reject) => {
      const socket = connect(path);
      socket.once('error', reject);
      socket.once('connect', () => resolve(new PeerSocket(socket)));
    });
  }

  send(message: JsonObject): void {
    this.#socket.write(JSON.stringify(message));
  }

  /** The next message of the server. */
  async next(): Promise<JsonObject> {
    await until('a message of the server', () => this.#received.length > 0, { everyMs: 2 });
    const [message = {}] = this.#received.splice(0, 1);
    return message;
  }

  close(): void {
    this.#socket.destroy();
  }
}
