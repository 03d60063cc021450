export * from './limits.js';
export * from './openflow-table.js';
export * from './register.js';
export * from './stage.js';
