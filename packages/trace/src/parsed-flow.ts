/** A logical flow as a trace runs it. Before: the row. After: flow-cache.ts, which keeps it. */
import { type Expr, type LogicalAction, parseActions, parseMatch, type SymbolTable } from '#logical';
import type { LogicalFlowRow } from '#schemas/southbound';
import type { TraceDatapath, TraceNetwork } from './network.js';

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

/** True for a flow that is the same in each datapath that has it: it names no port group, which each has its own part of. */
export function isParsedAlike({ match }: LogicalFlowRow): boolean {
  return !match.includes('@');
}

/** True for a flow that matches the same packets in each datapath: ports have keys of their own in each. */
export function matchesAlike({ match }: LogicalFlowRow): boolean {
  return !match.includes('@') && !match.includes('"');
}

/** Undefined for a flow with an error, which `warn` is told. */
export function parseFlow(
  row: LogicalFlowRow,
  datapath: TraceDatapath,
  network: TraceNetwork,
  symbols: SymbolTable,
  warn: (text: string) => void,
): ParsedFlow | undefined {
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
    warn(`${row.match}: parsing expression failed (${match.error})`);
    return undefined;
  }
  if (error !== undefined) {
    warn(`${row.actions}: parsing actions failed (${error})`);
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
