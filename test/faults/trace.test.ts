/** trace with the world around it: its daemon through changes and losses of the database, and a switch's flows. */
import { existsSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { unixctlCall } from '#daemon';
import { until } from '#testing';
import { Site } from './site.js';

const LIMIT_MS = 120_000;

let site: Site;
beforeEach(() => {
  site = new Site();
});
afterEach(() => site.close());

const database = () => `--db=unix:${site.path('sb.sock')}`;
const startDatabase = () =>
  site.start('sb', 'ovsdb', `--create=OVN_Southbound=${site.path('sb.db')}`, `--remote=punix:${site.path('sb.sock')}`);

async function sbctl(...words: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await site.run('sbctl', database(), ...words);
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}

/** A switch whose two ports reach each other. */
async function fill(): Promise<void> {
  const flow = (pipeline: string, match: string, actions: string, stage: string) => [
    ...['--', 'create', 'Logical_Flow', 'logical_datapath=@sw', `pipeline=${pipeline}`, 'table_id=0', 'priority=1'],
    `match=${JSON.stringify(match)}`,
    `actions=${JSON.stringify(actions)}`,
    `external_ids:stage-name=${stage}`,
  ];
  await sbctl(
    ...['--id=@sw', 'create', 'Datapath_Binding', 'tunnel_key=1', 'external_ids:name=sw'],
    'external_ids:logical-switch=00000000-0000-4000-8000-000000000001',
    ...['--', 'create', 'Port_Binding', 'datapath=@sw', 'logical_port=a', 'tunnel_key=1'],
    ...['--', 'create', 'Port_Binding', 'datapath=@sw', 'logical_port=b', 'tunnel_key=2'],
    ...flow('ingress', 'inport == "a"', 'outport = "b"; output;', 'ls_in'),
    ...flow('egress', '1', 'output;', 'ls_out'),
  );
}

const MICROFLOW = 'inport == "a" && eth.dst == 00:00:00:00:00:02';

const HEAD =
  '# reg14=0x1,vlan_tci=0x0000,dl_src=00:00:00:00:00:00,dl_dst=00:00:00:00:00:02,dl_type=0x0000\n' +
  'ingress(dp="sw", inport="a")';
const REACHES_B = `${HEAD} {
    outport = "b";
    output;
    egress(dp="sw", inport="a", outport="b") {
        output;
        /* output to "b", type "" */;
    };
};
`;

test(
  'the daemon answers several at once, sees changes, and outlives the database',
  async () => {
    const server = await startDatabase();
    await fill();
    const [control, pidfile] = [site.path('trace.ctl'), site.path('trace.pid')];
    const started = await site.run('trace', database(), '--detach', `--unixctl=${control}`, `--pidfile=${pidfile}`);
    expect(started).toMatchObject({ status: 0, stdout: '', stderr: '' });
    const call = (method: string, ...args: readonly string[]) => unixctlCall(control, method, args);
    const summary = async () => (await call('trace', '--summary', 'sw', MICROFLOW)).text;
    try {
      expect(await Promise.all(Array.from({ length: 8 }, summary))).toEqual(Array(8).fill(REACHES_B));
      expect(await call('trace', '--minimal', MICROFLOW)).toEqual({
        isError: false,
        text: `${HEAD.split('\n')[0]}\noutput("b");\n`,
      });
      expect(await call('trace', '--nope', 'sw', 'ip4')).toEqual({ isError: true, text: 'unknown option\n' });
      expect(await call('trace', 'a', 'b', 'c')).toEqual({
        isError: true,
        text: 'one or two non-option arguments are required\n',
      });
      const { text: told } = await call('trace', '--minimal', '--from-text', 'a', '->', '00:00:00:00:00:02');
      expect(told).toBe('port "a" has no IP address of its own to send from\n');
      const { text: data } = await call('trace', '--json', MICROFLOW);
      expect(JSON.parse(data)).toMatchObject({ datapath: 'sw', delivered: ['b'] });
      expect(await call('trace', '--from-text')).toEqual({
        isError: true,
        text: '--from-text needs words, as in "vm1 -> vm2 tcp 443"\n',
      });
      expect(await call('trace', '--ct=odd', 'sw', 'ip4')).toEqual({
        isError: true,
        text: 'odd: unknown connection tracking state flag\n',
      });
      expect(await call('trace', 'nowhere', 'ip4')).toEqual({ isError: false, text: 'unknown datapath "nowhere"\n' });
      expect((await call('list-commands')).text).toContain('trace                   [OPTIONS] [DATAPATH] MICROFLOW');
      expect(await call('vlog/set', 'console:off')).toEqual({ isError: false, text: '' });

      const uuid = await sbctl('--bare', '--columns=_uuid', 'find', 'Logical_Flow', 'pipeline=ingress');
      await sbctl('set', 'Logical_Flow', uuid, 'actions="drop;"');
      const drops = `${HEAD} {\n    drop;\n};\n`;
      await until('the change is seen', async () => (await summary()) === drops);

      await server.stop();
      expect(await summary()).toBe(drops);
      await server.start();
      await sbctl('set', 'Logical_Flow', uuid, 'actions="outport = \\"b\\"; output;"');
      await until('the daemon is back at the database', async () => (await summary()) === REACHES_B, {
        timeoutMs: 60_000,
      });
    } finally {
      await call('exit');
      await until('the daemon is gone', () => !existsSync(pidfile) && !existsSync(control));
    }
  },
  LIMIT_MS,
);

test(
  '--ovs shows the flows that a switch has for each logical flow',
  async () => {
    await startDatabase();
    await fill();
    await site.start('vswitchd', 'vswitchd');
    const vsctl = await site.run('vsctl', `--db=unix:${site.path('db.sock')}`, 'add-br', 'br-int');
    expect(vsctl.stderr).toBe('');
    const uuid = await sbctl('--bare', '--columns=_uuid', 'find', 'Logical_Flow', 'pipeline=ingress');
    const bridge = `unix:${site.path('br-int.mgmt')}`;
    // Cookies are printed without leading zeros.
    const cookie = `0x${Number.parseInt(uuid.slice(0, 8), 16).toString(16)}`;
    const flow = `cookie=${cookie},table=8,priority=101,metadata=0x1,reg14=0x1,actions=resubmit(,42)`;
    expect((await site.run('ofctl', 'add-flow', bridge, flow)).stderr).toBe('');
    const { status, stdout } = await site.run('trace', database(), `--ovs=${bridge}`, 'sw', MICROFLOW);
    expect(status).toBe(0);
    const lines = stdout.split('\n').filter((line) => /cookie|OpenFlow|^ \d/.test(line));
    expect(lines.map((line) => line.replaceAll(/uuid \w{8}|(duration|idle_age)=[^,]*, /g, ''))).toEqual([
      ' 0. ls_in: inport == "a", priority 1, ',
      `    cookie=${cookie}, table=8, n_packets=0, n_bytes=0, reset_counts priority=101,reg14=0x1,metadata=0x1 actions=resubmit(,42)`,
      ' 0. ls_out: 1, priority 1, ',
      '    *** no OpenFlow flows',
    ]);
    const gone = await site.run('trace', database(), '--ovs=unix:/nonexistent', '--summary', 'sw', MICROFLOW);
    expect(gone).toMatchObject({ status: 0, stdout: REACHES_B });
    expect(gone.stderr).toContain('unix:/nonexistent: connection failed (No such file or directory)');
  },
  LIMIT_MS,
);
