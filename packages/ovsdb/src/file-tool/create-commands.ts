/** Commands of `ovsdb-tool` that make files: new databases, and databases from and for ovsdb-server. */
import { randomUUID } from 'node:crypto';
import { createDatabaseFile, describeFile, importOvsdbLog, openStored, ovsdbLogOf, readPast } from '#ovsdb/server';
import { readSchemaFile } from '../client-tool/schema-file.js';
import type { Command } from './command.js';
import { WHOLE_LOG } from './log-command.js';

const NO_CLUSTER = 'clusters are served by ovsdb-server: use its ovsdb-tool';

export const createCommands: readonly Command[] = [
  {
    name: 'create',
    usage: '[DB [SCHEMA]]',
    help: 'create DB with the given SCHEMA',
    operands: [0, 2],
    run([path, schema], { defaults, readFile }) {
      const file = readSchemaFile(schema ?? defaults.schema, readFile);
      createDatabaseFile(path ?? defaults.database, file.schema, randomUUID());
      return 0;
    },
  },
  refused('create-cluster', 'DB CONTENTS LOCAL', [3, 3]),
  refused('join-cluster', 'DB NAME LOCAL REMOTE...', [4, Number.POSITIVE_INFINITY]),
  {
    name: 'import',
    usage: 'LOG DB',
    help: 'make DB from LOG, a file of ovsdb-server',
    operands: [2, 2],
    run([log = '', path = '']) {
      importOvsdbLog(log, path, describeFile(log).kind);
      return 0;
    },
  },
  {
    name: 'export',
    usage: 'DB LOG',
    help: 'write DB as LOG, a file that ovsdb-server serves',
    operands: [2, 2],
    run([path = '', log = ''], { createFile }) {
      const { file, database, store } = openStored(path, 'read');
      try {
        createFile(log, ovsdbLogOf(database.schema, readPast(file, database, WHOLE_LOG)));
      } finally {
        store.close();
      }
      return 0;
    },
  },
  {
    name: 'cluster-to-standalone',
    usage: 'DB CLUSTERDB',
    help: 'make DB from CLUSTERDB, the file of a cluster that is down',
    operands: [2, 2],
    run([path = '', clusterPath = '']) {
      if (describeFile(clusterPath).kind !== 'clustered') {
        throw new Error(`${clusterPath}: not a clustered database`);
      }
      importOvsdbLog(clusterPath, path, 'clustered');
      return 0;
    },
  },
];

/** What only ovsdb-server's own tool can do, since only ovsdb-server serves what comes of it. */
export function refused(name: string, usage: string, operands: Command['operands']): Command {
  return {
    name,
    usage,
    help: 'refused: clusters are served by ovsdb-server, use its ovsdb-tool',
    operands,
    run() {
      throw new Error(`${name}: ${NO_CLUSTER}`);
    },
  };
}
