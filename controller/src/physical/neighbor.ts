import { ipv4ToNumber, ipv6ToBigInt, macToNumber, parseIpv4, parseIpv6, parseMac, type Uuid } from '#base';
import type { Read } from '#incremental';
import { ETHERTYPE_ARP, ETHERTYPE_IPV6 } from '#packets';
import { MAC_Binding, Static_MAC_Binding } from '#schemas/southbound';
import { cookieOf, type Flow, makeFlow } from '../install/flow.js';
import { portByName } from '../local/port-index.js';
import { portFacts } from './port-facts.js';
import { exact, fields, fromPort, inDatapath, raise, set, tables, toPort } from './shorthand.js';

const IPPROTO_ICMPV6 = 58;

interface Neighbor {
  readonly id: string;
  readonly port: string;
  readonly ip: string;
  readonly mac: string;
}

/** Tables 66 and 67 for a neighbour that a router port has learnt: its MAC by address, and whether address and MAC belong together. */
export function learntNeighbor(read: Read, id: Uuid<'MAC_Binding'>): readonly Flow[] {
  const row = read.row(MAC_Binding, id);
  return row === undefined ? [] : neighborFlows(read, { id, port: row.logical_port, ip: row.ip, mac: row.mac }, 100);
}

/**
 * The same for a neighbour that was configured: below what was learnt, or above it with `override_dynamic_mac`
 * (ovn-sb(5)).
 */
export function staticNeighbor(read: Read, id: Uuid<'Static_MAC_Binding'>): readonly Flow[] {
  const row = read.row(Static_MAC_Binding, id);
  if (row === undefined) return [];
  const neighbor = { id, port: row.logical_port, ip: row.ip, mac: row.mac };
  return neighborFlows(read, neighbor, row.override_dynamic_mac ? 150 : 50);
}

function neighborFlows(read: Read, neighbor: Neighbor, priority: number): readonly Flow[] {
  const portId = read(portByName, neighbor.port);
  const port = portId === undefined ? undefined : read(portFacts, portId);
  const mac = parseMac(neighbor.mac);
  if (port === undefined || mac === undefined) return [];
  const macValue = BigInt(macToNumber(mac));
  const ip4 = parseIpv4(neighbor.ip);
  const ip6 = ip4 === undefined ? parseIpv6(neighbor.ip) : undefined;
  const address =
    ip4 !== undefined
      ? exact(fields.reg0, ipv4ToNumber(ip4))
      : ip6 !== undefined
        ? exact(fields.xxreg0, ipv6ToBigInt(ip6))
        : undefined;
  if (address === undefined) return [];
  // Neighbour discovery is ICMPv6 with code 0.
  const protocol =
    ip4 !== undefined
      ? [exact(fields.eth_type, ETHERTYPE_ARP)]
      : [exact(fields.eth_type, ETHERTYPE_IPV6), exact(fields.nw_proto, IPPROTO_ICMPV6), exact(fields.icmpv6_code, 0)];
  const datapath = inDatapath(port.datapath.key);
  const cookie = cookieOf(neighbor.id);
  return [
    makeFlow(
      tables.macBinding,
      priority,
      [address, toPort(port.key), datapath],
      [set(fields.eth_dst, macValue), raise('macLookupHit')],
      cookie,
    ),
    makeFlow(
      tables.macLookup,
      priority,
      [address, fromPort(port.key), datapath, exact(fields.eth_src, macValue), ...protocol],
      [raise('macLookupHit')],
      cookie,
    ),
  ];
}
