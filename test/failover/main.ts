/**
 * `npm run failover [-- --rounds N]`: members of a Raft cluster of ovsdb-servers and northds are killed, N rounds long, under a
 * whole network (scenario.ts). Exit status 1 when something is lost, double, or not what a fresh computation gives.
 */
import { ensureReferencePrograms, makeRunDirectory, removeRunDirectory } from '#testing';
import { commandLine } from '../command-line.js';
import { surviveFailover } from './scenario.js';

const { rounds } = commandLine('npm run failover -- [--rounds N]', {
  rounds: {
    type: 'number',
    default: 12,
    describe: 'rounds of kills: a leader, a follower, a northd, every third time a stall',
  },
} as const);

const say = (text: string) => process.stdout.write(`${text}\n`);

async function main(): Promise<number> {
  const cannot = ensureReferencePrograms(say);
  if (cannot !== undefined) {
    say(`failover: ${cannot}`);
    return 1;
  }
  let different = 0;
  const directory = makeRunDirectory();
  try {
    await surviveFailover(
      directory,
      { rounds },
      {
        ok: (what) => say(`ok: ${what}`),
        differ: (what, detail) => {
          different++;
          say(`FAILED: ${what}\n${detail}`);
        },
        note: say,
      },
    );
  } catch (error) {
    different++;
    say(
      `FAILED: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}; the logs are in ${directory}`,
    );
  }
  if (different === 0) removeRunDirectory(directory);
  return different === 0 ? 0 : 1;
}

process.exitCode = await main();
