/**
 * State of a translation that stops to go on later: behind ct(), with the connection's state filled in, or when a controller
 * resumes a paused packet. Equal states are one object with one number, so that packets that resume from them share
 * entries of the flow cache.
 */
import type { FieldValue } from '#openflow';
import { FACTS, type FlowKey, word } from '../key/layout.js';
import type { Program } from './program.js';
import type { TranslationBridge } from './translation-bridge.js';

/** Actions that were not reached yet when a packet was paused: from `from` on, as part of a flow of `table`. */
export interface Pending {
  readonly program: Program;
  readonly from: number;
  readonly table: number;
  readonly cookie: bigint;
}

export interface Frozen {
  /** `recirc_id`: never 0, never used for another state. */
  readonly id: number;
  readonly bridge: TranslationBridge;
  readonly table: number;
  /** All words but headers and connection state. */
  readonly words: FlowKey;
  readonly stack: readonly FieldValue[];
  /** What a resumed packet carries out; undefined: the flows of `table`. */
  readonly pending: readonly Pending[] | undefined;
}

const TUNNEL_START = word.tunnelId;
const TUNNEL_END = word.ethDestination;

/** Copies what is not in the packet from a frozen key: pipeline state, marks, tunnel. */
export function thaw(frozen: Frozen, key: FlowKey): void {
  const { words } = frozen;
  for (let i = 0; i < FACTS; i++) key[i] = words[i]!;
  key[word.port] = words[word.port]!;
  key[word.packetMark] = words[word.packetMark]!;
  key[word.dpHash] = words[word.dpHash]!;
  for (let i = TUNNEL_START; i < TUNNEL_END; i++) key[i] = words[i]!;
  for (let i = word.tunnelMetadata; i < key.length; i++) key[i] = words[i]!;
  key[word.recirculation] = frozen.id;
}

function keep(key: FlowKey): FlowKey {
  const words = new Uint32Array(key.length);
  words.set(key.subarray(0, FACTS));
  words[word.port] = key[word.port]!;
  words[word.packetMark] = key[word.packetMark]!;
  words[word.dpHash] = key[word.dpHash]!;
  words.set(key.subarray(TUNNEL_START, TUNNEL_END), TUNNEL_START);
  words.set(key.subarray(word.tunnelMetadata), word.tunnelMetadata);
  return words;
}

/** Past this many states the map starts over; states in use live on through the operations that name them. */
const LIMIT = 20_000;

export class FrozenStates {
  readonly #byContent = new Map<string, Frozen>();
  #last = 0;

  /** The state of a packet that goes on in `table`. */
  intern(bridge: TranslationBridge, table: number, key: FlowKey, stack: readonly FieldValue[]): Frozen {
    const words = keep(key);
    const content = `${bridge.id}|${table}|${stack.join(';')}|${words.join()}`;
    const known = this.#byContent.get(content);
    if (known !== undefined) return known;
    if (this.#byContent.size >= LIMIT) this.#byContent.clear();
    const frozen = { id: this.#number(), bridge, table, words, stack: [...stack], pending: undefined };
    this.#byContent.set(content, frozen);
    return frozen;
  }

  /** The state of a paused packet; never shared. */
  pause(
    bridge: TranslationBridge,
    table: number,
    key: FlowKey,
    stack: readonly FieldValue[],
    pending: readonly Pending[],
  ): Frozen {
    return { id: this.#number(), bridge, table, words: keep(key), stack: [...stack], pending };
  }

  #number(): number {
    this.#last = this.#last >= 0xfffffff0 ? 1 : this.#last + 1;
    return this.#last;
  }
}
