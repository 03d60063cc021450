export { clusterOptions, clusterOptionsHelp } from './cluster-options.js';
export * from './command.js';
export { parseChain } from './command-chain.js';
export { CommandError } from './command-error.js';
export {
  type Catalog,
  findColumn,
  findRow,
  findRowIfAny,
  findTable,
  type RowNaming,
  type RowNamings,
} from './database/catalog.js';
export { type RemoteList, remoteCommands, warnAboutTarget } from './database/remote-commands.js';
export { sslCommands } from './database/ssl-commands.js';
export { setColumn } from './database/write-commands.js';
export { Draft, type RowSource } from './draft.js';
export { ExitRequest } from './exit-request.js';
export { helpText, synopsis } from './help.js';
export { initCommand } from './init-command.js';
export { groupsOf, runCtl } from './io/run-ctl.js';
export { MemorySession } from './memory-session.js';
export { type ShownTable, showNeeds, showTree } from './output/show-tree.js';
export * from './program.js';
export { referencePage } from './reference.js';
export { replay } from './replay.js';
export { columnValue } from './row.js';
export { RowNames } from './row-names.js';
