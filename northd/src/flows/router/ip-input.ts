/** What a router does with packets to or from itself: stage ip_input. The answers to ARP and ND stand in arp-reply. */

import { staticMulticastPortsOfRouter } from '../../facts/multicast.js';
import { isLinkLocal, networkText } from '../../facts/network-address.js';
import { relaysMulticast } from '../../facts/router.js';
import type { RouterPort } from '../../facts/router-port.js';
import type { RouterFeature, RouterPortSite } from '../feature.js';
import type { Emit } from '../logical-flow.js';
import { oneOf, quote, setOf } from '../quote.js';

const SPOOFED =
  'ip4.src_mcast ||ip4.src == 255.255.255.255 || ip4.src == 127.0.0.0/8 || ip4.dst == 127.0.0.0/8 || ' +
  'ip4.src == 0.0.0.0/8 || ip4.dst == 0.0.0.0/8';

export const ipInput: RouterFeature = {
  source: 'northd/flows/router/ip-input',

  ofRouter(read, id, emit) {
    emit('lr_in_ip_input', 100, SPOOFED, 'drop;');
    if (read(staticMulticastPortsOfRouter, id).length > 0) {
      emit('lr_in_ip_input', 120, 'igmp && ip.ttl == 1', 'next;');
      emit('lr_in_ip_input', 120, '(mldv1 || mldv2) && ip.ttl == 1', 'next;');
    }
    emit('lr_in_ip_input', 85, 'arp || nd', 'drop;');
    emit('lr_in_ip_input', 84, 'nd_rs || nd_ra', 'next;');
    emit('lr_in_ip_input', 83, 'ip6.mcast_rsvd', 'drop;');
    emit('lr_in_ip_input', 82, 'ip4.mcast || ip6.mcast', read(relaysMulticast, id) ? 'next;' : 'drop;');
    emit('lr_in_ip_input', 50, 'eth.bcast', 'drop;');
    emit('lr_in_ip_input', 32, 'ip.ttl == {0, 1} && !ip.later_frag && (ip4.mcast || ip6.mcast)', 'drop;');
    emit('lr_in_ip_input', 30, 'ip.ttl == {0, 1}', 'drop;');
    emit('lr_in_ip_input', 0, '1', 'next;');
  },

  ofPort(_read, site, emit) {
    const { id, port } = site;
    if (port.ipv4.length > 0) {
      const own = port.ipv4.flatMap(({ address, broadcast }) => [address, broadcast]);
      emit('lr_in_ip_input', 100, `ip4.src == ${setOf(own)} && reg9[0] == 0`, 'drop;', { hint: id });
    }
    for (const { address } of port.ipv6) {
      const match = `ip6.dst == ${address} && udp.src == 547 && udp.dst == 546`;
      emit('lr_in_ip_input', 100, match, 'reg0 = 0; handle_dhcpv6_reply;');
    }
    echoReply(site, emit);
    refuseTransport(site, emit);
    dropOwn(site, emit);
    timeExceeded(site, emit);
  },
};

function echoReply({ id, port }: RouterPortSite, emit: Emit): void {
  if (port.ipv4.length > 0) {
    const match = `ip4.dst == ${addresses(port, 4)} && icmp4.type == 8 && icmp4.code == 0`;
    const actions = 'ip4.dst <-> ip4.src; ip.ttl = 255; icmp4.type = 0; flags.loopback = 1; next; ';
    emit('lr_in_ip_input', 90, match, actions, { hint: id });
  }
  const match = `ip6.dst == ${addresses(port, 6)} && icmp6.type == 128 && icmp6.code == 0`;
  const actions = 'ip6.dst <-> ip6.src; ip.ttl = 255; icmp6.type = 129; flags.loopback = 1; next; ';
  emit('lr_in_ip_input', 90, match, actions, { hint: id });
}

function addresses(port: RouterPort, family: 4 | 6): string {
  return oneOf((family === 4 ? port.ipv4 : port.ipv6).map(({ address }) => address));
}

/** Ports and protocols that a router does not serve are refused as a host would. */
function refuseTransport({ id, port }: RouterPortSite, emit: Emit): void {
  for (const { address } of port.ipv4) {
    const to = `ip4 && ip4.dst == ${address} && !ip.later_frag`;
    const turn = 'eth.dst <-> eth.src; ip4.dst <-> ip4.src;';
    const unreachable = (code: number) => `icmp4 {${turn} ip.ttl = 255; icmp4.type = 3; icmp4.code = ${code}; next; };`;
    emit('lr_in_ip_input', 80, `${to} && tcp`, `tcp_reset {${turn} next; };`, { hint: id });
    emit('lr_in_ip_input', 80, `${to} && sctp`, `sctp_abort {${turn} next; };`, { hint: id });
    emit('lr_in_ip_input', 80, `${to} && udp`, unreachable(3), { hint: id });
    emit('lr_in_ip_input', 70, to, unreachable(2), { hint: id });
  }
  for (const { address } of port.ipv6) {
    const to = `ip6 && ip6.dst == ${address} && !ip.later_frag`;
    const turn = 'eth.dst <-> eth.src; ip6.dst <-> ip6.src;';
    const unreachable = (code: number) => `icmp6 {${turn} ip.ttl = 255; icmp6.type = 1; icmp6.code = ${code}; next; };`;
    emit('lr_in_ip_input', 80, `${to} && tcp`, `tcp_reset {${turn} next; };`, { hint: id });
    emit('lr_in_ip_input', 80, `${to} && sctp`, `sctp_abort {${turn} next; };`, { hint: id });
    emit('lr_in_ip_input', 80, `${to} && udp`, unreachable(4), { hint: id });
    emit('lr_in_ip_input', 70, to, unreachable(3), { hint: id });
  }
}

function dropOwn({ id, port }: RouterPortSite, emit: Emit): void {
  const own4 = port.ipv4.map(({ address }) => address);
  if (own4.length > 0) emit('lr_in_ip_input', 60, `ip4.dst == ${setOf(own4)}`, 'drop;', { hint: id });
  const own6 = port.ipv6.map(({ address }) => address);
  emit('lr_in_ip_input', 60, `ip6.dst == ${setOf(own6)}`, 'drop;', { hint: id });
}

/** Packets whose TTL ends here are answered; over IPv6 only those from a network of the port. */
function timeExceeded({ id, port }: RouterPortSite, emit: Emit): void {
  const name = quote(port.name);
  const expired = 'ip.ttl == {0, 1} && !ip.later_frag';
  for (const { address } of port.ipv4) {
    const actions =
      'icmp4 {eth.dst <-> eth.src; icmp4.type = 11; /* Time exceeded */ icmp4.code = 0; /* TTL exceeded in transit */ ' +
      `ip4.dst = ip4.src; ip4.src = ${address} ; ip.ttl = 254; outport = ${name}; flags.loopback = 1; output; };`;
    emit('lr_in_ip_input', 31, `inport == ${name} && ip4 && ${expired}`, actions, { hint: id });
  }
  for (const network of port.ipv6.filter(({ address }) => !isLinkLocal(address))) {
    const actions =
      `icmp6 {eth.dst <-> eth.src; ip6.dst = ip6.src; ip6.src = ${network.address} ; ip.ttl = 254; ` +
      'icmp6.type = 3; /* Time exceeded */ icmp6.code = 0; /* TTL exceeded in transit */ ' +
      `outport = ${name}; flags.loopback = 1; output; };`;
    const match = `inport == ${name} && ip6 && ip6.src == ${networkText(network)} && ${expired}`;
    emit('lr_in_ip_input', 31, match, actions, { hint: id });
  }
}
