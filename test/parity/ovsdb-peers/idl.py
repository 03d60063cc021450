"""What python3-openvswitch's IDL sees of a server: inserts, updates, conditions, a restart. Prints a line a finding.

Arguments: the server's remote, the northbound schema; for ssl key, certificate and CA. Waits for a line on standard input where the server is restarted.
"""
import sys
import time

import ovs.db.idl
import ovs.poller
import ovs.stream

remote, schema, *keys = sys.argv[1:]
if keys:
    ovs.stream.Stream.ssl_set_private_key_file(keys[0])
    ovs.stream.Stream.ssl_set_certificate_file(keys[1])
    ovs.stream.Stream.ssl_set_ca_cert_file(keys[2])


def say(*words):
    print(*words, flush=True)


def open_idl(columns):
    helper = ovs.db.idl.SchemaHelper(schema)
    for table, names in columns.items():
        helper.register_columns(table, names)
    return ovs.db.idl.Idl(remote, helper)


def until(what, idls, condition):
    deadline = time.time() + 15
    while not condition():
        if time.time() > deadline:
            say("never:", what)
            sys.exit(1)
        poller = ovs.poller.Poller()
        for idl in idls:
            idl.run()
            idl.wait(poller)
        if condition():
            return
        poller.timer_wait(50)
        poller.block()


def commit(txn):
    status = txn.commit_block()
    return status


def names(idl, table="Logical_Switch"):
    return sorted(row.name for row in idl.tables[table].rows.values())


writer = open_idl({"Logical_Switch": ["name", "ports", "external_ids"], "Logical_Switch_Port": ["name", "addresses"]})
watcher = open_idl({"Logical_Switch": ["name", "external_ids"]})
watcher.cond_change("Logical_Switch", [["name", "==", "sw1"]])
until("first contents", [writer, watcher], lambda: writer.has_ever_connected() and watcher.has_ever_connected())

txn = ovs.db.idl.Transaction(writer)
txn.add_comment("idl: two switches")
port = txn.insert(writer.tables["Logical_Switch_Port"])
port.name = "p1"
port.addresses = ["00:00:00:00:00:01 10.0.0.1"]
first = txn.insert(writer.tables["Logical_Switch"])
first.name = "sw1"
first.ports = [port]
second = txn.insert(writer.tables["Logical_Switch"])
second.name = "sw2"
say("insert", commit(txn))
until("both switches", [writer, watcher], lambda: names(writer) == ["sw1", "sw2"] and names(watcher) == ["sw1"])
say("all", names(writer), "where sw1", names(watcher))
row = [row for row in writer.tables["Logical_Switch"].rows.values() if row.name == "sw1"][0]
say("ports", [p.name for p in row.ports], row.ports[0].addresses)

txn = ovs.db.idl.Transaction(writer)
row.setkey("external_ids", "color", "red")
say("setkey", commit(txn))
until("the key", [writer, watcher], lambda: any(r.external_ids for r in watcher.tables["Logical_Switch"].rows.values()))
say("seen", [dict(r.external_ids) for r in watcher.tables["Logical_Switch"].rows.values()])

watcher.cond_change("Logical_Switch", [["name", "==", "sw2"]])
until("the other condition", [writer, watcher], lambda: names(watcher) == ["sw2"])
say("where sw2", names(watcher))

txn = ovs.db.idl.Transaction(writer)
row.verify("name")
row.name = "sw1b"
say("verify", commit(txn))
txn = ovs.db.idl.Transaction(writer)
say("nothing", commit(txn))

seqno = writer.change_seqno
say("restart")
sys.stdin.readline()
# The old connection may not have been seen to end yet: commits are tried until one gets through.
def rename():
    txn = ovs.db.idl.Transaction(writer)
    row.name = "sw1c"
    status = txn.commit_block()
    return status in (ovs.db.idl.Transaction.SUCCESS, ovs.db.idl.Transaction.UNCHANGED)
until("a commit after the restart", [writer, watcher], rename)
until("the contents after the restart", [writer, watcher], lambda: names(writer) == ["sw1c", "sw2"] and names(watcher) == ["sw2"])
say("after restart", names(writer), "where sw2", names(watcher))
txn = ovs.db.idl.Transaction(writer)
row.delete()
say("delete", commit(txn))
until("the end of sw1c", [writer, watcher], lambda: names(writer) == ["sw2"] and not writer.tables["Logical_Switch_Port"].rows)
say("left", names(writer))
