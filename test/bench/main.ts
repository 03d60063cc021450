/**
 * `npm run bench [-- SUITE...]`: ours and the C program in turn on the same work, in one run. A line for people each, and
 * with --json the same as JSON. These machines are noisy: read the ratios, not the figures.
 */
import { ensureReferencePrograms } from '#testing';
import { commandLine } from '../command-line.js';
import { measureCommands } from './commands.js';
import { measureCompaction } from './compaction.js';
import { measureController } from './controller.js';
import { type Figure, figureToJson, formatFigure } from './figure.js';
import { measureLflow } from './lflow.js';
import { measureNorthd } from './northd.js';
import { measureOvsdb } from './ovsdb.js';
import { measureRelay } from './relay.js';
import { measureTrace } from './trace.js';

type Suite = readonly [name: string, measure: (report: (figure: Figure) => void) => Promise<void>];

const SUITES: readonly Suite[] = [
  ['commands', measureCommands],
  ['northd', measureNorthd],
  ['controller', measureController],
  ['lflow', measureLflow],
  ['ovsdb', measureOvsdb],
  ['relay', measureRelay],
  ['compaction', measureCompaction],
  ['trace', measureTrace],
];

async function main(): Promise<number> {
  const suites = SUITES.map(([name]) => name).join(', ');
  const options = { json: { type: 'boolean', default: false, describe: 'one line of JSON a figure' } } as const;
  const { _: words, json } = commandLine('npm run bench -- [SUITE...] [--json]', options, `Suites: ${suites}`);
  const wanted = words.map(String);
  const cannot = ensureReferencePrograms((text) => process.stderr.write(`bench: ${text}\n`));
  if (cannot !== undefined) {
    process.stderr.write(`bench: ${cannot}\n`);
    return 1;
  }
  const write = json ? figureToJson : formatFigure;
  for (const [name, measure] of SUITES) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    process.stderr.write(`bench: ${name}\n`);
    await measure((figure) => process.stdout.write(`${write(figure)}\n`));
  }
  return 0;
}

process.exitCode = await main();
