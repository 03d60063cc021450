/**
 * The forwarding path: a frame from a port, its key, cache or translation, operations. Before: port/. After: port/ again, the
 * connection tracker, controllers.
 */
import { ConnectionTable, type CtResult } from '../conntrack/connection-table.js';
import { copyTranslation, FragmentStore } from '../conntrack/fragment-store.js';
import { extract } from '../key/extract.js';
import { ctState, type FlowKey, KEY_WORDS, word } from '../key/layout.js';
import { type Frozen, FrozenStates, thaw } from '../translate/frozen.js';
import { mirrorInput } from '../translate/mirror.js';
import type { Program } from '../translate/program.js';
import { type TraceSink, type Translated, Translation } from '../translate/translation.js';
import type { BridgePort, TranslationBridge } from '../translate/translation-bridge.js';
import { type ExecutionTarget, execute } from './execute.js';
import { FlowCache } from './flow-cache.js';
import type { Operation, TunnelHeader } from './operation.js';
import { Packet } from './packet.js';
import type { DatapathPort } from './port.js';

/** What a tunnel brought along with a frame. Writes itself into the key's tunnel words. */
export interface TunnelArrival {
  write(key: FlowKey, bridge: TranslationBridge): void;
}

/** How deep one packet may recirculate. */
const MAX_RECIRCULATIONS = 32;

const ETHERNET_HEADER = 14;
/** Frames that may wait for a change of flows, and how many of them go on in one turn. */
const MAX_WAITING = 16_384;
const DRAIN = 256;

export interface DatapathEnvironment {
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** Changes with whatever translations depend on. */
  readonly generation: () => number;
  /** Encapsulates and sends. */
  readonly tunnel: (port: DatapathPort, bytes: Uint8Array, header: TunnelHeader) => void;
}

export class Datapath implements ExecutionTarget {
  readonly cache = new FlowCache();
  readonly connections: ConnectionTable;
  readonly states = new FrozenStates();
  readonly #fragments: FragmentStore<readonly Operation[]>;
  readonly #environment: DatapathEnvironment;
  readonly #keys: FlowKey[] = [];
  #recirculations = 0;
  #holds = 0;
  readonly #waiting: (() => void)[] = [];
  /** Frames too short to be any, dropped. */
  runts = 0;
  /** Frames that found no room to wait. */
  lost = 0;

  constructor(environment: DatapathEnvironment) {
    this.#environment = environment;
    this.connections = new ConnectionTable(environment.now, environment.random);
    this.#fragments = new FragmentStore(environment.now);
  }

  /** Until `release`, frames wait: a long change of flows is under way. */
  hold(): void {
    this.#holds++;
  }

  /** Frames that waited go on, in their order, a part of them a turn. */
  release(): void {
    this.#holds--;
    if (this.#holds === 0) this.#drain();
  }

  #drain(): void {
    if (this.#holds > 0) return;
    for (const waiting of this.#waiting.splice(0, DRAIN)) waiting();
    if (this.#waiting.length > 0) setImmediate(() => this.#drain());
  }

  /** A frame came in. `bytes` becomes the datapath's own. */
  receive(bridge: TranslationBridge, port: BridgePort, bytes: Uint8Array, arrival?: TunnelArrival): void {
    if (port.noReceive) return;
    if (bytes.length < ETHERNET_HEADER) {
      this.runts++;
      return;
    }
    if (this.#holds === 0 && this.#waiting.length === 0) this.#receive(bridge, port, bytes, arrival);
    else if (this.#waiting.length < MAX_WAITING) this.#waiting.push(() => this.#receive(bridge, port, bytes, arrival));
    else this.lost++;
  }

  #receive(bridge: TranslationBridge, port: BridgePort, bytes: Uint8Array, arrival?: TunnelArrival): void {
    const packet = new Packet(bytes);
    const key = this.#scratchKey();
    key[word.port] = port.datapathPort.number;
    key[word.inPort] = port.number;
    arrival?.write(key, bridge);
    extract(bytes, key, packet);
    const start = (translation: Translation) => {
      if (mirrorInput(translation, port.number)) translation.lookup(0, port.number);
    };
    this.#forward(packet, key, start, bridge);
  }

  /**
   * A key of zeros, one for each depth of recirculation: good until the packet's operations are carried out, as those may
   * lead to the next packet.
   */
  #scratchKey(): FlowKey {
    const known = this.#keys[this.#recirculations];
    if (known !== undefined) return known.fill(0);
    const key = new Uint32Array(KEY_WORDS);
    this.#keys[this.#recirculations] = key;
    return key;
  }

  #forward(packet: Packet, key: FlowKey, start: (translation: Translation) => void, bridge: TranslationBridge): void {
    const generation = this.#environment.generation();
    const { length } = packet.bytes;
    let translated = this.cache.find(key, length, generation);
    if (translated === undefined) {
      const translation = new Translation(bridge, key.slice(), length, this.states);
      start(translation);
      translated = translation.result();
      this.cache.insert(key, translated, generation);
    }
    this.#run(packet, translated);
  }

  #run(packet: Packet, translated: Translated): void {
    const { length } = packet.bytes;
    const now = this.#environment.now();
    for (const rule of translated.rules) {
      rule.packets++;
      rule.bytes += length;
      rule.used = now;
    }
    for (const effect of translated.effects) effect(length);
    execute(packet, translated.operations, this);
  }

  track(packet: Packet, operation: Extract<Operation, { op: 'ct' }>): CtResult {
    return this.connections.track(packet, operation);
  }

  holdFragment(packet: Packet, operations: readonly Operation[], at: number): void {
    const operation = operations[at];
    if (operation?.op !== 'ct') return;
    const whole = this.#fragments.add(packet.clone(), operation.zone, operations.slice(at + 1));
    if (whole === undefined) return;
    const result = this.track(whole.packet, operation);
    for (const { packet: fragment, content } of whole.fragments) {
      if (operation.nat !== undefined) copyTranslation(whole.packet, fragment);
      if (operation.resume !== undefined) {
        this.recirculate(content.length === 0 ? fragment : fragment.clone(), operation.resume, result);
      }
      execute(fragment, content, this);
    }
  }

  /** Called every second: forgets connections and fragments that timed out. */
  tick(): void {
    this.connections.sweep();
    this.#fragments.expire();
  }

  recirculate(packet: Packet, frozen: Frozen, connection: CtResult): void {
    if (this.#recirculations >= MAX_RECIRCULATIONS) return;
    this.#recirculations++;
    const key = this.#scratchKey();
    extract(packet.bytes, key, packet);
    thaw(frozen, key);
    writeConnection(key, connection);
    this.#forward(packet, key, (translation) => translation.resume(frozen), frozen.bridge);
    this.#recirculations--;
  }

  tunnel(port: DatapathPort, bytes: Uint8Array, header: TunnelHeader): void {
    this.#environment.tunnel(port, bytes, header);
  }

  /** A packet from a controller, with its actions. */
  packetOut(bridge: TranslationBridge, bytes: Uint8Array, program: Program, metadata: (key: FlowKey) => void): void {
    if (bytes.length < ETHERNET_HEADER) return;
    const packet = new Packet(bytes);
    const key = new Uint32Array(KEY_WORDS);
    extract(bytes, key, packet);
    metadata(key);
    const translation = new Translation(bridge, key, bytes.length, this.states);
    translation.isPacketOut = true;
    translation.run(program);
    this.#run(packet, translation.result());
  }

  /** A controller gives a paused packet back, maybe changed. */
  resume(frozen: Frozen, bytes: Uint8Array, metadata: (key: FlowKey) => void): void {
    if (bytes.length < ETHERNET_HEADER) return;
    const packet = new Packet(bytes);
    const key = new Uint32Array(KEY_WORDS);
    extract(bytes, key, packet);
    thaw(frozen, key);
    key[word.recirculation] = 0;
    metadata(key);
    const translation = new Translation(frozen.bridge, key, bytes.length, this.states);
    translation.resume(frozen);
    this.#run(packet, translation.result());
  }

  /**
   * Follows a frame without sending it.
   * @param connections states that ct() gives, in order; where there are no more: tracked and new
   */
  trace(
    bridge: TranslationBridge,
    key: FlowKey,
    length: number,
    sink: TraceSink,
    connections: readonly number[] = [],
  ): readonly Operation[] {
    const all: Operation[] = [];
    const states = [...connections];
    const follow = (translation: Translation, start: (translation: Translation) => void, depth: number) => {
      start(translation);
      const { operations } = translation.result();
      for (const operation of operations) {
        all.push(operation);
        if (operation.op !== 'ct' || operation.resume === undefined || depth > MAX_RECIRCULATIONS) continue;
        const next = translation.base.slice();
        const frozen = operation.resume;
        const state = states.shift() ?? ctState.tracked | ctState.new;
        thaw(frozen, next);
        writeConnection(next, { state, zone: operation.zone, mark: 0, label: 0n, original: undefined });
        sink.note(0, `recirc(${frozen.id}), ct_state ${state}`);
        sink.bridge(0, frozen.bridge);
        follow(new Translation(frozen.bridge, next, length, this.states, sink), (t) => t.resume(frozen), depth + 1);
      }
    };
    const first = new Translation(bridge, key, length, this.states, sink);
    sink.bridge(0, bridge);
    follow(first, (translation) => translation.lookup(0, key[word.inPort]!), 0);
    return all;
  }
}

/** Writes what ct() found into a key. */
function writeConnection(key: FlowKey, result: CtResult): void {
  key[word.ctState] = result.state;
  key[word.ctZone] = result.zone;
  key[word.ctMark] = result.mark;
  [96n, 64n, 32n, 0n].forEach((shift, i) => {
    key[word.ctLabel + i] = Number((result.label >> shift) & 0xffffffffn);
  });
  const { original } = result;
  if (original === undefined) return;
  key[word.ctProtocol] = original.protocol;
  const [source, destination] =
    original.family === 4 ? [word.ctSource4, word.ctDestination4] : [word.ctSource6, word.ctDestination6];
  key.set(original.source, source);
  key.set(original.destination, destination);
  const isIcmp = original.protocol === 1 || original.protocol === 58;
  const ports = isIcmp ? [original.icmpType, original.icmpCode] : [original.sourcePort, original.destinationPort];
  key[word.ctPorts] = ((ports[0]! << 16) | ports[1]!) >>> 0;
}
