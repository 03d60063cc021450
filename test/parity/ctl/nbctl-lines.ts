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
`,
  'switches, routers and ports': `
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
  'translation, routes, policies': `
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
  'rules, groups, meters, mirrors, load balancers': `
ls-add sw0 -- ls-add sw1 -- lsp-add sw0 p1 -- lsp-add sw0 p2 -- lsp-add sw1 p3 -- lr-add lr -- lr-add lr2 -- lrp-add lr lr-sw0 00:00:00:00:01:01 10.0.0.254/24
acl-add sw0 to-lport 1000 "ip4.src == 1.2.3.4" drop
acl-add sw0 to-lport 1000 "ip4.src == 1.2.3.4" drop
--may-exist acl-add sw0 to-lport 1000 "ip4.src == 1.2.3.4" drop
--may-exist acl-add sw0 to-lport 1000 "ip4.src == 1.2.3.4" allow
--log acl-add sw0 from-lport 999 ip4 allow-related
--log --severity=info --name=foo --meter=m1 acl-add sw0 from-lport 998 ip6 reject
--severity=debug acl-add sw0 from-lport 997 tcp allow
--name=bar acl-add sw0 from-lport 996 udp allow-stateless
--severity=zzz acl-add sw0 from-lport 995 udp allow-stateless
--name=0123456789012345678901234567890123456789012345678901234567890123456789 acl-add sw0 from-lport 995 udp allow-stateless
--label=5 acl-add sw0 to-lport 994 udp allow-related
--label=5 acl-add sw0 to-lport 994 icmp drop
--label=x acl-add sw0 to-lport 993 icmp allow-related
--label=0x55 acl-add sw0 to-lport 993 icmp allow-related
--label=99999999999 acl-add sw0 to-lport 993 icmp allow-related
--apply-after-lb acl-add sw0 from-lport 992 icmp allow-related
--apply-after-lb acl-add sw0 to-lport 991 icmp allow-related
acl-add sw0 foo 1 icmp drop
acl-add sw0 to 1 icmp drop
acl-add sw0 from-lport 99999 icmp drop
acl-add sw0 from-lport x icmp drop
acl-add sw0 from-lport 5 icmp foo
acl-add nosw from-lport 5 icmp drop
--type=foo acl-add sw0 from-lport 5 icmp drop
--type=port-group acl-add sw0 from-lport 5 icmp drop
--type=switch acl-add sw0 from-lport 5 icmp drop
acl-list sw0
acl-list nosw
list acl
acl-del sw0 foo
acl-del sw0 to-lport 1000
acl-del sw0 to-lport x ip4
acl-del sw0 to-lport 1000 nomatch
acl-del sw0 to-lport 1000 "ip4.src == 1.2.3.4"
acl-list sw0
acl-del sw0 from-lport
acl-list sw0
acl-del sw0
acl-list sw0
acl-del nosw
pg-add pg0
pg-add pg0
pg-add pg1 p1 p2
pg-add pg2 nop
list port_group
pg-set-ports pg0 p3 p1
pg-set-ports nopg p3
pg-set-ports pg0
--type=port-group acl-add pg0 to-lport 1 ip4 drop
acl-add pg0 to-lport 2 ip4 drop
acl-add pg0 from-lport 2 ip4 drop
acl-list pg0
--type=switch acl-list pg0
pg-del pg0
pg-del pg0
qos-add sw0 from-lport 100 ip4 dscp=10
qos-add sw0 from-lport 100 ip4 dscp=10
--may-exist qos-add sw0 from-lport 100 ip4 dscp=10
qos-add sw0 to-lport 101 ip6 rate=1000 burst=500
qos-add sw0 to-lport 102 ip6 rate=1000 burst=500 dscp=63
qos-add sw0 to-lport 103 ip6 dscp=64
qos-add sw0 to-lport 103 ip6 rate=0
qos-add sw0 to-lport 103 ip6 burst=x
qos-add sw0 to-lport 103 ip6 foo=3
qos-add sw0 to-lport 103 ip6
qos-add sw0 to-lport 103 ip6 burst=100
qos-add sw0 x 103 ip6 dscp=3
qos-add sw0 to-lport 99999 ip6 dscp=3
qos-list sw0
qos-del sw0 to-lport 1 x
qos-del sw0 to-lport 101 ip6
qos-del sw0 from-lport
qos-del sw0 11111111-2222-3333-4444-555555555555
--if-exists qos-del sw0 11111111-2222-3333-4444-555555555555
qos-del sw0 zzz
qos-list sw0
qos-del sw0
qos-list sw0
meter-add m0 drop 100 kbps
meter-add m0 drop 100 kbps
--may-exist meter-add m0 drop 101 kbps
--fair meter-add m1 drop 100 pktps 50
meter-add m2 foo 100 pktps
meter-add m2 drop x pktps
meter-add m2 drop 0 pktps
meter-add m2 drop 1 foo
meter-add m2 drop 1 kbps x
meter-add __m drop 1 kbps
meter-list
list meter
list meter_band
meter-del m9
meter-del m0
meter-list
meter-del
meter-list
mirror-add mir0 gre 5 from-lport 10.1.1.1
mirror-add mir0 gre 5 from-lport 10.1.1.1
--may-exist mirror-add mir0 gre 6 from-lport 10.1.1.2
mirror-add mir1 erspan 5 both 10.1.1.1
mirror-add mir2 foo 5 both 10.1.1.1
mirror-add mir2 gre x both 10.1.1.1
mirror-add mir2 gre 5 foo 10.1.1.1
mirror-add mir2 gre 5 to-lport foo
mirror-add mir2 gre 5 to-lport fd00::1
mirror-list
list mirror
lsp-attach-mirror p1 mir0
lsp-attach-mirror p1 mir0
--may-exist lsp-attach-mirror p1 mir0
lsp-attach-mirror p1 nomir
lsp-attach-mirror nop mir0
lsp-detach-mirror p1 mir1
lsp-detach-mirror p1 mir0
mirror-del mir0
mirror-del nomir
mirror-del
mirror-list
lb-add lb0 30.0.0.1:80 192.168.10.10:80,192.168.10.20:80
lb-add lb0 30.0.0.1:80 192.168.10.10:80
--may-exist lb-add lb0 30.0.0.1:80 192.168.10.10:80
--add-duplicate lb-add lb0 30.0.0.1:80 192.168.10.11:80
lb-add lb1 30.0.0.2 192.168.10.10
lb-add lb9 [fd00::1:80 fd00::2
lb-add lb9 [fd00::1 fd00::3
lb-add lb9 [1.2.3.4 1.2.3.5
lb-add lb9 fd00::1]:80 fd00::2
lb-add lb9 [fd00::1]80 fd00::2
lb-add lb9 [1.2.3.4:80 1.2.3.5
lb-add lb9 [fd00 fd00::2
lb-add lb9 [fd00::1]:80 [fd00::2:80
lb-del lb9
lb-add lb1 30.0.0.3 192.168.10.10 tcp
lb-add lb2 30.0.0.4:80 192.168.10.10:80 udp
lb-add lb2 30.0.0.5:80 192.168.10.10:80 sctp
lb-add lb2 30.0.0.6:80 192.168.10.10:80 foo
lb-add lb3 30.0.0.7 192.168.10.10 tcp
lb-add lb3 30.0.0.7:80 192.168.10.10
lb-add lb3 30.0.0.7 192.168.10.10:80
lb-add lb3 30.0.0.x:80 192.168.10.10:80
lb-add lb3 30.0.0.7:0 192.168.10.10:80
lb-add lb3 30.0.0.7:80a 192.168.10.10:80
lb-add lb3 30.0.0.7:80 192.168.10.x:80
lb-add lb3 30.0.0.7:80 192.168.10.1
lb-add lb3 30.0.0.7:80 [fd00::1]:80
lb-add lb3 [fd00::1]:80 [fd00::2]:80,[fd00::3]:80
lb-add lb3 fd00::9 fd00::2,fd00::3
lb-add lb3 [fd00::a]:80 192.168.10.1:80
lb-add lb3 30.0.0.8:80 ""
lb-add lb4 30.0.0.9:80 192.168.10.10:80, 
--reject lb-add lb5 30.0.0.10:80 ""
--event lb-add lb6 30.0.0.10:80 ""
--reject --event lb-add lb7 30.0.0.10:80 ""
--add-route lb-add lb8 30.0.0.10:80 1.1.1.1:8
--template lb-add lbt ^vip:^vport ^backends tcp ipv4
--template lb-add lbt2 ^vip:^vport ^backends tcp
--template lb-add lbt3 ^vip:^vport ^backends tcp foo
lb-list
lb-list lb0
lb-list nolb
list load_balancer
lb-del lb0 30.0.0.1:80
lb-del lb1 30.0.0.99
--if-exists lb-del lb1 30.0.0.99
lb-del nolb
--if-exists lb-del nolb
lb-del lb1
lr-lb-add lr lb2
lr-lb-add lr lb2
--may-exist lr-lb-add lr lb2
lr-lb-add lr nolb
lr-lb-add nor lb2
lr-lb-list lr
lr-lb-del lr lb3
--if-exists lr-lb-del lr lb3
lr-lb-del lr lb2
lr-lb-add lr lb2
lr-lb-del lr
lr-lb-list lr
ls-lb-add sw0 lb2
ls-lb-add sw0 lb3
ls-lb-add sw0 lb2
--may-exist ls-lb-add sw0 lb2
ls-lb-list sw0
ls-lb-del sw0 lb5
--if-exists ls-lb-del sw0 lb5
ls-lb-del sw0 lb2
ls-lb-del sw0
ls-lb-list sw0
lb-del lbt
`,
  'dhcp options, groups, copp, forwarding, bindings': `
ls-add sw0 -- ls-add sw1 -- lsp-add sw0 p1 -- lsp-add sw0 p2 -- lsp-add sw1 p3 -- lr-add lr -- lr-add lr2 -- lrp-add lr lr-sw0 00:00:00:00:01:01 10.0.0.254/24
dhcp-options-create 10.0.0.0/24
dhcp-options-create 10.0.1.0/24 a=b,c=d
dhcp-options-create 10.0.1.0/24 a=b c=d
dhcp-options-create fd00::/64
dhcp-options-create foo
dhcp-options-create 10.0.0.5/24
dhcp-options-list
list dhcp_options
--id=aaaaaaaa-2222-3333-4444-555555555555 create dhcp_options cidr=10.5.0.0/24 -- --id=bbbbbbbb-2222-3333-4444-555555555555 create dhcp_options cidr='"fd05::/64"'
dhcp-options-set-options aaaaaaaa-2222-3333-4444-555555555555 lease_time=3600 router=10.5.0.1
dhcp-options-set-options aaaaaaaa-2222-3333-4444-555555555555 foo
dhcp-options-get-options aaaaaaaa-2222-3333-4444-555555555555
dhcp-options-set-options aaaaaaaa lease_time=3600 router=10.5.0.1
dhcp-options-set-options aaaaaaaa-2222-3333-4444-555555555550 lease_time=3600
dhcp-options-get-options aaaaaaaa-2222-3333-4444-555555555550
dhcp-options-get-options foo
lsp-set-dhcpv4-options p1 aaaaaaaa-2222-3333-4444-555555555555
lsp-set-dhcpv4-options p1 bbbbbbbb-2222-3333-4444-555555555555
lsp-set-dhcpv6-options p1 bbbbbbbb-2222-3333-4444-555555555555
lsp-set-dhcpv6-options p1 aaaaaaaa-2222-3333-4444-555555555555
lsp-get-dhcpv4-options p1
lsp-get-dhcpv6-options p1
lsp-set-dhcpv4-options p1 foo
lsp-set-dhcpv4-options p1 aaaaaaaa-2222-3333-4444-555555555550
lsp-set-dhcpv4-options p1
lsp-get-dhcpv4-options p1
dhcp-options-del aaaaaaaa-2222-3333-4444-555555555555
dhcp-options-del aaaaaaaa-2222-3333-4444-555555555555
dhcp-options-del foo
ha-chassis-group-add g1
ha-chassis-group-add g1
ha-chassis-group-add-chassis g1 c1 10
ha-chassis-group-add-chassis g1 c2 99999
ha-chassis-group-add-chassis g1 c2 x
ha-chassis-group-add-chassis g1 c2 20
ha-chassis-group-add-chassis g1 c1 15
ha-chassis-group-add-chassis nog c1 15
ha-chassis-group-list
list ha_chassis
ha-chassis-group-remove-chassis g1 c9
ha-chassis-group-remove-chassis g1 c1
ha-chassis-group-list
ha-chassis-group-set-chassis-prio g1 c2 5
ha-chassis-group-set-chassis-prio g1 c9 5
ha-chassis-group-list g1
ha-chassis-group-list nog
ha-chassis-group-del nog
ha-chassis-group-del g1
ha-chassis-group-list
meter-add m0 drop 100 kbps
copp-add c0 arp m0
copp-add c0 arp m9
copp-add c0 foo m0
copp-add c0 icmp4-error m0
copp-list c0
copp-list nope
list copp
ls-copp-add c0 sw0
ls-copp-add c0 nosw
ls-copp-add nope sw0
lr-copp-add c0 lr
lr-copp-add c0 nor
copp-del c0 dhcpv4-opts
copp-del c0 arp
copp-del c0 foo
copp-list c0
copp-del c0
copp-del c0
copp-list c0
fwd-group-add fg1 sw0 10.0.0.50 00:00:00:00:00:50 p1 p2
fwd-group-add fg1 sw0 10.0.0.50 00:00:00:00:00:50 p1 p2
--liveness fwd-group-add sw0 fg1 10.0.0.50 00:00:00:00:00:50 p1 p2
fwd-group-add sw0 fg1 10.0.0.50 00:00:00:00:00:50 p1 p2
fwd-group-add sw0 fg2 x 00:00:00:00:00:50 p1 p2
fwd-group-add sw0 fg2 10.0.0.51 zz p1 p2
fwd-group-add sw0 fg2 10.0.0.51 00:00:00:00:00:50 nop
fwd-group-add sw0 fg2 10.0.0.51 00:00:00:00:00:50 p3
fwd-group-add sw0 fg2 10.0.0.51 00:00:00:00:00:50
fwd-group-list
fwd-group-list sw0
fwd-group-list nosw
list forwarding_group
fwd-group-del nofg
--if-exists fwd-group-del nofg
fwd-group-del fg1
fwd-group-list
static-mac-binding-add lr-sw0 10.0.0.9 00:00:00:00:00:09
static-mac-binding-add lr-sw0 10.0.0.9 00:00:00:00:00:09
--may-exist static-mac-binding-add lr-sw0 10.0.0.9 00:00:00:00:00:0a
static-mac-binding-add nop 10.0.0.9 00:00:00:00:00:09
static-mac-binding-add lr-sw0 x 00:00:00:00:00:09
static-mac-binding-add lr-sw0 10.0.0.10 zz
static-mac-binding-add lr-sw0 fd00::9 00:00:00:00:00:09
static-mac-binding-list
list static_mac_binding
static-mac-binding-del lr-sw0 10.0.0.77
--if-exists static-mac-binding-del lr-sw0 10.0.0.77
static-mac-binding-del lr-sw0 10.0.0.9
static-mac-binding-list
lr-nat-add lr dnat_and_snat 172.16.0.2 10.0.0.1
--id=cccccccc-2222-3333-4444-555555555555 create address_set name=as1 -- --is-exempted lr-nat-update-ext-ip lr dnat_and_snat 172.16.0.2 as1
list nat
lr-nat-update-ext-ip lr dnat_and_snat 172.16.0.2 as1
lr-nat-update-ext-ip lr snat 172.16.0.2 as1
lr-nat-update-ext-ip lr foo 172.16.0.2 as1
lr-nat-update-ext-ip lr dnat_and_snat x as1
lr-nat-update-ext-ip lr dnat_and_snat 172.16.0.2 noas
lrp-set-gateway-chassis nop c1
lrp-set-gateway-chassis lr-sw0 c1 5
lrp-set-gateway-chassis lr-sw0 c1 6
--may-exist lrp-set-gateway-chassis lr-sw0 c1 7
list gateway_chassis
--gateway-port=lr-sw0 lr-nat-add lr dnat_and_snat 172.16.0.14 10.0.4.1
--gateway-port=lr-sw0 lr-nat-add lr snat 172.16.0.15 10.0.5.0/24
lr-nat-add lr snat 172.16.0.15 10.0.5.0/24
lr-nat-list lr
lr-nat-del lr snat 10.0.5.0/24 lr-sw0
lr-nat-del lr snat 10.0.5.0/24
lrp-del-gateway-chassis lr-sw0 c1
lrp-get-gateway-chassis lr-sw0
`,
  'values and formats': String.raw`
--all destroy logical_switch
ls-add only
get logical_switch . name
remove logical_switch only name only
remove logical_switch only name foo
lsp-add only q1 -- set logical_switch_port q1 tag=5
remove logical_switch_port q1 tag 6
remove logical_switch_port q1 tag 5
--oneline=3 ls-list
--may-exist=3 ls-add
--if-exists=3 list logical_switch
--col=name list logical_switch
--may ls-add only
--i ls-del x
--wait=sb --no-wait ls-list
get logical_switch only name -- get logical_switch only
set logical_switch only 'name=a"b'
set logical_switch only external_ids:x="a\"b"
get logical_switch only external_ids
set logical_switch only 'external_ids:y="a\"b"'
get logical_switch only external_ids
set logical_switch only 'external_ids:y="a\qb"'
set logical_switch only 'external_ids:y="'
set logical_switch only 'external_ids:z=é€😀'
-f table --columns=external_ids,name list logical_switch
set logical_switch only external_ids:n=5 external_ids:t=true external_ids:u=11111111-2222-3333-4444-555555555555 external_ids:e=1.5e3
get logical_switch only external_ids
set meter_band . rate=5
--id=@b create meter_band action=drop rate=5 -- create meter name=mm unit=kbps bands=@b fair=yes
get meter mm fair
set meter mm fair=off -- get meter mm fair
get meter_band . rate
--columns=rate,burst_size list meter_band
clear meter mm fair bands
add meter mm fair true
find meter fair=true
find meter 'fair{>=}false'
--columns=name find meter fair=false
--columns=name find meter 'unit=kbps'
--columns=name find meter 'unit=foo'
--columns=name find meter 'bands!=[]'
set logical_switch only other_config:x=1 other_config:x=2 -- get logical_switch only other_config
--if-exists set logical_switch zz other_config:x=1
--if-exists add logical_switch zz other_config x=1
--if-exists remove logical_switch zz other_config x
set logical_switch only name=foo -- get logical_switch foo name -- list logical_switch foo
ls-add tmp -- ls-del tmp
ls-add tmp -- set logical_switch tmp external_ids:a=b -- get logical_switch tmp external_ids -- lsp-add tmp tp -- lsp-del tp -- lsp-list tmp
ls-del tmp -- ls-add tmp -- ls-list
list NB_Global
--bare --columns=name,_uuid find logical_switch name=foo
--format=csv --bare --columns=name,ports list logical_switch
--data=json --bare --columns=name,ports list logical_switch
--bare --data=json --format=csv --columns=name,external_ids list logical_switch
--format=html --columns=_uuid,name,ports list logical_switch
--format=html --data=json --columns=_uuid,name list logical_switch
--columns=name --format=csv list logical_switch
--columns=name --format=json --pretty list logical_switch
--columns=name --no-headings -f csv list logical_switch -- list logical_switch foo
-f table list logical_switch foo -- list logical_switch foo
-f json list logical_switch foo -- --columns=name list logical_switch foo
--max-column-width=5 -f table --columns=name,other_config,external_ids list logical_switch foo
get logical_switch foo name external_ids other_config:x other_config:y
lsp-set-options nop
lsp-get-up
wait-until logical_switch foo name=foo -- get logical_switch foo name
wait-until logical_switch foo name
--all destroy meter -- list meter
`,
  'order of routes, networks of ports': `
--all destroy logical_router -- lr-add lr -- lrp-add lr a 00:00:00:00:00:01 10.0.0.1/24
--may-exist lrp-add lr a 00:00:00:00:00:01 11.0.0.1/24
--may-exist lrp-add lr a 00:00:00:00:00:01 10.0.0.1/24 11.0.0.1/24
lr-nat-del lr dnat 1.2.3.4
lr-nat-del lr dnat_and_snat 1.2.3.4
lr-nat-del lr dnat x
lr-route-add lr 10.0.9.0/24 1.1.1.1
lr-route-add lr 10.0.1.0/24 1.1.1.2
lr-route-add lr 10.0.5.0/24 1.1.1.3
--policy=src-ip lr-route-add lr 10.0.7.0/24 1.1.1.3
--policy=src-ip lr-route-add lr 10.0.2.0/24 1.1.1.3
--ecmp lr-route-add lr 10.0.5.0/24 1.1.1.1
lr-route-add lr 10.0.128.0/17 1.1.1.3
--ecmp lr-route-add lr 10.0.5.0/24 1.1.1.1
--policy=dst-ip lr-route-add lr 20.0.5.0/24 1.1.1.1
lr-route-add lr fd01::/64 fd00::1
lr-route-add lr fd02::/64 fd00::1
lr-route-add lr fd01:2::/80 fd00::1
lr-route-list lr
--id=@p create port_group name=ppp
ls-add g2
lsp-set-addresses gp2 router
lsp-set-type gp2 router
lsp-set-addresses gp2 router unknown
set logical_switch_port gp2 external_ids:neutron:port_name=foo
set logical_switch g2 external_ids:neutron:network_name=net
ls-del net
list logical_switch net
lsp-get-up foo
add logical_router lr options a=1 b=2
lr-route-del lr 10.0.5.0/24 discard
lr-nat-add lr dnat 1.1.1.1 10.0.0.7
lr-nat-del lr dnat a
`,
  'names of columns': `
ls-add sw1
get logical_switch nosw external_ids:x:y
get logical_switch sw1 external_ids:x:y
--if-exists get logical_switch nosw external_ids:x:y
get logical_switch nosw bogus
get logical_switch nosw bogus:x
get logical_switch nosw name:
get logical_switch sw1 name:
get logical_switch sw1 name:x
get logical_switch nosw _uuid:x
set logical_switch nosw bogus=1
set logical_switch nosw name
set logical_switch nosw external_ids:a:b=1
set logical_switch sw1 external_ids:a:b=1
add logical_switch nosw bogus 1
remove logical_switch nosw bogus
clear logical_switch nosw bogus
wait-until logical_switch nosw bogus=1
list logical_switch nosw bogus
find logical_switch bogus=1
find logical_switch name
destroy logical_switch nosw
--all destroy logical_switch sw1
create logical_switch bogus=1
create nosuch name=1
get nosuch x name
get lo x name
get logical_switch
--columns=bogus list logical_switch
--columns= list logical_switch
--columns=name,,ports list logical_switch
ls-add sw1
set logical_switch sw1 external_ids:a=1
get logical_switch sw1 external_ids:
get logical_switch nosw external_ids:
--if-exists get logical_switch sw1 external_ids:
set logical_switch sw1 external_ids:=1
find logical_switch external_ids:=1
find logical_switch external_ids:{=}1
get logical_switch sw1 _UUID:x
get logical_switch sw1 _uui
get logical_switch sw1 :a
get logical_switch nosw :a
wait-until logical_switch sw1 external_ids:=1
get logical_switch sw1 _UUID
set logical_switch sw1 _uuid=1
find logical_switch _uuid=1
find logical_switch _uuid!=11111111-2222-3333-4444-555555555555
add logical_switch sw1 _uuid 1
clear logical_switch sw1 _uuid
--columns=_uui list logical_switch
`,
  'balancers and translation in odd forms': `
lb-add lb 10.0.0.1:80 10.0.1.1:80,10.0.1.2:80
lb-add lb 10.0.0.1:80 10.0.1.3:80
--may-exist lb-add lb 10.0.0.1:80 10.0.1.3:80 udp
--may-exist --reject lb-add lb 10.0.0.2:80 10.0.1.4:80
--add-duplicate lb-add lb 10.0.0.9:80 10.0.1.4:80
lb-add lb 10.0.0.5:80 10.0.1.4:80
lb-del lb
--reject --event lb-add x 10.0.0.1:80 10.0.1.1:80
--event lb-add e 10.0.0.1 10.0.1.1
--add-route lb-add e6 fd00::1 fd00::2,fd00::3
lb-add e6p [fd00::1]:80 [fd00::2]:80
lb-add bad 10.0.0.1 10.0.1.1 tcp
lb-add bad 10.0.0.1 10.0.1.1:80
lb-add bad 10.0.0.1:80 10.0.1.1
lb-add bad 10.0.0.1:80 [fd00::1]:80
lb-add bad 10.0.0.1:0 10.0.1.1:80
lb-add bad 10.0.0.1:70000 10.0.1.1:80
lb-add bad 10.0.0.1:80x 10.0.1.1:80
lb-add bad 10.0.0.1:80 10.0.1.1:80 icmp
lb-add empty 10.0.0.1:80 ,
lb-add empty2 10.0.0.1:80 10.0.1.1:80,,10.0.1.2:80
--template lb-add tmpl ^vip:^port ^backends tcp
--template lb-add tmpl6 ^vip:^port ^backends udp ipv6
--template lb-add tmplx ^vip ^b tcp ipx
--columns=name,protocol,vips,options find load_balancer name=e
--columns=name,protocol,vips,options find load_balancer name=e6
--columns=name,protocol,vips,options find load_balancer name=e6p
--columns=name,protocol,vips,options find load_balancer name=empty
--columns=name,protocol,vips,options find load_balancer name=empty2
--columns=name,protocol,vips,options find load_balancer name=tmpl
--columns=name,protocol,vips,options find load_balancer name=tmpl6
--columns=name,protocol,vips,options find load_balancer name=tmplx
lb-del e6p [fd00::1]:81
--if-exists lb-del e6p [fd00::1]:81
lb-del e6p [fd00:0::1]:80
lb-del e6p
lb-del tmpl ^vip:^port
ls-add sw
lr-add r
ls-lb-add sw e
ls-lb-add sw e
--may-exist ls-lb-add sw e
ls-lb-add sw nolb
ls-lb-add nosw e
lr-lb-add r e6
ls-lb-list sw
lr-lb-list r
ls-lb-del sw e6
--if-exists ls-lb-del sw e6
ls-lb-del sw e
ls-lb-del sw
lr-lb-del r
lr-lb-list r
lrp-add r rp 00:00:00:00:00:01 10.0.0.254/24
lrp-add r rg 00:00:00:00:00:02 20.0.0.254/24 -- lrp-set-gateway-chassis rg c1
lr-add r2
--gateway-port=rp lr-nat-add r snat 20.0.0.1 10.0.0.0/24
--gateway-port=rg lr-nat-add r snat 20.0.0.1 10.0.0.0/24
--gateway-port=rg lr-nat-add r2 snat 20.0.0.1 10.0.0.0/24
--gateway-port=nope lr-nat-add r snat 20.0.0.1 10.0.0.0/24
--gateway-port=rg lr-nat-add r snat 20.0.0.2 10.0.0.0/24
lr-nat-add r snat 20.0.0.2 10.0.0.0/24
--may-exist --gateway-port=rg lr-nat-add r snat 20.0.0.1 10.0.0.0/24
lr-nat-add r dnat_and_snat 20.0.0.9 10.0.0.9 p
lr-nat-add r dnat_and_snat 20.0.0.9 10.0.0.9 p 00:00:00:00:00:09
lsp-add sw p
lr-nat-add r dnat_and_snat 20.0.0.9 10.0.0.9 p 00:00:00:00:00:09
lr-nat-add r dnat_and_snat 20.0.0.8 10.0.0.8 p zz
lr-nat-add r dnat 20.0.0.7 10.0.0.7 p 00:00:00:00:00:09
lr-nat-add r dnat_and_snat 20.0.0.6 10.0.0.6 p 00:00:00:00:00:09 1-5
--portrange lr-nat-add r dnat_and_snat 20.0.0.6 10.0.0.6 p 00:00:00:00:00:09 1-5
--portrange lr-nat-add r dnat 20.0.0.5 10.0.0.5 5-1
--portrange lr-nat-add r dnat 20.0.0.5 10.0.0.5 5
--stateless lr-nat-add r snat 20.0.0.4 10.0.0.4
--stateless lr-nat-add r dnat_and_snat 20.0.0.4 10.0.0.4
--add-route lr-nat-add r dnat 20.0.0.3 10.0.0.3
lr-nat-list r
lr-nat-del r dnat 20.0.0.99
--if-exists lr-nat-del r dnat 20.0.0.99
lr-nat-del r snat 10.0.0.0/24
lr-nat-del r snat 10.0.0.0/24 rg
lr-nat-del r dnat_and_snat
lr-nat-list r
lsp-del sw
lrp-del nope
lsp-del nope
--if-exists lsp-del nope
qos-add sw from-lport 5 ip dscp=3
qos-add sw to-lport 6 tcp rate=100 burst=10
qos-del sw 11111111-2222-3333-4444-555555555555
qos-del sw to-lport 6
qos-del sw to-lport 6 udp
qos-del sw to-lport 6 tcp
qos-list sw
--bfd lr-route-add r 30.0.0.0/8 20.0.0.7
--bfd lr-route-add r 30.0.0.0/8 20.0.0.7 rg
--bfd=11111111-2222-3333-4444-555555555555 lr-route-add r 31.0.0.0/8 20.0.0.7 rg
--bfd=x lr-route-add r 31.0.0.0/8 20.0.0.7 rg
lr-route-list r
`,
  'templates, gateway ports': `
--template lb-add t1 ^vip ^b
--template lb-add t2 ^vip ^b tcp
--template lb-add t3 ^vip:80 ^b tcp
--template lb-add t4 ^vip: ^b tcp
--template lb-add t5 10.0.0.1 ^b tcp
--template lb-add t6 ^vip:^port ^b icmp
--template lb-add t7 ^vip:^port ^b tcp ipx
--template lb-add t8 ^vip:^port ^b tcp ipv4
--template lb-add t9 nonsense nonsense
--template lb-add t10 [^vip]:^port ^b tcp ipv6
--template lb-add t11 ^vip:^port ^b udp ipv6
--columns=name,protocol,vips,options find load_balancer name=t1
--columns=name,protocol,vips,options find load_balancer name=t3
--columns=name,protocol,vips,options find load_balancer name=t4
--columns=name,protocol,vips,options find load_balancer name=t7
--columns=name,protocol,vips,options find load_balancer name=t9
--columns=name,protocol,vips,options find load_balancer name=t10
lb-add lb 10.0.0.1:080 10.0.1.1:0080
lb-add lb6 [FD00:0::1]:80 [FD00:0::2]:80
--columns=name,vips find load_balancer name=lb6
--columns=name,vips find load_balancer name=lb
--may-exist lb-add lb6 [FD00:0::1]:80 [FD00:0::3]:80
lb-add lb6 [FD00:0::1]:80 [FD00:0::3]:80
--columns=name,vips find load_balancer name=lb6
lb-del lb 10.0.0.1:080
lb-del lb6 [FD00:0::1]:80
lb-del lb6 [fd00::1]:080
lb-del lb6 [fd00::1]:80
lr-add r -- lr-add r2 -- ls-add sw -- lsp-add sw p
lrp-add r rp 00:00:00:00:00:01 10.0.0.254/24
lrp-add r rg 00:00:00:00:00:02 20.0.0.254/24 -- lrp-set-gateway-chassis rg c1
lrp-add r rh 00:00:00:00:00:03 21.0.0.254/24 -- lrp-set-gateway-chassis rh c1
--gateway-port=rg lr-nat-add r2 snat 20.0.0.1 10.0.0.0/24
--gateway-port=rp lr-nat-add r snat 20.0.0.1 10.0.0.0/24
--gateway-port=rg lr-nat-add r snat 20.0.0.1 10.0.0.0/24
--gateway-port=rg lr-nat-add r snat 20.0.0.2 10.0.0.0/24
--gateway-port=rg lr-nat-add r snat 20.0.0.1 10.0.0.0/24
--gateway-port=rh lr-nat-add r snat 20.0.0.2 10.0.0.0/24
lr-nat-add r snat 20.0.0.3 10.0.0.0/24
lr-nat-add r snat 20.0.0.4 10.4.0.0/24
--gateway-port=rg lr-nat-add r snat 20.0.0.5 10.4.0.0/24
--gateway-port=rg lr-nat-add r dnat 20.0.0.6 10.4.0.1
--gateway-port=rg lr-nat-add r dnat 20.0.0.6 10.4.0.2
--gateway-port=rh lr-nat-add r dnat 20.0.0.6 10.4.0.2
lr-nat-add r dnat_and_snat 20.0.0.16 10.0.0.6 p 00:00:00:00:00:09 1-5
lr-nat-add r dnat_and_snat 20.0.0.17 10.0.0.7 p 00:00:00:00:00:09 x
lr-nat-add r dnat_and_snat 20.0.0.18 10.0.0.8 1-5
lr-nat-add r dnat 20.0.0.19 10.0.0.9 1-5
lr-nat-add r snat 20.0.0.19 10.0.0.9 a b c
--columns=external_port_range,logical_port,external_mac find nat external_ip=20.0.0.16
--columns=external_port_range,logical_port,external_mac find nat external_ip=20.0.0.17
lr-nat-list r
`,
  'values of columns': `
ls-add sw
set logical_switch sw name=
set logical_switch sw name=[]
set logical_switch sw name=[a,b]
set logical_switch sw name=a,b
set logical_switch sw external_ids=a
set logical_switch sw external_ids={}
set logical_switch sw external_ids={a=1,a=2}
set logical_switch sw external_ids=a=1,b=2
set logical_switch sw external_ids={a=1
set logical_switch sw external_ids=a=1}
set logical_switch sw external_ids:a=x external_ids:b=y name=z
set logical_switch sw external_ids:a=
get logical_switch sw external_ids
set logical_switch sw other_config:c=1 other_config={d=2}
get logical_switch sw other_config
set logical_switch sw ports=x
set logical_switch sw ports=11111111-2222-3333-4444
set logical_switch sw ports=@x
add logical_switch sw external_ids e=5 f=6
add logical_switch sw external_ids e=7
get logical_switch sw external_ids:e
add logical_switch sw external_ids g
add logical_switch sw name more
remove logical_switch sw external_ids e f=9
get logical_switch sw external_ids
remove logical_switch sw external_ids f=6 nothing
get logical_switch sw external_ids
remove logical_switch sw name z
clear logical_switch sw name
clear logical_switch sw external_ids other_config
clear logical_switch sw
get logical_switch sw external_ids other_config name
lsp-add sw p
set logical_switch_port p enabled=true tag=5
set logical_switch_port p enabled=maybe
set logical_switch_port p tag=5000
set logical_switch_port p tag=0x10
set logical_switch_port p tag=1.5
set logical_switch_port p tag=
set logical_switch_port p tag=[1,2]
set logical_switch_port p tag=99999999999999999999
set logical_switch_port p tag=-1
get logical_switch_port p tag enabled
add logical_switch_port p tag 7
remove logical_switch_port p tag 5
get logical_switch_port p tag
add logical_switch_port p tag 7
clear logical_switch_port p tag enabled type
get logical_switch_port p tag enabled type
set logical_switch_port p addresses=a,b,a
get logical_switch_port p addresses
add logical_switch_port p addresses c a
get logical_switch_port p addresses
remove logical_switch_port p addresses b zz
get logical_switch_port p addresses
get logical_switch_port p addresses
set logical_switch_port p addresses=[]
get logical_switch_port p addresses
`,
  'ports in odd forms': `
ls-add sw -- ls-add sw2 -- lr-add r -- lr-add r2
lsp-add sw p1
lsp-add sw p1
lsp-add sw2 p1
--may-exist lsp-add sw p1
--may-exist lsp-add sw2 p1
--may-exist lsp-add sw p1 parent 5
lsp-add sw c1 p1 5
lsp-add sw c2 p1 4096
lsp-add sw c3 p1 0
lsp-add sw c4 p1 -1
lsp-add sw c5 p1
lsp-add sw c6 nope 5
--may-exist lsp-add sw c1 p1 5
--may-exist lsp-add sw c1 p1 6
--may-exist lsp-add sw c1 p2 5
--may-exist lsp-add sw c1
lsp-get-parent c1
lsp-get-tag c1
lsp-get-tag p1
lsp-get-parent nope
lsp-set-addresses p1 00:00:00:00:00:01
lsp-set-addresses p1 '00:00:00:00:00:01 10.0.0.1' unknown
lsp-set-addresses p1 dynamic
lsp-set-addresses p1 '00:00:00:00:00:01 dynamic'
lsp-set-addresses p1 'dynamic 10.0.0.1'
lsp-set-addresses p1 'dynamic x'
lsp-set-addresses p1 router
lsp-set-addresses p1 nonsense
lsp-set-addresses p1 '00:00:00:00:00:01 nonsense'
lsp-set-addresses p1 '00:00:00:00:00:01 10.0.0.300'
lsp-get-addresses p1
lsp-set-addresses p1
lsp-get-addresses p1
lsp-set-port-security p1 nonsense '00:00:00:00:00:01'
lsp-get-port-security p1
lsp-set-port-security p1
lsp-set-type p1 nonsense
lsp-set-type p1 localnet
lsp-get-type p1
lsp-set-type p1 ''
lsp-set-options p1 a=b c
lsp-set-options p1 a=b c=d=e
lsp-get-options p1
lsp-set-options p1
lsp-get-options p1
lsp-set-enabled p1 maybe
lsp-set-enabled p1 disabled
lsp-get-up p1
lsp-set-dhcpv4-options p1 nope
lsp-set-dhcpv4-options p1
lsp-get-dhcpv4-options p1
lsp-get-ls p1
lsp-get-ls nope
lrp-add r rp 00:00:00:00:00:01
lrp-add r rp 00:00:00:00:00:01 10.0.0.1/24
lrp-add r rp x 10.0.0.1/24
lrp-add r rp1 x 10.0.0.1/24
lrp-add r rp1 00:00:00:00:00:01 10.0.0.1
lrp-add r rp2 00:00:00:00:00:01 10.0.0.1/33
lrp-add r rp3 00:00:00:00:00:01 peer=rq
lrp-add r rp4 00:00:00:00:00:01 fd00::1/64 10.0.0.1/24 peer=x tag=5
lrp-add r rp5 00:00:00:00:00:01 10.0.0.1/24 foo
lrp-add r rp6 00:00:00:00:00:01 10.0.0.1/24 foo=bar
--may-exist lrp-add r rp3 00:00:00:00:00:01 peer=rq
--may-exist lrp-add r rp3 00:00:00:00:00:01 peer=rz
--may-exist lrp-add r rp3 00:00:00:00:00:02 peer=rq
--may-exist lrp-add r2 rp3 00:00:00:00:00:01 peer=rq
--may-exist lrp-add r rp3 00:00:00:00:00:01 10.0.0.1/24 peer=rq
lrp-set-enabled rp3 off
lrp-set-enabled rp3 disabled
lrp-get-enabled rp3
lrp-set-gateway-chassis rp3 c1 32768
lrp-set-gateway-chassis rp3 c1 -1
lrp-set-gateway-chassis rp3 c1 x
lrp-set-gateway-chassis rp3 c1 5
lrp-set-gateway-chassis rp3 c2
lrp-get-gateway-chassis rp3
lrp-del-gateway-chassis rp3 c9
lrp-del-gateway-chassis rp3 c1
lrp-set-redirect-type rp3 foo
lrp-set-redirect-type rp3 bridged
lrp-get-redirect-type rp3
lrp-get-redirect-type rp
lrp-set-options rp3 a=b c
lrp-get-options rp3
lrp-del nope
--if-exists lrp-del nope
lrp-del rp3
lrp-list r
lsp-detach p1
lsp-detach-router p1
`,
  'routes and policies in odd forms': `
lr-add r -- lrp-add r rp 00:00:00:00:00:01 10.0.0.1/24 -- lrp-add r rq 00:00:00:00:00:02 fd00::1/64
lr-route-add r 10.1.0.0/16 10.0.0.2
lr-route-add r 10.1.0.1/16 10.0.0.2
lr-route-add r 10.1.0.0/16 10.0.0.3
--ecmp lr-route-add r 10.1.0.0/16 10.0.0.3
--ecmp lr-route-add r 10.1.0.0/16 10.0.0.3
--ecmp lr-route-add r 10.1.0.0/16 10.0.0.3 rp
--ecmp-symmetric-reply lr-route-add r 10.2.0.0/16 10.0.0.4
--ecmp-symmetric-reply lr-route-add r 10.2.0.0/16 10.0.0.5
--policy=src-ip lr-route-add r 10.1.0.0/16 10.0.0.4
--policy=dst-ip lr-route-add r 10.3.0.0/16 10.0.0.4
--policy=foo lr-route-add r 10.3.0.0/16 10.0.0.4
--route-table=t1 lr-route-add r 10.1.0.0/16 10.0.0.4
--route-table= lr-route-add r 10.4.0.0/16 10.0.0.4
lr-route-add r 10.5.0.0/16 discard
--ecmp lr-route-add r 10.5.0.0/16 discard
lr-route-add r 10.6.0.0/16 discard rp
--bfd lr-route-add r 10.7.0.0/16 discard
lr-route-add r fd01::/48 fd00::2
lr-route-add r fd01::/48 10.0.0.2
lr-route-add r 10.8.0.0/16 fd00::2
lr-route-add r 10.8.0.0/16 fd00::2 rq
lr-route-add r ::/0 fe80::1 rq
lr-route-add r 0.0.0.0/0 10.0.0.2/24
lr-route-add r 0.0.0.0/0 x
lr-route-add r x 10.0.0.2
lr-route-add r 10.9.0.0/33 10.0.0.2
lr-route-add r 10.9.0.0/16 '' rp
lr-route-add r 10.9.0.0/16 10.0.0.2 nope
lr-route-add nope 10.9.0.0/16 10.0.0.2
lr-route-list r
--route-table=t1 lr-route-list r
--route-table=tx lr-route-list r
--policy=src-ip lr-route-del r 10.1.0.0/16
--policy=src-ip lr-route-del r
lr-route-del r 10.1.0.0/16 10.0.0.9
--if-exists lr-route-del r 10.1.0.0/16 10.0.0.9
lr-route-del r 10.1.0.0/16 10.0.0.3 rp
lr-route-del r 10.1.0.0/16 10.0.0.3
lr-route-del r 10.99.0.0/16
--if-exists lr-route-del r 10.99.0.0/16
lr-route-del r x
--route-table=t1 lr-route-del r 10.1.0.0/16
lr-route-del r 10.5.0.0/16 discard
lr-route-list r
lr-route-del r
lr-route-list r
lr-policy-add r 10 ip4 allow
lr-policy-add r 10 ip4 drop
--may-exist lr-policy-add r 10 ip4 drop
lr-policy-add r 11 ip4 reroute
lr-policy-add r 11 ip4 reroute 10.0.0.2
lr-policy-add r 12 ip4 reroute 10.0.0.2,10.0.0.3 pkt_mark=5
lr-policy-add r 12 ip6 reroute fd00::2,10.0.0.3
lr-policy-add r 12 ip6 reroute x
lr-policy-add r 12 ip6 allow pkt_mark=x
lr-policy-add r 13 ip6 allow pkt_mark=7 a=b
lr-policy-add r 32768 ip6 allow
lr-policy-add r -1 ip6 allow
lr-policy-add r x ip6 allow
lr-policy-add r 14 ip6 foo
--bfd lr-policy-add r 15 ip4 reroute 10.0.0.2
lr-policy-list r
lr-policy-del r 10 ip6
--if-exists lr-policy-del r 10 ip6
lr-policy-del r 99
lr-policy-del r 10
lr-policy-del r 11 ip4
lr-policy-del r 11111111-2222-3333-4444-555555555555
lr-policy-del r
lr-policy-list r
`,
  'routes of equal prefix': `
lr-add r -- lrp-add r rp 00:00:00:00:00:01 10.0.0.1/24 -- lrp-add r rq 00:00:00:00:00:02 10.0.1.1/24
lr-route-add r 10.1.0.0/16 10.0.0.3 rp
--ecmp lr-route-add r 10.1.0.0/16 10.0.0.3
--ecmp lr-route-add r 10.1.0.0/16 10.0.0.3 rp
--ecmp lr-route-add r 10.1.0.0/16 10.0.0.3 rq
--ecmp --may-exist lr-route-add r 10.1.0.0/16 10.0.0.3 rq
--ecmp --may-exist lr-route-add r 10.1.0.0/16 10.0.0.3
--ecmp --policy=src-ip lr-route-add r 10.1.0.0/16 10.0.0.3
--ecmp --route-table=t lr-route-add r 10.1.0.0/16 10.0.0.3
--ecmp-symmetric-reply lr-route-add r 10.1.0.0/16 10.0.0.3
--bfd lr-route-add r 10.7.0.0/16 discard
--bfd lr-route-add r 10.7.0.0/16 discard rp
--bfd lr-route-add r 10.7.0.0/16 10.0.0.9 rp
--bfd=x lr-route-add r 10.7.0.0/16 discard
lr-route-list r
--policy=src-ip lr-route-del r
--policy=dst-ip lr-route-del r
--policy=dst-ip lr-route-del r
--if-exists --policy=dst-ip lr-route-del r
lr-route-list r
`,
  'route tables': `
lr-add r -- lrp-add r rp 00:00:00:00:00:01 10.0.0.1/24
lr-route-add r 10.1.0.0/16 10.0.0.3
--route-table=t lr-route-add r 10.1.0.0/16 10.0.0.3
--route-table=t lr-route-add r 10.2.0.0/16 10.0.0.3
--route-table=u lr-route-add r 10.3.0.0/16 10.0.0.3
lr-route-del r 10.2.0.0/16
lr-route-del r 10.2.0.0/16 10.0.0.3
lr-route-del r 10.1.0.0/16
lr-route-list r
--policy=dst-ip lr-route-del r
--policy=dst-ip --route-table=t lr-route-del r
lr-route-list r
--route-table=u lr-route-del r
lr-route-list r
--route-table=t lr-route-add r 10.2.0.0/16 10.0.0.3
lr-route-add r 10.1.0.0/16 10.0.0.3
--route-table=t lr-route-del r
lr-route-list r
--ecmp --bfd lr-route-add r 10.7.0.0/16 discard
--ecmp lr-route-add r 10.7.0.0/16 discard rp
lr-route-del r
lr-route-list r
`,
  'rules, groups and mirrors in odd forms': `
ls-add sw -- lr-add r -- lsp-add sw p -- lsp-add sw q
pg-add pg p q
pg-add pg p
pg-add pg2 nope
pg-set-ports pg p
pg-set-ports pg nope
pg-set-ports pg
pg-set-ports nopg p
pg-get-ports pg
pg-del pg
pg-del pg
acl-add sw from-lport 1 ip allow
acl-add sw from-lport 1 ip drop
--may-exist acl-add sw from-lport 1 ip drop
--log --severity=foo acl-add sw from-lport 2 ip drop
--log --meter=m --name=n acl-add sw from-lport 3 ip drop
--label=x acl-add sw from-lport 4 ip allow-related
--label=5 acl-add sw from-lport 4 ip drop
--label=4294967296 acl-add sw from-lport 4 ip allow-related
--apply-after-lb acl-add sw to-lport 4 ip drop
acl-add sw sideways 4 ip drop
acl-add sw from-lport x ip drop
acl-add sw from-lport 4 ip maybe
acl-del sw from-lport 1
acl-del sw from-lport 1 udp
acl-del sw from-lport 1 ip
acl-del sw sideways
acl-list sw
meter-add m drop 10 kbps
meter-add m drop 10 kbps
meter-add m2 drop 0 kbps
meter-add m2 drop 4294967296 kbps
meter-add m2 foo 10 kbps
meter-add m2 drop 10 foo
meter-add m2 drop 10 pktps 5
--fair meter-add m3 drop 10 pktps -1
--fair meter-add m3 drop 10 pktps
meter-list
meter-del m2
meter-del m2
--if-exists meter-del m2
meter-del
meter-list
mirror-add mi gre 5 from-lport 10.0.0.1
mirror-add mi gre 5 from-lport 10.0.0.1
mirror-add mj foo 5 from-lport 10.0.0.1
mirror-add mj erspan x from-lport 10.0.0.1
mirror-add mj erspan 5 sideways 10.0.0.1
mirror-add mj erspan 5 both x
mirror-add mj erspan 5 both fd00::1
mirror-list
lsp-attach-mirror p mi
lsp-attach-mirror p mi
--may-exist lsp-attach-mirror p mi
lsp-attach-mirror p nomi
lsp-attach-mirror nop mi
lsp-detach-mirror p mi
lsp-detach-mirror p mi
lsp-detach-mirror q mi
mirror-del nomi
mirror-del mi
mirror-del
mirror-list
qos-add sw from-lport 1 ip dscp=64
qos-add sw from-lport 1 ip dscp=x
qos-add sw from-lport 1 ip rate=0
qos-add sw from-lport 1 ip burst=5
qos-add sw from-lport 1 ip rate=10 burst=0
qos-add sw from-lport 1 ip mark=5
qos-add sw from-lport 1 ip foo=5
qos-add sw from-lport 1 ip
qos-add sw from-lport 1 ip dscp=5 rate=10
qos-add sw from-lport 1 ip dscp=6
--may-exist qos-add sw from-lport 1 ip dscp=6
qos-list sw
ls-add-dns-record sw x
ls-get-dns-records sw
fwd-group-add fg sw 10.0.0.1 00:00:00:00:00:01 p q
fwd-group-add fg sw 10.0.0.1 00:00:00:00:00:01 p q
--liveness fwd-group-add fg2 sw 10.0.0.2 00:00:00:00:00:02 p nope
fwd-group-add fg3 sw x 00:00:00:00:00:02 p
fwd-group-add fg3 sw 10.0.0.2 x p
fwd-group-add fg3 nosw 10.0.0.2 00:00:00:00:00:02 p
fwd-group-list sw
fwd-group-list
fwd-group-del fg
fwd-group-del fg
--if-exists fwd-group-del fg
`,
};
