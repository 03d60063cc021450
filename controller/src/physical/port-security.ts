import type { Read } from '#incremental';
import type { Action, MatchField } from '#openflow';
import { Port_Binding } from '#schemas/southbound';
import { cookieOf, type Flow, makeFlow } from '../install/flow.js';
import type { PortFacts } from './port-facts.js';
import { parsePortSecurity } from './port-security-address.js';
import { inboundFlows } from './port-security-in.js';
import { inboundNeighborFlows } from './port-security-nd.js';
import { outboundFlows } from './port-security-out.js';

/** Makes a flow of a port in one of the port security tables. */
export type PortFlow = (priority: number, match: readonly MatchField[], actions: readonly Action[]) => Flow;

/** Tables 73, 74 and 75: what `check_in_port_sec` and `check_out_port_sec` look up for a guest's port (ovn-nb(5), port_security). */
export function portSecurity(read: Read, port: PortFacts): readonly Flow[] {
  if (port.binding?.kind !== 'vif' && port.binding?.kind !== 'container') return [];
  const addresses = (read.row(Port_Binding, port.id)?.port_security ?? []).flatMap(
    (entry) => parsePortSecurity(entry) ?? [],
  );
  if (addresses.length === 0) return [];
  const cookie = cookieOf(port.id);
  const into = (table: number, at: readonly MatchField[]): PortFlow => {
    return (priority, match, actions) => makeFlow(table, priority, [...at, ...match], actions, cookie);
  };
  return [
    ...inboundFlows(port, addresses, into),
    ...inboundNeighborFlows(port, addresses, into),
    ...outboundFlows(port, addresses, into),
  ];
}
