/** Actions as canonical text: parsed again it gives the same list. Before: parsed actions. After: trace's output, messages. */
import type { LogicalAction, LogicalActionKind } from './action.js';
import { formatExchange, formatFragMtu, formatLoad, formatMove, formatPop, formatPush } from './kinds/assignment.js';
import { formatCheck, formatCheckPktLarger, formatDnsLookup } from './kinds/check.js';
import { formatCtCommitValues, formatNat } from './kinds/conntrack.js';
import { formatCtLb } from './kinds/ct-lb.js';
import { formatCommitEcmp } from './kinds/ecmp.js';
import { formatGetFdb, formatLookupFdb, formatPutFdb } from './kinds/fdb.js';
import { formatFwdGroup } from './kinds/fwd-group.js';
import { formatCommitAffinity } from './kinds/lb-affinity.js';
import { formatLog } from './kinds/log.js';
import { formatGetMac, formatLookupMac, formatLookupMacIp, formatPutMac } from './kinds/mac-binding.js';
import { formatNext } from './kinds/next.js';
import { formatPlain } from './kinds/plain.js';
import { formatBindVport, formatHandleSvcCheck } from './kinds/port-handler.js';
import { formatPutOptions } from './kinds/put-options.js';
import { formatSetMeter, formatSetQueue } from './kinds/queue-meter.js';
import { formatSample } from './kinds/sample.js';
import { formatSelect } from './kinds/select.js';
import { formatTriggerEvent } from './kinds/trigger-event.js';

type Formatters = { readonly [K in LogicalActionKind]: (action: LogicalAction<K>) => string };

const FORMATTERS: Formatters = {
  plain: formatPlain,
  next: formatNext,
  load: formatLoad,
  move: formatMove,
  exchange: formatExchange,
  push: formatPush,
  pop: formatPop,
  ct_commit: ({ actions }) => (actions.length === 0 ? 'ct_commit;' : `ct_commit {${formatInner(actions)}};`),
  ct_commit_values: formatCtCommitValues,
  nat: formatNat,
  ct_lb: formatCtLb,
  nested: ({ verb, actions }) => `${verb} {${formatInner(actions)}};`,
  get_mac: formatGetMac,
  put_mac: formatPutMac,
  lookup_mac: formatLookupMac,
  lookup_mac_ip: formatLookupMacIp,
  get_fdb: formatGetFdb,
  put_fdb: formatPutFdb,
  lookup_fdb: formatLookupFdb,
  put_options: formatPutOptions,
  dns_lookup: formatDnsLookup,
  check: formatCheck,
  check_pkt_larger: formatCheckPktLarger,
  set_queue: formatSetQueue,
  set_meter: formatSetMeter,
  log: formatLog,
  frag_mtu: formatFragMtu,
  trigger_event: formatTriggerEvent,
  bind_vport: formatBindVport,
  handle_svc_check: formatHandleSvcCheck,
  select: formatSelect,
  fwd_group: formatFwdGroup,
  commit_ecmp_nh: formatCommitEcmp,
  commit_lb_aff: formatCommitAffinity,
  sample: formatSample,
};

/** One action with its semicolon. */
export function formatAction<K extends LogicalActionKind>(action: LogicalAction<K>): string {
  const formatter: (action: LogicalAction<K>) => string = FORMATTERS[action.kind];
  return formatter(action);
}

/** Actions with a space between them; `drop;` for none. */
export function formatActions(actions: readonly LogicalAction[]): string {
  return actions.length === 0 ? 'drop;' : actions.map((action) => formatAction(action)).join(' ');
}

/** What stands between braces. */
function formatInner(actions: readonly LogicalAction[]): string {
  return actions.length === 0 ? ' drop; ' : ` ${formatActions(actions)} `;
}
