import { expect, test } from '@jest/globals';
import { type Action, exact, fields, type Match, masked, ports, subfield, wholeField } from '#openflow';
import { frames } from '../fixture/frame.js';
import { TestSwitch } from '../fixture/test-switch.js';

const output = (port: number): Action => ({ kind: 'output', port });
const ip: Match = [exact(fields.eth_type, 0x0800)];
const inPort = (port: number): Match => [exact(fields.in_port, port)];
const join = (...parts: readonly Match[]): Match => parts.flat().sort((a, b) => a.field.index - b.field.index);

function lab(): TestSwitch {
  const lab = new TestSwitch();
  const bridge = lab.bridge('br0');
  for (const number of [1, 2, 3]) lab.port(bridge, number, `p${number}`);
  return lab;
}

test('NORMAL floods, learns and then sends to one port', () => {
  const s = lab();
  s.flow('br0', 0, 0, [], [output(ports.normal)]);
  const forth = frames.udp({ source: '02:00:00:00:00:0a', destination: '02:00:00:00:00:0b' });
  const back = frames.udp({ source: '02:00:00:00:00:0b', destination: '02:00:00:00:00:0a' });
  expect(s.receive('p1', forth).map(({ port }) => port)).toEqual(['p2', 'p3']);
  expect(s.receive('p2', back).map(({ port }) => port)).toEqual(['p1']);
  expect(s.receive('p1', forth).map(({ port }) => port)).toEqual(['p2']);
});

test('registers, resubmit, moves and set_field carry a packet through tables', () => {
  const s = lab();
  s.flow('br0', 0, 100, inPort(1), [
    { kind: 'set_field', field: fields.metadata, value: 5n },
    { kind: 'set_field', field: fields.reg14, value: 0x12345678 },
    { kind: 'move', source: subfield(fields.reg14, 8, 15), destination: subfield(fields.reg15, 0, 7) },
    { kind: 'resubmit', table: 8 },
  ]);
  s.flow('br0', 8, 10, join([exact(fields.reg15, 0x56), exact(fields.metadata, 5n)]), [
    { kind: 'set_field', field: fields.eth_dst, value: 0x020000000099n },
    output(2),
  ]);
  expect(s.receive('p1', frames.udp())).toEqual([
    { port: 'p2', frame: frames.udp({ destination: '02:00:00:00:00:99' }) },
  ]);
});

test('a packet is not sent to where it came from, but for IN_PORT and a cleared in_port', () => {
  const s = lab();
  s.flow('br0', 0, 1, inPort(1), [output(1)]);
  s.flow('br0', 0, 1, inPort(2), [output(ports.inPort)]);
  s.flow('br0', 0, 1, inPort(3), [
    { kind: 'push', source: wholeField(fields.in_port) },
    { kind: 'set_field', field: fields.in_port, value: 0xffff },
    output(3),
    { kind: 'pop', destination: wholeField(fields.in_port) },
    output(3),
  ]);
  const came = (port: string) => s.receive(port, frames.udp()).map((sent) => sent.port);
  expect([came('p1'), came('p2'), came('p3')]).toEqual([[], ['p2'], ['p3']]);
});

test('headers that change get right checksums, and clone leaves them', () => {
  const s = lab();
  s.flow('br0', 0, 1, join(inPort(1), ip, [exact(fields.nw_proto, 17)]), [
    {
      kind: 'clone',
      actions: [
        { kind: 'set_field', field: fields.ip_src, value: 0x0a000063 },
        { kind: 'set_field', field: fields.udp_dst, value: 53 },
        { kind: 'dec_ttl' },
        output(2),
      ],
    },
    output(3),
  ]);
  expect(s.receive('p1', frames.udp())).toEqual([
    { port: 'p2', frame: frames.udp({ from: '10.0.0.99', dport: 53, ttl: 63 }) },
    { port: 'p3', frame: frames.udp() },
  ]);
});

test('VLAN tags are pushed, rewritten and popped', () => {
  const s = lab();
  const tag = (id: number) => [{ tpid: 0x8100, priority: 0, dei: false, id }];
  s.flow('br0', 0, 1, inPort(1), [
    { kind: 'push_vlan', ethertype: 0x8100 },
    { kind: 'set_field', field: fields.vlan_vid, value: 0x1000 | 100 },
    output(2),
    { kind: 'pop_vlan' },
    output(3),
  ]);
  s.flow('br0', 0, 1, join(inPort(2), [masked(fields.vlan_tci, 0x1000 | 100, 0x1fff)]), [
    { kind: 'pop_vlan' },
    output(1),
  ]);
  expect(s.receive('p1', frames.udp())).toEqual([
    { port: 'p2', frame: frames.udp({ vlans: tag(100) }) },
    { port: 'p3', frame: frames.udp() },
  ]);
  expect(s.receive('p2', frames.udp({ vlans: tag(100) }))).toEqual([{ port: 'p1', frame: frames.udp() }]);
  expect(s.receive('p2', frames.udp({ vlans: tag(101) }))).toEqual([]);
});

test('a packet without TTL left goes to the controller and no further', () => {
  const s = lab();
  s.flow('br0', 0, 1, ip, [{ kind: 'dec_ttl' }, output(2)]);
  expect(s.receive('p1', frames.udp({ ttl: 1 }))).toEqual([]);
  expect(s.packetIns.map(({ reason }) => reason)).toEqual(['invalid_ttl']);
});

test('a paused packet goes on where it stopped, with what the controller wrote', () => {
  const s = lab();
  const userdata = new Uint8Array([0, 0, 0, 2]);
  s.flow('br0', 0, 1, ip, [{ kind: 'resubmit', table: 1 }, output(3)]);
  s.flow('br0', 1, 1, ip, [
    { kind: 'set_field', field: fields.reg1, value: 7 },
    { kind: 'controller', reason: 'action', maxLength: 0xffff, controllerId: 0, pause: true, userdata },
    { kind: 'resubmit', table: 2 },
  ]);
  s.flow('br0', 2, 1, [exact(fields.reg0, 8), exact(fields.reg1, 7)], [output(2)]);
  expect(s.receive('p1', frames.udp())).toEqual([]);
  const [packetIn] = s.packetIns;
  const handler = s.handlers.get('br0');
  const resumed = handler?.resume({
    kind: 'resume',
    packet: packetIn?.packet ?? new Uint8Array(),
    table: 1,
    cookie: 0n,
    reason: 'action',
    metadata: [exact(fields.reg0, 8)],
    continuation: packetIn?.continuation ?? new Uint8Array(),
  });
  expect([resumed, s.sent.map(({ port }) => port)]).toEqual([undefined, ['p2', 'p3']]);
});

test('the flow cache gives the same as a fresh translation, and hears of changes', () => {
  const s = lab();
  s.flow('br0', 0, 1, [], [output(2)]);
  const came = () => s.receive('p1', frames.udp()).map((sent) => sent.port);
  expect([came(), came()]).toEqual([['p2'], ['p2']]);
  expect([s.datapath.cache.hits, s.datapath.cache.misses]).toEqual([1, 1]);
  s.flow('br0', 0, 5, [], [output(3)]);
  expect(came()).toEqual(['p3']);
  s.flow('br0', 7, 5, [], [output(3)]);
  expect([came(), s.datapath.cache.hits]).toEqual([['p3'], 2]);
  const [first] = [...(s.handlers.get('br0')?.flows({ table: 0, match: [] }) ?? [])].filter(
    ({ priority }) => priority === 5,
  );
  expect([first?.packets, first?.bytes]).toEqual([2n, 2n * BigInt(frames.udp().length / 2)]);
});

test('check_pkt_larger tells lengths apart in the cache too', () => {
  const s = lab();
  s.flow(
    'br0',
    0,
    1,
    [],
    [
      { kind: 'check_pkt_larger', length: 100, destination: subfield(fields.reg0, 0, 0) },
      { kind: 'resubmit', table: 1 },
    ],
  );
  s.flow('br0', 1, 1, [exact(fields.reg0, 1)], [output(2)]);
  s.flow('br0', 1, 1, [exact(fields.reg0, 0)], [output(3)]);
  const came = (size: number) => s.receive('p1', frames.udp({ size })).map((sent) => sent.port);
  expect([came(10), came(200), came(11), came(201)]).toEqual([['p3'], ['p2'], ['p3'], ['p2']]);
});

test('patch ports join bridges, and groups send to all or one of their buckets', () => {
  const s = lab();
  const other = s.bridge('br1');
  const [a, b] = [s.port(s.bridges.get('br0') ?? other, 9, 'a', 'patch'), s.port(other, 1, 'b', 'patch')];
  a.peer = { bridge: other, port: b };
  b.peer = { bridge: s.bridges.get('br0') ?? other, port: a };
  s.port(other, 2, 'far');
  s.flow('br1', 0, 1, [exact(fields.reg0, 0)], [output(2)]);
  const bucket = (id: number, actions: readonly Action[]) => ({ id, weight: 100, actions });
  const group = (number: number, type: 'all' | 'select') =>
    s.handlers.get('br0')?.apply([
      {
        kind: 'group_mod',
        command: 'add',
        group: number,
        type,
        buckets: [bucket(0, [{ kind: 'set_field', field: fields.reg0, value: 1 }, output(9)]), bucket(1, [output(2)])],
      },
    ]);
  expect([group(1, 'all'), group(2, 'select')]).toEqual([undefined, undefined]);
  s.flow('br0', 0, 1, inPort(1), [{ kind: 'group', group: 1 }]);
  expect(s.receive('p1', frames.udp()).map((sent) => sent.port)).toEqual(['far', 'p2']);
  s.flow('br0', 0, 1, inPort(1), [{ kind: 'group', group: 2 }]);
  const spread = new Set(
    Array.from({ length: 40 }, (_, i) =>
      s.receive('p1', frames.udp({ sport: 1000 + i })).map((sent) => sent.port),
    ).flat(),
  );
  expect([...spread].sort()).toEqual(['far', 'p2']);
});

test('learn adds a flow made of the packet', () => {
  const s = lab();
  s.flow('br0', 0, 1, ip, [
    {
      kind: 'learn',
      table: 1,
      priority: 10,
      idleTimeout: 20,
      hardTimeout: 0,
      cookie: 9n,
      finIdleTimeout: 0,
      finHardTimeout: 0,
      sendFlowRemoved: false,
      deleteLearned: true,
      specs: [
        { kind: 'match', source: wholeField(fields.eth_src), destination: wholeField(fields.eth_dst) },
        { kind: 'load', source: wholeField(fields.in_port), destination: subfield(fields.reg0, 0, 15) },
      ],
    },
    { kind: 'resubmit', table: 1 },
    { kind: 'output_reg', source: subfield(fields.reg0, 0, 15), maxLength: 0 },
  ]);
  s.receive('p2', frames.udp({ source: '02:00:00:00:00:0b', destination: '02:00:00:00:00:0a' }));
  expect(s.receive('p1', frames.udp()).map((sent) => sent.port)).toEqual(['p2']);
  const tables = s.bridges.get('br0')?.tables;
  expect(tables?.tables[1]?.rules.size).toBe(2);
  s.now += 21_000;
  tables?.expire();
  expect(tables?.tables[1]?.rules.size).toBe(0);
});

test('flows that the switch cannot carry out are refused by name, and a bundle fails as a whole', () => {
  const s = lab();
  const refusal = (match: Match, actions: readonly Action[]) => {
    const flow = { kind: 'flow_mod', command: 'add', table: 0, priority: 1, cookie: 0n, match, actions } as const;
    const good = { ...flow, match: [], actions: [output(1)], priority: 77 };
    const found = s.handlers.get('br0')?.apply([good, flow]);
    return [found?.index, found?.error];
  };
  expect([
    refusal([], [{ kind: 'dec_ttl' }]),
    refusal([exact(fields.nsh_si, 1)], []),
    refusal([exact(fields.tun_metadata0, 1n)], []),
    refusal([], [{ kind: 'group', group: 5 }]),
    refusal([], [{ kind: 'set_field', field: fields.ct_state, value: 1 }]),
    refusal(ip, [{ kind: 'push_mpls', ethertype: 0x8847 }]),
  ]).toEqual([
    [1, 'OFPBAC_MATCH_INCONSISTENT'],
    [1, 'OFPBMC_BAD_FIELD'],
    [1, 'NXFMFC_INVALID_TLV_FIELD'],
    [1, 'OFPBAC_BAD_OUT_GROUP'],
    [1, 'OFPBAC_BAD_SET_ARGUMENT'],
    [1, 'OFPBAC_BAD_TYPE'],
  ]);
  expect(s.bridges.get('br0')?.tables.size).toBe(0);
});

test('resubmits to later tables do not count for the depth; to the same one they end at 64', () => {
  const s = lab();
  for (let table = 0; table < 250; table++) s.flow('br0', table, 1, [], [{ kind: 'resubmit', table: table + 1 }]);
  s.flow('br0', 250, 1, [], [output(2)]);
  expect(s.receive('p1', frames.udp()).map((sent) => sent.port)).toEqual(['p2']);
  s.flow('br0', 0, 9, inPort(3), [output(2), { kind: 'resubmit', table: 0 }, output(1)]);
  const loop = s.receive('p3', frames.udp()).map((sent) => sent.port);
  expect([loop.length, new Set(loop)]).toEqual([65, new Set(['p2'])]);
  // Every table, over and over, with something left to do in each: as deep as a translation may get.
  for (let table = 0; table <= 250; table++) {
    s.flow('br0', table, 20, [], [{ kind: 'resubmit', table: (table + 1) % 251 }, output(2)]);
  }
  expect(s.receive('p1', frames.udp())).toEqual([]);
});

test('a pipeline may be thousands of tables long', () => {
  const s = lab();
  for (let table = 0; table < 250; table++) s.flow('br0', table, 1, [], [{ kind: 'resubmit', table: table + 1 }]);
  const isRound = (round: number): Match => [exact(fields.reg0, round)];
  for (let round = 0; round < 10; round++) {
    const count: Action = { kind: 'set_field', field: fields.reg0, value: round + 1 };
    s.flow('br0', 250, 1, isRound(round), [count, { kind: 'resubmit', table: 0 }]);
  }
  s.flow('br0', 250, 1, isRound(10), [output(2)]);
  expect(s.receive('p1', frames.udp()).map((sent) => sent.port)).toEqual(['p2']);
});

test('mirrors get a copy of what comes in as it came, and of what goes out as it goes', () => {
  const s = lab();
  const bridge = s.bridges.get('br0');
  if (bridge === undefined) throw new Error('no bridge');
  s.port(bridge, 4, 'm');
  s.flow('br0', 0, 1, ip, [{ kind: 'set_field', field: fields.eth_dst, value: 0x020000000099n }, output(ports.normal)]);
  const changed = frames.udp({ destination: '02:00:00:00:00:99' });
  bridge.mirrors = [{ name: 'x', sources: new Set([1]), destinations: new Set([3]), output: 4 }];
  bridge.portsChanged();
  expect(s.receive('p1', frames.udp())).toEqual([
    { port: 'm', frame: frames.udp() },
    { port: 'p2', frame: changed },
    { port: 'p3', frame: changed },
  ]);
  expect(s.receive('p2', frames.udp()).map(({ port, frame }) => [port, frame === changed])).toEqual([
    ['p1', true],
    ['p3', true],
    ['m', true],
  ]);
  expect(s.receive('m', frames.udp())).toEqual([]);
});
