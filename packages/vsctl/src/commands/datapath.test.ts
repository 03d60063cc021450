/** Timeout policies of datapath zones: transcripts of ovs-vsctl 3.1, which ours must give, too. */
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { vsctl } from '../program.js';

test('policies', () => {
  const said = `$ init
$ --id=@d create Datapath datapath_version=1 capabilities={ct_zero_snat=true,max_vlan_headers=1} -- set Open_vSwitch . datapaths:system=@d
<1>
$ add-zone-tp system zone=1 tcp_syn_sent=1 tcp_close=2
$ add-zone-tp system zone=1 tcp_syn_sent=1
error: zone id 1 already exists
$ --may-exist add-zone-tp system zone=1 tcp_syn_sent=9
$ add-zone-tp system zone=3 icmp_first=10 udp_single=20
$ add-zone-tp system zone=4 tcp_close=x
$ add-zone-tp nodp zone=1 tcp_close=1
error: datapath nodp does not exist
$ list-zone-tp system
Zone:1, Timeout Policies: tcp_syn_sent=9
Zone:3, Timeout Policies: icmp_first=10 udp_single=20
Zone:4, Timeout Policies: tcp_close=0
$ list-zone-tp nodp
error: datapath: nodp record not found
$ del-zone-tp system zone=9
error: zone id 9 does not exist
$ --if-exists del-zone-tp system zone=9
$ del-zone-tp nodp zone=1
error: datapath nodp does not exist
$ del-zone-tp system zone=1
$ list-zone-tp system
Zone:3, Timeout Policies: icmp_first=10 udp_single=20
Zone:4, Timeout Policies: tcp_close=0
$ list-dp-cap system
ct_zero_snat=true max_vlan_headers=1
$ list-dp-cap nodp
error: datapath "nodp" record not found
`;
  expect(replay(vsctl, said)).toBe(said);
});
