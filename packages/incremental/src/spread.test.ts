import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type AnyRow,
  createEngine,
  Elements,
  each,
  query,
  type RowDelta,
  relation,
  spread,
  type TableRef,
} from './index.js';

// Rules that have a row for each member of a set, and some by themselves. Members that differ may make one row.

interface List extends AnyRow {
  readonly members: readonly number[];
}
interface Rule extends AnyRow {
  readonly lists: readonly string[];
  readonly also: readonly number[];
  readonly modulus: number;
}
const Lists: TableRef<List> = { name: 'Lists', columns: ['members'] };
const Rules: TableRef<Rule> = { name: 'Rules', columns: ['lists', 'also', 'modulus'] };

interface Members {
  readonly known: ReadonlySet<number>;
  readonly elements: Elements<number>;
}

let visited = 0;
let ruled = 0;

const members = query('members', (read, id: string, before: Members | undefined): Members => {
  const known = new Set(read.row(Lists, id)?.members);
  if (before === undefined) return { known, elements: Elements.of(known) };
  const added = [...known].filter((member) => !before.known.has(member));
  const removed = [...before.known].filter((member) => !known.has(member));
  return { known, elements: before.elements.next(added, removed) };
});

interface Line {
  readonly key: string;
  readonly text: string;
}

const Out = relation<Line>('Out', (line) => line.key, [
  each(Rules, (read, id: string) => {
    const rule = read.whole(Rules, id);
    ruled++;
    if (rule === undefined) return [];
    const { modulus } = rule;
    const line = (member: number): Line => {
      visited++;
      if (modulus === 7 && member === 3) throw new Error('no threes');
      return { key: `${member % modulus}`, text: `${member % modulus} of ${id}` };
    };
    return {
      rows: rule.also.map(line),
      spreads: rule.lists.map((list, i) =>
        spread(`${i} ${list}`, [modulus], (from) => from(members, list).elements, line),
      ),
    };
  }),
]);

const engine = () => createEngine({ tables: [Lists, Rules], relations: [Out], validate: false });

const list = (id: string, ...items: readonly number[]): RowDelta => {
  const after: List = { _uuid: id, members: items };
  return { table: Lists, id, after };
};
const rule = (id: string, lists: readonly string[], also: readonly number[], modulus: number): RowDelta => {
  const after: Rule = { _uuid: id, lists, also, modulus };
  return { table: Rules, id, after };
};

test('a member that comes or goes is all that is looked at, however many there are and whoever names them', () => {
  const net = engine();
  const many = Array.from({ length: 1000 }, (_, i) => i * 2);
  net.commit([list('a', ...many), rule('r1', ['a'], [], 10_000), rule('r2', ['a'], [], 20_000)]);
  expect(net.size(Out)).toBe(1000);
  [visited, ruled] = [0, 0];
  const { elements } = net.statistics;
  const changes = net.commit([list('a', ...many, 5)]).of(Out);
  expect(changes).toEqual({ inserted: [{ key: '5', text: '5 of r1' }], deleted: [], updated: [] });
  expect([visited, net.statistics.elements - elements]).toEqual([2, 2]);
  visited = 0;
  expect(net.commit([list('a', ...many)]).of(Out).deleted).toEqual([{ key: '5', text: '5 of r1' }]);
  // Nor do the rules run again.
  expect([visited, ruled]).toEqual([0, 0]);
});

const ids = fc.constantFrom('a', 'b', 'c');
const numbers = fc.uniqueArray(fc.nat(12), { maxLength: 6 });
const change = fc.oneof(
  { arbitrary: fc.record({ kind: fc.constant('list' as const), id: ids, items: numbers }), weight: 4 },
  fc.record({
    kind: fc.constant('rule' as const),
    id: fc.constantFrom('r1', 'r2', 'r3'),
    lists: fc.array(ids, { maxLength: 3 }),
    also: numbers,
    modulus: fc.constantFrom(3, 7, 100),
  }),
  fc.record({ kind: fc.constant('drop' as const), table: fc.constantFrom(Lists, Rules), id: ids }),
);

test('spreads give what a fresh computation gives, through any changes', () => {
  fc.assert(
    fc.property(fc.array(fc.array(change, { minLength: 1, maxLength: 3 }), { maxLength: 30 }), (commits) => {
      const net = engine();
      const shadow = new Map<string, Line>();
      for (const steps of commits) {
        const deltas = steps.map((step): RowDelta => {
          if (step.kind === 'list') return list(step.id, ...step.items);
          if (step.kind === 'rule') return rule(step.id, step.lists, step.also, step.modulus);
          return { table: step.table, id: step.table === Rules ? `r${'abc'.indexOf(step.id) + 1}` : step.id };
        });
        const { inserted, deleted, updated } = net.commit(deltas).of(Out);
        for (const { key } of deleted) shadow.delete(key);
        for (const line of [...inserted, ...updated.map(([, next]) => next)]) shadow.set(line.key, line);
        expect(net.recompute()).toEqual([]);
        expect(new Map([...net.outputs(Out)].map((line) => [line.key, line]))).toEqual(shadow);
      }
    }),
    { numRuns: 300 },
  );
});

test('only the newest version of a set can be walked', () => {
  const first = Elements.of([1, 2]);
  const second = first.next([3], [1]);
  expect([...second]).toEqual([2, 3]);
  expect(() => [...first]).toThrow(/replaced/);
  expect([second.follows(first), first.follows(second), second.isSame(second)]).toEqual([true, false, true]);
  const third = second.next([], [2]);
  expect(third.follows(first)).toBe(false);
});
