import { attempt, type Make } from '#testing';
import { type Figure, median } from './figure.js';
import { program, Site } from './site.js';

const RUNS = 15;

async function wallMs(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const started = performance.now();
  const result = await attempt(argv, { env });
  if (result.status !== 0) throw new Error(`${result.command}: ${result.stderr}`);
  return performance.now() - started;
}

/** The command line from start to exit: C's, ours, and a Node that does nothing, in turn. */
export async function measureCommands(report: (figure: Figure) => void): Promise<void> {
  const site = new Site();
  try {
    const socket = await site.database('c', 'nb');
    const times: Record<Make | 'node', number[]> = { c: [], heddle: [], node: [] };
    for (let serial = 0; serial < RUNS; serial++) {
      for (const make of ['c', 'heddle'] as const) {
        const argv = [program(make, 'ovn-nbctl'), `--db=unix:${socket}`, 'ls-add', `${make}${serial}`];
        times[make].push(await wallMs(argv, site.env));
      }
      times.node.push(await wallMs([process.execPath, '-e', '0'], site.env));
    }
    const [c, ours, node] = [median(times.c), median(times.heddle), median(times.node)];
    report({ suite: 'commands', name: 'nbctl ls-add', unit: 'ms', c, ours });
    report({ suite: 'commands', name: 'node -e 0, nbctl ls-add', unit: 'ms', c: node, ours, target: { atMost: 2 } });
  } finally {
    await site.close();
  }
}
