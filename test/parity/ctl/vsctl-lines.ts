/** Command lines of vsctl, good and bad. */

/** Each section starts with an empty database; each line is one command line. */
export const vsctlLines: Readonly<Record<string, string>> = {
  'bridges and ports': String.raw`
init
show
add-br br0
add-br br0
--may-exist add-br br0
add-br br0 br1 10
add-br br0v br0 10
add-br br0w br0 99999
add-br br0w br0 x
add-br br0w nobr 10
--may-exist add-br br0v br0 11
--may-exist add-br br0v br0 10
--may-exist add-br br0 br0v 10
list-br
--real list-br
--fake list-br
br-exists br0
br-exists brx
br-to-vlan br0
br-to-vlan br0v
br-to-parent br0v
br-to-parent brx
list-ports br0
add-port br0 p1
add-port br0 p1
--may-exist add-port br0 p1
add-port br0v p2
add-port br0 p3 tag=5 -- set Interface p3 type=internal external_ids:iface-id=p3
add-port br0 p4 tag
add-port br0 p4 foo=bar
add-port brx p4
add-port br0 br0
add-bond br0 b0 e1 e2 lacp=active
add-bond br0 b0 e1 e2
--may-exist add-bond br0 b0 e2 e1
--may-exist add-bond br0 b0 e2 e3
--may-exist add-bond br0 p1 e2 e3
--fake-iface add-bond br0 b1 e5 e6
add-bond br0 b2 e1 e9
add-bond br0 b2 e9
add-bond br0 b2 e9 e9
--may-exist add-port br0 b0
--may-exist add-port br0v p1
list-ports br0
list-ports br0v
list-ports brx
list-ifaces br0
list-ifaces br0v
port-to-br p1
port-to-br p2
port-to-br px
iface-to-br e1
iface-to-br p2
iface-to-br ex
show
del-port p1
del-port p1
--if-exists del-port p1
del-port br0 p2
del-port br0v p2
del-port e1
--with-iface del-port e1
del-port br0
--if-exists del-port br0
br-set-external-id br0 a b
br-set-external-id br0 c d
br-get-external-id br0
br-get-external-id br0 a
br-set-external-id br0 a
br-get-external-id br0 a
br-set-external-id br0v k v
br-get-external-id br0v
br-get-external-id br0v k
get-controller br0
set-controller br0 tcp:1.2.3.4 foo
get-controller br0
set-controller br0v tcp:1.2.3.4
get-controller br0v
del-controller br0
get-controller br0
get-fail-mode br0
set-fail-mode br0 secure
get-fail-mode br0
set-fail-mode br0 foo
del-fail-mode br0
get-manager
set-manager ptcp:6640 foo
get-manager
show
--inactivity-probe=3000 set-manager ptcp:6640
list manager
del-manager
set-ssl a b c
get-ssl
del-ssl
add-aa-mapping br0 1 2
get-aa-mapping br0
del-aa-mapping br0 1 2
del-br br0v
del-br br0v
--if-exists del-br br0v
set open . external-ids:ovn-remote=unix:/usr/var/run/x external-ids:ovn-encap-type=geneve
get open . external_ids
get open_vswitch . external_ids:ovn-remote
set bridge br0 other-config:hwaddr=\"00:00:00:00:00:01\" fail-mode=secure
set interface br0 mtu_request=1500
list bridge
list port
list interface br0
show
del-br br0
add-port br0 p1 -- br-exists br0
--no-wait add-br bb -- add-port bb pp -- set interface pp type=patch options:peer=qq
add-br bb2 -- br-exists bb2
add-br bb4 -- br-exists bb3
list-br
-- --id=@m create mirror name=m0 select-all=1 -- set bridge bb mirrors=@m
list mirror
clear bridge bb mirrors
-- set port pp qos=@q -- --id=@q create qos type=linux-htb queues=0=@q0 -- --id=@q0 create queue other-config:max-rate=1000
list qos
list queue
destroy qos pp
--all destroy queue
emer-reset
show
bogus
--retry --no-wait list-br
--db=unix:/none list-br
`,
  'datapaths, reset, bonds': `
--oneline=3 list-br
-Z
list-dp-cap netdev
list-zone-tp netdev
add-zone-tp netdev zone=1 icmp_first=1
set open_vswitch . datapaths:netdev=@d -- --id=@d create datapath datapath_version=1 capabilities:recirc=true capabilities:ct_state=false
list-dp-cap netdev
add-zone-tp netdev zone=1 icmp_first=1 icmp_reply=2
add-zone-tp netdev zone=1 icmp_first=1 icmp_reply=2
--may-exist add-zone-tp netdev zone=1 icmp_first=9
add-zone-tp netdev zone=3 foo=1
add-zone-tp netdev zone=3 tcp_close
add-zone-tp netdev zone=4
add-zone-tp netdev zone=99999 tcp_close=3
list-zone-tp netdev
del-zone-tp netdev zone=9
--if-exists del-zone-tp netdev zone=9
del-zone-tp netdev zone=1
list-zone-tp netdev
add-br br0 -- set bridge br0 other_config:hwaddr=a other_config:x=y fail_mode=secure -- set-controller br0 tcp:1.1.1.1 -- set open_vswitch . other_config:a=b external_ids:q=r -- set-manager ptcp:9 -- set-ssl a b c -- set interface br0 other_config:i=j -- set port br0 other_config:k=l external_ids:o=p
set bridge br0 mirrors=@m netflow=@n sflow=@s ipfix=@i flood_vlans=1,2 -- --id=@m create mirror name=q -- --id=@n create netflow targets='"1.1.1.1:1"' -- --id=@s create sflow targets='"1.1.1.1:1"' -- --id=@i create ipfix targets='"1.1.1.1:1"'
emer-reset
list bridge
list open_vswitch
list interface br0
list port br0
show
add-br br1
add-bond br1 b1 e1 e2
add-bond-iface b1 e3
add-bond-iface b1 e3
--may-exist add-bond-iface b1 e3
add-bond-iface nob e4
del-bond-iface e9
--if-exists del-bond-iface e9
del-bond-iface b1 e1
del-bond-iface e2
del-bond-iface e3
list-ifaces br1
`,
  'odd forms': `
init
add-br b0
add-br b0
--may-exist add-br b0
add-br f1 b0 5
add-br f1 b0 5
--may-exist add-br f1 b0 5
--may-exist add-br f1 b0 6
--may-exist add-br f1
--may-exist add-br b0 f1 5
add-br f2 b0 4096
add-br f2 b0 -1
add-br f2 nope 5
add-br f2 f1 6
add-br f3 b0 5
del-br nope
--if-exists del-br nope
br-to-vlan b0
br-to-vlan f1
br-to-parent f1
br-to-parent nope
br-set-external-id b0 k v
br-set-external-id f1 k w
br-get-external-id b0 k
br-get-external-id f1 k
br-get-external-id f1
br-set-external-id f1 k
br-get-external-id f1 k
br-set-external-id nope k v
add-port b0 p1
add-port f1 p2
add-port b0 p1
--may-exist add-port b0 p1
--may-exist add-port f1 p1
--may-exist add-port b0 p2
add-port b0 b0
add-port nope p3
add-port b0 p3 tag=7
add-port b0 p4 tag=x
add-port b0 p4 nope=1
get Port p3 tag
get Port p2 tag
list-ports b0
list-ports f1
list-ifaces b0
port-to-br p2
port-to-br f1
iface-to-br p1
iface-to-br nope
del-port p9
--if-exists del-port p9
del-port f1 p1
del-port b0 p2
del-port b0 p1
--if-exists del-port b0 p2
--with-iface del-port p3
--with-iface del-port nope
add-bond b0 bo e1
add-bond b0 bo e1 e2
add-bond b0 bo e1 e2
--may-exist add-bond b0 bo e2 e1
--may-exist add-bond b0 bo e2 e3
add-bond b0 bp e1 e4
add-bond-iface bo e5
add-bond-iface bo e5
--may-exist add-bond-iface bo e5
add-bond-iface nope e6
add-bond-iface p2 e6
--may-exist add-bond-iface p2 e5
del-bond-iface bo nope
--if-exists del-bond-iface bo nope
del-bond-iface p2 e5
del-bond-iface bo e5
del-bond-iface e2
del-bond-iface e1
list-ifaces b0
--with-iface del-port e1
list-ports b0
set-controller b0 tcp:1.2.3.4 foo
set-controller b0 tcp:1.2.3.4 ssl:1.2.3.5:6653
get-controller b0
get-controller f1
set-controller nope tcp:1.2.3.4
--inactivity-probe=5 set-controller b0 tcp:1.2.3.4
del-controller b0
get-controller b0
set-fail-mode b0 foo
set-fail-mode b0 secure
get-fail-mode b0
get-fail-mode f1
del-fail-mode b0
get-fail-mode b0
set-manager ptcp:6640 foo
set-manager ptcp:6640 ptcp:6641
get-manager
del-manager
get-manager
set-aa-mapping b0 5 6
del-aa-mapping b0 5
get-ssl
set-ssl a b c
get-ssl
--bootstrap set-ssl a b c
get-ssl
del-ssl
get-ssl
emer-reset
list-br
--real list-br
--fake list-br
del-br b0
list-br
`,
  'fake bridges': `
init
add-br b0
add-br f1 b0 5
--may-exist add-br f2 b0 5
add-br f0 b0 0
add-port b0 p1
add-port f1 p2
del-port f1 p1
del-port f0 p1
del-port f1 f1
del-port b0 f1
--if-exists del-port b0 f1
del-br f1
list-ports b0
`,
};
