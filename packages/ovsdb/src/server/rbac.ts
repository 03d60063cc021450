/**
 * Role-based access (ovsdb-server(7), "RBAC"; ovn-sb(5), RBAC_Role): what a client with a role may write. A role's
 * permission for a table says which columns of a row name the client that owns it, whether rows may come and go, and which
 * columns may change. Clients without role, and databases without roles, are not restricted.
 */
import { type Atom, OvsdbError, type Value } from '#ovsdb/notation';
import { atomsOf } from './column.js';
import type { Database } from './database.js';
import type { Row } from './row.js';
import { finish, STEP_ROWS, type Steps } from './steps.js';
import type { Table } from './table.js';

/** Who a client is: the role of the remote it came through, and the common name of its certificate. */
export interface Identity {
  readonly role: string;
  readonly id: string | undefined;
}

export const SUPERUSER: Identity = { role: '', id: undefined };

type Act = 'insert' | 'update' | 'mutate' | 'delete';

const REFUSALS: Readonly<Record<Act, string>> = {
  insert: 'row insertion into',
  update: 'modification of',
  mutate: 'mutate operation on',
  delete: 'row deletion from',
};

/** False for those who may do everything. */
export function isRestricted({ role }: Identity): boolean {
  return role !== '';
}

/** Throws "permission error" unless the client may insert this row into the table. */
export function authorizeInsert(database: Database, identity: Identity, table: Table, values: readonly Value[]): void {
  if (isRestricted(identity)) finish(authorize(database, identity, 'insert', table, [{ values }], []));
}

/**
 * Throws "permission error" unless the client may do `act` to these rows of the table. `columns`: names of those that
 * change, for updates and mutations.
 */
export function* authorize(
  database: Database,
  identity: Identity,
  act: Act,
  table: Table,
  rows: readonly { readonly values: readonly Value[] }[],
  columns: readonly string[],
): Steps<void> {
  const { role, id } = identity;
  const roles = database.tables.get('RBAC_Role');
  if (!isRestricted(identity) || roles === undefined) return;
  const permission = permissionOf(database, roles, role, table.name);
  // In a table that the role has to do with, what changes no row is let pass, as in ovsdb-server.
  if (permission !== undefined && rows.length === 0) return;
  if (permission !== undefined && id !== undefined) {
    if (yield* isAllowed(permission, id, act, table, rows, columns)) return;
  }
  const who = `client "${id ?? '(null)'}" role "${role}"`;
  throw new OvsdbError('permission error', `RBAC rules for ${who} prohibit ${REFUSALS[act]} table "${table.name}".`);
}

interface Permission {
  readonly authorization: readonly Atom[];
  readonly update: readonly Atom[];
  readonly mayInsertAndDelete: boolean;
}

function permissionOf(database: Database, roles: Table, role: string, table: string): Permission | undefined {
  const permissions = database.tables.get('RBAC_Permission');
  const row = find(roles, 'name', role);
  const granted = row === undefined ? undefined : columnValue(roles, row, 'permissions');
  const id = granted instanceof Map ? granted.get(table) : undefined;
  const permission = typeof id === 'string' ? permissions?.rows.get(id) : undefined;
  if (permissions === undefined || permission === undefined) return undefined;
  return {
    authorization: atomsOf(columnValue(permissions, permission, 'authorization')),
    update: atomsOf(columnValue(permissions, permission, 'update')),
    mayInsertAndDelete: columnValue(permissions, permission, 'insert_delete') === true,
  };
}

function* isAllowed(
  permission: Permission,
  id: string,
  act: Act,
  table: Table,
  rows: readonly { readonly values: readonly Value[] }[],
  columns: readonly string[],
): Steps<boolean> {
  if (act === 'insert' || act === 'delete') {
    if (!permission.mayInsertAndDelete) return false;
  } else if (!columns.every((column) => permission.update.includes(column))) return false;
  let count = 0;
  for (const { values } of rows) {
    if (++count % STEP_ROWS === 0) yield;
    if (!permission.authorization.some((words) => owns(table, values, String(words), id))) return false;
  }
  return true;
}

/** `words`: "" (anybody), `column`, or `column:key`. */
function owns(table: Table, values: readonly Value[], words: string, id: string): boolean {
  if (words === '') return true;
  const colon = words.indexOf(':');
  const column = table.column(colon < 0 ? words : words.slice(0, colon));
  if (column === undefined) return false;
  const value = values[column.position];
  if (value instanceof Map) return colon >= 0 && value.get(words.slice(colon + 1)) === id;
  return atomsOf(value).includes(id);
}

function find(table: Table, name: string, wanted: string): Row | undefined {
  const column = table.column(name);
  if (column === undefined) return undefined;
  for (const row of table.rows.values()) if (row.values[column.position] === wanted) return row;
  return undefined;
}

function columnValue(table: Table, row: Row, name: string): Value {
  const column = table.column(name);
  return column === undefined ? undefined : row.values[column.position];
}
