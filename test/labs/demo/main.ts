/**
 * `npm run demo [-- --keep] [-- --pcap FILE]`: the multinode lab on this machine, embedded: a central node and two hosts,
 * each its own processes, Geneve between 127.0.0.11 and 127.0.0.12. Exit status 0 when every step did what it should.
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { messageOf } from '#base';
import { commandLine } from '../../command-line.js';
import { BIN, DemoCluster } from './demo-cluster.js';
import { Narrator } from './narrator.js';
import { preflight } from './preflight.js';
import {
  buildSwitch,
  howToGoOn,
  pingThroughGeneve,
  route,
  type Stage,
  startCluster,
  whatNoOtherShows,
} from './steps.js';

const STEPS = [startCluster, buildSwitch, pingThroughGeneve, route, whatNoOtherShows] as const;

interface Options {
  readonly keep: boolean;
  readonly pcap: string | undefined;
}

function readOptions(): Options {
  const options = {
    keep: { type: 'boolean', default: false, describe: 'leave the cluster running, and say how to use and stop it' },
    pcap: { type: 'string', requiresArg: true, describe: 'write the captured Geneve packet to this file' },
  } as const;
  const { keep, pcap, _: words } = commandLine('npm run demo -- [--keep] [--pcap FILE]', options);
  if (words.length > 0) {
    process.stderr.write(`demo: unknown argument '${words[0]}'; see --help\n`);
    process.exit(1);
  }
  return { keep, pcap: pcap === undefined ? undefined : resolve(pcap) };
}

async function perform(options: Options): Promise<number> {
  const cluster = new DemoCluster();
  const narrator = new Narrator((text) => process.stdout.write(text), process.stdout.isTTY === true);
  const stage: Stage = { cluster, narrator, pcap: options.pcap };
  let isInterrupted = false;
  const stop = () => {
    isInterrupted = true;
    process.stderr.write('demo: interrupted, cleaning up\n');
    void cluster.remove().then(() => process.exit(130));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  let current = 'start';
  try {
    for (const step of STEPS) {
      current = step.name;
      await step(stage);
    }
  } catch (error) {
    if (isInterrupted) return new Promise<never>(() => {}); // `stop` ends the process.
    process.stderr.write(`demo: step ${current} failed: ${messageOf(error)}\n`);
    await cluster.remove();
    return 1;
  }
  if (options.keep) {
    const stopFile = `${cluster.directory}/stop`;
    writeFileSync(stopFile, `kill $(cat ${cluster.directory}/*/*.pid)\nsleep 1\nrm -r ${cluster.directory}\n`);
    howToGoOn(stage, BIN, stopFile);
    return 0;
  }
  await cluster.remove();
  return 0;
}

async function main(): Promise<number> {
  const options = readOptions();
  const problems = await preflight();
  for (const problem of problems) process.stderr.write(`demo: ${problem}\n`);
  return problems.length > 0 ? 1 : perform(options);
}

process.exitCode = await main();
