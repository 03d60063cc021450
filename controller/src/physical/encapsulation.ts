import type { Action } from '#openflow';
import { ENCAP_TYPES, type Tunnel } from '../local/tunnel.js';
import { bits, fields, move, output, set, setBits } from './shorthand.js';

const MULTICAST_KEY_MIN = 0x8000;
const VXLAN_PORT_BITS = 12;
const VXLAN_MULTICAST = 1 << (VXLAN_PORT_BITS - 1);

/**
 * Writes the tunnel's keys (ovn-architecture(7), "Tunnel Encapsulations"). Geneve: VNI the datapath, option data the egress
 * port and (from reg14) the ingress port. STT: all three in its 64-bit key. VXLAN: 12 bits of datapath, 12 of egress port, whose highest bit says multicast group.
 */
export function tunnelKeys(type: Tunnel['type'], datapath: number, port: number): readonly Action[] {
  switch (type) {
    case 'geneve':
      return [
        setBits(fields.tun_id, BigInt(datapath), 0xffffffn),
        set(fields.tun_metadata0, BigInt(port)),
        move(bits(fields.reg14, 0, 15), bits(fields.tun_metadata0, 16, 15)),
      ];
    case 'stt':
      return [
        set(fields.tun_id, BigInt(datapath) | (BigInt(port) << 24n)),
        move(bits(fields.reg14, 0, 15), bits(fields.tun_id, 40, 15)),
      ];
    case 'vxlan': {
      const vxlanPort = port < MULTICAST_KEY_MIN ? port : (port & (VXLAN_MULTICAST - 1)) | VXLAN_MULTICAST;
      return [setBits(fields.tun_id, BigInt(datapath + vxlanPort * 2 ** VXLAN_PORT_BITS), 0xffffffn)];
    }
  }
}

/** Sends a copy into each tunnel, those of one kind together. */
export function sendToTunnels(tunnels: readonly Tunnel[], datapath: number, port: number): readonly Action[] {
  return ENCAP_TYPES.flatMap((type) => {
    const sending = tunnels.filter((tunnel) => tunnel.type === type);
    if (sending.length === 0) return [];
    return [...tunnelKeys(type, datapath, port), ...sending.map((tunnel) => output(tunnel.ofport))];
  });
}
