/** Answering packets that are too large for a port with options:gateway_mtu: stages chk_pkt_len, larger_pkts and ip_input. */
import { gatewayFrame, gatewayMtu, limitedPortsOfRouter } from '../../facts/gateway-mtu.js';
import { type RouterPort, routerPort } from '../../facts/router-port.js';
import type { RouterFeature } from '../feature.js';
import { quote } from '../quote.js';

export const packetLength: RouterFeature = {
  source: 'northd/flows/router/packet-length',

  ofRouter(_read, _id, emit) {
    emit('lr_in_chk_pkt_len', 0, '1', 'next;');
    emit('lr_in_larger_pkts', 0, '1', 'next;');
  },

  ofPort(read, { id, port, router }, emit) {
    const own = gatewayMtu(port);
    if (own !== undefined) {
      const outport = `outport == ${quote(port.name)}`;
      const frame = gatewayFrame(read, id, own);
      emit('lr_in_chk_pkt_len', 50, outport, `reg9[1] = check_pkt_larger(${frame}); next;`, { hint: id });
      const bypass = port.options.get('gateway_mtu_bypass');
      if (bypass !== undefined) emit('lr_in_chk_pkt_len', 55, `${outport} && (${bypass})`, 'next;', { hint: id });
      for (const { match, actions } of tooLarge(port, own)) {
        emit('lr_in_ip_input', 150, `inport == ${quote(port.name)} && ${match}`, actions, { hint: id });
      }
    }
    for (const exitId of read(limitedPortsOfRouter, router)) {
      const exit = exitId === id ? undefined : read(routerPort, exitId);
      const mtu = exit === undefined ? undefined : gatewayMtu(exit);
      if (exit === undefined || mtu === undefined) continue;
      const between = `inport == ${quote(port.name)} && outport == ${quote(exit.name)}`;
      for (const { match, actions } of tooLarge(port, mtu)) {
        emit('lr_in_larger_pkts', 150, `${between} && ${match}`, actions, { hint: id });
      }
    }
  },
};

/** The ICMP errors for packets that came in by `port`. */
function tooLarge(port: RouterPort, mtu: number): { match: string; actions: string }[] {
  const answers: { match: string; actions: string }[] = [];
  const begin = `reg9[0] = 1; reg9[1] = 0; eth.dst = ${port.mac};`;
  const four = port.ipv4[0];
  if (four !== undefined) {
    answers.push({
      match: 'ip4 && reg9[1] && reg9[0] == 0',
      actions:
        `icmp4_error {${begin} ip4.dst = ip4.src; ip4.src = ${four.address}; ip.ttl = 255; ` +
        'icmp4.type = 3; /* Destination Unreachable. */ icmp4.code = 4; /* Frag Needed and DF was Set. */ ' +
        `icmp4.frag_mtu = ${mtu}; next(pipeline=ingress, table=0); };`,
    });
  }
  const six = port.ipv6[0];
  if (six !== undefined) {
    answers.push({
      match: 'ip6 && reg9[1] && reg9[0] == 0',
      actions:
        `icmp6_error {${begin} ip6.dst = ip6.src; ip6.src = ${six.address}; ip.ttl = 255; ` +
        'icmp6.type = 2; /* Packet Too Big. */ icmp6.code = 0; ' +
        `icmp6.frag_mtu = ${mtu}; next(pipeline=ingress, table=0); };`,
    });
  }
  return answers;
}
