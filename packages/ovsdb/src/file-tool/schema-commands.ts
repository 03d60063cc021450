/** Commands of `ovsdb-tool` about the schemas of databases and of schema files, and those that rewrite a database. */
import type { DatabaseSchema } from '#ovsdb/notation';
import { describeFile, rewriteStored, StoreError } from '#ovsdb/server';
import { readSchemaFile } from '../client-tool/schema-file.js';
import type { Command, ToolContext } from './command.js';

type Read = (schema: DatabaseSchema) => string;
const PROPERTIES = {
  version: { database: 'report version of schema used by DB', schema: "report SCHEMA's schema version", read: version },
  cksum: { database: 'report checksum of schema used by DB', schema: "report SCHEMA's checksum", read: cksum },
} as const;

export const schemaCommands: readonly Command[] = [
  {
    name: 'compact',
    usage: '[DB [DST]]',
    help: 'compact DB in-place (or to DST): drops the log',
    operands: [0, 2],
    run([path, target], { defaults, program }) {
      const comment = `compacted by ${program}`;
      rewriteStored(path ?? defaults.database, target, ({ database }) => database.schema, comment);
      return 0;
    },
  },
  {
    name: 'convert',
    usage: '[DB [SCHEMA [DST]]]',
    help: 'convert DB to SCHEMA (to DST)',
    operands: [0, 3],
    run([path, schemaPath, target], { defaults, program, readFile }) {
      const { schema } = readSchemaFile(schemaPath ?? defaults.schema, readFile);
      rewriteStored(path ?? defaults.database, target, () => schema, `converted by ${program}`);
      return 0;
    },
  },
  {
    name: 'needs-conversion',
    usage: '[DB [SCHEMA]]',
    help: 'report whether DB needs conversion to SCHEMA',
    operands: [0, 2],
    run([path, schemaPath], { defaults, readFile, write }) {
      const held = schemaOf(path ?? defaults.database);
      const { schema: wanted } = readSchemaFile(schemaPath ?? defaults.schema, readFile);
      const isSame = held.name === wanted.name && held.version === wanted.version && held.cksum === wanted.cksum;
      write(isSame ? 'no\n' : 'yes\n');
      return 0;
    },
  },
  {
    name: 'db-name',
    usage: '[DB]',
    help: 'report name of schema used by DB',
    operands: [0, 1],
    run([path], { defaults, write }) {
      const file = describeFile(path ?? defaults.database);
      write(`${file.kind === 'clustered' ? file.header.name : file.schema.name}\n`);
      return 0;
    },
  },
  ...(['version', 'cksum'] as const).map(
    (what): Command => ({
      name: `db-${what}`,
      usage: '[DB]',
      help: PROPERTIES[what].database,
      operands: [0, 1],
      run([path], { defaults, write }) {
        write(`${PROPERTIES[what].read(schemaOf(path ?? defaults.database))}\n`);
        return 0;
      },
    }),
  ),
  schemaFileCommand('name', "report SCHEMA's name", (schema) => schema.name),
  ...(['version', 'cksum'] as const).map((what) =>
    schemaFileCommand(what, PROPERTIES[what].schema, PROPERTIES[what].read),
  ),
];

function version(schema: DatabaseSchema): string {
  return schema.version;
}

function cksum(schema: DatabaseSchema): string {
  return schema.cksum ?? '';
}

function schemaFileCommand(what: string, help: string, read: Read): Command {
  return {
    name: `schema-${what}`,
    usage: '[SCHEMA]',
    help,
    operands: [0, 1],
    run([path], { defaults, readFile, write }: ToolContext) {
      write(`${read(readSchemaFile(path ?? defaults.schema, readFile).schema)}\n`);
      return 0;
    },
  };
}

/** The schema of a standalone database; that of a cluster may have changed since its file began. */
function schemaOf(path: string): DatabaseSchema {
  const file = describeFile(path);
  if (file.kind === 'standalone') return file.schema;
  throw new StoreError('store-format', `${path}: cannot apply this operation to clustered database file`, { path });
}
