/** What a command line of trace, or of its daemon's command, asks. Before: its options. After: trace.ts. */
import { type CommandLine, hasOption, UsageError } from '#daemon';
import { CT } from '../ct-state.js';
import { questionFromText } from '../from-text.js';
import type { LoadBalancers } from '../load-balancers.js';
import type { TraceNetwork } from '../network.js';
import type { TraceQuestion } from '../trace.js';

/** How often a reply may be tracked. */
const TRACKED_MAX = 64;

/** Throws UsageError where there are too few or too many words. `hint` ends what is said of them. */
export function checkOperands(line: CommandLine, hint: string): void {
  const count = line.operands.length;
  if (hasOption(line, 'from-text')) {
    if (count === 0) throw new UsageError('--from-text needs words, as in "vm1 -> vm2 tcp 443"');
  } else if (count < 1 || count > 2) {
    throw new UsageError(`one or two non-option arguments are required${hint}`);
  }
}

/** What is asked, and what tracking reports if no option says; or what is wrong with the question. */
export function questionOf(
  line: CommandLine,
  network: TraceNetwork,
  loadBalancers: LoadBalancers | undefined,
): { readonly question: TraceQuestion; readonly ctStates: readonly number[] } | string {
  const { operands } = line;
  const [first = '', second] = operands;
  if (!hasOption(line, 'from-text')) {
    return {
      question: { datapath: second === undefined ? undefined : first, microflow: second ?? first },
      ctStates: [],
    };
  }
  const asked = questionFromText(network, operands.join(' '), loadBalancers);
  if (asked.kind === 'problem') return asked.message;
  const { source, microflow, isBalanced, direction } = asked;
  const tracked = direction === 'reply' ? CT.est | CT.rpl | CT.trk : isBalanced ? CT.new | CT.trk : undefined;
  return {
    question: { datapath: source.datapath.row._uuid, microflow },
    ctStates: tracked === undefined ? [] : new Array<number>(TRACKED_MAX).fill(tracked),
  };
}

/** The words of a command line; an arrow that stands alone is no option. */
export function withoutArrows(words: readonly string[]): string[] {
  return words.map((word) => (/^--?>$/.test(word) ? '=>' : word));
}
