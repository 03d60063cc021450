/**
 * Follows a packet through the logical pipelines, flow by flow, and writes down what happens as a tree. Before: the
 * network and the microflow. After: render.ts. Stateful actions are decided by the options of ovn-trace(8), "Stateful
 * Actions". Over 400 lines: one switch over all kinds of actions, whose parts share the packet and the place in the tree.
 */
import {
  ipv4FromNumber,
  ipv4ToNumber,
  ipv6FromBigInt,
  ipv6ToBigInt,
  macFromNumber,
  macToNumber,
  parseIpv4,
  parseIpv6,
  parseMac,
} from '#base';
import { type Endpoint, formatAction, formatField, type LogicalAction, type SymbolBits, toSubfield } from '#logical';
import { type Field, fields } from '#openflow';
import type { LogicalFlowRow } from '#schemas/southbound';
import { contextOf, type FlowCache } from './flow-cache.js';
import { isHairpin, isHairpinReply } from './hairpin.js';
import { stageKey, type TraceDatapath, type TracePort } from './network.js';
import { addNode, type TraceNode } from './node.js';
import type { Packet } from './packet.js';
import { formatCtState, formatPacket } from './packet-text.js';
import { failsInbound, failsOutbound } from './port-security.js';

export type PipelineName = 'ingress' | 'egress';

/** What the command line decides. */
export interface TraceSettings {
  /** ct_state of the tracking actions to come, in their order; then `est|trk`. */
  readonly ctStates: readonly number[];
  /** Destination that load balancing prefers. */
  readonly lbDestination: Endpoint | undefined;
  readonly selectId: number | undefined;
  readonly hasFriendlyNames: boolean;
  /** A number from 0 up to less than `count`. */
  readonly chance: (count: number) => number;
  readonly warn: (text: string) => void;
  /** OpenFlow flows by cookie, to be shown under the logical flows they were made from. */
  readonly openflow?: ReadonlyMap<number, readonly string[]>;
}

const CT = { new: 1, est: 2, rel: 4, rpl: 8, inv: 16, trk: 32, snat: 64, dnat: 128 } as const;
const CT_DEFAULT = CT.est | CT.trk;

/** How many tables one packet may go through: a loop that only its TTL would end is cut here. */
const DEPTH_MAX = 500;

interface Place {
  readonly datapath: TraceDatapath;
  readonly pipeline: PipelineName;
  readonly table: number;
  readonly packet: Packet;
  readonly nodes: TraceNode[];
  readonly flow?: LogicalFlowRow;
  /** Values that push put away. */
  readonly stack: { readonly value: bigint; readonly bits: number }[];
}

export class Tracer {
  private readonly flows: FlowCache;
  private readonly settings: TraceSettings;
  private ctAt = 0;
  private depth = 0;

  constructor(flows: FlowCache, settings: TraceSettings) {
    this.flows = flows;
    this.settings = settings;
  }

  /** The tree of one packet that enters the datapath. */
  trace(datapath: TraceDatapath, packet: Packet): readonly TraceNode[] {
    const root: TraceNode[] = [];
    const key = packet.number(fields.reg14);
    const node = addNode(
      root,
      'pipeline',
      this.pipelineTitle('ingress', datapath, key === 0 ? '(unnamed)' : undefined, packet),
    );
    this.runTable({ datapath, pipeline: 'ingress', table: 0, packet, nodes: node.children, stack: [] });
    return root;
  }

  private pipelineTitle(
    pipeline: PipelineName,
    datapath: TraceDatapath,
    inport: string | undefined,
    packet: Packet,
  ): string {
    const dp = this.datapathName(datapath);
    const from = inport ?? this.portName(datapath, packet.number(fields.reg14));
    if (pipeline === 'ingress') return `ingress(dp="${dp}", inport="${from}")`;
    return `egress(dp="${dp}", inport="${from}", outport="${this.portName(datapath, packet.number(fields.reg15))}")`;
  }

  private datapathName(datapath: TraceDatapath): string {
    return this.settings.hasFriendlyNames ? datapath.friendlyName : datapath.name;
  }

  private nameOf(port: TracePort): string {
    return this.settings.hasFriendlyNames ? port.friendlyName : port.name;
  }

  private portName(datapath: TraceDatapath, key: number): string {
    if (key === 0) return '';
    const port = datapath.portsByKey.get(key);
    if (port !== undefined) return this.nameOf(port);
    return datapath.groupsByKey.get(key)?.name ?? '(unnamed)';
  }

  /** Replaces the names of ports and datapaths in a text by their friendly ones. */
  private friendly(text: string): string {
    const { friendlyNames } = this.flows.network;
    if (!this.settings.hasFriendlyNames || friendlyNames.size === 0 || !text.includes('"')) return text;
    return text.replace(/"((?:[^"\\]|\\.)*)"/g, (whole, name: string) => {
      const friendlyName = friendlyNames.get(name);
      return friendlyName === undefined ? whole : `"${friendlyName}"`;
    });
  }

  private runTable(place: Place): void {
    const { datapath, pipeline, packet } = place;
    let { table, nodes } = place;
    for (;;) {
      const stage = stageKey(pipeline, table);
      const found = this.flows.find(datapath, stage, packet);
      if (found === undefined) {
        const rows = datapath.flows.get(stage) ?? [];
        const known = rows.find((row) => this.flows.get(datapath, row) !== undefined);
        const name = known?.external_ids.get('stage-name');
        const number = String(table).padStart(2);
        addNode(nodes, 'table', `${number}. ${name === undefined ? '' : `${name}: `}no match (implicit drop)`);
        return;
      }
      const { row, flow } = found;
      const { isTrivial } = flow;
      const node = addNode(nodes, 'table', this.friendly(this.flows.title(found)), { isTrivial, flow: row });
      this.showOpenflow(row, node.children);
      const [next] = flow.actions;
      if (isTrivial && next?.kind === 'next') {
        table = next.table;
        nodes = node.children;
        continue;
      }
      if (this.depth >= DEPTH_MAX) {
        addNode(node.children, 'error', `*** packet loops: more than ${DEPTH_MAX} tables`);
        return;
      }
      this.depth++;
      const inner = { ...place, table, nodes: node.children, flow: row };
      this.runActions(flow.actions, inner, this.flows.actionTexts(flow));
      this.depth--;
      return;
    }
  }

  private showOpenflow(row: LogicalFlowRow, nodes: TraceNode[]): void {
    const { openflow } = this.settings;
    if (openflow === undefined) return;
    const lines = openflow.get(Number.parseInt(row._uuid.slice(0, 8), 16)) ?? [];
    if (lines.length === 0) addNode(nodes, 'action', '*** no OpenFlow flows');
    for (const line of lines) addNode(nodes, 'action', line);
  }

  private runActions(
    actions: readonly LogicalAction[],
    place: Place,
    texts: readonly string[] = actions.map((action) => formatAction(action)),
  ): void {
    if (actions.length === 0) addNode(place.nodes, 'action', 'drop;');
    actions.forEach((action, i) => {
      addNode(place.nodes, 'action', this.friendly(texts[i] ?? ''));
      this.run(action, place);
    });
  }

  private run(action: LogicalAction, place: Place): void {
    const { packet, nodes } = place;
    switch (action.kind) {
      case 'plain':
        this.runPlain(action, place);
        return;
      case 'next':
        this.runTable({ ...place, table: action.table, packet: packet.clone() });
        return;
      case 'load':
        this.runLoad(action, place);
        return;
      case 'move':
        this.runMove(action, place);
        return;
      case 'exchange':
        this.runExchange(action, place);
        return;
      case 'push': {
        const source = toSubfield(action.source);
        const value = packet.read(source);
        place.stack.push({ value, bits: source.bits });
        addNode(nodes, 'modify', `push(${formatField(action.source)}) -> ${hex(value)}`);
        return;
      }
      case 'pop': {
        const top = place.stack.pop();
        if (top !== undefined) packet.write(toSubfield(action.destination), top.value);
        const shown = top === undefined ? '/* empty stack */' : hex(top.value);
        addNode(nodes, 'modify', `pop(${formatField(action.destination)}) <- ${shown}`);
        return;
      }
      case 'nat':
        this.runNat(action, place);
        return;
      case 'ct_lb':
        this.runLoadBalance(action, place);
        return;
      case 'nested':
        this.runNested(action, place);
        return;
      case 'get_mac':
        this.runGetMac(action, place);
        return;
      case 'lookup_mac':
      case 'lookup_mac_ip':
        this.runLookupMac(action, place);
        return;
      case 'get_fdb': {
        const mac = macFromNumber(Number(packet.read(toSubfield(action.mac))));
        packet.write(toSubfield(action.destination), BigInt(place.datapath.fdb.get(mac) ?? 0));
        return;
      }
      case 'lookup_fdb':
        this.runLookupFdb(action, place);
        return;
      case 'put_options':
        this.runPutOptions(action, place);
        return;
      case 'dns_lookup':
        addNode(nodes, 'error', '*** dns_lookup action not implemented');
        return;
      case 'log':
        this.runLog(action, place);
        return;
      case 'frag_mtu':
        addNode(nodes, 'modify', `${action.symbol.name} = ${action.value}`);
        return;
      case 'check':
        this.runCheck(action, place);
        return;
      case 'select':
        this.runSelect(action, place);
        return;
      case 'ct_commit':
      case 'ct_commit_values':
      case 'put_mac':
      case 'put_fdb':
      case 'check_pkt_larger':
      case 'set_queue':
      case 'set_meter':
      case 'trigger_event':
      case 'bind_vport':
      case 'handle_svc_check':
      case 'fwd_group':
      case 'commit_ecmp_nh':
      case 'commit_lb_aff':
      case 'sample':
        return;
    }
  }

  private runPlain({ verb, nextTable }: LogicalAction<'plain'>, place: Place): void {
    const { packet, nodes } = place;
    switch (verb) {
      case 'output':
        if (place.pipeline === 'ingress') this.outputIngress(place);
        else this.outputEgress(place);
        return;
      case 'ip.ttl--':
        if (!packet.isIp) addNode(nodes, 'error', '*** TTL decrement of non-IP packet');
        else if (packet.number(fields.nw_ttl) === 0) addNode(nodes, 'error', '*** TTL underflow');
        else {
          packet.set(fields.nw_ttl, packet.number(fields.nw_ttl) - 1);
          addNode(nodes, 'modify', 'ip.ttl--');
        }
        return;
      case 'ct_next': {
        const { state, comment } = this.nextCtState();
        const title = `ct_next(ct_state=${formatCtState(state)}${comment})`;
        this.transform(title, place, nextTable, (inner) => inner.set(fields.ct_state, state));
        return;
      }
      case 'ct_commit_nat': {
        const { state, comment } = this.nextCtState();
        const title = `ct_commit_nat /* assuming no un-nat entry, so no change */${comment}`;
        this.transform(title, place, nextTable, (inner) => inner.set(fields.ct_state, state));
        return;
      }
      case 'ct_clear':
        packet.clearConnection();
        return;
      default:
        return;
    }
  }

  /** The state that the next tracking action reports, and the remark that nobody chose it. */
  private nextCtState(): { readonly state: number; readonly comment: string } {
    const chosen = this.settings.ctStates[this.ctAt];
    if (chosen === undefined) return { state: CT_DEFAULT, comment: ' /* default (use --ct to customize) */' };
    this.ctAt++;
    return { state: chosen, comment: '' };
  }

  /** A copy of the packet, changed, goes on in another table under a heading. */
  private transform(title: string, place: Place, table: number, change: (packet: Packet) => void): void {
    const packet = place.packet.clone();
    change(packet);
    const node = addNode(place.nodes, 'transformation', title);
    this.runTable({ ...place, packet, table, nodes: node.children, stack: [] });
  }

  private runLoad(action: LogicalAction<'load'>, place: Place): void {
    const { destination, constant } = action;
    const target = toSubfield(destination);
    if (typeof constant === 'string') {
      const key = contextOf(place.datapath).portKey(constant);
      if (key === undefined && constant !== '') this.settings.warn(`${constant}: unknown logical port`);
      place.packet.write(target, BigInt(key ?? 0));
    } else {
      place.packet.write(
        target,
        BigInt(constant.value),
        constant.mask === undefined ? undefined : BigInt(constant.mask),
      );
    }
    if (!isInternal(target.field)) addNode(place.nodes, 'modify', formatAction(action).replace(/;$/, ''));
  }

  private runMove({ destination, source }: LogicalAction<'move'>, place: Place): void {
    const value = place.packet.read(toSubfield(source));
    const target = toSubfield(destination);
    place.packet.write(target, value);
    if (!isInternal(target.field)) {
      addNode(place.nodes, 'modify', `${formatField(destination)} = ${formatValue(source, value)}`);
    }
  }

  private runExchange({ first, second }: LogicalAction<'exchange'>, place: Place): void {
    const { packet, nodes } = place;
    const one = toSubfield(first);
    const two = toSubfield(second);
    const oneValue = packet.read(one);
    const twoValue = packet.read(two);
    packet.write(one, twoValue);
    packet.write(two, oneValue);
    if (!isInternal(one.field)) addNode(nodes, 'modify', `${formatField(first)} = ${formatValue(second, twoValue)}`);
    if (!isInternal(two.field)) addNode(nodes, 'modify', `${formatField(second)} = ${formatValue(first, oneValue)}`);
  }

  private runNat({ verb, address, nextTable }: LogicalAction<'nat'>, place: Place): void {
    const isSource = verb.startsWith('ct_snat');
    const isDistributed = !place.datapath.hasGatewayPort;
    // A gateway router has no state of translations to undo (ovn-trace(8), "ct_snat").
    if (verb === 'ct_snat' && address === undefined && !isDistributed) return;
    // A packet that was tracked before keeps its state.
    const tracked = place.packet.number(fields.ct_state);
    const { state, comment } = (tracked & CT.trk) === 0 ? this.nextCtState() : { state: tracked, comment: '' };
    const side = isSource ? 'src' : 'dst';
    const word = `ct_${isSource ? 's' : 'd'}nat${verb.endsWith('_in_czone') ? 'in_czone' : ''}`;
    const detail =
      address === undefined
        ? ` /* assuming no un-${isSource ? 's' : 'd'}nat entry, so no change */`
        : `(ip${address.family}.${side}=${address.address})`;
    this.transform(`${word}${detail}${comment}`, place, nextTable, (packet) => {
      let after = state;
      if (address !== undefined) {
        after |= isSource ? CT.snat : CT.dnat;
        writeAddress(packet, address, side);
      }
      packet.set(fields.ct_state, after);
    });
  }

  private runLoadBalance({ verb, backends, nextTable }: LogicalAction<'ct_lb'>, place: Place): void {
    const { state, comment } = this.nextCtState();
    const destination = this.chooseBackend(backends, place);
    this.transform(`${verb}${comment}`, place, nextTable, (packet) => {
      // What was found out before is added to, not replaced, as ovn-trace has it.
      const after = packet.number(fields.ct_state) | state;
      packet.set(fields.ct_state, destination === undefined ? after : after | CT.dnat);
      if (destination === undefined) return;
      writeAddress(packet, destination, 'dst');
      if (destination.port !== undefined) {
        const field = { 6: fields.tcp_dst, 17: fields.udp_dst, 132: fields.sctp_dst }[packet.protocol];
        if (field !== undefined) packet.set(field, destination.port);
      }
    });
  }

  /** The preferred destination if it is among the backends, or any of the packet's family. */
  private chooseBackend(backends: readonly Endpoint[], place: Place): Endpoint | undefined {
    const { lbDestination, chance } = this.settings;
    const fits = (endpoint: Endpoint | undefined) =>
      endpoint !== undefined && (endpoint.family === 4 ? place.packet.isIpv4 : place.packet.isIpv6);
    if (backends.length === 0) return fits(lbDestination) ? lbDestination : undefined;
    const preferred = backends.find(
      (backend) =>
        lbDestination !== undefined &&
        backend.address === lbDestination.address &&
        (backend.port ?? 0) === (lbDestination.port ?? 0),
    );
    const backend = preferred ?? backends[chance(backends.length)];
    if (fits(backend)) return backend;
    addNode(place.nodes, 'error', '*** no load balancing destination (use --lb-dst)');
    return undefined;
  }

  private runNested({ verb, actions }: LogicalAction<'nested'>, place: Place): void {
    const packet = place.packet.clone();
    const made = verb === 'reject' ? rejection(packet) : verb;
    remake(made, packet);
    const title =
      made === 'icmp4_error' ? 'icmp4' : made === 'icmp6_error' ? 'icmp6' : made === 'nd_na_router' ? 'nd_na' : made;
    const node = addNode(place.nodes, 'transformation', title);
    this.runActions(actions, { ...place, packet, nodes: node.children, stack: [] });
  }

  private boundMac(port: SymbolBits, address: SymbolBits, place: Place): string | undefined {
    const key = Number(place.packet.read(toSubfield(port)));
    const value = place.packet.read(toSubfield(address));
    const text = address.bits === 32 ? ipv4FromNumber(Number(value)) : ipv6FromBigInt(value);
    return place.datapath.macBindings.get(`${key}/${text}`);
  }

  private runGetMac({ port, address }: LogicalAction<'get_mac'>, { packet, nodes, ...rest }: Place): void {
    const mac = this.boundMac(port, address, { packet, nodes, ...rest });
    addNode(nodes, 'action', mac === undefined ? '/* No MAC binding. */' : `/* MAC binding to ${mac}. */`);
    const found = mac ?? '00:00:00:00:00:00';
    packet.set(fields.eth_dst, BigInt(macToNumber(parseMac(found)!)));
    addNode(nodes, 'modify', `eth.dst = ${found}`);
  }

  private runLookupMac(action: LogicalAction<'lookup_mac'> | LogicalAction<'lookup_mac_ip'>, place: Place): void {
    const bound = this.boundMac(action.port, action.address, place);
    const wanted =
      action.kind === 'lookup_mac' ? macFromNumber(Number(place.packet.read(toSubfield(action.mac)))) : bound;
    const isFound = bound !== undefined && bound === wanted;
    const found = action.kind === 'lookup_mac' ? `/* MAC binding to ${bound} found. */` : '/* MAC binding found. */';
    addNode(place.nodes, 'action', isFound ? found : '/* lookup failed - No MAC binding. */');
    place.packet.write(toSubfield(action.destination), isFound ? 1n : 0n);
  }

  private runLookupFdb({ destination, port, mac }: LogicalAction<'lookup_fdb'>, place: Place): void {
    const address = macFromNumber(Number(place.packet.read(toSubfield(mac))));
    const key = Number(place.packet.read(toSubfield(port)));
    const isFound = place.datapath.fdb.get(address) === key;
    const text = isFound
      ? `/* MAC lookup for ${address} found in FDB. */`
      : '/* lookup mac failed in mac learning table. */';
    addNode(place.nodes, 'action', text);
    place.packet.write(toSubfield(destination), isFound ? 1n : 0n);
  }

  private runPutOptions(action: LogicalAction<'put_options'>, place: Place): void {
    if (action.verb !== 'put_nd_ra_opts') {
      addNode(place.nodes, 'error', '/* We assume that this packet is DHCPDISCOVER or DHCPREQUEST. */');
    }
    addNode(
      place.nodes,
      'modify',
      formatAction(action)
        .replace(/^[^=]* = /, '')
        .replace(/;$/, ''),
    );
    place.packet.write(toSubfield(action.destination), 1n);
  }

  private runLog({ name, verdict, severity }: LogicalAction<'log'>, place: Place): void {
    const direction = place.pipeline === 'ingress' ? 'IN' : 'OUT';
    const packet = formatPacket(place.packet);
    addNode(
      place.nodes,
      'transformation',
      `LOG: ACL name=${name ?? '<unnamed>'}, direction=${direction}, verdict=${verdict}, severity=${severity}, packet="${packet}"`,
    );
  }

  private runCheck({ verb, destination }: LogicalAction<'check'>, place: Place): void {
    const { packet, datapath, nodes } = place;
    const set = (isHit: boolean) => packet.write(toSubfield(destination), isHit ? 1n : 0n);
    const security = (key: number) => datapath.portsByKey.get(key)?.row.port_security ?? [];
    switch (verb) {
      case 'check_in_port_sec':
        set(failsInbound(security(packet.number(fields.reg14)), packet));
        return;
      case 'check_out_port_sec':
        set(failsOutbound(security(packet.number(fields.reg15)), packet));
        return;
      case 'chk_lb_hairpin':
      case 'chk_lb_hairpin_reply': {
        const test = verb === 'chk_lb_hairpin' ? isHairpin : isHairpinReply;
        const isHit = test(datapath.loadBalancers, packet);
        set(isHit);
        addNode(nodes, 'modify', `${formatField(destination)} = ${isHit ? 1 : 0}`);
        return;
      }
      default:
        return;
    }
  }

  private runSelect({ destination, members, nextTable }: LogicalAction<'select'>, place: Place): void {
    const { selectId, chance } = this.settings;
    const wanted = members.find((member) => member.id === selectId);
    const { id } = wanted ?? members[chance(members.length)]!;
    const comment = wanted === undefined ? ' /* Randomly selected. Use --select-id to specify. */' : '';
    const title = `select: ${formatField(destination)} = ${id}${comment}`;
    this.transform(title, place, nextTable, (packet) => packet.write(toSubfield(destination), BigInt(id)));
  }

  private outputIngress(place: Place): void {
    const { datapath, packet, nodes } = place;
    const key = packet.number(fields.reg15);
    if (key === 0) {
      addNode(nodes, 'error', '*** output to null logical port');
      return;
    }
    const group = datapath.groupsByKey.get(key);
    const port = datapath.portsByKey.get(key);
    if (port !== undefined) this.outputTo(port, place, nodes, 'alone');
    else if (group !== undefined) {
      const title = `multicast(dp="${this.datapathName(datapath)}", mcgroup="${group.name}")`;
      const node = addNode(nodes, 'pipeline', title);
      for (const member of group.ports) this.outputTo(member, place, node.children, 'member');
    } else addNode(nodes, 'error', `*** unknown port or multicast group ${key}`);
  }

  /** Through the egress pipeline, unless the packet came from the port. */
  private outputTo(wanted: TracePort, place: Place, nodes: TraceNode[], role: 'alone' | 'member'): void {
    const port = this.standIn(wanted, nodes);
    if (port === undefined) return;
    const packet = place.packet.clone();
    packet.set(fields.reg15, port.key);
    packet.clearRegisters();
    const isReturning = packet.number(fields.reg14) === port.key && (packet.number(fields.reg10) & 1) === 0;
    const omitted = '/* omitting output because inport == outport && !flags.loopback */';
    if (isReturning && role === 'alone') {
      addNode(nodes, 'output', omitted);
      return;
    }
    const title = this.pipelineTitle('egress', place.datapath, undefined, packet);
    const node = addNode(nodes, 'pipeline', title, { isIndented: role === 'member' && !isReturning });
    if (isReturning) addNode(node.children, 'output', omitted);
    else this.runTable({ ...place, pipeline: 'egress', table: 0, packet, nodes: node.children, stack: [] });
  }

  /** The distributed port that a chassisredirect port stands for. */
  private standIn(port: TracePort, nodes: TraceNode[]): TracePort | undefined {
    if (port.type !== 'chassisredirect') return port;
    const { distributed } = port;
    if (distributed === undefined || distributed.datapath !== port.datapath) {
      addNode(
        nodes,
        'error',
        `*** output to type "${port.type}" port "${this.nameOf(port)}" with no or invalid distributed port`,
      );
      return undefined;
    }
    addNode(
      nodes,
      'output',
      `/* Replacing type "${port.type}" outport "${this.nameOf(port)}" with distributed port "${this.nameOf(distributed)}". */`,
    );
    return distributed;
  }

  private outputEgress({ datapath, packet, nodes, ...rest }: Place): void {
    const port = datapath.portsByKey.get(packet.number(fields.reg15));
    if (port === undefined) return;
    const name = this.nameOf(port);
    addNode(nodes, 'output', `/* output to "${name}", type "${port.type}" */`);
    const { peer } = port;
    if (peer === undefined) {
      addNode(nodes, 'modify', `output("${name}")`);
      return;
    }
    const inner = packet.clone();
    inner.clearRegisters();
    inner.clearConnection();
    inner.set(fields.reg14, peer.key);
    inner.set(fields.reg15, 0);
    const node = addNode(nodes, 'pipeline', this.pipelineTitle('ingress', peer.datapath, undefined, inner));
    this.runTable({
      ...rest,
      datapath: peer.datapath,
      pipeline: 'ingress',
      table: 0,
      packet: inner,
      nodes: node.children,
      stack: [],
    });
  }
}

/** Fields of OVN's own that are no part of the packet: registers, flags, ports. */
const INTERNAL: ReadonlySet<Field> = new Set([
  fields.xxreg0,
  fields.xxreg1,
  fields.xreg4,
  fields.reg10,
  fields.reg14,
  fields.reg15,
]);

function isInternal(field: Field): boolean {
  return INTERNAL.has(field);
}

function hex(value: bigint): string {
  return value === 0n ? '0' : `0x${value.toString(16)}`;
}

/** A value as its field is usually written; of a part of a field, in hexadecimal. */
function formatValue(source: SymbolBits, value: bigint): string {
  const { field, bits } = toSubfield(source);
  if (bits !== field.bits) return hex(value);
  switch (field.format) {
    case 'decimal':
      return String(value);
    case 'ipv4':
      return ipv4FromNumber(Number(value));
    case 'ipv6':
      return ipv6FromBigInt(value);
    case 'ethernet':
      return macFromNumber(Number(value));
    default:
      return hex(value);
  }
}

function writeAddress(packet: Packet, { family, address }: Endpoint, side: 'src' | 'dst'): void {
  const ipv4 = family === 4 ? parseIpv4(address) : undefined;
  const ipv6 = family === 6 ? parseIpv6(address) : undefined;
  if (ipv4 !== undefined) packet.set(side === 'src' ? fields.ip_src : fields.ip_dst, ipv4ToNumber(ipv4));
  if (ipv6 !== undefined) packet.set(side === 'src' ? fields.ipv6_src : fields.ipv6_dst, ipv6ToBigInt(ipv6));
}

type Made = Exclude<LogicalAction<'nested'>['verb'], 'reject'>;

/** What `reject` answers the packet with. */
function rejection(packet: Packet): Made {
  if (packet.protocol === 6) return 'tcp_reset';
  if (packet.protocol === 132) return 'sctp_abort';
  return packet.isIpv6 ? 'icmp6' : 'icmp4';
}

/** Turns the packet into the one that the nested actions work on (ovn-sb(5), the table of each action). */
function remake(made: Made, packet: Packet): void {
  switch (made) {
    case 'clone':
      return;
    case 'arp': {
      const [sha, spa, tpa] = [packet.get(fields.eth_src), packet.get(fields.ip_src), packet.get(fields.ip_dst)];
      packet.set(fields.eth_type, 0x806);
      packet.clear(fields.nw_proto);
      packet.set(fields.arp_op, 1);
      packet.set(fields.arp_sha, sha);
      packet.set(fields.arp_spa, spa);
      packet.set(fields.arp_tha, 0n);
      packet.set(fields.arp_tpa, tpa);
      return;
    }
    case 'nd_ns':
      packet.set(fields.eth_dst, 0x3333ff000000n | (BigInt(packet.get(fields.ipv6_dst)) & 0xffffffn));
      return;
    case 'nd_na':
    case 'nd_na_router': {
      const [source, destination] = [packet.get(fields.eth_src), packet.get(fields.eth_dst)];
      const address = packet.get(fields.ipv6_src);
      packet.set(fields.eth_src, destination);
      packet.set(fields.eth_dst, source);
      packet.set(fields.ipv6_dst, address);
      packet.set(fields.ipv6_src, packet.get(fields.nd_target));
      packet.set(fields.nw_proto, 58);
      packet.set(fields.nw_ttl, 255);
      packet.set(fields.icmpv6_type, 136);
      packet.set(fields.icmpv6_code, 0);
      packet.set(fields.nd_sll, 0n);
      packet.set(fields.nd_tll, destination);
      return;
    }
    case 'icmp4':
    case 'icmp4_error':
      packet.set(fields.nw_proto, 1);
      packet.set(fields.ip_frag, 0);
      packet.set(fields.nw_ttl, 255);
      packet.set(fields.icmp_type, 3);
      packet.set(fields.icmp_code, 1);
      return;
    case 'icmp6':
    case 'icmp6_error':
      packet.set(fields.nw_proto, 58);
      packet.set(fields.nw_ttl, 255);
      packet.set(fields.icmpv6_type, 1);
      packet.set(fields.icmpv6_code, 1);
      return;
    case 'tcp_reset':
      packet.set(fields.nw_ttl, 255);
      packet.set(fields.tcp_flags, 4);
      return;
    case 'sctp_abort':
      packet.set(fields.nw_ttl, 255);
      return;
  }
}
