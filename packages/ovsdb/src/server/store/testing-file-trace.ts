/**
 * Loaded into a program before its own modules (`node --import`): notes in a file, a line each in their order, how the program
 * makes and moves files and has the disk remember directories. SQLite's own calls are not seen.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';

const { appendFileSync, closeSync, existsSync, fstatSync, fsyncSync, openSync, renameSync } = fs;
const note = (text: string) => appendFileSync(process.env['HEDDLE_FILE_TRACE'] ?? '/dev/null', `${text}\n`);
const names = new Map<number, string>();

fs.openSync = (path, flags, mode) => {
  const isThere = existsSync(path);
  const descriptor = openSync(path, flags, mode);
  if (!isThere) note(`made ${basename(String(path))}`);
  names.set(descriptor, basename(String(path)));
  return descriptor;
};
fs.closeSync = (descriptor) => {
  names.delete(descriptor);
  closeSync(descriptor);
};
fs.fsyncSync = (descriptor) => {
  fsyncSync(descriptor);
  if (fstatSync(descriptor).isDirectory()) note(`synced directory ${names.get(descriptor)}`);
};
fs.renameSync = (from, to) => {
  renameSync(from, to);
  note(`renamed ${basename(String(from))} to ${basename(String(to))}`);
};
syncBuiltinESMExports();
