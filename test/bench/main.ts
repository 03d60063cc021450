/**
 * `npm run bench [-- SUITE...]`: ours and the C program in turn on the same work, in one run. A line for people each, and
 * with --json the same as JSON. These machines are noisy: read the ratios, not the figures.
 */
import { ensureReferencePrograms } from '#testing';
import { measureCommands } from './commands.js';
import { measureController } from './controller.js';
import { type Figure, figureToJson, formatFigure } from './figure.js';
import { measureNorthd } from './northd.js';
import { measureOvsdb } from './ovsdb.js';

type Suite = readonly [name: string, measure: (report: (figure: Figure) => void) => Promise<void>];

const SUITES: readonly Suite[] = [
  ['commands', measureCommands],
  ['northd', measureNorthd],
  ['controller', measureController],
  ['ovsdb', measureOvsdb],
];

async function main(): Promise<number> {
  const cannot = ensureReferencePrograms((text) => process.stderr.write(`bench: ${text}\n`));
  if (cannot !== undefined) {
    process.stderr.write(`bench: ${cannot}\n`);
    return 1;
  }
  const args = process.argv.slice(2);
  const wanted = args.filter((arg) => !arg.startsWith('--'));
  const write = args.includes('--json') ? figureToJson : formatFigure;
  for (const [name, measure] of SUITES) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    process.stderr.write(`bench: ${name}\n`);
    await measure((figure) => process.stdout.write(`${write(figure)}\n`));
  }
  return 0;
}

process.exitCode = await main();
