/**
 * Makes actions ready to run: a step for each. Before: actions that flow-check.ts found good. After: translation.ts runs the
 * steps. Over 200 lines because it is the table of actions, one case each; those with more to them have files of their own.
 */
import { type Action, type Ct, type FieldValue, fields, type Nat, type SetField, type Subfield } from '#openflow';
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6, ETHERTYPE_VLAN } from '#packets';
import { presenceOf } from '../key/key-match.js';
import { type FlowKey, VLAN_PRESENT, word } from '../key/layout.js';
import {
  cut,
  movesOf,
  readSlot,
  type Slot,
  slotOf,
  subslotOf,
  type TunnelOptions,
  tunnelMetadataIndex,
  type WordWrite,
  wordsOf,
  writeSlot,
} from '../key/slot.js';
import { commit } from './commit.js';
import { sendToController } from './controller.js';
import { runGroup } from './group.js';
import { learnStep } from './learn.js';
import { output } from './output.js';
import type { Jump, Program, Step } from './program.js';
import type { Translation } from './translation.js';

/** Actions whose fields this switch has; `flow-check.ts` refuses others before they come here. */
export function compile(actions: readonly Action[], options: TunnelOptions): Program {
  return { actions, steps: actions.map((action) => step(action, options)) };
}

/** As `compile`, for the actions of a flow: most end with a jump to the next table. */
export function compileFlow(actions: readonly Action[], options: TunnelOptions): Program {
  const last = actions.at(-1);
  const tail = last === undefined ? undefined : jumpOf(last);
  if (tail === undefined) return compile(actions, options);
  return { actions, steps: compile(actions.slice(0, -1), options).steps, tail };
}

function jumpOf(action: Action): Jump | undefined {
  if (action.kind === 'goto_table') return { table: action.table, inPort: undefined };
  if (action.kind !== 'resubmit' || action.ct === true) return undefined;
  return { table: action.table, inPort: action.port === IN_PORT ? undefined : action.port };
}

/** OFPP_IN_PORT (openflow-1.0.h): as if no port were named. */
const IN_PORT = 0xfff8;

const nothing: Step = () => 'next';

function step(action: Action, options: TunnelOptions): Step {
  switch (action.kind) {
    case 'output':
      return (t) => output(t, action.port, undefined, action.maxLength ?? 0xffff);
    case 'output_truncated':
      return (t) => output(t, action.port, action.maxLength, action.maxLength);
    case 'output_reg': {
      const slot = need(subslotOf(action.source, options));
      return (t) => output(t, Number(readSlot(t.key, slot)) & 0xffff, undefined, action.maxLength);
    }
    case 'enqueue':
      return (t) => output(t, action.port, undefined, 0xffff);
    case 'controller':
      return (t) => sendToController(t, action);
    case 'group':
      return (t) => runGroup(t, action.group);
    case 'set_field':
      return setField(action, options);
    case 'load':
      return writes(loadWrites(action.destination, action.value, options));
    case 'move':
      return move(action.source, action.destination, options);
    case 'push': {
      const slot = need(subslotOf(action.source, options));
      return (t) => {
        t.stack.push(readSlot(t.key, slot));
        return 'next';
      };
    }
    case 'pop': {
      const slot = need(subslotOf(action.destination, options));
      return (t) => {
        const value = t.stack.pop();
        if (value !== undefined) writeSlot(t.key, slot, narrow(value, slot));
        return 'next';
      };
    }
    case 'resubmit':
      return (t) => {
        const port = action.port === undefined || action.port === IN_PORT ? t.key[word.inPort]! : action.port;
        if (action.ct !== true) return t.lookup(action.table ?? t.table, port);
        const saved = t.key.slice();
        if (!useConnectionTuple(t.key)) return 'next';
        const result = t.lookup(action.table ?? t.table, port);
        for (const [first, count] of TUPLE_WORDS) t.key.set(saved.subarray(first, first + count), first);
        return result;
      };
    case 'goto_table':
      return (t) => t.lookup(action.table, t.key[word.inPort]!);
    case 'ct':
      return ct(action, options);
    case 'ct_clear':
      return (t) => {
        clearConnection(t.key);
        t.operations.push({ op: 'ct-clear' });
        return 'next';
      };
    case 'push_vlan':
      return (t) => {
        if (t.key[word.innerVlan] !== 0) {
          t.trace?.note(t.nesting, 'two VLAN tags already: packet dropped');
          return 'exit';
        }
        t.key[word.innerVlan] = t.key[word.vlan]!;
        t.key[word.vlan] = ((action.ethertype << 16) | VLAN_PRESENT) >>> 0;
        return 'next';
      };
    case 'pop_vlan':
      return (t) => {
        t.key[word.vlan] = t.key[word.innerVlan]!;
        t.key[word.innerVlan] = 0;
        return 'next';
      };
    case 'set_vlan_vid':
      return (t) => {
        t.key[word.vlan] = ((tagged(t.key) & ~0xfff) | action.vid) >>> 0;
        return 'next';
      };
    case 'set_vlan_pcp':
      return (t) => {
        t.key[word.vlan] = ((tagged(t.key) & ~0xe000) | (action.pcp << 13)) >>> 0;
        return 'next';
      };
    case 'set_tp': {
      const shift = action.side === 'src' ? 16 : 0;
      return writes([{ word: word.transport, value: (action.port << shift) >>> 0, mask: (0xffff << shift) >>> 0 }]);
    }
    case 'dec_ttl':
      return (t) => {
        const type = t.key[word.ethType];
        if (type !== ETHERTYPE_IPV4 && type !== ETHERTYPE_IPV6) return 'next';
        const ttl = (t.key[word.ip]! >>> 8) & 255;
        if (ttl > 1) {
          t.key[word.ip] = t.key[word.ip]! - 0x100;
          return 'next';
        }
        for (const controllerId of action.ids ?? [0]) {
          const draft = { kind: 'controller', reason: 'invalid_ttl', maxLength: 0xffff, pause: false } as const;
          sendToController(t, { ...draft, controllerId });
        }
        return 'end';
      };
    case 'set_tunnel':
      return (t) => {
        t.key[word.tunnelId] = Number(action.id >> 32n);
        t.key[word.tunnelId + 1] = Number(action.id & 0xffffffffn);
        return 'next';
      };
    case 'learn':
      return learnStep(action, options);
    case 'clone': {
      const inner = compile(action.actions, options);
      return (t) => {
        t.nesting++;
        t.isolated(() => t.run(inner));
        t.nesting--;
        return 'next';
      };
    }
    case 'meter':
      return (t) => {
        const { bridge } = t;
        t.operations.push({ op: 'meter', allow: (bytes) => bridge.meterAllows(action.meter, bytes) });
        return 'next';
      };
    case 'check_pkt_larger': {
      const slot = need(subslotOf(action.destination, options));
      return (t) => {
        // VLAN tags do not count (as the kernel datapath's check_pkt_len), the Ethernet header does.
        const isLarger = t.packetLength > action.length;
        if (isLarger) t.minLength = Math.max(t.minLength, action.length + 1);
        else t.maxLength = Math.min(t.maxLength, action.length);
        writeSlot(t.key, slot, isLarger ? 1 : 0);
        return 'next';
      };
    }
    case 'delete_field': {
      const index = tunnelMetadataIndex(action.field);
      if (index === undefined) return nothing;
      const present = presenceOf(index);
      const slot = need(slotOf(action.field, options));
      return (t) => {
        t.key[present.word] = (t.key[present.word]! & ~present.mask) >>> 0;
        writeSlot(t.key, slot, 0n);
        return 'next';
      };
    }
    case 'write_metadata': {
      const slot = need(slotOf(fields.metadata, options));
      return writes(wordsOf(slot, action.value, action.mask));
    }
    case 'exit':
      return () => 'exit';
    case 'set_queue':
    case 'pop_queue':
    case 'note':
    case 'conjunction':
      return nothing;
    default:
      throw new Error(`action ${action.kind} came past the check of flows`);
  }
}

function need(slot: Slot | undefined): Slot {
  if (slot === undefined) throw new Error('a field came past the check of flows');
  return slot;
}

/** The value cut to the slot's bits: a pop takes the low ones. */
function narrow(value: FieldValue, slot: Slot): FieldValue {
  const cutValue = BigInt(value) & ((1n << BigInt(slot.bits)) - 1n);
  return slot.bits <= 32 ? Number(cutValue) : cutValue;
}

function writes(list: readonly WordWrite[]): Step {
  return (t) => {
    for (const { word: at, value, mask } of list) t.key[at] = ((t.key[at]! & ~mask) | value) >>> 0;
    return 'next';
  };
}

function setField(action: SetField, options: TunnelOptions): Step {
  const slot = need(slotOf(action.field, options));
  const value = slot.bits > 32 ? BigInt(action.value) : action.value;
  const list = wordsOf(slot, value, action.mask);
  if (action.field === fields.vlan_tci) {
    return (t) => {
      writes(list)(t);
      const tci = t.key[word.vlan]! & 0xffff;
      const tpid = t.key[word.vlan]! >>> 16 || ETHERTYPE_VLAN;
      t.key[word.vlan] = tci & VLAN_PRESENT ? ((tpid << 16) | tci) >>> 0 : 0;
      return 'next';
    };
  }
  if (action.field === fields.in_port_oxm) {
    const port = Number(action.value) & 0xffff;
    return writes([{ word: word.inPort, value: port, mask: 0xffffffff }]);
  }
  const index = tunnelMetadataIndex(action.field);
  return writes(index === undefined ? list : [...list, presenceOf(index)]);
}

function loadWrites(destination: Subfield, value: FieldValue, options: TunnelOptions): readonly WordWrite[] {
  const slot = need(subslotOf(destination, options));
  const list = wordsOf(slot, slot.bits > 32 ? BigInt(value) : value, undefined);
  const index = tunnelMetadataIndex(destination.field);
  if (index !== undefined) return [...list, presenceOf(index)];
  return destination.field === fields.vlan_tci || destination.field === fields.vlan_vid
    ? [...list, ...tpidWrite(slot)]
    : list;
}

/** A tag written bit by bit needs its TPID. */
function tpidWrite(slot: Slot): readonly WordWrite[] {
  return slot.word === word.vlan ? [{ word: word.vlan, value: (ETHERTYPE_VLAN << 16) >>> 0, mask: 0xffff0000 }] : [];
}

function move(source: Subfield, destination: Subfield, options: TunnelOptions): Step {
  const to = need(subslotOf(destination, options));
  const whole = need(subslotOf(source, options));
  const moves = movesOf(whole.bits > to.bits ? cut(whole, 0, to.bits) : whole, to);
  const index = tunnelMetadataIndex(destination.field);
  const present = index === undefined ? undefined : presenceOf(index);
  return (t) => {
    const { key } = t;
    // Read all before writing any: source and destination may overlap.
    const parts = moves.map((m) => ((key[m.from]! >>> m.fromShift) & m.width) >>> 0);
    moves.forEach((m, i) => {
      key[m.to] = ((key[m.to]! & ~(m.width << m.toShift)) | (parts[i]! << m.toShift)) >>> 0;
    });
    if (present !== undefined) key[present.word] = (key[present.word]! | present.mask) >>> 0;
    return 'next';
  };
}

/** The VLAN word, with an empty tag where the packet has none. */
function tagged(key: FlowKey): number {
  return key[word.vlan] === 0 ? ((ETHERTYPE_VLAN << 16) | VLAN_PRESENT) >>> 0 : key[word.vlan]!;
}

export function clearConnection(key: FlowKey): void {
  key.fill(0, word.ctState, word.tunnelId);
}

const TUPLE_WORDS = [
  [word.ipSource, 2],
  [word.ip6Source, 8],
  [word.ip, 1],
  [word.transport, 1],
] as const;

/** Replaces addresses and ports by those of the connection's original direction; false when it is not tracked. */
function useConnectionTuple(key: FlowKey): boolean {
  const protocol = key[word.ctProtocol]!;
  if (protocol === 0) return false;
  key[word.ip] = ((key[word.ip]! & 0x00ffffff) | (protocol << 24)) >>> 0;
  if (key[word.ethType] === ETHERTYPE_IPV4) {
    key[word.ipSource] = key[word.ctSource4]!;
    key[word.ipDestination] = key[word.ctDestination4]!;
  } else {
    key.copyWithin(word.ip6Source, word.ctSource6, word.ctSource6 + 4);
    key.copyWithin(word.ip6Destination, word.ctDestination6, word.ctDestination6 + 4);
  }
  key[word.transport] = key[word.ctPorts]!;
  return true;
}

function ct(action: Ct, options: TunnelOptions): Step {
  const nat = action.actions.find((nested): nested is Nat => nested.kind === 'nat');
  const inner = compile(
    action.actions.filter((nested) => nested.kind !== 'nat'),
    options,
  );
  const masks = writtenBits(inner.actions, options);
  const zone = typeof action.zone === 'number' ? undefined : need(subslotOf(action.zone, options));
  return (t) => {
    const zoneNumber = zone === undefined ? Number(action.zone) : Number(readSlot(t.key, zone)) & 0xffff;
    const marks = t.key.slice(word.ctMark, word.ctMark + 5);
    t.run(inner);
    const label = [0, 1, 2, 3].reduce((sum, i) => (sum << 32n) | BigInt(t.key[word.ctLabel + i]!), 0n);
    const write = {
      mark: masks.mark === 0 ? undefined : { value: (t.key[word.ctMark]! & masks.mark) >>> 0, mask: masks.mark },
      label: masks.label === 0n ? undefined : { value: label & masks.label, mask: masks.label },
    };
    t.key.set(marks, word.ctMark);
    commit(t.key, t.base, t.operations);
    t.operations.push({
      op: 'ct',
      zone: zoneNumber,
      commit: action.commit,
      force: action.force,
      nat,
      write,
      alg: action.alg,
      resume: action.table === undefined ? undefined : freeze(t, action.table),
    });
    // What follows sees an untracked packet; the connection's state is for the table that it resumes in.
    clearConnection(t.key);
    return 'next';
  };
}

function freeze(t: Translation, table: number) {
  return t.states.intern(t.bridge, table, t.key, t.stack);
}

/** Which bits of ct_mark and ct_label nested actions write. */
function writtenBits(
  actions: readonly Action[],
  options: TunnelOptions,
): { readonly mark: number; readonly label: bigint } {
  const key = new Uint32Array(word.ctLabel + 4);
  for (const action of actions) {
    const list =
      action.kind === 'set_field'
        ? wordsOf(need(slotOf(action.field, options)), action.value, action.mask)
        : action.kind === 'load' || action.kind === 'move'
          ? wholeOf(need(subslotOf(action.destination, options)))
          : [];
    for (const { word: at, mask } of list) key[at] = (key[at]! | mask) >>> 0;
  }
  return {
    mark: key[word.ctMark]!,
    label: [0, 1, 2, 3].reduce((sum, i) => (sum << 32n) | BigInt(key[word.ctLabel + i]!), 0n),
  };
}

function wholeOf(slot: Slot): readonly WordWrite[] {
  return wordsOf(slot, slot.bits > 32 ? 0n : 0, undefined);
}
