/**
 * `npm run parity [-- AREA...]`: the same input to the C program and to ours must give the same answer. Exit status 1
 * on any difference. Each area is one file beside this one.
 */
import { messageOf } from '#base';
import { ensureReferencePrograms, makeRunDirectory, removeRunDirectory } from '#testing';
import { commandLine } from '../command-line.js';
import { AREAS } from './areas.js';
import type { ParityReport } from './report.js';

const say = (text: string) => process.stdout.write(`${text}\n`);

const indented = (text: string) => text.replaceAll(/^/gm, '      ');

async function main(): Promise<number> {
  const areas = AREAS.map(({ name }) => name).join(', ');
  const { _: words, long: isLong } = commandLine(
    'npm run parity -- [AREA...]',
    { long: { type: 'boolean', default: false, describe: 'Every case where an area otherwise takes a sample' } },
    `Areas: ${areas}`,
  );
  const wanted = words.map(String);
  const cannot = ensureReferencePrograms(say);
  if (cannot !== undefined) {
    say(`parity: ${cannot}`);
    return 1;
  }
  const unknown = wanted.filter((name) => !AREAS.some((area) => area.name === name));
  if (unknown.length > 0) {
    say(`parity: no area ${unknown.join(', ')}; there are ${areas}`);
    return 1;
  }
  let equal = 0;
  let different = 0;
  for (const area of AREAS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    const started = Date.now();
    const before = [equal, different] as const;
    const report: ParityReport = {
      ok: () => {
        equal++;
      },
      differ: (what, detail) => {
        different++;
        say(`    differs: ${what}\n${indented(detail)}`);
      },
      note: (text) => say(`    ${text}`),
      isLong,
      rundir: makeRunDirectory(),
    };
    say(`parity ${area.name}`);
    try {
      const { run } = await area.load();
      await run(report);
    } catch (error) {
      report.differ(
        `${area.name} broke off`,
        error instanceof Error ? (error.stack ?? error.message) : messageOf(error),
      );
    } finally {
      removeRunDirectory(report.rundir);
    }
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    say(`  ${equal - before[0]} equal, ${different - before[1]} different, ${seconds} s`);
    if (equal === before[0] && different === before[1]) {
      different++;
      say(`    differs: ${area.name} compared nothing`);
    }
  }
  say(`${equal} passed, ${different} failed`);
  return different === 0 && equal > 0 ? 0 : 1;
}

process.exitCode = await main();
