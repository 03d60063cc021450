/** Actions as the OpenFlow of ovn-controller 23.03. Before: parsed actions. After: the controller's flows. */
import type { Action } from '#openflow';
import type { LogicalAction, LogicalActionKind } from './action.js';
import { type EncodeContext, Encoder } from './encoder.js';
import { encodeExchange, encodeFragMtu, encodeLoad, encodeMove, encodePop, encodePush } from './kinds/assignment.js';
import { encodeCheck, encodeCheckPktLarger, encodeDnsLookup } from './kinds/check.js';
import { encodeCtCommit, encodeCtCommitValues, encodeNat } from './kinds/conntrack.js';
import { encodeCtLb } from './kinds/ct-lb.js';
import { encodeCommitEcmp } from './kinds/ecmp.js';
import { encodeGetFdb, encodeLookupFdb, encodePutFdb } from './kinds/fdb.js';
import { encodeFwdGroup } from './kinds/fwd-group.js';
import { encodeCommitAffinity } from './kinds/lb-affinity.js';
import { encodeLog } from './kinds/log.js';
import { encodeGetMac, encodeLookupMac, encodeLookupMacIp, encodePutMac } from './kinds/mac-binding.js';
import { encodeNested } from './kinds/nested.js';
import { encodeNext } from './kinds/next.js';
import { encodePlain } from './kinds/plain.js';
import { encodeBindVport, encodeHandleSvcCheck } from './kinds/port-handler.js';
import { encodePutOptions } from './kinds/put-options.js';
import { encodeSetMeter, encodeSetQueue } from './kinds/queue-meter.js';
import { encodeSample } from './kinds/sample.js';
import { encodeSelect } from './kinds/select.js';
import { encodeTriggerEvent } from './kinds/trigger-event.js';

type Encoders = { readonly [K in LogicalActionKind]: (action: LogicalAction<K>, encoder: Encoder) => void };

const ENCODERS: Encoders = {
  plain: encodePlain,
  next: encodeNext,
  load: encodeLoad,
  move: encodeMove,
  exchange: encodeExchange,
  push: encodePush,
  pop: encodePop,
  ct_commit: encodeCtCommit,
  ct_commit_values: encodeCtCommitValues,
  nat: encodeNat,
  ct_lb: encodeCtLb,
  nested: encodeNested,
  get_mac: encodeGetMac,
  put_mac: encodePutMac,
  lookup_mac: encodeLookupMac,
  lookup_mac_ip: encodeLookupMacIp,
  get_fdb: encodeGetFdb,
  put_fdb: encodePutFdb,
  lookup_fdb: encodeLookupFdb,
  put_options: encodePutOptions,
  dns_lookup: encodeDnsLookup,
  check: encodeCheck,
  check_pkt_larger: encodeCheckPktLarger,
  set_queue: encodeSetQueue,
  set_meter: encodeSetMeter,
  log: encodeLog,
  frag_mtu: encodeFragMtu,
  trigger_event: encodeTriggerEvent,
  bind_vport: encodeBindVport,
  handle_svc_check: encodeHandleSvcCheck,
  select: encodeSelect,
  fwd_group: encodeFwdGroup,
  commit_ecmp_nh: encodeCommitEcmp,
  commit_lb_aff: encodeCommitAffinity,
  sample: encodeSample,
};

/** The OpenFlow actions of a flow. An empty list drops. */
export function encodeActions(actions: readonly LogicalAction[], context: EncodeContext): readonly Action[] {
  const encoder = new Encoder(context, encodeList);
  encodeList(actions, encoder);
  return encoder.actions;
}

function encodeList(actions: readonly LogicalAction[], encoder: Encoder): void {
  for (const action of actions) encodeOne(action, encoder);
}

function encodeOne<K extends LogicalActionKind>(action: LogicalAction<K>, encoder: Encoder): void {
  const encode: (action: LogicalAction<K>, encoder: Encoder) => void = ENCODERS[action.kind];
  encode(action, encoder);
}
