import { expect, test } from '@jest/globals';
import { createSymbolTable, evaluate, NO_SETS, parseMatch } from '#logical';
import { fields } from '#openflow';
import { Packet } from './packet.js';
import { StageIndex } from './stage-index.js';

const symbols = createSymbolTable();
const context = {
  portKey: (name: string) => ({ a: 1, b: 2 })[name],
  isChassisResident: () => true,
};

/** Flows in order of priority: pinned by address, port, part of a register, several of them, or nothing. */
const MATCHES = [
  'ip4.dst == 10.0.0.1 && tcp.dst == 22',
  'ip4.dst == {10.0.0.1, 10.0.0.2} && tcp',
  'inport == "a" && ip4.dst == 10.0.0.3',
  'inport == "b"',
  'inport == "nowhere"',
  'reg0[1] == 1 && tcp.dst == 80',
  'ip4.dst == 10.0.0.0/24 && udp.dst > 53',
  'ip4.dst == 10.0.0.5 || tcp.dst == 5',
  'ip4.dst == 10.0.0.6',
  'ip4.src != 10.0.0.9 && ip4.dst == 10.0.0.7',
  'eth.dst == 00:00:00:00:00:01',
  'eth.dst == 00:00:00:00:00:02 && ip',
  'tcp.dst == 0/1',
];

test('the first flow is found that the packet meets, whatever it is found by', () => {
  const candidates = MATCHES.map((match) => {
    const { expr } = parseMatch(match, { symbols, sets: NO_SETS });
    if (expr === undefined) throw new Error(match);
    return { condition: expr, flow: match };
  });
  const index = new StageIndex(candidates, context);
  const found = new Set<string | undefined>();
  for (let last = 0; last < 10; last++) {
    for (const port of [5, 22, 80, 81]) {
      for (const inport of [1, 2, 3]) {
        for (const [protocol, field] of [
          [6, fields.tcp_dst],
          [17, fields.udp_dst],
        ] as const) {
          const packet = new Packet([
            [fields.eth_type, 0x800],
            [fields.eth_dst, BigInt(last % 3)],
            [fields.ip_dst, 0x0a000000 + last],
            [fields.nw_proto, protocol],
            [field, port],
            [fields.reg14, inport],
            [fields.xxreg0, last === 8 ? 2n << 96n : 0n],
          ]);
          const first = candidates.find(({ condition }) => evaluate(condition, packet, context))?.flow;
          expect(index.find(packet)).toBe(first);
          found.add(first);
        }
      }
    }
  }
  expect([...found].sort()).toEqual([...MATCHES.filter((match) => !match.includes('nowhere')), undefined].sort());
});
