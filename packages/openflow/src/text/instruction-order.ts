/** Which actions may stand beside which: a flow's actions from text are checked here before they are sent (ovs-actions(7), "Instructions"). */
import type { Action } from '../action.js';
import { FlowTextError } from './value.js';

/** What OpenFlow 1.1 and later have instructions for, in the order in which they are carried out. */
const ORDER = ['meter', 'apply_actions', 'clear_actions', 'write_actions', 'write_metadata', 'goto_table'] as const;
type Instruction = (typeof ORDER)[number];

function instructionOf(action: Action): Instruction {
  return ORDER.find((name) => name === action.kind) ?? 'apply_actions';
}

/** Throws FlowTextError for instructions out of order or given twice, and for companions of `conjunction`. */
export function checkInstructionOrder(actions: readonly Action[]): void {
  if (actions.some(({ kind }) => kind === 'conjunction')) {
    const other = actions.find(({ kind }) => kind !== 'conjunction' && kind !== 'note');
    if (other !== undefined) {
      throw new FlowTextError(
        `"conjunction" actions may be used along with "note" but not any other kind of action (such as the "${other.kind}" action used here)`,
      );
    }
  }
  let before: Instruction | undefined;
  for (const action of actions) {
    const next = instructionOf(action);
    if (before !== undefined) {
      if (next === before && next !== 'apply_actions') {
        throw new FlowTextError(`duplicate ${next} instruction not allowed, for OpenFlow 1.1+ compatibility`);
      }
      if (ORDER.indexOf(next) < ORDER.indexOf(before)) {
        throw new FlowTextError(
          `invalid instruction ordering: ${next} must appear before ${before}, for OpenFlow 1.1+ compatibility`,
        );
      }
    }
    before = next;
  }
}

/** Instructions stand in a flow's own list, never inside another action. Throws FlowTextError. */
export function checkNested(actions: readonly Action[]): readonly Action[] {
  for (const action of actions) {
    const instruction = instructionOf(action);
    if (instruction !== 'apply_actions' && instruction !== 'meter') {
      throw new FlowTextError(`${instruction} instruction not allowed here`);
    }
  }
  return actions;
}
