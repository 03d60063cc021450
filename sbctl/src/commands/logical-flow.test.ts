/** Logical flows: transcripts of ovn-sbctl 23.03.1, which ours must give, too. */
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { sbctl } from '../program.js';

test('flows are listed by datapath, and counted', () => {
  const said = `$ --id=0000000a-0000-4000-8000-000000000001 create Datapath_Binding tunnel_key=1 external_ids:name=sw0 external_ids:name2=friendly external_ids:logical-switch=0000000b-0000-4000-8000-000000000001
0000000a-0000-4000-8000-000000000001
$ --id=0000000c-0000-4000-8000-000000000002 create Datapath_Binding tunnel_key=2 external_ids:name=lr0 external_ids:logical-router=0000000b-0000-4000-8000-000000000002
0000000c-0000-4000-8000-000000000002
$ --id=0000000d-0000-4000-8000-000000000003 create Datapath_Binding tunnel_key=3 external_ids:name=twice
0000000d-0000-4000-8000-000000000003
$ --id=0000000d-0000-4000-8000-000000000004 create Datapath_Binding tunnel_key=4 external_ids:name=twice
0000000d-0000-4000-8000-000000000004
$ --id=@g create Logical_DP_Group datapaths=0000000a-0000-4000-8000-000000000001,0000000d-0000-4000-8000-000000000003 -- --id=0f000001-0000-4000-8000-000000000001 create Logical_Flow logical_dp_group=@g pipeline=egress table_id=3 priority=7 match='"ip4"' actions='"next;"' external_ids:stage-name=ls_out_acl
<1>
0f000001-0000-4000-8000-000000000001
$ --id=0f000002-0000-4000-8000-000000000002 create Logical_Flow logical_datapath=0000000a-0000-4000-8000-000000000001 pipeline=ingress table_id=12 priority=65535 match='"1"' actions='"drop;"' external_ids:stage-name=ls_in_lb
0f000002-0000-4000-8000-000000000002
$ --id=0f000003-0000-4000-8000-000000000003 create Logical_Flow logical_datapath=0000000a-0000-4000-8000-000000000001 pipeline=ingress table_id=12 priority=100 match='"b"' actions='"x;"'
0f000003-0000-4000-8000-000000000003
$ --id=0f000004-0000-4000-8000-000000000004 create Logical_Flow logical_datapath=0000000a-0000-4000-8000-000000000001 pipeline=ingress table_id=12 priority=100 match='"a"' actions='"x;"' external_ids:source=northd.c:1
0f000004-0000-4000-8000-000000000004
$ --id=0f000005-0000-4000-8000-000000000005 create Logical_Flow logical_datapath=0000000c-0000-4000-8000-000000000002 pipeline=ingress table_id=0 priority=0 match='"1"' actions='"next;"' external_ids:stage-name=lr_in_admission
0f000005-0000-4000-8000-000000000005
$ --id=0e000002-0000-4000-8000-000000000002 create Port_Binding logical_port=vm1 datapath=0000000a-0000-4000-8000-000000000001 tunnel_key=7
0e000002-0000-4000-8000-000000000002
$ --id=0e000003-0000-4000-8000-000000000003 create Port_Binding logical_port=rp datapath=0000000c-0000-4000-8000-000000000002 tunnel_key=1
0e000003-0000-4000-8000-000000000003
$ lflow-list
Datapath: "lr0" (0000000c-0000-4000-8000-000000000002)  Pipeline: ingress
  table=0 (lr_in_admission    ), priority=0    , match=(1), action=(next;)
Datapath: "sw0" aka "friendly" (0000000a-0000-4000-8000-000000000001)  Pipeline: ingress
  table=12(ls_in_lb           ), priority=65535, match=(1), action=(drop;)
  table=12(                   ), priority=100  , match=(a), action=(x;)
  table=12(                   ), priority=100  , match=(b), action=(x;)
Datapath: "sw0" aka "friendly" (0000000a-0000-4000-8000-000000000001)  Pipeline: egress
  table=3 (ls_out_acl         ), priority=7    , match=(ip4), action=(next;)
Datapath: "twice" (0000000d-0000-4000-8000-000000000003)  Pipeline: egress
  table=3 (ls_out_acl         ), priority=7    , match=(ip4), action=(next;)
$ lflow-list sw0
Datapath: "sw0" aka "friendly" (0000000a-0000-4000-8000-000000000001)  Pipeline: ingress
  table=12(ls_in_lb           ), priority=65535, match=(1), action=(drop;)
  table=12(                   ), priority=100  , match=(a), action=(x;)
  table=12(                   ), priority=100  , match=(b), action=(x;)
Datapath: "sw0" aka "friendly" (0000000a-0000-4000-8000-000000000001)  Pipeline: egress
  table=3 (ls_out_acl         ), priority=7    , match=(ip4), action=(next;)
$ lflow-list friendly
Datapath: "sw0" aka "friendly" (0000000a-0000-4000-8000-000000000001)  Pipeline: ingress
  table=12(ls_in_lb           ), priority=65535, match=(1), action=(drop;)
  table=12(                   ), priority=100  , match=(a), action=(x;)
  table=12(                   ), priority=100  , match=(b), action=(x;)
Datapath: "sw0" aka "friendly" (0000000a-0000-4000-8000-000000000001)  Pipeline: egress
  table=3 (ls_out_acl         ), priority=7    , match=(ip4), action=(next;)
$ lflow-list 0000000b-0000-4000-8000-000000000001
Datapath: "sw0" aka "friendly" (0000000a-0000-4000-8000-000000000001)  Pipeline: ingress
  table=12(ls_in_lb           ), priority=65535, match=(1), action=(drop;)
  table=12(                   ), priority=100  , match=(a), action=(x;)
  table=12(                   ), priority=100  , match=(b), action=(x;)
Datapath: "sw0" aka "friendly" (0000000a-0000-4000-8000-000000000001)  Pipeline: egress
  table=3 (ls_out_acl         ), priority=7    , match=(ip4), action=(next;)
$ lflow-list 0000000a
Datapath: "sw0" aka "friendly" (0000000a-0000-4000-8000-000000000001)  Pipeline: ingress
  table=12(ls_in_lb           ), priority=65535, match=(1), action=(drop;)
  table=12(                   ), priority=100  , match=(a), action=(x;)
  table=12(                   ), priority=100  , match=(b), action=(x;)
Datapath: "sw0" aka "friendly" (0000000a-0000-4000-8000-000000000001)  Pipeline: egress
  table=3 (ls_out_acl         ), priority=7    , match=(ip4), action=(next;)
$ lflow-list twice
error: multiple rows in Datapath_Binding match "twice"
$ lflow-list nosw
error: nosw is not a UUID or the beginning of a UUID
$ lflow-list 0f000002
Datapath: "sw0" aka "friendly" (0000000a-0000-4000-8000-000000000001)  Pipeline: ingress
  table=12(ls_in_lb           ), priority=65535, match=(1), action=(drop;)
$ lflow-list 0x0f000002 0f000004-0000-4000-8000-000000000004
Datapath: "sw0" aka "friendly" (0000000a-0000-4000-8000-000000000001)  Pipeline: ingress
  table=12(ls_in_lb           ), priority=65535, match=(1), action=(drop;)
  table=12(                   ), priority=100  , match=(a), action=(x;)
$ lflow-list sw0 0f000002 0xf000005
Datapath: "sw0" aka "friendly" (0000000a-0000-4000-8000-000000000001)  Pipeline: ingress
  table=12(ls_in_lb           ), priority=65535, match=(1), action=(drop;)
$ lflow-list lr0 0f000002
$ lflow-list sw0 zz
error: zz is not a UUID or the beginning of a UUID
$ --uuid lflow-list lr0
Datapath: "lr0" (0000000c-0000-4000-8000-000000000002)  Pipeline: ingress
  uuid=0x0f000005, table=0 (lr_in_admission    ), priority=0    , match=(1), action=(next;)
$ --uuid --vflows lflow-list sw0 0f000002
Datapath: "sw0" aka "friendly" (0000000a-0000-4000-8000-000000000001)  Pipeline: ingress
  uuid=0x0f000002, table=12(ls_in_lb           ), priority=65535, match=(1), action=(drop;)

Port Bindings:
  uuid=0x0e000002, logical_port=vm1, tunnel_key=7    
$ --vflows lflow-list sw0
Datapath: "sw0" aka "friendly" (0000000a-0000-4000-8000-000000000001)  Pipeline: ingress
  table=12(ls_in_lb           ), priority=65535, match=(1), action=(drop;)
  table=12(                   ), priority=100  , match=(a), action=(x;)
  table=12(                   ), priority=100  , match=(b), action=(x;)
Datapath: "sw0" aka "friendly" (0000000a-0000-4000-8000-000000000001)  Pipeline: egress
  table=3 (ls_out_acl         ), priority=7    , match=(ip4), action=(next;)

Port Bindings:
  logical_port=vm1, tunnel_key=7    
$ --vflows lflow-list twice
error: multiple rows in Datapath_Binding match "twice"
$ count-flows
Datapath: "lr0" (0000000c-0000-4000-8000-000000000002)  Pipeline: ingress
  table=0 (lr_in_admission    ) lflows=1
Total number of logical flows in the datapath "lr0" (0000000c-0000-4000-8000-000000000002) Pipeline: ingress = 1

Datapath: "sw0" aka "friendly" (0000000a-0000-4000-8000-000000000001)  Pipeline: ingress
  table=12(                   ) lflows=3
Total number of logical flows in the datapath "sw0" aka "friendly" (0000000a-0000-4000-8000-000000000001) Pipeline: ingress = 3

Datapath: "sw0" aka "friendly" (0000000a-0000-4000-8000-000000000001)  Pipeline: egress
  table=3 (ls_out_acl         ) lflows=1
Total number of logical flows in the datapath "sw0" aka "friendly" (0000000a-0000-4000-8000-000000000001) Pipeline: egress = 1

Datapath: "twice" (0000000d-0000-4000-8000-000000000003)  Pipeline: egress
  table=3 (ls_out_acl         ) lflows=1
Total number of logical flows in the datapath "twice" (0000000d-0000-4000-8000-000000000003) Pipeline: egress = 1

Total number of logical flows = 6
$ count-flows sw0
Datapath: "sw0" aka "friendly" (0000000a-0000-4000-8000-000000000001)  Pipeline: ingress
  table=12(                   ) lflows=3
Total number of logical flows in the datapath "sw0" aka "friendly" (0000000a-0000-4000-8000-000000000001) Pipeline: ingress = 3

Datapath: "sw0" aka "friendly" (0000000a-0000-4000-8000-000000000001)  Pipeline: egress
  table=3 (ls_out_acl         ) lflows=1
Total number of logical flows in the datapath "sw0" aka "friendly" (0000000a-0000-4000-8000-000000000001) Pipeline: egress = 1

Total number of logical flows = 4
$ count-flows twice
error: multiple rows in Datapath_Binding match "twice"
$ count-flows nosw
Total number of logical flows = 0
$ --vflows lflow-list sw0 0f000002
Datapath: "sw0" aka "friendly" (0000000a-0000-4000-8000-000000000001)  Pipeline: ingress
  table=12(ls_in_lb           ), priority=65535, match=(1), action=(drop;)

Port Bindings:
  logical_port=vm1, tunnel_key=7    
`;
  expect(replay(sbctl, said)).toBe(said);
});

test('a datapath has the names that it is given: none, one or two', () => {
  const said = `$ --id=00000001-0000-4000-8000-000000000001 create Datapath_Binding tunnel_key=1
00000001-0000-4000-8000-000000000001
$ create Logical_Flow logical_datapath=00000001-0000-4000-8000-000000000001 pipeline=ingress table_id=0 priority=1 match='"1"' actions='"next;"'
<1>
$ --id=00000003-0000-4000-8000-000000000003 create Datapath_Binding tunnel_key=3 external_ids:name2=nick
00000003-0000-4000-8000-000000000003
$ create Logical_Flow logical_datapath=00000003-0000-4000-8000-000000000003 pipeline=ingress table_id=0 priority=3 match='"1"' actions='"next;"'
<2>
$ create Port_Binding logical_port=p1 datapath=00000001-0000-4000-8000-000000000001 tunnel_key=1
<3>
$ --vflows lflow-list
Datapath:  (00000001-0000-4000-8000-000000000001)  Pipeline: ingress
  table=0 (                   ), priority=1    , match=(1), action=(next;)
Datapath: "nick" (00000003-0000-4000-8000-000000000003)  Pipeline: ingress
  table=0 (                   ), priority=3    , match=(1), action=(next;)

Port Bindings:
  datapath=, logical_port=p1, tunnel_key=1    
`;
  expect(replay(sbctl, said)).toBe(said);
});
