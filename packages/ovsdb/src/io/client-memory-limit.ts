/** How much memory the service may spend on its clients by default. */
import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';

const MIB = 1024 * 1024;

export interface MachineMemory {
  readonly total: number;
  /** Of the control group that the process is in; undefined or nonsense where there is none. */
  readonly constrained: number | undefined;
  /** Where JavaScript's heap ends. */
  readonly heap: number;
}

/** A quarter of the memory that there is for the process, or half of its heap where that is less, in whole MiB. */
export function clientMemoryLimit({ total, constrained = 0, heap }: MachineMemory): number {
  const there = constrained > 0 ? Math.min(total, constrained) : total;
  return Math.max(1, Math.floor(Math.min(there / 4, heap / 2) / MIB));
}

/** This process's. */
export function machineMemory(): MachineMemory {
  return {
    total: totalmem(),
    constrained: process.constrainedMemory(),
    heap: getHeapStatistics().heap_size_limit,
  };
}
