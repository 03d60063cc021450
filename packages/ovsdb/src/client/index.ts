export * from './change-set.js';
export * from './monitored.js';
export * from './one-shot.js';
export * from './open-replica.js';
export * from './replica.js';
export * from './transaction.js';
