export * from './base.js';
export * from './column.js';
export * from './database.js';
export * from './decoder.js';
export * from './interner.js';
export * from './table.js';
export * from './validator.js';
