/**
 * ovsdb-server and ours: the same requests of several clients, hand-picked and random, must be answered alike, and
 * everybody told the same; and after a restart of both, everything must be there that was.
 */
import fc from 'fast-check';
import { type JsonObject, parseSchema, stringifyJson } from '#ovsdb/notation';
import { CONVERTED, convertEmpty, NOTHING, randomConversion } from './ovsdb/conversions.js';
import { HAND_PICKED } from './ovsdb/hand-picked.js';
import { CONVERSIONS, TYPE_CHANGES } from './ovsdb/hand-picked-conversions.js';
import { NormalForm } from './ovsdb/normal-form.js';
import { compareSteps, empty } from './ovsdb/pair.js';
import { type Plan, planOf, repeats } from './ovsdb/plan.js';
import { compareRestart, lastTransaction, type Restart, randomRestart } from './ovsdb/restarts.js';
import { EVERYTHING, randomSchema } from './ovsdb/schemas.js';
import { Servers } from './ovsdb/servers.js';
import { randomSteps, type Step } from './ovsdb/steps.js';
import { Verdict } from './ovsdb/verdict.js';
import type { ParityReport } from './report.js';

const RANDOM_SCHEMAS = 6;
/** One of so many changes of a column's type: all of them take a minute. */
const SHARE = 5;
/** Attempts to make a sequence that shows a difference smaller; with restarts each takes a second. */
const SMALLER = 30;

export async function run(report: ParityReport): Promise<void> {
  const plan = planOf(process.env, report.isLong, (below) => Math.floor(Math.random() * below));
  report.note(`seeds ${plan.seeds.join(',')}, ${plan.sequences} sequences each on each schema`);
  const random = new Map(plan.seeds.map((seed, i) => [seed, randomSchemas(seed, i)]));
  const kept = [EVERYTHING, ...[...random.values()].flat()];
  const servers = await Servers.start(report.rundir, [...kept, NOTHING]);
  const comparison = new Comparison(report, servers, plan, kept);
  try {
    await comparison.handPicked();
    await comparison.conversions();
    for (const [seed, schemas] of random) {
      await comparison.randomConversions(seed);
      for (const schema of [EVERYTHING, ...schemas]) await comparison.randomSequences(seed, schema);
    }
    comparison.conclude();
    servers.assertAlive();
  } finally {
    await servers.stop();
  }
}

/** `group`: keeps the names of several seeds' schemas apart. */
function randomSchemas(seed: number, group: number): JsonObject[] {
  const [schemas = []] = fc.sample(
    fc.tuple(...Array.from({ length: RANDOM_SCHEMAS }, (_, i) => randomSchema(`Random${group}x${i}`))),
    { seed, numRuns: 1 },
  );
  return schemas;
}

class Comparison {
  readonly #report: ParityReport;
  readonly #servers: Servers;
  readonly #plan: Plan;
  readonly #schemas: readonly JsonObject[];
  readonly #verdict = new Verdict();
  #restarts = 0;
  #forgotten = 0;

  /** `schemas`: of the databases that keep theirs. */
  constructor(report: ParityReport, servers: Servers, plan: Plan, schemas: readonly JsonObject[]) {
    this.#schemas = schemas;
    this.#report = report;
    this.#servers = servers;
    this.#plan = plan;
  }

  async handPicked(): Promise<void> {
    const { theirs, ours, sides } = this.#servers;
    for (const { name, steps } of HAND_PICKED) {
      this.#say(name, await compareSteps(theirs, ours, steps, this.#verdict));
      await empty(sides, 'Everything', tablesOf(EVERYTHING));
    }
  }

  async conversions(): Promise<void> {
    const { theirs, ours, sides } = this.#servers;
    const [seed = 0] = this.#plan.seeds;
    const typeChanges = TYPE_CHANGES.filter((_, i) => this.#plan.isLong || (i + seed) % SHARE === 0);
    for (const { name, schema, steps } of [...CONVERSIONS, ...typeChanges]) {
      await convertEmpty(sides, schema);
      this.#say(name, await compareSteps(theirs, ours, steps, this.#verdict));
    }
  }

  async randomConversions(seed: number): Promise<void> {
    const inputs = fc.tuple(randomConversion, randomRestart);
    await this.#check(CONVERTED, seed, Math.ceil(this.#plan.sequences / 4), inputs, async ([conversion, restart]) => {
      const { schema, steps } = conversion;
      await convertEmpty(this.#servers.sides, schema);
      const difference = await this.#sequence(CONVERTED, steps, restart);
      return difference && `${stringifyJson(schema)}\n${difference}`;
    });
  }

  async randomSequences(seed: number, json: JsonObject): Promise<void> {
    const schema = parseSchema(json);
    const inputs = fc.tuple(randomSteps(schema), randomRestart);
    await this.#check(schema.name, seed, this.#plan.sequences, inputs, async ([steps, restart]) => {
      const difference = await this.#sequence(schema.name, steps, restart);
      await empty(this.#servers.sides, schema.name, tablesOf(json));
      return difference && `${stringifyJson(json)}\n${difference}`;
    });
  }

  conclude(): void {
    for (const [form, where] of this.#verdict.unknownForms())
      this.#report.differ(`an error that ovsdb-server never gave: ${form}`, where);
    this.#report.note(
      `${this.#restarts} restarts of both; ovsdb-server could not read its own log after ${this.#forgotten}`,
    );
  }

  async #sequence(database: string, steps: readonly Step[], restart: Restart): Promise<string | undefined> {
    const { theirs, ours } = this.#servers;
    const forms = [new NormalForm(), new NormalForm()] as const;
    const first = restart && (await lastTransaction(ours, database));
    const difference = await compareSteps(theirs, ours, steps, this.#verdict, forms);
    if (await this.#servers.hasReferenceDied()) {
      // Requests that ovsdb-server dies of say nothing about ours, which has to go on.
      this.#report.note(`ovsdb-server died of requests on ${database}`);
      return undefined;
    }
    if (difference !== undefined || restart === undefined || first === undefined) return difference;
    this.#restarts++;
    const { difference: wrong, hasForgotten } = await compareRestart(this.#servers, database, first, restart, forms);
    if (hasForgotten) await this.#forgetToo();
    return wrong && `${steps.map(({ method, params }) => `${method} ${stringifyJson(params)}`).join('\n')}\n${wrong}`;
  }

  /** Empties the databases of ovsdb-server: some have again what had been deleted. */
  async #forgetToo(): Promise<void> {
    this.#forgotten++;
    // What is converted begins empty anyway.
    for (const schema of this.#schemas) await empty([this.#servers.theirs], parseSchema(schema).name, tablesOf(schema));
  }

  async #check<T>(
    what: string,
    seed: number,
    count: number,
    inputs: fc.Arbitrary<T>,
    compare: (input: T) => Promise<string | undefined>,
  ): Promise<void> {
    let attempts: number | undefined;
    const property = fc.asyncProperty(inputs, async (input) => {
      if (attempts !== undefined && ++attempts > SMALLER) return;
      const difference = await compare(input);
      if (difference === undefined) return;
      attempts ??= 0;
      throw new Error(difference);
    });
    const outcome = await fc.check(property, { seed, numRuns: count, endOnFailure: false });
    for (let i = outcome.numRuns; i > 0; i--) this.#report.ok(`${what} sequence`);
    if (!outcome.failed) return;
    const { errorInstance } = outcome;
    const text = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
    this.#report.differ(`${what}, ${repeats(seed, this.#plan)} repeats it`, text);
  }

  #say(what: string, difference: string | undefined): void {
    if (difference === undefined) this.#report.ok(what);
    else this.#report.differ(what, difference);
  }
}

function tablesOf(schema: JsonObject): string[] {
  return [...parseSchema(schema).tables.keys()];
}
