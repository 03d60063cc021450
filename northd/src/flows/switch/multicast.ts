/** IP multicast snooping on switches: IGMP and MLD to the controller, unregistered groups to whom they are for (l2_lkup). */
import { multicastGroups } from '#pipeline';
import { multicastOfSwitch } from '../../facts/multicast.js';
import type { SwitchFeature } from '../feature.js';
import { quote } from '../quote.js';

export const multicast: SwitchFeature = {
  source: 'northd/flows/switch/multicast',

  ofSwitch(read, id, emit) {
    const { snoops, floodsUnregistered, floodsToRelays, hasStaticPorts } = read(multicastOfSwitch, id);
    if (!snoops) return;
    emit('ls_in_l2_lkup', 100, 'igmp', 'igmp;');
    emit('ls_in_l2_lkup', 100, 'mldv1 || mldv2', 'igmp;');
    emit(
      'ls_in_l2_lkup',
      85,
      'ip4.mcast && ip4.dst == 224.0.0.0/24',
      `outport = ${quote(multicastGroups.floodL2.name)}; output;`,
    );
    emit('ls_in_l2_lkup', 85, 'ip6.mcast_flood', `outport = ${quote(multicastGroups.flood.name)}; output;`);
    if (floodsUnregistered) return;
    const toRelays = floodsToRelays ? `clone { outport = ${quote(multicastGroups.mrouterFlood.name)}; output; }; ` : '';
    const toStatic = hasStaticPorts ? `outport =${quote(multicastGroups.static.name)}; output;` : '';
    const actions = `${toRelays}${toStatic}`;
    emit('ls_in_l2_lkup', 80, 'ip4.mcast || ip6.mcast', actions === '' ? 'drop;' : actions);
  },
};
