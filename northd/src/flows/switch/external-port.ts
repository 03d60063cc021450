/**
 * External ports: their traffic comes in through a localnet port on every host, but only the chassis that has the port may
 * answer for the routers: stage external_port.
 */
import { localnetPortsOfSwitch, routerLinksOfSwitch } from '../../facts/switch.js';
import { switchPort } from '../../facts/switch-port.js';
import type { SwitchFeature } from '../feature.js';
import { quote } from '../quote.js';

export const externalPort: SwitchFeature = {
  source: 'northd/flows/switch/external-port',

  ofSwitch(_read, _id, emit) {
    emit('ls_in_external_port', 0, '1', 'next;');
  },

  ofPort(read, { id, port, switch: owner }, emit) {
    if (port.type !== 'external') return;
    for (const localnetId of read(localnetPortsOfSwitch, owner)) {
      const localnet = read(switchPort, localnetId)?.name;
      if (localnet === undefined) continue;
      const details = { port: localnet, hint: id };
      for (const station of port.stations) {
        const from = `inport == ${quote(localnet)} && eth.src == ${station.mac}`;
        const elsewhere = `!is_chassis_resident(${quote(port.name)})`;
        for (const linkId of read(routerLinksOfSwitch, owner)) {
          for (const router of read(switchPort, linkId)?.stations ?? []) {
            emit('ls_in_external_port', 100, `${from} && eth.dst == ${router.mac} && ${elsewhere}`, 'drop;', details);
            for (const { address } of router.ipv4) {
              const match = `${from} && ${elsewhere} && arp.tpa == ${address} && arp.op == 1`;
              emit('ls_in_external_port', 100, match, 'drop;', details);
            }
            for (const { address, solicitedNode } of router.ipv6) {
              const target = `nd_ns && ip6.dst == {${address}, ${solicitedNode}} && nd.target == ${address}`;
              emit('ls_in_external_port', 100, `${from} && ${elsewhere} && ${target}`, 'drop;', details);
            }
          }
        }
      }
    }
  },
};
