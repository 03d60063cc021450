/**
 * ovsdb-server and ours: the same requests of several clients, hand-picked and random, must be answered alike, and
 * everybody told the same.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type JsonObject, parseSchema, stringifyJson } from '#ovsdb/notation';
import { Daemon, run as runCommand, until } from '#testing';
import { CONVERTED, convertEmpty, NOTHING, randomConversion } from './ovsdb/conversions.js';
import { HAND_PICKED } from './ovsdb/hand-picked.js';
import { CONVERSIONS, TYPE_CHANGES } from './ovsdb/hand-picked-conversions.js';
import { compareSteps, empty, type Side } from './ovsdb/pair.js';
import { Peer } from './ovsdb/peer.js';
import { EVERYTHING, randomSchema } from './ovsdb/schemas.js';
import { randomSteps } from './ovsdb/steps.js';
import { Verdict } from './ovsdb/verdict.js';
import type { ParityReport } from './report.js';

const RANDOM_SCHEMAS = 6;
const SEQUENCES = Number(process.env['HEDDLE_OVSDB_SEQUENCES'] ?? 150);
const SEED = Number(process.env['HEDDLE_OVSDB_SEED'] ?? Date.now() % 1_000_000);

export async function run(report: ParityReport): Promise<void> {
  report.note(`seed ${SEED}: HEDDLE_OVSDB_SEED=${SEED} repeats this`);
  const random = fc.sample(fc.tuple(...Array.from({ length: RANDOM_SCHEMAS }, (_, i) => randomSchema(`Random${i}`))), {
    seed: SEED,
    numRuns: 1,
  });
  const schemas: JsonObject[] = [EVERYTHING, ...(random[0] ?? [])];
  const { theirs, ours, daemons } = await start(report.rundir, [...schemas, NOTHING]);
  const verdict = new Verdict();
  try {
    for (const { name, steps } of HAND_PICKED) {
      const difference = await compareSteps(theirs, ours, steps, verdict);
      if (difference === undefined) report.ok(name);
      else report.differ(name, difference);
      await empty([theirs, ours], 'Everything', tablesOf(EVERYTHING));
    }
    const [reference] = daemons;
    await compareConversions(report, theirs, ours, verdict, reference);
    for (const schema of schemas) await compareRandom(report, theirs, ours, schema, verdict, reference);
    for (const [form, where] of verdict.unknownForms())
      report.differ(`an error that ovsdb-server never gave: ${form}`, where);
    for (const daemon of daemons) daemon.assertAlive();
  } finally {
    for (const daemon of daemons) await daemon.stop();
  }
}

async function compareRandom(
  report: ParityReport,
  theirs: Side,
  ours: Side,
  json: JsonObject,
  verdict: Verdict,
  reference: Daemon,
): Promise<void> {
  const schema = parseSchema(json);
  let compared = 0;
  let deaths = 0;
  const property = fc.asyncProperty(randomSteps(schema), async (steps) => {
    let difference = await compareSteps(theirs, ours, steps, verdict);
    if (await hasDied(reference)) {
      // Requests that ovsdb-server dies of say nothing about ours, which has to go on.
      deaths++;
      await reference.start();
      difference = undefined;
    }
    await empty([theirs, ours], schema.name, tablesOf(json));
    compared++;
    if (difference !== undefined) throw new Error(difference);
  });
  const outcome = await fc.check(property, { seed: SEED, numRuns: SEQUENCES, endOnFailure: false });
  if (deaths > 0) report.note(`ovsdb-server died ${deaths} times of requests on ${schema.name}`);
  for (let i = outcome.numRuns; i > 0; i--) report.ok(`${schema.name} sequence`);
  if (outcome.failed) {
    const { errorInstance } = outcome;
    const text = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
    report.differ(`${schema.name}, seed ${SEED}, after ${compared} sequences`, `${stringifyJson(json)}\n${text}`);
  }
}

async function compareConversions(
  report: ParityReport,
  theirs: Side,
  ours: Side,
  verdict: Verdict,
  reference: Daemon,
): Promise<void> {
  // All of them take a minute: a few, others each time, where sequences are few too.
  const share = Math.max(1, Math.ceil((TYPE_CHANGES.length * 3) / SEQUENCES / 2));
  const typeChanges = TYPE_CHANGES.filter((_, i) => (i + SEED) % share === 0);
  for (const { name, schema, steps } of [...CONVERSIONS, ...typeChanges]) {
    await convertEmpty([theirs, ours], schema);
    const difference = await compareSteps(theirs, ours, steps, verdict);
    if (difference === undefined) report.ok(name);
    else report.differ(name, difference);
  }
  let deaths = 0;
  const property = fc.asyncProperty(randomConversion, async ({ schema, steps }) => {
    await convertEmpty([theirs, ours], schema);
    const difference = await compareSteps(theirs, ours, steps, verdict);
    if (await hasDied(reference)) {
      deaths++;
      await reference.start();
    } else if (difference !== undefined) throw new Error(`${stringifyJson(schema)}\n${difference}`);
  });
  const outcome = await fc.check(property, { seed: SEED, numRuns: Math.ceil(SEQUENCES / 4), endOnFailure: false });
  if (deaths > 0) report.note(`ovsdb-server died ${deaths} times of conversions`);
  for (let i = outcome.numRuns; i > 0; i--) report.ok(`${CONVERTED} sequence`);
  if (!outcome.failed) return;
  const { errorInstance } = outcome;
  report.differ(
    `${CONVERTED}, seed ${SEED}`,
    errorInstance instanceof Error ? errorInstance.message : String(errorInstance),
  );
}

/** Whether the daemon is gone, once what it was asked is through. */
async function hasDied(daemon: Daemon): Promise<boolean> {
  try {
    (await Peer.open(`unix:${daemon.spec.logFile.replace(/\.log$/, '.sock')}`)).close();
    return false;
  } catch {
    await until('the exit to be seen', () => !daemon.isRunning);
    return true;
  }
}

function tablesOf(schema: JsonObject): string[] {
  return [...parseSchema(schema).tables.keys()];
}

/** Starts both servers on fresh databases of all schemas. */
async function start(rundir: string, schemas: readonly JsonObject[]) {
  const theirs = { name: 'ovsdb-server', remote: `unix:${rundir}/c.sock` };
  const ours = { name: 'ours', remote: `unix:${rundir}/o.sock` };
  const env = { ...process.env, OVS_RUNDIR: rundir, OVS_LOGDIR: rundir, OVS_DBDIR: rundir };
  const [theirFiles, ourOptions]: [string[], string[]] = [[], []];
  for (const [i, schema] of schemas.entries()) {
    const file = join(rundir, `${i}.ovsschema`);
    writeFileSync(file, stringifyJson(schema));
    await runCommand(['ovsdb-tool', 'create', `${rundir}/c${i}.db`, file], { env });
    theirFiles.push(`${rundir}/c${i}.db`);
    ourOptions.push(`--create=${file}=${rundir}/o${i}.db`);
  }
  const daemon = (name: string, side: Side, argv: readonly string[]) =>
    new Daemon({
      name,
      argv: [...argv, `--remote=p${side.remote}`, `--unixctl=${rundir}/${name}.ctl`],
      env,
      logFile: `${rundir}/${name}.log`,
      ready: () => serves(side),
    }).start();
  const main = new URL('../../packages/ovsdb/src/main.js', import.meta.url).pathname;
  const daemons: [Daemon, Daemon] = [
    await daemon('c', theirs, ['ovsdb-server', ...theirFiles]),
    await daemon('o', ours, [process.execPath, main, ...ourOptions]),
  ];
  return { theirs, ours, daemons };
}

async function serves({ remote }: Side): Promise<boolean> {
  try {
    (await Peer.open(remote)).close();
    return true;
  } catch {
    return false;
  }
}
