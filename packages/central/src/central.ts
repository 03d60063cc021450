/** The central services of a small site in one program: both databases and northd, each a child process that is kept alive. */
import { dirname, join } from 'node:path';
import type { Clock, Log } from '#base';
import { type Logger, unixctlCall } from '#daemon';
import { openReplica, type Replica } from '#ovsdb/client';
import type { Connect } from '#ovsdb/jsonrpc';
import type { AnyTable, Database } from '#schemas';
import { NB_Global, northbound } from '#schemas/northbound';
import { SB_Global, southbound } from '#schemas/southbound';
import { Child } from './io/child.js';
import { type CentralOptions, type DatabasePlan, type Plan, planOf } from './plan.js';

export interface CentralContext {
  readonly log: Logger;
  readonly clock: Clock;
  readonly random: (count: number) => Uint8Array;
  readonly connect: Connect;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Path of a child's bundled program. */
  readonly bundle: (program: 'ovsdb' | 'northd') => string;
  /** How many the processes may use. */
  readonly processors: number;
}

/** The servers are on this machine, and take a fraction of a second to start. */
const RETRY_MS = 50;
/** Processors up to which V8's threads (compiler, garbage collector) must not take them from servers and clients. */
const FEW_PROCESSORS = 2;
const ONE_THREAD = '--v8-pool-size=1';

export class Central {
  readonly children: readonly Child[];
  readonly #context: CentralContext;
  readonly #watches: readonly Watch[];
  #isStopping = false;
  #fail: ((error: Error) => void) | undefined;

  constructor(options: CentralOptions, context: CentralContext) {
    this.#context = context;
    const plan: Plan = planOf(options);
    const nb = new Watch(plan.nb, northbound, NB_Global, context);
    const sb = new Watch(plan.sb, southbound, SB_Global, context);
    this.#watches = [nb, sb];
    this.children = [
      this.#child('nb', 'ovsdb', plan.nb.arguments, () => nb.serverStarted()),
      this.#child('sb', 'ovsdb', plan.sb.arguments, () => sb.serverStarted()),
      this.#child('northd', 'northd', plan.northd),
    ];
  }

  /** Resolves when both databases have their settings and all listeners are open; rejects when a child ends before. */
  async start(): Promise<void> {
    const failed = new Promise<never>((_, reject) => {
      this.#fail = reject;
    });
    const [nb, sb, northd] = this.children;
    nb?.start();
    sb?.start();
    await Promise.race([failed, Promise.all(this.#watches.map((watch) => watch.isServing))]);
    northd?.start();
    await Promise.race([failed, Promise.all(this.#watches.map((watch) => watch.isReady))]);
    this.#fail = undefined;
  }

  /** Ends northd first, so that it does not see its databases go. */
  async stop(): Promise<void> {
    if (this.#isStopping) return;
    this.#isStopping = true;
    for (const watch of this.#watches) watch.close();
    for (const child of [...this.children].reverse()) await child.stop();
  }

  #child(name: string, program: 'ovsdb' | 'northd', args: readonly string[], onStart?: () => void): Child {
    const { bundle, clock, environment, log, processors } = this.#context;
    const title = program === 'ovsdb' ? `ovsdb-${name}` : program;
    const options = program === 'ovsdb' && processors <= FEW_PROCESSORS ? [ONE_THREAD] : [];
    return new Child({
      name,
      command: () => [process.execPath, ...options, `--title=${title}`, bundle(program), ...args],
      log,
      clock,
      environment,
      onStart: () => onStart?.(),
      onEnd: (words) => {
        if (this.#fail === undefined) return 'again';
        this.#fail(new Error(`${name}: ${words}`));
        return 'stay down';
      },
    });
  }
}

/** Sees a database's settings arrive, and then opens the listeners that wait for them; again after each restart of its server. */
class Watch {
  /** The database answers. */
  readonly isServing: Promise<void>;
  /** It has its settings, and all its listeners are open. */
  readonly isReady: Promise<void>;
  readonly #plan: DatabasePlan;
  readonly #context: CentralContext;
  readonly #table: AnyTable;
  readonly #replica: Replica;
  #serverStarts = 0;
  #isClosed = false;
  #becomeReady: () => void = () => {};
  #fail: (error: Error) => void = () => {};

  constructor(plan: DatabasePlan, database: Database, table: AnyTable, context: CentralContext) {
    this.#plan = plan;
    this.#context = context;
    this.#table = table;
    this.isReady = new Promise((resolve, reject) => {
      this.#becomeReady = resolve;
      this.#fail = reject;
    });
    this.isReady.catch(() => {}); // Read by `start` alone, which may be over.
    this.#replica = openReplica({
      database,
      remotes: [`unix:${plan.socket}`],
      minPauseMs: RETRY_MS,
      tables: [{ table, columns: [] }],
      clock: context.clock,
      random: context.random,
      log: quiet(context.log),
      connect: context.connect,
      onChanges: () => this.#look(),
      onState: () => this.#look(),
    });
    this.isServing = this.#replica.whenSynced();
  }

  serverStarted(): void {
    this.#serverStarts++;
    this.#openFor = 0;
  }

  close(): void {
    this.#isClosed = true;
    this.#replica.close();
  }

  #openFor = 0;

  #look(): void {
    if (this.#replica.state !== 'synced' || this.#replica.size(this.#table) === 0) return;
    if (this.#openFor === this.#serverStarts) return;
    this.#openFor = this.#serverStarts;
    void this.#openListeners(this.#serverStarts);
  }

  async #openListeners(start: number): Promise<void> {
    const { clock, log } = this.#context;
    for (const remote of this.#plan.late) {
      if (this.#isClosed || start !== this.#serverStarts) return;
      try {
        const { isError, text } = await unixctlCall(this.#plan.control, 'ovsdb-server/add-remote', [remote]);
        if (isError) {
          log.error(`${this.#plan.name}: ${text.trim()}`);
          this.#fail(new Error(`${this.#plan.name}: ${text.trim()}`));
        } else log.info(`${this.#plan.name}: listening on ${remote}`);
      } catch (error) {
        log.debug(`${this.#plan.name}: ${remote}: ${String(error)}`);
        clock.setTimeout(() => {
          if (start === this.#serverStarts) void this.#openListeners(start);
        }, RETRY_MS);
        return;
      }
    }
    this.#becomeReady();
  }
}

/** The watches' own connections are nobody's business. */
function quiet(log: Logger): Log {
  const module = log.module('watch');
  const debug = (text: string) => module.debug(text);
  return { debug, info: debug, warn: debug, error: (text) => module.error(text) };
}

/** Children are bundled programs beside this one; beside the compiled sources when it is run from those. */
export function bundleBeside(file: string, exists: (path: string) => boolean): (program: string) => string {
  const beside = dirname(file);
  const dist = exists(join(beside, 'ovsdb.mjs')) ? beside : join(beside, '..', '..', '..', '..', 'dist');
  return (program) => join(dist, `${program}.mjs`);
}
