/** What controllers learnt: MACs of addresses, ports of MACs. Before: the database's rows. After: network.ts. */
import { isMulticastMac, parseIpv4, parseIpv6, parseMac } from '#base';
import { FDB, MAC_Binding, Static_MAC_Binding } from '#schemas/southbound';
import type { RowSource, TraceDatapath, TracePort } from './network.js';

/** Gives each datapath its own. A static binding yields to a learnt one unless it overrides it. */
export function readBindings(
  source: RowSource,
  datapaths: ReadonlyMap<string, TraceDatapath>,
  ports: ReadonlyMap<string, TracePort>,
): void {
  const bind = (portName: string, addressText: string, macText: string, force: 'replaces' | 'yields') => {
    const port = ports.get(portName);
    const mac = parseMac(macText);
    const address = parseIpv4(addressText) ?? parseIpv6(addressText);
    if (port === undefined || mac === undefined || address === undefined) return;
    const { macBindings } = port.datapath;
    const key = `${port.key}/${address}`;
    if (force === 'replaces' || !macBindings.has(key)) macBindings.set(key, mac);
  };
  for (const row of source.rows(MAC_Binding)) bind(row.logical_port, row.ip, row.mac, 'replaces');
  for (const row of source.rows(Static_MAC_Binding)) {
    bind(row.logical_port, row.ip, row.mac, row.override_dynamic_mac ? 'replaces' : 'yields');
  }
  const byKey = new Map(Array.from(datapaths.values(), (datapath) => [datapath.key, datapath]));
  for (const row of source.rows(FDB)) {
    const mac = parseMac(row.mac);
    if (mac !== undefined && !isMulticastMac(mac)) byKey.get(row.dp_key)?.fdb.set(mac, row.port_key);
  }
}
