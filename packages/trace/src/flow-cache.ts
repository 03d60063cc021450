/** Flows parsed once each, when a packet first gets to their table. Before: the network's rows. After: execute.ts. */
import {
  type CompileContext,
  type Expr,
  evaluate,
  type LogicalAction,
  parseActions,
  parseMatch,
  type SymbolTable,
} from '#logical';
import type { LogicalFlowRow } from '#schemas/southbound';
import type { TraceDatapath, TraceNetwork } from './network.js';
import type { Packet } from './packet.js';

export interface ParsedFlow {
  /** The match and what the actions need. */
  readonly condition: Expr;
  readonly actions: readonly LogicalAction[];
  /** Matches all and only goes on. */
  readonly isTrivial: boolean;
}

export class FlowCache {
  readonly network: TraceNetwork;
  readonly symbols: SymbolTable;
  private readonly warn: (text: string) => void;
  private readonly parsed = new Map<TraceDatapath, Map<LogicalFlowRow, ParsedFlow | undefined>>();

  constructor(network: TraceNetwork, symbols: SymbolTable, warn: (text: string) => void) {
    this.network = network;
    this.symbols = symbols;
    this.warn = warn;
  }

  /** The flow of the highest priority that the packet meets. */
  find(
    datapath: TraceDatapath,
    stage: string,
    packet: Packet,
  ): { readonly row: LogicalFlowRow; readonly flow: ParsedFlow } | undefined {
    const context = contextOf(datapath);
    for (const row of datapath.flows.get(stage) ?? []) {
      const flow = this.get(datapath, row);
      if (flow !== undefined && evaluate(flow.condition, packet, context)) return { row, flow };
    }
    return undefined;
  }

  /** Undefined for a flow with an error, which is told once. */
  get(datapath: TraceDatapath, row: LogicalFlowRow): ParsedFlow | undefined {
    let cache = this.parsed.get(datapath);
    if (cache === undefined) {
      cache = new Map();
      this.parsed.set(datapath, cache);
    }
    if (cache.has(row)) return cache.get(row);
    const flow = this.parse(datapath, row);
    cache.set(row, flow);
    return flow;
  }

  private parse(datapath: TraceDatapath, row: LogicalFlowRow): ParsedFlow | undefined {
    const { network, symbols } = this;
    const { actions, prerequisites, error } = parseActions(row.actions, {
      symbols,
      pipeline: row.pipeline,
      table: row.table_id,
      dhcpOptions: network.dhcpOptions,
      dhcpv6Options: network.dhcpv6Options,
    });
    const match = parseMatch(row.match, {
      symbols,
      sets: {
        addressSet: (name) => network.addressSets.get(name),
        portGroup: (name) => network.portGroups.get(`${datapath.key}_${name}`),
      },
      prerequisites,
    });
    if (match.expr === undefined) {
      this.warn(`${row.match}: parsing expression failed (${match.error})`);
      return undefined;
    }
    if (error !== undefined) {
      this.warn(`${row.actions}: parsing actions failed (${error})`);
      return undefined;
    }
    const isTrivial = row.match === '1' && actions.length === 1 && actions[0]!.kind === 'next';
    return { condition: match.expr, actions, isTrivial };
  }
}

/** How names in matches become keys of the datapath. Every port counts as resident. */
export function contextOf(datapath: TraceDatapath): CompileContext {
  return {
    portKey: (name) => datapath.ports.get(name)?.key ?? datapath.groups.get(name)?.key,
    isChassisResident: () => true,
  };
}
