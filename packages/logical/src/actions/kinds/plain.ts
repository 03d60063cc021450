/** Actions that are one word: output, ip.ttl--, ct_next, ct_clear, ct_commit_nat, ct_snat_to_vip, igmp, handle_*. */
import { fields } from '#openflow';
import { openflowTables } from '#pipeline';
import type { LogicalAction, PlainVerb } from '../action.js';
import type { ActionParser } from '../action-parser.js';
import { type Encoder, zone } from '../encoder.js';

type Plain = LogicalAction<'plain'>;

const PREREQUISITES: Readonly<Partial<Record<PlainVerb, string>>> = {
  'ip.ttl--': 'ip',
  ct_next: 'ip',
  ct_commit_nat: 'ip',
};

/** The word is read already. */
export function parsePlain(verb: PlainVerb, parser: ActionParser): Plain {
  const { lexer } = parser;
  if (verb === 'ip.ttl--') lexer.force('--');
  if (verb === 'handle_bfd_msg') {
    lexer.force('(');
    lexer.force(')');
  }
  const isAdvancing = verb === 'ct_next' || verb === 'ct_commit_nat';
  const nextTable = isAdvancing ? parser.nextTable(verb === 'ct_next' ? verb : 'ct_commit_related') : 0;
  parser.need(PREREQUISITES[verb]);
  return { kind: 'plain', verb, nextTable };
}

export function formatPlain({ verb }: Plain): string {
  return verb === 'handle_bfd_msg' ? 'handle_bfd_msg();' : `${verb};`;
}

export function encodePlain({ verb, nextTable }: Plain, encoder: Encoder): void {
  switch (verb) {
    case 'output':
      return encoder.resubmit(encoder.outputTable);
    case 'ip.ttl--':
      return encoder.add({ kind: 'dec_ttl', ids: [] });
    case 'ct_next':
      return encoder.add({
        kind: 'ct',
        commit: false,
        force: false,
        zone: trackingZone(encoder),
        table: encoder.stageTable(nextTable),
        actions: [],
      });
    case 'ct_clear':
      return encoder.add({ kind: 'ct_clear' });
    case 'ct_commit_nat':
      return encoder.add({
        kind: 'ct',
        commit: true,
        force: false,
        zone: trackingZone(encoder),
        table: encoder.stageTable(nextTable),
        actions: [{ kind: 'nat' }],
      });
    case 'ct_snat_to_vip':
      return encoder.resubmit(openflowTables.ctSnatForVip);
    case 'igmp':
      return encoder.controller('igmp');
    case 'handle_dhcpv6_reply':
      return encoder.controller('dhcp6_server');
    case 'handle_bfd_msg':
      return encoder.controller('bfd_msg');
  }
}

/** Switches track by port, routers by datapath. */
export function trackingZone(encoder: Encoder) {
  return zone(encoder.context.datapath === 'switch' ? fields.reg13 : fields.reg11);
}
