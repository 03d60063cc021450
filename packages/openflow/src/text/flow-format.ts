/** A flow as one line of `ovs-ofctl dump-flows --no-names`. Before: flow statistics. After: `ofctl`, tests, `appctl`. */
import { type FlowMod, type FlowStats, flowFlags } from '../message/flow-mod.js';
import type { OpenFlowVersion } from '../message/message.js';
import { formatActions } from './action-format.js';
import { formatMatch } from './match-format.js';
import { hex } from './value.js';

export interface FlowTextOptions {
  readonly version?: OpenFlowVersion;
  /** Counters and ages too; default true. Without them table 0 and cookie 0 are left out as well. */
  readonly hasStats?: boolean;
}

const FLAGS = [
  [flowFlags.sendFlowRemoved, 'send_flow_rem'],
  [flowFlags.checkOverlap, 'check_overlap'],
  [flowFlags.resetCounts, 'reset_counts'],
  [flowFlags.noPacketCounts, 'no_packet_counts'],
  [flowFlags.noByteCounts, 'no_byte_counts'],
] as const;

/** Seconds with as many decimals as needed, up to three: `12.749s`. */
export function formatDuration(seconds: number, nanoseconds: number): string {
  const milliseconds = Math.floor(nanoseconds / 1e6);
  if (nanoseconds === 0xffffffff || seconds === 0xffffffff) return '?';
  return milliseconds === 0 && nanoseconds === 0
    ? `${seconds}s`
    : `${seconds}.${String(milliseconds).padStart(3, '0')}s`;
}

/** The line without its leading space. */
export function formatFlow(flow: FlowStats, options: FlowTextOptions = {}): string {
  const { version = 0x06, hasStats = true } = options;
  let head = '';
  if (hasStats || flow.cookie !== 0n) head += `cookie=0x${flow.cookie.toString(16)}, `;
  if (hasStats) head += `duration=${formatDuration(flow.durationSeconds, flow.durationNanoseconds)}, `;
  if (hasStats || flow.table !== 0) head += `table=${flow.table}, `;
  if (hasStats) head += `n_packets=${flow.packets}, n_bytes=${flow.bytes}, `;
  if (flow.idleTimeout !== 0) head += `idle_timeout=${flow.idleTimeout}, `;
  if (flow.hardTimeout !== 0) head += `hard_timeout=${flow.hardTimeout}, `;
  for (const [bit, name] of FLAGS) if ((flow.flags & bit) !== 0) head += `${name} `;
  if (flow.importance !== 0) head += `importance=${flow.importance}, `;
  if (hasStats && flow.idleAge !== undefined) head += `idle_age=${flow.idleAge}, `;
  if (hasStats && flow.hardAge !== undefined && flow.hardAge !== flow.durationSeconds)
    head += `hard_age=${flow.hardAge}, `;
  return head + formatRule(flow, version);
}

function formatRule(flow: Pick<FlowStats, 'match' | 'priority' | 'actions'>, version: OpenFlowVersion): string {
  const match = formatMatch(flow.match, flow.priority);
  return `${match}${match === '' ? '' : ' '}actions=${formatActions(flow.actions, version)}`;
}

/** A flow to install, as a line that `parseFlow` and `ovs-ofctl add-flow` read. */
export function formatFlowMod(mod: FlowMod, version: OpenFlowVersion = 0x06): string {
  let head = '';
  if (mod.table !== 0) head += `table=${mod.table},`;
  if (mod.cookie !== 0n) head += `cookie=${hex(mod.cookie)},`;
  if (mod.idleTimeout) head += `idle_timeout=${mod.idleTimeout},`;
  if (mod.hardTimeout) head += `hard_timeout=${mod.hardTimeout},`;
  for (const [bit, name] of FLAGS) if (((mod.flags ?? 0) & bit) !== 0) head += `${name},`;
  if (mod.importance) head += `importance=${mod.importance},`;
  const rule = formatRule(mod, version);
  return rule.startsWith('actions=') ? `${head.replace(/,$/, ' ')}${rule}` : head + rule;
}
