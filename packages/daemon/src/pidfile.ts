/**
 * Pidfiles as OVS daemons keep them: made under a temporary name and renamed, and locked with fcntl(2) for as long as the
 * process lives, which is how `ovs-appctl` tells a running daemon from a stale file. Node has no record locks, so the C
 * library is called through koffi; where koffi cannot be loaded the file is left unlocked and liveness is judged by pid.
 */
import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { systemCode, systemMessage, TypedError } from '#base';

export class PidfileError extends TypedError<'running' | 'create' | 'read' | 'stale', { readonly path: string }> {}

interface RecordLocks {
  /** Takes the write lock of the whole file; false when another process holds it. */
  lock(descriptor: number): boolean;
  /** The process that holds the lock, 0 when none does. */
  holder(descriptor: number): number;
}

// struct flock of 64-bit Linux: short type, short whence, 4 bytes padding, 64-bit start and length, 32-bit pid.
const flockSize = 32;
const pidOffset = 24;
const writeLock = 1;
const unlocked = 2;
const getLock = 5;
const setLock = 6;

async function loadRecordLocks(): Promise<RecordLocks | undefined> {
  if (process.platform !== 'linux') return undefined;
  try {
    const { default: koffi } = await import('koffi');
    const fcntl = koffi.load(null).func('int fcntl(int descriptor, int command, ...)');
    const request = () => {
      const flock = Buffer.alloc(flockSize);
      flock.writeInt16LE(writeLock, 0);
      return flock;
    };
    const call = (descriptor: number, command: number, flock: Buffer): number =>
      Number(fcntl(descriptor, command, 'void *', flock));
    return {
      lock: (descriptor) => call(descriptor, setLock, request()) === 0,
      holder: (descriptor) => {
        const flock = request();
        if (call(descriptor, getLock, flock) !== 0) return 0;
        return flock.readInt16LE(0) === unlocked ? 0 : flock.readInt32LE(pidOffset);
      },
    };
  } catch {
    return undefined;
  }
}

export interface Pidfile {
  readonly path: string;
  remove(): void;
}

/** Makes the pidfile of this process. Rejects with `PidfileError` when a running daemon has it, unless `overwrite` is set. */
export async function createPidfile(path: string, mode: { readonly overwrite: boolean }): Promise<Pidfile> {
  const locks = await loadRecordLocks();
  if (!mode.overwrite) {
    const pid = runningPid(path, locks);
    if (pid !== undefined) {
      throw new PidfileError('running', `${path}: already running as pid ${pid}, aborting`, { path });
    }
  }
  const temporary = `${path}.tmp`;
  try {
    const descriptor = openSync(temporary, 'w', 0o644);
    writeSync(descriptor, `${process.pid}\n`);
    locks?.lock(descriptor);
    renameSync(temporary, path);
    if (locks === undefined) closeSync(descriptor);
  } catch (error) {
    throw new PidfileError('create', `${temporary}: create failed (${systemMessage(error)})`, { path });
  }
  return { path, remove: () => rmSync(path, { force: true }) };
}

/** The pid in a pidfile. Throws `PidfileError` when the file cannot be read (`read`) or names no running process (`stale`). */
export function readPidfile(path: string): number {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new PidfileError('read', systemMessage(error), { path });
  }
  const pid = Number.parseInt(text, 10);
  if (!(pid > 0) || !isAlive(pid)) throw new PidfileError('stale', 'No such process', { path });
  return pid;
}

function runningPid(path: string, locks: RecordLocks | undefined): number | undefined {
  if (locks === undefined) {
    try {
      const pid = readPidfile(path);
      return pid === process.pid ? undefined : pid;
    } catch {
      return undefined;
    }
  }
  try {
    const descriptor = openSync(path, 'r+');
    try {
      const pid = locks.holder(descriptor);
      return pid === 0 ? undefined : pid;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}
