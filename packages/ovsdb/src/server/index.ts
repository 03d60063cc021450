export { Database } from './database.js';
export { type RehearsalOptions, rehearse } from './rehearsal.js';
export { type RemoteSettings, Remotes, type RemotesOptions } from './remotes.js';
export { type ConnectionOptions, Service, type ServiceLog, type ServiceOptions } from './service.js';
export { Session } from './session.js';
export { createDatabaseFile, openDatabaseFile, StoreError } from './store/database-file.js';
export { loadHistory } from './store/load.js';
export { RETENTION, type Retention, SqliteStore } from './store/sqlite-store.js';
export type { Store, StoredTransaction } from './store.js';
