/** Flows parsed once each, when a packet first gets to their table. Before: the network's rows. After: execute.ts. */
import {
  type CompileContext,
  type Expr,
  evaluate,
  formatAction,
  type LogicalAction,
  parseActions,
  parseMatch,
  type SymbolTable,
} from '#logical';
import type { LogicalFlowRow } from '#schemas/southbound';
import type { TraceDatapath, TraceNetwork } from './network.js';
import type { Packet } from './packet.js';
import { StageIndex } from './stage-index.js';

export interface ParsedFlow {
  /** The match and what the actions need. */
  readonly condition: Expr;
  readonly actions: readonly LogicalAction[];
  /** Matches all and only goes on. */
  readonly isTrivial: boolean;
  /** Texts, once they were asked for. */
  readonly texts: { title?: string; actions?: readonly string[] };
}

export interface FoundFlow {
  readonly row: LogicalFlowRow;
  readonly flow: ParsedFlow;
}

export class FlowCache {
  readonly network: TraceNetwork;
  readonly symbols: SymbolTable;
  private readonly warn: (text: string) => void;
  private readonly stages = new Map<TraceDatapath, Map<number, StageIndex<FoundFlow>>>();
  private readonly parsed = new Map<TraceDatapath, Map<LogicalFlowRow, ParsedFlow | undefined>>();

  constructor(network: TraceNetwork, symbols: SymbolTable, warn: (text: string) => void) {
    this.network = network;
    this.symbols = symbols;
    this.warn = warn;
  }

  /** The flow of the highest priority that the packet meets. */
  find(datapath: TraceDatapath, stage: number, packet: Packet): FoundFlow | undefined {
    const context = contextOf(datapath);
    return this.indexOf(datapath, stage, context).find(packet, (condition) => evaluate(condition, packet, context));
  }

  private indexOf(datapath: TraceDatapath, stage: number, context: CompileContext): StageIndex<FoundFlow> {
    let stages = this.stages.get(datapath);
    if (stages === undefined) {
      stages = new Map();
      this.stages.set(datapath, stages);
    }
    const known = stages.get(stage);
    if (known !== undefined) return known;
    const candidates = (datapath.flows.get(stage) ?? []).flatMap((row) => {
      const flow = this.get(datapath, row);
      return flow === undefined ? [] : [{ condition: flow.condition, flow: { row, flow } }];
    });
    const index = new StageIndex(candidates, context);
    stages.set(stage, index);
    return index;
  }

  /** The line of a flow in the detailed form. */
  title({ row, flow }: FoundFlow): string {
    if (flow.texts.title !== undefined) return flow.texts.title;
    const stage = row.external_ids.get('stage-name');
    const source = row.external_ids.get('source');
    const label = stage === undefined ? '' : source === undefined ? `${stage}: ` : `${stage} (${source}): `;
    const number = String(row.table_id).padStart(2);
    const title = `${number}. ${label}${row.match}, priority ${row.priority}, uuid ${row._uuid.slice(0, 8)}`;
    flow.texts.title = title;
    return title;
  }

  /** The actions of a flow as text, one by one. */
  actionTexts({ actions, texts }: ParsedFlow): readonly string[] {
    texts.actions ??= actions.map((action) => formatAction(action));
    return texts.actions;
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
    return { condition: match.expr, actions, isTrivial, texts: {} };
  }
}

/** How names in matches become keys of the datapath. Every port counts as resident. */
export function contextOf(datapath: TraceDatapath): CompileContext {
  return {
    portKey: (name) => datapath.ports.get(name)?.key ?? datapath.groups.get(name)?.key,
    isChassisResident: () => true,
  };
}
