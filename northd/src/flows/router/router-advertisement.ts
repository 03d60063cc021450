/** IPv6 router advertisements on request: stages nd_ra_options and nd_ra_response. */
import { routerAdvertisement } from '../../facts/router-advertisement.js';
import type { RouterFeature } from '../feature.js';
import { quote } from '../quote.js';

export const routerAdvertisementReply: RouterFeature = {
  source: 'northd/flows/router/router-advertisement',

  ofRouter(_read, _id, emit) {
    emit('lr_in_nd_ra_options', 0, '1', 'next;');
    emit('lr_in_nd_ra_response', 0, '1', 'next;');
  },

  ofPort(read, { id, port }, emit) {
    const config = read(routerAdvertisement, id);
    const linkLocal = port.ipv6.at(-1);
    if (config === undefined || linkLocal === undefined || config.prefixes.length === 0) return;
    const options = [`addr_mode = ${quote(config.addressMode)}`, `slla = ${port.mac}`];
    if (config.mtu !== undefined) options.push(`mtu = ${config.mtu}`);
    if (config.preference !== undefined) options.push(`router_preference = ${quote(config.preference)}`);
    options.push(...config.prefixes.map((prefix) => `prefix = ${prefix}`));
    const inport = `inport == ${quote(port.name)}`;
    emit(
      'lr_in_nd_ra_options',
      50,
      `${inport} && ip6.dst == ff02::2 && nd_rs`,
      `reg0[5] = put_nd_ra_opts(${options.join(', ')}); next;`,
      { hint: id },
    );
    emit(
      'lr_in_nd_ra_response',
      50,
      `${inport} && ip6.dst == ff02::2 && nd_ra && reg0[5]`,
      `eth.dst = eth.src; eth.src = ${port.mac}; ip6.dst = ip6.src; ip6.src = ${linkLocal.address}; ` +
        'outport = inport; flags.loopback = 1; output;',
      { hint: id },
    );
  },
};
