/** Flows parsed once each, when a packet first gets to their table. Before: the network's rows. After: tracer.ts. */
import {
  type CompileContext,
  type Expr,
  formatAction,
  type LogicalAction,
  type PipelineName,
  parseActions,
  parseMatch,
  type SymbolTable,
} from '#logical';
import type { LogicalFlowRow } from '#schemas/southbound';
import { Names } from './names.js';
import { stageKey, type TraceDatapath, type TraceNetwork } from './network.js';
import type { Packet } from './packet.js';
import { StageIndex } from './stage-index.js';

export interface ParsedFlow {
  /** The match and what the actions need. */
  readonly condition: Expr;
  readonly actions: readonly LogicalAction[];
  /** Matches all and only goes on to the next table. */
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
  private friendly: Names | undefined;
  private plain: Names | undefined;
  private readonly idle = new Map<TraceDatapath, Map<number, boolean>>();
  private readonly stages = new Map<TraceDatapath, Map<number, StageIndex<FoundFlow>>>();
  private readonly parsed = new Map<TraceDatapath, Map<LogicalFlowRow, ParsedFlow | undefined>>();

  constructor(network: TraceNetwork, symbols: SymbolTable, warn: (text: string) => void) {
    this.network = network;
    this.symbols = symbols;
    this.warn = warn;
  }

  /** The flow of the highest priority that the packet meets. */
  find(datapath: TraceDatapath, stage: number, packet: Packet): FoundFlow | undefined {
    return this.indexOf(datapath, stage).find(packet);
  }

  /** The table from this one on whose flows do more than to go on to the next. */
  nextTelling(datapath: TraceDatapath, pipeline: PipelineName, table: number): number {
    let at = table;
    while (this.isIdle(datapath, stageKey(pipeline, at))) at++;
    return at;
  }

  private isIdle(datapath: TraceDatapath, stage: number): boolean {
    let idle = this.idle.get(datapath);
    if (idle === undefined) {
      idle = new Map();
      this.idle.set(datapath, idle);
    }
    const known = idle.get(stage);
    if (known !== undefined) return known;
    const [row, ...more] = datapath.flows.get(stage) ?? [];
    const answer = row !== undefined && more.length === 0 && this.get(datapath, row)?.isTrivial === true;
    idle.set(stage, answer);
    return answer;
  }

  private indexOf(datapath: TraceDatapath, stage: number): StageIndex<FoundFlow> {
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
    const index = new StageIndex(candidates, contextOf(datapath));
    stages.set(stage, index);
    return index;
  }

  /** Names in one of their forms, which remember the texts that they were asked for. */
  names(form: { readonly hasFriendlyNames: boolean }): Names {
    if (!form.hasFriendlyNames) {
      this.plain ??= new Names(this.network, form);
      return this.plain;
    }
    this.friendly ??= new Names(this.network, form);
    return this.friendly;
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

  /** The line of a table that has no flow for the packet. */
  missTitle(datapath: TraceDatapath, pipeline: PipelineName, table: number): string {
    const rows = datapath.flows.get(stageKey(pipeline, table)) ?? [];
    const name = rows.find((row) => this.get(datapath, row) !== undefined)?.external_ids.get('stage-name');
    return `${String(table).padStart(2)}. ${name === undefined ? '' : `${name}: `}no match (implicit drop)`;
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
    const [only, ...more] = actions;
    const isTrivial =
      row.match === '1' &&
      more.length === 0 &&
      only?.kind === 'next' &&
      only.pipeline === row.pipeline &&
      only.table === row.table_id + 1;
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
