export { createCompiler, inputTables } from './compiler.js';
export { type FlowSet, flowSets } from './flows/flow-set.js';
export type { LogicalFlow } from './flows/logical-flow.js';
export { LOCK, Northd, type NorthdOptions, type NorthdStatus } from './northd.js';
export { type MulticastRow, multicastRows } from './southbound/multicast-group.js';
