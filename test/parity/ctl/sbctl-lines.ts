/** Command lines of sbctl, good and bad. */

/** Each section starts with an empty database; each line is one command line. */
export const sbctlLines: Readonly<Record<string, string>> = {
  'chassis, bindings, flows': `
init
show
chassis-add c1 geneve 1.2.3.4
chassis-add c1 geneve 1.2.3.4
--may-exist chassis-add c1 geneve 1.2.3.4
chassis-add c2 geneve,vxlan 1.2.3.5
chassis-add c3 foo 1.2.3.5
show
chassis-del c2
chassis-del c2
--if-exists chassis-del c2
list chassis
list encap
--id=@d create datapath_binding tunnel_key=1 external_ids:name=sw0 external_ids:logical-switch=11111111-2222-3333-4444-555555555555 -- --id=@p create port_binding logical_port=p1 datapath=@d tunnel_key=1 mac='"00:00:00:00:00:01 10.0.0.1"' -- create port_binding logical_port=p2 datapath=@d tunnel_key=2
lsp-bind p1 c1
lsp-bind p1 c1
--may-exist lsp-bind p1 c1
lsp-bind p2 nochassis
lsp-bind nop c1
show
get Port_Binding p1 tunnel-key
get Datapath_Binding sw0 tunnel_key
list port_binding p1
lsp-unbind p1
lsp-unbind p1
lsp-unbind nop
--if-exists lsp-unbind nop
lsp-bind p1 c1
chassis-del c1
--id=@d create datapath_binding tunnel_key=2 external_ids:name=lr external_ids:logical-router=11111111-2222-3333-4444-555555555556 
lflow-list
lflow-list sw0
lflow-list nosw
--uuid lflow-list sw0
lflow-list sw0 0x1234
lflow-list sw0 zzzz
dump-flows lr
count-flows
count-flows sw0
lflow-list 11111111-2222-3333-4444-555555555555
--stats lflow-list sw0
--vflows lflow-list sw0
get-connection
set-connection ptcp:6642
set-connection role=ovn-controller pssl:6642
list connection
set-connection read-only ptcp:6643 read-write role=x ptcp:6644
get-connection
list connection
del-connection
get-ssl
list sb_global
bogus
`,
  'flows and groups of datapaths by name': `
--id=0000000a-0000-4000-8000-000000000001 create Datapath_Binding tunnel_key=1 external_ids:name=sw0 external_ids:name2=friendly external_ids:logical-switch=0000000b-0000-4000-8000-000000000001
--id=0000000c-0000-4000-8000-000000000002 create Datapath_Binding tunnel_key=2 external_ids:name=lr0 external_ids:logical-router=0000000b-0000-4000-8000-000000000002
--id=0000000d-0000-4000-8000-000000000003 create Datapath_Binding tunnel_key=3 external_ids:name=twice
--id=0000000d-0000-4000-8000-000000000004 create Datapath_Binding tunnel_key=4 external_ids:name=twice
--id=@g create Logical_DP_Group datapaths=0000000a-0000-4000-8000-000000000001,0000000d-0000-4000-8000-000000000003 -- --id=0f000001-0000-4000-8000-000000000001 create Logical_Flow logical_dp_group=@g pipeline=egress table_id=3 priority=7 match='"ip4"' actions='"next;"' external_ids:stage-name=ls_out_acl
--id=0f000002-0000-4000-8000-000000000002 create Logical_Flow logical_datapath=0000000a-0000-4000-8000-000000000001 pipeline=ingress table_id=12 priority=65535 match='"1"' actions='"drop;"' external_ids:stage-name=ls_in_lb
--id=0f000003-0000-4000-8000-000000000003 create Logical_Flow logical_datapath=0000000a-0000-4000-8000-000000000001 pipeline=ingress table_id=12 priority=100 match='"b"' actions='"x;"'
--id=0f000004-0000-4000-8000-000000000004 create Logical_Flow logical_datapath=0000000a-0000-4000-8000-000000000001 pipeline=ingress table_id=12 priority=100 match='"a"' actions='"x;"' external_ids:source=northd.c:1
--id=0f000005-0000-4000-8000-000000000005 create Logical_Flow logical_datapath=0000000c-0000-4000-8000-000000000002 pipeline=ingress table_id=0 priority=0 match='"1"' actions='"next;"' external_ids:stage-name=lr_in_admission
--id=0e000001-0000-4000-8000-000000000001 create Port_Binding logical_port=vm2 datapath=0000000a-0000-4000-8000-000000000001 tunnel_key=12
--id=0e000002-0000-4000-8000-000000000002 create Port_Binding logical_port=vm1 datapath=0000000a-0000-4000-8000-000000000001 tunnel_key=7
--id=0e000003-0000-4000-8000-000000000003 create Port_Binding logical_port=rp datapath=0000000c-0000-4000-8000-000000000002 tunnel_key=1
lflow-list
lflow-list sw0
lflow-list friendly
lflow-list 0000000b-0000-4000-8000-000000000001
lflow-list 0000000a
lflow-list twice
lflow-list nosw
lflow-list 0f000002
lflow-list 0x0f000002 0f000004-0000-4000-8000-000000000004
lflow-list sw0 0f000002 0xf000005
lflow-list lr0 0f000002
lflow-list sw0 zz
--uuid lflow-list lr0
--uuid --vflows lflow-list sw0 0f000002
--vflows lflow-list sw0
--vflows lflow-list
--vflows lflow-list twice
count-flows
count-flows sw0
count-flows twice
count-flows nosw
create IP_Multicast datapath=0000000a-0000-4000-8000-000000000001
ip-multicast-flush sw0
ip-multicast-flush friendly
ip-multicast-flush 0000000a-0000-4000-8000-000000000001
ip-multicast-flush 0000000b-0000-4000-8000-000000000001
ip-multicast-flush sw1
ip-multicast-flush nosw
ip-multicast-flush 0000000b-0000-4000-8000-000000000009
ip-multicast-flush
list ip_multicast
`,
  'datapaths with none, one and two names': `
--id=00000001-0000-4000-8000-000000000001 create Datapath_Binding tunnel_key=1
create Logical_Flow logical_datapath=00000001-0000-4000-8000-000000000001 pipeline=ingress table_id=0 priority=1 match='"1"' actions='"next;"'
create Port_Binding logical_port=p1 datapath=00000001-0000-4000-8000-000000000001 tunnel_key=1
--id=00000002-0000-4000-8000-000000000002 create Datapath_Binding tunnel_key=2 external_ids:name2='""'
create Logical_Flow logical_datapath=00000002-0000-4000-8000-000000000002 pipeline=ingress table_id=0 priority=2 match='"1"' actions='"next;"'
create Port_Binding logical_port=p2 datapath=00000002-0000-4000-8000-000000000002 tunnel_key=2
--id=00000003-0000-4000-8000-000000000003 create Datapath_Binding tunnel_key=3 external_ids:name2=nick
create Logical_Flow logical_datapath=00000003-0000-4000-8000-000000000003 pipeline=ingress table_id=0 priority=3 match='"1"' actions='"next;"'
create Port_Binding logical_port=p3 datapath=00000003-0000-4000-8000-000000000003 tunnel_key=3
--id=00000004-0000-4000-8000-000000000004 create Datapath_Binding tunnel_key=4 external_ids:name='""'
create Logical_Flow logical_datapath=00000004-0000-4000-8000-000000000004 pipeline=ingress table_id=0 priority=4 match='"1"' actions='"next;"'
create Port_Binding logical_port=p4 datapath=00000004-0000-4000-8000-000000000004 tunnel_key=4
--id=00000005-0000-4000-8000-000000000005 create Datapath_Binding tunnel_key=5 external_ids:name='""' external_ids:name2='""'
create Logical_Flow logical_datapath=00000005-0000-4000-8000-000000000005 pipeline=ingress table_id=0 priority=5 match='"1"' actions='"next;"'
create Port_Binding logical_port=p5 datapath=00000005-0000-4000-8000-000000000005 tunnel_key=5
--id=00000006-0000-4000-8000-000000000006 create Datapath_Binding tunnel_key=6 external_ids:name='""' external_ids:name2=nick
create Logical_Flow logical_datapath=00000006-0000-4000-8000-000000000006 pipeline=ingress table_id=0 priority=6 match='"1"' actions='"next;"'
create Port_Binding logical_port=p6 datapath=00000006-0000-4000-8000-000000000006 tunnel_key=6
--id=00000007-0000-4000-8000-000000000007 create Datapath_Binding tunnel_key=7 external_ids:name=sw
create Logical_Flow logical_datapath=00000007-0000-4000-8000-000000000007 pipeline=ingress table_id=0 priority=7 match='"1"' actions='"next;"'
create Port_Binding logical_port=p7 datapath=00000007-0000-4000-8000-000000000007 tunnel_key=7
--id=00000008-0000-4000-8000-000000000008 create Datapath_Binding tunnel_key=8 external_ids:name=sw external_ids:name2='""'
create Logical_Flow logical_datapath=00000008-0000-4000-8000-000000000008 pipeline=ingress table_id=0 priority=8 match='"1"' actions='"next;"'
create Port_Binding logical_port=p8 datapath=00000008-0000-4000-8000-000000000008 tunnel_key=8
--id=00000009-0000-4000-8000-000000000009 create Datapath_Binding tunnel_key=9 external_ids:name=sw external_ids:name2=nick
create Logical_Flow logical_datapath=00000009-0000-4000-8000-000000000009 pipeline=ingress table_id=0 priority=9 match='"1"' actions='"next;"'
create Port_Binding logical_port=p9 datapath=00000009-0000-4000-8000-000000000009 tunnel_key=9
lflow-list
count-flows
--vflows lflow-list nick 0000000
--vflows lflow-list 00000001
`,
};
