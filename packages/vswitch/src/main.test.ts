import { createSocket } from 'node:dgram';
import { existsSync, readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { unixctlCall } from '#daemon';
import { requestOnce } from '#ovsdb/client';
import { connect, systemClock } from '#ovsdb/jsonrpc';
import type { Json } from '#ovsdb/notation';
import { parseIpv4Packet, parsePcap, parseUdp } from '#packets';
import { Daemon, makeRunDirectory, makeSubdirectory, removeRunDirectory, until } from '#testing';

/** Two hosts, each its own vswitchd on an address of the loopback, joined by a Geneve tunnel; on each a simulated machine. */
const UDP_PORT = '16081';
const main = join(dirname(fileURLToPath(import.meta.url)), 'main.js');
const root = makeRunDirectory('hv-');

interface Host {
  readonly directory: string;
  readonly address: string;
  readonly daemon: Daemon;
}

function makeHost(number: number): Host {
  const directory = makeSubdirectory(root, `h${number}`);
  const control = join(directory, 'v.ctl');
  const daemon = new Daemon({
    name: `vswitchd ${number}`,
    argv: [process.execPath, main, `--unixctl=${control}`],
    env: { ...process.env, OVS_RUNDIR: directory, OVS_LOGDIR: directory, OVS_DBDIR: directory },
    logFile: join(directory, 'v.log'),
    // The database has its row, with what the program writes first.
    ready: async () =>
      existsSync(join(directory, 'db.sock')) &&
      JSON.stringify(await ask(directory, { op: 'select', table: 'Open_vSwitch', where: [] })).includes('"sim"'),
  });
  return { directory, address: `127.0.0.2${number}`, daemon };
}

const hosts = [makeHost(1), makeHost(2)] as const;

function transact(host: Host, ...operations: readonly Json[]): Promise<Json> {
  return ask(host.directory, ...operations);
}

function ask(directory: string, ...operations: readonly Json[]): Promise<Json> {
  const remote = `unix:${join(directory, 'db.sock')}`;
  return requestOnce(remote, 'transact', ['Open_vSwitch', ...operations], { connect, clock: systemClock });
}

const map = (values: Readonly<Record<string, string>>): Json => ['map', Object.entries(values)];

/** A bridge with its own port, a tunnel to the other host, and a machine. */
function configuration(host: Host, other: Host, number: number): readonly Json[] {
  const interfaces = [
    { name: 'br0', type: 'internal' },
    {
      name: 'tun',
      type: 'geneve',
      options: map({ remote_ip: other.address, local_ip: host.address, key: '7', dst_port: UDP_PORT }),
    },
    { name: `vm${number}`, type: 'sim', options: map({ ip: `10.0.0.${number}/24` }) },
    { name: 'odd', type: 'nonsense' },
  ];
  return [
    ...interfaces.flatMap((row, i) => [
      { op: 'insert', table: 'Interface', 'uuid-name': `i${i}`, row },
      {
        op: 'insert',
        table: 'Port',
        'uuid-name': `p${i}`,
        row: { name: row.name, interfaces: ['named-uuid', `i${i}`] },
      },
    ]),
    {
      op: 'insert',
      table: 'Bridge',
      'uuid-name': 'b',
      row: { name: 'br0', ports: ['set', interfaces.map((_, i) => ['named-uuid', `p${i}`])] },
    },
    {
      op: 'mutate',
      table: 'Open_vSwitch',
      where: [],
      mutations: [['bridges', 'insert', ['set', [['named-uuid', 'b']]]]],
    },
    { op: 'mutate', table: 'Open_vSwitch', where: [], mutations: [['next_cfg', '+=', 1]] },
  ];
}

async function appctl(host: Host, ...words: readonly string[]): Promise<string> {
  const [method = '', ...args] = words;
  const { isError, text } = await unixctlCall(join(host.directory, 'v.ctl'), method, args);
  if (isError) throw new Error(text);
  return text;
}

beforeAll(async () => {
  await Promise.all(hosts.map((host) => host.daemon.start()));
  await transact(hosts[0], ...configuration(hosts[0], hosts[1], 1));
  await transact(hosts[1], ...configuration(hosts[1], hosts[0], 2));
  for (const host of hosts) {
    await until('the configuration to be in force', async () => {
      const wait = { op: 'select', table: 'Open_vSwitch', where: [['cur_cfg', '==', 1]], columns: ['cur_cfg'] };
      return JSON.stringify(await transact(host, wait)).includes('"cur_cfg":1');
    });
  }
}, 30_000);

afterAll(async () => {
  await Promise.all(hosts.map((host) => host.daemon.stop()));
  removeRunDirectory(root);
}, 30_000);

test('machines on two hosts ping each other through the tunnel, and the datagram can be captured', async () => {
  for (const name of ['c.pcap', '']) {
    const refused = appctl(hosts[1], 'tunnel/capture', '--pcap', name);
    await expect(refused).rejects.toThrow(`--pcap: "${name}" is no whole path of a file`);
  }
  const file = join(root, 'c.pcap');
  const captured = appctl(hosts[1], 'tunnel/capture', '1', 'icmp-request', 'vni=7', '--pcap', file);
  const ping = await appctl(hosts[0], 'sim/ping', 'vm1', '10.0.0.2', '2', '0.05');
  expect(ping).toContain('2 packets transmitted, 2 received, 0% packet loss');
  const datagram: unknown = JSON.parse(await captured);
  expect(datagram).toMatchObject({
    source: '127.0.0.21',
    destination: '127.0.0.22',
    destinationPort: Number(UDP_PORT),
  });
  const [packet] = parsePcap(readFileSync(file)).packets;
  const outer = parseIpv4Packet(packet?.bytes ?? new Uint8Array());
  expect([outer.source, outer.destination, parseUdp(outer.payload).destinationPort]).toEqual([
    '127.0.0.21',
    '127.0.0.22',
    Number(UDP_PORT),
  ]);
});

test('the database says what is in force, and what is wrong', async () => {
  const select = (name: string) => ({
    op: 'select',
    table: 'Interface',
    where: [['name', '==', name]],
    columns: ['ofport', 'error', 'link_state'],
  });
  const rows = await transact(hosts[0], select('br0'), select('tun'), select('vm1'), select('odd'));
  expect(rows).toEqual([
    { rows: [{ ofport: 65534, error: ['set', []], link_state: 'down' }] },
    { rows: [{ ofport: 2, error: ['set', []], link_state: 'up' }] },
    { rows: [{ ofport: 3, error: ['set', []], link_state: 'up' }] },
    {
      rows: [
        {
          ofport: -1,
          error: 'could not open network device odd (Address family not supported by protocol)',
          link_state: ['set', []],
        },
      ],
    },
  ]);
});

test('TCP is echoed, a closed port refuses, an unknown machine is named', async () => {
  expect(await appctl(hosts[0], 'sim/tcp', 'vm1', '10.0.0.2', '7', 'hello')).toBe('hello\n');
  await expect(appctl(hosts[0], 'sim/tcp', 'vm1', '10.0.0.2', '8')).rejects.toThrow(
    '10.0.0.2 port 8: Connection refused',
  );
  await expect(appctl(hosts[0], 'sim/ping', 'vm9', '10.0.0.2')).rejects.toThrow(
    'vm9: no simulated machine of this name',
  );
});

test('garbage on its sockets is counted and dropped; the switch goes on', async () => {
  const sender = createSocket('udp4');
  const garbage = [
    new Uint8Array(0),
    new Uint8Array([0xff]),
    new Uint8Array(1000).fill(0xa5),
    Buffer.from('0240655800000700'),
  ];
  for (const bytes of garbage) {
    await new Promise((resolve) => sender.send(bytes, Number(UDP_PORT), hosts[1].address, resolve));
  }
  sender.close();
  await until('the garbage to be counted', async () =>
    / [1-9]\d* malformed/.test(await appctl(hosts[1], 'tunnel/show')),
  );
  const closed = new Promise((resolve) => {
    const peer = createConnection(join(hosts[1].directory, 'br0.mgmt'));
    peer.on('close', resolve);
    peer.on('error', () => {});
    // A header of version 0x99 that says no hello.
    peer.write(Buffer.from('9963000800000000', 'hex'));
    peer.resume();
  });
  await closed;
  const ping = await appctl(hosts[0], 'sim/ping', 'vm1', '10.0.0.2', '1');
  expect(ping).toContain('1 packets transmitted, 1 received, 0% packet loss');
});
