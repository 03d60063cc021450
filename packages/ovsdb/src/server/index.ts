export { Change } from './change.js';
export { clusterLogText } from './cluster-log-text.js';
export { type Column, pairsOf } from './column.js';
export { atomsAt, checkedTextPlace, parseColumnPlace } from './column-place.js';
export { type Commit, commitSteps } from './commit.js';
export { compileEarly } from './compile-early.js';
export { ConfiguredRemotes } from './configured-remotes.js';
export { keepEphemeralValues, prepareConversion } from './conversion.js';
export { Database } from './database.js';
export { symmetricDifference } from './difference.js';
export type { Forwarding, RelaySource, SettleForwarded } from './forwarding.js';
export { HISTORY_LIMITS } from './history.js';
export { wholeText } from './listing.js';
export { Overlay } from './overlay.js';
export { pastText, type Verbosity } from './past-text.js';
export { type Identity, SUPERUSER } from './rbac.js';
export { countReferences } from './reference-count.js';
export { type RehearsalOptions, rehearse } from './rehearsal.js';
export { type RemoteSettings, Remotes, type RemotesOptions } from './remotes.js';
export { Row } from './row.js';
export { type ConnectionOptions, Service, type ServiceLog, type ServiceOptions } from './service.js';
export { Session } from './session.js';
export { STEP_ROWS, type Steps } from './steps.js';
export { createDatabaseFile, type DatabaseFile, openDatabaseFile } from './store/database-file.js';
export { type LoggedPast, loadHistory, readPast } from './store/load.js';
export { RETENTION, type Retention } from './store/log-retention.js';
export { ovsdbLogOf, ovsdbLogRecord, readTransactionRecord, recordPieces } from './store/ovsdb-log.js';
export { type DescribedFile, describeFile, readClusterLog } from './store/source-file.js';
export { SqliteStore } from './store/sqlite-store.js';
export { StoreError } from './store/store-error.js';
export {
  convertTo,
  emptyDatabase,
  importOvsdbLog,
  loadOvsdbLog,
  loadStore,
  openStored,
  replaceFile,
  rewriteStored,
  type StoredDatabase,
  temporaryFor,
} from './store/stored-database.js';
export type { Store, StoredTransaction } from './store.js';
export { applyChanges, type Table } from './table.js';
export { transact } from './transact.js';
export { TransactionLog } from './transaction-log.js';
export { valueTextOf } from './value-text.js';
export { VersionText } from './version.js';
