/** Flows parsed once each, when a packet first gets to their table. Before: the network's rows. After: tracer.ts. */
import { type CompileContext, formatAction, type PipelineName, type SymbolTable } from '#logical';
import type { LogicalFlowRow } from '#schemas/southbound';
import { stageKey } from './flow-tables.js';
import { FriendlyNames, type Names } from './names.js';
import { keyIn, type TraceDatapath, type TraceNetwork } from './network.js';
import type { Packet } from './packet.js';
import { PacketClass } from './packet-class.js';
import { type FoundFlow, isParsedAlike, matchesAlike, type ParsedFlow, parseFlow } from './parsed-flow.js';
import { type Candidate, StageIndex } from './stage-index.js';

/** One table of a datapath, ready to be asked about packets of a class. */
export interface Stage {
  readonly index: StageIndex<FoundFlow>;
  /** All of them go on to the next table, and nothing else happens. */
  readonly isIdle: boolean;
}

/** The tables of a datapath by `stageKey`, as far as packets got to them. */
export type Stages = (Stage | undefined)[];

export class FlowCache {
  readonly network: TraceNetwork;
  readonly symbols: SymbolTable;
  private readonly warn: (text: string) => void;
  private friendly: Names | undefined;
  private plain: Names | undefined;
  private readonly classes = new Map<string, PacketClass>();
  /** By class; those for packets of any under `undefined`. */
  private readonly stages = new Map<PacketClass | undefined, Map<TraceDatapath, Stages>>();
  /** Stages that several datapaths have alike, by the flows. */
  private readonly alike = new Map<string, Stage>();
  private readonly parsedAlike = new Map<LogicalFlowRow, ParsedFlow | undefined>();
  private readonly parsed = new Map<TraceDatapath, Map<LogicalFlowRow, ParsedFlow | undefined>>();

  constructor(network: TraceNetwork, symbols: SymbolTable, warn: (text: string) => void) {
    this.network = network;
    this.symbols = symbols;
    this.warn = warn;
  }

  /** One and the same for packets that have it in common. */
  classOf(packet: Packet): PacketClass {
    const made = new PacketClass(packet);
    const known = this.classes.get(made.text) ?? made;
    this.classes.set(known.text, known);
    return known;
  }

  /** For packets of a class. */
  stagesOf(datapath: TraceDatapath, likeness: PacketClass | undefined): Stages {
    let byDatapath = this.stages.get(likeness);
    if (byDatapath === undefined) {
      byDatapath = new Map();
      this.stages.set(likeness, byDatapath);
    }
    let stages = byDatapath.get(datapath);
    if (stages === undefined) {
      stages = [];
      byDatapath.set(datapath, stages);
    }
    return stages;
  }

  /** The stage that `stagesOf` has not yet, which it has from now on. */
  addStage(datapath: TraceDatapath, likeness: PacketClass | undefined, key: number): Stage {
    const rows = datapath.flows.get(key) ?? [];
    const isShared = rows.every((row) => row.logical_dp_group !== undefined && matchesAlike(row));
    const text = isShared ? `${likeness?.text} ${key} ${rows.map((row) => row._uuid).join(' ')}` : '';
    const stage = (isShared ? this.alike.get(text) : undefined) ?? this.makeStage(datapath, likeness, rows);
    if (isShared) this.alike.set(text, stage);
    this.stagesOf(datapath, likeness)[key] = stage;
    return stage;
  }

  private makeStage(
    datapath: TraceDatapath,
    likeness: PacketClass | undefined,
    rows: readonly LogicalFlowRow[],
  ): Stage {
    const context = contextOf(datapath);
    const candidates: Candidate<FoundFlow>[] = [];
    for (const row of rows) {
      const flow = this.get(datapath, row);
      if (flow === undefined) continue;
      const condition = likeness === undefined ? flow.condition : likeness.left(flow.condition, context);
      if (condition.kind === 'literal' && !condition.value) continue;
      candidates.push({ condition, flow: { row, flow } });
      // Those behind it are never hit.
      if (condition.kind === 'literal') break;
    }
    const [first] = candidates;
    const isIdle = first?.condition.kind === 'literal' && first.flow.flow.isTrivial;
    return { index: new StageIndex(candidates, context), isIdle };
  }

  /** Names in one of their forms, which remember the texts that they were asked for. */
  names(form: { readonly hasFriendlyNames: boolean }): Names {
    if (!form.hasFriendlyNames) {
      this.plain ??= new FriendlyNames(this.network, form);
      return this.plain;
    }
    this.friendly ??= new FriendlyNames(this.network, form);
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
    const cache = isParsedAlike(row) ? this.parsedAlike : this.parsedOf(datapath);
    if (cache.has(row)) return cache.get(row);
    const flow = parseFlow(row, datapath, this.network, this.symbols, this.warn);
    cache.set(row, flow);
    return flow;
  }

  private parsedOf(datapath: TraceDatapath): Map<LogicalFlowRow, ParsedFlow | undefined> {
    let cache = this.parsed.get(datapath);
    if (cache === undefined) {
      cache = new Map();
      this.parsed.set(datapath, cache);
    }
    return cache;
  }
}

/** How names in matches become keys of the datapath. Every port counts as resident. */
export function contextOf(datapath: TraceDatapath): CompileContext {
  return {
    portKey: (name) => keyIn(datapath, name),
    isChassisResident: () => true,
  };
}
