/** Mappings of auto attach: transcripts of ovs-vsctl 3.1, which ours must give, too. */
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { vsctl } from '../program.js';

test('mappings', () => {
  const said = `$ add-br br0
$ add-aa-mapping br0 100 20
$ get-aa-mapping br0
100 20
$ add-aa-mapping br0 x 20
error: Invalid argument x
$ add-aa-mapping nobr 100 20
error: no bridge named nobr
$ del-aa-mapping br0 100 21
$ get-aa-mapping br0
100 20
$ del-aa-mapping br0 100 20
$ get-aa-mapping br0
`;
  expect(replay(vsctl, said)).toBe(said);
});
