/**
 * Actions of OpenFlow 1.0 whose meaning hangs on the flow's match, in the words of later versions: the port of "whatever transport" of a TCP flow is
 * tcp_src. Before: 1.0's wire, or text. After: a flow's actions.
 */
import type { Action } from '../action.js';
import { fields } from '../field.js';
import type { Match } from '../match.js';
import { contextOf } from '../wire/prerequisite.js';

const TRANSPORTS = new Map([
  [6, { src: fields.tcp_src, dst: fields.tcp_dst }],
  [17, { src: fields.udp_src, dst: fields.udp_dst }],
  [132, { src: fields.sctp_src, dst: fields.sctp_dst }],
]);

/** Leaves what the match does not decide as it is. */
export function resolveActions(actions: readonly Action[], match: Match): readonly Action[] {
  const isOpen = (action: Action) => /^(set_tp|set_vlan_vid|set_vlan_pcp)$/.test(action.kind);
  if (!actions.some(isOpen)) return actions;
  const { protocol, hasVlan } = contextOf(match);
  const transport = TRANSPORTS.get(protocol ?? -1);
  return actions.map((action): Action => {
    switch (action.kind) {
      case 'set_tp':
        if (transport === undefined) return action;
        return { kind: 'set_field', field: transport[action.side], value: action.port };
      case 'set_vlan_vid':
        return hasVlan ? { kind: 'set_field', field: fields.vlan_vid, value: action.vid | 0x1000 } : action;
      case 'set_vlan_pcp':
        return hasVlan ? { kind: 'set_field', field: fields.vlan_pcp, value: action.pcp } : action;
      default:
        return action;
    }
  });
}
