/** The `learn` action: a flow made of the packet's own fields. After: the bridge adds it, with each packet anew. */
import {
  type Action,
  type FieldValue,
  type FlowMod,
  flowFlags,
  isConflict,
  type Learn,
  type MatchField,
  masked,
  normalizeMatch,
  ports,
  type Subfield,
} from '#openflow';
import { readSlot, subslotOf, type TunnelOptions, writeSlot } from '../key/slot.js';
import type { Step } from './program.js';
import type { Translation } from './translation.js';

export function learnStep(action: Learn, options: TunnelOptions): Step {
  const result = action.result === undefined ? undefined : subslotOf(action.result, options);
  return (t) => {
    const mod = learned(t, action);
    if (mod === undefined) return 'next';
    const { bridge } = t;
    const limit = action.limit ?? 0;
    if (result !== undefined) {
      t.dependOn(bridge.tables.tables[action.table]!);
      writeSlot(t.key, result, bridge.mayLearn(mod, limit) ? 1 : 0);
    }
    t.effects.push(() => {
      if (bridge.mayLearn(mod, limit)) bridge.learn(mod);
    });
    return 'next';
  };
}

/** The flow to add for the packet as it is now. */
function learned(t: Translation, action: Learn): FlowMod | undefined {
  const match: MatchField[] = [];
  const actions: Action[] = [];
  for (const spec of action.specs) {
    const value = sourceValue(t, spec.source);
    if (value === undefined) return undefined;
    if (spec.kind === 'output') {
      const port = Number(value) & 0xffff;
      if (mayLearnOutput(port)) actions.push({ kind: 'output', port });
      continue;
    }
    const { field, offset, bits } = spec.destination;
    if (spec.kind === 'match') {
      const shift = BigInt(offset);
      const mask = ((1n << BigInt(bits)) - 1n) << shift;
      match.push(masked(field, (BigInt(value) << shift) & mask, mask));
    } else actions.push({ kind: 'load', destination: spec.destination, value });
  }
  const normal = normalizeMatch(match);
  if (isConflict(normal)) return undefined;
  return {
    kind: 'flow_mod',
    command: 'add',
    table: action.table,
    priority: action.priority,
    cookie: action.cookie,
    match: normal,
    actions,
    idleTimeout: action.idleTimeout,
    hardTimeout: action.hardTimeout,
    flags: action.sendFlowRemoved ? flowFlags.sendFlowRemoved : 0,
  };
}

/** A flow is learned that sends to where packets come from; the controller and nowhere are no such places. */
function mayLearnOutput(port: number): boolean {
  return (
    port < ports.max || port === ports.inPort || port === ports.flood || port === ports.all || port === ports.local
  );
}

function sourceValue(t: Translation, source: Subfield | FieldValue): FieldValue | undefined {
  if (typeof source !== 'object') return source;
  const slot = subslotOf(source, t.bridge.options);
  return slot && readSlot(t.key, slot);
}
