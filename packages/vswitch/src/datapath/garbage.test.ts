import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseFlow } from '#openflow';
import { frames } from '../fixture/frame.js';
import { TestSwitch } from '../fixture/test-switch.js';

/** Flows that read and write all there is in a frame. */
const FLOWS = `
table=0,priority=9,ip,in_port=1,actions=ct(commit,zone=1,nat(src=10.9.9.9),table=1,exec(set_field:1->ct_mark))
table=0,priority=9,ipv6,in_port=1,actions=ct(commit,zone=1,table=1)
table=0,priority=9,ip,in_port=2,actions=ct(zone=1,nat,table=1)
table=0,priority=9,arp,actions=set_field:1.2.3.4->arp_spa,set_field:00:00:00:00:00:09->arp_tha,resubmit(,1)
table=0,priority=1,actions=push_vlan:0x8100,set_field:4097->vlan_vid,output:2,pop_vlan,resubmit(,1)
table=1,priority=9,udp,actions=set_field:1.1.1.1->ip_dst,set_field:7->udp_dst,dec_ttl,resubmit(,2)
table=1,priority=9,tcp6,actions=set_field:fd00::9->ipv6_src,set_field:7->tcp_dst,dec_ttl,resubmit(,2)
table=1,priority=9,sctp,actions=set_field:7->sctp_dst,resubmit(,2)
table=1,priority=10,icmp6,icmp_type=135,actions=set_field:fd00::9->nd_target,set_field:00:00:00:00:00:09->nd_sll,resubmit(,2)
table=1,priority=9,icmp,actions=set_field:3->icmp_type,resubmit(,2)
table=1,priority=0,actions=resubmit(,2)
table=2,actions=learn(table=3,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],output:NXM_OF_IN_PORT[]),NORMAL,push_vlan:0x88a8,output:3`;

function lab(): TestSwitch {
  const s = new TestSwitch();
  const bridge = s.bridge('br0');
  for (const number of [1, 2, 3]) s.port(bridge, number, `p${number}`);
  const refusal = s.handlers.get('br0')?.apply(
    FLOWS.trim()
      .split('\n')
      .map((line) => parseFlow(line)),
  );
  expect(refusal).toBeUndefined();
  return s;
}

const ethTypes = ['0800', '86dd', '0806', '8100', '88a8', '0010', '8847'];

test('no frame makes the switch fail, whatever its bytes', () => {
  const s = lab();
  const header = fc.tuple(fc.constantFrom(...ethTypes), fc.uint8Array({ maxLength: 120 })).map(([type, rest]) => {
    const first = type === '0800' ? '45' : type === '86dd' ? '60' : '';
    return `02000000000b02000000000a${type}${first}${Buffer.from(rest).toString('hex')}`;
  });
  const any = fc.uint8Array({ maxLength: 90 }).map((bytes) => Buffer.from(bytes).toString('hex'));
  fc.assert(
    fc.property(fc.oneof(header, any), fc.constantFrom('p1', 'p2', 'p3'), (frame, port) => {
      s.receive(port, frame);
    }),
    { numRuns: 1500 },
  );
});

test('no damage to a good frame makes the switch fail', () => {
  const s = lab();
  const six = `02000000000b02000000000a86dd60000000002000${'00'.repeat(0)}`;
  const nd = `02000000000b02000000000a86dd6000000000203aff${'fd'.repeat(16)}${'fe'.repeat(16)}87000000${'00'.repeat(4)}${'fd'.repeat(16)}0101020000000001`;
  const good = [
    frames.udp(),
    frames.tcp(2),
    frames.icmp(8),
    frames.icmp(3, { payload: new Uint8Array(28).fill(0x45) }),
    frames.arp('1.1.1.1', '2.2.2.2'),
    nd,
    six,
  ];
  const damaged = fc
    .tuple(fc.constantFrom(...good), fc.nat(), fc.nat({ max: 255 }), fc.nat())
    .map(([frame, at, value, length]) => {
      const bytes = Buffer.from(frame, 'hex');
      bytes[at % bytes.length] = value;
      return bytes.subarray(0, length % 3 === 0 ? length % (bytes.length + 1) : bytes.length).toString('hex');
    });
  fc.assert(
    fc.property(damaged, fc.constantFrom('p1', 'p2', 'p3'), (frame, port) => {
      s.receive(port, frame);
    }),
    { numRuns: 1500 },
  );
});
