"""python3-ovsdbapp's northbound API against a server. Prints a line a finding. Arguments: the server's remote; for ssl key, certificate and CA."""
import sys

import ovs.stream
from ovsdbapp.backend.ovs_idl import connection
from ovsdbapp.backend.ovs_idl import idlutils
from ovsdbapp.schema.ovn_northbound import impl_idl

remote, *keys = sys.argv[1:]
if keys:
    ovs.stream.Stream.ssl_set_private_key_file(keys[0])
    ovs.stream.Stream.ssl_set_certificate_file(keys[1])
    ovs.stream.Stream.ssl_set_ca_cert_file(keys[2])
idl = connection.OvsdbIdl.from_server(remote, "OVN_Northbound")
api = impl_idl.OvnNbApiIdlImpl(connection.Connection(idl, timeout=15))


def run(command):
    return command.execute(check_error=True)


run(api.ls_add("net", may_exist=True, external_ids={"owner": "test"}))
run(api.lsp_add("net", "vm1"))
run(api.lsp_set_addresses("vm1", ["00:00:00:00:00:11 10.1.0.11", "unknown"]))
run(api.lsp_set_port_security("vm1", ["00:00:00:00:00:11"]))
run(api.lsp_set_options("vm1", mcast_flood="true"))
print("addresses", sorted(run(api.lsp_get_addresses("vm1"))), "security", run(api.lsp_get_port_security("vm1")))
print("options", run(api.lsp_get_options("vm1")))
with api.transaction(check_error=True) as txn:
    txn.add(api.ls_add("net2"))
    txn.add(api.lsp_add("net2", "vm2"))
    txn.add(api.acl_add("net", "to-lport", 1000, "ip4", "allow-related"))
print("switches", sorted(row.name for row in run(api.ls_list())), "acls", len(run(api.acl_list("net"))))
run(api.lr_add("r1"))
run(api.lrp_add("r1", "r1-net", "00:00:00:00:01:01", ["10.1.0.1/24"]))
run(api.lr_route_add("r1", "0.0.0.0/0", "10.1.0.254"))
run(api.lr_nat_add("r1", "snat", "192.0.2.1", "10.1.0.0/24"))
print("routes", [(r.ip_prefix, r.nexthop) for r in run(api.lr_route_list("r1"))])
print("nat", [(n.type, n.external_ip, n.logical_ip) for n in run(api.lr_nat_list("r1"))])
run(api.lb_add("web", "192.0.2.10:80", ["10.1.0.11:8080"]))
run(api.ls_lb_add("net", "web"))
print("load balancers", [dict(lb.vips) for lb in run(api.ls_lb_list("net"))])
run(api.db_set("Logical_Switch", "net", ("other_config", {"mcast_snoop": "true"})))
print("db_get", run(api.db_get("Logical_Switch", "net", "other_config")))
try:
    run(api.ls_add("net"))
    print("a second net was taken")
except RuntimeError as error:
    print("refused:", type(error).__name__)
try:
    run(api.lsp_get_addresses("nobody"))
except idlutils.RowNotFound:
    print("row not found")
run(api.lsp_del("vm2"))
run(api.ls_del("net2"))
print("left", sorted(row.name for row in run(api.ls_list())))
