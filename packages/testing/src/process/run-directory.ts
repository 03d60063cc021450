import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Unix socket names end at 104-108 bytes; the longest one below a run directory is about 40. */
const LONGEST = 60;

/** A fresh directory with a short path, for sockets, databases and logs. The temporary directory, or /tmp when that is too deep. */
export function makeRunDirectory(prefix = 'hd-'): string {
  const base = tmpdir().length + prefix.length + 7 > LONGEST ? '/tmp' : tmpdir();
  return mkdtempSync(join(base, prefix));
}

/** A directory below, made with tight modes. */
export function makeSubdirectory(parent: string, name: string): string {
  const path = join(parent, name);
  mkdirSync(path, { recursive: true, mode: 0o750 });
  return path;
}

export function removeRunDirectory(path: string): void {
  rmSync(path, { recursive: true, force: true });
}
