import { expect, test } from '@jest/globals';
import { formatMatch } from '#openflow';
import { compileMatch, createSymbolTable, dealConjunctionIds, parseMatch } from '../index.js';

const symbols = createSymbolTable();
const KEYS: Readonly<Record<string, number>> = { vm1: 1, vm2: 2 };

/** The OpenFlow of a match, a line a flow. */
function compile(text: string): readonly string[] {
  const { expr, error } = parseMatch(text, {
    symbols,
    sets: {
      addressSet: (name) => (name === 'as1' ? ['10.0.0.1', '10.0.0.2'] : undefined),
      portGroup: () => ['vm1', 'vm2'],
    },
  });
  if (expr === undefined) return [error ?? ''];
  const { matches } = compileMatch(expr, {
    portKey: (name) => KEYS[name],
    isChassisResident: (name) => name === 'vm1',
  });
  return dealConjunctionIds(matches, 7).map(({ match, conjunctions }) =>
    [
      formatMatch(match),
      ...(conjunctions ?? []).map(({ id, clause, clauses }) => `${id}:${clause + 1}/${clauses}`),
    ].join(' '),
  );
}

test('prerequisites come along', () => {
  expect(compile('tcp.dst == 80')).toEqual(['tcp,tp_dst=80', 'tcp6,tp_dst=80']);
  expect(compile('ip4 && tcp.dst == 80')).toEqual(['tcp,tp_dst=80']);
  expect(compile('ct.est && !ct.new')).toEqual(['ct_state=-new+est+trk']);
});

test('registers, wide and narrow, are matched in 32-bit registers', () => {
  expect(compile('xxreg0 == 5 && reg9[3..5] == 2')).toEqual(['reg0=0,reg1=0,reg2=0,reg3=0x5,reg9=0x10/0x38']);
  expect(compile('xreg0[0..47] == 00:00:00:00:00:01')).toEqual(['reg0=0/0xffff,reg1=0x1']);
});

test('orderings become prefixes', () => {
  expect(compile('ip4 && tcp.src <= 4')).toEqual(['tcp,tp_src=4', 'tcp,tp_src=0x0/0xfffc']);
  expect(compile('reg0[4..8] > 3')).toEqual(['reg0=0x40/0x1c0', 'reg0=0x80/0x180', 'reg0=0x100/0x100']);
});

test('values of several fields become a conjunctive match', () => {
  expect(compile('ip4.src == $as1 && ip4.dst == {1.1.1.1, 1.1.1.2}')).toEqual([
    'ip,nw_dst=1.1.1.1 7:1/2',
    'ip,nw_dst=1.1.1.2 7:1/2',
    'ip,nw_src=10.0.0.1 7:2/2',
    'ip,nw_src=10.0.0.2 7:2/2',
    'conj_id=7,ip',
  ]);
});

test('registers share a clause, Ethernet types and protocols make flows of their own', () => {
  expect(compile('reg0 == {1, 2} && reg1 == {3, 4}')).toEqual([
    'reg0=0x1,reg1=0x3',
    'reg0=0x1,reg1=0x4',
    'reg0=0x2,reg1=0x3',
    'reg0=0x2,reg1=0x4',
  ]);
  expect(compile('ip && inport == "vm1"')).toEqual(['ip,reg14=0x1', 'ipv6,reg14=0x1']);
});

test('unknown ports match nothing, chassis conditions are decided at once', () => {
  expect(compile('inport == "nope"')).toEqual([]);
  expect(compile('inport == {"nope", "vm1"}')).toEqual(['reg14=0x1']);
  expect(compile('is_chassis_resident("vm2") && ip4')).toEqual([]);
  expect(compile('!is_chassis_resident("vm2") && ip4')).toEqual(['ip']);
});

test('inequality with many values is written with prefixes', () => {
  const flows = compile(`ip4.src != {${Array.from({ length: 50 }, (_, i) => `10.0.0.${i * 3 + 1}`).join(', ')}}`);
  expect(flows.length).toBeLessThan(300);
});

test('a field of a few bits is crossed instead, as in ovn-controller', () => {
  expect(compile('ip4 && ip.frag != {0, 1, 1}')).toEqual(
    // Of the second bit alone, and of both.
    ['ip,nw_frag=later', 'ip,nw_frag=<error>', 'ip,nw_frag=later'],
  );
});

test('what OpenFlow cannot mask is left out, once for all masked values', () => {
  expect(compile('arp.op == {1/1, 2/2, 3}')).toEqual(['arp', 'arp,arp_op=3']);
  expect(compile('arp.op == {1/1, 2/2}')).toEqual(['arp']);
});

test('two large sets do not multiply', () => {
  const set = (first: number) =>
    `{${Array.from({ length: 1000 }, (_, i) => `10.${first}.${i >> 8}.${i & 255}`).join(', ')}}`;
  expect(compile(`ip4.src == ${set(1)} && ip4.dst == ${set(2)}`)).toHaveLength(2001);
  expect(compile(`ip4.src == ${set(1)} && ip4.src == ${set(1)}`)).toHaveLength(1000);
});

test('long lists of hosts and networks are joined quickly', () => {
  const list = (length: number) =>
    `{${Array.from({ length }, (_, i) => (i % 2 === 0 ? `10.${i >> 8}.${i & 255}.0/24` : `10.${i >> 8}.${i & 255}.9`)).join(', ')}}`;
  const started = performance.now();
  expect(compile(`ip4.src == ${list(8000)} && ip4.src == ${list(4000)}`)).toHaveLength(4000);
  expect(performance.now() - started).toBeLessThan(5000);
});

test('a match beyond reason is refused', () => {
  const alternatives = (i: number) => `(eth.src[${i}] || eth.dst[${i}] || ct_label[${i}] || xxreg0[${i}])`;
  const { expr } = parseMatch(Array.from({ length: 12 }, (_, i) => alternatives(i)).join(' && '), {
    symbols,
    sets: { addressSet: () => undefined, portGroup: () => undefined },
  });
  expect(() => compileMatch(expr!, { portKey: () => undefined, isChassisResident: () => false })).toThrow(
    /too complex/,
  );
});
