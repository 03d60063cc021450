/**
 * TLS with certificates of ovs-pki: C's tools on our server, ours on C's. Who has no good certificate is refused with one
 * line of the log; certificates that are replaced on disk are taken up; protocols can be bounded.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '#base';
import { tlsFiles } from '#ovsdb/jsonrpc';
import { stringifyJson } from '#ovsdb/notation';
import { attempt, Daemon, run as runCommand, until } from '#testing';
import { Peer } from './ovsdb/peer.js';
import { Talk } from './ovsdb-peers/talk.js';
import { compareKeysInDatabase } from './ovsdb-tls/keys-in-database.js';
import type { ParityReport } from './report.js';

const program = (path: string) => [process.execPath, new URL(`../../${path}`, import.meta.url).pathname];
const SERVER = program('packages/ovsdb/src/main.js');
const CLIENT = program('packages/ovsdb/src/client-main.js');
const NBCTL = program('nbctl/src/main.js');
const SCHEMA = '/usr/share/ovn/ovn-nb.ovsschema';

export async function run(report: ParityReport): Promise<void> {
  const { rundir } = report;
  const at = (name: string) => join(rundir, name);
  const env = { ...process.env, OVS_RUNDIR: rundir, OVN_RUNDIR: rundir, OVS_LOGDIR: rundir, OVN_LOGDIR: rundir };
  const expect = (what: string, isRight: boolean, detail: string) =>
    isRight ? report.ok(what) : report.differ(what, detail);

  for (const ca of ['pki', 'other']) {
    mkdirSync(at(`${ca}-keys`));
    const pki = ['ovs-pki', `--dir=${at(ca)}`, `--log=${at('pki.log')}`];
    await runCommand([...pki, 'init'], { env });
    for (const name of ['server', 'client']) {
      await runCommand([...pki, '--unique', 'req+sign', name], { env, cwd: at(`${ca}-keys`) });
    }
  }
  await expire(at, env);
  const keys = (ca: string, name: string, trusted = ca) => [
    `--private-key=${at(`${ca}-keys/${name}-privkey.pem`)}`,
    `--certificate=${at(`${ca}-keys/${name}-cert.pem`)}`,
    `--ca-cert=${at(`${trusted}/switchca/cacert.pem`)}`,
  ];
  for (const part of ['privkey', 'cert']) copyFileSync(at(`pki-keys/server-${part}.pem`), at(`live-${part}.pem`));
  const live = [
    `--private-key=${at('live-privkey.pem')}`,
    `--certificate=${at('live-cert.pem')}`,
    `--ca-cert=${at('pki/switchca/cacert.pem')}`,
  ];
  await runCommand(['ovsdb-tool', 'create', at('c.db'), SCHEMA], { env });
  const daemon = (name: string, argv: readonly string[], kind: 'pssl' | 'pwss' = 'pssl') =>
    new Daemon({
      name,
      argv: [
        ...argv,
        `--remote=${kind}:0:127.0.0.1`,
        `--remote=punix:${at(`${name}.sock`)}`,
        `--unixctl=${at(`${name}.ctl`)}`,
      ],
      env,
      logFile: at(`${name}.log`),
      ready: async () => {
        (await Peer.open(`unix:${at(`${name}.sock`)}`)).close();
        return true;
      },
    }).start();
  const theirs = await daemon('c', ['ovsdb-server', at('c.db'), ...live]);
  const ours = await daemon('o', [...SERVER, `--create=OVN_Northbound=${at('o.db')}`, ...live]);
  const bounded = await daemon('b', [
    ...SERVER,
    `--create=OVN_Northbound=${at('b.db')}`,
    ...keys('pki', 'server'),
    '--ssl-protocols=TLSv1.2',
    '--ssl-ciphers=ECDHE-RSA-AES256-GCM-SHA384',
  ]);
  const web = await daemon('w', [...SERVER, `--create=OVN_Northbound=${at('w.db')}`, ...keys('pki', 'server')], 'pwss');
  const learner = await daemon('l', [
    ...SERVER,
    `--create=OVN_Northbound=${at('l.db')}`,
    ...keys('pki', 'server').slice(0, 2),
    `--bootstrap-ca-cert=${at('learned.pem')}`,
  ]);
  try {
    const port = async (pid: number | undefined) =>
      String(await until('its port', () => listeningPort(String(pid), env)));
    const remotes = { c: `ssl:127.0.0.1:${await port(theirs.pid)}`, o: `ssl:127.0.0.1:${await port(ours.pid)}` };
    const good = keys('pki', 'client');

    for (const [what, argv, remote] of [
      ['C ovn-nbctl on ours', ['ovn-nbctl'], remotes.o],
      ['our nbctl on C', NBCTL, remotes.c],
      ['our nbctl on ours', NBCTL, remotes.o],
    ] as const) {
      const tool = [...argv, `--db=${remote}`, ...good];
      const said = await attempt(
        [...tool, '--', '--may-exist', 'ls-add', 'tls', '--', 'get', 'Logical_Switch', 'tls', 'name'],
        { env },
      );
      expect(what, said.status === 0 && said.stdout.trim() === 'tls', `${said.stdout}${said.stderr}`);
    }
    for (const [what, argv, remote] of [
      ['C ovsdb-client on ours', ['ovsdb-client'], remotes.o],
      ['our ovsdb-client on C', CLIENT, remotes.c],
    ] as const) {
      const said = await attempt([...argv, ...good, 'list-dbs', remote], { env });
      expect(what, said.status === 0 && said.stdout.includes('OVN_Northbound'), `${said.stdout}${said.stderr}`);
    }

    // One who is connected all the while must not notice the others, nor the new certificate.
    const monitor = new Talk(
      ['ovsdb-client', ...good, 'monitor', remotes.o, 'OVN_Northbound', 'Logical_Switch', 'name'],
      env,
    );
    await monitor.hears('tls');
    const lines = () =>
      readFileSync(at('o.log'), 'utf8')
        .split('\n')
        .filter((line) => line.includes('handshake failed'));
    for (const [what, argv, why] of [
      ['a certificate of another CA', keys('other', 'client', 'pki'), 'unknown CA'],
      ['an expired certificate', keys('pki', 'expired'), 'expired'],
    ] as const) {
      for (const client of [['ovsdb-client'], CLIENT]) {
        const before = lines().length;
        const said = await attempt([...client, '--timeout=5', ...argv, 'list-dbs', remotes.o], { env });
        await until('the line', () => lines().length > before, { timeoutMs: 3000 }).catch(() => undefined);
        const logged = lines().slice(before);
        const [line = ''] = logged;
        const isTold = /\|ssl:127\.0\.0\.1:[1-9]\d*: /.test(line) && line.includes(why);
        const isRight = said.status !== 0 && logged.length === 1 && isTold;
        expect(`refused: ${what}`, isRight, `status ${said.status}\n${logged.join('\n')}`);
      }
    }
    const before = lines().length;
    const bare = await attempt(
      ['openssl', 's_client', '-connect', remotes.o.slice(4), '-CAfile', at('pki/switchca/cacert.pem')],
      { env },
    );
    await until('the line', () => lines().length > before, { timeoutMs: 3000 }).catch(() => undefined);
    const logged = lines().slice(before);
    expect(
      'refused: no certificate',
      logged.length === 1 && (logged[0] ?? '').includes('did not return a certificate'),
      `${logged.join('\n')}\n${bare.stderr}`,
    );
    for (const client of [['ovsdb-client'], CLIENT]) {
      const said = await attempt([...client, '--timeout=5', ...keys('pki', 'client', 'other'), 'list-dbs', remotes.c], {
        env,
      });
      expect('a server of another CA is not trusted', said.status !== 0, said.stdout);
    }

    const shown = async () => serialOf(remotes.o.slice(4), good, env);
    const first = await shown();
    for (const part of ['privkey', 'cert']) {
      copyFileSync(at(`pki-keys/client-${part}.pem`), at(`next-${part}.pem`));
      renameSync(at(`next-${part}.pem`), at(`live-${part}.pem`));
    }
    const second = await shown();
    expect(
      'certificates replaced on disk are taken up',
      first !== '' && second !== '' && first !== second,
      `${first} then ${second}`,
    );
    await runCommand(['ovn-nbctl', `--db=${remotes.o}`, ...good, 'ls-add', 'later'], { env });
    await monitor.hears('later');
    expect('connected clients do not notice', monitor.text.includes('later'), monitor.text);
    await monitor.kill();

    await compareBootstrap(expect, at, env, remotes.o, `ssl:127.0.0.1:${await port(learner.pid)}`, keys);
    await compareKeysInDatabase({
      rundir,
      env,
      expect,
      ours: SERVER,
      client: good,
      files: [at('pki-keys/server-privkey.pem'), at('pki-keys/server-cert.pem'), at('pki/switchca/cacert.pem')],
      port,
    });
    await compareWebSocket(expect, `wss:127.0.0.1:${await port(web.pid)}`, keys, env);
    await explainRefusal(expect, remotes.c, keys, env);

    const place = `127.0.0.1:${await port(bounded.pid)}`;
    const speak = async (...more: string[]) => {
      const [key = '', cert = ''] = good.map((option) => option.slice(option.indexOf('=') + 1));
      const said = await attempt(['openssl', 's_client', '-connect', place, '-key', key, '-cert', cert, ...more], {
        env,
      });
      return /Cipher is (\S+)/.exec(said.stdout)?.[1] ?? '';
    };
    const ciphers = [
      await speak(),
      await speak('-tls1_3'),
      await speak('-cipher', 'ECDHE-RSA-AES128-GCM-SHA256', '-tls1_2'),
    ];
    expect(
      '--ssl-protocols, --ssl-ciphers',
      ciphers.join(' ') === 'ECDHE-RSA-AES256-GCM-SHA384 (NONE) (NONE)',
      ciphers.join(' '),
    );
  } finally {
    for (const each of [theirs, ours, bounded, web, learner]) await each.stop();
  }
}

type Expect = (what: string, isRight: boolean, detail: string) => void;
type Keys = (ca: string, name: string, trusted?: string) => string[];

/** Trust on first use: by a client of ours, and by a server of ours of C's client. */
async function compareBootstrap(
  expect: Expect,
  at: (name: string) => string,
  env: NodeJS.ProcessEnv,
  known: string,
  learner: string,
  keys: Keys,
): Promise<void> {
  const good = keys('pki', 'client');
  for (const [what, argv] of [
    ['ovsdb-client', CLIENT],
    ['nbctl', [...NBCTL, `--db=${known}`]],
  ] as const) {
    const file = at(`${what}-learned.pem`);
    const command = what === 'nbctl' ? ['--no-leader-only', 'ls-list'] : ['list-dbs', known];
    const ask = () => attempt([...argv, ...good.slice(0, 2), `--bootstrap-ca-cert=${file}`, ...command], { env });
    const [first, second] = [await ask(), await ask()];
    const isRight = first.status === 0 && second.status === 0 && isCertificate(file);
    expect(`${what}: the CA is learned from the first server`, isRight, `${first.stderr}${second.stderr}`);
  }
  const argv = ['ovsdb-client', '--timeout=5', ...good, 'list-dbs', learner];
  const [first, second] = [await attempt(argv, { env }), await attempt(argv, { env })];
  const isLearned = first.status !== 0 && second.status === 0 && isCertificate(at('learned.pem'));
  expect('the CA is learned from the first client', isLearned, `${first.stdout}${second.stderr}`);
  const other = await attempt([...CLIENT, '--timeout=5', ...keys('other', 'client', 'pki'), 'list-dbs', learner], {
    env,
  });
  expect('clients of another CA are refused from then on', other.status !== 0, other.stdout);
}

function isCertificate(file: string): boolean {
  return existsSync(file) && readFileSync(file, 'utf8').startsWith('-----BEGIN CERTIFICATE-----');
}

/** JSON-RPC 2.0 over wss; a server whose CA is not the trusted one is left. */
async function compareWebSocket(expect: Expect, remote: string, keys: Keys, env: NodeJS.ProcessEnv): Promise<void> {
  const tlsOf = (options: readonly string[]) =>
    tlsFiles((name) => options.find((option) => option.startsWith(`--${name}=`))?.slice(name.length + 3));
  const peer = await Peer.open(remote, { tls: tlsOf(keys('pki', 'client')) });
  const { result } = await peer.ask('list_dbs', []);
  peer.close();
  expect('a client over wss', stringifyJson(result ?? null).includes('OVN_Northbound'), stringifyJson(result ?? null));
  const refused = await Peer.open(remote, { tls: tlsOf(keys('pki', 'client', 'other')) }).then(
    () => 'connected',
    (error: unknown) => messageOf(error),
  );
  expect('a server of another CA is not trusted over wss', refused !== 'connected', refused);
  for (const [ca, status] of [
    ['pki', 0],
    ['other', 1],
  ] as const) {
    const trusted = keys('pki', 'client', ca).filter((option) => option.startsWith('--ca-cert='));
    const said = await attempt([...CLIENT, '--timeout=5', ...trusted, 'list-dbs', remote], { env });
    expect(`ovsdb-client over wss with nothing but the CA ${ca}`, said.status === status, said.stdout + said.stderr);
  }
}

/** What a server says of the certificate that it refuses comes as the one line in which C's tools log it. */
async function explainRefusal(expect: Expect, remote: string, keys: Keys, env: NodeJS.ProcessEnv): Promise<void> {
  const said = await attempt([...CLIENT, '--timeout=5', ...keys('other', 'client', 'pki'), 'list-dbs', remote], {
    env,
  });
  // The server may be gone before the request is written.
  const isOneLine = /^ovsdb-client: [^\n]*(SSL routines::tlsv1 alert unknown ca|Broken pipe|reset by peer)\)\n$/;
  expect('the reason of a refusal', said.status === 1 && isOneLine.test(said.stderr), said.stderr);
}

/** A client's certificate of the right CA whose time is over. */
async function expire(at: (name: string) => string, env: NodeJS.ProcessEnv): Promise<void> {
  const ca = at('pki/switchca');
  const keys = at('pki-keys');
  copyFileSync(`${keys}/client-privkey.pem`, `${keys}/expired-privkey.pem`);
  const dates = ['-startdate', '20200101000000Z', '-enddate', '20200102000000Z'];
  const files = ['-in', `${keys}/client-req.pem`, '-out', `${keys}/expired-cert.pem`];
  await runCommand(['openssl', 'ca', '-batch', '-notext', '-config', 'ca.cnf', ...dates, ...files], { env, cwd: ca });
}

/** The serial number of the certificate that a server shows. */
async function serialOf(place: string, keys: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const [key = '', cert = ''] = keys.map((option) => option.slice(option.indexOf('=') + 1));
  const said = await attempt(['openssl', 's_client', '-connect', place, '-key', key, '-cert', cert], { env });
  return /-----BEGIN CERTIFICATE-----[^-]*/.exec(said.stdout)?.[0] ?? '';
}

/** The tcp port on which a process listens. */
async function listeningPort(pid: string, env: NodeJS.ProcessEnv): Promise<number | undefined> {
  const sockets = await runCommand(['ss', '-Hltnp'], { env });
  const line = sockets.split('\n').find((each) => each.includes(`pid=${pid},`));
  const port = /127\.0\.0\.1:(\d+)/.exec(line ?? '')?.[1];
  return port === undefined ? undefined : Number(port);
}
