import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unixctlCall } from '#daemon';
import { attempt, type CommandResult, Daemon, run } from '#testing';
import { type Operation, OvsdbPeer } from '../../bench/ovsdb-peer.js';

const OURS = fileURLToPath(new URL('../../../packages/trace/src/main.js', import.meta.url));

export const PROGRAMS = { c: ['ovn-trace'], heddle: [process.execPath, '--title=ovn-trace', OURS] } as const;

export type TraceMake = keyof typeof PROGRAMS;

export type TraceReplies = Readonly<Record<TraceMake, string | undefined>>;

/** A southbound database, on wish with a northbound one and ovn-northd, and both programs that trace in it. */
export class TraceLab {
  readonly #directory: string;
  readonly #daemons: Daemon[] = [];
  readonly #detached = new Set<TraceMake>();
  #options: readonly string[] = [];
  readonly env: NodeJS.ProcessEnv;

  constructor(directory: string) {
    this.#directory = directory;
    this.env = { ...process.env, OVN_RUNDIR: directory, OVS_RUNDIR: directory, OVS_LOGDIR: directory };
  }

  path(name: string): string {
    return join(this.#directory, name);
  }

  #control(make: TraceMake): string {
    return this.path(`trace-${make}.ctl`);
  }

  get #quiet(): readonly string[] {
    return [`--db=${this.southbound}`, '-vsyslog:off', '-vconsole:off'];
  }

  get northbound(): string {
    return `unix:${this.path('nb.sock')}`;
  }

  get southbound(): string {
    return `unix:${this.path('sb.sock')}`;
  }

  async #start(name: string, argv: readonly string[], ready: () => Promise<boolean> | boolean): Promise<void> {
    const daemon = new Daemon({ name, argv, env: this.env, logFile: this.path(`${name}.log`), ready });
    this.#daemons.push(daemon);
    await daemon.start();
  }

  /** The databases, and the northd that fills the southbound one; without words for it, none. */
  async start(northd: readonly string[]): Promise<void> {
    const names = northd.length === 0 ? ['sb'] : ['nb', 'sb'];
    for (const name of names) {
      await run(['ovsdb-tool', 'create', this.path(`${name}.db`), `/usr/share/ovn/ovn-${name}.ovsschema`]);
    }
    await this.#start(
      'ovsdb',
      [
        'ovsdb-server',
        '--no-chdir',
        `--unixctl=${this.path('db.ctl')}`,
        ...names.map((name) => `--remote=punix:${this.path(`${name}.sock`)}`),
        ...names.map((name) => this.path(`${name}.db`)),
      ],
      async () => (await attempt(['ovsdb-client', 'list-dbs', this.southbound])).status === 0,
    );
    if (northd.length === 0) return;
    const databases = [`--ovnnb-db=${this.northbound}`, `--ovnsb-db=${this.southbound}`];
    await this.#start('northd', [...northd, `--unixctl=${this.path('n.ctl')}`, ...databases], () =>
      existsSync(this.path('n.ctl')),
    );
  }

  nbctl(...words: readonly string[]): Promise<string> {
    return run(['ovn-nbctl', `--db=${this.northbound}`, ...words], { env: this.env });
  }

  sbctl(...words: readonly string[]): Promise<string> {
    return run(['ovn-sbctl', `--db=${this.southbound}`, ...words], { env: this.env });
  }

  /** One transaction on the southbound database. */
  async transact(...operations: readonly Operation[]): Promise<void> {
    const peer = await OvsdbPeer.connect(this.path('sb.sock'));
    await peer.transact('OVN_Southbound', ...operations);
    peer.close();
  }

  /**
   * Starts both programs in daemon mode; `options` shape all of their traces. ovn-trace's daemon reads the database once,
   * and its command `trace` knows no options but those of the form.
   */
  async startDaemons(...options: readonly string[]): Promise<void> {
    this.#options = options;
    for (const make of ['c', 'heddle'] as const) await this.#startDaemon(make);
  }

  async #startDaemon(make: TraceMake): Promise<void> {
    const words = ['--detach', '--no-chdir', `--unixctl=${this.#control(make)}`, ...this.#quiet];
    await run([...PROGRAMS[make], ...words, ...this.#options], { env: this.env });
    this.#detached.add(make);
  }

  /** Asks both daemons; undefined for what one died of. It is started again. */
  async ask(words: readonly string[]): Promise<TraceReplies> {
    const [c, heddle] = await Promise.all([this.#askDaemon('c', words), this.#askDaemon('heddle', words)]);
    return { c, heddle };
  }

  /** The same, with all options: ovn-trace as a process. */
  async askWithOptions(words: readonly string[]): Promise<TraceReplies> {
    const [c, heddle] = await Promise.all([
      attempt([...PROGRAMS.c, ...this.#quiet, ...words], { env: this.env }),
      this.#askDaemon('heddle', words),
    ]);
    return { c: c.status > 1 ? undefined : c.stdout, heddle };
  }

  async #askDaemon(make: TraceMake, words: readonly string[]): Promise<string | undefined> {
    try {
      const { isError, text } = await unixctlCall(this.#control(make), 'trace', words);
      return `${isError ? 'error: ' : ''}${text}`;
    } catch {
      this.#detached.delete(make);
      await this.#startDaemon(make);
      return undefined;
    }
  }

  /** Asks both as processes of their own. */
  async askProcesses(words: readonly string[]): Promise<Readonly<Record<TraceMake, CommandResult>>> {
    const one = (make: TraceMake) => attempt([...PROGRAMS[make], ...this.#quiet, ...words], { env: this.env });
    const [c, heddle] = await Promise.all([one('c'), one('heddle')]);
    return { c, heddle };
  }

  async stop(): Promise<void> {
    for (const make of this.#detached) await unixctlCall(this.#control(make), 'exit', []);
    for (const daemon of this.#daemons.toReversed()) await daemon.stop();
  }
}
