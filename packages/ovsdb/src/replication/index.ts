export * from './active-backup.js';
