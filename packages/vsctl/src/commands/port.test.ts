/** Ports and interfaces: transcripts of ovs-vsctl 3.1, which ours must give, too. */
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { vsctl } from '../program.js';

test('ports', () => {
  const said = `$ add-br br0 -- add-br br1
$ add-port br0 p1
$ add-port br0 p1
error: cannot create a port named p1 because a port named p1 already exists on bridge br0
$ --may-exist add-port br0 p1
$ add-port br1 p1
error: cannot create a port named p1 because a port named p1 already exists on bridge br0
$ --may-exist add-port br1 p1
error: "--may-exist add-port br1 p1" but p1 is actually attached to bridge br0
$ add-port nobr p2
error: no bridge named nobr
$ add-port br0 p2 tag=5 -- set Interface p2 type=internal
$ add-port br0 br1
error: cannot create a port named br1 because a bridge named br1 already exists
$ add-port br0 p3 nope=5
error: Port does not contain a column whose name matches "nope"
$ list-ports br0
p1
p2
$ list-ifaces br0
p1
p2
$ port-to-br p2
br0
$ iface-to-br p2
br0
$ port-to-br br0
error: no port named br0
$ iface-to-br br0
error: no interface named br0
$ del-port br1 p1
error: bridge br1 does not have a port p1
$ del-port nop
error: no port named nop
$ --if-exists del-port nop
$ del-port br0
error: cannot delete port br0 because it is the local port for bridge br0 (deleting this port requires deleting the entire bridge)
$ del-port br0 p2
$ del-port p1
$ list-ports br0
`;
  expect(replay(vsctl, said)).toBe(said);
});

test('bonds', () => {
  const said = `$ add-br br0
$ add-bond br0 bond0 e1 e2
$ add-bond br0 bond0 e1 e2
error: cannot create a port named bond0 because a port named bond0 already exists on bridge br0
$ --may-exist add-bond br0 bond0 e2 e1
$ --may-exist add-bond br0 bond0 e1 e3
error: "--may-exist add-bond br0 bond0 e1 e3" but bond0 actually has interface(s) e1, e2
$ add-bond br0 bond1 e1 e4
error: cannot create an interface named e1 because an interface named e1 already exists on bridge br0
$ add-bond br0 bond1 e5
error: 'add-bond' command requires at least 4 arguments
$ --fake-iface add-bond br0 bond2 e6 e7 lacp=active
$ get Port bond2 bond_fake_iface lacp
true
active
$ list-ifaces br0
e1
e2
e6
e7
$ iface-to-br e1
br0
$ add-bond-iface bond0 e9
$ --may-exist add-bond-iface bond0 e9
$ del-bond-iface bond0 e9
$ del-bond-iface bond0 e9
error: no interface named e9
$ --if-exists del-bond-iface bond0 e9
$ del-port e1
error: no port named e1
$ --with-iface del-port e1
$ list-ports br0
bond2
`;
  expect(replay(vsctl, said)).toBe(said);
});
