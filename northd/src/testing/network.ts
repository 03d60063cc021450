/** Northbound networks written down as values, and the flows that they compile to as lines: for tests. */
import { type Uuid, uuidFromBytes } from '#base';
import type { Engine, RowDelta } from '#incremental';
import { defaultValue } from '#ovsdb/notation';
import { type StageName, stage } from '#pipeline';
import type { AnyTable, Insert } from '#schemas';
import {
  ACL,
  Address_Set,
  Logical_Router,
  Logical_Router_Port,
  Logical_Router_Static_Route,
  Logical_Switch,
  Logical_Switch_Port,
  NB_Global,
  Port_Group,
} from '#schemas/northbound';
import { Chassis } from '#schemas/southbound';
import { createCompiler } from '../compiler.js';
import { flowSets } from '../flows/flow-set.js';

type Texts = Readonly<Record<string, string>>;
/** Columns of a row as one writes them: maps as objects. */
type Written<T extends AnyTable> = {
  readonly [K in keyof Insert<T>]?: Insert<T>[K] extends ReadonlyMap<string, string> | undefined ? Texts : Insert<T>[K];
};
type Named<V> = Readonly<Record<string, V>>;

/** Rows by name; what belongs to a row stands in it. */
export interface Network {
  /** NB_Global.options. */
  readonly options?: Texts;
  readonly switches?: Named<{
    readonly config?: Texts;
    readonly ports?: Named<Written<typeof Logical_Switch_Port>>;
    readonly acls?: readonly Written<typeof ACL>[];
  }>;
  readonly routers?: Named<{
    readonly options?: Texts;
    readonly enabled?: boolean;
    readonly ports?: Named<Written<typeof Logical_Router_Port>>;
    readonly routes?: readonly Written<typeof Logical_Router_Static_Route>[];
  }>;
  readonly groups?: Named<{ readonly ports: readonly string[]; readonly acls?: readonly Written<typeof ACL>[] }>;
  readonly sets?: Named<readonly string[]>;
  /** Chassis.other_config of each. */
  readonly chassis?: Named<Texts>;
}

/** The rows of a network. UUIDs count up in the order in which they are written. */
export function rowsOf(network: Network): readonly RowDelta[] {
  const rows: RowDelta[] = [];
  const switchPorts = new Map<string, Uuid<'Logical_Switch_Port'>>();
  const add = <T extends AnyTable>(table: T, columns: Written<T>): Uuid<never> => {
    const number = rows.length + 1;
    const bytes = new Uint8Array(16);
    new DataView(bytes.buffer).setUint32(0, number);
    bytes[6] = 0x40;
    const id = uuidFromBytes<never>(bytes);
    const after: Record<string, unknown> & { readonly _uuid: string } = { _uuid: id };
    for (const [name, { type }] of table.schema.columns) after[name] = defaultValue(type);
    for (const [name, value] of Object.entries(columns)) {
      const isMap = table.schema.columns.get(name)?.type.value !== undefined;
      const isSet = Array.isArray(value);
      after[name] = isMap ? new Map(Object.entries(Object(value))) : isSet ? [...value].sort() : value;
    }
    rows.push({ table, id, after });
    return id;
  };
  const options = { mac_prefix: '0a:11:22', svc_monitor_mac: '0a:11:22:33:44:55', ...network.options };
  add(NB_Global, { options });
  for (const [name, other_config] of Object.entries(network.chassis ?? {})) {
    add(Chassis, { name, hostname: name, other_config });
  }
  for (const [name, each] of Object.entries(network.switches ?? {})) {
    const ports = Object.entries(each.ports ?? {}).map(([name, columns]) => {
      const id = add(Logical_Switch_Port, { name, ...columns });
      switchPorts.set(name, id);
      return id;
    });
    const acls = (each.acls ?? []).map((columns) => add(ACL, columns));
    add(Logical_Switch, { name, ports, acls, other_config: each.config ?? {} });
  }
  for (const [name, each] of Object.entries(network.routers ?? {})) {
    const ports = Object.entries(each.ports ?? {}).map(([name, columns]) =>
      add(Logical_Router_Port, { name, ...columns }),
    );
    const routes = (each.routes ?? []).map((columns) => add(Logical_Router_Static_Route, columns));
    add(Logical_Router, {
      name,
      ports,
      static_routes: routes,
      options: each.options ?? {},
      ...(each.enabled !== undefined && { enabled: each.enabled }),
    });
  }
  for (const [name, each] of Object.entries(network.groups ?? {})) {
    const acls = (each.acls ?? []).map((columns) => add(ACL, columns));
    const ports = each.ports.map((port) => switchPorts.get(port)).filter((id) => id !== undefined);
    add(Port_Group, { name, ports, acls });
  }
  for (const [name, addresses] of Object.entries(network.sets ?? {})) add(Address_Set, { name, addresses });
  return rows;
}

/** What a network compiles to. Its rows come one by one, and after each the outcome is compared with a recompute. */
export class Compiled {
  readonly engine: Engine = createCompiler({ validate: true });
  /** Names of switches and routers. */
  readonly #names = new Map<string, string>();

  constructor(network: Network) {
    this.commit(...rowsOf(network));
  }

  commit(...rows: readonly RowDelta[]): void {
    for (const row of rows) {
      this.engine.commit([row]);
      const name: unknown = row.after === undefined ? undefined : Reflect.get(row.after, 'name');
      if (typeof name === 'string') this.#names.set(row.id, name);
    }
  }

  /** The flows of these stages as lines `DATAPATH STAGE PRIORITY (MATCH) {ACTIONS}`, and ` at PORT` where they are a port's. */
  flows(...names: readonly StageName[]): string[] {
    const stages = names.map(stage);
    return [...this.engine.outputs(flowSets)]
      .flatMap(({ flows }) => flows)
      .filter((flow) => stages.includes(flow.stage))
      .map((flow) => flowLine({ ...flow, datapath: this.#names.get(flow.datapath) ?? '?', stage: flow.stage.name }))
      .filter((line, i, lines) => lines.indexOf(line) === i)
      .sort(compareLines);
  }
}

/** A flow as one line. */
export function flowLine(flow: {
  readonly datapath: string;
  readonly stage: string;
  readonly priority: number;
  readonly match: string;
  readonly actions: string;
  readonly port: string | undefined;
}): string {
  const { datapath, stage, priority, match, actions, port } = flow;
  return `${datapath} ${stage} ${priority} (${match}) {${actions}}${port === undefined ? '' : ` at ${port}`}`;
}

/** By datapath and stage, then by priority from the highest, then by text. */
export function compareLines(a: string, b: string): number {
  const [datapathA, stageA, priorityA] = a.split(' ');
  const [datapathB, stageB, priorityB] = b.split(' ');
  const place = (x: string, y: string) => (x < y ? -1 : x > y ? 1 : 0);
  return (
    place(`${datapathA} ${stageA}`, `${datapathB} ${stageB}`) || Number(priorityB) - Number(priorityA) || place(a, b)
  );
}
