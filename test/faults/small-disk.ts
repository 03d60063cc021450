/**
 * A disk that can be filled and freed: a file system of its own in memory where the kernel lets us mount one (as root, or in
 * a namespace of our own), else a limit on the size of files, which makes writes fail as well.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, until } from '#testing';

const MEBIBYTES = 24;
/** Blocks of 512 bytes: less than a new write-ahead log. */
const FULL_BLOCKS = 64;

type Means = readonly ['mount' | 'limit', ...(readonly string[])];

/** How this machine lets us have a full disk. */
function meansOf(): Means {
  for (const flags of [['-m'], ['-U', '-r', '-m']]) {
    const probe = spawnSync('unshare', [...flags, 'sh', '-c', 'mount -t tmpfs tmpfs /mnt && umount /mnt']);
    if (probe.status === 0) return ['mount', ...flags];
  }
  return ['limit'];
}

export class SmallDisk {
  readonly #directory: string;
  readonly #means: Means = meansOf();
  #holder: ChildProcess | undefined;
  #isFull = false;

  /** `directory`: a path that does not exist yet. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  async open(): Promise<this> {
    mkdirSync(this.#directory);
    const [means, ...flags] = this.#means;
    if (means === 'limit') return this;
    const script = `mount -t tmpfs -o size=${MEBIBYTES}m tmpfs "$0" && : > "$0/mounted" && exec sleep 1000000`;
    this.#holder = spawn('unshare', [...flags, 'sh', '-c', script, this.#directory], { stdio: 'ignore' });
    await until('the disk', () => existsSync(this.outside('mounted')));
    return this;
  }

  /** The command under which programs see the disk at its directory. */
  get wrapper(): readonly string[] {
    const holder = this.#holder;
    if (holder === undefined) {
      const limit = this.#isFull ? `ulimit -S -f ${FULL_BLOCKS}; ` : '';
      return ['sh', '-c', `trap '' XFSZ; ${limit}exec "$@"`, 'sh'];
    }
    const user = this.#means.includes('-U') ? ['-U', '--preserve-credentials'] : [];
    return ['nsenter', '-t', String(holder.pid), ...user, '-m', '--'];
  }

  /** A file's path for programs in the wrapper. */
  path(name: string): string {
    return join(this.#directory, name);
  }

  /** A file's path for us. */
  outside(name: string): string {
    return this.#holder === undefined ? this.path(name) : `/proc/${this.#holder.pid}/root${this.path(name)}`;
  }

  /** Leaves no room. `pid`: a program that has files open there. */
  async fill(pid?: number): Promise<void> {
    this.#isFull = true;
    if (this.#holder === undefined) return this.#limit(pid, String(FULL_BLOCKS * 512));
    const ballast = openSync(this.outside('ballast'), 'a');
    try {
      for (let size = 1 << 20; size >= 1; ) {
        try {
          writeSync(ballast, Buffer.alloc(size));
        } catch {
          size >>= 1;
        }
      }
    } finally {
      closeSync(ballast);
    }
  }

  async free(pid?: number): Promise<void> {
    this.#isFull = false;
    if (this.#holder === undefined) return this.#limit(pid, 'unlimited');
    rmSync(this.outside('ballast'));
  }

  async #limit(pid: number | undefined, limit: string): Promise<void> {
    if (pid !== undefined) await attempt(['prlimit', `--pid=${pid}`, `--fsize=${limit}:`]);
  }

  async close(): Promise<void> {
    const holder = this.#holder;
    if (holder === undefined) return;
    const ended = new Promise((resolve) => holder.once('exit', resolve));
    holder.kill('SIGKILL');
    await ended;
  }
}
