/**
 * Gives memory back after large work. JavaScript's collector runs when memory is asked for: a service that has just answered a message
 * of 100 MB, and is quiet then, would keep half a gigabyte of garbage for hours.
 */
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import type { Clock, Timer } from '#base';

/** Milliseconds between looks; a heap that stands still between two is quiet. */
const LOOK_MS = 2000;
const MIB = 1024 * 1024;
/** What may have been taken between two looks of a quiet heap. */
const QUIET_BYTES = 8 * MIB;
/** What must have come on top of what was left the last time: so much, and a quarter of that. */
const WORTH_BYTES = 64 * MIB;
/** Looks that a collection may take. */
const PATIENCE = 5;

export interface Heap {
  /** Bytes in use, garbage included. */
  used(): number;
  /** Has the garbage collected in small steps, some time soon, and the memory given back. */
  collect(): void;
  /** The collection is through, or others go first. */
  collected(): void;
}

export class IdleCollection {
  readonly #clock: Pick<Clock, 'setTimeout'>;
  readonly #heap: Heap;
  #timer: Timer;
  #last: number;
  /** What is known to be no garbage. */
  #floor: number;
  /** Looks until a collection must be through, which on a busy machine takes its time; 0 when none is under way. */
  #patience = 0;

  constructor(clock: Pick<Clock, 'setTimeout'>, heap: Heap) {
    this.#clock = clock;
    this.#heap = heap;
    this.#last = heap.used();
    this.#floor = this.#last;
    this.#timer = clock.setTimeout(() => this.#look(), LOOK_MS);
  }

  stop(): void {
    this.#timer.cancel();
  }

  #look(): void {
    this.#timer = this.#clock.setTimeout(() => this.#look(), LOOK_MS);
    const used = this.#heap.used();
    const isQuiet = used - this.#last < QUIET_BYTES;
    this.#last = used;
    // Work that came meanwhile leaves garbage of its own: to be looked at once it is quiet again.
    if (!isQuiet) this.#end();
    if (this.#patience > 0) {
      if (used >= this.#floor + WORTH_BYTES && this.#patience > 1) {
        this.#patience--;
        return;
      }
      // What is left when it is done is in use, however much it is.
      this.#end();
      this.#floor = used;
    }
    this.#floor = Math.min(this.#floor, used);
    if (!isQuiet || used < this.#floor * 1.25 + WORTH_BYTES) return;
    this.#patience = PATIENCE;
    this.#heap.collect();
  }

  #end(): void {
    if (this.#patience > 0) this.#heap.collected();
    this.#patience = 0;
  }
}

/** More than V8 lets objects outside its heap grow by before it looks for garbage. */
const OUTSIDE_BYTES = 256 * MIB;
/** The first V8 that keeps the pages it has emptied, for good in some releases, unless it is told to save memory. */
const KEEPING_V8 = 12;

/** This process's. */
export const V8_HEAP: Heap = {
  used: () => getHeapStatistics().used_heap_size,
  collect() {
    saveMemory(true);
    // Memory outside the heap that is taken and dropped has V8 collect as it does by itself, in steps of a few milliseconds; a
    // collection that is asked for stops everything until it is through. The pages are never touched, so they cost nothing.
    try {
      new ArrayBuffer(OUTSIDE_BYTES);
    } catch (error) {
      // Where no address space is to be had garbage goes when memory is asked for the next time.
      if (!(error instanceof RangeError)) throw error;
    }
  },
  collected: () => saveMemory(false),
};

function saveMemory(isOn: boolean): void {
  const [major] = process.versions.v8.split('.');
  if (Number(major) >= KEEPING_V8) setFlagsFromString(isOn ? '--optimize-for-size' : '--no-optimize-for-size');
}
