import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ByteWriter } from '#base';
import { encodeActions as encodeOpenFlow, formatActions as formatOpenFlow } from '#openflow';
import {
  createSymbolTable,
  type EncodeContext,
  encodeActions,
  formatActions,
  formatExpr,
  parseActions,
} from '../index.js';

const symbols = createSymbolTable();
const dhcpOptions = new Map([
  ['offerip', { name: 'offerip', code: 0, type: 'ipv4' }],
  ['router', { name: 'router', code: 3, type: 'ipv4' }],
]);

const parse = (text: string) =>
  parseActions(text, { symbols, pipeline: 'ingress', table: 3, dhcpOptions, dhcpv6Options: new Map() });

const KEYS: Readonly<Record<string, number>> = { vm1: 1, vm2: 2 };

function encode(text: string, datapath: EncodeContext['datapath'] = 'switch'): string {
  const { actions, error } = parse(text);
  if (error !== undefined) return error;
  const list = encodeActions(actions, {
    pipeline: 'ingress',
    datapath,
    datapathKey: 1,
    cookie: 0,
    portKey: (name) => KEYS[name],
    groupId: () => 5,
    meterId: () => 6,
    tunnelPort: () => undefined,
    hasCollectorSet: () => true,
    actionBytes: (nested) => {
      const writer = new ByteWriter();
      encodeOpenFlow(writer, nested, 0x06);
      return writer.finish();
    },
  });
  return formatOpenFlow(list);
}

test.each([
  ['next;', 'resubmit(,12)'],
  ['next(pipeline=egress, table=3);', 'resubmit(,45)'],
  ['output;', 'resubmit(,37)'],
  ['drop;', 'drop'],
  ['outport = "vm1";', 'set_field:0x1->reg15'],
  ['reg0 = ip4.dst;', 'move:NXM_OF_IP_DST[]->NXM_NX_XXREG0[96..127]'],
  ['eth.src <-> eth.dst;', 'push:NXM_OF_ETH_DST[],push:NXM_OF_ETH_SRC[],pop:NXM_OF_ETH_DST[],pop:NXM_OF_ETH_SRC[]'],
  ['ct_next;', 'ct(table=12,zone=NXM_NX_REG13[0..15])'],
  ['ct_lb_mark(backends=10.0.0.2:80);', 'group:5'],
  [
    'get_arp(outport, reg0);',
    'push:NXM_NX_REG0[],push:NXM_NX_XXREG0[96..127],pop:NXM_NX_REG0[],set_field:00:00:00:00:00:00->eth_dst,resubmit(,66),pop:NXM_NX_REG0[]',
  ],
  [
    'reg0[15] = check_in_port_sec();',
    'set_field:0/0x1000->reg10,resubmit(,73),move:NXM_NX_REG10[12]->NXM_NX_XXREG0[111]',
  ],
  [
    'icmp4 { icmp4.type = 3; next; };',
    'controller(userdata=00.00.00.0a.00.00.00.00.00.19.00.10.80.00.26.01.03.00.00.00.00.00.00.00.ff.ff.00.10.00.00.23.20.00.0e.ff.f8.0c.00.00.00)',
  ],
  [
    'reg0[3] = put_dhcp_opts(offerip = 10.0.0.4, router = 10.0.0.1);',
    'controller(userdata=00.00.00.02.00.00.00.00.00.01.de.10.00.00.00.63.0a.00.00.04.03.04.0a.00.00.01,pause)',
  ],
  ['set_meter(100);', 'meter:6'],
])('%s', (text, openflow) => {
  expect(encode(text)).toBe(openflow);
});

test('a router tracks in the zone of its datapath', () => {
  expect(encode('ct_next;', 'router')).toBe('ct(table=12,zone=NXM_NX_REG11[0..15])');
});

test.each([
  ['next(40);', '"next" action cannot advance beyond table 28.'],
  ['drop; next;', "Syntax error at `next' expecting end of input."],
  ['reg0 = ip6.dst;', "Can't assign 128-bit value to 32-bit destination."],
  ['eth.type = 5;', 'Field eth.type is not modifiable.'],
  ['ip4 = 1;', 'Predicate symbol ip4 used where lvalue required.'],
  ['ct_commit { reg0 = 5; };', 'Field reg0 is not modifiable.'],
  ['reg0[0] = put_dhcp_opts(router=1.2.3.4);', 'put_dhcp_opts requires offerip to be specified.'],
  ['next', "Syntax error at end of input expecting `;'."],
])('%s is refused', (text, message) => {
  expect(parse(text).error).toBe(message);
});

test.each([
  ['next( 4 );', 'next;'],
  ['next(table=7);', 'next(7);'],
  ['clone{ip4.dst=1.2.3.4;output;};next;', 'clone { ip4.dst = 1.2.3.4; output; }; next;'],
  ['arp { };', 'arp { drop; };'],
  ['ct_commit { };', 'ct_commit;'],
  ['ct_commit(ct_mark=5/7);', 'ct_commit(ct_mark=0x5/0x7);'],
  ['reg0 = select(1, 2=50);', 'reg0 = select(1=100, 2=50);'],
  ['', 'drop;'],
])('%s is written %s', (text, canonical) => {
  const { actions } = parse(text);
  expect(formatActions(actions)).toBe(canonical);
  expect(formatActions(parse(canonical).actions)).toBe(canonical);
});

test('the first mistake is told, unless what follows it is no token', () => {
  const problem = (text: string) =>
    parseActions(text, { symbols, pipeline: 'ingress', table: 3, dhcpOptions: new Map(), dhcpv6Options: new Map() })
      .error;
  expect(problem('next(50); next;')).toBe('"next" action cannot advance beyond table 28.');
  expect(problem('next(50) & next;')).toBe("`&' is only valid as part of `&&'.");
  expect(problem('clone { drop; next; };')).toBe("Syntax error at `next' expecting `}'.");
});

test('what actions need of the packet is added to the match', () => {
  expect(formatExpr(parse('ip4.dst = 1.2.3.4; next;').prerequisites)).toBe('eth.type == 0x800');
  expect(formatExpr(parse('arp { arp.spa = reg0; output; };').prerequisites)).toBe('eth.type == 0x800');
  expect(formatExpr(parse('next;').prerequisites)).toBe('1');
});

/** Milliseconds of the fastest of a few runs: a busy machine stops any of them for a while. */
function quickest(body: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 5 && best > 20; i++) {
    const started = performance.now();
    body();
    best = Math.min(best, performance.now() - started);
  }
  return best;
}

test('no text, however broken, throws or takes long', () => {
  const words = [
    'next',
    ';',
    'reg0',
    '=',
    '1',
    '(',
    ')',
    '{',
    '}',
    'clone',
    'ct_lb_mark',
    'backends',
    '10.0.0.1',
    ':',
    'put_dhcp_opts',
    'offerip',
    '"x"',
    '<->',
    'log',
    'select',
    '[0]',
    ',',
    'arp',
  ];
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.array(fc.constantFrom(...words), { maxLength: 60 }).map((list) => list.join(' ')),
  );
  fc.assert(
    fc.property(text, (input) => quickest(() => parse(input)) < 100),
    { numRuns: 300 },
  );
  expect(parse('clone { '.repeat(5000)).error).toBe('maximum depth of nested actions reached');
});
