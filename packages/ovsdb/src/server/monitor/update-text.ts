/**
 * Changes and rows as a monitor's JSON: `<table-updates>` of RFC 7047 4.1.6 (form `update`) and `<table-updates2>` of
 * ovsdb-server(7) 4.1.14 (forms `update2` and `update3`).
 */
import { mapped } from '#base';
import type { Change } from '../change.js';
import { listing, type Piece, sharedListing } from '../listing.js';
import type { Row } from '../row.js';
import { STEP_ROWS, type Steps } from '../steps.js';
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

/** As `changesText`, for a commit with very many changes: which are told is found in steps, their text made as the readers take it. */
export function* longChangesText(
  selections: ReadonlyMap<string, Selection>,
  changes: Iterable<Change>,
  form: Form,
  versions: VersionText,
): Steps<Piece[] | undefined> {
  const tables = new Map<Selection, Change[]>();
  let count = 0;
  for (const change of changes) {
    if (++count % STEP_ROWS === 0) yield;
    const selection = selections.get(change.table.name);
    if (selection === undefined || kindOf(selection, change) === undefined) continue;
    const told = tables.get(selection);
    if (told === undefined) tables.set(selection, [change]);
    else told.push(change);
  }
  if (tables.size === 0) return undefined;
  const pieces: Piece[] = [];
  for (const [selection, told] of tables) {
    pieces.push(`${pieces.length === 0 ? '{' : '},'}"${selection.table.name}":{`);
    const textOf = changeWriter(selection, form, versions);
    pieces.push(sharedListing(told, (change) => `"${change.id}":${textOf(change, kindOf(selection, change)!)}`));
  }
  return [...pieces, '}}'];
}

function changeText(selection: Selection, change: Change, form: Form, versions: VersionText): string | undefined {
  const kind = kindOf(selection, change);
  return kind === undefined ? undefined : changeWriter(selection, form, versions)(change, kind);
}

type ChangeKind = Exclude<Kind, 'initial'>;

/** What a change is to those who selected so; undefined when they are not told. */
function kindOf(selection: Selection, change: Change): ChangeKind | undefined {
  const { before, after } = change;
  // RFC 7047's monitors have no conditions.
  const { filter, kinds } = selection;
  const hadBefore = before !== undefined && filter.matches(before);
  const hasAfter = after !== undefined && filter.matches(after);
  if (!hadBefore && !hasAfter) return undefined;
  const kind = hadBefore && hasAfter ? 'modify' : hasAfter ? 'insert' : 'delete';
  if (!kinds.has(kind)) return undefined;
  return kind !== 'modify' || selection.columns.some((column) => isChanged(column, change)) ? kind : undefined;
}

function isChanged({ name, position }: Selected, change: Change): boolean {
  return position === undefined ? name === '_version' : change.changed.includes(position);
}

/** Writes changes that are to be told. */
function changeWriter(
  selection: Selection,
  form: Form,
  versions: VersionText,
): (change: Change, kind: ChangeKind) => string {
  let insertText: ((row: Row) => string) | undefined;
  let deleteText: ((row: Row) => string) | undefined;
  return (change, kind) => {
    const { before, after } = change;
    switch (kind) {
      case 'insert':
        insertText ??= rowWriter(selection, 'insert', form, versions);
        return insertText(after!);
      case 'delete':
        if (form !== 'update') return '{"delete":null}';
        deleteText ??= rowWriter(selection, 'delete', form, versions);
        return deleteText(before!);
      case 'modify':
        return modifyText(selection, change, form, versions);
    }
  };
}

function modifyText(selection: Selection, change: Change, form: Form, versions: VersionText): string {
  if (form !== 'update') return differencesText(selection, change, versions);
  const columns = selection.columns.filter(({ kinds }) => kinds.has('modify'));
  const changed = columns.filter((column) => isChanged(column, change));
  const old = membersText(selection, changed, change.before!, versions);
  return `{"new":${membersText(selection, columns, change.after!, versions)},"old":${old}}`;
}

function differencesText(selection: Selection, change: Change, versions: VersionText): string {
  let members = '';
  for (const column of selection.columns) {
    if (!column.kinds.has('modify') || !isChanged(column, change)) continue;
    const { name, position } = column;
    const text =
      position === undefined ? uuidText(versions.uuidOf(change.after!.version)) : change.differenceText(position);
    members += `${members === '' ? '' : ','}"${name}":${text}`;
  }
  return `{"modify":{${members}}}`;
}

/** Writes one row: all selected columns, or (`update2`) those that do not hold their default. */
function rowWriter(selection: Selection, kind: Kind, form: Form, versions: VersionText): (row: Row) => string {
  const columns = selection.columns.filter(({ kinds }) => kinds.has(kind));
  if (form === 'update') {
    const member = kind === 'delete' ? 'old' : 'new';
    return (row) => `{"${member}":${membersText(selection, columns, row, versions)}}`;
  }
  const writers = mapped(columns, ({ name, position }) => {
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
  let members = '';
  for (const { name, position } of columns) {
    const text =
      position === undefined
        ? uuidText(name === '_uuid' ? row.id : versions.uuidOf(row.version))
        : selection.table.columns[position]!.text(row.values[position]);
    members += `${members === '' ? '' : ','}"${name}":${text}`;
  }
  return `{${members}}`;
}

function uuidText(uuid: string): string {
  return `["uuid","${uuid}"]`;
}
