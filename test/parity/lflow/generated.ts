import type { ParityReport } from '../report.js';
import { compared, whatOf } from './comparison.js';
import type { FlowCase, FlowPlace, LflowLab } from './lab.js';
import { Random } from './random.js';
import { randomActions } from './random-actions.js';
import { randomMatch } from './random-matches.js';
import { smallest, type Tree, textOf } from './tree.js';

/** Cases of each kind; seeds of the plain run. PARITY_LFLOW=COUNT[,SEED...] asks for others. */
const PLAIN = { count: 700, seeds: [2303] };
const LONG = { count: 4000, seeds: 2 };

/** How many differences of a kind are made smaller. */
const SHRUNK_MAX = 5;

interface Generated {
  readonly tree: Tree;
  readonly flow: (text: string) => FlowCase;
}

/** Random matches and random lists of actions; each place has its share. What differs is made as small as may be. */
export async function compareRandom(report: ParityReport, lab: LflowLab, places: readonly FlowPlace[]): Promise<void> {
  const { count, seeds } = wanted(report);
  for (const seed of seeds) {
    report.note(`random matches and actions: PARITY_LFLOW=${count},${seed}`);
    const random = new Random(seed);
    const matches = Array.from(
      { length: count },
      (): Generated => ({
        tree: randomMatch(random),
        flow: (match) => ({ match, actions: 'next;' }),
      }),
    );
    const actions = Array.from({ length: count }, (): Generated => {
      const { match, tree } = randomActions(random);
      return { tree, flow: (text) => ({ match, actions: text }) };
    });
    const [first, ...others] = places;
    if (first === undefined) continue;
    await compareGenerated(report, lab, matches, first);
    const share = Math.ceil(count / places.length);
    await compareGenerated(report, lab, actions.slice(0, share), first);
    for (const [i, place] of others.entries()) {
      await compareGenerated(report, lab, actions.slice((i + 1) * share, (i + 2) * share), place);
    }
  }
}

function wanted({ isLong }: ParityReport): { readonly count: number; readonly seeds: readonly number[] } {
  const [asked, ...seeds] = (process.env['PARITY_LFLOW'] ?? '')
    .split(',')
    .filter((text) => text !== '')
    .map(Number);
  if (asked !== undefined) return { count: asked, seeds: seeds.length > 0 ? seeds : PLAIN.seeds };
  if (!isLong) return PLAIN;
  const anew = Array.from({ length: LONG.seeds }, () => Math.floor(Math.random() * 2 ** 31));
  return { count: LONG.count, seeds: [...PLAIN.seeds, ...anew] };
}

async function compareGenerated(
  report: ParityReport,
  lab: LflowLab,
  cases: readonly Generated[],
  place: FlowPlace,
): Promise<void> {
  const byFlow = new Map<FlowCase, Generated>(cases.map((each) => [each.flow(textOf(each.tree)), each]));
  let shrunk = 0;
  for (const { flow, difference } of await compared(lab, [...byFlow.keys()], place)) {
    const generated = byFlow.get(flow);
    if (difference === undefined || generated === undefined) {
      report.ok(whatOf(flow, place));
      continue;
    }
    if (++shrunk > SHRUNK_MAX) {
      report.differ(whatOf(flow, place), difference);
      continue;
    }
    const least = generated.flow(await shrink(lab, generated, place));
    const [again] = await compared(lab, [least], place);
    report.differ(whatOf(least, place), again?.difference ?? difference);
  }
}

async function shrink(lab: LflowLab, { tree, flow }: Generated, place: FlowPlace): Promise<string> {
  return smallest(tree, async (texts) => {
    const textOfFlow = new Map(texts.map((text) => [flow(text), text]));
    const different = new Set<string>();
    for (const { flow: each, difference } of await compared(lab, [...textOfFlow.keys()], place)) {
      const text = textOfFlow.get(each);
      if (difference !== undefined && text !== undefined) different.add(text);
    }
    return different;
  });
}
