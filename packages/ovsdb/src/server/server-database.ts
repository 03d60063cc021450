/**
 * The `_Server` database, version 1.2.0 (ovsdb-server(5)): tells clients which databases there are and gives them the
 * schemas. It is made anew at each start and no client can write it.
 */
import { type DatabaseSchema, parseSchema } from '#ovsdb/notation';

const optional = (type: string) => ({ type: { key: type, min: 0, max: 1 } });

export const serverSchema: DatabaseSchema = parseSchema({
  name: '_Server',
  version: '1.2.0',
  cksum: '3009684573 744',
  tables: {
    Database: {
      columns: {
        name: { type: 'string' },
        model: { type: { key: { type: 'string', enum: ['set', ['standalone', 'clustered', 'relay']] } } },
        connected: { type: 'boolean' },
        leader: { type: 'boolean' },
        schema: optional('string'),
        cid: optional('uuid'),
        sid: optional('uuid'),
        index: optional('integer'),
      },
    },
  },
});
