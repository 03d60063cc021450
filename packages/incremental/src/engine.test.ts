import { expect, test } from '@jest/globals';
import {
  createEngine,
  each,
  eachBucket,
  eachKey,
  fold,
  index,
  query,
  type RowDelta,
  relation,
  type TableRef,
} from './index.js';

interface Port {
  readonly _uuid: string;
  readonly name: string;
  readonly net: string;
  readonly tag: number;
}
interface Net {
  readonly _uuid: string;
  readonly key: number;
}
const Ports: TableRef<Port> = { name: 'Ports', columns: ['name', 'net', 'tag'] };
const Nets: TableRef<Net> = { name: 'Nets', columns: ['key'] };
const port = (id: string, net: string, tag = 0): Port => ({ _uuid: id, name: `n-${id}`, net, tag });
const put = <R extends { readonly _uuid: string }>(table: TableRef<R>, row: R) => ({
  table,
  id: row._uuid,
  after: row,
});
const drop = (table: TableRef, id: string) => ({ table, id });

function lab() {
  const ran: string[] = [];
  const portsOfNet = index(Ports, 'net', (row) => [row.net]);
  const isBig = query('isBig', (read, net: string) => {
    ran.push(`isBig ${net}`);
    return read.find(portsOfNet, net).length > 2;
  });
  const Lines = relation<string>('Lines', (line) => line, [
    each(Ports, (read, id) => {
      ran.push(`line ${id}`);
      const row = read.row(Ports, id);
      const net = row && read.row(Nets, row.net);
      if (row === undefined || net === undefined) return [];
      return [`${net.key}/${row.name}${read(isBig, row.net) ? ' big' : ''}`];
    }),
    eachBucket(portsOfNet, (_, net) => [`net ${net}`]),
  ]);
  const byNumber = fold<string, number>(
    'byNumber',
    Lines,
    (line) => line.split('/')[0],
    () => 0,
    (n) => n + 1,
    (n) => n - 1,
  );
  const Counts = relation<{ key: string; count: number }>('Counts', (row) => row.key, [
    eachKey(
      (read) => read.keys(byNumber),
      (read, key) => [{ key: `${key}`, count: read.folded(byNumber, key) ?? 0 }],
    ),
  ]);
  const engine = createEngine({
    tables: [Ports, Nets],
    relations: [Lines, Counts],
    folds: [byNumber],
    validate: false,
  });
  const commit = (...deltas: readonly RowDelta[]) => {
    ran.length = 0;
    const changes = engine.commit(deltas);
    const outcome = { lines: changes.of(Lines), counts: changes.of(Counts), ran: [...ran] };
    expect(engine.recompute()).toEqual([]);
    return outcome;
  };
  return { engine, commit, Lines };
}

test('a commit gives what was inserted, updated and deleted, and runs what it touches', () => {
  const { commit, engine } = lab();
  const first = commit(put(Nets, { _uuid: 'a', key: 1 }), put(Ports, port('p1', 'a')), put(Ports, port('p2', 'a')));
  expect(first.lines.inserted).toEqual(['net a', '1/n-p1', '1/n-p2']);
  expect(first.counts.inserted).toEqual(expect.arrayContaining([{ key: '1', count: 2 }]));
  // A column that nobody reads.
  expect(commit(put(Ports, port('p1', 'a', 7)))).toMatchObject({ ran: [], lines: { inserted: [], deleted: [] } });
  // The third port turns isBig over, which all lines of the net read.
  const third = commit(put(Ports, port('p3', 'a')));
  expect(third.lines).toEqual({
    inserted: expect.arrayContaining(['1/n-p1 big', '1/n-p2 big', '1/n-p3 big']),
    deleted: expect.arrayContaining(['1/n-p1', '1/n-p2']),
    updated: [],
  });
  expect(third.counts.updated).toEqual([
    [
      { key: '1', count: 2 },
      { key: '1', count: 3 },
    ],
  ]);
  // A fourth one does not: isBig runs, its readers rest.
  expect(commit(put(Ports, port('p4', 'a'))).ran).toEqual(['isBig a', 'line p4']);
  commit(drop(Ports, 'p1'), drop(Ports, 'p2'), drop(Ports, 'p3'), drop(Ports, 'p4'), drop(Nets, 'a'));
  expect({ ...engine.statistics, runs: 0 }).toEqual({ memos: 0, cells: 0, roots: 0, runs: 0, elements: 0 });
});

test('what a relation read can be asked', () => {
  const { commit, engine, Lines } = lab();
  commit(put(Nets, { _uuid: 'a', key: 1 }), put(Ports, port('p1', 'a')));
  expect(engine.explain(Lines, 'p1')).toEqual([
    { kind: 'column', table: 'Ports', id: 'p1', column: 'net' },
    { kind: 'row', table: 'Nets', id: 'a' },
    { kind: 'column', table: 'Nets', id: 'a', column: 'key' },
    { kind: 'column', table: 'Ports', id: 'p1', column: 'name' },
    {
      kind: 'query',
      query: 'isBig',
      key: 'a',
      reads: [{ kind: 'bucket', table: 'Ports', index: 'net', key: 'a' }],
    },
  ]);
});

test('a query that throws costs its own root only, and is a warning until its inputs change', () => {
  const risky = query('risky', (read, id: string) => {
    const tag = read.row(Ports, id)?.tag ?? 0;
    if (tag === 13) throw new Error(`${id} is unlucky`);
    return tag;
  });
  const Tags = relation<string>('Tags', (line) => line, [each(Ports, (read, id) => [`${id}=${read(risky, id)}`])]);
  const engine = createEngine({ tables: [Ports], relations: [Tags], validate: false });
  engine.commit([put(Ports, port('a', 'x', 13)), put(Ports, port('b', 'x', 2))]);
  expect([...engine.outputs(Tags)]).toEqual(['b=2']);
  expect(engine.warnings).toEqual([{ relation: 'Tags', key: 'a', error: new Error('a is unlucky') }]);
  expect(engine.commit([put(Ports, port('a', 'x', 3))]).of(Tags).inserted).toEqual(['a=3']);
  expect(engine.warnings).toEqual([]);
  expect(engine.commit([put(Ports, port('a', 'x', 13))]).of(Tags).deleted).toEqual(['a=3']);
  const strict = createEngine({ tables: [Ports], relations: [Tags], validate: true });
  expect(() => strict.commit([put(Ports, port('a', 'x', 13))])).toThrow('Tags(a): a is unlucky');
});

test('a cycle is an error that names its path', () => {
  const even = query('even', (read, n: number): boolean => read(odd, n));
  const odd = query('odd', (read, n: number): boolean => !read(even, n));
  const Loop = relation<string>('Loop', (line) => line, [each(Ports, (read) => [`${read(even, 1)}`])]);
  const engine = createEngine({ tables: [Ports], relations: [Loop], validate: false });
  engine.commit([put(Ports, port('a', 'x'))]);
  expect(engine.warnings.map(({ error }) => `${error}`)).toEqual([
    'TypedError: cycle through even(1) -> odd(1) -> even(1)',
  ]);
});

test('two sources of one identity: the first listed wins, whatever came first', () => {
  const Names = relation<{ id: string; from: string }>('Names', (row) => row.id, [
    each(Nets, (_, id) => [{ id, from: 'net' }]),
    each(Ports, (_, id) => [{ id, from: 'port' }]),
  ]);
  const engine = createEngine({ tables: [Ports, Nets], relations: [Names], validate: true });
  engine.commit([put(Ports, port('a', 'x'))]);
  const changes = engine.commit([put(Nets, { _uuid: 'a', key: 1 })]);
  expect(changes.of(Names).updated).toEqual([
    [
      { id: 'a', from: 'port' },
      { id: 'a', from: 'net' },
    ],
  ]);
  expect(engine.commit([drop(Ports, 'a')]).isEmpty).toBe(true);
  expect(engine.commit([put(Ports, port('a', 'x')), drop(Nets, 'a')]).of(Names).updated).toEqual([
    [
      { id: 'a', from: 'net' },
      { id: 'a', from: 'port' },
    ],
  ]);
});

test('a view does not outlive its call', () => {
  let kept: Port | undefined;
  const Keep = relation<string>('Keep', (line) => line, [
    each(Ports, (read, id) => {
      kept = read.row(Ports, id);
      return [];
    }),
  ]);
  createEngine({ tables: [Ports], relations: [Keep], validate: true }).commit([put(Ports, port('a', 'x'))]);
  expect(() => kept?.name).toThrow('Ports.name read through a view outside of its call');
});
