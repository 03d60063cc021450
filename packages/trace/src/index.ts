export { FlowCache } from './flow-cache.js';
export { bucketMask } from './flow-tables.js';
export { type RowSource, readNetwork, type TraceNetwork, tracedTables } from './network.js';
export type { NodeKind, TraceNode } from './node.js';
export type { TraceSettings } from './settings.js';
export { answer, renderAnswer, type TraceAnswer, type TraceForm, type TraceQuestion } from './trace.js';
export type { Tracer } from './tracer.js';
