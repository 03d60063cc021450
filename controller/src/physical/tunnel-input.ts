import type { Action } from '#openflow';
import { type Flow, makeFlow } from '../install/flow.js';
import type { Tunnel } from '../local/tunnel.js';
import { bits, exact, fields, masked, move, resubmit, setBits, tables } from './shorthand.js';

/** Table 0: a packet from a tunnel has been through the ingress pipeline; its keys say where it goes on. */
export function tunnelInput(tunnel: Tunnel): readonly Flow[] {
  const inPort = exact(fields.in_port, tunnel.ofport);
  const deliver = resubmit(tables.localOutput);
  const flow = (priority: number, actions: readonly Action[], match = [inPort]) =>
    makeFlow(tables.physicalToLogical, priority, match, actions);
  switch (tunnel.type) {
    case 'geneve':
      return [
        flow(100, [
          move(bits(fields.tun_id, 0, 24), bits(fields.metadata, 0, 24)),
          move(bits(fields.tun_metadata0, 16, 15), bits(fields.reg14, 0, 15)),
          move(bits(fields.tun_metadata0, 0, 16), bits(fields.reg15, 0, 16)),
          deliver,
        ]),
      ];
    case 'stt':
      return [
        flow(100, [
          move(bits(fields.tun_id, 0, 24), bits(fields.metadata, 0, 24)),
          move(bits(fields.tun_id, 40, 15), bits(fields.reg14, 0, 15)),
          move(bits(fields.tun_id, 24, 16), bits(fields.reg15, 0, 16)),
          deliver,
        ]),
      ];
    case 'vxlan':
      return [
        // The highest bit of the port's 12 says multicast group.
        flow(
          105,
          [
            setBits(fields.reg15, 0x8000, 0x8000),
            move(bits(fields.tun_id, 12, 11), bits(fields.reg15, 0, 11)),
            move(bits(fields.tun_id, 0, 12), bits(fields.metadata, 0, 12)),
            deliver,
          ],
          [inPort, masked(fields.tun_id, 0x800000n, 0x800000n)],
        ),
        flow(100, [
          move(bits(fields.tun_id, 12, 12), bits(fields.reg15, 0, 12)),
          move(bits(fields.tun_id, 0, 12), bits(fields.metadata, 0, 12)),
          deliver,
        ]),
      ];
  }
}
