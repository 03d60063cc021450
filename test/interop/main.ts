/** `npm run interop [-- NAME...]`: every mix of C and Heddle programs passes the labs, in network namespaces with real kernels. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from '#base';
import { ensureReferencePrograms, logTail, makeRunDirectory, removeRunDirectory } from '#testing';
import { commandLine } from '../command-line.js';
import { Cluster } from './cluster.js';
import { ComposeNetwork } from './compose.js';
import { MIXES, type Mix, REFERENCE, TOOLS } from './mix.js';
import { passLabs, type Report, surviveRestarts } from './scenario.js';
import { passTools } from './tools.js';

/** One network that must pass: its name, and the whole of what it must pass. */
interface Trial {
  readonly name: string;
  readonly run: (directory: string, prefix: string, report: Report) => Promise<void>;
}

const ROOT = resolve(fileURLToPath(import.meta.url), '../../../..');

const say = (text: string) => process.stdout.write(`${text}\n`);

const mixTrial = (mix: Mix): Trial => ({
  name: mix.name,
  run: async (directory, prefix, report) => {
    const cluster = await Cluster.create(mix, directory, prefix);
    try {
      await cluster.start();
      const machines = await passLabs(cluster, report);
      if (mix === TOOLS) await passTools(cluster, report);
      else await surviveRestarts(cluster, machines, report);
    } finally {
      await cluster.remove();
    }
  },
});

const composeTrial: Trial = {
  name: 'compose: the cluster of docker-compose.yml',
  run: async (directory, prefix, report) => {
    const network = await ComposeNetwork.start(ROOT, directory, prefix);
    try {
      await passLabs(network, report);
    } finally {
      await network.remove();
    }
  },
};

const TRIALS: readonly Trial[] = [mixTrial(REFERENCE), ...MIXES.map(mixTrial), composeTrial];

/** The ends of all logs below a run directory, for a failure's message. */
function logs(directory: string): string {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.log') && readFileSync(join(directory, file)).length > 0)
    .map((file) => `  --- ${file}\n${logTail(join(directory, file), 5)}`)
    .join('\n');
}

async function runTrial(trial: Trial, index: number): Promise<boolean> {
  const started = Date.now();
  say(trial.name);
  const directory = makeRunDirectory();
  let failure: string | undefined;
  try {
    await trial.run(directory, `hd${process.pid.toString(36)}${index}-`, (line) => say(`  ${line}`));
  } catch (error) {
    failure = messageOf(error);
    say(`  FAILED: ${failure}\n${logs(directory)}`);
  }
  if (failure === undefined || process.env['KEEP'] === undefined) removeRunDirectory(directory);
  else say(`  kept ${directory}`);
  say(`  ${failure === undefined ? 'passed' : 'failed'} in ${((Date.now() - started) / 1000).toFixed(0)} s`);
  return failure === undefined;
}

async function main(): Promise<number> {
  const names = TRIALS.map(({ name }) => `  ${name}`).join('\n');
  const { _: words } = commandLine('npm run interop -- [NAME...]', {}, `Names, or how they begin:\n${names}`);
  const wanted = words.map(String);
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    say('interop: needs Linux and root, for network namespaces');
    return 1;
  }
  const cannot = ensureReferencePrograms(say);
  if (cannot !== undefined) {
    say(`interop: ${cannot}`);
    return 1;
  }
  const trials = TRIALS.filter(({ name }) => wanted.length === 0 || wanted.some((prefix) => name.startsWith(prefix)));
  if (trials.length === 0) {
    say(`interop: no mix ${wanted.join(', ')}; there are:\n  ${TRIALS.map(({ name }) => name).join('\n  ')}`);
    return 1;
  }
  let passed = 0;
  for (const [index, trial] of trials.entries()) if (await runTrial(trial, index)) passed++;
  say(`${passed} passed, ${trials.length - passed} failed`);
  return passed === trials.length ? 0 : 1;
}

process.exitCode = await main();
