/**
 * Follows a packet through the logical pipelines, flow by flow, and writes down what happens as a tree. Before: the
 * network and the microflow. After: render.ts. What an action does is in steps/; stateful ones are decided by the options
 * of ovn-trace(8), "Stateful Actions".
 */
import { formatAction, type LogicalAction } from '#logical';
import { fields } from '#openflow';
import { Connections } from './connections.js';
import type { FlowCache, Stages } from './flow-cache.js';
import { stageKey } from './flow-tables.js';
import type { Vips } from './hairpin.js';
import { type Names, NO_NAMES } from './names.js';
import type { TraceDatapath } from './network.js';
import { addNode, type TraceNode } from './node.js';
import type { Packet } from './packet.js';
import type { PacketClass } from './packet-class.js';
import { entered, moved, type Place, type Trace } from './place.js';
import type { TraceSettings } from './settings.js';
import { runCheck, runLog, runPutOptions, runSelect } from './steps/answers.js';
import { runGetFdb, runGetMac, runLookupFdb, runLookupMac } from './steps/bindings.js';
import { runCtCommitNat, runCtNext, runCtSnatToVip, runLoadBalance, runNat } from './steps/conntrack.js';
import { runNested } from './steps/nested.js';
import { runNext, runOutput } from './steps/output.js';
import { runExchange, runLoad, runMove, runPop, runPush } from './steps/registers.js';

/** How many tables one packet may go through: a loop that only its TTL would end is cut here. */
const DEPTH_MAX = 500;
/** How many blocks of actions may lie in each other: those of so many tables, and as many inside them. */
const BLOCKS_MAX = 2 * DEPTH_MAX;
/**
 * How many tables all copies of a packet may go through, each counted as often as it lies in others: so much is told of each. A
 * flood of ten thousand ports stays below it.
 */
const WORK_MAX = 5_000_000;

export class Tracer implements Trace {
  readonly names: Names;
  readonly settings: TraceSettings;
  readonly connections: Connections;
  readonly vips: Vips;
  private readonly flows: FlowCache;
  private readonly isBrief: boolean;
  private depth = 0;
  private blocks = 0;
  private work = 0;
  private isCut = false;
  private at: TraceDatapath | undefined;
  private likeness: PacketClass | undefined;
  private stages: Stages = [];

  constructor(flows: FlowCache, settings: TraceSettings) {
    this.flows = flows;
    this.settings = settings;
    this.isBrief = settings.detail === 'stops';
    this.names = this.isBrief ? NO_NAMES : flows.names(settings);
    this.vips = flows.network.vips;
    this.connections = new Connections(settings.ctStates);
  }

  /** The tree of one packet that enters the datapath. */
  trace(datapath: TraceDatapath, packet: Packet): readonly TraceNode[] {
    this.work = 0;
    this.isCut = false;
    const root: TraceNode[] = [];
    const unnamed = packet.number(fields.reg14) === 0 ? '(unnamed)' : undefined;
    const node = addNode(root, 'pipeline', this.names.ingress(datapath, packet, unnamed));
    this.runTable(entered(datapath, 'ingress', 0, packet, node.children));
    return root;
  }

  runTable(place: Place): void {
    const { datapath, pipeline, packet } = place;
    const { likeness } = packet;
    const stages = this.stagesOf(datapath, likeness);
    let { table, nodes } = place;
    for (;;) {
      const key = stageKey(pipeline, table);
      const { index, isIdle } = stages[key] ?? this.flows.addStage(datapath, likeness, key);
      if (isIdle && this.isBrief) {
        table++;
        continue;
      }
      const found = index.find(packet);
      if (found === undefined) {
        addNode(nodes, 'table', this.flows.missTitle(datapath, pipeline, table));
        return;
      }
      const { row, flow } = found;
      const { isTrivial } = flow;
      if (isTrivial && this.isBrief) {
        table++;
        continue;
      }
      const title = this.isBrief ? '' : this.names.friendly(this.flows.title(found));
      const node = addNode(nodes, 'table', title, {
        isTrivial,
        flow: row,
        datapath,
      });
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
      if (this.work > WORK_MAX) {
        if (!this.isCut) addNode(node.children, 'error', '*** the packet multiplies as it loops: no more is followed');
        this.isCut = true;
        return;
      }
      this.depth++;
      this.work += this.depth;
      const at = moved(place, table, packet, node.children);
      if (this.isBrief) this.runActions(flow.actions, at);
      else this.runActions(flow.actions, at, this.flows.actionTexts(flow));
      this.depth--;
      return;
    }
  }

  runActions(actions: readonly LogicalAction[], place: Place, texts: readonly string[] | undefined = undefined): void {
    if (this.blocks >= BLOCKS_MAX) {
      addNode(place.nodes, 'error', '*** actions nest too deeply: no more is followed');
      return;
    }
    this.blocks++;
    const shown = this.isBrief ? undefined : (texts ?? actions.map((action) => formatAction(action)));
    if (shown !== undefined && actions.length === 0) addNode(place.nodes, 'action', 'drop;');
    // One frame a block, and no closure: loops nest this a thousand deep, and the stack has little room.
    for (let i = 0; i < actions.length; i++) {
      if (shown !== undefined) addNode(place.nodes, 'action', this.names.friendly(shown[i] ?? ''));
      this.run(actions[i]!, place);
    }
    this.blocks--;
  }

  /** Most often the same as for the last table. */
  private stagesOf(datapath: TraceDatapath, likeness: PacketClass | undefined): Stages {
    if (this.at !== datapath || this.likeness !== likeness) {
      this.at = datapath;
      this.likeness = likeness;
      this.stages = this.flows.stagesOf(datapath, likeness);
    }
    return this.stages;
  }

  /** Apart from the others what loops go through: a frame of this takes a fraction of the room of one of `runOther`. */
  private run(action: LogicalAction, place: Place): void {
    if (action.kind === 'next') runNext(action, place, this);
    else if (action.kind === 'nested') runNested(action, place, this);
    else this.runOther(action, place);
  }

  private runOther(action: Exclude<LogicalAction, LogicalAction<'next' | 'nested'>>, place: Place): void {
    const { nodes } = place;
    switch (action.kind) {
      case 'plain':
        this.runPlain(action, place);
        return;
      case 'load':
        runLoad(action, place, this);
        return;
      case 'move':
        runMove(action, place);
        return;
      case 'exchange':
        runExchange(action, place);
        return;
      case 'push':
        runPush(action, place);
        return;
      case 'pop':
        runPop(action, place);
        return;
      case 'nat':
        runNat(action, place, this);
        return;
      case 'ct_lb':
        runLoadBalance(action, place, this);
        return;
      case 'get_mac':
        runGetMac(action, place);
        return;
      case 'lookup_mac':
      case 'lookup_mac_ip':
        runLookupMac(action, place);
        return;
      case 'get_fdb':
        runGetFdb(action, place);
        return;
      case 'lookup_fdb':
        runLookupFdb(action, place);
        return;
      case 'put_options':
        runPutOptions(action, place);
        return;
      case 'dns_lookup':
        addNode(nodes, 'error', '*** dns_lookup action not implemented');
        return;
      case 'log':
        runLog(action, place);
        return;
      case 'frag_mtu':
        addNode(nodes, 'modify', `${action.symbol.name} = ${action.value}`);
        return;
      case 'check':
        runCheck(action, place);
        return;
      case 'select':
        runSelect(action, place, this);
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

  private runPlain(action: LogicalAction<'plain'>, place: Place): void {
    switch (action.verb) {
      case 'output':
        runOutput(place, this);
        return;
      case 'ip.ttl--':
        decrementTtl(place);
        return;
      case 'ct_next':
        runCtNext(action, place, this);
        return;
      case 'ct_commit_nat':
        runCtCommitNat(action, place, this);
        return;
      case 'ct_snat_to_vip':
        runCtSnatToVip(place);
        return;
      case 'ct_clear':
        place.packet.clearConnection();
        return;
      default:
        return;
    }
  }
}

function decrementTtl({ packet, nodes }: Place): void {
  const ttl = packet.number(fields.nw_ttl);
  if (!packet.isIp) addNode(nodes, 'error', '*** TTL decrement of non-IP packet');
  else if (ttl === 0) addNode(nodes, 'error', '*** TTL underflow');
  else {
    packet.set(fields.nw_ttl, ttl - 1);
    addNode(nodes, 'modify', 'ip.ttl--');
  }
}
