import { expect, test } from '@jest/globals';
import type { AnyTable, Row } from '#schemas';
import { Logical_Router_Static_Route, Logical_Switch, Logical_Switch_Port } from '#schemas/northbound';
import { Datapath_Binding, Logical_DP_Group, Logical_Flow, type LogicalFlowRow } from '#schemas/southbound';
import { type RowSource, readNetwork } from './network.js';
import type { TraceNode } from './node.js';
import { Provenance } from './provenance.js';
import { renderWhy } from './why.js';

const id = (n: number) => `0000000${n}-0000-4000-8000-000000000000`;
const NO_MAP = new Map<string, string>();
const datapath = (n: number, name: string) => ({
  _uuid: id(n),
  tunnel_key: n,
  load_balancers: [],
  external_ids: new Map([
    ['logical-switch', id(n + 2)],
    ['name', name],
  ]),
});
const flow = (n: number, more: object) => ({
  _uuid: `f000000${n}-0000-4000-8000-000000000000`,
  pipeline: 'ingress',
  table_id: n,
  priority: n,
  match: '1',
  actions: 'next;',
  tags: NO_MAP,
  ...more,
});
const ids = (...pairs: (readonly [string, string])[]) => new Map([['stage-name', 'stage'] as const, ...pairs]);

const ROWS: ReadonlyMap<AnyTable, readonly object[]> = new Map<AnyTable, readonly object[]>([
  [Datapath_Binding, [datapath(1, 'one'), datapath(2, 'two')]],
  [Logical_DP_Group, [{ _uuid: id(9), datapaths: [id(1), id(2)] }]],
  [
    Logical_Flow,
    [
      flow(1, {
        logical_datapath: id(1),
        actions: 'outport = "vm"; output;',
        external_ids: ids(['stage-hint', id(5).slice(0, 8)], ['source', 'northd.c:1']),
      }),
      flow(2, { logical_datapath: id(1), external_ids: ids() }),
      flow(3, { logical_dp_group: id(9), external_ids: ids() }),
    ],
  ],
  [Logical_Switch, [{ _uuid: id(3), name: 'one' }]],
  [Logical_Switch_Port, [{ _uuid: id(6), name: 'vm', type: '', addresses: ['dynamic'] }]],
  [
    Logical_Router_Static_Route,
    [{ _uuid: id(5), ip_prefix: '0.0.0.0/0', nexthop: '10.0.0.1', output_port: undefined }],
  ],
]);

const source: RowSource = {
  rows: <T extends AnyTable>(table: T) => (ROWS.get(table) ?? []) as Iterable<Row<T>>,
  get: <T extends AnyTable>(table: T, key: Row<T>['_uuid']) =>
    ((ROWS.get(table) ?? []) as readonly Row<T>[]).find((row) => row._uuid === key),
};

test('each flow says which rows it came from, or whose it is', () => {
  const [one] = readNetwork(source).datapaths.values();
  const node = (row: LogicalFlowRow): TraceNode => ({
    kind: 'table',
    text: '',
    children: [],
    isIndented: false,
    isTrivial: false,
    flow: row,
    ...(one === undefined ? {} : { datapath: one }),
  });
  expect(renderWhy([...source.rows(Logical_Flow)].map(node), new Provenance(source))).toBe(`# Why.
    stage: priority 1, flow f0000001, rule northd.c:1
        because of Logical_Router_Static_Route 00000005 (0.0.0.0/0 10.0.0.1)
        names Logical_Switch_Port 00000006 (vm dynamic)
    stage: priority 2, flow f0000002
        belongs to Logical_Switch 00000003 (one)
    stage: priority 3, flow f0000003
        holds for every datapath of its kind
`);
});
