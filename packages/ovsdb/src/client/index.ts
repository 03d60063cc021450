export { CatchUp } from './catch-up.js';
export * from './change-set.js';
export { Dialer, endText, shuffled, tellEnd } from './dialer.js';
export * from './monitored.js';
export * from './one-shot.js';
export * from './open-replica.js';
export { probeInterval } from './probe-interval.js';
export * from './replica.js';
export {
  type ClusterState,
  type Objection,
  objectionLine,
  objectionTo,
  SERVER_MONITOR_ID,
  staleObjection,
} from './server-row.js';
export { ServerRows } from './server-rows.js';
export * from './transaction.js';
