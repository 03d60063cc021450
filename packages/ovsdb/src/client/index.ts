export * from './change-set.js';
export { Dialer, shuffled } from './dialer.js';
export * from './monitored.js';
export * from './one-shot.js';
export * from './open-replica.js';
export * from './replica.js';
export { type ClusterState, objectionTo, SERVER_MONITOR_ID } from './server-row.js';
export { ServerRows } from './server-rows.js';
export * from './transaction.js';
