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
};
