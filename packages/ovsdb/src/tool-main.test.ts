import { spawnSync } from 'node:child_process';
import {
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ovsdbLogRecord } from '#ovsdb/server';

const recordOf = (json: string): string => [...ovsdbLogRecord([json])].join('');

const main = fileURLToPath(new URL('./tool-main.js', import.meta.url));
const ROW = '11111111-1111-1111-1111-111111111111';
const SCHEMA = '{"name":"D","version":"1.0.0","tables":{"T":{"isRoot":true,"columns":{"name":{"type":"string"}}}}}';
const ADDED = `{"T":{"${ROW}":{"name":"a"}},"_date":1700000000000,"_comment":"add"}`;
const S = 'a5544a64-841b-405b-a21e-647e5dcab1c4';
const member = (data: string) =>
  recordOf(
    `{"server_id":"${S}","local_address":"tcp:127.0.0.1:1","name":"D","cluster_id":"${ROW}","prev_term":1,"prev_index":1,"prev_servers":{},"prev_eid":"${S}","prev_data":${data}}`,
  ).replace('OVSDB JSON', 'OVSDB CLUSTER');
const SELECT = '["D",{"op":"select","table":"T","where":[],"columns":["name"]}]';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'h'));
  writeFileSync(join(directory, 's.json'), SCHEMA);
  writeFileSync(join(directory, 'c.db'), recordOf(SCHEMA) + recordOf(ADDED));
  writeFileSync(join(directory, 'k.db'), member(`[${SCHEMA},${ADDED}]`));
  writeFileSync(join(directory, 'bad.db'), recordOf(SCHEMA) + recordOf('{"Nope":{}}'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Output and exit code of a shell command in which `tool` stands for ovsdb-tool. */
function said(command: string): string {
  const script = `tool() { "${process.execPath}" --title=ovsdb-tool "${main}" "$@"; }; ${command}`;
  const { stdout, stderr, status } = spawnSync('sh', ['-c', script], { cwd: directory, encoding: 'utf8' });
  return `${stdout}${stderr}= ${status}`;
}

test('reads files of ovsdb-server as they are', () => {
  const before = readFileSync(join(directory, 'c.db'));
  expect(said('tool db-name c.db; tool db-is-clustered c.db')).toBe('D\n= 2');
  expect(said(`tool query c.db '${SELECT}'`)).toBe('[{"rows":[{"name":"a"}]}]\n= 0');
  expect(said('tool -m show-log c.db')).toBe(
    'record 0: "D" schema, version="1.0.0", cksum=""\n\nrecord 1: 2023-11-14 22:13:20.000 "add"\n  table T insert row "a" (11111111):\n\n= 0',
  );
  expect(said(`tool transact c.db '${SELECT}'`)).toBe(
    'ovsdb-tool: ovsdb error: c.db: is a file of ovsdb-server: make a database of this program of it with "ovsdb-tool import c.db DB"\n= 1',
  );
  expect(readFileSync(join(directory, 'c.db')).equals(before)).toBe(true);
}, 60_000);

test('a cluster that is gone becomes a database', () => {
  expect(said(`tool db-sid k.db && tool cluster-to-standalone k2.db k.db && tool query k2.db '${SELECT}'`)).toBe(
    `${S}\n[{"rows":[{"name":"a"}]}]\n= 0`,
  );
  expect(said('tool cluster-to-standalone k3.db c.db')).toBe('ovsdb-tool: c.db: not a clustered database\n= 1');
  expect(said('tool join-cluster x D tcp:127.0.0.1:1 tcp:127.0.0.1:2')).toBe(
    'ovsdb-tool: join-cluster: clusters are served by ovsdb-server: use its ovsdb-tool\n= 1',
  );
}, 60_000);

test('a file that cannot be read through leaves nothing half made', () => {
  const before = readdirSync(directory).sort();
  expect(said('tool import bad.db new.db')).toBe(
    'ovsdb-tool: ovsdb error: bad.db: a transaction names table Nope, which the schema lacks\n= 1',
  );
  expect(readdirSync(directory).sort()).toEqual(before);
}, 60_000);

test('what is no file of ovsdb-server, and places that are taken', () => {
  expect(said('tool create own.db s.json; tool import own.db own2.db')).toBe(
    'ovsdb-tool: ovsdb error: own.db: is a database of this program already: make a file of ovsdb-server of it with "ovsdb-tool export DB LOG"\n= 1',
  );
  expect(said('tool export own.db own.log; tool export own.db own.log')).toBe(
    'ovsdb-tool: I/O error: own.log: create failed (File exists)\n= 1',
  );
  expect(said('tool export own.db /dev/full/log')).toBe(
    'ovsdb-tool: I/O error: /dev/full/log: create failed (Not a directory)\n= 1',
  );
}, 60_000);

test('a query sees what it changes, the file does not', () => {
  const insert = `["D",{"op":"insert","table":"T","row":{"name":"b"}},{"op":"select","table":"T","where":[["name","==","b"]],"columns":["name"]}]`;
  cpSync(join(directory, 'c.db'), join(directory, 'q.log'));
  expect(
    said(
      `tool import q.log q.db && tool query q.db '${insert}' | sed 's/"uuid":[^}]*/UUID/'; tool query q.db '${SELECT}'`,
    ),
  ).toBe('[{UUID},{"rows":[{"name":"b"}]}]\n[{"rows":[{"name":"a"}]}]\n= 0');
}, 60_000);

test('a reader that goes early ends it without a word', () => {
  expect(said('tool help | true')).toBe('= 0');
}, 60_000);

test('a link to a database stays, also one that leads nowhere yet, and all is made beside the database itself', () => {
  const place = mkdtempSync(join(directory, 'disk-'));
  symlinkSync(join(place, 'd.db'), join(directory, 'link.db'));
  symlinkSync('loop.db', join(directory, 'loop.db'));
  // What is beside the link is in nobody's way: it may be another disk, from which nothing can be renamed.
  mkdirSync(join(directory, 'link.db.tmp'));
  const wider = SCHEMA.replace('1.0.0', '1.1.0');
  writeFileSync(join(directory, 'wider.json'), wider);
  expect(said('tool create link.db s.json && tool compact link.db && tool convert link.db wider.json')).toBe('= 0');
  expect(said('tool db-version link.db; readlink link.db')).toBe(`1.1.0\n${join(place, 'd.db')}\n= 0`);
  expect(said(`rm ${place}/d.db && tool import c.db link.db && tool db-version link.db`)).toBe('1.0.0\n= 0');
  expect(lstatSync(join(place, 'd.db')).isFile() && lstatSync(join(directory, 'link.db')).isSymbolicLink()).toBe(true);
  const failed = 'ovsdb-tool: I/O error: ';
  expect(said('tool create loop.db s.json')).toBe(`${failed}loop.db: create failed (File exists)\n= 1`);
  expect(said('tool create s.json/d.db s.json')).toBe(`${failed}s.json/d.db: create failed (Not a directory)\n= 1`);
  const long = 'x'.repeat(255);
  expect(said(`tool create ${long} s.json`)).toBe(`${failed}${long}: create failed (File name too long)\n= 1`);
}, 60_000);

test('what cannot be written ends it with a word, a reader that goes early without one', () => {
  expect(said('tool db-name c.db > /dev/full')).toBe(
    'ovsdb-tool: write to stdout failed (No space left on device)\n= 1',
  );
  expect(said('tool help | true; tool schema-name s.json')).toBe('D\n= 0');
}, 60_000);
