import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Transaction } from '#ovsdb/client';
import {
  Logical_Router,
  Logical_Router_Port,
  Logical_Switch,
  Logical_Switch_Port,
  NB_Global,
} from '#schemas/northbound';
import {
  Chassis,
  Datapath_Binding,
  Encap,
  Logical_DP_Group,
  Logical_Flow,
  Port_Binding,
  SB_Global,
} from '#schemas/southbound';
import { Bench } from './testing/bench.js';

const NOTIFIES = new Map([['port-up-notif', 'true']]);

let bench: Bench;

beforeEach(async () => {
  bench = new Bench();
  await Promise.all([bench.nb.whenSynced(), bench.sb.whenSynced()]);
  await bench.start();
});

afterEach(() => bench.close());

function addSwitch(transaction: Transaction, name: string, ports: readonly string[] = []) {
  const ids = ports.map((port, i) =>
    transaction.insert(Logical_Switch_Port, { name: port, addresses: [`0a:00:00:00:00:0${i + 1} 10.0.0.${i + 1}`] }),
  );
  return transaction.insert(Logical_Switch, { name, ports: ids });
}

const portKeys = () =>
  [...bench.sb.rows(Port_Binding)].map(({ logical_port: port, tunnel_key: key }) => `${port}=${key}`).sort();

test('an empty network has the rows that are always there', async () => {
  expect(bench.writes()).toEqual({
    'insert Address_Set': 1,
    'insert DHCP_Options': 38,
    'insert DHCPv6_Options': 4,
    'insert RBAC_Permission': 10,
    'insert RBAC_Role': 1,
  });
  const [global] = bench.nb.rows(NB_Global);
  expect([...(global?.options.keys() ?? [])].sort()).toEqual([
    'mac_prefix',
    'max_tunid',
    'northd_internal_version',
    'svc_monitor_mac',
  ]);
  expect([...bench.sb.rows(SB_Global)].map(({ options }) => options)).toEqual([global?.options]);
});

test('one transaction deals keys by name, whatever the order of the rows', async () => {
  await bench.change((transaction) => {
    addSwitch(transaction, 'sw10', ['b', 'a10', 'a9']);
    addSwitch(transaction, 'sw9');
    transaction.insert(Logical_Router, { name: 'sw1' });
    transaction.insert(Logical_Switch, { name: 'pinned', other_config: new Map([['requested-tnl-key', '2']]) });
  });
  expect(bench.keys()).toEqual(['pinned=2', 'sw10=4', 'sw1=1', 'sw9=3']);
  expect(portKeys()).toEqual(['a10=2', 'a9=1', 'b=3']);
});

test('flows that are equal on all switches share a group, whose row stays when switches come and go', async () => {
  await bench.change((transaction) => addSwitch(transaction, 'sw1'));
  expect(bench.sharing()).toEqual({ 'on 1': 66 });
  await bench.change((transaction) => addSwitch(transaction, 'sw2', ['p1']));
  expect(bench.sharing()).toEqual({ 'on 1': 3, 'on 2': 66 });
  const [group] = bench.sb.rows(Logical_DP_Group);
  bench.writes();
  await bench.change((transaction) => addSwitch(transaction, 'sw3'));
  expect(bench.sharing()).toEqual({ 'on 1': 3, 'on 3': 66 });
  expect(bench.writes()).toEqual({
    'insert Datapath_Binding': 1,
    'insert IP_Multicast': 1,
    'update Logical_DP_Group': 1,
  });
  expect([...bench.sb.rows(Logical_DP_Group)].map(({ _uuid }) => _uuid)).toEqual([group?._uuid]);
  const [first] = bench.nb.rows(Logical_Switch);
  await bench.change((transaction) => transaction.delete(Logical_Switch, first!._uuid));
  expect(bench.writes()).toMatchObject({ 'delete Datapath_Binding': 1, 'update Logical_DP_Group': 1 });
});

test('configuration numbers follow the change that they belong to', async () => {
  await bench.change((transaction) => addSwitch(transaction, 'sw1', ['p1']));
  const [global] = bench.nb.rows(NB_Global);
  expect(global).toMatchObject({
    nb_cfg: 1,
    sb_cfg: 1,
    hv_cfg: 1,
    nb_cfg_timestamp: 1_000_000,
    sb_cfg_timestamp: 1_000_000,
  });
  expect([...bench.nb.rows(Logical_Switch_Port)].map(({ up }) => up)).toEqual([false]);
});

test('up follows the binding; ports to routers are up at once', async () => {
  await bench.change((transaction) => {
    addSwitch(transaction, 'sw1', ['vm']);
    const port = transaction.insert(Logical_Switch_Port, { name: 'link', type: 'router' });
    transaction.insert(Logical_Switch, { name: 'sw2', ports: [port] });
  });
  const states = () => [...bench.nb.rows(Logical_Switch_Port)].map(({ name, up }) => `${name} ${up}`).sort();
  expect(states()).toEqual(['link true', 'vm false']);
  const binding = [...bench.sb.rows(Port_Binding)].find(({ logical_port: port }) => port === 'vm');
  const transaction = bench.sb.transaction();
  const encap = transaction.insert(Encap, { type: 'geneve', ip: '192.0.2.1', chassis_name: 'host1' });
  const chassis = transaction.insert(Chassis, { name: 'host1', encaps: [encap], other_config: NOTIFIES });
  transaction.update(Port_Binding, binding!._uuid, { up: true, chassis });
  await transaction.commit();
  await bench.settled();
  expect(states()).toEqual(['link true', 'vm true']);
});

test('a restart writes nothing, and what others broke is mended', async () => {
  await bench.change((transaction) => {
    addSwitch(transaction, 'sw1', ['p1', 'p2']);
    const port = transaction.insert(Logical_Router_Port, {
      name: 'rp',
      mac: '0a:00:00:00:00:99',
      networks: ['10.0.0.9/24'],
    });
    transaction.insert(Logical_Router, { name: 'r1', ports: [port] });
    addSwitch(transaction, 'sw2');
  });
  bench.writes();
  await bench.start();
  expect(bench.writes()).toEqual({});

  const transaction = bench.sb.transaction();
  const [flow, other] = bench.sb.rows(Logical_Flow);
  transaction.delete(Logical_Flow, flow!._uuid);
  transaction.update(Logical_Flow, other!._uuid, { actions: 'drop; /* not ours */' });
  transaction.insert(Logical_Flow, {
    pipeline: 'ingress',
    table_id: 3,
    priority: 7,
    match: 'nonsense',
    actions: 'next;',
  });
  const before = bench.sb.size(Logical_Flow);
  await transaction.commit();
  await bench.settled();
  expect(bench.sb.size(Logical_Flow)).toBe(before);
  const matches = [...bench.sb.rows(Logical_Flow)].filter(
    ({ match, actions }) => match === 'nonsense' || actions.includes('not ours'),
  );
  expect(matches).toEqual([]);
});

test('a port that asks for the key of another gets it, and the other the lowest free one', async () => {
  await bench.change((transaction) => addSwitch(transaction, 'sw1', ['p1', 'p2']));
  const [p2] = [...bench.nb.rows(Logical_Switch_Port)].filter(({ name }) => name === 'p2');
  await bench.change((transaction) => {
    transaction.update(Logical_Switch_Port, p2!._uuid, { options: new Map([['requested-tnl-key', '1']]) });
  });
  expect(portKeys()).toEqual(['p1=2', 'p2=1']);
});

test('bad configuration is said once', async () => {
  await bench.change((transaction) => {
    const port = transaction.insert(Logical_Switch_Port, { name: 'p1', addresses: ['nonsense'] });
    transaction.insert(Logical_Switch, { name: 'sw1', ports: [port] });
  });
  await bench.change((transaction) => addSwitch(transaction, 'sw2'));
  expect(bench.log).toEqual(["invalid syntax 'nonsense' in address. No MAC address found"]);
  expect(bench.sb.size(Datapath_Binding)).toBe(2);
});

test('a standby takes over what the active one left, keys that were dealt meanwhile included', async () => {
  await bench.change((transaction) => addSwitch(transaction, 'a', ['p1', 'p2']));
  await bench.startAnother();
  expect(bench.statuses).toEqual(['active', 'standby']);
  const [a] = bench.nb.rows(Logical_Switch);
  await bench.change((transaction) => {
    transaction.delete(Logical_Switch, a!._uuid);
    addSwitch(transaction, 'b', ['p3']);
  });
  await bench.change((transaction) => addSwitch(transaction, 'c'));
  expect(bench.keys()).toEqual(['b=1', 'c=2']);
  bench.writes();
  bench.stopFirst();
  await bench.settled();
  expect(bench.statuses).toEqual(['active']);
  await bench.change((transaction) => addSwitch(transaction, 'd'));
  expect(bench.keys()).toEqual(['b=1', 'c=2', 'd=3']);
  expect(bench.writes()).toEqual({
    'insert Datapath_Binding': 1,
    'insert IP_Multicast': 1,
    'update Logical_DP_Group': 1,
  });
});

test('a flow is explained by its rule and rows', async () => {
  await bench.change((transaction) => addSwitch(transaction, 'sw1', ['p1']));
  const flow = [...bench.sb.rows(Logical_Flow)].find(({ match }) => match === 'eth.dst == 0a:00:00:00:00:01');
  const [sw] = bench.nb.rows(Logical_Switch);
  const [port] = bench.nb.rows(Logical_Switch_Port);
  const lines = [
    'table=25 (ls_in_l2_lkup), priority=50, match=(eth.dst == 0a:00:00:00:00:01), action=(outport = "p1"; output;)',
    `  rule northd/flows/switch/l2-lookup in Logical_Switch "sw1" (${sw?._uuid})`,
    `    for Logical_Switch_Port "p1" (${port?._uuid})`,
  ].map((line) => `${line}\n`);
  expect(bench.explain(`${flow?._uuid}`)).toBe(lines.join(''));
  expect(bench.explain(`0x${flow?._uuid.slice(0, 8).replace(/^0+/, '')}`)).toBe(lines.join(''));
  expect(() => bench.explain('0xffffffff')).toThrow(
    '0xffffffff: no logical flow of this northd has this UUID or cookie',
  );
});
