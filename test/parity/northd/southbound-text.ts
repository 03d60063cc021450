/**
 * A database as sorted lines that two northds' can be compared by: UUIDs become names, and what may differ is left out
 * (`source` of flows, the `stage-hint` of flows that several rows made, timestamps).
 */
import type { Uuid } from '#base';
import { createCompiler, flowSets } from '#northd';
import type { Replica } from '#ovsdb/client';
import type { AnyTable, Row } from '#schemas';
import { Logical_Switch_Port, NB_Global, northbound } from '#schemas/northbound';
import {
  Datapath_Binding,
  Logical_DP_Group,
  Logical_Flow,
  Multicast_Group,
  Port_Binding,
  RBAC_Permission,
  RBAC_Role,
  southbound,
} from '#schemas/southbound';

/** Tables that only controllers write, and those that are printed in a form of their own. */
const APART = new Set(['Logical_Flow', 'Logical_DP_Group', 'Multicast_Group', 'RBAC_Role', 'Connection', 'SSL']);

export function southboundText(sb: Replica, makers: Makers): string[] {
  const datapath = (id: Uuid<'Datapath_Binding'> | undefined) => {
    const ids = id === undefined ? undefined : sb.get(Datapath_Binding, id)?.external_ids;
    return ids?.get('logical-switch') ?? ids?.get('logical-router') ?? '?';
  };
  const lines: string[] = [];
  for (const row of sb.rows(Logical_Flow)) {
    const group = row.logical_dp_group === undefined ? undefined : sb.get(Logical_DP_Group, row.logical_dp_group);
    const datapaths = group === undefined ? [datapath(row.logical_datapath)] : membersOf(sb, group, datapath);
    const ids = new Map(row.external_ids);
    ids.delete('source');
    const flow = flowText(row.pipeline, row.table_id, row.priority, row.match, row.actions);
    if (group !== undefined || makers.areSeveral(`${datapaths[0]} ${flow}`)) ids.delete('stage-hint');
    const { pipeline, table_id: table, priority, match, actions, controller_meter: meter, tags } = row;
    lines.push(flowLine({ pipeline, table, priority, match, actions, meter, tags, ids, datapaths }));
  }
  lines.push(...new Set([...sb.rows(Logical_DP_Group)].map((row) => groupLine(membersOf(sb, row, datapath)))));
  for (const row of sb.rows(Multicast_Group)) {
    const ports = row.ports.map((id) => sb.get(Port_Binding, id)?.logical_port ?? '?');
    lines.push(multicastLine(datapath(row.datapath), row.name, row.tunnel_key, ports));
  }
  for (const row of sb.rows(RBAC_Role)) {
    const tables = [...row.permissions].map(([key, id]) => `${key}=${sb.get(RBAC_Permission, id)?.table}`);
    lines.push(`RBAC_Role ${row.name} ${tables.join(' ')}`);
  }
  for (const table of Object.values(southbound.tables)) {
    if (!APART.has(table.name)) lines.push(...tableText(sb, table, (id) => datapath(id)));
  }
  return lines.sort();
}

/**
 * Which northbound rows a flow was made for, over all steps of a network. Where there were several, ovn-northd's hint names
 * one of them, not always one that is still there.
 */
export class Makers {
  readonly #hints = new Map<string, string | undefined>();
  readonly #merged = new Set<string>();

  /** Compiles all that is in the database, and takes note of the flows. */
  note(nb: Replica): void {
    const compiler = createCompiler();
    const rows = Object.values(northbound.tables).flatMap((table) =>
      [...nb.rows(table)].map((after) => ({ table, id: after._uuid, after })),
    );
    for (const { flows } of compiler.commit(rows).of(flowSets).inserted) {
      for (const { datapath, stage, priority, match, actions, hint } of flows) {
        const flow = `${datapath} ${flowText(stage.pipeline, stage.table, priority, match, actions)}`;
        if (this.#hints.has(flow) && this.#hints.get(flow) !== hint) this.#merged.add(flow);
        this.#hints.set(flow, hint);
      }
    }
  }

  /** True for a flow (datapath and text) that several rows made. */
  areSeveral(flow: string): boolean {
    return this.#merged.has(flow);
  }
}

/**
 * The datapaths of a group. ovsdb-server 3.1 sometimes leaves the weak reference to a datapath that the same transaction
 * deletes; such ones count as gone.
 */
function membersOf(
  sb: Replica,
  { datapaths }: Row<typeof Logical_DP_Group>,
  name: (id: Uuid<'Datapath_Binding'>) => string,
): string[] {
  return datapaths
    .filter((id) => sb.get(Datapath_Binding, id) !== undefined)
    .map(name)
    .sort();
}

/** True when a group refers to a datapath that is gone. */
export function hasDanglingReferences(sb: Replica): boolean {
  return [...sb.rows(Logical_DP_Group)].some(({ datapaths }) =>
    datapaths.some((id) => sb.get(Datapath_Binding, id) === undefined),
  );
}

/** A row of Logical_Flow; `datapaths` are UUIDs of logical switches or routers, sorted, more than one for a group. */
export interface FlowLine {
  readonly pipeline: string;
  readonly table: number;
  readonly priority: number;
  readonly match: string;
  readonly actions: string;
  readonly meter: string | undefined;
  readonly tags: ReadonlyMap<string, string>;
  readonly ids: ReadonlyMap<string, string>;
  readonly datapaths: readonly string[];
}

export function flowLine({ pipeline, table, priority, match, actions, meter, tags, ids, datapaths }: FlowLine): string {
  const flow = flowText(pipeline, table, priority, match, actions);
  const where = `${datapaths.length === 1 ? 'on' : 'group'} ${datapaths.join(' ')}`;
  return `Logical_Flow ${flow}${meter === undefined ? '' : ` meter=${meter}`} ${text(tags)} ${text(ids)} ${where}`;
}

export function groupLine(datapaths: readonly string[]): string {
  return `Logical_DP_Group ${datapaths.join(' ')}`;
}

export function multicastLine(datapath: string, name: string, key: number, ports: readonly string[]): string {
  return `Multicast_Group ${datapath} ${name} ${key} ${[...ports].sort().join(' ')}`;
}

function flowText(pipeline: string, table: number, priority: number, match: string, actions: string): string {
  return `${pipeline} ${table} ${priority} (${match}) {${actions}}`;
}

/** What northd writes to the northbound database, timestamps left out. */
export function northboundText(nb: Replica): string[] {
  const lines: string[] = [];
  for (const { name, up, tag } of nb.rows(Logical_Switch_Port))
    lines.push(`Logical_Switch_Port ${name} up=${up} tag=${tag}`);
  for (const { nb_cfg, sb_cfg, hv_cfg, options } of nb.rows(NB_Global)) {
    lines.push(`NB_Global ${nb_cfg} ${sb_cfg} ${hv_cfg} ${text(options)}`);
  }
  return lines.sort();
}

function tableText(db: Replica, table: AnyTable, datapath: (id: Uuid<'Datapath_Binding'>) => string): string[] {
  return [...db.rows(table)].map((row) => {
    const columns = table.columns.map((name) => {
      const value: unknown = Reflect.get(row, name);
      const owner =
        name === 'datapath' && typeof value === 'string' ? datapath(value as Uuid<'Datapath_Binding'>) : value;
      return `${name}=${text(owner)}`;
    });
    return `${table.name} ${columns.join(' ')}`;
  });
}

function text(value: unknown): string {
  if (value instanceof Map)
    return `{${[...value]
      .map(([key, each]) => `${key}=${each}`)
      .sort()
      .join(', ')}}`;
  if (Array.isArray(value)) return `[${value.map(String).sort().join(', ')}]`;
  return value === undefined ? '[]' : String(value);
}
