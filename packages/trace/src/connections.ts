/** States that connection tracking reports: those of `--ct`, one after the other, then the default. */
import { CT } from './ct-state.js';

/** A state, and the remark that nobody chose it. */
export interface CtReport {
  readonly state: number;
  readonly comment: string;
}

export class Connections {
  /** An action has found the destination of --lb-dst among its own: those without any pass the packet on as it is then. */
  hasBalanced = false;
  private readonly chosen: readonly number[];
  private at = 0;

  constructor(chosen: readonly number[]) {
    this.chosen = chosen;
  }

  /** What the next tracking action reports. */
  next(): CtReport {
    const state = this.chosen[this.at];
    if (state === undefined) return { state: CT.est | CT.trk, comment: ' /* default (use --ct to customize) */' };
    this.at++;
    return { state, comment: '' };
  }

  /** The same for an action that leaves the state of a packet that was tracked before. */
  nextUnlessTracked(tracked: number): CtReport {
    return (tracked & CT.trk) === 0 ? this.next() : { state: tracked, comment: '' };
  }
}
