/** Draws the whole calculation: which tables go in, and which relations come out, in their order. */
import { createEngine, type Engine } from '#incremental';
import type { AnyTable } from '#schemas';
import { northbound } from '#schemas/northbound';
import { Chassis, Port_Binding } from '#schemas/southbound';
import { flowSets } from './flows/flow-set.js';
import { portStates } from './northbound/port-state.js';
import { addressSetRows } from './southbound/address-set.js';
import { datapathRows } from './southbound/datapath-binding.js';
import { snoopingRows } from './southbound/ip-multicast.js';
import { multicastRows } from './southbound/multicast-group.js';
import { portRows } from './southbound/port-binding.js';
import { portGroupRows } from './southbound/port-group.js';
import { warningRows } from './warning.js';

/** Southbound tables that the outcome depends on: what chassis say of themselves and of the ports that they have. */
const southboundInputs: readonly AnyTable[] = [Chassis, Port_Binding];

/** The northbound tables and the southbound inputs; no two have one name. */
export const inputTables: readonly AnyTable[] = [...Object.values(northbound.tables), ...southboundInputs];

export function createCompiler(options: { readonly validate?: boolean } = {}): Engine {
  return createEngine({
    tables: inputTables,
    relations: [
      datapathRows,
      portRows,
      multicastRows,
      snoopingRows,
      portGroupRows,
      addressSetRows,
      flowSets,
      portStates,
      warningRows,
    ],
    ...options,
  });
}
