/** `set`, `add`, `remove`, `clear`, `create`, `destroy`, `comment`: the database commands that write. */
import { parseUuid } from '#base';
import { atomsOf, isMap, shapeOf, sortedMap, type Value } from '#ovsdb/notation';
import type { AnyTable, Row } from '#schemas';
import { argument, type Call, type Command, type CommandContext, flag, given, type Need, valued } from '../command.js';
import { CommandError } from '../command-error.js';
import { columnValue } from '../row.js';
import type { RowNames } from '../row-names.js';
import { atomFromText } from '../values/atom-text.js';
import { valueFromText } from '../values/value-text.js';
import { type Catalog, findColumn, findRow, findRowIfAny, findTable, namingNeeds } from './catalog.js';
import { readColumnArgument, readColumnOnly } from './column-argument.js';

const many = Number.POSITIVE_INFINITY;

export function writeCommands(catalog: Catalog): readonly Command[] {
  return [set(catalog), add(catalog), remove(catalog), clear(catalog), create(catalog), destroy(catalog), comment];
}

/** The row that argument 1 names; undefined when it is missing and may be. */
function recordOf(catalog: Catalog, table: AnyTable, call: Call, context: CommandContext): Row<AnyTable> | undefined {
  const name = argument(call, 1);
  return given(call, 'if-exists')
    ? findRowIfAny(catalog, context.draft, table, name)
    : findRow(catalog, context.draft, table, name);
}

/** Sets `column[:key]=value` of a row that exists or was just made. */
export function setColumn(
  table: AnyTable,
  row: Row<AnyTable>,
  text: string,
  context: { readonly draft: CommandContext['draft']; readonly names: RowNames },
): void {
  const { column, key, value } = readColumnArgument(table, text, ['=']);
  const { draft, names } = context;
  if (key === undefined) {
    draft.setColumns(table, row._uuid, new Map([[column.name, valueFromText(column.type, value, names)]]));
    return;
  }
  if (column.type.value === undefined) {
    throw new CommandError(`cannot specify key to set for non-map column ${column.name}`);
  }
  const atom = atomFromText(column.type.key, key, names);
  const pair = new Map([[atom, atomFromText(column.type.value, value, names)]]);
  if (draft.isNew(table, row._uuid)) {
    const before = columnValue(table, row, column.name);
    const merged = sortedMap([...(isMap(before) ? before : []), ...pair]);
    draft.setColumns(table, row._uuid, new Map([[column.name, merged]]));
    return;
  }
  draft.removeFromColumn(table, row._uuid, column.name, [atom]);
  draft.addToColumn(table, row._uuid, column.name, pair);
}

const set = (catalog: Catalog): Command => ({
  name: 'set',
  usage: 'TABLE RECORD COLUMN[:KEY]=VALUE...',
  summary: 'sets columns, or keys of map columns, in a record.',
  minArguments: 3,
  maxArguments: many,
  options: [flag('if-exists')],
  needs: (call) => {
    const table = findTable(catalog, argument(call, 0));
    const columns = call.arguments.slice(2).map((text) => changedColumn(table, readColumnOnly(table, text).name));
    return [...namingNeeds(catalog, table), { table, columns }];
  },
  run(call, context) {
    const table = findTable(catalog, argument(call, 0));
    const row = recordOf(catalog, table, call, context);
    if (row === undefined) return;
    for (const text of call.arguments.slice(2)) {
      setColumn(table, context.draft.get(table, row._uuid) ?? row, text, context);
    }
  },
});

/** Throws where the column never changes after the row was made. */
function changedColumn(table: AnyTable, name: string): string {
  if (table.schema.columns.get(name)?.mutable === false) {
    throw new CommandError(`cannot modify read-only column ${name} in table ${table.name}`);
  }
  return name;
}

function oneColumnNeeds(catalog: Catalog, call: Call): readonly Need[] {
  const table = findTable(catalog, argument(call, 0));
  const column = findColumn(table, argument(call, 2), 'without-uuid');
  return [...namingNeeds(catalog, table), { table, columns: [changedColumn(table, column.name)] }];
}

const add = (catalog: Catalog): Command => ({
  name: 'add',
  usage: 'TABLE RECORD COLUMN [KEY=]VALUE...',
  summary: 'adds values to a set, or pairs to a map whose keys it does not have.',
  minArguments: 4,
  maxArguments: many,
  options: [flag('if-exists')],
  needs: (call) => oneColumnNeeds(catalog, call),
  run(call, context) {
    const table = findTable(catalog, argument(call, 0));
    const row = recordOf(catalog, table, call, context);
    const column = findColumn(table, argument(call, 2), 'without-uuid');
    if (row === undefined) return;
    const type = { ...column.type, min: 0 as const, max: 'unlimited' as const };
    for (const text of call.arguments.slice(3)) {
      const value = valueFromText(type, text, context.names);
      // A key that is there already gets the new value.
      if (isMap(value)) context.draft.removeFromColumn(table, row._uuid, column.name, [...value.keys()]);
      context.draft.addToColumn(table, row._uuid, column.name, value);
    }
  },
});

const remove = (catalog: Catalog): Command => ({
  name: 'remove',
  usage: 'TABLE RECORD COLUMN KEY|VALUE|KEY=VALUE...',
  summary: 'removes values from a set; from a map keys, or pairs where a value is given.',
  minArguments: 4,
  maxArguments: many,
  options: [flag('if-exists')],
  needs: (call) => oneColumnNeeds(catalog, call),
  run(call, context) {
    const table = findTable(catalog, argument(call, 0));
    const row = recordOf(catalog, table, call, context);
    const column = findColumn(table, argument(call, 2), 'without-uuid');
    if (row === undefined) return;
    for (const text of call.arguments.slice(3)) {
      const gone = removed(column.type, text, context.names);
      if (shapeOf(column.type) === 'one') {
        checkRemains(table, row, column.name, gone);
        continue;
      }
      context.draft.removeFromColumn(table, row._uuid, column.name, gone);
    }
  },
});

/** A column of exactly one value keeps it: taking away another one does nothing, taking away that one is an error. */
function checkRemains(table: AnyTable, row: Row<AnyTable>, column: string, gone: Value): void {
  const [held] = atomsOf(columnValue(table, row, column));
  if (held === undefined || !atomsOf(gone).includes(held)) return;
  throw new CommandError(
    `"remove" operation would put 0 values in column ${column} of table ${table.name} but the minimum number is 1`,
  );
}

/** Pairs when the text is a list of pairs, else keys. */
function removed(columnType: Parameters<typeof valueFromText>[0], text: string, names: RowNames): Value {
  const type = { ...columnType, min: 0 as const, max: 'unlimited' as const };
  if (type.value === undefined) return valueFromText(type, text, names);
  try {
    return valueFromText(type, text, names);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return valueFromText({ key: type.key, min: 0, max: 'unlimited' }, text, names);
  }
}

const clear = (catalog: Catalog): Command => ({
  name: 'clear',
  usage: 'TABLE RECORD COLUMN...',
  summary: 'empties columns that may be empty.',
  minArguments: 3,
  maxArguments: many,
  options: [flag('if-exists')],
  needs(call) {
    const table = findTable(catalog, argument(call, 0));
    const columns = call.arguments
      .slice(2)
      .map((name) => changedColumn(table, findColumn(table, name, 'without-uuid').name));
    return [...namingNeeds(catalog, table), { table, columns }];
  },
  run(call, context) {
    const table = findTable(catalog, argument(call, 0));
    const row = recordOf(catalog, table, call, context);
    if (row === undefined) return;
    for (const name of call.arguments.slice(2)) {
      const column = findColumn(table, name, 'without-uuid');
      if (column.type.min > 0) {
        throw new CommandError(
          `"clear" operation cannot be applied to column ${column.name} of table ${table.name}, which is not allowed to be empty`,
        );
      }
      const empty = { map: new Map(), set: [], optional: undefined, one: undefined }[shapeOf(column.type)];
      context.draft.setColumns(table, row._uuid, new Map([[column.name, empty]]));
    }
  },
});

const create = (catalog: Catalog): Command => ({
  name: 'create',
  usage: 'TABLE COLUMN[:KEY]=VALUE...',
  summary: 'makes a record and prints its uuid. With --id=@NAME the rest of the command line may refer to it.',
  minArguments: 2,
  maxArguments: many,
  options: [valued('id')],
  needs(call) {
    const table = findTable(catalog, argument(call, 0));
    for (const text of call.arguments.slice(1)) readColumnOnly(table, text);
    return [{ table, columns: [] }];
  },
  run(call, context) {
    const table = findTable(catalog, argument(call, 0));
    const name = call.options.get('id');
    const given = name === undefined ? undefined : parseUuid(name);
    const id = given ?? (name === undefined ? context.draft.newUuid() : context.names.create(name));
    if (name === undefined && !table.schema.isRoot) {
      context.warn(
        'db_ctl_base',
        `applying "create" command to table ${table.name} without --id option will have no effect`,
      );
    }
    context.draft.insert(table, {}, id);
    for (const text of call.arguments.slice(1)) {
      const row = context.draft.get(table, id);
      if (row !== undefined) setColumn(table, row, text, context);
    }
    context.output.line(id);
  },
});

const destroy = (catalog: Catalog): Command => ({
  name: 'destroy',
  usage: 'TABLE RECORD...',
  summary: 'deletes records; with --all every record of TABLE.',
  minArguments: 1,
  maxArguments: many,
  options: [flag('if-exists'), flag('all')],
  needs(call) {
    const table = findTable(catalog, argument(call, 0));
    return given(call, 'all') ? [{ table, columns: [] }] : namingNeeds(catalog, table);
  },
  run(call, context) {
    const table = findTable(catalog, argument(call, 0));
    const names = call.arguments.slice(1);
    if (given(call, 'all') && names.length > 0) {
      throw new CommandError('--all and records argument should not be specified together');
    }
    if (given(call, 'all')) {
      for (const row of context.draft.rows(table)) context.draft.delete(table, row._uuid);
      return;
    }
    if (names.length === 0) context.warn('db_ctl_base', 'either --all or records argument should be specified');
    for (const name of names) {
      const row = given(call, 'if-exists')
        ? findRowIfAny(catalog, context.draft, table, name)
        : findRow(catalog, context.draft, table, name);
      if (row !== undefined) context.draft.delete(table, row._uuid);
    }
  },
});

const comment: Command = {
  name: 'comment',
  usage: '[TEXT]...',
  summary: 'does nothing; the whole command line stands in the log of the database anyway.',
  minArguments: 0,
  maxArguments: many,
  options: [],
  needs: () => [],
  run: () => undefined,
};
