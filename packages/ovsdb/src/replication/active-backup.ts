/**
 * Which of an active-backup pair this server is (ovsdb-server(1), "Active-Backup Options" and "Active-Backup Commands"). As
 * the backup it follows the other one and refuses its clients' writes and locks; it keeps its clients when it changes.
 */
import { ExcludedTables } from './excluded-tables.js';
import { Replication, type ReplicationOptions } from './replication.js';

/** What options and run-time commands say. */
export interface SyncSettings {
  /** Undefined where none was ever named. */
  readonly server: string | undefined;
  /** As it was given. */
  readonly excluded: string;
  readonly role: 'active' | 'backup';
}

export const DEFAULT_SYNC: SyncSettings = { server: undefined, excluded: '', role: 'active' };

const DEFAULT_PROBE_MS = 60_000;

export class ActiveBackup {
  readonly #options: ReplicationOptions;
  #settings: SyncSettings;
  #probeMs = DEFAULT_PROBE_MS;
  #replication: Replication | undefined;

  constructor(settings: SyncSettings, options: ReplicationOptions) {
    this.#settings = settings;
    this.#options = options;
    options.service.onRefused(() => this.#replication?.compareAnew('a transaction of it could not be stored'));
  }

  get settings(): SyncSettings {
    return this.#settings;
  }

  /** Begins in the role that the settings say. */
  start(): void {
    if (this.#settings.role === 'backup') this.#replicate();
  }

  /** Takes effect at the next `connect`. */
  setServer(server: string): void {
    this.#settings = { ...this.#settings, server };
  }

  setExcluded(excluded: string): void {
    this.#settings = { ...this.#settings, excluded };
    this.databasesChanged();
  }

  setProbe(ms: number): void {
    this.#probeMs = ms;
    this.#replication?.setProbe(ms);
  }

  /** Follows the active server from its beginning again, if this is a backup. */
  databasesChanged(): void {
    if (this.#replication !== undefined) this.#replicate();
  }

  /** Becomes the backup. False where no server is named. */
  connect(): boolean {
    if (this.#settings.server === undefined) return false;
    this.#replicate();
    return true;
  }

  /** Becomes the active server. */
  disconnect(): void {
    this.#replication?.close();
    this.#replication = undefined;
    this.#settings = { ...this.#settings, role: 'active' };
    this.#options.service.setRole('active');
  }

  get excludedText(): string {
    return ExcludedTables.parse(this.#settings.excluded).toString();
  }

  /** The words of `ovsdb-server/sync-status`. */
  get status(): string {
    const replication = this.#replication;
    if (replication === undefined) return 'state: active\n';
    const { replicated, server } = replication;
    if (replicated === undefined) return `state: backup\nconnecting: ${server}\n`;
    const excluded = this.excludedText;
    return [
      'state: backup',
      `replicating: ${server}`,
      `database: ${replicated.join(', ')}`,
      ...(excluded === '' ? [] : [`exclude: ${excluded}`]),
      '',
    ].join('\n');
  }

  close(): void {
    this.#replication?.close();
  }

  #replicate(): void {
    const { server = '', excluded } = this.#settings;
    this.#replication?.close();
    this.#settings = { ...this.#settings, role: 'backup' };
    this.#options.service.setRole('backup');
    const source = { server, excluded: ExcludedTables.parse(excluded), probeMs: this.#probeMs };
    this.#replication = new Replication(source, this.#options, () => {
      this.#options.log.warn(`${server}: replication has ended, and this server is the active one now`);
      this.disconnect();
    });
  }
}
