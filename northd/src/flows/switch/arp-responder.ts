/** Answering ARP and ND for known ports, so that requests need not be flooded: stage arp_rsp. */
import { readCidrs } from '#base';
import type { Read } from '#incremental';
import { GLOBAL, ignoresDownPorts } from '../../facts/global.js';
import { isPortUp } from '../../facts/port-up.js';
import { passesVlans } from '../../facts/switch.js';
import type { SwitchFeature, SwitchPortSite } from '../feature.js';
import type { Emit } from '../logical-flow.js';
import { quote } from '../quote.js';

export const arpResponder: SwitchFeature = {
  source: 'northd/flows/switch/arp-responder',

  ofSwitch(_read, _id, emit) {
    emit('ls_in_arp_rsp', 0, '1', 'next;');
  },

  ofPort(read, site, emit) {
    const { id, port } = site;
    const inport = `inport == ${quote(port.name)}`;
    if (port.type === 'localnet') {
      emit('ls_in_arp_rsp', 100, inport, 'next;', { port: port.name, hint: id });
    }
    if (!answersFor(read, site)) return;
    for (const { mac, ipv4, ipv6 } of port.stations) {
      for (const { address } of ipv4) {
        const match = `arp.tpa == ${address} && arp.op == 1`;
        emit('ls_in_arp_rsp', 50, match, arpReply(mac, address), { hint: id });
        // A port that asks for its own address looks for a duplicate: an answer would make it give the address up.
        emit('ls_in_arp_rsp', 100, `${match} && ${inport}`, 'next;', { port: port.name, hint: id });
      }
      for (const { address, solicitedNode } of ipv6) {
        const match = `nd_ns && ip6.dst == {${address}, ${solicitedNode}} && nd.target == ${address}`;
        const verb = port.type === 'router' ? 'nd_na_router' : 'nd_na';
        emit('ls_in_arp_rsp', 50, match, neighborAdvertisement(verb, mac, address), { hint: id });
        emit('ls_in_arp_rsp', 100, `${match} && ${inport}`, 'next;', { port: port.name, hint: id });
      }
    }
    answerForProxies(site, emit);
  },
};

function answersFor(read: Read, { id, port, switch: owner }: SwitchPortSite): boolean {
  if (port.type === 'external' || port.type === 'virtual' || port.takesUnknown || read(passesVlans, owner))
    return false;
  return (
    port.type === 'router' || port.type === 'localport' || read(ignoresDownPorts, GLOBAL) || isPortUp(read, id) === true
  );
}

function arpReply(mac: string, address: string): string {
  return (
    `eth.dst = eth.src; eth.src = ${mac}; arp.op = 2; /* ARP reply */ arp.tha = arp.sha; arp.sha = ${mac}; ` +
    `arp.tpa = arp.spa; arp.spa = ${address}; outport = inport; flags.loopback = 1; output;`
  );
}

function neighborAdvertisement(verb: string, mac: string, address: string): string {
  return (
    `${verb} { eth.src = ${mac}; ip6.src = ${address}; nd.target = ${address}; nd.tll = ${mac}; ` +
    'outport = inport; flags.loopback = 1; output; };'
  );
}

/** options:arp_proxy of a router's switch port: addresses that the router's MAC stands for. */
function answerForProxies({ id, port }: SwitchPortSite, emit: Emit): void {
  const addresses = readCidrs(port.options.get('arp_proxy') ?? '').ipv4.map(({ address }) => address);
  const mac = port.stations[0]?.mac;
  if (port.peer === undefined || addresses.length === 0 || mac === undefined) return;
  const actions =
    `eth.dst = eth.src; eth.src = ${mac}; arp.op = 2; /* ARP reply */ arp.tha = arp.sha; arp.sha = ${mac}; ` +
    'arp.tpa <-> arp.spa; outport = inport; flags.loopback = 1; output;';
  emit('ls_in_arp_rsp', 50, `arp.op == 1 && arp.tpa == {${addresses.join(',')}}`, actions, { hint: id });
}
