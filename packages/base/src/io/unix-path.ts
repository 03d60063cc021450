/** Unix socket names end at 107 bytes; longer paths go through their directory's descriptor, as the C programs do it. */
import { closeSync, constants, openSync } from 'node:fs';
import { basename, dirname } from 'node:path';

const MAX_NAME = 107;

export interface UnixPath {
  /** A name for bind and connect. */
  readonly path: string;
  release(): void;
}

/** Throws the error of open(2) when the directory of a long path is not there. */
export function unixPath(path: string): UnixPath {
  if (Buffer.byteLength(path) <= MAX_NAME) return { path, release() {} };
  const directory = openSync(dirname(path), constants.O_RDONLY | constants.O_DIRECTORY);
  return { path: `/proc/self/fd/${directory}/${basename(path)}`, release: () => closeSync(directory) };
}
