import type { Uuid } from '#base';
import { each, type Source } from '#incremental';
import { Logical_Flow } from '#schemas/southbound';
import type { Output } from '../install/output.js';
import { compileLogicalFlow } from './compile-flow.js';

/** The flows of the logical pipelines: one root a row of Logical_Flow, for all its datapaths on this host. */
export const logicalFlows: readonly Source<Output>[] = [
  each(Logical_Flow, (read, id: Uuid<'Logical_Flow'>) => compileLogicalFlow(read, id)),
];
