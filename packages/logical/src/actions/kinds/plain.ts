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
      encoder.resubmit(encoder.outputTable);
      return;
    case 'ip.ttl--':
      encoder.add({ kind: 'dec_ttl', ids: [] });
      return;
    case 'ct_next':
      encoder.add({
        kind: 'ct',
        commit: false,
        force: false,
        zone: trackingZone(encoder),
        table: encoder.stageTable(nextTable),
        actions: [],
      });
      return;
    case 'ct_clear':
      encoder.add({ kind: 'ct_clear' });
      return;
    case 'ct_commit_nat':
      encoder.add({
        kind: 'ct',
        commit: true,
        force: false,
        zone: trackingZone(encoder),
        table: encoder.stageTable(nextTable),
        actions: [{ kind: 'nat' }],
      });
      return;
    case 'ct_snat_to_vip':
      encoder.resubmit(openflowTables.ctSnatForVip);
      return;
    case 'igmp':
      encoder.controller('igmp');
      return;
    case 'handle_dhcpv6_reply':
      encoder.controller('dhcp6_server');
      return;
    case 'handle_bfd_msg':
      encoder.controller('bfd_msg');
      return;
  }
}

/** Switches track by port, routers by datapath. */
export function trackingZone(encoder: Encoder) {
  return zone(encoder.context.datapath === 'switch' ? fields.reg13 : fields.reg11);
}
