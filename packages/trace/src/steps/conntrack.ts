/** Actions of connection tracking: a fork goes on in the next table (ovn-trace(8), "Stateful Actions"). */
import { ipv4ToNumber, ipv6ToBigInt, parseIpv4, parseIpv6 } from '#base';
import type { Endpoint, LogicalAction } from '#logical';
import { fields } from '#openflow';
import { CT } from '../ct-state.js';
import { virtualAddress } from '../hairpin.js';
import { addNode } from '../node.js';
import type { Packet } from '../packet.js';
import { formatCtState } from '../packet-text.js';
import { entered, type Place, type Trace } from '../place.js';
import { destinationPort } from '../transport-fields.js';

/** A copy of the packet, changed, goes on in another table under a heading. */
export function fork(
  title: string,
  place: Place,
  table: number,
  trace: Trace,
  change: (packet: Packet) => void = () => undefined,
): void {
  const packet = place.packet.clone();
  change(packet);
  const node = addNode(place.nodes, 'transformation', title);
  trace.runTable(entered(place.datapath, place.pipeline, table, packet, node.children));
}

export function runCtNext({ nextTable }: LogicalAction<'plain'>, place: Place, trace: Trace): void {
  const { state, comment } = trace.connections.next();
  const title = `ct_next(ct_state=${formatCtState(state)}${comment})`;
  fork(title, place, nextTable, trace, (packet) => packet.set(fields.ct_state, state));
}

/** No state of translations is assumed. A packet that was tracked before keeps its state. */
export function runCtCommitNat({ nextTable }: LogicalAction<'plain'>, place: Place, trace: Trace): void {
  const { state, comment } = trace.connections.nextUnlessTracked(place.packet.number(fields.ct_state));
  const title = `ct_commit_nat /* assuming no un-nat entry, so no change */${comment}`;
  fork(title, place, nextTable, trace, (packet) => packet.set(fields.ct_state, state));
}

export function runNat({ verb, address, nextTable }: LogicalAction<'nat'>, place: Place, trace: Trace): void {
  const isSource = verb.startsWith('ct_snat');
  // A gateway router has no state of translations to undo (ovn-trace(8), "ct_snat").
  if (verb === 'ct_snat' && address === undefined && place.datapath.hasGatewayPort) return;
  const { state, comment } = trace.connections.nextUnlessTracked(place.packet.number(fields.ct_state));
  const side = isSource ? 'src' : 'dst';
  const word = `ct_${isSource ? 's' : 'd'}nat${verb.endsWith('_in_czone') ? 'in_czone' : ''}`;
  const detail =
    address === undefined
      ? ` /* assuming no un-${isSource ? 's' : 'd'}nat entry, so no change */`
      : `(ip${address.family}.${side}=${address.address})`;
  fork(`${word}${detail}${comment}`, place, nextTable, trace, (packet) => {
    let after = state;
    if (address !== undefined) {
      after |= isSource ? CT.snat : CT.dnat;
      writeAddress(packet, address, side);
    }
    packet.set(fields.ct_state, after);
  });
}

export function runLoadBalance(
  { verb, backends, nextTable }: LogicalAction<'ct_lb'>,
  place: Place,
  trace: Trace,
): void {
  const { state, comment } = trace.connections.next();
  const destination = chooseBackend(backends, place, trace);
  fork(`${verb}${comment}`, place, nextTable, trace, (packet) => {
    // What was found out before is added to, not replaced, as ovn-trace has it.
    const after = packet.number(fields.ct_state) | state;
    packet.set(fields.ct_state, destination === undefined ? after : after | CT.dnat);
    if (destination === undefined) return;
    packet.balanced = trace.vips.of(packet);
    writeAddress(packet, destination, 'dst');
    if (destination.port !== undefined) packet.set(destinationPort(packet), destination.port);
  });
}

/** The source becomes the virtual address that the connection was made to; only said, as ovn-trace does. */
export function runCtSnatToVip({ packet, nodes }: Place): void {
  const address = virtualAddress(packet);
  if (address !== undefined) addNode(nodes, 'action', `/* nat(src=${address}) */`);
}

/** The backend with the preferred address, whatever its port, or any of the packet's family. */
function chooseBackend(
  backends: readonly Endpoint[],
  place: Place,
  { settings, connections }: Trace,
): Endpoint | undefined {
  const { lbDestination, chance } = settings;
  const fits = (endpoint: Endpoint | undefined) =>
    endpoint !== undefined && (endpoint.family === 4 ? place.packet.isIpv4 : place.packet.isIpv6);
  if (backends.length === 0) return fits(lbDestination) && !connections.hasBalanced ? lbDestination : undefined;
  const preferred = backends.find(({ address }) => address === lbDestination?.address);
  if (preferred !== undefined) connections.hasBalanced = true;
  const backend = preferred ?? backends[chance(backends.length)];
  if (fits(backend)) return backend;
  addNode(place.nodes, 'error', '*** no load balancing destination (use --lb-dst)');
  return undefined;
}

function writeAddress(packet: Packet, { family, address }: Endpoint, side: 'src' | 'dst'): void {
  const ipv4 = family === 4 ? parseIpv4(address) : undefined;
  const ipv6 = family === 6 ? parseIpv6(address) : undefined;
  if (ipv4 !== undefined) packet.set(side === 'src' ? fields.ip_src : fields.ip_dst, ipv4ToNumber(ipv4));
  if (ipv6 !== undefined) packet.set(side === 'src' ? fields.ipv6_src : fields.ipv6_dst, ipv6ToBigInt(ipv6));
}
