/** Conversions of a database under its clients: what becomes of rows, monitors, locks and waiting transactions. */
import fc from 'fast-check';
import { isJsonObject, type Json, type JsonObject, parseSchema } from '#ovsdb/notation';
import type { Side } from './pair.js';
import { Peer } from './peer.js';
import { RandomMonitors } from './random-monitors.js';
import { RandomOperations } from './random-operations.js';
import { randomSchema } from './schemas.js';
import { CLIENTS, type Step } from './steps.js';

export const CONVERTED = 'Converted';

/** A schema without tables, into and from which every conversion works. */
export const NOTHING: JsonObject = { name: CONVERTED, version: '0.0.0', tables: {} };

/** Brings the database to a schema, without rows. */
export async function convertEmpty(sides: readonly Side[], schema: JsonObject): Promise<void> {
  const converted = async ({ name, remote }: Side) => {
    const peer = await Peer.open(remote);
    await peer.ask('set_db_change_aware', [true]);
    for (const each of [NOTHING, schema]) {
      const { error } = await peer.ask('convert', [CONVERTED, each]);
      if (error !== undefined) throw new Error(`${name}: not converted: ${JSON.stringify(error)}`);
    }
    peer.close();
  };
  await Promise.all(sides.map(converted));
}

/** A sequence of steps and the schema that it begins with. */
export interface Conversion {
  readonly schema: JsonObject;
  readonly steps: readonly Step[];
}

const ask = (method: string, params: Json, client = 0): Step => ({ client, method, params });
export const convert = (schema: Json, client = 0): Step => ({
  ...ask('convert', [CONVERTED, schema], client),
  isAwaited: true,
});

/** The last word on a database: all rows that it has by a schema. */
export function contents(schema: JsonObject, database = CONVERTED, client = 2): Step {
  const tables = Object.keys(isJsonObject(schema['tables']) ? schema['tables'] : {});
  return ask('transact', [database, ...tables.map((table) => ({ op: 'select', table, where: [] }))], client);
}

/** Changes of a column's or table's place in the schema. */
type Fate = 'keep' | 'drop' | 'other';
const fate = fc.constantFrom<Fate>('keep', 'keep', 'keep', 'other', 'other', 'drop');

/** A schema that has, of each table and column, what `before` has, or what `other` has, or nothing. */
function between(before: JsonObject, other: JsonObject): fc.Arbitrary<JsonObject> {
  const [tables, others] = [objectOf(before, 'tables'), objectOf(other, 'tables')];
  return fc
    .tuple(fc.array(fate, { minLength: 15, maxLength: 15 }), fc.constantFrom(0, 0, 0, 0, 1))
    .map(([fates, dropped]): JsonObject => {
      let at = 0;
      const made = Object.keys(tables).map((name): [string, Json] => {
        const [table, otherTable] = [objectOf(tables, name), objectOf(others, name)];
        const [columns, otherColumns] = [objectOf(table, 'columns'), objectOf(otherTable, 'columns')];
        const names = [...new Set([...Object.keys(columns), ...Object.keys(otherColumns)])];
        const kept = names.flatMap((column): [string, Json][] => {
          const said = fates[at++ % fates.length];
          const type = said === 'other' ? otherColumns[column] : said === 'keep' ? columns[column] : undefined;
          return type === undefined ? [] : [[column, type]];
        });
        if (kept.length === 0) kept.push(['c0', { type: 'string' }]);
        // Of indexes only those of columns that did not change hands can be had without looking at types.
        const { indexes: _, ...rest } = fates[at % fates.length] === 'other' ? otherTable : table;
        return [name, { ...rest, columns: Object.fromEntries(kept), ...indexOf(kept, fates[at++ % fates.length]) }];
      });
      return { ...before, version: '0.0.2', tables: Object.fromEntries(made.slice(0, made.length - dropped)) };
    });
}

function indexOf(columns: readonly [string, Json][], said: Fate | undefined): JsonObject {
  const [first] = columns;
  if (said !== 'other' || first === undefined || objectOf(Object.fromEntries(columns), first[0])['ephemeral'] === true)
    return {};
  return { indexes: [[first[0]]] };
}

function objectOf(json: JsonObject, name: string): JsonObject {
  const value = json[name];
  return isJsonObject(value) ? value : {};
}

/** Rows, monitors of clients that know of conversions and of ones that do not, locks, waits; a conversion; all that again. */
export const randomConversion: fc.Arbitrary<Conversion> = fc
  .tuple(randomSchema(CONVERTED), randomSchema(CONVERTED))
  .chain(([schema, other]) => between(schema, other).map((next) => ({ schema, next })))
  .chain(({ schema, next }) => {
    const before = new RandomOperations(parseSchema(schema));
    const operations = (target: JsonObject) => {
      const parsed = attemptSchema(target);
      return parsed === undefined ? before : new RandomOperations(parsed);
    };
    const after = operations(next);
    const client = fc.nat(CLIENTS - 1);
    const steps = (of: RandomOperations) =>
      fc
        .array(
          fc.tuple(
            client,
            fc.oneof(
              { weight: 6, arbitrary: of.transaction().map((params): Step => ask('transact', params)) },
              { weight: 1, arbitrary: of.waiting().map((params): Step => ask('transact', params)) },
              {
                weight: 2,
                arbitrary: new RandomMonitors(of).monitor().map((request): Step => ({ client: 0, ...request })),
              },
              {
                weight: 1,
                arbitrary: fc.constantFrom(ask('lock', ['l1']), ask('steal', ['l1']), ask('unlock', ['l1'])),
              },
            ),
          ),
          { maxLength: 5 },
        )
        .map((all) => all.map(([by, step]): Step => ({ ...step, client: by })));
    return fc.tuple(before.beginnings(), steps(before), fc.subarray([0, 1, 2]), client, steps(after)).map(
      ([beginnings, first, aware, by, last]): Conversion => ({
        schema,
        steps: [
          ...beginnings.map((params) => ask('transact', params)),
          ...aware.map((each) => ask('set_db_change_aware', [true], each)),
          ...first,
          convert(next, by),
          ...[0, 1, 2].map((each) => contents(next, CONVERTED, each)),
          ...last,
          ...[0, 1, 2].map((each) => contents(next, CONVERTED, each)),
        ],
      }),
    );
  });

function attemptSchema(json: JsonObject) {
  try {
    return parseSchema(json);
  } catch {
    return undefined;
  }
}
