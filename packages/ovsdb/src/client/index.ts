export * from './change-set.js';
export * from './monitored.js';
export * from './replica.js';
export * from './transaction.js';
