import { CommandError } from '#ctl';

export type Direction = 'from-lport' | 'to-lport';

/** The first letter decides, as it does for ovn-nbctl. */
export function parseDirection(text: string): Direction {
  if (text.startsWith('t')) return 'to-lport';
  if (text.startsWith('f')) return 'from-lport';
  throw new CommandError(`${text}: direction must be "to-lport" or "from-lport"`);
}

interface Ruled {
  readonly direction: Direction;
  readonly priority: number | bigint;
  readonly match: string;
}

/** from-lport before to-lport, then by priority, highest first, then by match. */
export function compareRules(a: Ruled, b: Ruled): number {
  if (a.direction !== b.direction) return a.direction === 'from-lport' ? -1 : 1;
  if (a.priority !== b.priority) return Number(b.priority) - Number(a.priority);
  return a.match < b.match ? -1 : a.match > b.match ? 1 : 0;
}
