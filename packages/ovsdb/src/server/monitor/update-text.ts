/**
 * Changes and rows as a monitor's JSON: `<table-updates>` of RFC 7047 4.1.6 (form `update`) and `<table-updates2>` of
 * ovsdb-server(7) 4.1.14 (forms `update2` and `update3`).
 */
import type { Change } from '../change.js';
import { listing, type Piece } from '../listing.js';
import type { Row } from '../row.js';
import type { VersionText } from '../version.js';
import type { Form, Kind, Selected, Selection } from './selection.js';

/** The rows that match now, as the reply to a monitor request carries them. */
export function initialText(selections: Iterable<Selection>, form: Form, versions: VersionText): Piece[] {
  const pieces: Piece[] = [];
  for (const selection of selections) {
    if (!selection.kinds.has('initial')) continue;
    const watched = selection.filter.rows();
    if (watched.length === 0) continue;
    const textOf = rowWriter(selection, 'initial', form, versions);
    pieces.push(`${pieces.length === 0 ? '{' : '},'}"${selection.table.name}":{`);
    pieces.push(listing(watched, (row) => `"${row.id}":${textOf(row)}`));
  }
  pieces.push(pieces.length === 0 ? '{}' : '}}');
  return pieces;
}

/** Rows of one table that came into sight or went out of it when a monitor's conditions changed. */
export interface Moved {
  readonly selection: Selection;
  readonly appeared: readonly Row[];
  readonly gone: readonly Row[];
}

/** The `<table-updates2>` of such rows, to be made as the client takes it; undefined when there are none to tell of. */
export function movedText(moved: Iterable<Moved>, form: Form, versions: VersionText): Piece[] | undefined {
  const pieces: Piece[] = [];
  for (const { selection, appeared, gone } of moved) {
    const shown = selection.kinds.has('insert') ? appeared : [];
    const hidden = selection.kinds.has('delete') ? gone : [];
    if (shown.length + hidden.length === 0) continue;
    const textOf = rowWriter(selection, 'insert', form, versions);
    pieces.push(`${pieces.length === 0 ? '{' : '},'}"${selection.table.name}":{`);
    if (shown.length > 0) pieces.push(listing(shown, (row) => `"${row.id}":${textOf(row)}`));
    if (shown.length > 0 && hidden.length > 0) pieces.push(',');
    if (hidden.length > 0) pieces.push(listing(hidden, (row) => `"${row.id}":{"delete":null}`));
  }
  return pieces.length === 0 ? undefined : [...pieces, '}}'];
}

/** What `changes` are to a monitor with these selections; undefined when they are nothing to it. */
export function changesText(
  selections: ReadonlyMap<string, Selection>,
  changes: Iterable<Change>,
  form: Form,
  versions: VersionText,
): string | undefined {
  const tables = new Map<string, string>();
  for (const change of changes) {
    const { name } = change.table;
    const selection = selections.get(name);
    const text = selection === undefined ? undefined : changeText(selection, change, form, versions);
    if (text === undefined) continue;
    const before = tables.get(name);
    tables.set(name, before === undefined ? `"${change.id}":${text}` : `${before},"${change.id}":${text}`);
  }
  if (tables.size === 0) return undefined;
  let all = '';
  for (const [name, rows] of tables) all += `${all === '' ? '{' : ','}"${name}":{${rows}}`;
  return `${all}}`;
}

function changeText(selection: Selection, change: Change, form: Form, versions: VersionText): string | undefined {
  const { before, after } = change;
  // RFC 7047's monitors have no conditions.
  const { filter } = selection;
  const hadBefore = before !== undefined && filter.matches(before);
  const hasAfter = after !== undefined && filter.matches(after);
  if (!hadBefore && !hasAfter) return undefined;
  if (hadBefore && hasAfter) return modifyText(selection, change, form, versions);
  if (hasAfter) {
    return selection.kinds.has('insert') ? rowWriter(selection, 'insert', form, versions)(after) : undefined;
  }
  if (!selection.kinds.has('delete') || before === undefined) return undefined;
  return form === 'update' ? rowWriter(selection, 'delete', form, versions)(before) : '{"delete":null}';
}

function modifyText(selection: Selection, change: Change, form: Form, versions: VersionText): string | undefined {
  if (!selection.kinds.has('modify')) return undefined;
  const isChanged = ({ name, position }: Selected) =>
    position === undefined ? name === '_version' : change.changed.includes(position);
  if (!selection.columns.some(isChanged)) return undefined;
  const columns = selection.columns.filter(({ kinds }) => kinds.has('modify'));
  if (form !== 'update') {
    const members = columns.filter(isChanged).map((column) => {
      const { name, position } = column;
      const text =
        position === undefined ? uuidText(versions.uuidOf(change.after!.version)) : change.differenceText(position);
      return `"${name}":${text}`;
    });
    return `{"modify":{${members.join(',')}}}`;
  }
  const old = membersText(selection, columns.filter(isChanged), change.before!, versions);
  return `{"new":${membersText(selection, columns, change.after!, versions)},"old":${old}}`;
}

/** Writes one row: all selected columns, or (`update2`) those that do not hold their default. */
function rowWriter(selection: Selection, kind: Kind, form: Form, versions: VersionText): (row: Row) => string {
  const columns = selection.columns.filter(({ kinds }) => kinds.has(kind));
  if (form === 'update') {
    const member = kind === 'delete' ? 'old' : 'new';
    return (row) => `{"${member}":${membersText(selection, columns, row, versions)}}`;
  }
  const writers = columns.map(({ name, position }) => {
    const start = `"${name}":`;
    if (position === undefined) {
      return (row: Row) => start + uuidText(name === '_uuid' ? row.id : versions.uuidOf(row.version));
    }
    const column = selection.table.columns[position]!;
    return (row: Row) => {
      const value = row.values[position];
      return value === column.initial || column.isInitial(value) ? '' : start + column.text(value);
    };
  });
  const head = `{"${kind}":{`;
  return (row) => {
    let text = head;
    let isFirst = true;
    for (const write of writers) {
      const member = write(row);
      if (member === '') continue;
      text += isFirst ? member : `,${member}`;
      isFirst = false;
    }
    return `${text}}}`;
  };
}

function membersText(selection: Selection, columns: readonly Selected[], row: Row, versions: VersionText): string {
  const members = columns.map(({ name, position }) => {
    if (position === undefined) {
      return `"${name}":${uuidText(name === '_uuid' ? row.id : versions.uuidOf(row.version))}`;
    }
    return `"${name}":${selection.table.columns[position]!.text(row.values[position])}`;
  });
  return `{${members.join(',')}}`;
}

function uuidText(uuid: string): string {
  return `["uuid","${uuid}"]`;
}
