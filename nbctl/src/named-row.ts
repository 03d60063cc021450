/** Finds the switch, router or port that an argument means, by uuid or name, with the texts of ovn-nbctl. */
import { isUuid, parseUuid } from '#base';
import { CommandError, type Draft } from '#ctl';
import {
  type Load_Balancer,
  Logical_Router,
  Logical_Router_Port,
  Logical_Switch,
  Logical_Switch_Port,
  type LogicalRouterPortRow,
  type LogicalRouterRow,
  type LogicalSwitchPortRow,
  type LogicalSwitchRow,
} from '#schemas/northbound';

interface Named {
  readonly _uuid: string;
  readonly name: string;
}

type NamedTable =
  | typeof Logical_Switch
  | typeof Logical_Switch_Port
  | typeof Logical_Router
  | typeof Logical_Router_Port
  | typeof Load_Balancer;

/** The row by uuid, else by name. Throws when several have the name. */
function find<R extends Named>(rows: readonly R[], byUuid: R | undefined, name: string, many: string): R | undefined {
  if (byUuid !== undefined) return byUuid;
  const matches = rows.filter((row) => row.name === name);
  if (matches.length > 1) throw new CommandError(`Multiple ${many} named '${name}'.  Use a UUID.`);
  return matches[0];
}

function uuidOf<T extends NamedTable>(_table: T, name: string) {
  return isUuid(name) ? parseUuid<T['name']>(name) : undefined;
}

export function switchIfAny(draft: Draft, name: string): LogicalSwitchRow | undefined {
  const uuid = uuidOf(Logical_Switch, name);
  const row = uuid === undefined ? undefined : draft.get(Logical_Switch, uuid);
  return find(draft.rows(Logical_Switch), row, name, 'logical switches');
}

export function switchNamed(draft: Draft, name: string): LogicalSwitchRow {
  return switchIfAny(draft, name) ?? notFound(name, 'switch');
}

export function routerIfAny(draft: Draft, name: string): LogicalRouterRow | undefined {
  const uuid = uuidOf(Logical_Router, name);
  const row = uuid === undefined ? undefined : draft.get(Logical_Router, uuid);
  return find(draft.rows(Logical_Router), row, name, 'logical routers');
}

export function routerNamed(draft: Draft, name: string): LogicalRouterRow {
  return routerIfAny(draft, name) ?? notFound(name, 'router');
}

export function switchPortIfAny(draft: Draft, name: string): LogicalSwitchPortRow | undefined {
  const uuid = uuidOf(Logical_Switch_Port, name);
  const row = uuid === undefined ? undefined : draft.get(Logical_Switch_Port, uuid);
  return row ?? draft.rows(Logical_Switch_Port).find((port) => port.name === name);
}

export function switchPortNamed(draft: Draft, name: string): LogicalSwitchPortRow {
  return switchPortIfAny(draft, name) ?? notFound(name, 'port');
}

export function routerPortIfAny(draft: Draft, name: string): LogicalRouterPortRow | undefined {
  const uuid = uuidOf(Logical_Router_Port, name);
  const row = uuid === undefined ? undefined : draft.get(Logical_Router_Port, uuid);
  return row ?? draft.rows(Logical_Router_Port).find((port) => port.name === name);
}

export function routerPortNamed(draft: Draft, name: string): LogicalRouterPortRow {
  return routerPortIfAny(draft, name) ?? notFound(name, 'port');
}

export function notFound(name: string, what: string): never {
  throw new CommandError(`${name}: ${what} name not found`);
}

/** `UUID (name)` lines sorted by name, as the `*-list` commands print them. */
export function listing(rows: readonly Named[]): readonly string[] {
  return rows
    .toSorted((a, b) => (a.name === b.name ? compare(a._uuid, b._uuid) : compare(a.name, b.name)))
    .map((row) => `${row._uuid} (${row.name})`);
}

/** By code units: the order of strcmp(3) for what names are made of. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
