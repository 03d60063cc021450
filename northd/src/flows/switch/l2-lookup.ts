/** Choosing the egress port by destination MAC: stages l2_lkup and l2_unknown. */

import type { Read } from '#incremental';
import { multicastGroups } from '#pipeline';
import { routerPort } from '../../facts/router-port.js';
import { hasOnlyRouterLinks, unknownPortsOfSwitch } from '../../facts/switch.js';
import type { SwitchFeature, SwitchPortSite } from '../feature.js';
import type { Emit } from '../logical-flow.js';
import { quote, setOf } from '../quote.js';

export const l2Lookup: SwitchFeature = {
  source: 'northd/flows/switch/l2-lookup',

  ofSwitch(read, id, emit) {
    const toMonitor = 'eth.dst == $svc_monitor_mac && (tcp || icmp || icmp6)';
    emit('ls_in_l2_lkup', 110, toMonitor, 'handle_svc_check(inport);');
    emit('ls_in_l2_lkup', 70, 'eth.mcast', `outport = ${quote(multicastGroups.flood.name)}; output;`);
    emit('ls_in_l2_lkup', 0, '1', 'outport = get_fdb(eth.dst); next;');
    const unknown =
      read(unknownPortsOfSwitch, id).length > 0 ? `outport = ${quote(multicastGroups.unknown.name)}; output;` : 'drop;';
    emit('ls_in_l2_unknown', 50, 'outport == "none"', unknown);
    emit('ls_in_l2_unknown', 0, '1', 'output;');
  },

  ofPort(read, site, emit) {
    const { id, port } = site;
    if (port.type === 'external') return;
    if (!port.isEnabled) {
      const match = `outport == ${quote(port.name)}`;
      emit('ls_in_l2_unknown', 50, match, 'drop;', { port: port.name, hint: id });
    }
    for (const { mac } of port.stations) {
      const actions = port.isEnabled ? `outport = ${quote(port.name)}; output;` : 'drop;';
      emit('ls_in_l2_lkup', 50, `eth.dst == ${mac}`, actions, { hint: id });
    }
    forwardToRouter(read, site, emit);
  },
};

/** ARP and ND for a router's own addresses go to that router alone, not to every router on the switch. */
function forwardToRouter(read: Read, { id, port, switch: owner }: SwitchPortSite, emit: Emit): void {
  const peer = port.peer === undefined ? undefined : read(routerPort, port.peer);
  if (peer === undefined || !peer.isEnabled) return;
  const flood = `outport = ${quote(multicastGroups.floodL2.name)}; output;`;
  const isOnlyRouters = read(hasOnlyRouterLinks, owner);
  const toRouter = `outport = ${quote(port.name)}; output;`;
  const actions = isOnlyRouters ? toRouter : `clone {${toRouter} }; ${flood}`;
  for (const { address } of peer.ipv4) {
    emit('ls_in_l2_lkup', 80, `flags[1] == 0 && arp.op == 1 && arp.tpa == ${address}`, actions, { hint: id });
  }
  for (const { address } of peer.ipv6) {
    emit('ls_in_l2_lkup', 80, `flags[1] == 0 && nd_ns && nd.target == ${address}`, actions, { hint: id });
  }
  if (isOnlyRouters) return;
  const fromRouter = `eth.src == ${setOf([peer.mac])} && (arp.op == 1 || rarp.op == 3 || nd_ns)`;
  emit('ls_in_l2_lkup', 75, fromRouter, flood);
}
