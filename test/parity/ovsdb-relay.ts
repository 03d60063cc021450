/**
 * A relay of ours beside one of ovsdb-server, each of a C server of its own and beside a stored database in the same process:
 * the same requests while the source was not there yet, is there, goes, and comes back.
 */
import { join } from 'node:path';
import type { Json } from '#ovsdb/notation';
import { Daemon, run as execute, makeSubdirectory, until } from '#testing';
import { program } from '../bench/site.js';
import { NormalForm } from './ovsdb/normal-form.js';
import { type Answer, Peer } from './ovsdb/peer.js';
import type { ParityReport } from './report.js';

const SCHEMA =
  '{"name":"D","version":"1.0.0","tables":{"Switch":{"isRoot":true,"indexes":[["name"]],"columns":{"name":{"type":"string"},"n":{"type":"integer"}}}}}';
const OWN = SCHEMA.replace('"D"', '"Own"');

const ZERO = '00000000-0000-0000-0000-000000000000';

/** `digit`: the uuid's only one; without it the server chooses. */
const insert = (name: string, n = 0, digit?: string): Json => ({
  op: 'insert',
  table: 'Switch',
  row: { name, n },
  ...(digit === undefined ? {} : { uuid: ZERO.replaceAll('0', digit) }),
});
const select: Json = { op: 'select', table: 'Switch', where: [], columns: ['name', 'n'] };
const wait = (name: string): Json => ({
  op: 'wait',
  table: 'Switch',
  where: [['name', '==', name]],
  columns: ['n'],
  until: '==',
  rows: [{ n: 5 }],
});
const state: Json = [
  '_Server',
  {
    op: 'select',
    table: 'Database',
    where: [['name', '==', 'D']],
    columns: ['name', 'model', 'connected', 'leader', 'cid', 'index', 'sid'],
  },
];

/** A source, the relay in front of it, and what was heard of them. */
class RelaySide {
  readonly lines: string[] = [];
  readonly #form = new NormalForm();
  readonly #directory: string;
  readonly #source: Daemon;
  readonly #relay: Daemon;

  constructor(make: 'c' | 'heddle', parent: string) {
    this.#directory = makeSubdirectory(parent, make);
    const at = (file: string) => join(this.#directory, file);
    const env = { ...process.env, OVS_RUNDIR: this.#directory, OVS_LOGDIR: this.#directory };
    const daemon = (id: string, argv: readonly string[]) =>
      new Daemon({
        name: `${make} ${id}`,
        argv: [...argv, '--no-chdir', `--remote=punix:${at(`${id}.sock`)}`, `--unixctl=${at(`${id}.ctl`)}`],
        env,
        logFile: at(`${id}.log`),
        ready: async () => {
          (await Peer.open(`unix:${at(`${id}.sock`)}`)).close();
          return true;
        },
      });
    this.#source = daemon('source', ['ovsdb-server', at('d.db')]);
    const relayed = [at('own.db'), `relay:D:unix:${at('source.sock')}`];
    this.#relay = daemon('relay', [program(make, 'ovsdb-server'), ...relayed]);
  }

  async run(make: 'c' | 'heddle'): Promise<void> {
    await this.#prepare(make);
    try {
      await this.#converse();
    } finally {
      await this.#relay.stop('SIGKILL');
      await this.#source.stop('SIGKILL');
    }
  }

  async #prepare(make: 'c' | 'heddle'): Promise<void> {
    for (const [name, schema] of [
      ['d', SCHEMA],
      ['own', OWN],
    ] as const) {
      const file = join(this.#directory, name);
      await execute(['sh', '-c', 'printf %s "$1" > "$2"', 'sh', schema, `${file}.ovsschema`]);
      const tool = name === 'own' ? program(make, 'ovsdb-tool') : 'ovsdb-tool';
      await execute([tool, 'create', `${file}.db`, `${file}.ovsschema`]);
    }
  }

  async #converse(): Promise<void> {
    await this.#relay.start();
    const client = await this.#open('relay');
    const say = (what: string, answer: Answer) => void this.lines.push(`${what}: ${this.#form.text({ ...answer })}`);
    const ask = async (what: string, method: string, params: Json) => say(what, await client.ask(method, params));
    const transact = (what: string, ...operations: Json[]) => ask(what, 'transact', ['D', ...operations]);
    await ask('databases before', 'list_dbs', []);
    await ask('state before', 'transact', state);
    await ask('schema before', 'get_schema', ['D']);
    await transact('read before', select);
    await ask('monitor before', 'monitor_cond_since', ['D', 'm', { Switch: [{}] }, ZERO]);
    await ask('stored database', 'transact', ['Own', insert('a'), select]);

    await this.#source.start();
    await this.#connected(client);
    const source = await this.#open('source');
    await ask('state', 'transact', state);
    await ask('monitor', 'monitor_cond_since', ['D', 'm', { Switch: [{ columns: ['name'] }] }, ZERO]);
    await transact('write', insert('a', 1, 'a'));
    this.#notes('heard of it', client);
    await transact('unique index', insert('a', 2, 'b'));
    await transact('no such table', { op: 'insert', table: 'None', row: {} });
    await transact('wait that fails', {
      op: 'wait',
      timeout: 0,
      table: 'Switch',
      where: [],
      columns: ['n'],
      until: '==',
      rows: [],
    });
    await transact('durable write', insert('b'), { op: 'commit', durable: true });
    await transact('durable nothing', select, { op: 'commit', durable: true });
    await transact('comment', { op: 'comment', comment: 'x' });
    await transact('abort', { op: 'abort' }, insert('never'));
    await ask('lock', 'lock', ['L']);
    say('lock at the source', await source.ask('lock', ['L']));
    await transact('asserting write', { op: 'assert', lock: 'L' }, insert('locked'));
    await transact('asserting read', { op: 'assert', lock: 'L' }, select);
    const waiting = client.ask('transact', ['D', wait('c'), insert('waited')]);
    await client.ask('echo', []);
    say('write at the source', await source.ask('transact', ['D', insert('c', 5)]));
    say('waiting write', await waiting);
    const cancelled = client.askAs('W', 'transact', ['D', wait('d'), insert('never')]);
    client.notify('cancel', ['W']);
    say('canceled write', await cancelled);

    const read = client.askAs('R', 'transact', ['D', wait('d'), select]);
    await this.#source.stop('SIGKILL');
    await transact('read without source', select);
    await ask('state without source', 'transact', state);
    const queued = client.ask('transact', ['D', insert('queued', 5)]);
    const taken = client.askAs('T', 'transact', ['D', insert('never')]);
    client.notify('cancel', ['T']);
    say('taken back', await taken);
    client.notify('cancel', ['R']);
    say('read that waited', await read);
    await this.#source.start();
    say('queued', await queued);
    await transact('read again', select);

    this.#source.signal('SIGSTOP');
    const flying = client.ask('transact', ['D', insert('in flight')]);
    await client.ask('echo', []);
    await this.#source.stop('SIGKILL');
    say('in flight', await flying);
    client.close();
  }

  async #open(id: 'relay' | 'source'): Promise<Peer> {
    const peer = await Peer.open(`unix:${join(this.#directory, `${id}.sock`)}`);
    await peer.ask('set_db_change_aware', [true]);
    return peer;
  }

  async #connected(client: Peer): Promise<void> {
    await until('the relay to have its contents', async () => {
      const { result } = await client.ask('transact', state);
      return JSON.stringify(result).includes('"connected":true');
    });
  }

  #notes(what: string, client: Peer): void {
    this.lines.push(
      `${what}: ${client
        .takeNotes()
        .map((note) => this.#form.text(note))
        .join(' ')}`,
    );
  }
}

export async function run(report: ParityReport): Promise<void> {
  const theirs = new RelaySide('c', report.rundir);
  const ours = new RelaySide('heddle', report.rundir);
  const ends = await Promise.allSettled([theirs.run('c'), ours.run('heddle')]);
  for (const [i, line] of theirs.lines.entries()) {
    const what = line.slice(0, line.indexOf(':'));
    if (line === ours.lines[i]) report.ok(what);
    else report.differ(what, `ovsdb-server: ${line}\nours:         ${ours.lines[i]}`);
  }
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
