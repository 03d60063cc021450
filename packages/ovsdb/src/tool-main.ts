/**
 * `ovsdb-tool`: works on database files that no server has open, with the C tool's commands, texts and exit codes
 * (ovsdb-tool(1)). Files of ovsdb-server come in with `import` and go out with `export`; clusters stay with ovsdb-server.
 */

import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '#base';
import {
  commonOptions,
  directoriesOf,
  hasOption,
  invokedName,
  loggingOptions,
  loggingOptionsHelp,
  type OptionSpec,
  optionArgument,
  parseCommandLine,
  versionText,
} from '#daemon';
import {
  type DatabaseSchema,
  isJsonArray,
  type Json,
  OvsdbError,
  parseJson,
  parseSchema,
  stringifyJson,
} from '#ovsdb/notation';
import {
  convertTo,
  createDatabaseFile,
  importOvsdbLog,
  openStored,
  ovsdbLogOf,
  pastText,
  readPast,
  replaceFile,
  type StoredDatabase,
  StoreError,
  transact,
  type Verbosity,
  wholeText,
} from '#ovsdb/server';

interface Command {
  readonly name: string;
  readonly usage: string;
  readonly help: string;
  readonly operands: readonly [min: number, max: number];
  /** Returns the exit code; 0 when it returns none. */
  run(args: readonly string[]): number | undefined;
}

const program = invokedName('ovsdb-tool');
const directories = directoriesOf('ovs');
const options: readonly OptionSpec[] = [
  { name: 'more', short: 'm', argument: 'none' },
  { name: 'rbac-role', argument: 'required' },
  { name: 'election-timer', argument: 'required' },
  { name: 'cid', argument: 'required' },
  ...loggingOptions,
  ...commonOptions.filter(({ name }) => name !== 'unixctl'),
];
const defaultDatabase = join(directories.database, 'conf.db');
const defaultSchema = '/usr/share/openvswitch/vswitch.ovsschema';
/** The whole log. */
const WHOLE = { commits: Number.MAX_SAFE_INTEGER, bytes: Number.MAX_SAFE_INTEGER };
const NO_CLUSTER = 'clusters are served by ovsdb-server: use its ovsdb-tool';

let verbosity = 0;
/** `--rbac-role`; '' for the superuser. */
let role = '';

const COMMANDS: readonly Command[] = [
  {
    name: 'create',
    usage: '[DB [SCHEMA]]',
    help: 'create DB with the given SCHEMA',
    operands: [0, 2],
    run: ([path = defaultDatabase, schema = defaultSchema]) => {
      createDatabaseFile(path, readSchema(schema), randomUUID());
      return 0;
    },
  },
  ...['create-cluster', 'join-cluster', 'check-cluster', 'cluster-to-standalone'].map(
    (name): Command => ({
      name,
      usage: '...',
      help: 'refused: clusters are served by ovsdb-server, use its ovsdb-tool',
      operands: [0, 100],
      run: () => {
        throw new Error(`${name}: ${NO_CLUSTER}`);
      },
    }),
  ),
  {
    name: 'import',
    usage: 'LOG DB',
    help: 'make DB from LOG, a file of ovsdb-server',
    operands: [2, 2],
    run: ([log = '', path = '']) => {
      importOvsdbLog(log, path);
      return 0;
    },
  },
  {
    name: 'export',
    usage: 'DB LOG',
    help: 'write DB as LOG, a file that ovsdb-server serves',
    operands: [2, 2],
    run: ([path = '', log = '']) =>
      withDatabase(path, ({ file, database }) => {
        const records = [...ovsdbLogOf(database.schema, readPast(file, database, WHOLE))];
        writeFileSync(log, records.join(''), { flag: 'wx', mode: 0o640 });
      }),
  },
  {
    name: 'compact',
    usage: '[DB [DST]]',
    help: 'compact DB in-place (or to DST): drops the log',
    operands: [0, 2],
    run: ([path = defaultDatabase, target]) =>
      rewrite(path, target, ({ database }) => database.schema, `compacted by ${program}`),
  },
  {
    name: 'convert',
    usage: '[DB [SCHEMA [DST]]]',
    help: 'convert DB to SCHEMA (to DST)',
    operands: [0, 3],
    run: ([path = defaultDatabase, schema = defaultSchema, target]) =>
      rewrite(path, target, () => readSchema(schema), `converted by ${program}`),
  },
  {
    name: 'needs-conversion',
    usage: '[DB [SCHEMA]]',
    help: 'does DB need conversion to SCHEMA?',
    operands: [0, 2],
    run: ([path = defaultDatabase, schema = defaultSchema]) =>
      withDatabase(path, ({ database }) => {
        const wanted = readSchema(schema);
        const isSame = database.name === wanted.name && database.schema.version === wanted.version;
        print(isSame && database.schema.cksum === wanted.cksum ? 'no' : 'yes');
      }),
  },
  ...(
    [
      ['name', 'report name of schema used by DB', (schema) => schema.name],
      ['version', 'report version of schema used by DB', (schema) => schema.version],
      ['cksum', 'report checksum of schema used by DB', (schema) => schema.cksum ?? ''],
    ] satisfies [string, string, (schema: DatabaseSchema) => string][]
  ).flatMap(([what, help, read]): Command[] => [
    {
      name: `db-${what}`,
      usage: '[DB]',
      help,
      operands: [0, 1],
      run: ([path = defaultDatabase]) => withDatabase(path, ({ database }) => print(read(database.schema))),
    },
    {
      name: `schema-${what}`,
      usage: '[SCHEMA]',
      help: help.replace('schema used by DB', 'SCHEMA'),
      operands: [0, 1],
      run: ([path = defaultSchema]) => {
        print(read(readSchema(path)));
        return 0;
      },
    },
  ]),
  ...['db-cid', 'db-sid', 'db-local-address'].map(
    (name): Command => ({
      name,
      usage: 'DB',
      help: 'refused: DB is no clustered database',
      operands: [1, 1],
      run: ([path = '']) => {
        throw new Error(`${path}: not a clustered database`);
      },
    }),
  ),
  {
    name: 'db-is-clustered',
    usage: 'DB',
    help: 'test whether DB is clustered',
    operands: [1, 1],
    run: ([path = '']) => (withDatabase(path, () => undefined) === 0 ? 2 : 1),
  },
  {
    name: 'db-is-standalone',
    usage: 'DB',
    help: 'test whether DB is standalone',
    operands: [1, 1],
    run: ([path = '']) => withDatabase(path, () => undefined),
  },
  {
    name: 'compare-versions',
    usage: 'A OP B',
    help: 'compare OVSDB schema version numbers',
    operands: [3, 3],
    run: ([a = '', operator = '', b = '']) => compareVersions(a, operator, b),
  },
  {
    name: 'query',
    usage: '[DB] TRNS',
    help: 'execute read-only transaction on DB',
    operands: [1, 2],
    run: (args) => runTransaction(args, 'read-only'),
  },
  {
    name: 'transact',
    usage: '[DB] TRNS',
    help: 'execute read/write transaction on DB',
    operands: [1, 2],
    run: (args) => runTransaction(args, 'read-write'),
  },
  {
    name: 'show-log',
    usage: '[DB]',
    help: "print DB's log entries",
    operands: [0, 1],
    run: ([path = defaultDatabase]) =>
      withDatabase(path, ({ file, database }) => {
        const past = readPast(file, database, WHOLE);
        process.stdout.write(pastText(database.schema, past, verbosityOf(verbosity)));
      }),
  },
];

function verbosityOf(count: number): Verbosity {
  return count >= 2 ? 2 : count === 1 ? 1 : 0;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function readSchema(path: string): DatabaseSchema {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    const why = `"${path}" could not be read as JSON (error opening "${path}": No such file or directory)`;
    throw new Error(`failed to read schema: ${why}`);
  }
  try {
    return parseSchema(parseJson(text));
  } catch (error) {
    throw new Error(`failed to read schema: ${messageOf(error)}`);
  }
}

/** `access`: what is only read may be served meanwhile. */
function withDatabase(path: string, use: (stored: StoredDatabase) => void, access: 'read' | 'write' = 'read'): number {
  const stored = openStored(path, access);
  try {
    use(stored);
  } finally {
    stored.store.close();
  }
  return 0;
}

/** Writes the database anew, without its log, under a schema: to `target`, or in the place of `path`. */
function rewrite(
  path: string,
  target: string | undefined,
  schemaOf: (stored: StoredDatabase) => DatabaseSchema,
  comment: string,
): number {
  const temporary = target ?? `${path}.tmp`;
  if (target !== undefined) {
    return withDatabase(path, (stored) => convertTo(stored, schemaOf(stored), temporary, comment), 'write');
  }
  rmSync(temporary, { force: true });
  try {
    withDatabase(
      path,
      (stored) => {
        convertTo(stored, schemaOf(stored), temporary, comment);
        replaceFile(temporary, stored.file);
      },
      'write',
    );
  } finally {
    for (const rest of ['', '-wal', '-shm']) rmSync(`${temporary}${rest}`, { force: true });
  }
  return 0;
}

function runTransaction(args: readonly string[], mode: 'read-only' | 'read-write'): number {
  const [path, text] = args.length === 1 ? [defaultDatabase, args[0] ?? ''] : [args[0] ?? '', args[1] ?? ''];
  const json = readTransaction(text);
  const run = ({ database, store }: StoredDatabase) => {
    const [name] = json;
    if (name !== database.name) throw new Error(`transaction is on database ${String(name)}, not ${database.name}`);
    const client = { isReadOnly: mode === 'read-only', identity: { role, id: undefined }, holdsLock: () => false };
    const outcome = transact(database, json.slice(1), client, 0);
    if (outcome.kind === 'blocked') throw new Error('the transaction would wait: nobody else changes the file');
    const { commit, comment, results } = outcome;
    if (commit !== undefined) {
      const id = randomUUID();
      database.apply(commit, id);
      store.commit([{ id, time: Date.now(), comment, client: program, changes: commit.changes }]);
      store.sync();
    }
    print(stringifyJson(parseJson(`[${wholeText(results)}]`), 'sorted'));
  };
  return withDatabase(path, run, mode === 'read-only' ? 'read' : 'write');
}

function readTransaction(text: string): readonly Json[] {
  let json: Json;
  try {
    json = parseJson(text);
  } catch (error) {
    throw new Error(`"${text}": ${messageOf(error)}`);
  }
  if (!isJsonArray(json)) throw new Error(`"${text}": a transaction is an array`);
  return json;
}

function compareVersions(a: string, operator: string, b: string): number {
  const parts = (version: string) => {
    if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`"${version}" is not a valid OVSDB version`);
    return version.split('.').map(Number);
  };
  const [x, y] = [parts(a), parts(b)];
  const order = x.map((part, i) => part - (y[i] ?? 0)).find((difference) => difference !== 0) ?? 0;
  const holds: Readonly<Record<string, boolean>> = {
    '<': order < 0,
    '<=': order <= 0,
    '==': order === 0,
    '!=': order !== 0,
    '>=': order >= 0,
    '>': order > 0,
  };
  const result = holds[operator];
  if (result === undefined) throw new Error(`"${operator}" is not a valid relational operator`);
  return result ? 0 : 2;
}

function help(): string {
  const lines = COMMANDS.map(({ name, usage, help: text }) => `  ${`${name} ${usage}`.padEnd(30)} ${text}\n`);
  return `${program}: Open vSwitch database management utility
usage: ${program} [OPTIONS] COMMAND [ARG...]
${lines.join('')}The default DB is ${defaultDatabase}.
The default SCHEMA is ${defaultSchema}.
${loggingOptionsHelp(program, directories)}
Other options:
  -m, --more                  increase show-log verbosity
  --rbac-role=ROLE            RBAC role for transact and query commands
  -h, --help                  display this help message
  -V, --version               display version information
`;
}

function main(): number {
  const line = parseCommandLine(process.argv.slice(2), options, { stopAtOperand: true });
  const [name, ...args] = line.operands;
  if (hasOption(line, 'help') || name === 'help') {
    process.stdout.write(help());
    return 0;
  }
  if (hasOption(line, 'version')) {
    process.stdout.write(versionText(program, 'ovs'));
    return 0;
  }
  verbosity = line.options.filter((option) => option.name === 'more').length;
  role = optionArgument(line, 'rbac-role') ?? '';
  if (name === undefined) throw new Error('missing command name; use --help for help');
  const command = COMMANDS.find((each) => each.name === name);
  if (command === undefined) throw new Error(`unknown command '${name}'; use --help for help`);
  const [least, most] = command.operands;
  if (args.length < least) throw new Error(`'${name}' command requires at least ${least} arguments`);
  if (args.length > most) throw new Error(`'${name}' command takes at most ${most} arguments`);
  return command.run(args) ?? 0;
}

try {
  process.exitCode = main();
} catch (error) {
  const isIo = error instanceof StoreError && error.code !== 'store-format';
  const text = error instanceof OvsdbError ? error.message : messageOf(error);
  process.stderr.write(`${program}: ${isIo ? 'I/O error: ' : ''}${text}\n`);
  process.exitCode = 1;
}
