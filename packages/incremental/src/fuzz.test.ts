import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type AnyRow,
  createEngine,
  each,
  eachBucket,
  eachKey,
  equalDeep,
  fold,
  index,
  query,
  type Read,
  type RowDelta,
  relation,
  type TableRef,
} from './index.js';

// Random graphs of queries over random tables, driven by random commits: after each one the relations, and what the
// reported changes add up to, must be what a fresh engine computes.

interface Item extends AnyRow {
  readonly a: number;
  readonly b: number;
  readonly to: string;
}
const Left: TableRef<Item> = { name: 'Left', columns: ['a', 'b', 'to'] };
const Right: TableRef<Item> = { name: 'Right', columns: ['a', 'b', 'to'] };
const tables = [Left, Right];
const ids = ['r0', 'r1', 'r2', 'r3', 'r4'];
const byTo = tables.map((table) => index(table, 'to', (row) => [row.to]));
const byBoth = tables.map((table) => index(table, 'both', (row) => [row.a, `${row.b}`]));

const step = fc.record({
  side: fc.nat(1),
  kind: fc.constantFrom('column', 'follow', 'bucket', 'both', 'ids', 'throw', 'lower', 'choose', 'whole'),
  column: fc.constantFrom('a' as const, 'b' as const),
  shift: fc.nat(3),
});
const item = fc.record({ a: fc.nat(3), b: fc.nat(3), to: fc.constantFrom(...ids) });
const change = fc.record({
  side: fc.nat(1),
  id: fc.constantFrom(...ids),
  row: fc.option(item, { nil: undefined, freq: 4 }),
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** One program: query i may read queries with a lower number. */
function build(program: readonly Step[]) {
  const evaluate = (read: Read, i: number, id: string): string => {
    const rule = program[i];
    if (rule === undefined) return '';
    const table = tables[rule.side] ?? Left;
    const row = read.row(table, id);
    const lower = (other: string) => (i === 0 ? '-' : read(queries[(i - 1 - (rule.shift % i) + i) % i] ?? fail, other));
    switch (rule.kind) {
      case 'column':
        return `${row?.[rule.column]}`;
      case 'follow':
        return row === undefined ? 'none' : lower(row.to);
      case 'bucket':
        return read.find(byTo[rule.side] ?? fail, id).join();
      case 'both':
        return read.find(byBoth[rule.side] ?? fail, rule.column === 'a' ? rule.shift : `${rule.shift}`).join();
      case 'whole':
        return `${read.whole(table, rule.column === 'a' ? id : (ids[rule.shift] ?? id))?.to}`;
      case 'ids':
        return read.ids(table).join('+');
      case 'throw':
        if (row?.[rule.column] === rule.shift) throw new Error(`bad ${id}`);
        return lower(id);
      case 'lower':
        return `${lower(id).length % 3}`;
      default:
        return (row?.a ?? 0) > 1 ? lower(id) : `${row?.b}`;
    }
  };
  const queries = program.map((_, i) => query(`q${i}`, (read, id: string): string => evaluate(read, i, id)));
  const fail = queries[0] as never;
  const last = queries.at(-1) ?? fail;
  const Out = relation<{ id: string; text: string }>('Out', (row) => row.id, [
    each(Left, (read, id) => [
      { id, text: read(last, id) },
      { id: `${read.row(Left, id)?.a}`, text: `left ${id}` },
    ]),
    each(Right, (read, id) => [{ id: `${read.row(Right, id)?.a}`, text: `right ${read(last, id)}` }]),
    eachBucket(byTo[0] ?? fail, (read, key) => [{ id: `to ${key}`, text: read(last, `${key}`) }]),
  ]);
  const sizes = fold<{ id: string; text: string }, number>(
    'sizes',
    Out,
    (row) => row.text.length,
    () => 0,
    (n) => n + 1,
    (n) => n - 1,
  );
  const Sizes = relation<{ size: string; count: number }>('Sizes', (row) => row.size, [
    eachKey(
      (read) => read.keys(sizes).filter((key) => typeof key === 'number' && key > 1),
      (read, key) => [{ size: `${key}`, count: read.folded(sizes, key) ?? -1 }],
    ),
    each(Right, (read, id) => [{ size: id, count: read.folded(sizes, read.row(Right, id)?.b ?? 0) ?? -1 }]),
  ]);
  return { Out, Sizes, options: { tables, relations: [Out, Sizes], folds: [sizes], validate: false } };
}

test('incremental equals recomputed, for random programs and commits', () => {
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 1, maxLength: 6 }),
      fc.array(fc.array(change, { minLength: 1, maxLength: 4 }), { maxLength: 25 }),
      (program, commits) => {
        const { Out, Sizes, options } = build(program);
        const engine = createEngine(options);
        const shadow = new Map<string, unknown>();
        for (const commit of commits) {
          const deltas: RowDelta[] = commit.map(({ side, id, row }) => ({
            table: tables[side] ?? Left,
            id,
            after: row === undefined ? undefined : { _uuid: id, ...row },
          }));
          const changes = engine.commit(deltas);
          expect(engine.recompute()).toEqual([]);
          const out = changes.of(Out);
          for (const row of out.deleted) {
            expect(shadow.get(row.id)).toEqual(row);
            shadow.delete(row.id);
          }
          for (const [old, next] of out.updated) {
            expect(equalDeep(old, next)).toBe(false);
            expect(shadow.get(old.id)).toEqual(old);
            shadow.set(next.id, next);
          }
          for (const row of out.inserted) {
            expect(shadow.has(row.id)).toBe(false);
            shadow.set(row.id, row);
          }
          expect(new Map([...engine.outputs(Out)].map((row) => [row.id, row]))).toEqual(shadow);
          expect(engine.size(Sizes)).toBe([...engine.outputs(Sizes)].length);
        }
        engine.commit(tables.flatMap((table) => ids.map((id) => ({ table, id }))));
        expect({ ...engine.statistics, runs: 0 }).toEqual({ memos: 0, cells: 0, roots: 0, runs: 0, elements: 0 });
      },
    ),
    { numRuns: 300 },
  );
});
