/**
 * Role-based access: a client with the role and the certificate of a chassis does everything there is to do to rows of its
 * own and of another chassis, in every table of the southbound database, on ovsdb-server and on ours. The roles are
 * ovn-northd's. What is allowed, and the words of what is not, must be the same.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type TlsOptions, tlsFiles } from '#ovsdb/jsonrpc';
import {
  type ColumnSchema,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  parseSchema,
  stringifyJson,
  type TableSchema,
} from '#ovsdb/notation';
import { Daemon, run as runCommand, until } from '#testing';
import { type Answer, Peer } from './ovsdb/peer.js';
import type { ParityReport } from './report.js';

const DB = 'OVN_Southbound';
const SCHEMAS = { nb: '/usr/share/ovn/ovn-nb.ovsschema', sb: '/usr/share/ovn/ovn-sb.ovsschema' };
const source = (name: string) => new URL(`../../packages/ovsdb/src/${name}.js`, import.meta.url).pathname;
const DATAPATH = 'dddddddd-dddd-dddd-dddd-dddddddddddd';
const ROWS = { own: '11111111-1111-1111-1111-111111111111', other: '22222222-2222-2222-2222-222222222222' };
const NAMES = { own: 'chassis-1', other: 'chassis-2' };
/** Tables that the access itself rests on. */
const LEFT_ALONE = new Set(['SB_Global', 'Connection', 'RBAC_Role', 'RBAC_Permission', 'SSL']);

export async function run(report: ParityReport): Promise<void> {
  const { rundir } = report;
  const at = (name: string) => join(rundir, name);
  const env = { ...process.env, OVS_RUNDIR: rundir, OVN_RUNDIR: rundir, OVS_LOGDIR: rundir, OVN_LOGDIR: rundir };
  await fillRoles(at, env);
  const tls = await makeKeys(at, env);
  const sides = await Promise.all([
    Side.start('ovsdb-server', ['ovsdb-server', at('sb.db')], at, env, tls),
    Side.start('ours', [process.execPath, source('main'), at('ours.db')], at, env, tls),
  ]);
  try {
    const schema = parseSchema((await sides[0].admin.ask('get_schema', [DB])).result ?? null);
    for (const table of schema.tables.values()) {
      if (!LEFT_ALONE.has(table.name)) await compareTable(report, sides, table);
    }
  } finally {
    for (const side of sides) await side.stop();
  }
}

/** Has ovn-northd write its roles, and gives them to ours. */
async function fillRoles(at: (name: string) => string, env: NodeJS.ProcessEnv): Promise<void> {
  for (const name of ['nb', 'sb'] as const)
    await runCommand(['ovsdb-tool', 'create', at(`${name}.db`), SCHEMAS[name]], { env });
  const server = await new Daemon({
    name: 'northd-db',
    argv: ['ovsdb-server', at('nb.db'), at('sb.db'), `--remote=punix:${at('n.sock')}`, `--unixctl=${at('n.ctl')}`],
    env,
    logFile: at('n.log'),
    ready: () => answers(`unix:${at('n.sock')}`),
  }).start();
  const remotes = [`--ovnnb-db=unix:${at('n.sock')}`, `--ovnsb-db=unix:${at('n.sock')}`];
  const northd = await new Daemon({
    name: 'northd',
    argv: ['ovn-northd', ...remotes, `--unixctl=${at('northd.ctl')}`],
    env,
    logFile: at('northd.log'),
    ready: async () => {
      const peer = await Peer.open(`unix:${at('n.sock')}`);
      const { result } = await peer.ask('transact', [DB, { op: 'select', table: 'RBAC_Role', where: [] }]);
      peer.close();
      return stringifyJson(result ?? null).includes('ovn-controller');
    },
  }).start();
  await northd.stop();
  await server.stop();
  await runCommand([process.execPath, source('tool-main'), 'import', at('sb.db'), at('ours.db')], { env });
}

async function makeKeys(at: (name: string) => string, env: NodeJS.ProcessEnv): Promise<Keys> {
  const pki = ['ovs-pki', `--dir=${at('pki')}`, `--log=${at('pki.log')}`];
  mkdirSync(at('keys'));
  await runCommand([...pki, 'init'], { env });
  for (const name of ['server', NAMES.own])
    await runCommand([...pki, '--unique', 'req+sign', name], { env, cwd: at('keys') });
  const files = (name: string): Record<string, string> => ({
    'private-key': at(`keys/${name}-privkey.pem`),
    certificate: at(`keys/${name}-cert.pem`),
    'ca-cert': at('pki/switchca/cacert.pem'),
  });
  const client = tlsFiles((option) => files(NAMES.own)[option])();
  if (client === undefined) throw new Error('no keys');
  return { server: Object.entries(files('server')).map(([name, file]) => `--${name}=${file}`), client };
}

interface Keys {
  readonly server: readonly string[];
  readonly client: TlsOptions;
}

/** One server: a connection that may do everything, and one of a chassis. */
class Side {
  readonly name: string;
  readonly admin: Peer;
  readonly chassis: Peer;
  readonly #daemon: Daemon;

  private constructor(name: string, daemon: Daemon, admin: Peer, chassis: Peer) {
    this.name = name;
    this.#daemon = daemon;
    this.admin = admin;
    this.chassis = chassis;
  }

  static async start(
    name: string,
    argv: readonly string[],
    at: (name: string) => string,
    env: NodeJS.ProcessEnv,
    keys: Keys,
  ): Promise<Side> {
    const socket = at(`${name}.sock`);
    const remotes = [`--remote=punix:${socket}`, `--remote=db:${DB},SB_Global,connections`];
    const daemon = await new Daemon({
      name,
      argv: [...argv, ...keys.server, ...remotes, `--unixctl=${at(`${name}.ctl`)}`],
      env,
      logFile: at(`${name}.log`),
      ready: () => answers(`unix:${socket}`),
    }).start();
    const admin = await Peer.open(`unix:${socket}`);
    const row = { target: 'pssl:0:127.0.0.1', role: 'ovn-controller' };
    await admin.ask('transact', [
      DB,
      { op: 'insert', table: 'Connection', row, 'uuid-name': 'c' },
      { op: 'update', table: 'SB_Global', where: [], row: { connections: ['named-uuid', 'c'] } },
    ]);
    const port = await until(`the port of ${name}`, async () => {
      const { result } = await admin.ask('transact', [DB, { op: 'select', table: 'Connection', where: [] }]);
      return /"bound_port","(\d+)"/.exec(stringifyJson(result ?? null))?.[1];
    });
    const chassis = await Peer.open(`ssl:127.0.0.1:${String(port)}`, { tls: keys.client });
    return new Side(name, daemon, admin, chassis);
  }

  async stop(): Promise<void> {
    this.chassis.close();
    this.admin.close();
    await this.#daemon.stop();
  }
}

async function answers(remote: string): Promise<boolean> {
  try {
    (await Peer.open(remote)).close();
    return true;
  } catch {
    return false;
  }
}

/** Every operation on rows of this table, each on the same contents. */
async function compareTable(report: ParityReport, sides: readonly Side[], table: TableSchema): Promise<void> {
  const rows = {
    own: rowOf(table, NAMES.own, 1),
    other: rowOf(table, NAMES.other, 2),
  };
  const inserts = (['own', 'other'] as const).map(
    (whose): Json => ({
      op: 'insert',
      table: table.name,
      uuid: ROWS[whose],
      row: rows[whose],
    }),
  );
  // Rows that nothing refers to go at once in tables that are no roots: there the insert is all that can be tried.
  const base: Json[] = [
    ...(table.name === 'Datapath_Binding'
      ? []
      : [{ op: 'insert', table: 'Datapath_Binding', uuid: DATAPATH, row: { tunnel_key: 99 } }]),
    ...(table.name === 'Encap' ? [holderOfEncaps(inserts)] : []),
  ];
  for (const operations of triesOf(table, rows)) {
    const said: string[] = [];
    for (const { admin, chassis } of sides) {
      await admin.ask('transact', [DB, ...inserts, ...base]);
      said.push(textOf(await chassis.ask('transact', [DB, ...operations])));
      const tables = [...new Set([table.name, 'Datapath_Binding', 'Chassis'])];
      await admin.ask('transact', [DB, ...tables.map((name) => ({ op: 'delete', table: name, where: [] }))]);
    }
    const [theirs = '', ours = ''] = said;
    const what = stringifyJson(operations);
    if (theirs === ours) report.ok(what);
    else report.differ(what, `ovsdb-server:\n${theirs}\nours:\n${ours}`);
  }
}

function holderOfEncaps(inserts: readonly Json[]): Json {
  const encaps = inserts.flatMap((insert) => (isJsonObject(insert) ? [['uuid', insert['uuid'] ?? null]] : []));
  return { op: 'insert', table: 'Chassis', row: { name: 'holder', encaps: ['set', encaps] } };
}

/** A row that the table takes, of a chassis. */
function rowOf(table: TableSchema, chassis: string, number: number): JsonObject {
  const entries: [string, Json][] = [];
  for (const { name, type } of table.columns.values()) {
    if (name === 'name' || name === 'chassis_name' || name === 'hostname') entries.push([name, chassis]);
    else if (name === 'datapath' && type.min === 1) entries.push([name, ['uuid', DATAPATH]]);
    else if (
      /^(?:logical_port|mac|address|ip|type|event_type)$/.test(name) &&
      type.min === 1 &&
      type.key.enum === undefined
    )
      entries.push([name, `${name}${number}`]);
    else if (/key$/.test(name) && type.min === 1) entries.push([name, number]);
  }
  return Object.fromEntries(entries);
}

function triesOf(table: TableSchema, rows: { readonly own: JsonObject; readonly other: JsonObject }): Json[][] {
  const of = (uuid: string): Json => [['_uuid', '==', ['uuid', uuid]]];
  const columns = [...table.columns.values()].filter(
    (column) => column.mutable && column.type.key.refTable === undefined,
  );
  const wheres: Json[] = [of(ROWS.own), of(ROWS.other), [], [['_uuid', '==', ['uuid', DATAPATH]]]];
  const name = table.name;
  return [
    ...Object.values(rows).map((row): Json[] => [{ op: 'insert', table: name, row: { ...row, ...again(row) } }]),
    [{ op: 'insert', table: name, row: {} }],
    ...wheres.flatMap((where): Json[][] => [
      [{ op: 'delete', table: name, where }],
      [{ op: 'select', table: name, where, columns: ['_uuid'] }],
      [{ op: 'update', table: name, where, row: {} }],
      ...columns.flatMap((column): Json[][] => [
        [{ op: 'update', table: name, where, row: { [column.name]: leastValue(column) } }],
        ...(column.type.max === 1
          ? []
          : [[{ op: 'mutate', table: name, where, mutations: [[column.name, 'delete', ['set', []]]] }]]),
      ]),
      ...(columns.length < 2
        ? []
        : [
            [
              {
                op: 'update',
                table: name,
                where,
                row: Object.fromEntries(
                  columns.slice(0, 2).map((column): [string, Json] => [column.name, leastValue(column)]),
                ),
              },
            ],
          ]),
    ]),
  ];
}

/** What has to be unlike that of rows that are there. */
function again(row: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(row)
      .filter(([name]) => /key$|^mac$|^logical_port$|^address$|^ip$/.test(name))
      .map(([name, value]): [string, Json] => [name, typeof value === 'number' ? value + 10 : `${String(value)}x`]),
  );
}

/** The least value that the column takes. */
function leastValue({ type: { key, min, value } }: ColumnSchema): Json {
  if (value !== undefined) return ['map', []];
  if (min === 0) return ['set', []];
  const [first] = key.enum ?? [];
  if (first !== undefined) return first;
  if (key.type === 'integer') return key.minInteger ?? 0;
  return key.type === 'real' ? 0 : key.type === 'boolean' ? false : key.type === 'uuid' ? ['uuid', DATAPATH] : '';
}

const MADE_UP = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

function textOf({ result, error }: Answer): string {
  const results = isJsonArray(result) ? result.map(inOrder) : (error ?? null);
  return neutral(stringifyJson(results, 'sorted')).replace(MADE_UP, (uuid) =>
    /^(.)\1{7}-/.test(uuid) ? uuid : '<uuid>',
  );
}

/** Where two rows or two columns are at fault, which of them comes first is a matter of hashing. */
function neutral(text: string): string {
  return text
    .replace(/(First row, .*?)\. {2}(Second row, .*?)\."/, 'Two rows."')
    .replace(/allowed values \(.*?\)/, 'allowed values');
}

/** A result with its rows in order. */
function inOrder(result: Json): Json {
  if (!isJsonObject(result) || !isJsonArray(result['rows'])) return result;
  return { ...result, rows: result['rows'].toSorted((a, b) => (stringifyJson(a) < stringifyJson(b) ? -1 : 1)) };
}
