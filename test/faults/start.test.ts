/** What cannot work is said in one line before anything is made: exit status 1, an empty run directory. */
import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Site } from './site.js';

let site: Site;
beforeEach(() => {
  site = new Site();
});
afterEach(() => site.close());

const GONE = '/nonexistent';
const DAEMONS = ['ovsdb', 'northd', 'controller', 'vswitchd', 'central'];

async function saidBy(commands: readonly (readonly string[])[]) {
  const outcomes = [];
  for (let at = 0; at < commands.length; at += 4) {
    outcomes.push(
      ...(await Promise.all(
        commands.slice(at, at + 4).map(async ([program = '', ...args]) => {
          const { status, stdout, stderr } = await site.run(program, ...args);
          return `${[program, ...args].join(' ')} -> ${status} ${stdout}${stderr.replace(/^[-\dT:]+Z/, 'TIME')}`;
        }),
      )),
    );
  }
  return outcomes;
}

test('every daemon: unknown options, and places that are not there', async () => {
  const commands = DAEMONS.flatMap((program) => [
    [program, '--nope'],
    [program, `--log-file=${GONE}/log`],
    [program, `--unixctl=${GONE}/ctl`],
    [program, '--unixctl=/dev/null'],
    [program, `--pidfile=${GONE}/pid`],
  ]);
  expect(await saidBy(commands)).toEqual(
    DAEMONS.flatMap((program) => [
      `${program} --nope -> 1 ${program}: unrecognized option '--nope'\n`,
      `${program} --log-file=${GONE}/log -> 1 TIME|00001|vlog|WARN|failed to open ${GONE}/log for logging: No such file or directory\n`,
      `${program} --unixctl=${GONE}/ctl -> 1 ${program}: ${GONE}/ctl: could not initialize control socket (No such file or directory)\n`,
      `${program} --unixctl=/dev/null -> 1 ${program}: /dev/null: could not initialize control socket (Address already in use)\n`,
      `${program} --pidfile=${GONE}/pid -> 1 ${program}: ${GONE}/pid.tmp: create failed (No such file or directory)\n`,
    ]),
  );
  expect(site.files()).toEqual([]);
});

test('remotes that make no sense', async () => {
  const commands = [
    ['ovsdb', '--remote=foo:bar'],
    ['ovsdb', '--remote=ptcp:99999'],
    ['ovsdb', `--create=Open_vSwitch=${site.path('x.db')}`, '--sync-from=foo'],
    ['ovsdb', `--create=Open_vSwitch=${site.path('x.db')}`, '--sync-from=ptcp:6640'],
    ['ovsdb', `--create=Open_vSwitch=${site.path('x.db')}`, '--create=foo'],
    ['ovsdb', `--create=Open_vSwitch=${site.path('x.db')}`, '--create=OVN_Northbound='],
    ['ovsdb', `--create=Open_vSwitch=${site.path('x.db')}`, '--ws-listen='],
    ['northd', '--ovnnb-db=foo:bar'],
    ['northd', '--ovnsb-db=ptcp:6642'],
    ['northd', `--record=${GONE}/r`],
    ['northd', `--replay=${GONE}`],
    ['northd', '--replay=/etc/passwd'],
    ['northd', '--record=r', '--replay=r'],
    ['vswitchd', '--remote=foo'],
    ['vswitchd', '--frame-reader=foo'],
    ['vswitchd', `unix:${GONE}/s`, '--remote=ptcp:6640'],
    ['controller', 'foo:bar'],
    ['vswitchd', 'foo:bar'],
    ['central', '--nb-listen=foo'],
    ['central', '--sb-listen=tcp:127.0.0.1:6642'],
    ['nbctl', '--db=foo:bar', 'show'],
    ['sbctl', '--db=unix:/dev/null', 'show'],
    ['vsctl', `--db=unix:${GONE}/s`, 'show'],
    ['trace', `--db=unix:${GONE}/s`, 'sw', 'ip4'],
    ['ovsdb-client', 'list-dbs', `unix:${GONE}/s`],
    ['appctl', '-t', `${GONE}/s`, 'version'],
  ];
  const connected = (program: string, remote: string, why: string) =>
    `${program}: ${remote}: database connection failed (${why})\n`;
  const outcomes = await saidBy(commands);
  const told = outcomes.map((line) => line.replace(/ -> 1 .*?\|WARN\|[^\n]*\n/, ' -> 1 '));
  expect(told.map((line) => line.replace(/--create=Open_vSwitch=\S+/, 'NEW'))).toEqual([
    'ovsdb --remote=foo:bar -> 1 ovsdb: foo:bar: unknown kind of remote\n',
    'ovsdb --remote=ptcp:99999 -> 1 ovsdb: ptcp:99999: bad port number "99999"\n',
    'ovsdb NEW --sync-from=foo -> 1 ovsdb: foo: unknown kind of remote\n',
    'ovsdb NEW --sync-from=ptcp:6640 -> 1 ovsdb: ptcp:6640: cannot connect to a passive remote\n',
    'ovsdb NEW --create=foo -> 1 ovsdb: --create=foo: must be NAME=FILE\n',
    'ovsdb NEW --create=OVN_Northbound= -> 1 ovsdb: --create=OVN_Northbound=: must be NAME=FILE\n',
    'ovsdb NEW --ws-listen= -> 1 ovsdb: --ws-listen: must be PORT[:IP]\n',
    'northd --ovnnb-db=foo:bar -> 1 northd: foo:bar: unknown kind of remote\n',
    'northd --ovnsb-db=ptcp:6642 -> 1 northd: ptcp:6642: cannot connect to a passive remote\n',
    `northd --record=${GONE}/r -> 1 northd: ${GONE}/r: No such file or directory\n`,
    `northd --replay=${GONE} -> 1 northd: ${GONE}: No such file or directory\n`,
    'northd --replay=/etc/passwd -> 1 northd: /etc/passwd: line 1: not a line of a recording\n',
    'northd --record=r --replay=r -> 1 northd: --record and --replay do not go together\n',
    'vswitchd --remote=foo -> 1 vswitchd: foo: unknown kind of remote\n',
    'vswitchd --frame-reader=foo -> 1 vswitchd: --frame-reader: "foo" is neither pipe nor worker\n',
    `vswitchd unix:${GONE}/s --remote=ptcp:6640 -> 1 vswitchd: --remote serves the switch's own database: it does not go with DATABASE\n`,
    'controller foo:bar -> 1 controller: foo:bar: unknown kind of remote\n',
    'vswitchd foo:bar -> 1 vswitchd: foo:bar: unknown kind of remote\n',
    'central --nb-listen=foo -> 1 central: foo: unknown kind of remote\n',
    'central --sb-listen=tcp:127.0.0.1:6642 -> 1 central: tcp:127.0.0.1:6642: cannot listen on an active remote\n',
    `nbctl --db=foo:bar show -> 1 ${connected('nbctl', 'foo:bar', 'Address family not supported by protocol')}`,
    `sbctl --db=unix:/dev/null show -> 1 ${connected('sbctl', 'unix:/dev/null', 'Connection refused')}`,
    `vsctl --db=unix:${GONE}/s show -> 1 ${connected('vsctl', `unix:${GONE}/s`, 'No such file or directory')}`,
    `trace --db=unix:${GONE}/s sw ip4 -> 1 ${connected('trace', `unix:${GONE}/s`, 'No such file or directory')}`,
    `ovsdb-client list-dbs unix:${GONE}/s -> 1 ovsdb-client: failed to connect to "unix:${GONE}/s" (No such file or directory)\n`,
    `appctl -t ${GONE}/s version -> 1 appctl: cannot connect to "${GONE}/s" (No such file or directory)\n`,
  ]);
  expect(site.files()).toEqual([]);
});

test('files that are no database, and places in use', async () => {
  const junk = site.path('junk.db');
  writeFileSync(junk, 'this is no database\n');
  const good = site.path('nb.db');
  const socket = site.path('nb.sock');
  await site.start('nb', 'ovsdb', `--create=OVN_Northbound=${good}`, `--remote=punix:${socket}`, '--ws-listen=0');
  const elsewhere = `--create=Open_vSwitch=${site.path('other.db')}`;
  const commands = [
    ['ovsdb', `${GONE}/x.db`],
    ['ovsdb', junk],
    ['ovsdb', site.rundir],
    ['ovsdb', good],
    ['ovsdb', `--create=OVN_Southbound=${GONE}/x.db`],
    ['ovsdb', `--create=Nope=${site.path('x.db')}`],
    ['ovsdb', elsewhere, `--remote=punix:${GONE}/s`],
    ['ovsdb', elsewhere, '--remote=punix:/dev/null'],
    ['ovsdb', elsewhere, '--remote=ptcp:0:192.0.2.1'],
    ['ovsdb', `--create=OVN_Southbound=${site.path('other.db')}`],
  ];
  const outcomes = [];
  for (const command of commands) outcomes.push(...(await saidBy([command])));
  const relative = outcomes.map((line) => line.replace(/^.* -> /, '').replaceAll(site.rundir, 'RUN'));
  expect(relative).toEqual([
    `1 ovsdb: I/O error: ${GONE}/x.db: open failed (No such file or directory)\n`,
    '1 ovsdb: I/O error: RUN/junk.db: cannot be read as a database (file is not a database): put a backup in its place\n',
    '1 ovsdb: I/O error: RUN: cannot be read as a database (Is a directory)\n',
    '1 ovsdb: I/O error: RUN/nb.db: another server has this database open\n',
    `1 ovsdb: I/O error: ${GONE}/x.db: create failed (No such file or directory)\n`,
    '1 ovsdb: --create: Nope: neither a known schema nor a file\n',
    `1 ovsdb: punix:${GONE}/s: listen failed (No such file or directory)\n`,
    '1 ovsdb: punix:/dev/null: listen failed (Address already in use)\n',
    '1 ovsdb: ptcp:0:192.0.2.1: listen failed (Cannot assign requested address)\n',
    '1 ovsdb: RUN/other.db: holds database Open_vSwitch, not OVN_Southbound\n',
  ]);
  // The served database goes on, and nothing else is left open or half made.
  expect((await site.run('nbctl', `--db=unix:${socket}`, 'ls-add', 'sw0')).status).toBe(0);
  expect(site.files().filter((name) => !name.startsWith('nb.') && !name.startsWith('.'))).toEqual([
    'junk.db',
    'other.db',
  ]);
});
