/** Bridges: transcripts of ovs-vsctl 3.1, which ours must give, too. */
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { vsctl } from '../program.js';

test('bridges, real and fake', () => {
  const said = `$ add-br br0
$ add-br br0
error: cannot create a bridge named br0 because a bridge named br0 already exists
$ --may-exist add-br br0
$ add-br vlan br0 10
$ add-br vlan br0 11
error: cannot create a bridge named vlan because a bridge named vlan already exists
$ --may-exist add-br vlan br0 10
$ --may-exist add-br vlan br0 11
error: "--may-exist add-br vlan br0 11" but vlan is a VLAN bridge for the wrong VLAN 10
$ add-br x nobr 10
error: parent bridge nobr does not exist
$ add-br x br0 4096
error: add-br: vlan must be between 0 and 4095
$ add-br x vlan 5
error: cannot create bridge with fake bridge as parent
$ list-br
br0
vlan
$ --real list-br
br0
$ --fake list-br
vlan
$ br-to-vlan vlan
10
$ br-to-parent vlan
br0
$ br-to-vlan br0
0
$ br-exists br0
$ del-br nobr
error: no bridge named nobr
$ --if-exists del-br nobr
$ del-br br0
$ list-br
`;
  expect(replay(vsctl, said)).toBe(said);
});

test('external ids and fail mode', () => {
  const said = `$ add-br br0 -- add-br vlan br0 10
$ br-set-external-id br0 a b
$ br-set-external-id br0 c d
$ br-get-external-id br0
a=b
c=d
$ br-get-external-id br0 a
b
$ br-set-external-id br0 a
$ br-get-external-id br0
c=d
$ br-set-external-id vlan e f
$ br-get-external-id vlan
e=f
$ br-get-external-id br0 zz
$ br-get-external-id nobr
error: no bridge named nobr
`;
  expect(replay(vsctl, said)).toBe(said);
});
