/**
 * Says whether this switch can carry a flow out, by OpenFlow's name for what is wrong. Before: flow mods, group buckets,
 * packet-outs as decoded. After: flow tables hold only what every packet can be given in full; nothing is ignored.
 */
import {
  type Action,
  type ErrorName,
  type Field,
  fields,
  type Match,
  meters,
  type Prerequisite,
  ports,
  type Subfield,
} from '#openflow';
import { extract } from '../key/extract.js';
import { KEY_WORDS, word } from '../key/layout.js';
import { slotOf, type TunnelOptions, tunnelMetadataIndex } from '../key/slot.js';

export interface FlowProblem {
  readonly error: ErrorName;
  readonly detail: string;
}

/** What actions may name besides ports. */
export interface References {
  hasGroup(group: number): boolean;
  hasMeter(meter: number): boolean;
}

interface CheckContext {
  readonly options: TunnelOptions;
  /** Of a flow in which actions need not fit the match. */
  readonly form?: 'openflow10';
}

const ALL_TABLES = 255;

/** Fields that say what a packet is; an action may depend on them. */
interface Facts {
  readonly ethType: number | undefined;
  readonly protocol: number | undefined;
  readonly icmpType: number | undefined;
  readonly hasVlan: boolean;
}

const problem = (error: ErrorName, detail: string): FlowProblem => ({ error, detail });

/** The first problem of a match, if any: a field this switch does not have, or an option that is not mapped. */
export function checkMatch(match: Match, options: TunnelOptions): FlowProblem | undefined {
  for (const { field, value } of match) {
    if (field === fields.packet_type && value === 0) continue;
    if (tunnelMetadataIndex(field) !== undefined && slotOf(field, options) === undefined) {
      return problem('NXFMFC_INVALID_TLV_FIELD', `${field.name} is not mapped to a tunnel option`);
    }
    if (slotOf(field, options) === undefined) return problem('OFPBMC_BAD_FIELD', `no matching on ${field.name}`);
  }
  const { ethType } = factsOf(match);
  const isOther = (type: number, names: readonly Field[]) =>
    ethType !== type && match.some(({ field }) => names.includes(field));
  if (
    isOther(0x0800, [fields.ct_nw_src, fields.ct_nw_dst]) ||
    isOther(0x86dd, [fields.ct_ipv6_src, fields.ct_ipv6_dst])
  ) {
    return problem('OFPBAC_MATCH_INCONSISTENT', 'addresses of a connection of another family');
  }
  return undefined;
}

/** The first problem of a flow's actions that does not hang on what else the switch has. `flow`: which the actions are for, if any. */
export function checkActions(
  actions: readonly Action[],
  match: Match,
  options: TunnelOptions,
  flow: Pick<CheckContext, 'form'> & { readonly table?: number } = {},
): FlowProblem | undefined {
  const { table, form } = flow;
  const found = checkList(actions, match, { options, ...(form && { form }) });
  const ahead = actions.find((action) => action.kind === 'goto_table');
  if (ahead === undefined || table === undefined || isAhead(ahead.table, table)) return found?.problem;
  if (found !== undefined && !found.isMild) return found.problem;
  return problem('OFPBIC_BAD_TABLE_ID', `goto_table ${ahead.table} from table ${table}`);
}

/** Packets go to later tables only. */
function isAhead(to: number, from: number): boolean {
  return from === ALL_TABLES || to > from;
}

/** Fields that the switch keeps for itself may be looked for, but no flow may be for them. */
export function checkOwnFields(match: Match): FlowProblem | undefined {
  const own = match.find(({ field }) => field === fields.dp_hash || field === fields.recirc_id);
  return own === undefined ? undefined : problem('OFPBRC_EPERM', `${own.field.name} is the switch's own`);
}

/** The first group or meter that actions name and the switch lacks. */
export function checkReferences(actions: readonly Action[], references: References): FlowProblem | undefined {
  for (const action of actions) {
    switch (action.kind) {
      case 'group':
        if (!references.hasGroup(action.group)) return problem('OFPBAC_BAD_OUT_GROUP', `no group ${action.group}`);
        break;
      case 'meter':
        if (!references.hasMeter(action.meter)) return problem('OFPMMFC_INVALID_METER', `no meter ${action.meter}`);
        break;
      case 'clone':
      case 'write_actions': {
        const found = checkReferences(action.actions, references);
        if (found !== undefined) return found;
        break;
      }
      default:
    }
  }
  return undefined;
}

interface Found {
  readonly problem: FlowProblem;
  /** Told only where nothing else is wrong. */
  readonly isMild: boolean;
}

/** What OpenFlow 1.0 carries out where it can, and later versions refuse where the match does not say that they can. */
const MILD: ReadonlySet<Action['kind']> = new Set(['dec_ttl', 'pop_vlan', 'set_tp']);

function checkList(actions: readonly Action[], match: Match, context: CheckContext): Found | undefined {
  let mild: Found | undefined;
  let facts = factsOf(match);
  const hasConjunction = actions.some((action) => action.kind === 'conjunction');
  for (const action of actions) {
    if (hasConjunction && action.kind !== 'conjunction' && action.kind !== 'note') {
      return { problem: problem('NXBAC_BAD_CONJUNCTION', `conjunction beside ${action.kind}`), isMild: false };
    }
    const found = checkAction(action, facts, match, context);
    const isMild = MILD.has(action.kind);
    if (found !== undefined && !isMild) return { problem: found, isMild };
    if (found !== undefined) mild ??= { problem: found, isMild };
    if (action.kind === 'push_vlan' || action.kind === 'set_vlan_vid' || action.kind === 'set_vlan_pcp') {
      facts = { ...facts, hasVlan: true };
    }
    if (action.kind === 'pop_vlan') facts = { ...facts, hasVlan: false };
  }
  return mild;
}

/** A match on what a frame is, for actions that rely on it (packet-out). */
export function factsOfFrame(frame: Uint8Array): Match {
  const key = new Uint32Array(KEY_WORDS);
  extract(frame, key, { l3: 0, l4: 0 });
  const ip = key[word.ip]!;
  const protocol = ip >>> 24;
  return [
    { field: fields.eth_type, value: key[word.ethType]! },
    ...(protocol === 0 ? [] : [{ field: fields.nw_proto, value: protocol }]),
    ...(protocol === 1 ? [{ field: fields.icmp_type, value: key[word.transport]! >>> 16 }] : []),
    ...(protocol === 58 ? [{ field: fields.icmpv6_type, value: key[word.transport]! >>> 16 }] : []),
    ...(key[word.vlan] === 0 ? [] : [{ field: fields.vlan_tci, value: 0x1000, mask: 0x1000 }]),
  ];
}

/**
 * The first problem of a bucket's actions. Buckets have no match of their own: what their actions need of the packet is up to the
 * flows that use the group, so each is held against every kind of packet.
 */
export function checkBucketActions(actions: readonly Action[], options: TunnelOptions): FlowProblem | undefined {
  for (const action of actions) {
    const found = checkActions([action], [], options);
    if (found === undefined) continue;
    if (!KINDS.some((kind) => checkActions([action], kind, options) === undefined)) return found;
  }
  return undefined;
}

const kind = (ethType: number, protocol?: number, icmp?: readonly [Field, number]): Match => [
  { field: fields.eth_type, value: ethType },
  ...(protocol === undefined ? [] : [{ field: fields.nw_proto, value: protocol }]),
  ...(icmp === undefined ? [] : [{ field: icmp[0], value: icmp[1] }]),
];

const KINDS: readonly Match[] = [
  kind(0x0806),
  ...[0x0800, 0x86dd].flatMap((type) => [undefined, 6, 17, 132].map((protocol) => kind(type, protocol))),
  kind(0x0800, 1),
  kind(0x86dd, 58, [fields.icmpv6_type, 135]),
  kind(0x86dd, 58, [fields.icmpv6_type, 136]),
];

function factsOf(match: Match): Facts {
  const exact = (field: Field) => {
    const entry = match.find((candidate) => candidate.field === field);
    return entry === undefined || entry.mask !== undefined ? undefined : Number(entry.value);
  };
  const tci = match.find(({ field }) => field === fields.vlan_tci);
  return {
    ethType: exact(fields.eth_type),
    protocol: exact(fields.nw_proto),
    icmpType: exact(fields.icmp_type) ?? exact(fields.icmpv6_type),
    hasVlan: tci !== undefined && (Number(tci.value) & 0x1000) !== 0,
  };
}

function checkAction(action: Action, facts: Facts, match: Match, context: CheckContext): FlowProblem | undefined {
  switch (action.kind) {
    case 'output':
    case 'output_truncated':
    case 'enqueue':
      return action.port === ports.none || (action.port >= ports.max && action.port <= ports.unset)
        ? problem('OFPBAC_BAD_OUT_PORT', `port ${action.port}`)
        : undefined;
    case 'output_reg':
    case 'push':
      return checkRead(action.source, facts, context);
    case 'set_field':
      return checkWrite({ field: action.field, offset: 0, bits: action.field.bits }, facts, context);
    case 'load':
    case 'pop':
      return checkWrite(action.destination, facts, context);
    case 'move':
      return checkRead(action.source, facts, context) ?? checkWrite(action.destination, facts, context);
    case 'check_pkt_larger':
      return checkWrite(action.destination, facts, context);
    case 'delete_field':
      return tunnelMetadataIndex(action.field) === undefined
        ? problem('OFPBAC_BAD_SET_TYPE', `delete_field of ${action.field.name}`)
        : checkWrite({ field: action.field, offset: 0, bits: action.field.bits }, facts, context);
    case 'ct':
      return checkCt(action, facts, context);
    case 'push_vlan':
      return action.ethertype === 0x8100 || action.ethertype === 0x88a8
        ? undefined
        : problem('OFPBAC_BAD_ARGUMENT', `push_vlan of Ethernet type ${action.ethertype}`);
    case 'meter':
      return action.meter === 0 ||
        (action.meter > meters.max && action.meter !== meters.slowpath && action.meter !== meters.controller)
        ? problem('OFPMMFC_INVALID_METER', `meter ${action.meter}`)
        : undefined;
    case 'group':
    case 'controller':
    case 'goto_table':
    case 'ct_clear':
    case 'resubmit':
    case 'set_queue':
    case 'pop_queue':
    case 'set_vlan_vid':
    case 'set_vlan_pcp':
    case 'set_tunnel':
    case 'write_metadata':
    case 'note':
    case 'exit':
    case 'conjunction':
      return undefined;
    case 'pop_vlan':
      return facts.hasVlan || context.form === 'openflow10'
        ? undefined
        : problem('OFPBAC_MATCH_INCONSISTENT', 'pop_vlan needs a tag in the match');
    case 'set_tp':
      return facts.protocol === 6 || facts.protocol === 17 || facts.protocol === 132
        ? undefined
        : problem('OFPBAC_MATCH_INCONSISTENT', 'ports need a transport protocol in the match');
    case 'dec_ttl':
      return facts.ethType === 0x0800 || facts.ethType === 0x86dd || context.form === 'openflow10'
        ? undefined
        : problem('OFPBAC_MATCH_INCONSISTENT', 'dec_ttl needs IP in the match');
    case 'learn':
      return checkLearn(action, facts, context);
    case 'clone':
      return checkList(action.actions, match, context)?.problem;
    case 'nat':
      return problem('OFPBAC_BAD_SET_ARGUMENT', 'nat outside of ct');
    default:
      return problem('OFPBAC_BAD_TYPE', `action ${action.kind} is not supported`);
  }
}

function checkCt(
  action: Extract<Action, { kind: 'ct' }>,
  facts: Facts,
  context: CheckContext,
): FlowProblem | undefined {
  if (facts.ethType !== 0x0800 && facts.ethType !== 0x86dd) {
    return problem('OFPBAC_MATCH_INCONSISTENT', 'ct needs IP in the match');
  }
  if (action.alg !== undefined) return problem('OFPBAC_BAD_ARGUMENT', `ct(alg=${action.alg}) is not supported`);
  if (typeof action.zone !== 'number') {
    const found = checkRead(action.zone, facts, context);
    if (found !== undefined) return found;
  }
  for (const nested of action.actions) {
    if (!action.commit && (nested.kind !== 'nat' || nested.target !== undefined)) {
      return problem('OFPBAC_BAD_ARGUMENT', `ct(${nested.kind}) without commit`);
    }
    if (nested.kind === 'nat') {
      if (nested.addresses !== undefined && nested.addresses.family !== (facts.ethType === 0x0800 ? 4 : 6)) {
        return problem('OFPBAC_MATCH_INCONSISTENT', 'nat to addresses of another family');
      }
      continue;
    }
    const written =
      nested.kind === 'set_field' ? nested.field : 'destination' in nested ? nested.destination?.field : undefined;
    if (written !== fields.ct_mark && written !== fields.ct_label) {
      return problem('OFPBAC_BAD_ARGUMENT', `ct(exec(${nested.kind})) may write ct_mark and ct_label only`);
    }
    if (nested.kind === 'move') {
      const found = checkRead(nested.source, facts, context);
      if (found !== undefined) return found;
    } else if (nested.kind !== 'set_field' && nested.kind !== 'load') {
      return problem('OFPBAC_BAD_ARGUMENT', `ct(exec(${nested.kind}))`);
    }
  }
  return undefined;
}

function checkLearn(
  action: Extract<Action, { kind: 'learn' }>,
  facts: Facts,
  context: CheckContext,
): FlowProblem | undefined {
  if (action.finIdleTimeout > 0 || action.finHardTimeout > 0) {
    return problem('OFPBAC_BAD_ARGUMENT', 'learn with fin timeouts is not supported');
  }
  if (action.table > 253) return problem('OFPBAC_BAD_ARGUMENT', `learn into table ${action.table}`);
  for (const spec of action.specs) {
    if (typeof spec.source === 'object') {
      const found = checkRead(spec.source, facts, context);
      if (found !== undefined) return found;
    }
    if (spec.kind !== 'output' && slotOf(spec.destination.field, context.options) === undefined) {
      return problem('OFPBAC_BAD_SET_TYPE', `no field ${spec.destination.field.name}`);
    }
  }
  return action.result === undefined ? undefined : checkWrite(action.result, facts, context);
}

function checkRead(part: Subfield, facts: Facts, context: CheckContext): FlowProblem | undefined {
  const slot = slotOf(part.field, context.options);
  if (slot === undefined) {
    return tunnelMetadataIndex(part.field) === undefined
      ? problem('OFPBAC_BAD_SET_TYPE', `no field ${part.field.name}`)
      : problem('NXFMFC_INVALID_TLV_FIELD', `${part.field.name} is not mapped to a tunnel option`);
  }
  if (part.offset + part.bits > part.field.bits) {
    return problem('OFPBAC_BAD_SET_LEN', `bits past the end of ${part.field.name}`);
  }
  if (part.offset >= slot.bits) return problem('OFPBAC_BAD_SET_LEN', `bits past the end of ${part.field.name}`);
  return meets(part.field.prerequisite, facts)
    ? undefined
    : problem('OFPBAC_MATCH_INCONSISTENT', `${part.field.name} needs ${part.field.prerequisite} in the match`);
}

function checkWrite(part: Subfield, facts: Facts, context: CheckContext): FlowProblem | undefined {
  const found = checkRead(part, facts, context);
  if (found !== undefined) return found;
  // A VLAN's number is written into a tag; vlan_tci is the tag.
  if (part.field === fields.vlan_vid && !facts.hasVlan) {
    return problem('OFPBAC_MATCH_INCONSISTENT', 'vlan_vid needs a tag in the match');
  }
  return part.field.access === 'write'
    ? undefined
    : problem('OFPBAC_BAD_SET_ARGUMENT', `${part.field.name} cannot be written`);
}

function meets(prerequisite: Prerequisite, { ethType, protocol, icmpType, hasVlan }: Facts): boolean {
  const isIp = ethType === 0x0800 || ethType === 0x86dd;
  switch (prerequisite) {
    case 'none':
    case 'eth':
      return true;
    case 'vlan':
      return hasVlan;
    case 'ipv4':
      return ethType === 0x0800;
    case 'ipv6':
      return ethType === 0x86dd;
    case 'ip':
      return isIp;
    case 'arp':
      return ethType === 0x0806 || ethType === 0x8035;
    case 'tcp':
      return isIp && protocol === 6;
    case 'udp':
      return isIp && protocol === 17;
    case 'sctp':
      return isIp && protocol === 132;
    case 'icmpv4':
      return ethType === 0x0800 && protocol === 1;
    case 'icmpv6':
      return ethType === 0x86dd && protocol === 58;
    case 'nd':
      return ethType === 0x86dd && protocol === 58 && (icmpType === 135 || icmpType === 136);
    case 'nd-solicit':
      return ethType === 0x86dd && protocol === 58 && icmpType === 135;
    case 'nd-advert':
      return ethType === 0x86dd && protocol === 58 && icmpType === 136;
    case 'ct':
      return isIp;
    case 'mpls':
    case 'nsh':
      return false;
  }
}
