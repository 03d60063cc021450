/**
 * A file that was made or moved is where it is for good once its directory is synced, which no look at the files can tell: the
 * server runs with its file operations noted, and what stands there when an answer comes was done before it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { connect, openSession, request, type Session, systemClock } from '#ovsdb/jsonrpc';

const source = (name: string) => new URL(name, import.meta.url).pathname;
const schema = (version: string, column: string) => ({
  name: 'D',
  version,
  tables: { T: { isRoot: true, columns: { [column]: { type: 'string' } } } },
});

let directory: string;
let server: ChildProcess | undefined;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'h'));
});
afterEach(async () => {
  await kill();
  rmSync(directory, { recursive: true });
});

async function start(): Promise<Session> {
  writeFileSync(join(directory, 's.ovsschema'), JSON.stringify(schema('1.0.0', 'a')));
  writeFileSync(join(directory, 'trace'), '');
  const program = [
    ...['--import', source('testing-file-trace.js'), source('../../main.js')],
    `--create=${directory}/s.ovsschema=${directory}/d.db`,
    `--remote=punix:${directory}/d.sock`,
    `--unixctl=${directory}/ctl`,
  ];
  const env = { ...process.env, HEDDLE_FILE_TRACE: join(directory, 'trace') };
  const child = spawn(process.execPath, program, { stdio: 'ignore', env });
  server = child;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    try {
      const connection = await connect(`unix:${directory}/d.sock`);
      return openSession(connection, { clock: systemClock, handlers: {} });
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

async function kill(): Promise<void> {
  const child = server;
  server = undefined;
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exited;
}

/** What was noted so far of the databases' directory and files. */
function trace(): string[] {
  return readFileSync(join(directory, 'trace'), 'utf8')
    .split('\n')
    .filter((line) => line.includes('.db') || line === `synced directory ${basename(directory)}`)
    .map((line) => line.replace(basename(directory), 'of databases'));
}

const insert = { op: 'insert', table: 'T', row: {} };

test('a directory is synced when a database is made, opened and converted, before anybody is told', async () => {
  const first = await start();
  await request(first, 'transact', ['D', insert]);
  const made = trace();
  await kill();
  const second = await start();
  await request(second, 'transact', ['D', insert]);
  const opened = trace();
  await request(second, 'set_db_change_aware', [true]);
  await request(second, 'convert', ['D', schema('2.0.0', 'b')]);
  const converted = trace().slice(opened.length);
  second.close('done');
  expect({ made, opened, converted }).toEqual({
    made: [
      'made .d.db.new',
      'renamed .d.db.new to d.db',
      'synced directory of databases',
      'made .d.db.~lock~',
      'made d.db-commits',
      'synced directory of databases',
    ],
    opened: ['synced directory of databases'],
    converted: [
      'made .d.db.tmp.new',
      'renamed .d.db.tmp.new to d.db.tmp',
      'synced directory of databases',
      'made .d.db.tmp.~lock~',
      'made d.db.tmp-commits',
      'synced directory of databases',
      'renamed d.db.tmp to d.db',
      'synced directory of databases',
      'made d.db-commits',
      'synced directory of databases',
    ],
  });
}, 30_000);
