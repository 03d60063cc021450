import { expect, test } from '@jest/globals';
import { type Action, exact, fields, type Match, type Nat, ports } from '#openflow';
import { TCP_ACK, TCP_SYN } from '#packets';
import { frames } from '../fixture/frame.js';
import { TestSwitch } from '../fixture/test-switch.js';

const ip = exact(fields.eth_type, 0x0800);
const output = (port: number): Action => ({ kind: 'output', port });
const inPort = (port: number): Match => [exact(fields.in_port, port), ip];

/** Port 1 opens connections to port 2; what comes back behind ct() goes to the controller with its state. */
function lab(forth: readonly Action[], back: readonly Action[]): TestSwitch {
  const s = new TestSwitch();
  const bridge = s.bridge('br0');
  s.port(bridge, 1, 'p1');
  s.port(bridge, 2, 'p2');
  s.flow('br0', 0, 1, inPort(1), forth);
  s.flow('br0', 0, 1, inPort(2), back);
  const report: Action = { kind: 'controller', reason: 'action', maxLength: 0xffff, controllerId: 0, pause: false };
  s.flow('br0', 1, 1, inPort(1), [report, output(2)]);
  s.flow('br0', 1, 1, inPort(2), [report, output(1)]);
  return s;
}

const ct = (more: Partial<Extract<Action, { kind: 'ct' }>> = {}): Action => ({
  kind: 'ct',
  commit: false,
  force: false,
  zone: 5,
  table: 1,
  actions: [],
  ...more,
});

/** ct_state, ct_mark and the frame that goes on. */
function through(s: TestSwitch, port: string, frame: string): readonly [number, number, string | undefined] {
  s.packetIns.length = 0;
  const sent = s.receive(port, frame);
  const value = (field: (typeof fields)[keyof typeof fields]) =>
    Number(s.packetIns[0]?.metadata.find((entry) => entry.field === field)?.value ?? 0);
  return [value(fields.ct_state), value(fields.ct_mark), sent[0]?.frame];
}

const NEW = 0x21;
const EST = 0x22;
const EST_REPLY = 0x2a;
const INVALID = 0x30;

test('a committed connection is known in both directions, with its mark', () => {
  const mark: Action = { kind: 'set_field', field: fields.ct_mark, value: 9 };
  const s = lab([ct({ commit: true, actions: [mark] })], [ct()]);
  const forth = frames.udp();
  const back = frames.udp({ from: '10.0.0.2', to: '10.0.0.1', sport: 2000, dport: 1000 });
  expect(through(s, 'p2', back)).toEqual([NEW, 0, back]);
  expect(through(s, 'p1', forth)).toEqual([NEW, 9, forth]);
  expect(through(s, 'p2', back)).toEqual([EST_REPLY, 9, back]);
  expect(through(s, 'p1', forth)).toEqual([EST, 9, forth]);
  s.now += 31_000;
  expect(through(s, 'p2', back)).toEqual([NEW, 0, back]);
});

test('zones are apart, and a zone can be flushed', () => {
  const back = frames.udp({ from: '10.0.0.2', to: '10.0.0.1', sport: 2000, dport: 1000 });
  const apart = lab([ct({ commit: true })], [ct({ zone: 6 })]);
  through(apart, 'p1', frames.udp());
  expect(through(apart, 'p2', back)[0]).toBe(NEW);
  const s = lab([ct({ commit: true })], [ct()]);
  const states = () => [
    through(s, 'p1', frames.udp())[0],
    through(s, 'p2', back)[0],
    through(s, 'p1', frames.udp())[0],
  ];
  expect(states()).toEqual([NEW, EST_REPLY, EST]);
  s.handlers.get('br0')?.flushZone(5);
  expect(states()).toEqual([NEW, EST_REPLY, EST]);
});

test('TCP: a SYN opens, an answer without connection is invalid when it is a SYN+ACK', () => {
  const s = lab([ct({ commit: true })], [ct()]);
  const answer = frames.tcp(TCP_SYN | TCP_ACK, { from: '10.0.0.2', to: '10.0.0.1', sport: 80, dport: 1000 });
  expect(through(s, 'p2', answer)[0]).toBe(INVALID);
  expect(through(s, 'p1', frames.tcp(TCP_SYN))[0]).toBe(NEW);
  expect(through(s, 'p2', answer)[0]).toBe(EST_REPLY);
  expect(through(s, 'p1', frames.tcp(TCP_ACK))[0]).toBe(EST);
});

test('source NAT rewrites out and back, with checksums', () => {
  const address = { family: 4, first: 0x0a090909, last: 0x0a090909 } as const;
  const nat: Nat = { kind: 'nat', target: 'src', addresses: address, ports: { first: 5000, last: 5000 } };
  const s = lab([ct({ commit: true, actions: [nat] })], [ct({ actions: [{ kind: 'nat' }] })]);
  expect(through(s, 'p1', frames.udp())[2]).toBe(frames.udp({ from: '10.9.9.9', sport: 5000 }));
  const back = frames.udp({ from: '10.0.0.2', to: '10.9.9.9', sport: 2000, dport: 5000 });
  const [state, , frame] = through(s, 'p2', back);
  expect([state & EST_REPLY, frame]).toEqual([
    EST_REPLY,
    frames.udp({ from: '10.0.0.2', to: '10.0.0.1', sport: 2000, dport: 1000 }),
  ]);
});

test('destination NAT of TCP and pings', () => {
  const address = { family: 4, first: 0x0a000007, last: 0x0a000007 } as const;
  const nat: Nat = { kind: 'nat', target: 'dst', addresses: address, ports: { first: 8080, last: 8080 } };
  const s = lab([ct({ commit: true, actions: [nat] })], [ct({ actions: [{ kind: 'nat' }] })]);
  expect(through(s, 'p1', frames.tcp(TCP_SYN))[2]).toBe(frames.tcp(TCP_SYN, { to: '10.0.0.7', dport: 8080 }));
  const answer = frames.tcp(TCP_SYN | TCP_ACK, { from: '10.0.0.7', to: '10.0.0.1', sport: 8080, dport: 1000 });
  expect(through(s, 'p2', answer)[2]).toBe(
    frames.tcp(TCP_SYN | TCP_ACK, { from: '10.0.0.2', to: '10.0.0.1', sport: 80, dport: 1000 }),
  );
  expect(through(s, 'p1', frames.icmp(8))[2]).toBe(frames.icmp(8, { to: '10.0.0.7' }));
  expect(through(s, 'p2', frames.icmp(0, { from: '10.0.0.7', to: '10.0.0.1' }))[2]).toBe(
    frames.icmp(0, { from: '10.0.0.2', to: '10.0.0.1' }),
  );
});

test('an ICMP error about a translated connection is related, and both its addresses are turned back', () => {
  const address = { family: 4, first: 0x0a090909, last: 0x0a090909 } as const;
  const nat: Nat = { kind: 'nat', target: 'src', addresses: address };
  const s = lab([ct({ commit: true, actions: [nat] })], [ct({ actions: [{ kind: 'nat' }] })]);
  const sent = through(s, 'p1', frames.udp())[2] ?? '';
  const quote = (frame: string) => new Uint8Array(Buffer.from(frame.slice(28), 'hex')).subarray(0, 28);
  const error = (to: string, quoted: string) =>
    frames.icmp(3, { code: 3, id: 0, from: '10.0.0.2', to, payload: quote(quoted) });
  const [state, , frame] = through(s, 'p2', error('10.9.9.9', sent));
  expect(state & 0x2c).toBe(0x2c);
  expect(frame?.slice(-56)).toBe(Buffer.from(quote(frames.udp())).toString('hex'));
  expect(frame?.slice(60, 68)).toBe('0a000001');
});

test('two clients behind one address get different ports', () => {
  const address = { family: 4, first: 0x0a090909, last: 0x0a090909 } as const;
  const nat: Nat = { kind: 'nat', target: 'src', addresses: address };
  const s = lab([ct({ commit: true, actions: [nat] })], [ct({ actions: [{ kind: 'nat' }] })]);
  const first = through(s, 'p1', frames.udp({ from: '10.0.0.1' }))[2];
  const second = through(s, 'p1', frames.udp({ from: '10.0.0.3' }))[2];
  expect([first, second]).toEqual([
    frames.udp({ from: '10.9.9.9', sport: 1000 }),
    frames.udp({ from: '10.9.9.9', sport: 1024 }),
  ]);
});

test('flows may match the state and the original direction', () => {
  const s = lab([ct({ commit: true, zone: 5 })], [ct()]);
  s.flow(
    'br0',
    1,
    9,
    [
      { field: fields.ct_state, value: EST_REPLY, mask: EST_REPLY },
      exact(fields.in_port, 2),
      ip,
      exact(fields.ct_nw_dst, 0x0a000002),
    ].sort((a, b) => a.field.index - b.field.index),
    [output(ports.inPort)],
  );
  through(s, 'p1', frames.udp());
  const back = frames.udp({ from: '10.0.0.2', to: '10.0.0.1', sport: 2000, dport: 1000 });
  expect(s.receive('p2', back)).toEqual([{ port: 'p2', frame: back }]);
});
