/** `npm run interop [-- NAME...]`: every mix of C and Heddle programs passes the labs, in network namespaces with real kernels. */
import { readdirSync } from 'node:fs';
import { messageOf } from '#base';
import { ensureReferencePrograms, logTail, makeRunDirectory, removeRunDirectory } from '#testing';
import { Cluster } from './cluster.js';
import { MIXES, type Mix, REFERENCE } from './mix.js';
import { passLabs } from './scenario.js';

const say = (text: string) => process.stdout.write(`${text}\n`);

async function runMix(mix: Mix, index: number): Promise<boolean> {
  const started = Date.now();
  say(`${mix.name}`);
  const directory = makeRunDirectory();
  const cluster = await Cluster.create(mix, directory, `hd${process.pid.toString(36)}${index}-`);
  let passed = false;
  try {
    await cluster.start();
    await passLabs(cluster, (line) => say(`  ${line}`));
    passed = true;
  } catch (error) {
    say(`  FAILED: ${messageOf(error)}`);
    for (const host of cluster.hosts) {
      for (const file of readdirSync(host.directory).filter((name) => name.endsWith('.log'))) {
        say(`  --- ${host.name}/${file}\n${logTail(host.path(file), 12)}`);
      }
    }
  } finally {
    await cluster.remove();
    if (passed || process.env['KEEP'] === undefined) removeRunDirectory(directory);
    else say(`  kept ${directory}`);
  }
  say(`  ${passed ? 'passed' : 'failed'} in ${((Date.now() - started) / 1000).toFixed(0)} s`);
  return passed;
}

async function main(): Promise<number> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    say('interop: needs Linux and root, for network namespaces');
    return 1;
  }
  const cannot = ensureReferencePrograms(say);
  if (cannot !== undefined) {
    say(`interop: ${cannot}`);
    return 1;
  }
  const wanted = process.argv.slice(2);
  const mixes = [REFERENCE, ...MIXES].filter(
    (mix) => wanted.length === 0 || wanted.some((name) => mix.name.startsWith(name)),
  );
  let passed = 0;
  for (const [index, mix] of mixes.entries()) if (await runMix(mix, index)) passed++;
  say(`${passed} passed, ${mixes.length - passed} failed`);
  return passed === mixes.length && mixes.length > 0 ? 0 : 1;
}

process.exitCode = await main();
