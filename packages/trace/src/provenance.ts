/**
 * Which northbound rows a logical flow came from: the row its stage-hint begins with, the ports it names, those that it was
 * made for together, and else the switch or router. Before: the northbound database and a flow of a trace. After: `--why`, `--json`, `--matrix`.
 */
import type { AnyRow, AnyTable } from '#schemas';
import {
  ACL,
  DHCP_Options,
  DNS,
  Load_Balancer,
  Load_Balancer_Group,
  Logical_Router,
  Logical_Router_Policy,
  Logical_Router_Port,
  Logical_Router_Static_Route,
  Logical_Switch,
  Logical_Switch_Port,
  NAT,
  Port_Group,
  QoS,
} from '#schemas/northbound';
import type { LogicalFlowRow } from '#schemas/southbound';
import type { RowSource, TraceDatapath } from './network.js';
import { SharedRows } from './shared-rows.js';

/** The tables that flows come from. */
export const explainingTables: readonly AnyTable[] = [
  ACL,
  DHCP_Options,
  DNS,
  Load_Balancer,
  Load_Balancer_Group,
  Logical_Router,
  Logical_Router_Policy,
  Logical_Router_Port,
  Logical_Router_Static_Route,
  Logical_Switch,
  Logical_Switch_Port,
  NAT,
  Port_Group,
  QoS,
];

/** A northbound row, and how it is known that the flow came from it. */
export interface Origin {
  readonly table: string;
  readonly uuid: string;
  /** What tells the row from others, for people: `from-lport 1001 "ip4" allow`. */
  readonly summary: string;
  readonly evidence: 'stage-hint' | 'named' | 'together' | 'datapath';
}

/** Columns that say what a row is, in their order. */
const TELLING: Readonly<Record<string, readonly string[]>> = {
  ACL: ['name', 'direction', 'priority', 'match', 'action'],
  DHCP_Options: ['cidr'],
  DNS: [],
  Load_Balancer: ['name', 'protocol'],
  Load_Balancer_Group: ['name'],
  Logical_Router: ['name'],
  Logical_Router_Policy: ['priority', 'match', 'action', 'nexthops'],
  Logical_Router_Port: ['name', 'mac', 'networks'],
  Logical_Router_Static_Route: ['ip_prefix', 'nexthop', 'output_port'],
  Logical_Switch: ['name'],
  Logical_Switch_Port: ['name', 'type', 'addresses'],
  NAT: ['type', 'external_ip', 'logical_ip'],
  Port_Group: ['name'],
  QoS: ['direction', 'priority', 'match'],
};

/** Finds rows by the beginning of their uuid and ports by their name. */
export class Provenance {
  private readonly byHint = new Map<string, readonly Origin[]>();
  private readonly ports = new Map<string, Origin>();
  private readonly datapaths = new Map<string, Origin>();
  private readonly shared: SharedRows;

  constructor(source: RowSource) {
    this.shared = new SharedRows(source);
    for (const table of explainingTables) {
      const rows: Iterable<AnyRow> = source.rows<AnyTable & { readonly row?: AnyRow }>(table);
      for (const row of rows) {
        const origin = describe(table.name, row, 'stage-hint');
        const hint = row._uuid.slice(0, 8);
        this.byHint.set(hint, [...(this.byHint.get(hint) ?? []), origin]);
        if (table.name === 'Logical_Switch' || table.name === 'Logical_Router') {
          this.datapaths.set(row._uuid, describe(table.name, row, 'datapath'));
        }
        const { name } = row;
        const isPort = table.name === 'Logical_Switch_Port' || table.name === 'Logical_Router_Port';
        if (isPort && typeof name === 'string') this.ports.set(name, describe(table.name, row, 'named'));
      }
    }
  }

  /**
   * The rows behind a flow; those it only names come last. For one that has neither, those of the switch or router that the
   * packet is in for which it was made together, and else the switch or router itself, unless all have it.
   */
  originsOf(flow: LogicalFlowRow, datapath: TraceDatapath | undefined): readonly Origin[] {
    // A switch or router says no more than where the packet is; of a flow that several share it is but one of them.
    const hinted = (this.byHint.get(flow.external_ids.get('stage-hint') ?? '') ?? []).filter(
      ({ uuid }) => !this.datapaths.has(uuid),
    );
    const named = [...`${flow.match} ${flow.actions}`.matchAll(/"([^"]+)"/g)].flatMap(([, name = '']) => {
      const port = this.ports.get(name);
      return port === undefined || hinted.some(({ uuid }) => uuid === port.uuid) ? [] : [port];
    });
    if (hinted.length + named.length > 0) return [...hinted, ...new Set(named)];
    const together = datapath === undefined ? [] : this.shared.of(flow, datapath.name);
    if (together.length > 0) return together.map(({ table, row }) => describe(table, row, 'together'));
    const owner = datapath === undefined || datapath.common.has(flow) ? undefined : this.datapaths.get(datapath.name);
    return owner === undefined ? [] : [owner];
  }
}

function describe(table: string, row: AnyRow, evidence: Origin['evidence']): Origin {
  const words = (TELLING[table] ?? []).flatMap((column) => {
    const value = row[column];
    if (value === undefined || value === '') return [];
    if (Array.isArray(value)) return value.length === 0 ? [] : [value.join(' ')];
    return [column === 'match' ? JSON.stringify(value) : String(value)];
  });
  return { table, uuid: row._uuid, summary: words.join(' '), evidence };
}

/** The first of the rows, and how many there are besides if the flow was made for them together. */
export function formatCause([first, ...more]: readonly Origin[]): string | undefined {
  if (first === undefined) return undefined;
  const others = first.evidence === 'together' && more.length > 0 ? ` and ${more.length} more` : '';
  return `${formatOrigin(first)}${others}`;
}

/** `ACL 1f3e2d4c (from-lport 1001 "ip4" allow)` */
export function formatOrigin({ table, uuid, summary }: Origin): string {
  return `${table} ${uuid.slice(0, 8)}${summary === '' ? '' : ` (${summary})`}`;
}
