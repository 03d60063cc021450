import { expect, test } from '@jest/globals';
import { createEngine, each, eachBucket, index, type RowDelta, relation, type TableRef } from './index.js';

interface Port {
  readonly _uuid: string;
  readonly tags: readonly string[];
}
const Ports: TableRef<Port> = { name: 'Ports', columns: ['tags'] };
function put(id: string, ...tags: readonly string[]): RowDelta {
  const after: Port = { _uuid: id, tags };
  return { table: Ports, id, after };
}
const drop = (id: string): RowDelta => ({ table: Ports, id });

test('a row is filed under each of its keys, in the order of the ids, once', () => {
  const byTag = index(Ports, 'tag', (row) => row.tags);
  const Tags = relation<string>('Tags', (line) => line, [
    eachBucket(byTag, (read, tag) => [`${tag}: ${read.find(byTag, tag).join(' ')}`]),
  ]);
  const engine = createEngine({ tables: [Ports], relations: [Tags], validate: true });
  const after = (...rows: readonly RowDelta[]) => {
    engine.commit(rows);
    return [...engine.outputs(Tags)].sort();
  };
  expect(after(put('b', 'x', 'y', 'x'), put('a', 'x'))).toEqual(['x: a b', 'y: b']);
  expect(after(put('b', 'y', 'z'))).toEqual(['x: a', 'y: b', 'z: b']);
  expect(after(put('a'), drop('b'))).toEqual([]);
  expect(engine.read.find(byTag, 'x')).toEqual([]);
});

test('who looks up an empty bucket is told when it fills, and only then', () => {
  const byTag = index(Ports, 'tag', (row) => row.tags);
  const looked: string[] = [];
  const Peers = relation<string>('Peers', (line) => line, [
    each(Ports, (read, id) => {
      looked.push(id);
      return [`${id}: ${read.find(byTag, `peer of ${id}`).join(' ')}`];
    }),
  ]);
  const engine = createEngine({ tables: [Ports], relations: [Peers], validate: false });
  const commit = (...rows: readonly RowDelta[]) => {
    looked.length = 0;
    engine.commit(rows);
    return { looked: looked.toSorted(), lines: [...engine.outputs(Peers)].sort() };
  };
  expect(commit(put('a'), put('b'))).toEqual({ looked: ['a', 'b'], lines: ['a: ', 'b: '] });
  expect(commit(put('c', 'other'))).toEqual({ looked: ['c'], lines: ['a: ', 'b: ', 'c: '] });
  expect(commit(put('d', 'peer of a'))).toEqual({ looked: ['a', 'd'], lines: ['a: d', 'b: ', 'c: ', 'd: '] });
  expect(commit(put('d', 'peer of b'))).toMatchObject({ lines: ['a: ', 'b: d', 'c: ', 'd: '] });
  expect(engine.recompute()).toEqual([]);
});
