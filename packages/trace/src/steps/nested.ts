/** Actions with actions inside, which work on a packet of their own. */
import type { LogicalAction } from '#logical';
import { addNode } from '../node.js';
import type { Place, Trace } from '../place.js';
import { isUnrejectable, type MadeVerb, rejection, remake, turnRound } from './made-packet.js';

/** Titles that are not the action's word. */
const TITLES: Partial<Record<MadeVerb, string>> = {
  icmp4_error: 'icmp4',
  icmp6_error: 'icmp6',
  nd_na_router: 'nd_na',
};

export function runNested({ verb, actions }: LogicalAction<'nested'>, place: Place, trace: Trace): void {
  if (verb === 'reject' && isUnrejectable(place.packet)) return;
  const packet = place.packet.clone();
  if (verb === 'reject') turnRound(packet);
  const made = verb === 'reject' ? rejection(packet) : verb;
  remake(made, packet);
  const node = addNode(place.nodes, 'transformation', TITLES[made] ?? made);
  trace.runActions(actions, { ...place, packet, nodes: node.children, stack: [] });
}
