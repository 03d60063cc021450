import { expect, test } from '@jest/globals';
import { RoleBoard, type RoleHolder } from './role-board.js';

test('one connection is master; the elections that count are the newest', () => {
  const board = new RoleBoard();
  const [a, b]: [RoleHolder, RoleHolder] = [{ role: 'equal' }, { role: 'equal' }];
  board.join(a);
  board.join(b);
  const told: unknown[] = [];
  const request = (...args: Parameters<RoleBoard['request']>) => {
    told.push([board.request(...args), a.role, b.role, board.generation]);
  };
  request(a, 'nochange', undefined);
  request(a, 'master', 5n);
  request(b, 'master', 6n);
  request(a, 'master', 5n);
  request(a, 'slave', 6n);
  request(a, 'equal', 1n);
  board.leave(b);
  request(a, 'master', 7n);
  expect(told).toEqual([
    [undefined, 'equal', 'equal', undefined],
    [undefined, 'master', 'equal', 5n],
    [undefined, 'slave', 'master', 6n],
    ['OFPRRFC_STALE', 'slave', 'master', 6n],
    [undefined, 'slave', 'master', 6n],
    [undefined, 'equal', 'master', 6n],
    [undefined, 'master', 'master', 7n],
  ]);
});
