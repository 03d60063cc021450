/** Meters: transcripts of ovn-nbctl 23.03.1, which ours must give, too. */
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { nbctl } from '../program.js';

test('meters and what they may not be', () => {
  const said = `$ meter-add m2 drop 10 kbps
$ meter-add m1 drop 20 pktps 30
$ --fair meter-add m3 drop 4294967295 kbps
$ meter-list
m1: bands:
  drop: 20 pktps, 30 packet burst
m2: bands:
  drop: 10 kbps
m3: (fair) bands:
  drop: 4294967295 kbps
$ meter-add m1 drop 1 kbps
error: meter with name "m1" already exists
$ --may-exist meter-add m1 drop 1 kbps
$ meter-add __x drop 1 kbps
error: meter names that begin with "__" are reserved
$ meter-add x pass 1 kbps
error: action must be "drop"
$ meter-add x drop 0 kbps
error: rate must be in the range 1...4294967295
$ meter-add x drop 4294967296 kbps
error: rate must be in the range 1...4294967295
$ meter-add x drop 1 mbps
error: unit must be "kbps" or "pktps"
$ meter-add x drop 1 kbps 4294967296
error: burst must be in the range 0...4294967295
$ meter-del m1
$ meter-del m1
$ meter-list
m2: bands:
  drop: 10 kbps
m3: (fair) bands:
  drop: 4294967295 kbps
$ meter-del
$ meter-list
`;
  expect(replay(nbctl, said)).toBe(said);
});
