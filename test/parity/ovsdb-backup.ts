/**
 * An active server and its backup, of ovsdb-server and of ours in each role: the same words, errors and contents while the
 * backup takes over contents, follows changes, loses the active server and has it back, leaves tables out, and changes
 * its role.
 */
import { join } from 'node:path';
import { type Json, stringifyJson } from '#ovsdb/notation';
import { attempt, Daemon, run as execute, type Make, makeSubdirectory, until } from '#testing';
import { program } from '../bench/site.js';
import { NormalForm } from './ovsdb/normal-form.js';
import { Peer } from './ovsdb/peer.js';
import type { ParityReport } from './report.js';

const COLUMNS =
  '{"name":{"type":"string"},"tags":{"type":{"key":"integer","min":0,"max":"unlimited"}},"options":{"type":{"key":"string","value":"string","min":0,"max":"unlimited"}},"told":{"ephemeral":true,"type":"integer"},"ports":{"type":{"key":{"type":"uuid","refTable":"Port"},"min":0,"max":"unlimited"}}}';
const SCHEMA = `{"name":"D","version":"1.0.0","tables":{"Switch":{"isRoot":true,"indexes":[["name"]],"columns":${COLUMNS}},"Port":{"columns":{"n":{"type":"integer"}}},"Other":{"isRoot":true,"columns":{"n":{"type":"integer"}}}}}`;
const SCHEMAS = { d: SCHEMA, e: SCHEMA.replace('"D"', '"E"') };

type Role = 'active' | 'backup';

/** `digit`: the uuid's only one. */
const uuid = (digit: string): string => '00000000-0000-0000-0000-000000000000'.replaceAll('0', digit);
const insert = (table: string, digit: string, row: Json): Json => ({ op: 'insert', table, uuid: uuid(digit), row });
const rows = (table: string, ...columns: string[]): Json => ({
  op: 'select',
  table,
  where: [],
  columns: ['_uuid', ...columns],
});
const ALL = [rows('Switch', 'name', 'tags', 'options', 'told', 'ports'), rows('Port', 'n'), rows('Other', 'n')];
const wait = (n: number): Json => ({
  op: 'wait',
  table: 'Other',
  where: [['n', '==', n]],
  columns: ['n'],
  until: '==',
  rows: [{ n }],
});

class Pair {
  readonly lines: string[] = [];
  readonly #makes: Readonly<Record<Role, Make>>;
  readonly #directory: string;
  readonly #servers: Readonly<Record<Role, Daemon>>;
  readonly #form = new NormalForm();

  constructor(active: Make, backup: Make, parent: string) {
    this.#makes = { active, backup };
    this.#directory = makeSubdirectory(parent, `${active}-${backup}`);
    const server = (role: Role, ...args: string[]) =>
      new Daemon({
        name: `${this.#makes[role]} ${role}`,
        argv: [
          program(this.#makes[role], 'ovsdb-server'),
          this.#at(`${role}.d.db`),
          `--remote=punix:${this.#at(`${role}.sock`)}`,
          `--unixctl=${this.#at(`${role}.ctl`)}`,
          ...args,
        ],
        env: { ...process.env, OVS_RUNDIR: this.#directory, OVS_LOGDIR: this.#directory },
        logFile: this.#at(`${role}.log`),
        ready: async () => {
          (await this.#open(role)).close();
          return true;
        },
      });
    this.#servers = {
      active: server('active', this.#at('active.e.db')),
      backup: server('backup', `--sync-from=unix:${this.#at('active.sock')}`),
    };
  }

  async run(): Promise<void> {
    for (const [name, schema] of Object.entries(SCHEMAS)) {
      await execute(['sh', '-c', 'printf %s "$1" > "$2"', 'sh', schema, this.#at(`${name}.json`)]);
      for (const role of ['active', 'backup'] as const) {
        const tool = program(this.#makes[role], 'ovsdb-tool');
        await execute([tool, 'create', this.#at(`${role}.${name}.db`), this.#at(`${name}.json`)]);
      }
    }
    try {
      await this.#converse();
    } finally {
      for (const daemon of Object.values(this.#servers)) await daemon.stop('SIGKILL');
    }
  }

  async #converse(): Promise<void> {
    await this.#servers.backup.start();
    await this.#status('while there is no active server');
    await this.#transact('write to a backup', 'backup', insert('Other', '1', { n: 1 }));
    await this.#tell('the role of the active server', 'disconnect-active-ovsdb-server');
    await this.#transact(
      'contents of its own',
      'backup',
      insert('Other', '1', { n: 1 }),
      insert('Other', '2', { n: 2 }),
    );
    await this.#transact('a row of its own', 'backup', insert('Switch', 'a', { name: 'own' }));
    const watcher = await this.#open('backup');
    await this.#ask('monitor', watcher, 'monitor', ['D', 'm', { Other: [{ columns: ['n'] }] }]);
    await this.#tell('the role of the backup', 'connect-active-ovsdb-server');
    await this.#status('before there is an active server');

    let active = await this.#startActive();
    await this.#ask('first contents', active, 'transact', [
      'D',
      insert('Switch', 'a', { name: 'a', tags: ['set', [1, 2]], told: 5, ports: ['uuid', uuid('c')] }),
      insert('Port', 'c', { n: 1 }),
      insert('Other', '2', { n: 2 }),
      insert('Other', '3', { n: 3 }),
    ]);
    await this.#follows('follows', 3);
    await this.#transact('reads', 'backup', rows('Port', 'n'), { op: 'comment', comment: 'x' });
    for (const operation of [insert('Other', '9', {}), { op: 'delete', table: 'Other', where: [] }]) {
      await this.#transact('a write', 'backup', operation);
    }
    const client = await this.#open('backup');
    await client.ask('set_db_change_aware', [true]);
    for (const [method, params] of [
      ['lock', ['L']],
      ['steal', ['L']],
      ['unlock', ['L']],
      ['lock', []],
      ['list_dbs', []],
    ] as const) {
      await this.#ask(`${method} of ${stringifyJson(params)}`, client, method, params);
    }

    watcher.takeNotes();
    const waiting = client.ask('transact', ['D', wait(4), rows('Other', 'n')]);
    await this.#ask('changes', active, 'transact', [
      'D',
      {
        op: 'mutate',
        table: 'Switch',
        where: [],
        mutations: [
          ['tags', 'insert', ['set', [3, 4]]],
          ['tags', 'delete', 1],
          ['options', 'insert', ['map', [['k', 'v']]]],
        ],
      },
      { op: 'update', table: 'Switch', where: [], row: { name: 'b', ports: ['set', []] } },
      { op: 'delete', table: 'Other', where: [['n', '==', 3]] },
      insert('Other', '4', { n: 4 }),
      { op: 'comment', comment: 'of the active server' },
    ]);
    this.#say('a wait', { ...(await waiting) });
    await this.#follows('follows changes', 4);
    this.#say('monitors hear', watcher.takeNotes());

    await this.#servers.active.stop('SIGKILL');
    await this.#status('without the active server');
    await this.#transact('reads without the active server', 'backup', ...ALL);
    await this.#transact('a write without the active server', 'backup', insert('Other', '9', {}));
    active = await this.#startActive();
    await this.#ask('a write to the active server', active, 'transact', ['D', insert('Other', '5', { n: 5 })]);
    await this.#follows('follows again', 5);

    await this.#tell('excluding', 'set-sync-exclude-tables', 'D:Port,D:Nope');
    await this.#replicates();
    await this.#status('with excluded tables');
    await this.#tell('excluding another', 'set-sync-exclude-tables', 'D:Switch');
    await this.#ask('a write of an excluded table', active, 'transact', [
      'D',
      insert('Other', '6', { n: 6 }),
      { op: 'update', table: 'Switch', where: [], row: { name: 'c' } },
    ]);
    await this.#follows('follows the others', 6);
    await this.#tell('excluding nothing', 'set-sync-exclude-tables', '');

    await this.#tell('a database that the active server has', 'add-db', this.#at('backup.e.db'));
    await this.#replicates();
    await this.#status('of two databases');
    await this.#tell('one database', 'remove-db', 'D');
    await this.#replicates();
    await this.#status('of one database');
    await this.#tell('both', 'add-db', this.#at('backup.d.db'));
    await this.#ask('one more write', active, 'transact', ['D', insert('Other', '7', { n: 7 })]);
    await this.#follows('follows both', 7);

    await this.#servers.active.stop('SIGKILL');
    await this.#tell('fail-over', 'disconnect-active-ovsdb-server');
    await this.#status('after the fail-over');
    await this.#ask('a lock', client, 'lock', ['L']);
    await this.#transact('a write after the fail-over', 'backup', insert('Other', '8', { n: 8 }), ...ALL);
    await this.#tell('another server', 'set-active-ovsdb-server', `unix:${this.#at('backup.sock')}`);
    await this.#tell('which', 'get-active-ovsdb-server');
    await this.#tell('itself', 'connect-active-ovsdb-server');
    await this.#until('the server to find itself', (status) => status.includes('state: active'));
    await this.#transact('a write of a server that found itself', 'backup', insert('Other', 'a', { n: 9 }));

    active = await this.#startActive();
    await this.#tell('back', 'set-active-ovsdb-server', `unix:${this.#at('active.sock')}`);
    await this.#tell('as the backup', 'connect-active-ovsdb-server');
    await this.#follows('the writes are gone', 7);
    for (const peer of [active, client, watcher]) peer.close();
  }

  async #startActive(): Promise<Peer> {
    await this.#servers.active.start();
    return this.#open('active');
  }

  /** Says what the backup has, and that it is what the active server has, once that row is there. */
  async #follows(what: string, n: number): Promise<void> {
    const backup = await this.#open('backup');
    await until(`${what}: row ${n}`, async () => {
      const { result = null } = await backup.ask('transact', ['D', rows('Other', 'n')]);
      return stringifyJson(result).includes(`"n":${n}}`);
    });
    backup.close();
    await this.#replicates();
    await this.#status(what);
    await this.#transact(what, 'backup', ...ALL);
  }

  async #replicates(): Promise<void> {
    await this.#until('the backup to replicate', (status) => status.includes('replicating'));
  }

  async #until(what: string, isDone: (status: string) => boolean): Promise<void> {
    await until(what, async () => isDone(await this.#control('sync-status')), { timeoutMs: 20_000 });
  }

  async #status(what: string): Promise<void> {
    await this.#tell(`status ${what}`, 'sync-status');
  }

  async #tell(what: string, command: string, ...args: string[]): Promise<void> {
    this.lines.push(`${what}: ${await this.#control(command, ...args)}`);
  }

  async #control(command: string, ...args: string[]): Promise<string> {
    const argv = ['ovs-appctl', '-t', this.#at('backup.ctl'), `ovsdb-server/${command}`, ...args];
    const { stdout, stderr, status } = await attempt(argv);
    return `${stdout}${stderr}status ${status}`.replaceAll(this.#directory, 'DIRECTORY');
  }

  async #transact(what: string, role: Role, ...operations: Json[]): Promise<void> {
    const peer = await this.#open(role);
    await this.#ask(what, peer, 'transact', ['D', ...operations]);
    peer.close();
  }

  async #ask(what: string, peer: Peer, method: string, params: Json): Promise<void> {
    this.#say(what, { ...(await peer.ask(method, params)) });
  }

  #say(what: string, json: Json): void {
    this.lines.push(`${what}: ${this.#form.text(json)}`);
  }

  #open(role: Role): Promise<Peer> {
    return Peer.open(`unix:${this.#at(`${role}.sock`)}`);
  }

  #at(name: string): string {
    return join(this.#directory, name);
  }
}

export async function run(report: ParityReport): Promise<void> {
  const theirs = new Pair('c', 'c', report.rundir);
  await theirs.run();
  for (const [active, backup] of [
    ['c', 'heddle'],
    ['heddle', 'c'],
    ['heddle', 'heddle'],
  ] as const) {
    const pair = new Pair(active, backup, report.rundir);
    await pair.run();
    for (const [i, line] of theirs.lines.entries()) {
      const what = `${line.slice(0, line.indexOf(':'))} (${backup} after ${active})`;
      if (line === pair.lines[i]) report.ok(what);
      else report.differ(what, `ovsdb-server: ${line}\nours:         ${pair.lines[i]}`);
    }
  }
}
