/** The typed replica against C ovsdb-server: contents, changes, transactions, conditions, locks, restarts. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { SILENT_LOG } from '#base';
import { type ChangeSet, openReplica, type Replica, type ReplicaOptions, requestOnce } from '#ovsdb/client';
import { connect, listen, openSession, systemClock, systemRandom, type TlsOptions } from '#ovsdb/jsonrpc';
import { isJsonArray, isJsonObject } from '#ovsdb/notation';
import { Address_Set, Logical_Switch, Logical_Switch_Port, NB_Global, northbound } from '#schemas/northbound';
import type { ParityReport } from './report.js';

const SCHEMA = '/usr/share/ovn/ovn-nb.ovsschema';

export async function run(report: ParityReport): Promise<void> {
  const bench = new Bench(report);
  try {
    bench.startServer();
    await transactions(bench);
    await conditions(bench);
    await locks(bench);
    await restart(bench);
    await wrongSchema(bench);
    await tls(bench);
  } finally {
    await bench.close();
  }
}

class Bench {
  readonly report: ParityReport;
  readonly remote: string;
  readonly #replicas: Replica[] = [];
  #server: ChildProcess | undefined;

  constructor(report: ParityReport) {
    this.report = report;
    this.remote = `unix:${join(report.rundir, 'db.sock')}`;
    spawnSync('ovsdb-tool', ['create', join(report.rundir, 'nb.db'), SCHEMA]);
  }

  startServer(): void {
    const { rundir } = this.report;
    const options = [`--remote=punix:${join(rundir, 'db.sock')}`, `--unixctl=${join(rundir, 'db.ctl')}`, '--no-chdir'];
    this.#server = spawn('ovsdb-server', [...options, join(rundir, 'nb.db')], {
      stdio: 'ignore',
      env: { ...process.env, OVS_RUNDIR: rundir, OVS_LOGDIR: rundir },
    });
  }

  async stopServer(): Promise<void> {
    const server = this.#server;
    if (server === undefined || server.exitCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    await ended;
  }

  async replica(options: Partial<ReplicaOptions> = {}): Promise<Replica> {
    for (let tries = 0; !existsSync(join(this.report.rundir, 'db.sock')) && tries < 100; tries++) await pause(20);
    const replica = openReplica({
      database: northbound,
      remotes: [this.remote],
      tables: 'all',
      clock: systemClock,
      random: systemRandom,
      log: SILENT_LOG,
      connect,
      ...options,
    });
    this.#replicas.push(replica);
    await replica.whenSynced();
    return replica;
  }

  check(what: string, theirs: unknown, ours: unknown): void {
    if (isDeepStrictEqual(theirs, ours)) this.report.ok(what);
    else this.report.differ(what, `expected: ${JSON.stringify(theirs)}\ngot:      ${JSON.stringify(ours)}`);
  }

  /** Rows as the server has them, asked for without the replica. */
  async select(table: string): Promise<unknown> {
    const operation = { op: 'select', table, where: [], columns: ['name'] };
    const reply = await requestOnce(this.remote, 'transact', ['OVN_Northbound', operation], {
      connect,
      clock: systemClock,
    });
    const first = isJsonArray(reply) ? reply[0] : undefined;
    const rows = isJsonObject(first) && isJsonArray(first['rows']) ? first['rows'] : [];
    return rows.map((row) => (isJsonObject(row) ? row['name'] : undefined)).sort();
  }

  async close(): Promise<void> {
    for (const replica of this.#replicas) replica.close();
    await this.stopServer();
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function until(condition: () => boolean, limitMs = 10_000): Promise<boolean> {
  const end = Date.now() + limitMs;
  while (!condition() && Date.now() < end) await pause(10);
  return condition();
}

async function transactions(bench: Bench): Promise<void> {
  const writer = await bench.replica();
  const changes: ChangeSet[] = [];
  const reader = await bench.replica({ onChanges: (set) => void changes.push(set) });
  const transaction = writer.transaction('parity');
  const ports = ['p1', 'p2', 'p3'].map((name) =>
    transaction.insert(Logical_Switch_Port, { name, addresses: ['b', 'a'] }),
  );
  const id = transaction.insert(Logical_Switch, {
    name: 'sw',
    ports,
    external_ids: new Map([
      ['b', '1'],
      ['a', '"2"'],
    ]),
  });
  bench.check('insert', 'success', (await transaction.commit()).status);
  bench.check(
    'the writer sees its own row when the commit settles',
    [...ports].sort(),
    writer.get(Logical_Switch, id)?.ports,
  );
  await until(() => reader.get(Logical_Switch, id) !== undefined);
  bench.check('the reader has the same row', writer.get(Logical_Switch, id), reader.get(Logical_Switch, id));

  const first = ports[0]!;
  const change = writer.transaction();
  change.verify(Logical_Switch, id, ['name', 'ports', 'external_ids', 'copp']);
  change.mutate(Logical_Switch, id, 'ports', 'delete', [first]);
  change.mutate(Logical_Switch, id, 'external_ids', 'delete', ['a']);
  change.mutate(Logical_Switch, id, 'external_ids', 'insert', new Map([['c', '3']]));
  change.update(Logical_Switch_Port, ports[1]!, { up: true, addresses: [], tag: 5 });
  bench.check('change', 'success', (await change.commit()).status);
  const row = writer.get(Logical_Switch, id);
  bench.check(
    'set and map differences',
    [
      ports.slice(1).sort(),
      [
        ['b', '1'],
        ['c', '3'],
      ],
    ],
    [row?.ports, [...(row?.external_ids ?? [])]],
  );
  bench.check('garbage collection is seen', undefined, writer.get(Logical_Switch_Port, first));
  const port = writer.get(Logical_Switch_Port, ports[1]!);
  bench.check('optional columns', [true, [], 5], [port?.up, port?.addresses, port?.tag]);

  const stale = reader.transaction();
  stale.wait(Logical_Switch, [['_uuid', '==', id]], ['name'], [{ name: 'other' }], '==');
  stale.update(Logical_Switch, id, { name: 'x' });
  bench.check('a failed wait', 'try-again', (await stale.commit()).status);
  const wrong = writer.transaction();
  wrong.raw({ op: 'insert', table: 'ACL', row: { priority: 99999 } });
  const outcome = await wrong.commit();
  bench.check('an error', ['error', 'constraint violation'], [outcome.status, outcome.error?.error]);
  const duplicate = writer.transaction();
  duplicate.insert(Address_Set, { name: 'a' });
  duplicate.insert(Address_Set, { name: 'a' });
  bench.check('an index', 'constraint violation', (await duplicate.commit()).error?.error);
  const counter = writer.transaction();
  const global = counter.insert(NB_Global, { nb_cfg: 2 ** 40 });
  counter.increment(NB_Global, global, 'nb_cfg', 1);
  counter.select(NB_Global, true, ['nb_cfg']);
  bench.check('a counter', { rows: [{ nb_cfg: 2 ** 40 + 1 }] }, (await counter.commit()).results[2]);
  await until(() => reader.size(NB_Global) === 1);
  bench.check(
    'the readers first set is the initial one',
    [true, false],
    [changes[0]?.isInitial, changes.at(-1)?.isInitial],
  );
}

async function conditions(bench: Bench): Promise<void> {
  const writer = await bench.replica();
  const narrow = await bench.replica({
    tables: [
      { table: Logical_Switch_Port, where: [['name', '==', 'p2']] },
      { table: Logical_Switch, columns: [] },
    ],
  });
  const names = () => [...narrow.rows(Logical_Switch_Port)].map(({ name }) => name).sort();
  bench.check('a condition', ['p2'], names());
  bench.check(
    'no columns',
    [''],
    [...narrow.rows(Logical_Switch)].map(({ name }) => name),
  );
  narrow.setCondition(Logical_Switch_Port, [
    ['name', '==', 'p3'],
    ['up', '!=', undefined],
  ]);
  await narrow.conditionsInForce();
  bench.check('clauses are ORed', ['p2', 'p3'], names());
  narrow.setCondition(Logical_Switch_Port, [['name', '==', 'p3']]);
  await narrow.conditionsInForce();
  bench.check('rows that no longer match go', ['p3'], names());
  for (const row of writer.rows(Logical_Switch_Port)) {
    if (row.name !== 'p2') continue;
    const rename = writer.transaction();
    rename.update(Logical_Switch_Port, row._uuid, { name: 'p3x' });
    await rename.commit();
  }
  narrow.setCondition(Logical_Switch_Port, true);
  await narrow.conditionsInForce();
  bench.check('all', ['p3', 'p3x'], names());
}

async function locks(bench: Bench): Promise<void> {
  const first = await bench.replica({ lock: 'l' });
  await until(() => first.hasLock);
  const second = await bench.replica({ lock: 'l' });
  bench.check('one of two has the lock', [true, false], [first.hasLock, second.hasLock]);
  const refused = second.transaction();
  refused.insert(Address_Set, { name: 'refused' });
  refused.assertLock('l');
  bench.check('a lock that is not held', 'not-locked', (await refused.commit()).status);
  first.close();
  bench.check('the other gets it', true, await until(() => second.hasLock));
}

async function restart(bench: Bench): Promise<void> {
  const changes: ChangeSet[] = [];
  const replica = await bench.replica({ onChanges: (set) => void changes.push(set) });
  const before = [...replica.rows(Logical_Switch)];
  await bench.stopServer();
  await until(() => replica.state === 'connecting');
  bench.check('a stopped server', ['connecting', before], [replica.state, [...replica.rows(Logical_Switch)]]);
  bench.startServer();
  await replica.whenSynced();
  bench.check('the same contents after a restart are no change', 1, changes.length);
  bench.check(
    'rows keep their identity',
    true,
    before.every((row) => replica.get(Logical_Switch, row._uuid) === row),
  );
  const transaction = replica.transaction();
  transaction.insert(Address_Set, { name: 'after' });
  bench.check('writes go on', 'success', (await transaction.commit()).status);
  bench.check('the server has it', ['after'], await bench.select('Address_Set'));
}

async function wrongSchema(bench: Bench): Promise<void> {
  const lines: string[] = [];
  const log = {
    ...SILENT_LOG,
    error: (text: string) => void lines.push(text),
    info: (text: string) => void lines.push(text),
  };
  const replica = bench.replica({ database: { ...northbound, name: 'OVN_Southbound' }, log, reconnect: false });
  const outcome = await replica.then(
    () => 'synced',
    (error: unknown) => String(error),
  );
  bench.check(
    'a database that the server does not have',
    'ServerLost: server does not have OVN_Southbound database',
    outcome,
  );
}

/** Keys and certificates by openssl: one of each name, signed by itself, so that it is its own authority. */
function certificate(bench: Bench, name: string): { readonly files: readonly string[]; readonly tls: TlsOptions } {
  const key = join(bench.report.rundir, `${name}.key`);
  const cert = join(bench.report.rundir, `${name}.pem`);
  const options = ['-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', `/CN=${name}`];
  spawnSync('openssl', ['req', '-x509', ...options, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const text = readFileSync(cert, 'utf8');
  return { files: [key, cert], tls: { key: readFileSync(key, 'utf8'), cert: text, ca: text } };
}

/** ssl in both directions: our client at the C server, the C client at our listener; strangers are refused. */
async function tls(bench: Bench): Promise<void> {
  const ours = certificate(bench, 'ours');
  const stranger = certificate(bench, 'stranger');
  const [key = '', cert = ''] = ours.files;
  const { rundir } = bench.report;
  const added = (remote: string, options: readonly string[]) =>
    spawn('ovsdb-server', [`--remote=${remote}`, `--unixctl=${join(rundir, 'ssl.ctl')}`, '--no-chdir', ...options], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, OVS_RUNDIR: rundir, OVS_LOGDIR: rundir },
    });
  spawnSync('ovsdb-tool', ['create', join(rundir, 'ssl.db'), SCHEMA]);
  const server = added('pssl:0:127.0.0.1', [
    '-vconsole:info',
    `--private-key=${key}`,
    `--certificate=${cert}`,
    `--ca-cert=${cert}`,
    join(rundir, 'ssl.db'),
  ]);
  try {
    let log = '';
    server.stderr?.on('data', (text) => {
      log += String(text);
    });
    await until(() => /listening on port (\d+)/.test(log));
    const remote = `ssl:127.0.0.1:${/listening on port (\d+)/.exec(log)?.[1] ?? ''}`;
    const trusted = await outcomeOf(
      requestOnce(remote, 'list_dbs', [], { connect, clock: systemClock, transport: { tls: ours.tls } }),
    );
    bench.check('ssl to the C server', '["OVN_Northbound","_Server"]', trusted);
    const refused = await outcomeOf(
      requestOnce(remote, 'list_dbs', [], {
        connect,
        clock: systemClock,
        transport: { tls: { ...stranger.tls, ca: ours.tls.ca } },
      }),
    );
    bench.check('a certificate that the C server does not know', true, refused.startsWith('failed'));
    const suspicious = await outcomeOf(
      requestOnce(remote, 'list_dbs', [], {
        connect,
        clock: systemClock,
        transport: { tls: { ...ours.tls, ca: stranger.tls.ca } },
      }),
    );
    bench.check('a server that we do not know', 'failed: ConnectError: self-signed certificate', suspicious);
  } finally {
    server.kill('SIGTERM');
  }
  const names: (string | undefined)[] = [];
  const listener = await listen(
    'pssl:0:127.0.0.1',
    (connection) => {
      names.push(connection.commonName);
      const session = openSession(connection, {
        clock: systemClock,
        handlers: { request: (_method, _params, id) => session.reply(id, ['X']) },
      });
    },
    { tls: ours.tls },
  );
  const port = listener.remote.kind === 'unix' ? 0 : listener.remote.port;
  const ask = (files: readonly string[]) =>
    new Promise<string>((resolve) => {
      const options = [`--private-key=${files[0]}`, `--certificate=${files[1]}`, `--ca-cert=${cert}`, '--timeout=5'];
      const client = spawn('ovsdb-client', [...options, 'list-dbs', `ssl:127.0.0.1:${port}`]);
      let text = '';
      client.stdout.on('data', (chunk) => {
        text += String(chunk);
      });
      client.on('close', (code) => resolve(`${code} ${text}`));
    });
  bench.check('the C client at our listener', '0 X\n', await ask(ours.files));
  bench.check('a client that we do not know', false, (await ask(stranger.files)).startsWith('0'));
  bench.check('the name in the certificate', ['ours'], names);
  await listener.close();
}

function outcomeOf(request: Promise<unknown>): Promise<string> {
  return request.then(
    (result) => JSON.stringify(result),
    (error: unknown) => `failed: ${String(error)}`,
  );
}
