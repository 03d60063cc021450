/** The `controller` action. After: the bridge sends a packet-in to its connections. */
import type { ToController } from '#openflow';
import { metadataMatch } from '../key/key-match.js';
import { word } from '../key/layout.js';
import { commit } from './commit.js';
import type { Frozen } from './frozen.js';
import type { StepResult } from './program.js';
import type { Translation } from './translation.js';

/** Adds the operation that sends the frame as it is now. With `pause` the translation ends, to be resumed by the controller. */
export function sendToController(t: Translation, action: ToController): StepResult {
  commit(t.key, t.base, t.operations);
  const { bridge, table, cookie } = t;
  const inPort = bridge.portSet.get(t.key[word.inPort]!);
  if (inPort?.noPacketIn) return 'next';
  const metadata = metadataMatch(t.key, bridge.options);
  const reason = action.reason === 'action' && t.isPacketOut ? 'packet_out' : action.reason;
  let frozen: Frozen | undefined;
  if (action.pause) frozen = t.states.pause(bridge, table, t.key, t.stack, t.pause().pending);
  t.operations.push({
    op: 'controller',
    send: (bytes) => {
      if (action.meter !== undefined && !bridge.meterAllows(action.meter, bytes.length)) return;
      bridge.packetIn({
        bytes,
        maxLength: action.maxLength,
        table,
        cookie,
        reason,
        metadata,
        userdata: action.userdata,
        controllerId: action.controllerId,
        frozen,
      });
    },
  });
  return action.pause ? 'pause' : 'next';
}
