/**
 * Peers that are not ours: python3-openvswitch's IDL, python3-ovsdbapp, and C's tools, each on ovsdb-server and on ours
 * with the same contents. What they say must be the same; Python's over TLS with certificates of ovs-pki, too.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, type CommandResult, Daemon, freePort, run as runCommand, until } from '#testing';
import { Peer } from './ovsdb/peer.js';
import { Talk } from './ovsdb-peers/talk.js';
import { compareLines, type ParityReport } from './report.js';

const PYTHON = '/usr/bin/python3';
const script = (name: string) => new URL(`../../../test/parity/ovsdb-peers/${name}`, import.meta.url).pathname;
const OURS = new URL('../../packages/ovsdb/src/main.js', import.meta.url).pathname;
const SCHEMAS: readonly (readonly [name: string, file: string])[] = [
  ['OVN_Northbound', '/usr/share/ovn/ovn-nb.ovsschema'],
  ['OVN_Southbound', '/usr/share/ovn/ovn-sb.ovsschema'],
  ['Open_vSwitch', '/usr/share/openvswitch/vswitch.ovsschema'],
];
const WIDER = {
  name: 'Wide',
  version: '1.1.0',
  tables: {
    T: {
      columns: { name: { type: 'string' }, more: { type: { key: 'string', min: 0, max: 'unlimited' } } },
      isRoot: true,
    },
  },
};
const NARROW = {
  name: 'Wide',
  version: '1.0.0',
  tables: { T: { columns: { name: { type: 'string' } }, isRoot: true } },
};

interface Side {
  readonly daemon: Daemon;
  readonly remote: string;
  readonly env: NodeJS.ProcessEnv;
  readonly at: (name: string) => string;
  /** Private key, certificate and CA of a client over TLS. */
  readonly keys: readonly string[];
}

export async function run(report: ParityReport): Promise<void> {
  const sides = [await serve(report.rundir, 'c'), await serve(report.rundir, 'o')] as const;
  const compare = async (what: string, probe: (side: Side) => Promise<string>, on: readonly [Side, Side] = sides) => {
    const [theirs, ours] = [await probe(on[0]), await probe(on[1])].map((text) => neutral(text, report.rundir));
    compareLines(report, what, (theirs ?? '').split('\n'), (ours ?? '').split('\n'));
  };
  try {
    await compare('the IDL of python3-openvswitch', idl);
    await compare('the northbound API of python3-ovsdbapp', api);
    for (const [program, database, ...lines] of TOOLS) {
      for (const line of lines) {
        await compare(`${program} ${line}`, async ({ remote, env }) =>
          textOf(
            await attempt(
              [program, `--db=${remote}`, ...(database === 'vs' ? ['--no-wait'] : []), ...line.split(' ')],
              { env },
            ),
          ),
        );
      }
    }
    await compare('monitors of ovsdb-client', monitors);
    await compare('locks of ovsdb-client', locks);
    await compare('wait of ovsdb-client', waits);
    await compare('convert of ovsdb-client', conversion);
    await compare('backup and restore of ovsdb-client', backup);
  } finally {
    for (const { daemon } of sides) await daemon.stop();
  }
  const secure = await servePki(report.rundir);
  try {
    await compare('the IDL of python3-openvswitch over TLS', idl, secure);
    await compare('the northbound API of python3-ovsdbapp over TLS', api, secure);
  } finally {
    for (const { daemon } of secure) await daemon.stop();
  }
}

/** Basics of the C command lines, one after the other on the same contents. */
const TOOLS: readonly (readonly [program: string, kind: 'nb' | 'sb' | 'vs', ...lines: string[]])[] = [
  [
    'ovn-nbctl',
    'nb',
    'ls-add lan',
    'ls-add lan',
    '--may-exist ls-add lan',
    'lsp-add lan a -- lsp-set-addresses a 00:00:00:00:00:21 -- lsp-add lan b',
    'lsp-get-addresses a',
    '--columns=name,addresses,enabled list Logical_Switch_Port',
    'acl-add lan to-lport 100 ip4 drop',
    'acl-list lan',
    'lr-add edge -- lrp-add edge edge-lan 00:00:00:00:00:22 10.2.0.1/24 -- lr-route-add edge 0.0.0.0/0 10.2.0.2',
    'lr-route-list edge',
    '--timeout=5 wait-until Logical_Switch lan name=lan',
    'set Logical_Switch lan other_config:a=1 other_config:b=2',
    'remove Logical_Switch lan other_config a -- get Logical_Switch lan other_config',
    'lsp-del b -- lsp-list nowhere',
    'ls-del lan',
    'list Logical_Switch nowhere',
  ],
  [
    'ovn-sbctl',
    'sb',
    'chassis-add hv1 geneve 192.0.2.7',
    '--columns=name,hostname list Chassis',
    '--columns=type,ip list Encap',
    'chassis-del hv1',
    'show',
    'set-connection ptcp:0:127.0.0.1 -- get-connection',
    'del-connection',
  ],
  [
    'ovs-vsctl',
    'vs',
    'init',
    'add-br br0 -- add-port br0 p0 -- set Interface p0 type=internal external_ids:iface-id=x',
    'list-ports br0',
    '--columns=name,type list Interface p0',
    '--id=@q create QoS type=linux-htb -- set Port p0 qos=@q',
    'get Open_vSwitch . bridges:0',
    'find Interface name=p0',
    'emer-reset',
    'del-br br0 -- list-br',
  ],
];

function api({ remote, env, keys }: Side): Promise<string> {
  return runCommand([PYTHON, script('ovsdbapp_nb.py'), remote, ...keys], { env, timeoutMs: 60_000 });
}

async function idl({ remote, env, daemon, keys }: Side): Promise<string> {
  const talk = new Talk([PYTHON, script('idl.py'), remote, SCHEMAS[0]?.[1] ?? '', ...keys], env);
  try {
    await talk.hears('\nrestart\n');
    await daemon.restart();
    talk.tell('restarted');
    const status = await talk.ended();
    if (status !== 0) throw new Error(`the IDL's script failed: ${talk.text}`);
    return talk.text;
  } finally {
    await talk.kill();
  }
}

async function monitors({ remote, env }: Side): Promise<string> {
  const table = ['Logical_Switch', 'name,external_ids'];
  const everyone = '[["name","!=","hidden"]]';
  const talks = [
    ['monitor', remote, 'OVN_Northbound', ...table],
    ['monitor', remote, 'OVN_Northbound', 'Logical_Switch', 'name,!initial,!delete'],
    ['monitor', remote, 'OVN_Northbound', 'Logical_Switch', 'name', 'Logical_Router', 'name'],
    ['monitor', remote, 'OVN_Northbound', 'ALL'],
    ['monitor-cond', remote, 'OVN_Northbound', everyone, ...table],
    ['monitor-cond-since', remote, 'OVN_Northbound', everyone, ...table],
  ].map((args) => new Talk(['ovsdb-client', '--timeout=20', '-f', 'csv', ...args], env));
  const nbctl = (...words: string[]) => runCommand(['ovn-nbctl', `--db=${remote}`, ...words], { env });
  try {
    // Those that print nothing at first are there once a first change has come through to all.
    for (const [i, talk] of talks.entries()) if (i !== 1) await talk.hears('initial');
    await nbctl('ls-add', 'm1', '--', 'ls-add', 'hidden');
    for (const [i, talk] of talks.entries()) if (i !== 1) await talk.hears('m1');
    await nbctl('set', 'Logical_Switch', 'm1', 'external_ids:k=v', '--', 'set', 'Logical_Switch', 'm1', 'name=m2');
    await nbctl('ls-del', 'm2', '--', 'ls-del', 'hidden');
    for (const [i, talk] of talks.entries()) if (i !== 1) await talk.hears('delete');
    return talks
      .filter((_, i) => i !== 1)
      .map(({ text }) => text)
      .join('\n--\n');
  } finally {
    for (const talk of talks) await talk.kill();
  }
}

async function locks({ remote, env }: Side): Promise<string> {
  const first = new Talk(['ovsdb-client', '--timeout=20', 'lock', remote, 'l'], env);
  await first.hears('locked');
  const second = new Talk(['ovsdb-client', '--timeout=20', 'lock', remote, 'l'], env);
  await second.hears('locked');
  const third = new Talk(['ovsdb-client', '--timeout=20', 'steal', remote, 'l'], env);
  try {
    await third.hears('locked');
    await first.hears('stolen');
    await third.kill();
    // The one it was stolen from comes before those that wait.
    await until('the lock to come back', () => first.text.split('stolen')[1]?.includes('locked'));
    return [first, second, third].map(({ text }) => text).join('--\n');
  } finally {
    for (const talk of [first, second, third]) await talk.kill();
  }
}

async function waits({ remote, env }: Side): Promise<string> {
  const wait = async (database: string, state: string) =>
    textOf(await attempt(['ovsdb-client', '--timeout=2', 'wait', remote, database, state], { env }));
  return [
    await wait('OVN_Northbound', 'connected'),
    await wait('OVN_Northbound', 'added'),
    await wait('Nowhere', 'removed'),
    await wait('Nowhere', 'added'),
  ].join('\n');
}

async function conversion({ remote, env, at }: Side): Promise<string> {
  const client = async (...args: string[]) => textOf(await attempt(['ovsdb-client', ...args], { env }));
  writeFileSync(at('wider.ovsschema'), JSON.stringify(WIDER));
  const said = [
    await client('needs-conversion', remote, at('wider.ovsschema')),
    await client('transact', remote, '["Wide",{"op":"insert","table":"T","row":{"name":"kept"}}]'),
    await client('convert', remote, at('wider.ovsschema')),
    await client('needs-conversion', remote, at('wider.ovsschema')),
    await client('get-schema-version', remote, 'Wide'),
    await client('-f', 'csv', 'dump', remote, 'Wide', 'T', 'name', 'more'),
    await client('convert', remote, at('missing')),
  ];
  return said.join('\n');
}

async function backup({ remote, env, at }: Side): Promise<string> {
  const client = async (args: readonly string[], input = '') => attempt(['ovsdb-client', ...args], { env, input });
  await client([
    'transact',
    remote,
    '["OVN_Northbound",{"op":"insert","table":"Address_Set","row":{"name":"a","addresses":["set",["10.0.0.1","10.0.0.2"]]}}]',
  ]);
  const saved = await client(['backup', remote, 'OVN_Northbound']);
  writeFileSync(at('saved.db'), saved.stdout);
  const before = await client(['-f', 'csv', 'dump', remote, 'OVN_Northbound']);
  await client(['transact', remote, '["OVN_Northbound",{"op":"delete","table":"Address_Set","where":[]}]']);
  const restored = await client(['restore', remote, 'OVN_Northbound'], saved.stdout);
  const after = await client(['-f', 'csv', 'dump', remote, 'OVN_Northbound']);
  const same = before.stdout.split('\n').sort().join('\n') === after.stdout.split('\n').sort().join('\n');
  return [
    `status ${saved.status} ${restored.status} ${restored.stderr}`,
    `the same: ${same}`,
    textOf(await attempt(['ovsdb-tool', 'db-version', at('saved.db')], { env })),
    textOf(await client(['restore', remote, 'OVN_Northbound'], 'nonsense')).replace(/stdin.*/s, 'stdin'),
  ].join('\n');
}

/** Servers that are reached over TLS only by who has a certificate; contents of their own. */
async function servePki(rundir: string): Promise<readonly [Side, Side]> {
  const directory = join(rundir, 'tls');
  const env = { ...process.env, OVS_LOGDIR: rundir };
  const pki = ['ovs-pki', `--dir=${join(directory, 'pki')}`, `--log=${join(directory, 'pki.log')}`];
  mkdirSync(directory);
  await runCommand([...pki, 'init'], { env });
  await runCommand([...pki, '--unique', 'req+sign', 'peer'], { env, cwd: directory });
  const keys = ['peer-privkey.pem', 'peer-cert.pem', 'pki/switchca/cacert.pem'].map((file) => join(directory, file));
  return [await serve(directory, 'c', keys), await serve(directory, 'o', keys)];
}

async function serve(rundir: string, name: 'c' | 'o', keys: readonly string[] = []): Promise<Side> {
  const at = (file: string) => join(rundir, `${name}.${file}`);
  const local = `unix:${at('sock')}`;
  const port = keys.length === 0 ? undefined : await freePort();
  const remote = port === undefined ? local : `ssl:127.0.0.1:${port}`;
  const options = ['private-key', 'certificate', 'ca-cert'].map((option, i) => `--${option}=${keys[i] ?? ''}`);
  const tls = port === undefined ? [] : [`--remote=pssl:${port}:127.0.0.1`, ...options];
  const env = { ...process.env, OVS_RUNDIR: rundir, OVN_RUNDIR: rundir, OVS_LOGDIR: rundir, OVN_LOGDIR: rundir };
  writeFileSync(at('narrow.ovsschema'), JSON.stringify(NARROW));
  const databases: string[] = [];
  for (const [schema, file] of [...SCHEMAS, ['Wide', at('narrow.ovsschema')] as const]) {
    if (name === 'c') await runCommand(['ovsdb-tool', 'create', at(schema), file], { env });
    databases.push(name === 'c' ? at(schema) : `--create=${file}=${at(schema)}`);
  }
  const program = name === 'c' ? ['ovsdb-server'] : [process.execPath, OURS];
  const daemon = new Daemon({
    name,
    argv: [...program, ...databases, `--remote=p${local}`, ...tls, `--unixctl=${at('ctl')}`],
    env,
    logFile: at('log'),
    ready: async () => {
      (await Peer.open(local)).close();
      return true;
    },
  });
  return { daemon: await daemon.start(), remote, env, at, keys };
}

function textOf({ stdout, stderr, status }: CommandResult): string {
  return `${stdout}${stderr}status ${status}`;
}

/** Without what differs from one run to the next: uuids, times, the side's name. */
function neutral(text: string, rundir: string): string {
  return text
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z\|\d+/g, 'TIME')
    .replaceAll(rundir, 'RUN')
    .replace(/RUN\/[co]\./g, 'RUN/X.');
}
