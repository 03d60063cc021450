/** Actions that look up what controllers learnt: MAC_Binding, Static_MAC_Binding and FDB rows. */
import { ipv4FromNumber, ipv6FromBigInt, macFromNumber, macToNumber, parseMac } from '#base';
import { type LogicalAction, type SymbolBits, toSubfield } from '#logical';
import { fields } from '#openflow';
import { addNode } from '../node.js';
import type { Packet } from '../packet.js';
import type { Place } from '../place.js';

function boundMac(port: SymbolBits, address: SymbolBits, { packet, datapath }: Place): string | undefined {
  const key = Number(packet.read(toSubfield(port)));
  const value = packet.read(toSubfield(address));
  const text = address.bits === 32 ? ipv4FromNumber(Number(value)) : ipv6FromBigInt(value);
  return datapath.macBindings.get(`${key}/${text}`);
}

function macIn(packet: Packet, bits: SymbolBits): string {
  return macFromNumber(Number(packet.read(toSubfield(bits))));
}

export function runGetMac({ port, address }: LogicalAction<'get_mac'>, place: Place): void {
  const { packet, nodes } = place;
  const mac = boundMac(port, address, place);
  addNode(nodes, 'action', mac === undefined ? '/* No MAC binding. */' : `/* MAC binding to ${mac}. */`);
  const found = mac ?? '00:00:00:00:00:00';
  packet.set(fields.eth_dst, BigInt(macToNumber(parseMac(found)!)));
  addNode(nodes, 'modify', `eth.dst = ${found}`);
}

/** When it finds something, ovn-trace names the packet's destination, not the MAC that was found; so does this. */
export function runLookupMac(action: LogicalAction<'lookup_mac'> | LogicalAction<'lookup_mac_ip'>, place: Place): void {
  const { packet } = place;
  const bound = boundMac(action.port, action.address, place);
  const wanted = action.kind === 'lookup_mac' ? macIn(packet, action.mac) : bound;
  const isFound = bound !== undefined && bound === wanted;
  const found =
    action.kind === 'lookup_mac' ? `/* MAC binding to ${destination(packet)} found. */` : '/* MAC binding found. */';
  addNode(place.nodes, 'action', isFound ? found : '/* lookup failed - No MAC binding. */');
  packet.write(toSubfield(action.destination), isFound ? 1n : 0n);
}

export function runGetFdb(action: LogicalAction<'get_fdb'>, { packet, datapath }: Place): void {
  packet.write(toSubfield(action.destination), BigInt(datapath.fdb.get(macIn(packet, action.mac)) ?? 0));
}

export function runLookupFdb(action: LogicalAction<'lookup_fdb'>, { packet, datapath, nodes }: Place): void {
  const isFound = datapath.fdb.get(macIn(packet, action.mac)) === Number(packet.read(toSubfield(action.port)));
  const text = isFound
    ? `/* MAC lookup for ${destination(packet)} found in FDB. */`
    : '/* lookup mac failed in mac learning table. */';
  addNode(nodes, 'action', text);
  packet.write(toSubfield(action.destination), isFound ? 1n : 0n);
}

function destination(packet: Packet): string {
  return macFromNumber(Number(packet.get(fields.eth_dst)));
}
