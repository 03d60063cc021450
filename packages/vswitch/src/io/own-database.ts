/**
 * The switch's own Open_vSwitch database, for hosts without ovsdb-server: a file in the run directory, served on `db.sock`.
 * Before: `vswitchd` without a database address. After: the switch is a client of it, like any other.
 */
import { existsSync } from 'node:fs';
import { type Log, uuidFromBytes } from '#base';
import { systemClock } from '#ovsdb/jsonrpc';
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

export async function serveOwnDatabase(options: OwnDatabaseOptions): Promise<OwnDatabase> {
  const { path, rundir, random, log } = options;
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
    tls: () => undefined,
    webSocket: { allowedOrigins: [] },
  });
  for (const remote of options.remotes) await remotes.add(remote);
  return {
    close: async () => {
      service.close();
      await remotes.close();
    },
  };
}
