/** A flow from one line of text, as `ovs-ofctl add-flow`, `del-flows` and `dump-flows` write it. Before: a user, a file or a test. After: a flow_mod. */
import { resolveActions } from '../action/context.js';
import { type FlowCommand, type FlowMod, flowFlags } from '../message/flow-mod.js';
import { parsePort, ports } from '../port.js';
import { parseActions } from './action-parse.js';
import { checkInstructionOrder } from './instruction-order.js';
import { matchOfParts } from './match-parse.js';
import { type KeyValue, keyValue, requireNumber, requireWide, splitParts } from './split.js';
import { FlowTextError } from './value.js';

const DEFAULT_PRIORITY = 32768;
const ALL_TABLES = 255;

const FLAGS: ReadonlyMap<string, number> = new Map([
  ['send_flow_rem', flowFlags.sendFlowRemoved],
  ['check_overlap', flowFlags.checkOverlap],
  ['reset_counts', flowFlags.resetCounts],
  ['no_packet_counts', flowFlags.noPacketCounts],
  ['no_byte_counts', flowFlags.noByteCounts],
]);

/** What a dump says that a flow_mod does not. */
const IGNORED = new Set(['duration', 'n_packets', 'n_bytes', 'idle_age', 'hard_age']);

/** Throws FlowTextError with what the user is told. */
export function parseFlow(text: string, command: FlowCommand = 'add'): FlowMod {
  const found = /^(.*?)(?:^|[\s,])actions?=(.*)$/s.exec(text);
  const needsActions = command === 'add' || command === 'modify' || command === 'modify_strict';
  if (found !== null && !needsActions) throw new FlowTextError('unknown keyword actions');
  const head = found === null ? text : found[1]!;
  if (found === null && needsActions) throw new FlowTextError('must specify an action');
  const parsed = parseHead(head, command);
  const actions = found === null || !needsActions ? [] : parseActions(found[2]!);
  checkInstructionOrder(actions);
  return { kind: 'flow_mod', command, ...parsed, actions: resolveActions(actions, parsed.match) };
}

/** The part of a flow that selects flows, for listings and counts: no actions, all tables unless one is named. Throws FlowTextError. */
export function parseFilter(text: string): Omit<FlowMod, 'kind' | 'command' | 'actions'> {
  return parseHead(text, 'delete');
}

type Head = Omit<FlowMod, 'kind' | 'command' | 'actions'>;

function parseHead(text: string, command: FlowCommand): Head {
  const match: KeyValue[] = [];
  let table = command === 'add' ? 0 : ALL_TABLES;
  let priority = DEFAULT_PRIORITY;
  let cookie = 0n;
  let cookieMask: bigint | undefined;
  let [idleTimeout, hardTimeout, flags, importance] = [0, 0, 0, 0];
  let outPort: number | undefined;
  let outGroup: number | undefined;
  for (const part of splitParts(text, true)) {
    const { key, value } = keyValue(part);
    const flag = value === undefined ? FLAGS.get(key) : undefined;
    if (flag !== undefined) {
      flags |= flag;
      continue;
    }
    if (IGNORED.has(key)) continue;
    switch (key) {
      case 'table':
        if (!/^\d+$/.test(value ?? '') || Number(value) > 255) throw new FlowTextError(`unknown table "${value}"`);
        table = Number(value);
        break;
      case 'priority':
        priority = requireNumber(value, 'priority', 0xffff);
        break;
      case 'cookie':
        ({ cookie, cookieMask } = parseCookie(value ?? '', command));
        break;
      case 'idle_timeout':
        idleTimeout = requireNumber(value, 'idle_timeout', 0xffff);
        break;
      case 'hard_timeout':
        hardTimeout = requireNumber(value, 'hard_timeout', 0xffff);
        break;
      case 'importance':
        importance = requireNumber(value, 'importance', 0xffff);
        break;
      case 'out_port':
        outPort = parsePort(value ?? '');
        if (outPort === undefined) throw new FlowTextError(`${value} is not a valid OpenFlow port`);
        break;
      case 'out_group':
        outGroup = requireNumber(value, 'out_group');
        break;
      default:
        match.push({ key, value });
    }
  }
  return {
    table,
    priority,
    cookie,
    ...(cookieMask !== undefined && { cookieMask }),
    match: matchOfParts(match),
    idleTimeout,
    hardTimeout,
    flags,
    importance,
    ...(outPort !== undefined && outPort !== ports.none && { outPort }),
    ...(outGroup !== undefined && { outGroup }),
  };
}

/** `cookie=V/M` looks for flows; `cookie=V` alone is the new flow's, or with a deletion not allowed without a mask. */
function parseCookie(text: string, command: FlowCommand): { cookie: bigint; cookieMask: bigint | undefined } {
  const [value = '', mask] = text.split('/');
  const cookie = requireWide(value, 'cookie');
  if (mask === undefined) {
    if (command.startsWith('delete'))
      throw new FlowTextError('cannot set cookie (to match on a cookie, specify a mask, e.g. cookie=1/-1)');
    return { cookie, cookieMask: undefined };
  }
  if (command === 'add') throw new FlowTextError('flow additions cannot use a cookie mask');
  return { cookie, cookieMask: mask === '-1' ? 0xffffffffffffffffn : requireWide(mask, 'cookie mask') };
}
