/** Unique indexes (RFC 7047, 3.2, "indexes"): no two rows of a table may agree in all columns of one at commit. */
import { OvsdbError, type Value, valueToText } from '#ovsdb/notation';
import type { Draft } from './overlay.js';
import type { Table, UniqueIndex } from './table.js';

/** The check of one index over all drafts of its table. */
export class IndexCheck {
  readonly #table: Table;
  readonly #index: UniqueIndex;
  readonly #drafts: ReadonlyMap<string, Draft>;
  /** By what they have in the index; none while none of them changes it. */
  #mine: Map<string, Draft> | undefined;

  constructor(table: Table, index: UniqueIndex, drafts: ReadonlyMap<string, Draft>) {
    this.#table = table;
    this.#index = index;
    this.#drafts = drafts;
  }

  /** Throws when one of these and another row of the table, or a draft that was looked at before, would agree in the index. */
  check(drafts: Iterable<Draft>): void {
    for (const draft of drafts) this.#checkDraft(draft);
  }

  #checkDraft(draft: Draft): void {
    const index = this.#index;
    const { values, before } = draft;
    if (values === undefined) return;
    if (before !== undefined && index.columns.every(({ position }) => before.values[position] === values[position])) {
      return;
    }
    const key = index.keyOf(values);
    const other = this.#mine?.get(key);
    if (other !== undefined) throw clash(this.#table, index, values, origin(other, index), origin(draft, index));
    this.#mine ??= new Map();
    this.#mine.set(key, draft);
    const row = index.rows.get(key);
    if (row === undefined || row.id === draft.id) return;
    const rival = this.#drafts.get(row.id);
    if (rival === undefined) {
      throw clash(this.#table, index, values, { id: row.id, text: UNTOUCHED }, origin(draft, index));
    }
    if (rival.values !== undefined && index.keyOf(rival.values) === key) {
      throw clash(this.#table, index, values, origin(rival, index), origin(draft, index));
    }
  }
}

const UNTOUCHED = 'existed in the database before this transaction and was not modified by the transaction.';
const ELSEWHERE =
  "existed in the database before this transaction, which modified some of the row's columns but not any columns in this index.";

interface Origin {
  readonly id: string;
  readonly text: string;
}

function origin(draft: Draft, index: UniqueIndex): Origin {
  const { id, before, values } = draft;
  if (before === undefined) return { id, text: 'was inserted by this transaction.' };
  if (values !== undefined && index.keyOf(before.values) === index.keyOf(values)) return { id, text: ELSEWHERE };
  return {
    id,
    text: `had the following index values before the transaction: ${valuesText(index, before.values)}.`,
  };
}

function clash(table: Table, index: UniqueIndex, values: readonly Value[], first: Origin, second: Origin): OvsdbError {
  const names = index.columns.map(({ name }) => `"${name}"`);
  const columns = names.length === 1 ? `column ${names[0]}` : `columns ${listed(names)}`;
  return new OvsdbError(
    'constraint violation',
    `Transaction causes multiple rows in "${table.name}" table to have identical values (${valuesText(index, values)}) for index on ${columns}.` +
      `  First row, with UUID ${first.id}, ${first.text}  Second row, with UUID ${second.id}, ${second.text}`,
  );
}

function valuesText(index: UniqueIndex, values: readonly Value[]): string {
  return listed(index.columns.map(({ position, type }) => valueToText(type, values[position])));
}

/** `a`, `a and b`, `a, b, and c`. */
function listed(words: readonly string[]): string {
  if (words.length <= 2) return words.join(' and ');
  return `${words.slice(0, -1).join(', ')}, and ${words.at(-1)}`;
}
