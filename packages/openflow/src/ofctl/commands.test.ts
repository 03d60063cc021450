import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Mac, parseMac } from '#base';
import { createMemorySwitch, type MemorySwitch } from '../memory-switch.js';
import type { PortDescription } from '../message/port-message.js';
import type { SwitchServer } from '../switch-handler.js';
import { openController } from '../transport/controller.js';
import { serveSwitch } from '../transport/switch.js';
import { runCommand } from './commands.js';
import { parseOptions } from './options.js';

function portOf(port: number, name: string): PortDescription {
  const mac: Mac = parseMac(`02:00:00:00:00:0${port & 7}`)!;
  const none = { current: 0, advertised: 0, supported: 0, peer: 0, currentSpeed: 0, maxSpeed: 0 };
  return { port, name, mac, config: 0, state: 4, ...none };
}

let directory: string;
let handler: MemorySwitch;
let server: SwitchServer;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'of'));
  handler = createMemorySwitch(0x20000000001n, [portOf(0xfffe, 'br0'), portOf(1, 'p1')]);
  server = await serveSwitch({ address: `punix:${join(directory, 'br0.mgmt')}`, handler });
});

afterAll(async () => {
  await server.close();
  rmSync(directory, { recursive: true });
});

/** What the command prints, or the line that it fails with. */
async function run(line: readonly string[]): Promise<string> {
  const printed: string[] = [];
  try {
    const options = parseOptions(line);
    await runCommand({
      options,
      open: (target) =>
        openController({ address: join(directory, `${target}.mgmt`), versions: options.versions, probeMs: 0 }),
      read: () => 'table=1,priority=5,arp actions=NORMAL\n# a comment\npriority=6 actions=output:1 # another\n',
      print: (text) => printed.push(text),
      log: (module, text) => printed.push(`${module}: ${text}`),
    });
    return printed.join('\n');
  } catch (error) {
    return error instanceof Error ? `error: ${error.message}` : 'error';
  }
}

/** One after the other, on one switch. */
const steps: readonly (readonly [line: readonly string[], printed: string])[] = [
  [['add-flow', 'br0', 'table=3,priority=7,tcp,tp_dst=80 actions=load:5->NXM_NX_REG0[],output:1'], ''],
  [['-O', 'OpenFlow15', 'add-flows', 'br0', 'FILE'], ''],
  [
    ['--no-stats', 'dump-flows', 'br0'],
    ' table=3, priority=7,tcp,tp_dst=80 actions=load:0x5->NXM_NX_REG0[],output:1\n table=1, priority=5,arp actions=NORMAL\n priority=6 actions=output:1',
  ],
  [
    ['-O', 'OpenFlow15', 'dump-flows', 'br0', 'table=3'],
    'OFPST_FLOW reply (OF1.5) (xid=0x2):\n cookie=0x0, duration=0s, table=3, n_packets=0, n_bytes=0, reset_counts idle_age=0, priority=7,tcp,tp_dst=80 actions=set_field:0x5->reg0,output:1',
  ],
  [['dump-aggregate', 'br0', 'tcp'], 'NXST_AGGREGATE reply (xid=0x4): packet_count=0 byte_count=0 flow_count=1'],
  [['mod-flows', 'br0', 'tcp actions=drop'], ''],
  [
    ['--no-stats', '-OOpenFlow13', 'dump-flows', 'br0', 'tcp'],
    ' table=3, reset_counts priority=7,tcp,tp_dst=80 actions=drop',
  ],
  [['--strict', 'del-flows', 'br0', 'priority=6'], ''],
  [
    ['--no-stats', '--sort', 'dump-flows', 'br0'],
    ' table=1, priority=5,arp actions=NORMAL\n table=3, priority=7,tcp,tp_dst=80 actions=drop',
  ],
  [['-O', 'OpenFlow15', 'replace-flows', 'br0', 'FILE'], ''],
  [['--no-stats', 'dump-flows', 'br0'], ' table=1, priority=5,arp actions=NORMAL\n priority=6 actions=output:1'],
  [['-O', 'OpenFlow15', 'add-flow', 'br0', 'actions=group:9'], 'error: switch answers OFPBAC_BAD_OUT_GROUP'],
  [
    [
      '-O',
      'OpenFlow15',
      'add-group',
      'br0',
      'group_id=9,type=select,selection_method=hash,fields(ip_src),bucket=weight:3,actions=output:1,bucket=actions=2',
    ],
    '',
  ],
  [
    ['-O', 'OpenFlow15', 'dump-groups', 'br0'],
    'OFPST_GROUP_DESC reply (OF1.5) (xid=0x2):\n group_id=9,type=select,selection_method=hash,fields=ip_src,bucket=bucket_id:0,weight:3,actions=output:1,bucket=bucket_id:1,actions=output:2',
  ],
  [
    [
      '-O',
      'OpenFlow15',
      'insert-buckets',
      'br0',
      'group_id=9,command_bucket_id=last,bucket=bucket_id:7,actions=output:3',
    ],
    '',
  ],
  [['-O', 'OpenFlow15', 'remove-buckets', 'br0', 'group_id=9,command_bucket_id=0'], ''],
  [
    ['-O', 'OpenFlow13', 'dump-groups', 'br0'],
    'OFPST_GROUP_DESC reply (OF1.3) (xid=0x2):\n group_id=9,type=select,bucket=actions=output:2,bucket=weight:0,actions=output:3',
  ],
  [['-O', 'OpenFlow15', 'del-groups', 'br0'], ''],
  [['-O', 'OpenFlow13', 'add-meter', 'br0', 'meter=1,kbps,burst,band=type=drop,rate=10,burst_size=20'], ''],
  [
    ['-O', 'OpenFlow13', 'dump-meters', 'br0'],
    'OFPST_METER_CONFIG reply (OF1.3) (xid=0x2):\nmeter=1 kbps burst bands=\ntype=drop rate=10 burst_size=20',
  ],
  [['add-tlv-map', 'br0', '{class=0x102,type=0x80,len=4}->tun_metadata0'], ''],
  [
    ['dump-tlv-map', 'br0'],
    'NXT_TLV_TABLE_REPLY (xid=0x2):\n max option space=256 max fields=64\n allocated option space=4\n\n mapping table:\n  class  type  length  match field\n ------  ----  ------  --------------\n  0x102  0x80       4  tun_metadata0',
  ],
  [['mod-port', 'br0', 'p1', 'no-forward'], ''],
  [
    ['-O', 'OpenFlow15', 'dump-ports-desc', 'br0', '1'],
    'OFPST_PORT_DESC reply (OF1.5) (xid=0x2):\n 1(p1): addr:02:00:00:00:00:01\n     config:     NO_FWD\n     state:      LIVE\n     speed: 0 Mbps now, 0 Mbps max',
  ],
  [['packet-out', 'br0', 'in_port=1 packet=0102 actions=output:1'], ''],
  [['frob'], "error: unknown command 'frob'; use --help for help"],
  [['show'], "error: 'show' command requires at least 1 arguments"],
  [['--nope', 'show', 'br0'], "error: unrecognized option '--nope'"],
  [['add-flow', 'br0', 'nope=1 actions=drop'], 'error: unknown keyword nope'],
];

test('commands do to a switch what they say, and print as ovs-ofctl', async () => {
  const outcome: (readonly [readonly string[], string])[] = [];
  for (const [line] of steps) outcome.push([line, await run(line)]);
  expect(outcome).toEqual(steps);
  expect(handler.packetsOut.map((message) => [...message.packet])).toEqual([[1, 2]]);
});
