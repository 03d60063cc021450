/** clone{}, and the actions that make a packet in the controller and carry out others on it: arp{}, icmp4{}, ... */
import type { LogicalAction, NestedVerb } from '../action.js';
import type { ActionParser } from '../action-parser.js';
import type { ControllerOpcode, Encoder } from '../encoder.js';

type Nested = LogicalAction<'nested'>;

const MADE: Readonly<
  Record<Exclude<NestedVerb, 'clone'>, { readonly opcode: ControllerOpcode; readonly needs: string | undefined }>
> = {
  arp: { opcode: 'arp', needs: 'ip4' },
  nd_ns: { opcode: 'nd_ns', needs: 'ip6' },
  nd_na: { opcode: 'nd_na', needs: 'nd_ns' },
  nd_na_router: { opcode: 'nd_na_router', needs: 'nd_ns' },
  icmp4: { opcode: 'icmp', needs: 'ip4' },
  icmp4_error: { opcode: 'icmp4_error', needs: 'ip4' },
  icmp6: { opcode: 'icmp', needs: 'ip6' },
  icmp6_error: { opcode: 'icmp6_error', needs: 'ip6' },
  tcp_reset: { opcode: 'tcp_reset', needs: 'tcp' },
  sctp_abort: { opcode: 'sctp_abort', needs: 'sctp' },
  reject: { opcode: 'reject', needs: undefined },
};

export function parseNested(verb: NestedVerb, parser: ActionParser): Nested {
  // As in ovn-controller, what the actions need stays where the made packet is of no protocol of its own.
  const actions = parser.parseBraces(verb === 'clone' || verb === 'reject' ? 'keep' : 'forget');
  if (verb !== 'clone') parser.need(MADE[verb].needs);
  return { kind: 'nested', verb, actions };
}

export function encodeNested({ verb, actions }: Nested, encoder: Encoder): void {
  const inner = encoder.nested(actions);
  if (verb === 'clone') encoder.add({ kind: 'clone', actions: inner });
  else encoder.controller(MADE[verb].opcode, encoder.context.actionBytes(inner));
}
