import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Action } from '../action.js';
import { type Field, type FieldValue, fieldList, fields } from '../field.js';
import { recordedFlowMods, recordedMessages } from '../fixture/recording.js';
import { isConflict, type Match, type MatchField, masked, normalizeMatch } from '../match.js';
import { type FlowMod, flowFlags } from '../message/flow-mod.js';
import type { Message, OpenFlowVersion } from '../message/message.js';
import { formatFlowMod } from '../text/flow-format.js';
import { parseFlow } from '../text/flow-parse.js';
import { readFields } from '../wire/oxm.js';
import { contextOf, meets } from '../wire/prerequisite.js';
import { decode } from './decode.js';
import { type EncodeOptions, encode } from './encode.js';

const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const fromHex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));
const EXPERIMENTER = 4;

const NXT_PACKET_IN = 17;

/** Nicira's packet-ins have a form of their own each. */
function optionsFor(message: Message, bytes: Uint8Array): EncodeOptions {
  if (message.kind !== 'packet_in' || bytes[1] !== EXPERIMENTER) return {};
  return { packetInFormat: bytes[15] === NXT_PACKET_IN ? 'nxt_packet_in' : 'nxt_packet_in2' };
}

test.each(['ovn-controller', 'ovs-ofctl', 'packet-ins'] as const)(
  'messages of %s are read and written back',
  (name) => {
    const changed: string[] = [];
    for (const bytes of recordedMessages(name)) {
      const received = decode(bytes);
      expect(received.message.kind).not.toBe('unknown');
      const again = encode(
        received.message,
        received.version as OpenFlowVersion,
        received.xid,
        optionsFor(received.message, bytes),
      );
      expect(decode(again)).toEqual(received);
      // The order of match fields is our own.
      if (toHex(again) !== toHex(bytes) && !/^(bundle_add|packet_in)$/.test(received.message.kind))
        changed.push(toHex(bytes));
    }
    expect(changed).toEqual([]);
  },
);

const NUMBERS = { '10': 0x01, '13': 0x04, '15': 0x06 } as const;

/** Where ovs-ofctl sends less than the text says (masks of 1.0's writes, ports of SCTP, half a VLAN tag), or names one thing in two ways. */
const EXCEPTIONS = [
  '10 actions=set_field:00:00:00:00:00:05->eth_src,set_field:00:00:00:00:00:05/00:00:00:00:00:ff->eth_dst',
  '10 tcp actions=mod_tp_src:80,mod_tp_dst:81,set_field:5->tcp_src,set_field:5/0xf->tcp_dst',
  '13 actions=push_vlan:0x88a8,set_field:0x1005/0x100f->vlan_vid',
  '10 dl_vlan=0xffff actions=drop',
  '13 vlan_tci=0x2000/0x2000 actions=drop',
  '15 vlan_tci=0x2000/0x2000 actions=drop',
  '13 actions=set_field:1.2.3.4->tun_dst,set_field:oam->tun_flags,set_field:+oam->tun_flags',
  '13 cookie=0x5,table=5,priority=7,idle_timeout=5,hard_timeout=7,send_flow_rem,importance=4,tcp actions=drop',
];

test('flows of ovs-ofctl add-flow mean what their text says', () => {
  const differing: string[] = [];
  for (const { text, messages } of recordedFlowMods()) {
    for (const [name, version] of Object.entries(NUMBERS)) {
      const hex = messages.get(name);
      if (hex === undefined || `${name} ${text}` === REFUSED) continue;
      const { message } = decode(fromHex(hex));
      const sent =
        message.kind === 'flow_mod' ? formatFlowMod({ ...message, table: 0, flags: 0 }, version) : message.kind;
      // Written and read once, so that both have been through the version's wire.
      const own = decode(encode(parseFlow(text), version, 0)).message;
      const ours = own.kind === 'flow_mod' ? formatFlowMod({ ...own, table: 0, flags: 0 }, version) : own.kind;
      if (sent !== ours && !EXCEPTIONS.includes(`${name} ${text}`))
        differing.push(`${name} ${text}\n  ${sent}\n  ${ours}`);
    }
  }
  expect(differing).toEqual([]);
});

/** What ovs-ofctl sends and no switch takes: OpenFlow 1.0 has nothing behind write_metadata. */
const REFUSED = '10 actions=write_metadata:5/0xff,goto_table:3';

const versions: readonly OpenFlowVersion[] = [0x01, 0x04, 0x06];

/** Fields that are themselves in the normal form of a match, and whose bits all versions carry. */
const matchable = fieldList.filter(
  (field) =>
    !/^(xreg|xxreg|tun_metadata|in_port_oxm|vlan_|ip_dscp|nw_tos|in_port|actset_output|packet_type|recirc_id)/.test(
      field.name,
    ),
);

const bitsOf = (field: Field): fc.Arbitrary<bigint> => fc.bigInt({ min: 0n, max: (1n << BigInt(field.bits)) - 1n });

const anyValueOf = (field: Field): fc.Arbitrary<MatchField> => {
  const all = (1n << BigInt(field.bits)) - 1n;
  if (field.maskable === 'none') return bitsOf(field).map((value) => masked(field, value, all));
  return fc
    .tuple(bitsOf(field), fc.oneof(fc.constant(all), bitsOf(field)))
    .map(([value, mask]) => masked(field, value, mask));
};

/** What packets a match is for; it may then have all fields of those. */
const KINDS = ['', 'arp', 'tcp', 'udp6', 'sctp', 'icmp', 'icmp6,icmp_type=135', 'icmp6,icmp_type=136', 'mpls'].map(
  (text) => parseFlow(`${text} actions=drop`).match,
);
const DECIDING: readonly Field[] = [
  ...[fields.eth_type, fields.nw_proto, fields.icmpv6_type, fields.icmpv6_code, fields.ip_frag, fields.ct_state],
];

const match: fc.Arbitrary<Match> = fc
  .constantFrom(...KINDS)
  .chain((kind) => {
    const possible = matchable.filter(
      (field) => !DECIDING.includes(field) && meets(field.prerequisite, contextOf(kind)),
    );
    const parts = fc.uniqueArray(fc.constantFrom(...possible).chain(anyValueOf), {
      selector: (item) => item.field.name,
      maxLength: 12,
    });
    return parts.map((list) => normalizeMatch([...kind, ...list]));
  })
  .filter((made): made is Match => !isConflict(made));

const registers = fieldList.filter((field) => /^(reg|xxreg)\d+$/.test(field.name));

const part = fc.constantFrom(...registers).chain((field) =>
  fc.tuple(fc.nat(field.bits - 1), fc.nat(field.bits - 1)).map(([a, b]) => ({
    field,
    offset: Math.min(a, b),
    bits: Math.min(64, Math.abs(a - b) + 1),
  })),
);

const setting = fc.constantFrom(...registers).chain((field) =>
  bitsOf(field).map((value): Action => {
    const narrow: FieldValue = field.bits > 32 ? value : Number(value);
    return { kind: 'set_field', field, value: narrow };
  }),
);

const port = fc.oneof(fc.integer({ min: 1, max: 0xfeff }), fc.constantFrom(0xfff8, 0xfffa, 0xfffb, 0xfffc, 0xfffe));

const simple: fc.Arbitrary<Action> = fc.oneof(
  port.map((number): Action => ({ kind: 'output', port: number })),
  setting,
  part.map((source): Action => ({ kind: 'push', source })),
  part.map((destination): Action => ({ kind: 'pop', destination })),
  part.map((source): Action => ({ kind: 'output_reg', source, maxLength: 0xffff })),
  fc.nat(253).map((table): Action => ({ kind: 'resubmit', table })),
  fc
    .tuple(port, fc.nat(253))
    .map(([number, table]): Action => ({ kind: 'resubmit', ...(number !== 0xfff8 && { port: number }), table })),
  fc.nat(0xffff).map((id): Action => ({ kind: 'conjunction', id, clause: 0, clauses: 2 })),
  fc.uint8Array({ maxLength: 40 }).map(
    (userdata): Action => ({
      kind: 'controller',
      reason: 'action',
      maxLength: 0xffff,
      controllerId: 0,
      pause: true,
      userdata,
    }),
  ),
  fc.constantFrom<Action>({ kind: 'ct_clear' }, { kind: 'exit' }, { kind: 'dec_ttl' }, { kind: 'pop_queue' }),
  fc.record({ first: fc.nat(0xffff), length: fc.nat(10) }).map(
    ({ first, length }): Action => ({
      kind: 'ct',
      commit: true,
      force: false,
      zone: 5,
      table: 3,
      actions: [
        {
          kind: 'nat',
          target: 'src',
          addresses: { family: 4, first, last: first + length },
          ports: { first: 1, last: 1 + length },
        },
      ],
    }),
  ),
);

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 5, arbitrary: simple },
  { weight: 1, arbitrary: fc.array(simple, { maxLength: 4 }).map((actions): Action => ({ kind: 'clone', actions })) },
);

const flowMod: fc.Arbitrary<FlowMod> = fc.record({
  kind: fc.constant('flow_mod' as const),
  command: fc.constantFrom('add', 'modify', 'delete_strict'),
  table: fc.nat(253),
  priority: fc.nat(0xffff),
  cookie: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
  match,
  actions: fc.array(action, { maxLength: 8 }),
  idleTimeout: fc.nat(0xffff),
  hardTimeout: fc.nat(0xffff),
  flags: fc.nat(3),
  importance: fc.constant(0),
});

test('any flow_mod comes back from the wire as it went, in all versions', () => {
  fc.assert(
    fc.property(flowMod, fc.constantFrom(...versions), (mod, version) => {
      const read = decode(encode(mod, version, 7)).message;
      expect(read.kind).toBe('flow_mod');
      if (read.kind !== 'flow_mod') return;
      // OpenFlow 1.0 has loads in place of writes: compare what both become on its wire.
      const again = decode(encode(read, version, 7)).message;
      expect(again).toEqual(read);
      if (version === 0x06) expect(read).toEqual({ ...mod, importance: 0 });
      if (version === 0x01) {
        const { importance: _, ...rest } = mod;
        // There a flow that is added counts anew, and a change of none adds it.
        const flags = (rest.flags ?? 0) | (mod.command === 'add' ? flowFlags.resetCounts : 0);
        const form = { form: 'openflow10' } as const;
        expect({ ...read, actions: [] }).toEqual({ ...rest, ...form, flags, actions: [] });
      }
    }),
    { numRuns: 300 },
  );
});

test('no bytes of a malformed message make the decoder throw anything but a typed error', () => {
  const messages = (['ovn-controller', 'ovs-ofctl', 'packet-ins'] as const).flatMap((name) => recordedMessages(name));
  fc.assert(
    fc.property(fc.constantFrom(...messages), fc.nat(), fc.integer({ min: 0, max: 255 }), (bytes, at, byte) => {
      const broken = bytes.slice();
      broken[8 + (at % Math.max(1, bytes.length - 8))] = byte;
      try {
        decode(broken);
      } catch (error) {
        expect(error).toHaveProperty('code', expect.stringMatching(/^(OFP|NX)/));
      }
    }),
    { numRuns: 4000 },
  );
});

test('a register pair of ovn-controller becomes two registers', () => {
  const xreg4 = fromHex('8001 0910 0000000500000007 000000ff000000ff'.replaceAll(' ', ''));
  expect(readFields(xreg4)).toEqual([
    { field: fields.reg8, value: 5, mask: 0xff },
    { field: fields.reg9, value: 7, mask: 0xff },
  ]);
});
