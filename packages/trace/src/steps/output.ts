/** Where a packet goes: from ingress to egress of a datapath, out of a port, and through a patch port to the next one. */
import type { LogicalAction } from '#logical';
import { fields } from '#openflow';
import type { TracePort } from '../network.js';
import { addNode, type TraceNode } from '../node.js';
import type { Packet } from '../packet.js';
import { entered, moved, type Place, type Trace } from '../place.js';

const OMITTED = '/* omitting output because inport == outport && !flags.loopback */';

/**
 * To another table; of the other pipeline under a heading, the packet as it is. What happens to it there, the actions behind
 * `next` find: it is the same packet, as ovn-trace has it.
 */
export function runNext({ pipeline, table }: LogicalAction<'next'>, place: Place, trace: Trace): void {
  const { datapath, nodes, packet } = place;
  const { names } = trace;
  if (pipeline === place.pipeline) {
    trace.runTable(moved(place, table, packet, nodes));
    return;
  }
  const isIngress = pipeline === 'ingress';
  const port = names.portOf(datapath, packet.number(isIngress ? fields.reg14 : fields.reg15));
  const title = `${pipeline}(dp="${names.datapath(datapath)}", ${isIngress ? 'inport' : 'outport'}="${port}")`;
  const node = addNode(nodes, 'pipeline', title);
  trace.runTable({ ...place, pipeline, table, packet, nodes: node.children });
}

export function runOutput(place: Place, trace: Trace): void {
  if (place.packet.number(fields.reg15) === 0) {
    addNode(place.nodes, 'error', '*** output to null logical port');
  } else if (place.pipeline === 'ingress') outputIngress(place, trace);
  else outputEgress(place, trace);
}

function outputIngress(place: Place, trace: Trace): void {
  const { datapath, packet, nodes } = place;
  const key = packet.number(fields.reg15);
  const group = datapath.groupsByKey.get(key);
  const port = datapath.portsByKey.get(key);
  const sent = sentOn(packet);
  if (port !== undefined) outputTo(port, sent, place, nodes, 'alone', trace);
  else if (group !== undefined) {
    const title = `multicast(dp="${trace.names.datapath(datapath)}", mcgroup="${group.name}")`;
    const node = addNode(nodes, 'pipeline', title);
    // As ovn-trace has it, all members get one packet: what egress did to it for one, the next one finds.
    for (const member of group.ports) outputTo(member, sent, place, node.children, 'member', trace);
  } else {
    addNode(nodes, 'error', `*** unknown port or multicast group ${key}`);
    // As ovn-trace has it, what is not known is where the packet came from.
    enterEgress(key, sent, place, nodes, 'alone', true, trace);
  }
}

/** The packet as egress gets it. */
function sentOn(packet: Packet): Packet {
  const sent = packet.clone();
  sent.clearRegisters();
  // The flags that egress sets go through a patch port; those of ingress end here.
  sent.clear(fields.reg10);
  return sent;
}

/** Through the egress pipeline, unless the packet came from the port. */
function outputTo(
  wanted: TracePort,
  sent: Packet,
  place: Place,
  nodes: TraceNode[],
  role: 'alone' | 'member',
  trace: Trace,
): void {
  const port = standIn(wanted, nodes, trace);
  if (port === undefined) return;
  enterEgress(port.key, sent, place, nodes, role, place.packet.number(fields.reg14) === port.key, trace);
}

function enterEgress(
  key: number,
  packet: Packet,
  place: Place,
  nodes: TraceNode[],
  role: 'alone' | 'member',
  isOrigin: boolean,
  trace: Trace,
): void {
  packet.set(fields.reg15, key);
  const isReturning = isOrigin && (place.packet.number(fields.reg10) & 1) === 0;
  if (isReturning && role === 'alone') {
    addNode(nodes, 'output', OMITTED);
    return;
  }
  const title = trace.names.egress(place.datapath, packet);
  const node = addNode(nodes, 'pipeline', title, { isIndented: role === 'member' && !isReturning });
  if (isReturning) addNode(node.children, 'output', OMITTED);
  else trace.runTable(entered(place.datapath, 'egress', 0, packet, node.children));
}

/** The distributed port that a chassisredirect port stands for. */
function standIn(port: TracePort, nodes: TraceNode[], { names }: Trace): TracePort | undefined {
  if (port.type !== 'chassisredirect') return port;
  const what = `type "${port.type}"`;
  const { distributed } = port;
  if (distributed === undefined || distributed.datapath !== port.datapath) {
    const text = `*** output to ${what} port "${names.port(port)}" with no or invalid distributed port`;
    addNode(nodes, 'error', text);
    return undefined;
  }
  const text = `outport "${names.port(port)}" with distributed port "${names.port(distributed)}"`;
  addNode(nodes, 'output', `/* Replacing ${what} ${text}. */`);
  return distributed;
}

function outputEgress({ datapath, packet, nodes }: Place, trace: Trace): void {
  const { names } = trace;
  const key = packet.number(fields.reg15);
  const port = datapath.portsByKey.get(key);
  if (port === undefined) {
    const name = names.portOf(datapath, key);
    if (!datapath.groupsByKey.has(key)) addNode(nodes, 'error', `*** unknown port or multicast group ${key}`);
    addNode(nodes, 'output', `/* output to "${name}", type "" */`);
    addNode(nodes, 'modify', `output("${name}")`);
    return;
  }
  addNode(nodes, 'output', `/* output to "${names.port(port)}", type "${port.type}" */`);
  const { peer } = port;
  if (peer === undefined) {
    addNode(nodes, 'modify', `output("${names.port(port)}")`, { delivered: port });
    return;
  }
  const inner = packet.clone();
  inner.clearRegisters();
  inner.set(fields.reg14, peer.key);
  inner.set(fields.reg15, 0);
  const node = addNode(nodes, 'pipeline', names.ingress(peer.datapath, inner));
  trace.runTable(entered(peer.datapath, 'ingress', 0, inner, node.children));
}
