/** `ovsdb-tool show-log`. */
import { randomUUID } from 'node:crypto';
import {
  clusterLogText,
  describeFile,
  emptyDatabase,
  openStored,
  pastText,
  readClusterLog,
  readPast,
} from '#ovsdb/server';
import type { Command, ToolContext } from './command.js';

export const WHOLE_LOG = { commits: Number.MAX_SAFE_INTEGER, bytes: Number.MAX_SAFE_INTEGER };

export const logCommand: Command = {
  name: 'show-log',
  usage: '[DB]',
  help: "print DB's log entries",
  operands: [0, 1],
  run([given], context) {
    const path = given ?? context.defaults.database;
    if (describeFile(path).kind === 'clustered') showClusterLog(path, context);
    else showLog(path, context);
    return 0;
  },
};

function showLog(path: string, { verbosity, write }: ToolContext): void {
  const { file, database, store } = openStored(path, 'read');
  try {
    write(pastText(database.schema, readPast(file, database, WHOLE_LOG), verbosity));
  } finally {
    store.close();
  }
}

function showClusterLog(path: string, { verbosity, write }: ToolContext): void {
  const newDatabase = (schema: Parameters<typeof emptyDatabase>[0]) => emptyDatabase(schema, randomUUID());
  for (const text of clusterLogText(path, readClusterLog(path), { verbosity, newDatabase })) write(text);
}
