import { expect, test } from '@jest/globals';
import { fields } from '#openflow';
import type { Row } from '#schemas';
import { Load_Balancer } from '#schemas/southbound';
import { CT } from './ct-state.js';
import { rowSource } from './fixture/rows.js';
import { isHairpin, isHairpinReply, Vips, virtualAddress } from './hairpin.js';
import { Packet } from './packet.js';

const source = rowSource(
  new Map([
    [
      Load_Balancer,
      [
        { vips: new Map([['30.0.0.1:80', '10.0.0.1:8080']]) },
        {
          vips: new Map([
            ['30.0.0.1:443', '10.0.0.1'],
            ['30.0.0.2', '10.0.0.1'],
            ['[fd30::1]:53', '[fd00::1]'],
          ]),
        },
      ] satisfies Partial<Row<typeof Load_Balancer>>[],
    ],
  ]),
);
const vips = new Vips(source.rows(Load_Balancer));

const [TCP, ICMP] = [6, 1];
const A = 0x0a000001;

/** A packet of 10.0.0.1, balanced to 10.0.0.1 and a port. */
function balanced(protocol: number, vip: number, port: number, backendPort: number): Packet {
  const field = protocol === TCP ? fields.tcp_dst : fields.icmp_code;
  const packet = new Packet([
    [fields.eth_type, 0x800],
    [fields.nw_proto, protocol],
    [fields.ip_src, A],
    [fields.ip_dst, vip],
    [field, port],
  ]);
  packet.balanced = vips.of(packet);
  packet.set(fields.ip_dst, A);
  packet.set(field, backendPort);
  packet.set(fields.ct_state, CT.dnat);
  return packet;
}

test.each([
  ['to a virtual port, of the load balancer', TCP, 0x1e000001, 80, 8080, [true, false, '30.0.0.1']],
  ['to a virtual port, of another of the same address', TCP, 0x1e000001, 80, 443, [true, true, '30.0.0.1']],
  ['to another port of the address', TCP, 0x1e000001, 22, 8080, [false, false, undefined]],
  ['to another port, and balanced to the virtual one', TCP, 0x1e000001, 22, 80, [false, true, undefined]],
  ['to an address with all ports', TCP, 0x1e000002, 80, 80, [false, false, undefined]],
  ['without ports to an address with all', ICMP, 0x1e000002, 0, 0, [true, true, '30.0.0.2']],
  ['without ports, and balanced to a virtual one', ICMP, 0x1e000001, 0, 80, [false, true, undefined]],
  ['to an address that is none', TCP, 0x1e000003, 80, 80, [false, false, undefined]],
] as const)('%s', (_, protocol, vip, port, backendPort, expected) => {
  const packet = balanced(protocol, vip, port, backendPort);
  expect([isHairpin(packet), isHairpinReply(packet), virtualAddress(packet)]).toEqual(expected);
});

test('only a translated packet that would go back to its sender is a hairpin', () => {
  const elsewhere = balanced(TCP, 0x1e000001, 80, 80);
  elsewhere.set(fields.ip_dst, A + 1);
  const untranslated = balanced(TCP, 0x1e000001, 80, 80);
  untranslated.set(fields.ct_state, CT.new);
  const forgotten = balanced(TCP, 0x1e000001, 80, 80);
  forgotten.clearConnection();
  expect([elsewhere, untranslated, forgotten].map((packet) => [isHairpin(packet), isHairpinReply(packet)])).toEqual(
    Array.from({ length: 3 }, () => [false, false]),
  );
});
