/** Multicast groups that were learnt: transcripts of ovn-sbctl 23.03.1, which ours must give, too. */
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { sbctl } from '../program.js';

test('groups of a switch, named in any way', () => {
  const said = `$ --id=0000000a-0000-4000-8000-000000000001 create Datapath_Binding tunnel_key=1 external_ids:name=sw0 external_ids:name2=friendly external_ids:logical-switch=0000000b-0000-4000-8000-000000000001
0000000a-0000-4000-8000-000000000001
$ --id=0000000a-0000-4000-8000-000000000002 create Datapath_Binding tunnel_key=2 external_ids:name=sw1
0000000a-0000-4000-8000-000000000002
$ create IP_Multicast datapath=0000000a-0000-4000-8000-000000000001
<1>
$ ip-multicast-flush sw0
$ ip-multicast-flush friendly
$ ip-multicast-flush 0000000a-0000-4000-8000-000000000001
$ ip-multicast-flush 0000000b-0000-4000-8000-000000000001
$ --columns=seq_no list IP_Multicast
seq_no              : 4
$ ip-multicast-flush sw1
$ ip-multicast-flush nosw
error: nosw is not a valid datapath
$ ip-multicast-flush 0000000b-0000-4000-8000-000000000009
error: 0000000b-0000-4000-8000-000000000009 is not a valid datapath
`;
  expect(replay(sbctl, said)).toBe(said);
});

test('groups of all switches, and names of several', () => {
  const said = `$ --id=0000000a-0000-4000-8000-000000000001 create Datapath_Binding tunnel_key=1 external_ids:name=sw0
0000000a-0000-4000-8000-000000000001
$ --id=0000000a-0000-4000-8000-000000000002 create Datapath_Binding tunnel_key=2 external_ids:name=sw0
0000000a-0000-4000-8000-000000000002
$ --id=0000000a-0000-4000-8000-000000000003 create Datapath_Binding tunnel_key=3 external_ids:name=sw1
0000000a-0000-4000-8000-000000000003
$ create IP_Multicast datapath=0000000a-0000-4000-8000-000000000001
<1>
$ create IP_Multicast datapath=0000000a-0000-4000-8000-000000000003
<2>
$ ip-multicast-flush
$ --columns=seq_no list IP_Multicast
seq_no              : 1

seq_no              : 1
$ ip-multicast-flush sw0
error: multiple rows in Datapath_Binding match "sw0"
$ --columns=seq_no list IP_Multicast
seq_no              : 1

seq_no              : 1
$ ip-multicast-flush 0000000a-0000-4000-8000-000000000003
`;
  expect(replay(sbctl, said)).toBe(said);
});
