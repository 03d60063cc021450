import type { Uuid } from '#base';
import { eachKey, type Read, relation } from '#incremental';
import type { Clause, Where } from '#ovsdb/client';
import type { AnyTable } from '#schemas';
import {
  Chassis_Private,
  Chassis_Template_Var,
  Logical_DP_Group,
  Logical_Flow,
  MAC_Binding,
  Multicast_Group,
  Port_Binding,
} from '#schemas/southbound';
import { pluggedPorts } from './bridge.js';
import { localDatapaths } from './datapath.js';
import { ownChassis } from './own-chassis.js';
import { HOST, settings } from './settings.js';

export interface Condition {
  readonly table: AnyTable;
  readonly where: Where;
}

/** Types of ports that say how datapaths hang together, and so matter everywhere. */
const STRUCTURAL = ['chassisredirect', 'external', 'patch'];

/**
 * Each row means: of this southbound table the host monitors these rows. What it monitors follows what it has seen: the ports
 * plugged in, the datapaths they are on, and those joined to them.
 */
export const Conditions = relation<Condition>('Conditions', (condition) => condition.table.name, [
  eachKey(
    () => [HOST],
    (read) => conditionsOf(read),
  ),
]);

function conditionsOf(read: Read): readonly Condition[] {
  const { chassis, monitorAll } = read(settings, HOST);
  const narrow = (table: AnyTable, clauses: readonly Clause[]): Condition => ({
    table,
    where: monitorAll ? true : clauses.length === 0 ? false : clauses,
  });
  const datapaths = read(localDatapaths, HOST);
  const ofDatapaths = datapaths.map((id): Clause => ['datapath', '==', id]);
  return [
    { table: Chassis_Private, where: chassis === undefined ? false : [['name', '==', chassis]] },
    { table: Chassis_Template_Var, where: chassis === undefined ? false : [['chassis', '==', chassis]] },
    { table: Logical_DP_Group, where: true },
    narrow(Port_Binding, [...portClauses(read, chassis), ...ofDatapaths]),
    narrow(Logical_Flow, [
      ['logical_dp_group', '!=', undefined],
      ...datapaths.map((id): Clause => ['logical_datapath', '==', id]),
    ]),
    narrow(MAC_Binding, ofDatapaths),
    narrow(Multicast_Group, ofDatapaths),
  ];
}

function portClauses(read: Read, chassis: string | undefined): readonly Clause[] {
  const own: Uuid<'Chassis'> | undefined = read(ownChassis, HOST);
  const gateways: readonly Clause[] =
    chassis === undefined
      ? []
      : [
          ['options', 'includes', new Map([['l3gateway-chassis', chassis]])],
          ['options', 'includes', new Map([['l2gateway-chassis', chassis]])],
        ];
  return [
    ...STRUCTURAL.map((type): Clause => ['type', '==', type]),
    ...gateways,
    ...(own === undefined
      ? []
      : ([
          ['chassis', '==', own],
          ['requested_chassis', '==', own],
        ] satisfies readonly Clause[])),
    ...read(pluggedPorts, HOST).flatMap((name): readonly Clause[] => [
      ['logical_port', '==', name],
      ['parent_port', '==', name],
    ]),
  ];
}
