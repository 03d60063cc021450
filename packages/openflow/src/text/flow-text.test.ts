import { expect, test } from '@jest/globals';
import { recordedDumps } from '../fixture/recording.js';
import type { FlowMod, FlowStats } from '../message/flow-mod.js';
import { formatFlow } from './flow-format.js';
import { parseFlow } from './flow-parse.js';

function asStats(mod: FlowMod): FlowStats {
  const none = { durationSeconds: 0, durationNanoseconds: 0, packets: 0n, bytes: 0n };
  return { idleTimeout: 0, hardTimeout: 0, flags: 0, importance: 0, ...mod, ...none };
}

/** An empty list of ids is printed with parentheses, and read as none. */
const plain = (text: string) => text.replaceAll('dec_ttl()', 'dec_ttl');

test('dumped flows of OpenFlow 1.5 are read and printed back as they are', () => {
  const printed = recordedDumps().map(([v15]) => formatFlow(asStats(parseFlow(v15)), { hasStats: false }));
  expect(printed).toEqual(recordedDumps().map(([v15]) => plain(v15)));
});

test('the same flows are printed in the words of OpenFlow 1.0', () => {
  const printed = recordedDumps().map(([v15]) =>
    formatFlow(asStats(parseFlow(v15)), { hasStats: false, version: 0x01 }),
  );
  expect(printed).toEqual(recordedDumps().map(([, v10]) => plain(v10)));
});

test('flows of OpenFlow 1.0 are read and printed back', () => {
  const options = { hasStats: false, version: 0x01 } as const;
  const printed = recordedDumps().map(([, v10]) => formatFlow(asStats(parseFlow(v10)), options));
  expect(printed).toEqual(recordedDumps().map(([, v10]) => plain(v10)));
});

/** As `ovs-ofctl parse-flow` prints them. */
const texts: readonly (readonly [given: string, printed: string])[] = [
  ['vlan_tci=0x1000/0x1000 actions=drop', 'vlan_tci=0x1000/0x1000 actions=drop'],
  ['dl_vlan=0xffff actions=drop', 'vlan_tci=0x0000/0x1fff actions=drop'],
  ['dl_vlan=10,dl_vlan_pcp=3 actions=drop', 'dl_vlan=10,dl_vlan_pcp=3 actions=drop'],
  ['vlan_vid=0x1003/0x100f actions=drop', 'vlan_tci=0x1003/0x100f actions=drop'],
  [
    'ipv6,ipv6_src=fe80::1/64,ipv6_label=5/0xf actions=drop',
    'ipv6,ipv6_src=fe80::/64,ipv6_label=0x00005/0x0000f actions=drop',
  ],
  [
    'arp,arp_op=1,arp_spa=1.1.1.1,arp_tpa=2.2.2.0/24 actions=drop',
    'arp,arp_spa=1.1.1.1,arp_tpa=2.2.2.0/24,arp_op=1 actions=drop',
  ],
  ['dl_type=0x800,nw_proto=6 actions=', 'tcp actions=drop'],
  ['ip,nw_src=1.2.3.4/255.0.255.0 actions=drop', 'ip,nw_src=1.0.3.0/255.0.255.0 actions=drop'],
  ['udp6,tp_src=5/0xff actions=drop', 'udp6,tp_src=0x5/0xff actions=drop'],
  ['tcp,tcp_flags=0x12 actions=drop', 'tcp,tcp_flags=syn|ack actions=drop'],
  ['tcp6,tcp_flags=0x12/0x13 actions=drop', 'tcp6,tcp_flags=-fin+syn+ack actions=drop'],
  ['ip,ct_state=+est+rpl-inv+dnat actions=drop', 'ct_state=+est+rpl-inv+dnat,ip actions=drop'],
  ['ct_zone=0x10,reg0=0,metadata=0 actions=drop', 'ct_zone=16,reg0=0,metadata=0 actions=drop'],
  ['xxreg1=0x1,reg0=5/0xff actions=drop', 'reg0=0x5/0xff,reg4=0,reg5=0,reg6=0,reg7=0x1 actions=drop'],
  ['ip,ip_dscp=4 actions=drop', 'ip,nw_tos=16 actions=drop'],
  ['ip,nw_frag=not_later actions=drop', 'ip,nw_frag=not_later actions=drop'],
  ['actions=1,2,LOCAL,CONTROLLER,all,in_port', 'actions=output:1,output:2,LOCAL,CONTROLLER:65535,ALL,IN_PORT'],
  ['actions=load:5->NXM_NX_REG0[3..10]', 'actions=set_field:0x28/0x7f8->reg0'],
  ['actions=clone(),note:01.02.03', 'actions=clone(drop),note:01.02.03'],
  ['ip actions=ct(nat,table=3,zone=reg0[0..15])', 'ip actions=ct(table=3,zone=NXM_NX_REG0[0..15],nat)'],
  ['ipv6 actions=ct(commit,nat(src=[fe80::1]:5-6))', 'ipv6 actions=ct(commit,nat(src=[fe80::1]:5-6))'],
  ['actions=resubmit(5),resubmit(,4)', 'actions=resubmit:5,resubmit(,4)'],
  ['actions=set_field:ANY->in_port', 'actions=set_field:ANY->in_port'],
];

test.each(texts)('%s', (given, printed) => {
  expect(formatFlow(asStats(parseFlow(given)), { hasStats: false })).toBe(printed);
});

const refused: readonly (readonly [given: string, message: string])[] = [
  ['in_port=1', 'must specify an action'],
  ['nope=1 actions=drop', 'unknown keyword nope'],
  ['igmp actions=drop', 'field igmp missing value'],
  ['actions=frob', 'unknown action frob'],
  ['arp,arp_op=1/1 actions=drop', '1/0x1: invalid mask for field arp_op'],
  ['actions=clone(output:1', 'clone(output:1: unbalanced parentheses'],
  ['actions=load:1->reg0[40]', 'reg0[40]: starting bit 40 is not valid because field is only 32 bits wide'],
  ['reg0=1,reg0=2 actions=drop', 'conflicting values for reg0'],
];

test.each(refused)('%s is refused', (given, message) => {
  expect(() => parseFlow(given)).toThrow(message);
});
