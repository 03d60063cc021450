import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CommandTable, Log } from '#daemon';
import { type Listener, listen, openSession, type Session, systemClock } from '#ovsdb/jsonrpc';
import { type Json, type JsonArray, OvsdbError } from '#ovsdb/notation';
import type { Command } from './command.js';
import { monitorCommands } from './monitor-commands.js';
import { Output } from './output.js';
import { runCommand } from './run-command.js';

let rundir = '';
let listeners: Listener[] = [];
beforeEach(() => {
  rundir = mkdtempSync('/tmp/hc');
  listeners = [];
});
afterEach(async () => {
  for (const listener of listeners) await listener.close();
  rmSync(rundir, { recursive: true, force: true });
});

/** A server that answers each request with what `answer` gives for it. */
async function serve(name: string, answer: (method: string, params: JsonArray) => Json): Promise<void> {
  const place = `punix:${join(rundir, name)}`;
  const listener = await listen(place, (connection) => {
    const session = openSession(connection, {
      clock: systemClock,
      handlers: { request: (method, params, id) => session.reply(id, answer(method, params)) },
    });
  });
  listeners.push(listener);
}

/** A member of a cluster, as `_Server` has it. */
const member =
  (name: string, leader: boolean, connected = true) =>
  (method: string): Json =>
    method === 'transact' ? [{ rows: [{ name: 'D', leader, connected }] }] : name;

const WHO: Command = {
  name: 'who',
  needs: 'database',
  operands: [0, 0],
  help: ['who'],
  run: async ({ ask, database, output }) => output.line(`${database} of ${String(await ask('who', []))}`),
};

async function said(
  server: string,
  words: readonly string[],
  more: { command?: Command; wantsLeader?: boolean; pause?: () => Promise<void> } = {},
) {
  const lines: string[] = [];
  const write = (text: string) => void lines.push(text.trimEnd());
  const unused = (): never => {
    throw new Error('not to be used');
  };
  const log = new Log(() => 0);
  log.setLevel(undefined, 'console', 'OFF');
  await runCommand({
    command: WHO,
    server: server.replaceAll('@', `unix:${rundir}/`),
    words,
    wantsLeader: true,
    transport: {},
    log,
    unixctl: new CommandTable(),
    output: new Output(
      {
        format: 'table',
        data: 'string',
        hasHeadings: true,
        isPretty: false,
        isTimed: false,
        maxColumnWidth: undefined,
      },
      write,
      () => 0,
    ),
    program: 'ovsdb-client',
    isForced: false,
    write,
    readFile: unused,
    readStandardInput: unused,
    now: () => 0,
    waiting: unused,
    becomeReady: () => {},
    pause: () => Promise.reject(new Error('no patience')),
    ...more,
  }).catch((error: unknown) => write(String(error)));
  return lines.join('\n').replaceAll(rundir, 'RUN');
}

test('a server that hangs up, or takes the database away', async () => {
  const serveUntil = async (name: string, last: string, end: (session: Session, id: Json) => void) => {
    const listener = await listen(`punix:${join(rundir, name)}`, (connection) => {
      const schema = { name: 'D', version: '1.0.0', tables: { T: { columns: { n: { type: 'integer' } } } } };
      const session = openSession(connection, {
        clock: systemClock,
        handlers: {
          request: (method, _params, id) => {
            if (method === last) end(session, id);
            else if (method === 'set_db_change_aware' && name === 'old') session.replyError(id, 'unknown method');
            else session.reply(id, method === 'list_dbs' ? ['D'] : method === 'get_schema' ? schema : {});
          },
        },
      });
    });
    listeners.push(listener);
  };
  await serveUntil('before', 'who', (session) => session.close());
  expect(await said('@before', [])).toBe('Error: transaction failed (End of file)');
  const [monitor] = monitorCommands;
  if (monitor === undefined) throw new Error('no monitor');
  await serveUntil('first', 'monitor', (session) => session.close());
  expect(await said('@first', ['T', 'n'], { command: monitor })).toBe(
    'Error: unix:RUN/first: receive failed (End of file)',
  );
  await serveUntil('old', 'monitor', (session, id) => {
    session.reply(id, {});
    session.close();
  });
  expect(await said('@old', ['T', 'n'], { command: monitor })).toBe(
    'Error: unix:RUN/old: receive failed (End of file)',
  );
  await serveUntil('refusing', 'who', (session, id) => session.replyError(id, new OvsdbError('no', 'not now')));
  expect(await said('@refusing', [])).toBe('Error: transaction returned error: {"details":"not now","error":"no"}');
  await serveUntil('gone', 'monitor', (session, id) => {
    session.reply(id, {});
    session.notify('monitor_canceled', [null]);
  });
  expect(await said('@gone', ['T', 'n'], { command: monitor })).toBe('Error: unix:RUN/gone: D database was removed');
});

test('of several servers the leader of the database is asked', async () => {
  await serve('follower', member('follower', false));
  await serve('away', member('away', true, false));
  await serve('leader', member('leader', true));
  await serve('other', (method) => (method === 'transact' ? [{ rows: [] }] : 'other'));
  const all = '@gone,@other,@follower,@away,@leader';
  expect(await said(all, ['D'])).toBe('D of leader');
  expect(await said(all, ['D'], { wantsLeader: false })).toBe('D of other');
  expect(await said('@follower,@away', ['D'])).toBe('Error: no servers were available');
  expect(await said(all, [])).toBe('Error: database name is required with multiple remotes');
});

test('a server that is not there: an end, or patience', async () => {
  expect(await said('@late', [])).toBe('Error: failed to connect to "unix:RUN/late" (No such file or directory)');
  const command: Command = { ...WHO, needs: 'server', isPatient: true };
  const pause = () => serve('late', () => 'late');
  expect(await said('@late', [], { command, pause })).toBe(' of late');
  expect(await said('nope:x', [], { command })).toBe(
    'Error: failed to connect or listen to "nope:x" (Address family not supported by protocol)',
  );
});
