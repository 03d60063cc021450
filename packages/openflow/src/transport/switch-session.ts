/**
 * One controller's or tool's connection to a switch: answers its requests from the switch's handler, and keeps what the connection has chosen (forms of
 * messages, which packet-ins it wants). Before: channel.ts. After: the handler.
 */
import { unreachable } from '#base';
import { reasons } from '../action/code.js';
import { encodeParts, type ItemOf, type PartMessage } from '../codec/multipart.js';
import { type ErrorName, errorNumbers, OpenFlowError } from '../errors.js';
import type { FlowRemoved } from '../message/flow-mod.js';
import {
  type Bare,
  type BundleControl,
  type FlowStatsRequest,
  type Message,
  type OpenFlowVersion,
  type Received,
  type Role,
  type SetPacketInFormat,
  switchCapabilities,
} from '../message/message.js';
import type { PacketIn } from '../message/packet-in.js';
import type { PortStatus } from '../message/port-message.js';
import type { Refusal, SwitchChange, SwitchHandler } from '../switch-handler.js';
import { AsyncFilter } from './async-filter.js';
import { BundleStore, type Staged } from './bundle-store.js';
import type { Channel } from './channel.js';
import { type ListRequest, listReply } from './list-reply.js';
import type { RoleBoard, RoleHolder } from './role-board.js';

/** Packet-ins to a connection that has this much unread are dropped. */
const PACKET_IN_LIMIT = 1 << 20;
/** Changes past which a bundle is committed over several turns. */
const LONG_COMMIT = 2000;
/** Bytes of a refused message that go back with the error. */
const ERROR_BYTES = 64;
/** The actions of OpenFlow 1.0, all supported: output to enqueue. */
const ACTIONS_10 = 0xfff;
const REMOVED_REASONS = ['idle_timeout', 'hard_timeout', 'delete', 'group_delete', 'meter_delete', 'eviction'] as const;
/** What a slave may not do. */
const CHANGES: ReadonlySet<Message['kind']> = new Set([
  ...(['flow_mod', 'group_mod', 'port_mod', 'meter_mod', 'packet_out', 'bundle_control', 'bundle_add'] as const),
  'tlv_table_mod',
]);
const MAX_CONFIG = 3;
const REASSEMBLE = 2;
const STATUS_REASONS = ['add', 'delete', 'modify'] as const;

export class SwitchSession {
  readonly #channel: Channel;
  readonly #version: OpenFlowVersion;
  readonly #handler: SwitchHandler;
  readonly #bundles = new BundleStore();
  /** A long commit is under way, and what came meanwhile. */
  #isCommitting = false;
  readonly #waiting: (readonly [Received, Uint8Array])[] = [];
  readonly #roles: RoleBoard;
  readonly #holder: RoleHolder = { role: 'equal' };
  readonly #async: AsyncFilter;
  #packetInFormat: SetPacketInFormat['format'] = 'standard';
  controllerId = 0;

  constructor(channel: Channel, version: OpenFlowVersion, handler: SwitchHandler, roles: RoleBoard) {
    this.#channel = channel;
    this.#roles = roles;
    this.#async = new AsyncFilter(version, this.#holder);
    this.#version = version;
    this.#handler = handler;
    channel.decodeOptions = { hasTableId: false, side: 'switch' };
    roles.join(this.#holder);
    channel.encodeOptions = { isNxm: false, hasTableId: false };
  }

  packetIn(message: PacketIn): void {
    if (!this.#async.wants('packetIn', reasons.indexOf(message.reason))) return;
    if (this.#channel.outbox.backlog > PACKET_IN_LIMIT) return;
    // A continuation only fits the format that has one; the older ones get the packet alone.
    this.#channel.send(message, 0);
  }

  portStatus(message: PortStatus): void {
    if (this.#async.wants('portStatus', STATUS_REASONS.indexOf(message.reason))) this.#channel.send(message, 0);
  }

  flowRemoved(message: FlowRemoved): void {
    if (this.#async.wants('flowRemoved', REMOVED_REASONS.indexOf(message.reason))) this.#channel.send(message, 0);
  }

  receive(received: Received, bytes: Uint8Array): void {
    // What comes behind a long commit waits for it, so that barriers and replies keep their order.
    if (this.#isCommitting) this.#waiting.push([received, bytes]);
    else this.#take(received, bytes);
  }

  #take({ message, xid }: Received, bytes: Uint8Array): void {
    const isRefused = this.#holder.role === 'slave' && CHANGES.has(message.kind);
    const error = isRefused ? 'OFPBRC_IS_SECONDARY' : this.#carryOut(message, xid, bytes);
    if (error !== undefined) this.refuse(error, xid, bytes);
  }

  malformed(error: OpenFlowError, xid: number, bytes: Uint8Array): void {
    this.refuse(error.code, xid, bytes);
  }

  refuse(name: ErrorName, xid: number, bytes: Uint8Array): void {
    const data = bytes.slice(0, this.#version === 0x01 ? ERROR_BYTES : Math.min(bytes.length, 0xff00));
    this.#channel.send({ kind: 'error', ...errorNumbers(name, this.#version), data }, xid);
  }

  #reply(message: Message, xid: number): undefined {
    this.#channel.send(message, xid);
    return undefined;
  }

  /** The list is read to the end now; its encoding is spread over turns. */
  #replyParts<K extends PartMessage['kind']>(
    xid: number,
    items: Iterable<ItemOf<K>>,
    make: (items: readonly ItemOf<K>[], more: boolean) => PartMessage,
  ): undefined {
    this.#channel.outbox.add(encodeParts([...items], make, this.#version, xid));
    return undefined;
  }

  #replyList(request: ListRequest, xid: number): ErrorName | undefined {
    const reply = listReply(this.#handler, request, this.#version, xid);
    if (typeof reply === 'string') return reply;
    this.#channel.outbox.add(reply);
    return undefined;
  }

  /** Answers, or gives the error that answers. */
  #carryOut(message: Message, xid: number, bytes: Uint8Array): ErrorName | undefined {
    const handler = this.#handler;
    switch (message.kind) {
      case 'flow_mod':
      case 'group_mod':
      case 'port_mod':
        return this.#apply(message);
      case 'packet_out':
        return handler.packetOut(message);
      case 'resume':
        return handler.resume(message);
      case 'meter_mod':
        return handler.modifyMeter(message);
      case 'bundle_control':
        return this.#controlBundle(message, xid, bytes);
      case 'bundle_add':
        return attempt(() =>
          this.#bundles.add(message.bundle, message.flags, { change: message.message, xid, bytes: bytes.slice(16) }),
        );
      case 'tlv_table_mod':
        return handler.modifyTlvTable(message);
      case 'ct_flush_zone':
        handler.flushZone(message.zone);
        return undefined;
      case 'ct_flush':
        return handler.flushConnections(message);
      case 'set_config':
        if (message.flags > MAX_CONFIG) return 'OFPSCFC_BAD_FLAGS';
        this.#async.missSendLength = message.missSendLength;
        // Fragments are not put together for matching.
        if (message.flags !== REASSEMBLE) handler.setFragments(message.flags);
        return undefined;
      case 'set_flow_format':
        this.#channel.encodeOptions = { ...this.#channel.encodeOptions, isNxm: message.format === 'nxm' };
        return undefined;
      case 'flow_mod_table_id':
        this.#channel.decodeOptions = { ...this.#channel.decodeOptions, hasTableId: message.isSet };
        return undefined;
      case 'set_packet_in_format':
        this.#packetInFormat = message.format;
        this.#channel.encodeOptions = { ...this.#channel.encodeOptions, packetInFormat: this.#packetInFormat };
        return undefined;
      case 'set_controller_id':
        this.controllerId = message.id;
        return undefined;
      case 'role_request':
        return this.#changeRole(message, xid);
      case 'set_async':
        this.#async.set(message.words);
        return undefined;
      case 'flow_stats_request':
      case 'aggregate_request':
        return this.#replyFlows(message, xid);
      case 'port_stats_request':
      case 'port_desc_request':
      case 'queue_stats_request':
      case 'group_stats_request':
      case 'group_desc_request':
      case 'meter_stats_request':
      case 'meter_config_request':
        return this.#replyList(message, xid);
      case 'unknown':
        return message.error;
      case 'features_request':
      case 'get_config_request':
      case 'barrier_request':
      case 'barrier_reply':
      case 'tlv_table_request':
      case 'desc_request':
      case 'table_stats_request':
      case 'table_features_request':
      case 'group_features_request':
      case 'meter_features_request':
      case 'get_async_request':
        return this.#answerBare(message.kind, xid);
      case 'flow_age':
      case 'request_part':
        return undefined;
      default:
        return 'OFPBRC_BAD_TYPE';
    }
  }

  #answerBare(kind: Bare['kind'], xid: number): ErrorName | undefined {
    const handler = this.#handler;
    switch (kind) {
      case 'features_request':
        return this.#replyFeatures(xid);
      case 'get_config_request':
        return this.#reply(
          { kind: 'get_config_reply', flags: handler.fragments(), missSendLength: this.#async.missSendLength },
          xid,
        );
      case 'barrier_request':
        return this.#reply({ kind: 'barrier_reply' }, xid);
      case 'tlv_table_request':
        return this.#reply({ kind: 'tlv_table_reply', ...handler.tlvTable() }, xid);
      case 'desc_request':
        return this.#reply({ kind: 'desc_reply', ...handler.description() }, xid);
      case 'table_stats_request':
        return this.#replyParts<'table_stats_reply'>(xid, handler.tables(), (items, more) => ({
          kind: 'table_stats_reply',
          more,
          items,
        }));
      case 'table_features_request':
        return this.#replyParts<'table_features_reply'>(xid, handler.tables(), (items, more) => ({
          kind: 'table_features_reply',
          more,
          items,
        }));
      case 'group_features_request':
        return this.#replyGroupFeatures(xid);
      case 'meter_features_request':
        return this.#reply({ kind: 'meter_features_reply', ...handler.meterFeatures() }, xid);
      case 'get_async_request':
        return this.#reply({ kind: 'get_async_reply', words: this.#async.words }, xid);
      case 'barrier_reply':
        return 'OFPBRC_BAD_TYPE';
      default:
        return unreachable(kind);
    }
  }

  #changeRole({ role, generation, form }: Role, xid: number): ErrorName | undefined {
    const problem = this.#roles.request(this.#holder, role, generation);
    if (problem !== undefined) return problem;
    const now = this.#roles.generation;
    return this.#reply(
      {
        kind: 'role_reply',
        role: this.#holder.role,
        ...(now !== undefined && { generation: now }),
        ...(form !== undefined && { form }),
      },
      xid,
    );
  }

  /** The connection is gone. */
  end(): void {
    this.#roles.leave(this.#holder);
  }

  #replyGroupFeatures(xid: number): undefined {
    const features = this.#handler.groupFeatures();
    const actions = this.#version === 0x01 ? features.actions.map(() => ACTIONS_10) : features.actions;
    return this.#reply({ kind: 'group_features_reply', ...features, actions }, xid);
  }

  #apply(change: SwitchChange): ErrorName | undefined {
    return this.#handler.apply([change])?.error;
  }

  #replyFeatures(xid: number): undefined {
    const { capabilities: all, ...features } = this.#handler.features();
    const base = { kind: 'features_reply', ...features, auxiliary: 0 } as const;
    if (this.#version !== 0x01) {
      // Before 1.4 there is no bit for bundles.
      const known = this.#version === 0x06 ? all : all & 0x16f;
      return this.#reply({ ...base, capabilities: known & ~switchCapabilities.arpMatchIp }, xid);
    }
    const capabilities = (all & 0x67) | switchCapabilities.arpMatchIp;
    return this.#reply({ ...base, capabilities, actions: ACTIONS_10, ports: [...this.#handler.ports()] }, xid);
  }

  #replyFlows(request: FlowStatsRequest, xid: number): undefined {
    const flows = this.#handler.flows(request.filter);
    const form = request.form !== undefined && { form: request.form };
    if (request.kind === 'flow_stats_request') {
      return this.#replyParts<'flow_stats_reply'>(xid, flows, (items, more) => ({
        kind: 'flow_stats_reply',
        more,
        items,
        ...form,
      }));
    }
    let [count, packets, bytes] = [0, 0n, 0n];
    for (const flow of flows) {
      count++;
      packets += flow.packets;
      bytes += flow.bytes;
    }
    return this.#reply({ kind: 'aggregate_reply', flows: count, packets, bytes, ...form }, xid);
  }

  async #commitSlowly(
    staged: readonly Staged[],
    message: BundleControl,
    xid: number,
    bytes: Uint8Array,
  ): Promise<void> {
    this.#isCommitting = true;
    const refusal = await this.#handler.applySlowly?.(staged.map((item) => item.change));
    if (refusal === undefined) this.#reply({ ...message, type: 'commit_reply', flags: 0 }, xid);
    else {
      this.#refuseStaged(staged, refusal);
      this.refuse('OFPBFC_MSG_FAILED', xid, bytes);
    }
    this.#isCommitting = false;
    while (!this.#isCommitting) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#take(...next);
    }
  }

  #controlBundle(message: BundleControl, xid: number, bytes: Uint8Array): ErrorName | undefined {
    const { bundle, flags } = message;
    const done = (type: BundleControl['type']) => this.#reply({ kind: 'bundle_control', bundle, type, flags: 0 }, xid);
    switch (message.type) {
      case 'open_request':
        return attempt(() => {
          this.#bundles.open(bundle, flags);
          done('open_reply');
        });
      case 'close_request':
        return attempt(() => {
          this.#bundles.close(bundle, flags);
          done('close_reply');
        });
      case 'discard_request':
        return attempt(() => {
          this.#bundles.discard(bundle);
          done('discard_reply');
        });
      case 'commit_request': {
        let error: ErrorName | undefined;
        const failed = attempt(() => {
          const staged = this.#bundles.commit(bundle, flags);
          if (staged.length > LONG_COMMIT && this.#handler.applySlowly !== undefined) {
            void this.#commitSlowly(staged, message, xid, bytes);
            return;
          }
          const refusal = this.#handler.apply(staged.map((item) => item.change));
          if (refusal === undefined) done('commit_reply');
          else {
            // First what was wrong with the change, then that the commit failed.
            this.#refuseStaged(staged, refusal);
            error = 'OFPBFC_MSG_FAILED';
          }
        });
        return failed ?? error;
      }
      case 'unknown':
        return done('unknown');
      default:
        return 'OFPBFC_BAD_TYPE';
    }
  }

  /** Refuses what was wrong in a bundle. */
  #refuseStaged(staged: readonly Staged[], { index, error }: Refusal): void {
    const item = staged[index];
    // Of a port Open vSwitch only says that it failed.
    if (item !== undefined)
      this.refuse(item.change.kind === 'port_mod' ? 'OFPBFC_MSG_FAILED' : error, item.xid, item.bytes);
  }
}

/** The code of the OpenFlowError that `action` throws. */
function attempt(action: () => void): ErrorName | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof OpenFlowError) return error.code;
    throw error;
  }
}
