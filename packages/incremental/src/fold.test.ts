import { expect, test } from '@jest/globals';
import { createEngine, each, eachKey, fold, type RowDelta, relation, type TableRef } from './index.js';

interface Host {
  readonly _uuid: string;
  readonly group: string | undefined;
  readonly address: string;
}
const Hosts: TableRef<Host> = { name: 'Hosts', columns: ['group', 'address'] };
function put(id: string, group: string | undefined, address: string): RowDelta {
  const after: Host = { _uuid: id, group, address };
  return { table: Hosts, id, after };
}
const drop = (id: string): RowDelta => ({ table: Hosts, id });

const Members = relation<Host>('Members', (host) => host._uuid, [
  each(Hosts, (read, id) => {
    const host = read.whole(Hosts, id);
    return host === undefined ? [] : [host];
  }),
]);
/** Addresses by group, as sorted lists; hosts without a group are filed nowhere. */
const addresses = fold<Host, readonly string[]>(
  'addresses',
  Members,
  (host) => host.group,
  () => [],
  (list, host) => [...list, host.address].sort(),
  (list, host) => list.toSpliced(list.indexOf(host.address), 1),
);
const Sets = relation<string>('Sets', (line) => line, [
  eachKey(
    (read) => read.keys(addresses),
    (read, key) => [`${key}: ${read.folded(addresses, key)?.join(' ')}`],
  ),
]);

function lab() {
  const engine = createEngine({ tables: [Hosts], relations: [Members, Sets], folds: [addresses], validate: true });
  return {
    engine,
    commit: (...rows: readonly RowDelta[]) => {
      const changes = engine.commit(rows);
      return { ...changes.of(addresses), sets: [...engine.outputs(Sets)].sort() };
    },
  };
}

test('groups come, change and go with their rows', () => {
  const { commit } = lab();
  expect(commit(put('a', 'web', '10.0.0.1'), put('b', 'web', '10.0.0.2'), put('c', undefined, '10.0.0.3'))).toEqual({
    inserted: [{ key: 'web', value: ['10.0.0.1', '10.0.0.2'] }],
    updated: [],
    deleted: [],
    sets: ['web: 10.0.0.1 10.0.0.2'],
  });
  // One row leaves for another group, one gets into a group.
  expect(commit(put('a', 'db', '10.0.0.1'), put('c', 'web', '10.0.0.3'))).toEqual({
    inserted: [{ key: 'db', value: ['10.0.0.1'] }],
    updated: [
      [
        { key: 'web', value: ['10.0.0.1', '10.0.0.2'] },
        { key: 'web', value: ['10.0.0.2', '10.0.0.3'] },
      ],
    ],
    deleted: [],
    sets: ['db: 10.0.0.1', 'web: 10.0.0.2 10.0.0.3'],
  });
  expect(commit(drop('a'), drop('b'), drop('c'))).toEqual({
    inserted: [],
    updated: [],
    deleted: [
      { key: 'db', value: ['10.0.0.1'] },
      { key: 'web', value: ['10.0.0.2', '10.0.0.3'] },
    ],
    sets: [],
  });
});

test('a group that loses its last row and gets another in one commit is an update', () => {
  const { commit } = lab();
  commit(put('a', 'web', '10.0.0.1'));
  expect(commit(drop('a'), put('b', 'web', '10.0.0.2'))).toMatchObject({
    inserted: [],
    deleted: [],
    updated: [
      [
        { key: 'web', value: ['10.0.0.1'] },
        { key: 'web', value: ['10.0.0.2'] },
      ],
    ],
  });
});

test('what is wrong with a declaration is said', () => {
  expect(() => createEngine({ tables: [Hosts], relations: [], folds: [addresses] })).toThrow(
    'the relation of fold addresses is not listed',
  );
  // Sets reads the fold of a relation that stands behind it.
  const engine = createEngine({ tables: [Hosts], relations: [Sets, Members], folds: [addresses], validate: false });
  engine.commit([put('a', 'web', '10.0.0.1')]);
  expect(engine.warnings.map(({ relation: name, error }) => [name, `${error}`])).toEqual([
    ['Sets', 'Error: fold addresses is read by a relation that stands before its own'],
  ]);
});
