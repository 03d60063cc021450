import { TypedError } from '#base';
import type { Explanation } from './explain.js';

// The core under queries and relations: push-pull marking. A change marks what may depend on it (push); a marked memo
// looks at its dependencies in the order it read them, and only runs when one of them really changed (pull). Times are
// commit numbers. Dependency lists are plain arrays that are only replaced when a run reads something else than the run
// before: the usual rerun allocates nothing.

const CLEAN = 0;
const CHECK = 1;
const DIRTY = 2;
type State = typeof CLEAN | typeof CHECK | typeof DIRTY;

const NONE: readonly Source[] = [];

/** A query that depends on itself; `path` starts and ends with it. */
export class CycleError extends TypedError<'cycle', { readonly path: readonly string[] }> {
  constructor(path: readonly string[]) {
    super('cycle', `cycle through ${path.join(' -> ')}`, { path });
  }
}

/** Something that can be read. One reader is the usual case: no Set for it. */
export abstract class Source {
  changedAt = 0;
  /** The run that read it last: a second read in the same run is not recorded again. */
  seenIn = 0;
  readers: Computed | Set<Computed> | undefined = undefined;

  abstract explain(): Explanation;
  /** Called when the last reader is gone. */
  abstract unread(): void;

  addReader(reader: Computed): void {
    const readers = this.readers;
    if (readers === undefined) this.readers = reader;
    else if (readers instanceof Set) readers.add(reader);
    else if (readers !== reader) this.readers = new Set([readers, reader]);
  }

  dropReader(reader: Computed): void {
    const readers = this.readers;
    if (readers === reader) this.readers = undefined;
    else if (readers instanceof Set) {
      readers.delete(reader);
      if (readers.size === 0) this.readers = undefined;
    } else return;
    if (this.readers === undefined) this.unread();
  }
}

/** An input: the tracker is told when it changes. */
export abstract class Cell extends Source {}

/** Something computed from sources. */
export abstract class Computed extends Source {
  state: State = DIRTY;
  verifiedAt = 0;
  isRunning = false;
  reads: readonly Source[] = NONE;

  abstract readonly label: string;
  /** Computes and stores; true when the outcome differs from what was stored. Called by the tracker only. */
  abstract run(): boolean;
  /** Called once when a clean node is marked. */
  abstract marked(): void;
}

/** Who is computing now, what it has read, and what commit it is. */
export class Tracker {
  /** Number of the commit in progress or just done. */
  now = 1;
  runs = 0;
  active: Computed | undefined = undefined;
  #known: readonly Source[] = NONE; // what the active computation read the last time
  #matched = 0; // so many of its reads were the same as then
  #fresh: Source[] | undefined = undefined; // all its reads, once they differ
  #run = 0; // number of the active computation
  readonly #running: Computed[] = []; // computations and checks in progress, outermost first
  readonly #marks: Source[] = [];
  readonly #orphans = new Set<Computed>();

  /** Records that the active computation, if any, reads `source`. */
  touch(source: Source): void {
    if (this.active === undefined || source.seenIn === this.#run) return;
    source.seenIn = this.#run;
    if (this.#fresh !== undefined) {
      this.#fresh.push(source);
      return;
    }
    const at = this.#matched;
    if (at < this.#known.length && this.#known[at] === source) this.#matched = at + 1;
    else this.#fresh = [...this.#known.slice(0, at), source];
  }

  /** Brings `node` up to date. */
  refresh(node: Computed): void {
    if (node.state === CLEAN) return;
    if (node.isRunning) throw new CycleError(this.#pathTo(node));
    if (node.state === CHECK && !this.#isStale(node)) {
      node.state = CLEAN;
      node.verifiedAt = this.now;
    } else this.#compute(node);
  }

  #isStale(node: Computed): boolean {
    this.#enter(node);
    try {
      for (const read of node.reads) {
        if (read instanceof Computed) {
          if (read.isRunning) return true; // the cycle of the last time: running again tells whether it still is one
          this.refresh(read);
        }
        if (read.changedAt > node.verifiedAt) return true;
      }
      return false;
    } finally {
      this.#leave(node);
    }
  }

  #enter(node: Computed): void {
    node.isRunning = true;
    this.#running.push(node);
  }

  #leave(node: Computed): void {
    node.isRunning = false;
    this.#running.pop();
  }

  #compute(node: Computed): void {
    const { active } = this;
    const known = this.#known;
    const matched = this.#matched;
    const fresh = this.#fresh;
    const run = this.#run;
    this.active = node;
    this.#known = node.reads;
    this.#matched = 0;
    this.#fresh = undefined;
    this.#enter(node);
    this.#run = ++this.runs;
    try {
      if (node.run() || node.verifiedAt === 0) node.changedAt = this.now;
      this.#relink(node);
      node.state = CLEAN;
      node.verifiedAt = this.now;
    } finally {
      this.#leave(node);
      this.active = active;
      this.#run = run;
      this.#known = known;
      this.#matched = matched;
      this.#fresh = fresh;
    }
  }

  #relink(node: Computed): void {
    const before = node.reads;
    let next: readonly Source[] | undefined;
    if (this.#fresh !== undefined) next = [...new Set(this.#fresh)];
    else if (this.#matched < before.length) next = before.slice(0, this.#matched);
    if (next === undefined) return;
    node.reads = next;
    for (const read of next) read.addReader(node);
    if (before.length === 0) return;
    const kept = new Set(next);
    for (const read of before) if (!kept.has(read)) read.dropReader(node);
  }

  /** An input changed: marks all that may depend on it. */
  changed(cell: Cell): void {
    cell.changedAt = this.now;
    const marks = this.#marks;
    this.#markReaders(cell, DIRTY);
    for (let source = marks.pop(); source !== undefined; source = marks.pop()) this.#markReaders(source, CHECK);
  }

  #markReaders(source: Source, state: State): void {
    const readers = source.readers;
    if (readers === undefined) return;
    if (readers instanceof Set) for (const reader of readers) this.#mark(reader, state);
    else this.#mark(readers, state);
  }

  #mark(node: Computed, state: State): void {
    const before = node.state;
    if (state > before) node.state = state;
    if (before !== CLEAN) return;
    node.marked();
    if (node.readers !== undefined) this.#marks.push(node);
  }

  /** Notes a memo that lost its last reader; it is freed by `sweep` unless somebody reads it until then. */
  orphaned(node: Computed): void {
    this.#orphans.add(node);
  }

  /** Frees what nobody reads. */
  sweep(free: (node: Computed) => void): void {
    // A Set visits what is added while it is walked: memos that only orphans read are freed in the same sweep.
    for (const node of this.#orphans) {
      this.#orphans.delete(node);
      if (node.readers !== undefined) continue;
      free(node);
      this.release(node);
    }
  }

  /** Drops what `node` read. */
  release(node: Computed): void {
    const { reads } = node;
    node.reads = NONE;
    node.state = DIRTY;
    node.verifiedAt = 0;
    for (const read of reads) read.dropReader(node);
  }

  #pathTo(node: Computed): string[] {
    return [...this.#running.slice(this.#running.indexOf(node)), node].map((step) => step.label);
  }
}
