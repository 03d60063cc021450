/** Groups of HA chassis: transcripts of ovn-nbctl 23.03.1, which ours must give, too. */
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { nbctl } from '../program.js';

test('groups and their chassis', () => {
  const said = `$ ha-chassis-group-add g1
$ ha-chassis-group-add-chassis g1 c1 30
$ ha-chassis-group-add-chassis g1 c1 40
$ ha-chassis-group-add-chassis g1 c2 32768
error: 32768: priority must in range 0...32767
$ ha-chassis-group-add-chassis nog c1 1
error: nog: ha_chassi_group name not found
$ ha-chassis-group-list
<1> (g1)
    <2> (c1)
    priority 40


$ ha-chassis-group-remove-chassis g1 c9
error: c9: ha chassis not found in g1 ha chassis group
$ ha-chassis-group-remove-chassis g1 c1
$ ha-chassis-group-list
<1> (g1)

$ ha-chassis-group-del g1
$ ha-chassis-group-del g1
error: g1: ha_chassi_group name not found
$ ha-chassis-group-list
`;
  expect(replay(nbctl, said)).toBe(said);
});
