import type { Flow } from './flow.js';

/** A flow that the switch would not take, and what it said. */
export interface RefusedFlow {
  readonly flow: Flow;
  readonly error: string;
}
