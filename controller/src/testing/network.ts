import type { Uuid } from '#base';
import type { RowDelta } from '#incremental';
import { defaultValue } from '#ovsdb/notation';
import type { AnyTable, Insert, Row } from '#schemas';
import * as local from '#schemas/open-vswitch';
import * as southbound from '#schemas/southbound';
import { createControllerEngine } from '../engine.js';
import { flowText } from '../install/flow-text.js';
import { type Output, Outputs } from '../install/output.js';
import { Progress, type ProgressRow, Self, type SelfRow, Zone, type ZoneRow } from '../local/state.js';

/** A uuid that can be read: `u(7)` is 00000007-...; its first part is the cookie of the flows that come from the row. */
export function u(number: number): Uuid<never> {
  return `${number.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000` as Uuid<never>;
}

/** A row with defaults in the columns that are not given. */
export function row<T extends AnyTable>(
  table: T,
  number: number,
  columns: Insert<T>,
): RowDelta & { readonly after: Row<T> } {
  const defaults = [...table.schema.columns].map(([name, column]) => [name, defaultValue(column.type)]);
  const after = { ...Object.fromEntries(defaults), ...columns, _uuid: u(number) } as Row<T>;
  return { table, id: u(number), after };
}

const BRIDGE = 0xb0;
const ROOT = 0xb1;
export const OWN_CHASSIS = 0xc1;

/** The two databases of a host `hv1` with an integration bridge, put together row by row. */
export class TestNetwork {
  readonly engine = createControllerEngine({ validate: true });
  readonly #ports: { readonly name: string; readonly number: number }[] = [];
  #settings: ReadonlyMap<string, string>;
  #next = 0x1000;

  constructor(settings: Readonly<Record<string, string>> = {}) {
    this.#settings = new Map(
      Object.entries({
        'system-id': 'hv1',
        'ovn-remote': 'unix:sb.sock',
        'ovn-encap-type': 'geneve',
        'ovn-encap-ip': '127.0.0.1',
        ...settings,
      }),
    );
    const self: SelfRow = { _uuid: 'self', hostname: 'host', chassisName: undefined, startedAt: 1 };
    const progress: ProgressRow = { _uuid: 'self', isComplete: true, nbCfg: 0, nbCfgAt: 0 };
    this.commit(
      { table: Self, id: 'self', after: self },
      { table: Progress, id: 'self', after: progress },
      ...this.#root(),
      ...this.chassis(OWN_CHASSIS, 'hv1', '127.0.0.1'),
    );
  }

  commit(...deltas: readonly RowDelta[]) {
    const changes = this.engine.commit(deltas);
    return changes;
  }

  set(settings: Readonly<Record<string, string>>): void {
    this.#settings = new Map([...this.#settings, ...Object.entries(settings)]);
    this.commit(...this.#root());
  }

  chassis(number: number, name: string, ip: string, types: readonly string[] = ['geneve']): readonly RowDelta[] {
    const encaps = types.map((type, i) =>
      row(southbound.Encap, number * 16 + i, {
        type: type === 'geneve' ? 'geneve' : 'vxlan',
        ip,
        chassis_name: name,
        options: new Map([['csum', 'true']]),
      }),
    );
    return [...encaps, row(southbound.Chassis, number, { name, encaps: types.map((_, i) => u(number * 16 + i)) })];
  }

  datapath(number: number, key: number, kind: 'switch' | 'router' = 'switch'): RowDelta {
    return row(southbound.Datapath_Binding, number, {
      tunnel_key: key,
      external_ids: new Map([[`logical-${kind}`, u(number)]]),
    });
  }

  port(
    number: number,
    name: string,
    datapath: number,
    key: number,
    columns: Insert<typeof southbound.Port_Binding> = {},
  ) {
    return row(southbound.Port_Binding, number, {
      logical_port: name,
      datapath: u(datapath),
      tunnel_key: key,
      ...columns,
    });
  }

  /** An interface of the bridge; with `columns` a tunnel or patch. */
  plug(
    ofport: number,
    name: string,
    options: { readonly port?: string; readonly type?: string; readonly ids?: Readonly<Record<string, string>> } = {},
  ): readonly RowDelta[] {
    const number = this.#next++;
    this.#ports.push({ name, number });
    return [
      row(local.Interface, number, {
        name,
        ofport,
        type: options.type ?? '',
        external_ids: new Map(options.port === undefined ? [] : [['iface-id', options.port]]),
      }),
      row(local.Port, number, {
        name,
        interfaces: [u(number)],
        external_ids: new Map(Object.entries(options.ids ?? {})),
      }),
      ...this.#root(),
    ];
  }

  tunnel(ofport: number, chassis: string, ip: string, type = 'geneve'): readonly RowDelta[] {
    return this.plug(ofport, `ovn-${chassis}-0`, { type, ids: { 'ovn-chassis-id': `${chassis}@${ip}` } });
  }

  /** Another bridge of the host. */
  bridge(name: string): readonly RowDelta[] {
    return [row(local.Bridge, this.#next++, { name })];
  }

  unplug(name: string): readonly RowDelta[] {
    const at = this.#ports.findIndex((port) => port.name === name);
    const [gone] = at < 0 ? [] : this.#ports.splice(at, 1);
    if (gone === undefined) return [];
    return [{ table: local.Interface, id: u(gone.number) }, { table: local.Port, id: u(gone.number) }, ...this.#root()];
  }

  zones(zones: Readonly<Record<string, number>>): readonly RowDelta[] {
    return Object.entries(zones).map(([name, zone]) => {
      const after: ZoneRow = { _uuid: name, zone };
      return { table: Zone, id: name, after };
    });
  }

  /** Flows as `ovs-ofctl` shows them, of these tables (all when none are named), sorted. */
  flows(...tables: readonly number[]): readonly string[] {
    const outputs: Iterable<Output> = this.engine.outputs(Outputs);
    return [...outputs]
      .flatMap((output) => (output.kind === 'flow' ? [output] : []))
      .filter((flow) => tables.length === 0 || tables.includes(flow.table))
      .sort((a, b) => a.table - b.table || b.priority - a.priority || (a.key < b.key ? -1 : 1))
      .map(flowText);
  }

  #root(): readonly RowDelta[] {
    return [
      row(local.Open_vSwitch, ROOT, { bridges: [u(BRIDGE)], external_ids: this.#settings }),
      row(local.Bridge, BRIDGE, {
        name: 'br-int',
        fail_mode: 'secure',
        ports: this.#ports.map(({ number }) => u(number)),
      }),
    ];
  }
}
