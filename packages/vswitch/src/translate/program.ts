/** A list of actions made ready to run: field names resolved to words of the key, once per flow and not once per packet. */
import type { Action } from '#openflow';
import type { Translation } from './translation.js';

/** What follows a step: the next one; the end of this list; the end of all; or a pause that outer lists must join. */
export type StepResult = 'next' | 'end' | 'exit' | 'pause';

export type Step = (translation: Translation) => StepResult;

/** To the flows of another table: by default of the same one, from the same port. */
export interface Jump {
  readonly table: number | undefined;
  readonly inPort: number | undefined;
}

export interface Program {
  readonly actions: readonly Action[];
  readonly steps: readonly Step[];
  /** The last action, where a packet goes on once all steps are through: not a step, since it needs no way back. */
  readonly tail?: Jump;
}
