/**
 * Options that all programs share, each by itself: the C program and ours must say the same, write the same to their log file,
 * and end alike. Daemons are asked only what ends them.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { attempt, makeSubdirectory, run } from '#testing';
import { differenceOf, type ParityReport } from '../report.js';

const COMPAT = resolve(fileURLToPath(import.meta.url), '../../../../../bin/compat');

interface Program {
  readonly name: string;
  /** Words before and behind the options. */
  readonly before: readonly string[];
  readonly behind: readonly string[];
  /** Options that it has not, or has otherwise. */
  readonly lacks?: RegExp;
}

/** Remotes of the two databases. */
interface Databases {
  readonly nb: string;
  readonly sb: string;
}

const tools = ({ nb, sb }: Databases): readonly Program[] => [
  { name: 'ovn-trace', before: [`--db=${sb}`], behind: ['dp', '1'] },
  { name: 'ovsdb-client', before: [], behind: ['list-dbs', nb], lacks: /--(?:db|shuffle|no-shuffle|u$)/ },
  { name: 'ovn-nbctl', before: [`--db=${nb}`, '-t10'], behind: ['get', 'NB_Global', '.', 'nb_cfg'] },
];

const DAEMONS: readonly Program[] = [
  { name: 'ovn-northd', before: [], behind: [] },
  { name: 'ovn-controller', before: [], behind: ['unix:/nonexistent'] },
  { name: 'ovsdb-server', before: [], behind: ['/nonexistent'] },
];

/** Where the words `key`, `cert`, `other` (a key) and `junk` stand, files of that content do. */
const OF_TOOLS = `
--syslog-method=foo
--syslog-method=
--syslog-method=null
--syslog-method=libc
--syslog-method=unix:/nonexistent/x
--syslog-method=udp:127.0.0.1:5140
--syslog-method=udp:nohost.invalid:5140
--syslog-method=udp:
--syslog-target=127.0.0.1:5141
--syslog-target=127.0.0.1
--syslog-target=[::1]
--syslog-target=127.0.0.1:99999
--syslog-target=
--user=nosuchuser
--user=root
--user=root:nosuchgroup
--user=root:daemon
--user=:
--user=0
--log-file
--log-file=@/own.log
--log-file=own.log
--log-file=/nonexistent/x.log
--log-file=
--log-file=@
--log-file=a.log --log-file=b.log
--log-file --log-file=/nonexistent/x
--log-file=/nonexistent/x --version
-vfoo --version
-vfoo
-vconsole:off
-vvlog:file:dbg --log-file
-vnosuch:dbg
-vANY:ANY:INFO --log-file
-vPATTERN:console:%m:%p --log-file
-vPATTERN::console::%m:%p --log-file
-vPATTERN:file --log-file
-vPATTERN
-vPATTERN:foo:%m
-vPATTERN:ANY:%p-%m --log-file
-vpattern::%m
-vFACILITY:daemon
-vFACILITY:foo
-vFACILITY
-vvlog,console,info --log-file
-vvlog/console/dbg
-vvlog:OFF --log-file
-vfile:off --log-file
-vinfo,warn
-vconsole:syslog:dbg
-vvlog:stream_ssl:dbg
-vdbg:foo
-voff --log-file=/nonexistent/x
-p /nonexistent/k -c /nonexistent/c -C /nonexistent/ca
-p key -c cert -C /nonexistent/ca
-p key -c cert -C junk
-p junk -c cert -C cert
-p key -c junk -C cert
-p other -c cert -C cert
-p junk -c junk -C junk
-p @ -c @ -C @
-p key -c cert -C cert
-p key -c cert -C none
--db=foo
--db=
--db=tcp:127.0.0.1
--db=tcp:127.0.0.1:1
--db=unix:/nonexistent
--db=ssl:127.0.0.1:1
--db=ssl:127.0.0.1
--db=ssl:127.0.0.1:1 -p key -c cert -C cert
--db=ssl:127.0.0.1:1 -p key -c cert -C none
--db=ssl:127.0.0.1:1 -p /nonexistent/k -c cert -C cert
--db=ssl:127.0.0.1:1 -p key -c /nonexistent/c -C cert
--db=ssl:127.0.0.1:1 -p key -c cert
--db=ssl:127.0.0.1:1 -p junk -c cert -C cert
--no-leader-only
--leader-only
--leader-only=x
--no-leader-only --leader-only
--shuffle-remotes
--no-shuffle-remotes
--nosuch
-Z
--u
`;

const OF_DAEMONS = `
--syslog-method=foo
--user=nosuchuser
--user=root:nosuchgroup
--user=root:daemon
--pidfile --user=nosuchuser
--log-file=/nonexistent/x
--log-file=
--log-file=@
--log-file=a.log --log-file=/nonexistent/x
-vfoo
-vinfo,warn
-vconsole:syslog:dbg
-vvlog:stream_ssl:dbg
-vpattern::%m
-vPATTERN
-vFACILITY:foo
-vfoo --version
--log-file=/nonexistent/x --version
`;

/** Each line on every program with `--long`; else on the programs in turn. */
export async function compareOptions(report: ParityReport, databases: Databases): Promise<void> {
  const rundir = makeSubdirectory(report.rundir, 'options');
  for (const name of ['key', 'other']) {
    const made = ['-keyout', join(rundir, name), '-out', join(rundir, name === 'key' ? 'cert' : 'cert2')];
    await run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=x', ...made]);
  }
  await run(['ovn-nbctl', `--db=${databases.nb}`, 'init']);
  writeFileSync(join(rundir, 'junk'), 'junk\n');
  const linesOf = (text: string) => text.split('\n').slice(1, -1);
  const asked = (programs: readonly Program[], text: string) =>
    linesOf(text).flatMap((line, at) => {
      const able = programs.filter(({ lacks }) => lacks?.test(line) !== true);
      return able.filter((_, turn) => report.isLong || at % able.length === turn).map((program) => ({ program, line }));
    });
  const questions = [...asked(tools(databases), OF_TOOLS), ...asked(DAEMONS, OF_DAEMONS)];
  for (const [at, { program, line }] of questions.entries()) {
    const [theirs, ours] = await Promise.all(
      (['c', 'heddle'] as const).map((make) => outcome(makeSubdirectory(rundir, `${at}${make}`), make, program, line)),
    );
    const what = `${program.name} ${line}`;
    const difference = differenceOf(theirs ?? [], ours ?? []);
    if (difference === '') report.ok(what);
    else report.differ(what, difference);
  }
}

async function outcome(
  directory: string,
  make: 'c' | 'heddle',
  { name, before, behind }: Program,
  line: string,
): Promise<readonly string[]> {
  const files = resolve(directory, '..');
  const words = line.split(' ').map((word) => {
    if (/^(?:key|cert|other|junk)$/.test(word)) return join(files, word);
    return word.replace('@', directory);
  });
  const variables = ['RUNDIR', 'LOGDIR', 'DBDIR'].flatMap((variable) => [`OVN_${variable}`, `OVS_${variable}`]);
  const env = { ...process.env, ...Object.fromEntries(variables.map((variable) => [variable, directory])) };
  const program = make === 'c' ? name : join(COMPAT, name);
  const { status, stdout, stderr } = await attempt([program, ...before, ...words, ...behind], { env, cwd: directory });
  const logs = readdirSync(directory)
    .filter((file) => file.endsWith('.log'))
    .map((file) => `${file}:\n${readFileSync(join(directory, file), 'utf8')}`);
  return [
    `status ${status}`,
    ...[stdout, stderr, ...logs].flatMap((text) =>
      text.replaceAll(directory, 'DIR').replaceAll(files, 'FILES').split('\n'),
    ),
  ]
    .filter(
      (text) =>
        !/\|(?:hmap|reconnect|ovsdb_cs|poll_loop|jsonrpc|ovsdb_idl)\|/.test(text) && !text.startsWith('Heddle '),
    )
    .map((text) => text.replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z\|\d+\|/, 'TIME|'));
}
