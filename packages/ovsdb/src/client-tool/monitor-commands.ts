/** `ovsdb-client monitor`, `monitor-cond` and `monitor-cond-since`. */
import { messageOf, ZERO_UUID } from '#base';
import {
  columnOf,
  type DatabaseSchema,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  OvsdbError,
  parseConditions,
  parseJsonText,
} from '#ovsdb/notation';
import { type Call, type Command, schemaOf } from './command.js';
import { type MonitoredTable, parseMonitored, UnknownTable } from './monitored-columns.js';
import { plain } from './output.js';
import { firstReply, Refusal } from './server-connection.js';
import type { Cell } from './table-text.js';

const SELECTIONS = [
  'COLUMNs may include !initial, !insert, !delete, !modify',
  'to avoid seeing the specified kinds of changes.',
] as const;

export const monitorCommands: readonly Command[] = [
  {
    name: 'monitor',
    needs: 'database',
    isLasting: true,
    operands: [1, Number.POSITIVE_INFINITY],
    help: [
      'monitor [SERVER] [DATABASE] TABLE [COLUMN,...]...',
      'monitor contents of COLUMNs in TABLE (or ALL tables) in DATABASE on SERVER.',
      ...SELECTIONS,
    ],
    run: (call) => monitor(call, 'monitor', call.args),
  },
  {
    name: 'monitor-cond',
    needs: 'database',
    isLasting: true,
    operands: [2, 3],
    help: [
      'monitor-cond [SERVER] [DATABASE] CONDITION TABLE [COLUMN,...]...',
      'monitor contents that match CONDITION of COLUMNs in TABLE in',
      'DATABASE on SERVER.',
      ...SELECTIONS,
    ],
    run: (call) => monitor(call, 'monitor_cond', call.args.slice(1), conditionOf(call.args[0])),
  },
  {
    name: 'monitor-cond-since',
    needs: 'database',
    isLasting: true,
    operands: [2, 4],
    help: [
      'monitor-cond-since [SERVER] [DATABASE] [LASTID] CONDITION TABLE [COLUMN,...]...',
      'monitor contents that match CONDITION of COLUMNs in TABLE in',
      'DATABASE on SERVER, since change after LASTID.',
      'LASTID specifies transaction ID after which the monitoring',
      'starts. If ignored, it defaults to an all-zero uuid.',
      'Other arguments are the same as in monitor-cond.',
    ],
    run(call) {
      const hasId = /^[0-9a-f-]{36}$/.test(call.args[0] ?? '');
      const [id, [condition, ...rest]] = hasId ? [call.args[0], call.args.slice(1)] : [undefined, call.args];
      return monitor(call, 'monitor_cond_since', rest, conditionOf(condition), id);
    },
  },
];

function conditionOf(text = ''): Json {
  try {
    return parseJsonText(text);
  } catch (error) {
    throw new Error(`"${text}": ${messageOf(error)}`);
  }
}

async function monitor(
  call: Call,
  method: 'monitor' | 'monitor_cond' | 'monitor_cond_since',
  words: readonly string[],
  where?: Json,
  lastId: string = ZERO_UUID,
): Promise<void> {
  const schema = await schemaOf(call);
  const monitored = monitoredOf(call, method, schema, words, where);
  const requests = Object.fromEntries(monitored.map(({ table, requests: asked }): [string, Json] => [table, asked]));
  const printer = new UpdatePrinter(call, schema, monitored);
  await call.ask('set_db_change_aware', [true]).catch((error: unknown) => {
    // Servers before 2.9 do not know it.
    if (!(error instanceof Refusal)) throw error;
  });
  let cancel: (reason: Error) => void = () => {};
  const canceled = new Promise<never>((_resolve, reject) => {
    cancel = reject;
  });
  const closed = call.listen((notified, given) => {
    if (notified === 'monitor_canceled') cancel(new Error(`${call.server}: ${call.database} database was removed`));
    if (notified === 'update' || notified === 'update2') printer.print(given[1], 'later');
    if (notified !== 'update3') return;
    call.output.transactionId(String(given[1]));
    printer.print(given[2], 'later');
  });
  registerCommands(call);
  const params: Json[] = [call.database, null, requests, ...(method === 'monitor_cond_since' ? [lastId] : [])];
  const first = call.ask(method, params).then((reply) => {
    if (method === 'monitor_cond_since' && isJsonArray(reply)) {
      call.output.line(`found: ${String(reply[0])}, last_id: ${String(reply[1])}`);
      printer.print(reply[2], 'initial');
    } else printer.print(reply, 'initial');
  });
  const ended = Promise.race([canceled, closed]);
  await firstReply(first, ended);
  call.becomeReady();
  await ended;
}

/** Those of a detached monitor, with the C tool's words; a condition that cannot be is told of, where C's says nothing. */
function registerCommands({ ask, session, unixctl }: Call): void {
  let isBlocked = false;
  unixctl.register('ovsdb-client/block', '', 0, 0, () => {
    if (isBlocked) return 'already blocking';
    isBlocked = true;
    session.hold();
    return '';
  });
  unixctl.register('ovsdb-client/unblock', '', 0, 0, () => {
    if (!isBlocked) return 'already unblocked';
    isBlocked = false;
    session.release();
    return '';
  });
  unixctl.register('ovsdb-client/cond_change', 'TABLE COND', 2, 2, async ([table = '', text = '']) => {
    const where = conditionOf(text);
    const reply = ask('monitor_cond_change', [null, null, { [table]: [{ where }] }]);
    // Where nothing is read no reply can be waited for.
    if (isBlocked) reply.catch(() => {});
    else await reply;
    return 'condition changed';
  });
}

/** Throws an Error with the C tool's words: it names the server, but not for an unknown table of a monitor with a condition. */
function monitoredOf(
  { server }: Call,
  method: string,
  schema: DatabaseSchema,
  words: readonly string[],
  where?: Json,
): MonitoredTable[] {
  let tables: MonitoredTable[];
  try {
    tables = parseMonitored(schema, words, where);
  } catch (error) {
    throw method !== 'monitor' && error instanceof UnknownTable ? error : new Error(`${server}: ${messageOf(error)}`);
  }
  if (isJsonArray(where)) for (const { table } of tables) checkConditions(schema, table, where);
  return tables;
}

function checkConditions(schema: DatabaseSchema, table: string, where: Json): void {
  try {
    parseConditions(schema.tables.get(table)!, where);
  } catch (error) {
    if (!(error instanceof OvsdbError)) throw error;
    throw new Error(`${error.syntax === undefined ? '' : `syntax "${error.syntax}": `}${error.message}`);
  }
}

class UpdatePrinter {
  readonly #call: Call;
  readonly #schema: DatabaseSchema;
  readonly #monitored: readonly MonitoredTable[];

  constructor(call: Call, schema: DatabaseSchema, monitored: readonly MonitoredTable[]) {
    this.#call = call;
    this.#schema = schema;
    this.#monitored = monitored;
  }

  /** A table for each table that `updates` tell of; with its name above where more than one is monitored. */
  print(updates: Json | undefined, when: 'initial' | 'later'): void {
    if (!isJsonObject(updates)) return;
    for (const { table, columns } of this.#monitored) {
      const rows = this.#rows(table, columns, updates[table], when);
      if (rows.length === 0) continue;
      const caption = this.#monitored.length > 1 ? { caption: table } : {};
      this.#call.output.table({ ...caption, headings: ['row', 'action', ...columns], rows }, true);
    }
  }

  #rows(table: string, columns: readonly string[], updates: Json | undefined, when: 'initial' | 'later'): Cell[][] {
    const tableSchema = this.#schema.tables.get(table);
    const rows: Cell[][] = [];
    if (!isJsonObject(updates) || tableSchema === undefined) return rows;
    for (const [uuid, update] of Object.entries(updates)) {
      if (!isJsonObject(update)) continue;
      for (const [i, [kind, values]] of kindsOf(update, when).entries()) {
        const cells = columns.map((name): Cell => {
          const json = isJsonObject(values) ? values[name] : undefined;
          return this.#call.output.updateCell(columnOf(tableSchema, name)!, json);
        });
        rows.push([plain(i === 0 ? uuid : ''), plain(kind), ...cells]);
      }
    }
    return rows;
  }
}

/** The lines that a row's update becomes, for the forms of all three kinds of monitor. */
function kindsOf(update: JsonObject, when: 'initial' | 'later'): [string, Json][] {
  const { old, new: now } = update;
  if (old !== undefined && now !== undefined)
    return [
      ['old', old],
      ['new', now],
    ];
  if (now !== undefined) return [[when === 'initial' ? 'initial' : 'insert', now]];
  if (old !== undefined) return [['delete', old]];
  return Object.entries(update);
}
