/**
 * The switch's own Open_vSwitch database, for hosts without ovsdb-server: a file in the run directory, served on `db.sock`.
 * Before: `vswitchd` without a database address. After: the switch is a client of it, like any other.
 */
import { existsSync } from 'node:fs';
import { type Log, messageOf, uuidFromBytes } from '#base';
import { parseRemote, systemClock, type TlsSource } from '#ovsdb/jsonrpc';
import {
  createDatabaseFile,
  loadHistory,
  loadStore,
  openDatabaseFile,
  RETENTION,
  Remotes,
  Service,
} from '#ovsdb/server';
import { openVswitch } from '#schemas/open-vswitch';

export interface OwnDatabaseOptions {
  /** The file; made when it does not exist. */
  readonly path: string;
  readonly rundir: string;
  /** Keys for `pssl:` and `ssl:` remotes. */
  readonly tls: TlsSource;
  /** `punix:db.sock`, and others that were asked for. */
  readonly remotes: readonly string[];
  readonly random: (count: number) => Uint8Array;
  readonly log: Log;
}

export interface OwnDatabase {
  close(): Promise<void>;
}

const MAX_BYTES = 64 << 20;
/** What of the log is read back at start, for clients that resume. */
const RECENT = { commits: 1000, bytes: 4 << 20 };

/** Rejects with what is wrong with a remote, before the file is made if that can be told; nothing is left open then. */
export async function serveOwnDatabase(options: OwnDatabaseOptions): Promise<OwnDatabase> {
  const { path, rundir, random, log, tls } = options;
  for (const remote of options.remotes) parseRemote(remote, rundir);
  const newId = () => uuidFromBytes<never>(random(16));
  const service = new Service({ clock: systemClock, newId, log, maxBacklogBytes: MAX_BYTES });
  if (!existsSync(path)) createDatabaseFile(path, openVswitch.schema, newId());
  const file = openDatabaseFile(path);
  const database = service.newDatabase(file.schema, file.baseId);
  const store = loadStore(file, database, RETENTION);
  loadHistory(file, database, RECENT);
  service.addDatabase(database, store);
  const remotes = new Remotes({
    service,
    clock: systemClock,
    log,
    rundir,
    maxMessageBytes: MAX_BYTES,
    tls,
    webSocket: { allowedOrigins: [] },
  });
  const close = async () => {
    service.close();
    await remotes.close();
  };
  for (const remote of options.remotes) {
    try {
      await remotes.add(remote);
    } catch (error) {
      await close();
      throw new Error(`${remote}: listen failed (${messageOf(error)})`);
    }
  }
  return { close };
}
