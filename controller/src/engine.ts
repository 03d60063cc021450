import { createEngine, type Engine } from '#incremental';
import { ClauseFlows, Outputs } from './install/output.js';
import { Conditions } from './local/conditions.js';
import { inputTables } from './local/tables.js';
import { WantedZones } from './local/zone.js';
import { ClaimedPorts } from './report/claimed-port.js';
import { LocalWrites } from './report/local-write.js';
import { SouthboundWrites } from './report/southbound-write.js';

/**
 * The whole of the compiler: rows of the two databases and of the state tables in; flows, wanted numbers, what to monitor
 * and what to write out.
 */
export function createControllerEngine(options: { readonly validate?: boolean } = {}): Engine {
  return createEngine({
    tables: inputTables,
    relations: [WantedZones, Conditions, Outputs, ClaimedPorts, SouthboundWrites, LocalWrites],
    folds: [ClauseFlows],
    ...options,
  });
}
