/** Command lines of nbctl, good and bad. */

/** Each section starts with an empty database; each line is one command line. */
export const nbctlLines: Readonly<Record<string, string>> = {
  'database commands on an empty database': String.raw`
init
ls-add sw0
ls-add sw0
--may-exist ls-add sw0
--add-duplicate ls-add sw0
--may-exist --add-duplicate ls-add sw0
ls-add
ls-add a b
ls-ad

-- 
ls-add a --may-exist
-- ls-add a --may-exist
--may-exist
--nope ls-add
ls-list
ls-del sw0
ls-del nosw
--if-exists ls-del nosw
list nope
list logical_
list l
list logical_switch nope
list logical_switch 'abcd'
--columns=nope list logical_switch
--columns=o list logical_switch
--columns=name,ports,name list logical_switch
--columns=_uuid list logical_switch
-f table --columns=name,ports list logical_switch
-f csv --columns=name,ports,external_ids list logical_switch
-f json --columns=name,ports,external_ids,_uuid list logical_switch
-f html --columns=name,ports,external_ids list logical_switch
-f table -d json --columns=name,ports,external_ids list logical_switch
-f table -d bare --columns=name,ports,external_ids list logical_switch
--no-headings -f table --columns=name list logical_switch
--bare --columns=name list logical_switch
-f foo list logical_switch
-d foo list logical_switch
--pretty -f json --columns=name list logical_switch
set logical_switch sw1 name
--id=@a create logical_switch name=sw1 external_ids:a.b=0x10 'external_ids:other="q\"x"' -- get logical_switch @a name external_ids -- set logical_switch @a other_config:mac_only=true
get logical_switch sw1 name
get logical_switch sw1 external_ids:a.b
get logical_switch sw1 external_ids:nokey
--if-exists get logical_switch sw1 external_ids:nokey
--if-exists get logical_switch nosw external_ids:nokey
get logical_switch nosw external_ids:nokey
get logical_switch sw1 nokey
get logical_switch sw1 name:x
get logical_switch sw1
--id=@x get logical_switch sw1 -- set logical_switch @x name=sw2
--id=@x --if-exists get logical_switch sw1
--id=x get logical_switch sw2
set logical_switch sw2 name=
set logical_switch sw2 name=a,b
set logical_switch sw2 name=[]
set logical_switch sw2 'name="x'
set logical_switch sw2 external_ids=a=b,c=d
set logical_switch sw2 external_ids=a
set logical_switch sw2 external_ids={}
set logical_switch sw2 external_ids:a=b external_ids:c=d -- get logical_switch sw2 external_ids
set logical_switch sw2 external_ids:a=b,c
set logical_switch sw2 external_ids:a!=b
set logical_switch sw2 nope=b
set logical_switch sw2 name:a=b
set logical_switch sw2 _uuid=b
set logical_switch sw2 ports=b
set logical_switch sw2 ports=@b
set logical_switch sw2 ports=11111111-2222-3333-4444-555555555555
add logical_switch sw2 external_ids x=y z=w
add logical_switch sw2 external_ids x=q
add logical_switch sw2 external_ids x
add logical_switch sw2 name x
add logical_switch sw2 ports
remove logical_switch sw2 external_ids x
remove logical_switch sw2 external_ids z=nope
remove logical_switch sw2 external_ids z=w
remove logical_switch sw2 name x
clear logical_switch sw2 external_ids
clear logical_switch sw2 name
clear logical_switch sw2 _uuid
clear logical_switch nope external_ids
--if-exists clear logical_switch nope external_ids
create logical_switch
create logical_switch name
create logical_switch name=n1 name=n2
destroy logical_switch n2
destroy logical_switch n2
--if-exists destroy logical_switch n2
--all destroy logical_switch
--all destroy logical_switch x
destroy logical_switch
find logical_switch name=x
find logical_switch name
find logical_switch 'name{in}x,y'
--columns=name find logical_switch 'external_ids:a=b'
-t 1 wait-until logical_switch nope
-t 1 wait-until logical_switch nope name=x
comment hello world
lsp-add
get
`,
  'database commands': String.raw`
--id=@a create logical_switch name=other
--id=@a create logical_switch name=sw1 external_ids:a.b=0x10 'external_ids:other="q\"x"'
get logical_switch sw1 name external_ids
--id=@x get logical_switch sw1 -- set logical_switch @x name=sw2
get logical_switch sw1 external_ids:a.b
get logical_switch sw1 external_ids:nokey
--if-exists get logical_switch sw1 external_ids:nokey
get logical_switch sw1 name:x
get logical_switch sw1
get logical_switch sw1 _uuid
--id=x get logical_switch sw1
set logical_switch sw1 name
set logical_switch sw1 name=
set logical_switch sw1 name=a,b
set logical_switch sw1 name=[]
set logical_switch sw1 'name="x'
set logical_switch sw1 'name="x"y'
set logical_switch sw1 external_ids=a=b,c=d
set logical_switch sw1 external_ids=a
set logical_switch sw1 'external_ids={a=b'
set logical_switch sw1 'external_ids={a=b}x'
set logical_switch sw1 external_ids={}
set logical_switch sw1 external_ids:a=b external_ids:c=d -- get logical_switch sw1 external_ids
set logical_switch sw1 external_ids:a=b,c
set logical_switch sw1 external_ids:a=
set logical_switch sw1 'external_ids:a=b c'
set logical_switch sw1 external_ids:a!=b
set logical_switch sw1 'external_ids:"x:y"=b'
get logical_switch sw1 'external_ids:"x:y"'
get logical_switch sw1 'external_ids:x:y'
set logical_switch sw1 nope=b
set logical_switch sw1 name:a=b
set logical_switch sw1 _uuid=b
set logical_switch sw1 ports=b
set logical_switch sw1 ports=@b
set logical_switch sw1 ports=11111111-2222-3333-4444-555555555555
add logical_switch sw1 external_ids x=y z=w
add logical_switch sw1 external_ids x=q
add logical_switch sw1 external_ids x
add logical_switch sw1 name x
get logical_switch sw1 external_ids
remove logical_switch sw1 external_ids x
remove logical_switch sw1 external_ids z=nope
remove logical_switch sw1 external_ids z=w
remove logical_switch sw1 name x
get logical_switch sw1 external_ids
clear logical_switch sw1 external_ids
clear logical_switch sw1 name
clear logical_switch sw1 _uuid
find logical_switch name=sw1
find logical_switch name
find logical_switch nope=3
find logical_switch 'name{in}x,sw1'
find logical_switch 'name{xx}x,sw1'
find logical_switch 'name~x'
find logical_switch 'name=='
--columns=name find logical_switch 'external_ids:a=b'
lsp-add sw1 p1 -- set logical_switch_port p1 tag=5 up=true 'addresses="a b"'
set logical_switch_port p1 tag=abc
set logical_switch_port p1 tag=99999
set logical_switch_port p1 tag=1,2
set logical_switch_port p1 tag=-1
set logical_switch_port p1 up=maybe
set logical_switch_port p1 addresses=a,b,c
set logical_switch_port p1 addresses=a,b,a
set logical_switch_port p1 'addresses=[a b]'
set logical_switch_port p1 'addresses=[a,b'
set logical_switch_port p1 'addresses=a]'
set logical_switch_port p1 'addresses=a b, "c d"'
get logical_switch_port p1 addresses tag up
get logical_switch_port p1 addresses:0
list logical_switch_port
-d bare list logical_switch_port
-d json list logical_switch_port
--oneline list logical_switch_port -- get logical_switch_port p1 tag
add logical_switch_port p1 tag 7
remove logical_switch_port p1 tag 5
add logical_switch_port p1 tag 7
--id=@p create logical_switch_port name=p2 -- add logical_switch sw1 ports @p
add logical_switch sw1 ports @p -- --id=@p create logical_switch_port name=p3
add logical_switch sw1 ports @q
--id=@p create logical_switch_port name=p4 -- --id=@p create logical_switch_port name=p4 
--id=p create logical_switch_port name=p4
--id=11111111-2222-3333-4444-555555555555 create logical_switch name=fixed
--id=11111111-2222-3333-4444-555555555555 create logical_switch name=fixed
list logical_switch 1111
list logical_switch 111
list logical_switch 11111111-2222-3333-4444-555555555556
get . nb_cfg
get nb_global . nb_cfg
get nb . nb_cfg
set nb . name=foo options:x=y -- get nb . name options
destroy nb .
clear nb . options ipsec
acl-add sw1 to-lport 1000 ip4 drop
set acl . priority=99999
list acl
create acl priority=1 direction=x match=y action=drop
create acl priority=99999
create acl priority=9 direction=to-lport match=y action=drop
create acl match=y
set logical_switch sw1 "other_config:mcast_snoop=true" other_config:a="b c" -- get logical_switch sw1 other_config
--may-exist --if-exists ls-add x
--id=@z ls-add x
--if-exists=3 ls-del x
--columns list ls
-- --columns list ls
-- --columns= list logical_switch
-- --col=name list logical_switch
--if-exists --if-exists ls-del x
-- --if-exists --if-exists ls-del x
-- --if-exists=3 ls-del x
-- --nope ls-del x
--wait=foo ls-add x
--wait ls-add x
-t ls-add x
-tx ls-add x
-t 0 ls-list
-t -3 ls-list
--dry-run ls-add dry -- ls-list
--oneline ls-list -- ls-list
--timeout=1 wait-until logical_switch sw1 name=sw1 
set Logical-Switch sw1 other-config:q=1
get Logical-Switch sw1 OTHER-config
list logical_switch sw1 sw1
lr-add r1 -- lrp-add r1 rp 00:00:00:00:00:01 1.2.3.4/24 -- set logical_router_port rp gateway_chassis=@g -- --id=@g create gateway_chassis name=x chassis_name=y priority=3
list gateway_chassis
list meter_band
create meter_band action=drop rate=1
create meter name=m unit=kbps bands=[]
create meter name=m unit=kbps
get logical_switch sw1 ports
clear logical_switch sw1 ports
init x
--print-wait-time ls-list
--no-leader-only --no-shuffle-remotes ls-list
--db=unix:/none ls-list
--db=tcp:127.0.0.1:1 ls-list
--db=foo ls-list
--db=tcp:foo ls-list
`,
  'switches, routers and ports': String.raw`
ls-add sw1 -- ls-add sw9 -- lr-add r1 -- lrp-add r1 rp 00:00:00:00:00:09 9.2.3.4/24 -- lsp-add sw9 q9 -- acl-add sw1 to-lport 1000 ip4 drop
set logical_switch sw1 other_config:a="b c" other_config:q=1
--id=11111111-2222-3333-4444-555555555555 create logical_switch name=fixed
ls-add a -- ls-add b
get logical_switch . name
get nb . name
--id=aaaa0000-2222-3333-4444-555555555555 create logical_switch name=f1 -- --id=aaaa0001-2222-3333-4444-555555555555 create logical_switch name=f2
get logical_switch aaaa name
get logical_switch aaaa0 name
get logical_switch aaaa0000 name
get logical_switch aaaa0000- name
ls-add sw1
get logical_switch sw1 name
set logical_switch a name=40:44
set logical_switch a name=a.b/c
get logical_switch a.b/c name
set logical_switch a name=5
set logical_switch b 'name="5"' -- get logical_switch b name
set logical_switch b 'name=""' 
set logical_switch b name=true -- get logical_switch b name
set acl . name=""
set acl . name=''
set acl . log=yes -- get acl . log
set acl . label=0x10 
set acl . label=010
set acl . label=1.5
set acl . severity=x
set acl . priority=1-3
set acl . meter=[] 'meter=""'
set acl . meter={}
list ACL nosuch
get dhcp_options x cidr
find logical_switch 'external_ids:a!=b' -- find logical_switch 'ports{=}[]' name!=sw1
--columns=name find logical_switch 'name>a' 'name<=f2'
--columns=name find logical_switch 'other_config{>=}a="b c"'
--columns=name find logical_switch 'other_config:q{=}1'
--columns=name find logical_switch 'other_config:q{!=}1'
--columns=name find logical_switch 'other_config:q{in}1,2'
--columns=name find logical_switch '_uuid=aaaa0000-2222-3333-4444-555555555555'
--columns=name find logical_switch '_uuid=aaaa0000'
get-connection
set-connection ptcp:6641 pssl:6641
get-connection
--inactivity-probe=30000 set-connection ptcp:6641:0.0.0.0
get-connection
list connection
set-connection foo
set-connection ptcp:1 ptcp:1
--inactivity-probe=x set-connection ptcp:1
del-connection
get-connection
get-ssl
set-ssl a b c
get-ssl
--bootstrap set-ssl a b c TLSv1 HIGH
get-ssl
list ssl
del-ssl
get-ssl
lsp-list sw1
lsp-list nosw
lsp-add nosw p
lsp-add sw1 p1
lsp-add sw1 p1
--may-exist lsp-add sw1 p1
lsp-add sw1 p2 p1
lsp-add sw1 p2 p1 x
lsp-add sw1 p2 p1 9999
lsp-add sw1 p2 nop 10
lsp-add sw1 p2 p1 10
--may-exist lsp-add sw1 p2 p1 11
--may-exist lsp-add sw1 p2 p3 10
--may-exist lsp-add sw1 p2
--may-exist lsp-add a p2
lsp-get-parent p2
lsp-get-tag p2
lsp-get-parent p1
lsp-get-tag p1
lsp-get-tag nop
lsp-list sw1
lsp-set-addresses p1 foo
lsp-set-addresses p1 unknown router dynamic "dynamic 10.0.0.1" "00:00:00:00:00:01 10.0.0.1" "00:00:00:00:00:02 dynamic"
lsp-set-addresses p1 "zz:00"
lsp-set-addresses p1 "00:00:00:00:00:01 x"
lsp-set-addresses p1 "00:00:00:00:00:01 10.0.0.1/24 ::1"
lsp-set-addresses p1 "dynamic x"
lsp-set-addresses p1 "dynamic 1.2.3.4 ::2"
lsp-set-addresses p1 "00:00:00:00:00:01  10.0.0.1"
lsp-set-addresses p1 "00:00:00:00:00:01 10.0.0.1,10.0.0.2"
lsp-set-addresses p1 "00:00:00:00:00:01:02"
lsp-set-addresses p1 ""
lsp-get-addresses p1
lsp-set-addresses p1
lsp-get-addresses p1
lsp-set-addresses nop x
lsp-set-port-security p1 "00:00:00:00:00:01" foo
lsp-get-port-security p1
lsp-get-up p1
lsp-set-enabled p1 foo
lsp-set-enabled p1 disabled
lsp-get-enabled p1
lsp-get-enabled p2
lsp-set-type p1 router
lsp-set-type p1 foo
lsp-set-type p1 ""
lsp-get-type p1
lsp-set-type p2 localnet
lsp-get-type p2
lsp-set-options p1 a=b c=d
lsp-get-options p1
lsp-set-options p1 a
lsp-set-options p1 a=b a=c
lsp-get-options p1
lsp-set-options p1
lsp-get-options p1
lsp-get-ls p1
lsp-del p1
lsp-del nop
--if-exists lsp-del nop
lr-add r1
--may-exist lr-add r1
lr-add r1
--add-duplicate lr-add r1
lr-del r1
--if-exists lr-del zz
lr-del zz
lr-add r2
lrp-add r2 rp1 00:00:00:00:00:01 10.0.0.1/24
lrp-add r2 rp1 00:00:00:00:00:01 10.0.0.1/24
--may-exist lrp-add r2 rp1 00:00:00:00:00:01 10.0.0.1/24
--may-exist lrp-add r2 rp1 00:00:00:00:00:02 10.0.0.1/24
--may-exist lrp-add r2 rp1 00:00:00:00:00:01 10.0.0.2/24
--may-exist lrp-add r2 rp1 00:00:00:00:00:01 10.0.0.1/24 peer=x
lrp-add r2 rp2 00:00:00:00:00:0x 10.0.0.1/24
lrp-add r2 rp2 00:00:00:00:00:01 10.0.0.1/33
lrp-add r2 rp2 00:00:00:00:00:01 x
lrp-add r2 rp2 00:00:00:00:00:01 10.0.1.1/24 fd00::1/64 peer=foo options:a=b
lrp-add r2 rp3 00:00:00:00:00:01 10.0.1.1/24 foo=3
lrp-add r2 rp3 00:00:00:00:00:01 peer=3
lrp-add r2 rp4 00:00:00:00:00:01 
lrp-add nor rp4 00:00:00:00:00:01 10.0.0.1/24
lrp-list r2
lrp-list nor
lrp-get-enabled rp1
lrp-set-enabled rp1 disabled
lrp-get-enabled rp1
lrp-set-enabled rp1 x
lrp-set-options rp1 a=b
lrp-get-redirect-type rp1
lrp-set-redirect-type rp1 bridged
lrp-set-redirect-type rp1 foo
lrp-get-redirect-type rp1
lrp-set-gateway-chassis rp1 c1
lrp-set-gateway-chassis rp1 c2 30
lrp-set-gateway-chassis rp1 c2 99999
lrp-set-gateway-chassis rp1 c2 x
lrp-get-gateway-chassis rp1
lrp-del-gateway-chassis rp1 c3
lrp-del-gateway-chassis rp1 c1
lrp-get-gateway-chassis rp1
lrp-del rp2
lrp-del rp2
--if-exists lrp-del rp2
show
show sw1
show r2
show zz
list logical_router_port
`,
  'translation, routes, policies': String.raw`
--all destroy logical_switch -- --all destroy logical_router
ls-add sw0 -- lsp-add sw0 p1 -- lsp-add sw0 p2 -- lsp-add sw0 rp -- lsp-set-type rp router -- lsp-set-addresses rp router -- lsp-set-options rp router-port=lr-sw0 -- lsp-set-addresses p1 "00:00:00:00:00:01 10.0.0.1" unknown
lsp-add sw0 p10 p1 5 -- lsp-set-enabled p2 disabled
lr-add lr -- lrp-add lr lr-sw0 00:00:00:00:01:01 10.0.0.254/24 fd00::1/64 
lr-nat-add lr snat 172.16.0.1 10.0.0.0/24
lr-nat-add lr dnat_and_snat 172.16.0.2 10.0.0.1 p1 00:00:00:00:02:02
lr-nat-add lr dnat 172.16.0.3 10.0.0.1
lr-nat-add lr dnat 172.16.0.3 10.0.0.1
--may-exist lr-nat-add lr dnat 172.16.0.3 10.0.0.2
lr-nat-add lr foo 172.16.0.3 10.0.0.1
lr-nat-add lr snat x 10.0.0.1
lr-nat-add lr snat 172.16.0.9 x
lr-nat-add lr dnat 172.16.0.9 10.0.0.0/24
lr-nat-add lr snat 172.16.0.9 10.0.0.1 p1 00:00:00:00:00:01
lr-nat-add lr dnat_and_snat 172.16.0.9 10.0.0.1 p1
lr-nat-add lr dnat_and_snat 172.16.0.9 10.0.0.1 nop 00:00:00:00:00:01
lr-nat-add lr dnat_and_snat 172.16.0.9 10.0.0.1 p1 zz
--portrange lr-nat-add lr snat 172.16.0.10 10.0.1.0/24 1-100
--portrange lr-nat-add lr snat 172.16.0.11 10.0.2.0/24 foo
--stateless lr-nat-add lr dnat_and_snat 172.16.0.12 10.0.3.1
--stateless lr-nat-add lr snat 172.16.0.13 10.0.3.0/24
lr-nat-add lr snat fd01::1 fd00::/64
--gateway-port=lr-sw0 lr-nat-add lr dnat_and_snat 172.16.0.14 10.0.4.1
--gateway-port=nope lr-nat-add lr dnat_and_snat 172.16.0.15 10.0.4.2
--add-route lr-nat-add lr dnat_and_snat 172.16.0.16 10.0.4.3
lr-nat-add nor snat 1.1.1.1 2.2.2.2
lr-nat-list lr
list nat
show
lr-nat-del lr foo
lr-nat-del lr snat 10.9.9.9
--if-exists lr-nat-del lr snat 10.9.9.9
lr-nat-del lr snat 10.0.0.0/24
lr-nat-del lr dnat
lr-nat-del lr dnat_and_snat 172.16.0.14 nope
lr-nat-del lr dnat_and_snat 172.16.0.14 lr-sw0
lr-nat-list lr
lr-nat-del lr
lr-nat-list lr
lr-route-add lr 0.0.0.0/0 10.0.0.100
lr-route-add lr 0.0.0.0/0 10.0.0.100
lr-route-add lr 0.0.0.0/0 10.0.0.101
--ecmp lr-route-add lr 0.0.0.0/0 10.0.0.101
--ecmp-symmetric-reply lr-route-add lr 0.0.0.0/0 10.0.0.102
--may-exist lr-route-add lr 1.0.0.0/8 10.0.0.103
--may-exist lr-route-add lr 1.0.0.0/8 10.0.0.104 lr-sw0
lr-route-add lr 1.0.0.0/8 discard
--policy=src-ip lr-route-add lr 10.0.0.0/24 10.0.0.105
--policy=foo lr-route-add lr 10.0.0.0/24 10.0.0.105
--route-table=rt1 lr-route-add lr 5.0.0.0/8 10.0.0.106
lr-route-add lr x 10.0.0.1
lr-route-add lr 10.0.0.0/33 10.0.0.1
lr-route-add lr 10.0.0.7/24 x
lr-route-add lr 10.0.0.7/24 fd00::1
lr-route-add lr 10.0.9.7/24 10.0.0.9 nop
lr-route-add lr 10.0.9.7/24 10.0.0.9 lr-sw0
lr-route-add lr fd02::/64 fd00::2
lr-route-add lr 9.9.9.9 discard
--bfd lr-route-add lr 19.9.9.9 10.0.0.9
--bfd lr-route-add lr 19.9.9.8 10.0.0.9 lr-sw0
--bfd=foo lr-route-add lr 19.9.9.7 10.0.0.9 lr-sw0
--ecmp --bfd lr-route-add lr 19.9.9.7 discard
lr-route-list lr
list logical_router_static_route
--route-table=rt1 lr-route-list lr
--route-table=zz lr-route-list lr
lr-route-del lr 77.0.0.0/8
--if-exists lr-route-del lr 77.0.0.0/8
lr-route-del lr 1.0.0.0/8 9.9.9.9
lr-route-del lr 1.0.0.0/8 10.0.0.104 nope
lr-route-del lr 1.0.0.0/8 10.0.0.104 lr-sw0
lr-route-del lr 0.0.0.0/0 10.0.0.101
lr-route-del lr 0.0.0.0/0
--policy=src-ip lr-route-del lr
--route-table=rt1 lr-route-del lr
lr-route-list lr
lr-route-del lr
lr-route-del lr
lr-route-list lr
lr-route-list nor
lr-policy-add lr 10 "ip4.src == 1.2.3.4" drop
lr-policy-add lr 10 "ip4.src == 1.2.3.4" drop
--may-exist lr-policy-add lr 10 "ip4.src == 1.2.3.4" drop
lr-policy-add lr 11 "ip4.src == 1.2.3.5" reroute 10.0.0.5
lr-policy-add lr 12 "ip4.src == 1.2.3.6" reroute 10.0.0.5,10.0.0.6 pkt_mark=3
lr-policy-add lr 12 "ip4.src == 1.2.3.7" reroute x
lr-policy-add lr 12 "ip4.src == 1.2.3.7" reroute
lr-policy-add lr 12 "ip4.src == 1.2.3.7" reroute 10.0.0.5,fd00::1
lr-policy-add lr 12 "ip4.src == 1.2.3.7" foo
lr-policy-add lr 99999 "ip4.src == 1.2.3.7" allow
lr-policy-add lr x "ip4.src == 1.2.3.7" allow
lr-policy-add lr 13 "ip4.src == 1.2.3.8" allow pkt_mark=5 
lr-policy-add lr 13 "ip4.src == 1.2.3.9" allow foo
lr-policy-list lr
lr-policy-del lr 10 nomatch
--if-exists lr-policy-del lr 10 nomatch
lr-policy-del lr 10 "ip4.src == 1.2.3.4"
lr-policy-del lr 99
lr-policy-del lr 12
lr-policy-del lr x
lr-policy-list lr
lr-policy-del lr
lr-policy-list lr
`,
};
