/** Where a file that does not exist yet is to be made, and how what was begun of it is removed. */
import { lstatSync, readlinkSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { systemCode } from '#base';
import { StoreError } from './store-error.js';

/** As many as the system follows. */
const MOST_LINKS = 40;

/**
 * Links followed: one that leads nowhere yet stays, and the file is made where it leads. Throws `StoreError` where something is
 * in the way.
 */
export function placeForNew(path: string): string {
  let place = path;
  for (let links = 0; links < MOST_LINKS; links++) {
    const found = lstatOf(place);
    if (found === undefined) return place;
    if (!found.isSymbolicLink()) break;
    place = resolve(dirname(place), readlinkSync(place));
  }
  throw new StoreError('store-exists', `${path}: create failed (File exists)`, { path });
}

/** Undefined also where nothing can be, which making it tells. */
function lstatOf(path: string) {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}

/** Removes files of which some may not be there, or cannot be. */
export function removeBegun(paths: readonly string[]): void {
  for (const path of paths) {
    try {
      rmSync(path, { force: true });
    } catch (error) {
      if (systemCode(error) === undefined) throw error;
    }
  }
}
