/**
 * The controller's side of a connection to a switch. Before: the controller's installer, `ofctl`. After: the switch. Everything is pipelined: requests are matched to
 * answers by xid, and a bundle is written without waiting for any.
 */
import { ByteWriter, TypedError } from '#base';
import { encodeInto } from '../codec/encode.js';
import { errorName } from '../errors.js';
import {
  bundleFlags,
  type ErrorMessage,
  type Message,
  type OpenFlowVersion,
  type Received,
} from '../message/message.js';
import type { SwitchChange } from '../switch-handler.js';
import { Channel, type Log } from './channel.js';
import { openSocket } from './socket.js';

/** The switch answered a request with an error. `code` is `refused`. */
export class RefusedError extends TypedError<'refused', { readonly error: string; readonly reply: ErrorMessage }> {
  constructor(error: string, reply: ErrorMessage) {
    super('refused', `switch answers ${error}`, { error, reply });
  }
}

/** The connection ended before the answer. */
export class ClosedError extends TypedError<'closed'> {
  constructor(reason: string) {
    super('closed', reason, {});
  }
}

export interface ControllerOptions {
  /** `unix:/run/br-int.mgmt`, a bare path, or `tcp:host:port`. */
  readonly address: string;
  /** Default: 1.5 alone. */
  readonly versions?: readonly OpenFlowVersion[];
  readonly log?: Log;
  /** Milliseconds of silence before an echo, and again before the switch is given up. Default 5000; 0: never. */
  readonly probeMs?: number;
  /** What the switch says unasked: packet-ins, port status, flow_removed, errors that answer no request. */
  readonly onMessage?: (message: Message, xid: number) => void;
  readonly onClose?: (reason: string) => void;
}

/** A change of a bundle that the switch refused. */
export interface BundleFailure {
  /** Position among the bundle's changes. */
  readonly index: number;
  /** As OVS names it: OFPBAC_MATCH_INCONSISTENT. */
  readonly error: string;
}

export interface BundleOutcome {
  /**
   * The switch carried the bundle out, without the changes in `failures`: Open vSwitch drops a change that it cannot read or finds inconsistent
   * when it is added, and commits the others. A change that fails at the commit undoes all.
   */
  readonly isCommitted: boolean;
  /** Empty when all changes are in force. */
  readonly failures: readonly BundleFailure[];
  /** Why the bundle as a whole failed. */
  readonly error?: string;
}

export interface Controller {
  readonly version: OpenFlowVersion;
  readonly peer: string;
  readonly isClosed: boolean;
  /** Bytes not yet taken by the system. */
  readonly backlog: number;
  /** Sends and forgets; gives the xid. An error that answers it goes to `onMessage`. */
  send(message: Message): number;
  /** All parts of the answer. Rejects with RefusedError or ClosedError. */
  request(message: Message): Promise<readonly Message[]>;
  /** Resolves when the switch has finished everything before. Rejects with ClosedError. */
  barrier(): Promise<void>;
  /** Changes that are made in order, all or none. Never rejects for what the switch answers; rejects with ClosedError. */
  bundle(changes: readonly SwitchChange[]): Promise<BundleOutcome>;
  /** Another `probeMs` than that it was opened with. */
  setProbe(ms: number): void;
  close(): void;
}

interface Waiting {
  readonly parts: Message[];
  readonly take: (message: Message) => boolean;
  readonly fail: (error: Error) => void;
}

/** A bundle whose commit is not answered yet. */
interface Pending {
  readonly xids: number[];
  readonly failures: BundleFailure[];
}

const CHUNK_BYTES = 65536;

/** Connects and negotiates. Rejects with AddressError, SocketError or ClosedError. */
export async function openController(options: ControllerOptions): Promise<Controller> {
  const { versions = [0x06], log = () => undefined, probeMs = 5000 } = options;
  const socket = await openSocket(options.address);
  const waiting = new Map<number, Waiting>();
  const open = new Set<Pending>();
  let bundles = 0;

  return new Promise((resolve, reject) => {
    const channel = new Channel(socket, {
      versions,
      peer: options.address,
      log,
      probeMs,
      onOpen: (version) => resolve(controllerOf(version)),
      onMessage: receive,
      onMalformed: (error, xid) => {
        log('warn', `${options.address}: ${error.message} (xid ${xid}), ignored`);
        settle(xid, error);
      },
      onClose: (reason) => {
        const error = new ClosedError(reason);
        for (const xid of [...waiting.keys()]) settle(xid, error);
        reject(error);
        options.onClose?.(reason);
      },
    });

    function settle(xid: number, error: Error): void {
      const item = waiting.get(xid);
      waiting.delete(xid);
      item?.fail(error);
    }

    function receive({ xid, message, version }: Received): void {
      const item = waiting.get(xid);
      if (item === undefined) {
        if (message.kind === 'error' && isOfBundle(xid, errorName(version, message))) return;
        options.onMessage?.(message, xid);
        return;
      }
      if (message.kind === 'error') {
        settle(xid, new RefusedError(errorName(version, message), message));
        return;
      }
      if (item.take(message)) waiting.delete(xid);
    }

    /** Notes the refusal of a change; the place is searched for, because refusals are rare and changes many. */
    function isOfBundle(xid: number, error: string): boolean {
      for (const { xids, failures } of open) {
        const index = xids.indexOf(xid);
        if (index >= 0) {
          failures.push({ index, error });
          return true;
        }
      }
      return false;
    }

    function request(message: Message): Promise<readonly Message[]> {
      if (channel.isClosed) return Promise.reject(new ClosedError('connection closed'));
      const xid = channel.xid();
      return new Promise((settled, failed) => {
        const parts: Message[] = [];
        const take = (part: Message) => {
          parts.push(part);
          if ('more' in part && part.more) return false;
          settled(parts);
          return true;
        };
        waiting.set(xid, { parts, take, fail: failed });
        channel.send(message, xid);
      });
    }

    /** OPEN, all changes, COMMIT. Each change has its own xid, by which the switch names it when it refuses it. */
    async function bundle(changes: readonly SwitchChange[]): Promise<BundleOutcome> {
      if (channel.isClosed) throw new ClosedError('connection closed');
      const id = bundles;
      bundles = (bundles + 1) >>> 0;
      const failures: BundleFailure[] = [];
      const xids: number[] = [];
      const pending: Pending = { xids, failures };
      open.add(pending);
      const flags = bundleFlags.atomic | bundleFlags.ordered;
      const opening = request({ kind: 'bundle_control', bundle: id, type: 'open_request', flags });
      const version = channel.version ?? 0x06;

      function* additions(): Generator<Uint8Array> {
        const writer = new ByteWriter(CHUNK_BYTES * 2);
        for (const change of changes) {
          const xid = channel.xid();
          xids.push(xid);
          encodeInto(writer, { kind: 'bundle_add', bundle: id, flags, message: change }, version, xid);
          if (writer.length >= CHUNK_BYTES) {
            yield writer.finish();
            writer.reset();
          }
        }
        if (writer.length > 0) yield writer.finish();
      }

      channel.outbox.add(additions());
      const commit = request({ kind: 'bundle_control', bundle: id, type: 'commit_request', flags });
      const [opened, committed] = await Promise.allSettled([opening, commit]);
      open.delete(pending);
      if (opened.status === 'fulfilled' && committed.status === 'fulfilled') return { isCommitted: true, failures };
      const reason: unknown =
        opened.status === 'rejected' ? opened.reason : committed.status === 'rejected' ? committed.reason : undefined;
      if (!(reason instanceof RefusedError)) throw reason;
      return { isCommitted: false, failures, error: reason.context.error };
    }

    function controllerOf(version: OpenFlowVersion): Controller {
      return {
        version,
        peer: options.address,
        get isClosed() {
          return channel.isClosed;
        },
        get backlog() {
          return channel.outbox.backlog;
        },
        send: (message) => channel.send(message),
        request,
        barrier: async () => {
          await request({ kind: 'barrier_request' });
        },
        bundle,
        setProbe: (ms) => channel.setProbe(ms),
        close: () => channel.close('closed'),
      };
    }
  });
}
