/**
 * The connection tracker: what ct() means (ovs-actions(7), ovs-fields(7) "Connection Tracking Fields"). Before: a frame and
 * a ct operation. After: the frame, maybe translated, with its connection's state.
 */
import type { FlushConnections, Nat } from '#openflow';
import { IPPROTO_TCP } from '#packets';
import { get16 } from '../datapath/header-edit.js';
import type { CtWrite } from '../datapath/operation.js';
import type { Packet } from '../datapath/packet.js';
import { ctState } from '../key/layout.js';
import { advanceTcp, type Connection, firstTcpState, mayOpenTcp, timeoutOf } from './connection.js';
import { flushes } from './flush.js';
import { chooseReply } from './nat.js';
import { translate, translateError } from './translate.js';
import { opensConnection, reverse, type Tracked, type Tuple, trackedOf, tupleKey } from './tuple.js';

export interface CtRequest {
  readonly zone: number;
  readonly commit: boolean;
  readonly force: boolean;
  readonly nat: Nat | undefined;
  readonly write: CtWrite;
}

/** What a packet carries behind ct(): words of its key. */
export interface CtResult {
  readonly state: number;
  readonly zone: number;
  readonly mark: number;
  readonly label: bigint;
  /** The connection's original direction; undefined for invalid packets. */
  readonly original: Tuple | undefined;
}

/** Connections the table holds at most; past that, new ones are invalid. */
const LIMIT = 1_000_000;
/** Entries looked at in one sweep. */
const SWEEP = 5_000;

interface Found {
  readonly connection: Connection;
  readonly isReply: boolean;
}

export class ConnectionTable {
  readonly #byTuple = new Map<string, Found>();
  readonly #connections = new Set<Connection>();
  readonly #now: () => number;
  readonly #random: () => number;
  #sweeping: Iterator<Connection> | undefined;

  /**
   * @param now milliseconds, monotonic
   * @param random a number in [0, 1)
   */
  constructor(now: () => number, random: () => number) {
    this.#now = now;
    this.#random = random;
  }

  get size(): number {
    return this.#connections.size;
  }

  /** Sends a frame through the tracker; the frame may be rewritten in place. */
  track(packet: Packet, request: CtRequest): CtResult {
    const tracked = trackedOf(packet);
    if (tracked.kind === 'invalid') return invalid(request.zone);
    if (tracked.kind === 'error') return this.#trackError(packet, tracked, request);
    const { tuple } = tracked;
    const flags = tuple.protocol === IPPROTO_TCP ? get16(packet.bytes, packet.l4 + 12) & 0xfff : 0;
    let found = this.#find(request.zone, tuple);
    if (found?.isReply && request.commit && request.force) {
      this.#forget(found.connection);
      found = undefined;
    }
    if (found !== undefined) {
      const outcome = this.#advance(found, flags);
      if (outcome === 'invalid') return invalid(request.zone);
      if (outcome === 'valid') return this.#known(packet, found, request);
      this.#forget(found.connection);
    }
    return this.#new(packet, tuple, flags, request);
  }

  #find(zone: number, tuple: Tuple): Found | undefined {
    const found = this.#byTuple.get(tupleKey(zone, tuple));
    if (found !== undefined && found.connection.expires <= this.#now()) {
      this.#forget(found.connection);
      return undefined;
    }
    return found;
  }

  #advance({ connection, isReply }: Found, flags: number): 'valid' | 'invalid' | 'new' {
    const outcome = connection.tcp === undefined ? 'valid' : advanceTcp(connection, flags, isReply);
    if (outcome !== 'valid') return outcome;
    if (isReply) {
      connection.hasReplied = true;
      connection.packetsReply++;
    } else {
      connection.packetsOriginal++;
    }
    connection.expires = this.#now() + timeoutOf(connection);
    return 'valid';
  }

  #known(packet: Packet, found: Found, request: CtRequest): CtResult {
    const { connection, isReply } = found;
    if (request.commit) write(connection, request.write);
    // Until the other side has answered, a connection stays new.
    const phase = connection.hasReplied ? ctState.established : ctState.new;
    let state = ctState.tracked | phase | (isReply ? ctState.reply : 0);
    if (request.nat !== undefined && connection.isNatted) {
      translate(packet, connection, isReply);
      state |= natBits(connection, isReply);
    }
    return { state, ...about(connection) };
  }

  #new(packet: Packet, tuple: Tuple, flags: number, request: CtRequest): CtResult {
    const mayOpen = tuple.protocol === IPPROTO_TCP ? mayOpenTcp(flags) : opensConnection(tuple);
    if (!mayOpen || (request.commit && this.#connections.size >= LIMIT)) return invalid(request.zone);
    const state = ctState.tracked | ctState.new;
    if (!request.commit) return { state, zone: request.zone, mark: 0, label: 0n, original: tuple };
    const isTaken = (reply: Tuple) => this.#find(request.zone, reply) !== undefined;
    const reply = chooseReply(tuple, request.nat, isTaken, this.#random);
    if (reply === undefined) return invalid(request.zone);
    const connection: Connection = {
      zone: request.zone,
      original: tuple,
      reply,
      // What was asked for counts, even if the addresses stayed as they were.
      isNatted: request.nat?.target !== undefined,
      hasSourceNat: request.nat?.target === 'src',
      hasDestinationNat: request.nat?.target === 'dst',
      mark: 0,
      label: 0n,
      hasReplied: false,
      tcp: tuple.protocol === IPPROTO_TCP ? firstTcpState(flags) : undefined,
      finOriginal: false,
      finReply: false,
      expires: 0,
      packetsOriginal: 1,
      packetsReply: 0,
    };
    connection.expires = this.#now() + timeoutOf(connection);
    write(connection, request.write);
    this.#connections.add(connection);
    this.#byTuple.set(tupleKey(request.zone, tuple), { connection, isReply: false });
    this.#byTuple.set(tupleKey(request.zone, reply), { connection, isReply: true });
    if (!connection.isNatted) return { state, ...about(connection) };
    translate(packet, connection, false);
    return { state: state | natBits(connection, false), ...about(connection) };
  }

  /** An ICMP error belongs to the connection of the packet it quotes, which went the other way. */
  #trackError(packet: Packet, tracked: Extract<Tracked, { kind: 'error' }>, request: CtRequest): CtResult {
    const found =
      this.#find(request.zone, tracked.inner.tuple) ?? this.#find(request.zone, reverse(tracked.inner.tuple));
    const quoted = this.#find(request.zone, tracked.inner.tuple);
    if (found === undefined) return invalid(request.zone);
    const { connection } = found;
    // The quoted packet went in direction `quoted`; the error goes back against it.
    const isReply = quoted === undefined ? found.isReply : !quoted.isReply;
    let state = ctState.tracked | ctState.related | (isReply ? ctState.reply : 0);
    if (request.nat !== undefined && connection.isNatted) {
      translateError(packet, tracked.inner, connection, isReply);
      state |= natBits(connection, isReply);
    }
    return { state, ...about(connection) };
  }

  #forget(connection: Connection): void {
    this.#connections.delete(connection);
    this.#byTuple.delete(tupleKey(connection.zone, connection.original));
    this.#byTuple.delete(tupleKey(connection.zone, connection.reply));
  }

  flushZone(zone: number | undefined): void {
    for (const connection of [...this.#connections]) {
      if (zone === undefined || connection.zone === zone) this.#forget(connection);
    }
  }

  flush(filter: FlushConnections): void {
    for (const connection of [...this.#connections]) if (flushes(filter, connection)) this.#forget(connection);
  }

  /** Forgets what timed out, a part of the table a call. */
  sweep(): void {
    this.#sweeping ??= this.#connections.values();
    const now = this.#now();
    for (let i = 0; i < SWEEP; i++) {
      const next = this.#sweeping.next();
      if (next.done === true) {
        this.#sweeping = undefined;
        return;
      }
      if (next.value.expires <= now) this.#forget(next.value);
    }
  }

  /** All connections, for dpctl/dump-conntrack. */
  *list(): Iterable<Connection> {
    const now = this.#now();
    for (const connection of this.#connections) if (connection.expires > now) yield connection;
  }
}

function invalid(zone: number): CtResult {
  return { state: ctState.tracked | ctState.invalid, zone, mark: 0, label: 0n, original: undefined };
}

function about(connection: Connection): Omit<CtResult, 'state'> {
  const { zone, mark, label, original } = connection;
  return { zone, mark, label, original };
}

function write(connection: Connection, { mark, label }: CtWrite): void {
  if (mark !== undefined) connection.mark = ((connection.mark & ~mark.mask) | mark.value) >>> 0;
  if (label !== undefined) connection.label = (connection.label & ~label.mask) | label.value;
}

/** What was done to a packet: answers have their destination turned back where requests have their source translated. */
function natBits(connection: Connection, isReply: boolean): number {
  const { hasSourceNat, hasDestinationNat } = connection;
  const [source, destination] = isReply ? [hasDestinationNat, hasSourceNat] : [hasSourceNat, hasDestinationNat];
  return (source ? ctState.sourceNat : 0) | (destination ? ctState.destinationNat : 0);
}
