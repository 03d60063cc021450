/** Commands of `ovsdb-client` about databases and their schemas. */
import { columnOf, columnTypeToJson, isJsonArray, stringifyJson } from '#ovsdb/notation';
import type { Call, Command } from './command.js';
import { schemaOf } from './command.js';
import { plain } from './output.js';
import { readSchemaFile } from './schema-file.js';
import type { Cell } from './table-text.js';

export const schemaCommands: readonly Command[] = [
  {
    name: 'list-dbs',
    needs: 'server',
    operands: [0, 0],
    help: ['list-dbs [SERVER]', 'list databases available on SERVER'],
    async run({ ask, output }) {
      const names = await ask('list_dbs', []);
      for (const name of isJsonArray(names) ? names.map(String).sort() : []) output.line(name);
    },
  },
  {
    name: 'get-schema',
    needs: 'database',
    operands: [0, 0],
    help: ['get-schema [SERVER] [DATABASE]', 'retrieve schema for DATABASE from SERVER'],
    run: async ({ ask, database, output }) => output.json(await ask('get_schema', [database])),
  },
  {
    name: 'get-schema-version',
    needs: 'database',
    operands: [0, 0],
    help: [
      'get-schema-version [SERVER] [DATABASE]',
      'retrieve schema for DATABASE from SERVER and report only its',
      'version number on stdout',
    ],
    run: async (call) => call.output.line((await schemaOf(call)).version),
  },
  {
    name: 'get-schema-cksum',
    needs: 'database',
    operands: [0, 0],
    help: [
      'get-schema-cksum [SERVER] [DATABASE]',
      'retrieve schema for DATABASE from SERVER and report only its',
      'checksum on stdout',
    ],
    run: async (call) => call.output.line((await schemaOf(call)).cksum ?? ''),
  },
  {
    name: 'list-tables',
    needs: 'database',
    operands: [0, 0],
    help: ['list-tables [SERVER] [DATABASE]', 'list tables for DATABASE on SERVER'],
    async run(call) {
      const names = [...(await schemaOf(call)).tables.keys()].sort();
      call.output.table({ headings: ['Table'], rows: names.map((name) => [plain(name)]) });
    },
  },
  {
    name: 'list-columns',
    needs: 'database',
    operands: [0, 1],
    help: ['list-columns [SERVER] [DATABASE] [TABLE]', 'list columns in TABLE (or all tables) in DATABASE on SERVER'],
    run: listColumns,
  },
  {
    name: 'convert',
    needs: 'server',
    operands: [1, 1],
    help: ['convert [SERVER] SCHEMA', 'convert database on SERVER named in SCHEMA to SCHEMA.'],
    async run({ ask, args, readFile }) {
      const { schema, json } = readSchemaFile(args[0] ?? '', readFile);
      await ask('convert', [schema.name, json]);
    },
  },
  {
    name: 'needs-conversion',
    needs: 'server',
    operands: [1, 1],
    help: ['needs-conversion [SERVER] SCHEMA', "tests whether SCHEMA's db on SERVER needs conversion."],
    async run({ ask, args, output, readFile }) {
      const wanted = readSchemaFile(args[0] ?? '', readFile).schema;
      const schema = await schemaOf({ ask, database: wanted.name });
      output.line(schema.version === wanted.version && schema.cksum === wanted.cksum ? 'no' : 'yes');
    },
  },
];

async function listColumns(call: Call): Promise<void> {
  const schema = await schemaOf(call);
  const [only] = call.args;
  const rows: Cell[][] = [];
  for (const table of schema.tables.values()) {
    if (only !== undefined && table.name !== only) continue;
    for (const name of ['_uuid', '_version', ...[...table.columns.keys()].sort()]) {
      const type = columnTypeToJson(columnOf(table, name)!.type);
      const text = stringifyJson(type, 'sorted');
      const cells = [plain(name), { text, json: text }];
      rows.push(only === undefined ? [plain(table.name), ...cells] : cells);
    }
  }
  call.output.table({ headings: only === undefined ? ['Table', 'Column', 'Type'] : ['Column', 'Type'], rows });
}
