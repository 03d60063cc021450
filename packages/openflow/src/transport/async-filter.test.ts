import { expect, test } from '@jest/globals';
import { AsyncFilter } from './async-filter.js';
import type { RoleHolder } from './role-board.js';

const ACTION = 1;
const INVALID_TTL = 2;

test('nothing is sent unasked before a connection asks for packets; then what it chose, by its role', () => {
  const holder: RoleHolder = { role: 'equal' };
  const filter = new AsyncFilter(0x04, holder);
  const wanted = () => [ACTION, INVALID_TTL].map((reason) => filter.wants('packetIn', reason));
  const before = wanted();
  filter.missSendLength = 64;
  const asked = wanted();
  filter.set([undefined, 0xffff]);
  const chosen = wanted();
  holder.role = 'slave';
  expect([before, asked, chosen, wanted(), filter.words, filter.missSendLength]).toEqual([
    [false, false],
    [true, false],
    [true, true],
    [false, false],
    [0, 7, 7, 7, 0, 0x0f, 0, 0, 0, 0, 0, 0],
    64,
  ]);
});

test('who only says which messages it wants gets packets, too', () => {
  const filter = new AsyncFilter(0x06, { role: 'equal' });
  filter.set([]);
  expect([filter.missSendLength, filter.words.slice(0, 6)]).toEqual([128, [0, 0x3b, 7, 7, 0, 0x3f]]);
});
